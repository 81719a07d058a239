//! `eval` asks a bank of questions and says how many were answered right.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::Ended;
use crate::config::Overrides;
use crate::eval::{self, report};
use crate::output;

/// Ask a bank of questions and say how many were answered right.
#[derive(Debug, Args)]
pub(super) struct Evaluate {
    /// The bank, one JSON object a line; its data stands in ../data beside its folder.
    bank: PathBuf,
    /// Print everything as JSON.
    #[arg(long)]
    json: bool,
}

impl Evaluate {
    pub(super) async fn run(self, config: Option<PathBuf>) -> anyhow::Result<Ended> {
        let overrides = Overrides {
            file: config,
            ..Overrides::default()
        };
        let cases = eval::run(&self.bank, &overrides).await?;
        if self.json {
            output::json(&json!({"summary": report::Summary::of(&cases), "cases": cases}))?;
        } else {
            report::print(&cases);
        }
        Ok(Ended::Done)
    }
}
