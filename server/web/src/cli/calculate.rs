//! `tool` makes one calculation of the catalogue, or says which there are and what they take.

use std::io::Read;
use std::path::PathBuf;

use assistant::Outcome;
use clap::Args;
use lambda_tools::table::Table;
use lambda_tools::{Calculation, Tool, ToolError};
use serde_json::{Value, json};

use super::{COMMAND_LINE_USER, DataArguments, Ended};
use crate::output;
use crate::wiring::Application;

/// Rows of a table that are printed for people.
const MOST: usize = 50;

/// Make a calculation.
#[derive(Debug, Args)]
pub(super) struct Calculate {
    /// Name of the calculation ("calculate_reorder_point"); without it, all are listed.
    name: Option<String>,
    /// Its parameters as a JSON object, or `-` to read them from standard input; without them, what it takes is printed.
    parameters: Option<String>,
    /// Persona whose data it reads, when it reads any; the first one by default.
    #[arg(long)]
    persona: Option<String>,
    #[command(flatten)]
    data: DataArguments,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
    /// Make it even when its data cost more than is spent without a word.
    #[arg(long)]
    confirm_cost: bool,
}

impl Calculate {
    pub(super) async fn run(self, config: Option<PathBuf>) -> anyhow::Result<Ended> {
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
        if assistant::reads_data(name, &parameters) {
            return self.over_data(name, &parameters, config).await;
        }
        match lambda_tools::run(name, &parameters) {
            Ok(calculation) if self.json => output::json(&calculation)?,
            Ok(calculation) => print(&calculation),
            Err(error) => return self.refuse(name, &explained(&error, name)),
        }
        Ok(Ended::Done)
    }

    /// Makes it over rows of the data, with a persona's rights.
    async fn over_data(
        &self,
        name: &str,
        parameters: &Value,
        config: Option<PathBuf>,
    ) -> anyhow::Result<Ended> {
        let application = Application::open_for_command(&self.data.overrides(config)).await?;
        let persona = match application.persona_or_first(self.persona.as_deref()) {
            Ok(persona) => persona,
            Err(message) => {
                output::notice(&message);
                return Ok(Ended::Misused);
            }
        };
        let assistant = &application.assistant;
        let confirmed = self.confirm_cost;
        let answer =
            assistant.calculate_confirmed(COMMAND_LINE_USER, &persona, name, parameters, confirmed);
        let answer = Box::pin(answer).await;
        super::ask::say(&answer, self.json)?;
        Ok(if answer.outcome == Outcome::Answered {
            Ended::Done
        } else {
            Ended::Failed
        })
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
        Some(result) => {
            let result = output::readable(&result.to_string());
            output::line(&format!("{}: {result} {}", done.label, done.unit));
        }
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
            figure.label,
            output::readable(&figure.value.to_string()),
            figure.unit
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
