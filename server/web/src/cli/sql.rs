//! `sql` runs anybody's SQL through the guard, with the rights of a persona.

use std::path::PathBuf;

use assistant::Outcome;
use clap::Args;

use super::{COMMAND_LINE_USER, DataArguments, Ended};
use crate::output;
use crate::wiring::Application;

/// Run SQL through the guard.
#[derive(Debug, Args)]
pub(super) struct Sql {
    /// Persona whose rights hold; the first one by default.
    #[arg(long)]
    persona: Option<String>,
    #[command(flatten)]
    data: DataArguments,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
    /// Run it even when it costs more than is spent without a word.
    #[arg(long)]
    confirm_cost: bool,
    /// A SELECT.
    #[arg(required = true, num_args = 1.., value_name = "SELECT", allow_hyphen_values = true)]
    statement: Vec<String>,
}

impl Sql {
    pub(super) async fn run(mut self, config: Option<PathBuf>) -> anyhow::Result<Ended> {
        // SQL may begin with a comment, so what follows it is taken as it stands; the option may follow it all the same.
        if self.statement.len() > 1 && self.statement.last().is_some_and(|word| word == "--json") {
            self.statement.pop();
            self.json = true;
        }
        let application = Application::open_for_command(&self.data.overrides(config)).await?;
        let persona = match application.persona_or_first(self.persona.as_deref()) {
            Ok(persona) => persona,
            Err(message) => {
                output::notice(&message);
                return Ok(Ended::Misused);
            }
        };
        let (sql, confirmed) = (self.statement.join(" "), self.confirm_cost);
        let answer = application
            .assistant
            .sql_confirmed(COMMAND_LINE_USER, &persona, &sql, confirmed)
            .await;
        super::ask::say(&answer, self.json)?;
        Ok(if answer.outcome == Outcome::Answered {
            Ended::Done
        } else {
            Ended::Failed
        })
    }
}
