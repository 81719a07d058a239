//! `ask` answers one question, or a file of them.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use anyhow::Context;
use assistant::{Answer, Outcome};
use clap::Args;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{COMMAND_LINE_USER, DataArguments, Ended};
use crate::output;
use crate::wiring::Application;

/// Rows that are printed without `--json`.
const SHOWN_ROWS: usize = 50;

/// Ask a question.
#[derive(Debug, Args)]
pub(super) struct Ask {
    /// Persona in which it is asked; the first one by default.
    #[arg(long)]
    persona: Option<String>,
    #[command(flatten)]
    data: DataArguments,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
    /// Ask even when it costs more than is spent without a word.
    #[arg(long)]
    confirm_cost: bool,
    /// File of questions, one JSON object a line (id, persona, question, today, conversation); - is standard input.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "question",
        requires = "json"
    )]
    batch: Option<PathBuf>,
    /// The question.
    #[arg(required_unless_present = "batch", num_args = 1..)]
    question: Vec<String>,
}

/// One line of a batch.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BatchLine {
    #[serde(default)]
    id: Option<Value>,
    #[serde(default)]
    persona: Option<String>,
    question: String,
    #[serde(default)]
    today: Option<Date>,
    #[serde(default)]
    conversation: Option<String>,
}

impl Ask {
    pub(super) async fn run(self, config: Option<PathBuf>) -> anyhow::Result<Ended> {
        let application = Application::open_for_command(&self.data.overrides(config)).await?;
        let persona = match application.persona_or_first(self.persona.as_deref()) {
            Ok(persona) => persona,
            Err(message) => {
                output::notice(&message);
                return Ok(Ended::Misused);
            }
        };
        if let Some(file) = &self.batch {
            return batch(&application, file, &persona, self.confirm_cost).await;
        }
        let mut ask = assistant::Ask::new(COMMAND_LINE_USER, persona, self.question.join(" "));
        ask.confirmed = self.confirm_cost;
        let answer = application.assistant.ask(ask).await;
        say(&answer, self.json)?;
        Ok(match answer.outcome {
            Outcome::Answered | Outcome::Clarify | Outcome::Unanswerable => Ended::Done,
            Outcome::Refused | Outcome::Failed => Ended::Failed,
        })
    }
}

/// Answers a file of questions, in order; a line that is no question is answered as failed.
async fn batch(
    application: &Application,
    file: &PathBuf,
    persona: &str,
    confirmed: bool,
) -> anyhow::Result<Ended> {
    let reader: Box<dyn BufRead + Send> = if file.as_os_str() == "-" {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        let file =
            std::fs::File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
        Box::new(BufReader::new(file))
    };
    // Conversations of this run are its own, whatever ids an earlier run used.
    let run = Uuid::new_v4();
    let mut ended = Ended::Done;
    for (number, line) in reader.lines().enumerate() {
        let line = line.context("cannot read the questions")?;
        if line.trim().is_empty() {
            continue;
        }
        let question: BatchLine = match serde_json::from_str(&line) {
            Ok(question) => question,
            Err(error) => {
                ended = Ended::Failed;
                let message = format!("Line {} is not a question: {error}.", number + 1);
                output::json(&json!({"id": null, "outcome": "failed", "message": message}))?;
                continue;
            }
        };
        let persona = question.persona.as_deref().unwrap_or(persona);
        let mut ask = assistant::Ask::new(COMMAND_LINE_USER, persona, question.question);
        ask.today = question.today;
        ask.confirmed = confirmed;
        ask.conversation = question
            .conversation
            .as_ref()
            .map(|id| format!("{run}/{id}"));
        let mut answer = application.assistant.ask(ask).await;
        answer.conversation = question.conversation;
        let mut answer = serde_json::to_value(&answer)?;
        if let (Some(fields), Some(id)) = (answer.as_object_mut(), question.id) {
            fields.insert("id".to_owned(), id);
        }
        output::json(&answer)?;
    }
    Ok(ended)
}

/// Prints an answer.
pub(super) fn say(answer: &Answer, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        output::json(answer)?;
        return Ok(());
    }
    if !answer.understood.is_empty() {
        output::line(&format!("I understood: {}", answer.understood));
    }
    for assumption in &answer.assumptions {
        output::line(&format!("  assumed: {assumption}"));
    }
    if !answer.message.is_empty() {
        output::line(&answer.message);
    }
    if answer.confirm.is_some() {
        output::line("  → the same with --confirm-cost");
    }
    for choice in &answer.choices {
        output::line(&format!("  → {choice}"));
    }
    if !answer.columns.is_empty() {
        let headings: Vec<String> = answer
            .columns
            .iter()
            .map(|column| match &column.unit {
                Some(unit) => format!("{} [{unit}]", column.label),
                None => column.label.clone(),
            })
            .collect();
        output::line("");
        output::table(&headings, &answer.rows, SHOWN_ROWS);
        output::line("");
    }
    if let Some(sql) = &answer.sql {
        output::line(sql);
        output::line("");
    }
    for warning in &answer.warnings {
        output::line(&format!("note: {warning}"));
    }
    for question in &answer.insight.follow_ups {
        output::line(&format!("next: {question}"));
    }
    let usd = answer.cost.total_usd;
    let digits = if usd > 0.0 && usd < 0.1 { 6 } else { 2 };
    output::line(&format!(
        "{:.1} ms, ${usd:.digits$}, as of {}",
        answer.elapsed_ms, answer.as_of
    ));
    Ok(())
}
