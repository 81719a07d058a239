//! `model derive` writes a semantic model of tables that nobody has described, for a person to review.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Subcommand};
use semantic::derive::{Derivation, Ground, Link, TableProfile, derive};
use tokio::runtime::Handle;
use warehouse::Limits;
use warehouse::embedded::{EmbeddedWarehouse, Settings, discover};

use super::Ended;
use crate::config::{self, Configuration, Overrides};
use crate::output;
use crate::survey::Survey;

/// Longest time for one look at the data.
const PATIENCE: Duration = Duration::from_mins(10);

/// Work on semantic models.
#[derive(Debug, Args)]
pub(super) struct Model {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Derive a model from tables; it goes to standard output, and what was found to standard error.
    Derive {
        /// Folder of CSV or Parquet files, one for each table.
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
    },
}

impl Model {
    pub(super) async fn run(self, config: Option<PathBuf>) -> anyhow::Result<Ended> {
        let Action::Derive { data } = self.action;
        let configuration = config::load(&Overrides {
            file: config,
            data: Some(data.clone()),
            ..Overrides::default()
        })?;
        let runtime = Handle::current();
        let found =
            tokio::task::spawn_blocking(move || look(&data, &configuration, runtime)).await??;
        let yaml = semantic::write::write(&found.derivation.model)?;
        // What is written must load; if it does not, that is our mistake, and nobody should work on it.
        semantic::load::load("the derived model", &yaml)?;
        for line in report(&found) {
            output::notice(&line);
        }
        output::line(yaml.trim_end());
        Ok(Ended::Done)
    }
}

/// A derivation with the tables that it was made from.
struct Found {
    profiles: Vec<TableProfile>,
    derivation: Derivation,
}

/// Opens the folder and derives its model. Blocks.
fn look(folder: &Path, configuration: &Configuration, runtime: Handle) -> anyhow::Result<Found> {
    let schemas = discover(folder)?;
    let settings = Settings {
        memory_limit: configuration.limits.query_memory,
        ..Settings::new(configuration.data.cache())
    };
    let warehouse = EmbeddedWarehouse::open(folder, schemas.clone(), &settings)?;
    let limits = Limits {
        timeout: PATIENCE,
        ..Limits::default()
    };
    let mut survey = Survey::new(&warehouse, &schemas, limits, runtime);
    let profiles = schemas
        .iter()
        .map(|schema| survey.profile(schema))
        .collect::<Result<Vec<_>, _>>()?;
    let folder = folder.canonicalize()?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let derivation = derive(&name, &profiles, &mut survey)?;
    Ok(Found {
        profiles,
        derivation,
    })
}

/// What was found, in lines for the person who reviews it.
fn report(found: &Found) -> Vec<String> {
    let Found {
        profiles,
        derivation,
    } = found;
    let mut lines = vec!["Tables and what identifies their rows:".to_owned()];
    for (table, key) in &derivation.keys {
        let rows = profiles
            .iter()
            .find(|p| p.name == *table)
            .map_or(0, |p| p.rows);
        let dated = derivation
            .model
            .dataset(table)
            .and_then(|d| d.default_time.as_ref())
            .map_or(String::new(), |time| {
                format!(", dated by {}", time.as_str())
            });
        lines.push(format!(
            "  {table}: {rows} rows, key {}{dated}",
            key.join(" + ")
        ));
    }
    for table in &derivation.left_out {
        lines.push(format!(
            "  {table}: LEFT OUT, no columns identify its rows; remove rows that stand there twice, or add a number"
        ));
    }
    lines.push("Relationships:".to_owned());
    lines.extend(derivation.links.iter().map(|l| format!("  {}", arrow(l))));
    for link in &derivation.further {
        let advice = "a second way between the two tables, which is not in the model";
        lines.push(format!("  not taken: {}: {advice}", arrow(link)));
    }
    for refuted in &derivation.refuted {
        lines.push(format!(
            "  not taken: {} → {}: the names agree, but only {} of {} values stand there",
            refuted.from, refuted.to, refuted.inclusion.found, refuted.inclusion.values
        ));
    }
    lines.push(
        "Everything is marked `unreviewed: true`; take the mark away where it is right:".to_owned(),
    );
    lines.push(format!("  {}", counts(&derivation.model.unreviewed())));
    lines.push(
        "Money is written in USD, because the data does not say; mend `unit` where it is another."
            .to_owned(),
    );
    lines.push("To ask about these tables, save the model, name it in data.semantic_model, and name in data.personas a file such as:".to_owned());
    let tables: Vec<&str> = derivation.keys.iter().map(|(t, _)| t.as_str()).collect();
    lines.push("  personas:".to_owned());
    lines.push("    - name: Analyst".to_owned());
    lines.push("      description: Reads all tables.".to_owned());
    lines.push(format!("      tables: [{}]", tables.join(", ")));
    lines.push("      specialist: inventory".to_owned());
    lines.push("      suggestions: []".to_owned());
    lines
}

/// "4 tables, 31 columns".
pub(super) fn counts(kinds: &[(&'static str, usize)]) -> String {
    let said: Vec<String> = kinds
        .iter()
        .map(|(kind, n)| format!("{n} {kind}"))
        .collect();
    said.join(", ")
}

fn arrow(link: &Link) -> String {
    let ground = match link.ground {
        Ground::SameName => "same name",
        Ground::CalledAfter => "called after the table",
        Ground::EndsAlike => "name ends alike",
        Ground::Codes => "same codes under another name",
    };
    let columns = |table: &str, columns: &[String]| match columns {
        [only] => format!("{table}.{only}"),
        several => format!("{table}.({})", several.join(", ")),
    };
    let number = if link.one_to_one {
        "one to one"
    } else {
        "many to one"
    };
    format!(
        "{} → {}: {number}, {ground}, {} of {} values found",
        columns(&link.from, &link.from_columns),
        columns(&link.to, &link.to_columns),
        link.inclusion.found,
        link.inclusion.values
    )
}
