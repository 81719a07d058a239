//! `tool` makes one calculation of the catalogue, or says which there are and what they take.

use std::io::Read;

use clap::Args;
use lambda_tools::table::Table;
use lambda_tools::{Calculation, Tool, ToolError};
use serde_json::{Value, json};

use super::Ended;
use crate::output;

/// Rows of a table that are printed for people.
const MOST: usize = 50;

/// Make a calculation.
#[derive(Debug, Args)]
pub(super) struct Calculate {
    /// Name of the calculation ("calculate_reorder_point"); without it, all are listed.
    name: Option<String>,
    /// Its parameters as a JSON object, or `-` to read them from standard input; without them, what it takes is printed.
    parameters: Option<String>,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

impl Calculate {
    pub(super) fn run(self) -> anyhow::Result<Ended> {
        let Some(name) = &self.name else {
            return self.list();
        };
        let Some(parameters) = &self.parameters else {
            return match lambda_tools::catalogue::named(name) {
                Ok(tool) => self.describe(tool),
                Err(error) => self.refuse(name, &error.to_string()),
            };
        };
        let parameters = if parameters == "-" {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text)?;
            text
        } else {
            parameters.clone()
        };
        let parameters: Value = match serde_json::from_str(&parameters) {
            Ok(parameters) => parameters,
            Err(error) => {
                return self.refuse(name, &format!("the parameters are not JSON: {error}"));
            }
        };
        match lambda_tools::run(name, &parameters) {
            Ok(calculation) if self.json => output::json(&calculation)?,
            Ok(calculation) => print(&calculation),
            Err(error) => return self.refuse(name, &explained(&error, name)),
        }
        Ok(Ended::Done)
    }

    fn list(&self) -> anyhow::Result<Ended> {
        if self.json {
            output::json(&lambda_tools::tools())?;
            return Ok(Ended::Done);
        }
        for tool in lambda_tools::tools() {
            output::line(&format!("{}: {}", tool.name, tool.description));
        }
        Ok(Ended::Done)
    }

    fn describe(&self, tool: &'static Tool) -> anyhow::Result<Ended> {
        if self.json {
            output::json(&tool)?;
            return Ok(Ended::Done);
        }
        output::line(&format!("{}: {}", tool.label, tool.description));
        for form in &tool.forms {
            match form.method {
                "" => output::line("It takes"),
                method => output::line(&format!("By the method {method} it takes")),
            }
            for (name, description, needed) in form.described() {
                let optional = if needed { "" } else { " (may be left out)" };
                output::line(&format!("  {name}: {description}{optional}"));
            }
        }
        Ok(Ended::Done)
    }

    fn refuse(&self, name: &str, reason: &str) -> anyhow::Result<Ended> {
        if self.json {
            output::json(&json!({"outcome": "failed", "tool": name, "message": reason}))?;
        } else {
            output::notice(reason);
        }
        Ok(Ended::Failed)
    }
}

/// What went wrong, with where to look when it is about what the tool takes.
fn explained(error: &ToolError, name: &str) -> String {
    match error {
        ToolError::MissingParameter { .. } | ToolError::UnknownParameter { .. } => {
            format!("{error}\n`quartermaster tool {name}` says what it takes.")
        }
        _ => error.to_string(),
    }
}

fn print(done: &Calculation) {
    match done.result {
        Some(result) => output::line(&format!("{}: {result} {}", done.label, done.unit)),
        None => output::line(done.label),
    }
    match done.name {
        "" => output::line(&format!("  {}", done.formula)),
        name => output::line(&format!("  {name} = {}", done.formula)),
    }
    output::line(&format!("  {}", done.worked));
    for figure in &done.figures {
        output::line(&format!(
            "  {}: {} {}",
            figure.label, figure.value, figure.unit
        ));
    }
    done.tables.iter().for_each(print_table);
    for caveat in &done.caveats {
        output::line(&format!("  note: {caveat}"));
    }
}

fn print_table(table: &Table) {
    output::line(table.label);
    let headings: Vec<String> = table
        .columns
        .iter()
        .map(|column| match column.unit {
            "" => column.label.to_owned(),
            unit => format!("{} ({unit})", column.label),
        })
        .collect();
    output::table(&headings, &table.rows, MOST);
}
