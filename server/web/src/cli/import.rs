//! `import` takes over a folder of CSV or Parquet files, all of it or nothing.

use std::path::PathBuf;

use clap::Args;
use warehouse::embedded::{self, ImportFailed};

use super::Ended;
use crate::config::{self, Overrides};
use crate::output;
use crate::wiring::{Meaning, Source};

/// Take over a folder of CSV or Parquet files.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// The folder.
    folder: PathBuf,
    /// Leave out rows that cannot be read, and list them.
    #[arg(long)]
    skip_bad: bool,
}

impl Import {
    pub(super) fn run(self, config: Option<PathBuf>) -> anyhow::Result<Ended> {
        let configuration = config::load(&Overrides {
            file: config,
            ..Overrides::default()
        })?;
        let mut meaning = Meaning::load(&configuration.data)?;
        let destination = configuration.data.imported();
        let report = loop {
            let schemas = meaning.schemas();
            let imported = embedded::import(&self.folder, &destination, &schemas, self.skip_bad);
            let columns = match &imported {
                Ok(report) => report.skipped.throughout(),
                Err(ImportFailed::Faulty(faults)) => faults.throughout(),
                Err(_) => Vec::new(),
            };
            if meaning.name_by_text(&columns) {
                continue;
            }
            match imported {
                Ok(report) => break report,
                Err(refusal) => {
                    output::notice(&refusal.to_string());
                    return Ok(Ended::Failed);
                }
            }
        };
        for table in &report.tables {
            let skipped = if table.skipped_rows == 0 {
                String::new()
            } else {
                format!(", {} left out", table.skipped_rows)
            };
            output::line(&format!(
                "{}: {} rows{skipped} from {}",
                table.table,
                table.rows,
                table.file.display()
            ));
            if !table.missing_columns.is_empty() {
                output::line(&format!(
                    "  without columns {}",
                    table.missing_columns.join(", ")
                ));
            }
            if !table.extra_columns.is_empty() {
                output::line(&format!(
                    "  columns that are not known and not taken over: {}",
                    table.extra_columns.join(", ")
                ));
            }
        }
        if !report.missing_tables.is_empty() {
            output::line(&format!(
                "without tables {}",
                report.missing_tables.join(", ")
            ));
        }
        if !report.skipped.is_empty() {
            output::line(&report.skipped.to_string());
        }
        if configuration.data.warehouse.is_some() {
            output::notice(&format!(
                "data.warehouse is set, so questions are asked about {} still.",
                Source::of(&configuration)
            ));
        }
        Ok(Ended::Done)
    }
}
