//! `tool` makes one calculation of the catalogue.

use clap::Args;
use serde_json::{Value, json};

use super::Ended;
use crate::output;

/// Make a calculation.
#[derive(Debug, Args)]
pub(super) struct Calculate {
    /// Name of the calculation ("calculate_reorder_point").
    name: String,
    /// Its parameters as a JSON object.
    parameters: String,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

impl Calculate {
    pub(super) fn run(self) -> anyhow::Result<Ended> {
        let parameters: Value = match serde_json::from_str(&self.parameters) {
            Ok(parameters) => parameters,
            Err(error) => return self.refuse(&format!("the parameters are not JSON: {error}")),
        };
        let calculation = match lambda_tools::run(&self.name, &parameters) {
            Ok(calculation) => calculation,
            Err(error) => return self.refuse(&error.to_string()),
        };
        if self.json {
            output::json(&calculation)?;
            return Ok(Ended::Done);
        }
        output::line(&format!(
            "{}: {} {}",
            calculation.label, calculation.result, calculation.unit
        ));
        output::line(&format!("  {} = {}", calculation.name, calculation.formula));
        output::line(&format!("  {}", calculation.worked));
        for caveat in &calculation.caveats {
            output::line(&format!("  note: {caveat}"));
        }
        Ok(Ended::Done)
    }

    fn refuse(&self, reason: &str) -> anyhow::Result<Ended> {
        if self.json {
            output::json(&json!({"outcome": "failed", "tool": self.name, "message": reason}))?;
        } else {
            output::notice(reason);
        }
        Ok(Ended::Failed)
    }
}
