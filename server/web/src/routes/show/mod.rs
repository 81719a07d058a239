//! *Showing* turns what the program knows into view models.

use app::{
    Alignment, AnswerView, Cell, ColumnView, ConversationLink, CostView, DefinitionView, Frame,
    OutcomeView, ResultView,
};
use assistant::store::Entry;
use assistant::{Answer, AnswerColumn, Engine, Outcome};
use jiff::civil::Date;
use serde_json::Value;

use super::error::HttpError;
use super::state::WebState;
use crate::accounts::LoggedIn;

/// Conversations in the sidebar.
const CONVERSATIONS: u32 = 30;

/// What stands around a page.
pub(super) async fn frame(
    state: &WebState,
    logged_in: &LoggedIn,
    persona: &str,
    current: Option<&str>,
    as_of: Date,
) -> Result<Frame, HttpError> {
    let today = state.clock.today();
    let zone = jiff::tz::TimeZone::system();
    let conversations = state
        .stores
        .conversations
        .conversations(&logged_in.username, CONVERSATIONS)
        .await?;
    let conversations = conversations
        .into_iter()
        .map(|conversation| ConversationLink {
            current: current == Some(conversation.id.as_str()),
            today: conversation.updated.to_zoned(zone.clone()).date() == today,
            id: conversation.id,
            title: conversation.title,
        })
        .collect();
    let report = state.assistant.costs().await?;
    Ok(Frame {
        user: logged_in.username.clone(),
        persona: persona.to_owned(),
        personas: logged_in.personas.clone(),
        as_of: as_of.to_string(),
        conversations,
        cost: Some(CostView {
            today_usd: report.today_usd,
            month_estimate_usd: report.month_estimate_usd,
            questions: report.questions,
            cached: report.cached,
        }),
    })
}

/// An answer with at most `most` rows.
pub(super) fn answer(question: &str, answer: &Answer, most: usize) -> AnswerView {
    let result = (!answer.columns.is_empty()).then(|| ResultView {
        columns: answer.columns.iter().map(column).collect(),
        rows: answer
            .rows
            .iter()
            .take(most)
            .map(|row| cells(row, &answer.columns))
            .collect(),
        row_count: answer.row_count,
        truncated: answer.truncated,
    });
    AnswerView {
        id: answer.id.clone(),
        question: question.to_owned(),
        outcome: outcome(answer.outcome),
        understood: answer.understood.clone(),
        assumptions: answer.assumptions.clone(),
        message: answer.message.clone(),
        sentences: answer.insight.sentences.clone(),
        choices: answer.choices.clone(),
        follow_ups: answer.insight.follow_ups.clone(),
        warnings: answer.warnings.clone(),
        sql: answer.sql.clone(),
        dialect: answer.dialect.clone().unwrap_or_default(),
        result,
        definitions: answer
            .definitions
            .iter()
            .map(|d| DefinitionView {
                label: d.label.clone(),
                definition: d.definition.clone(),
                owner: d.owner.clone(),
            })
            .collect(),
        calculation: answer.tool.as_ref().map(calculation).unwrap_or_default(),
        as_of: answer.as_of.clone(),
        elapsed_ms: answer.elapsed_ms,
        cost_usd: answer.cost.total_usd,
        engine: engine(answer.engine).to_owned(),
        cached: answer.cached,
        conversation: answer.conversation.clone(),
    }
}

/// An answer of which only the history's entry is left.
pub(super) fn entry(entry: &Entry) -> AnswerView {
    let asked_again = (entry.outcome == Outcome::Answered).then(|| entry.question.clone());
    let gone = asked_again.is_some().then(|| {
        let day = entry.at.to_zoned(jiff::tz::TimeZone::system()).date();
        format!(
            "This was answered on {day}. Its rows ({}) are not kept; ask again to see them.",
            entry.row_count
        )
    });
    AnswerView {
        id: entry.id.clone(),
        question: entry.question.clone(),
        outcome: outcome(entry.outcome),
        understood: entry.understood.clone(),
        assumptions: Vec::new(),
        message: entry.message.clone(),
        sentences: Vec::new(),
        choices: Vec::new(),
        follow_ups: asked_again.into_iter().collect(),
        warnings: gone.into_iter().collect(),
        sql: entry.sql.clone(),
        dialect: "embedded".to_owned(),
        result: None,
        definitions: Vec::new(),
        calculation: Vec::new(),
        as_of: entry.as_of.to_string(),
        elapsed_ms: entry.elapsed_ms,
        cost_usd: entry.cost.total_usd,
        engine: engine(entry.engine).to_owned(),
        cached: entry.cached,
        conversation: entry.conversation.clone(),
    }
}

fn outcome(outcome: Outcome) -> OutcomeView {
    match outcome {
        Outcome::Answered => OutcomeView::Answered,
        Outcome::Clarify => OutcomeView::Clarify,
        Outcome::Refused => OutcomeView::Refused,
        Outcome::Unanswerable => OutcomeView::Unanswerable,
        Outcome::Failed => OutcomeView::Failed,
    }
}

fn engine(engine: Engine) -> &'static str {
    match engine {
        Engine::Interpreter => "interpreter",
        Engine::Verified => "verified query",
        Engine::Tool => "calculation",
        Engine::Sql => "SQL",
    }
}

fn column(column: &AnswerColumn) -> ColumnView {
    let is_number = matches!(column.data_type.as_str(), "integer" | "decimal");
    ColumnView {
        label: column.label.clone(),
        unit: column.unit.clone(),
        alignment: if is_number {
            Alignment::End
        } else {
            Alignment::Start
        },
    }
}

fn cells(row: &[Value], columns: &[AnswerColumn]) -> Vec<Cell> {
    row.iter()
        .zip(columns)
        .map(|(value, column)| cell(value, &column.data_type))
        .collect()
}

fn cell(value: &Value, data_type: &str) -> Cell {
    match (value, data_type) {
        (Value::Null, _) => Cell::Missing,
        (Value::Bool(flag), _) => Cell::Flag(*flag),
        (Value::Number(number), _) => Cell::Number(number.to_string()),
        (Value::String(text), "integer" | "decimal") => Cell::Number(text.clone()),
        (Value::String(text), "date") => Cell::Day(text.clone()),
        (Value::String(text), "timestamp") => Cell::Instant(text.clone()),
        (Value::String(text), _) => Cell::Text(text.clone()),
        (other, _) => Cell::Text(other.to_string()),
    }
}

/// A calculation's formula and inputs as names and values.
fn calculation(tool: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut lines = Vec::new();
    for (key, name) in [
        ("label", "Calculation"),
        ("method", "Method"),
        ("formula", "Formula"),
        ("worked", "With numbers"),
    ] {
        if let Some(value) = tool.get(key).map(text).filter(|value| !value.is_empty()) {
            lines.push((name.to_owned(), value));
        }
    }
    for input in tool
        .get("inputs")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let field = |key: &str| input.get(key).map(text).unwrap_or_default();
        let origin = input
            .get("origin")
            .map(text)
            .map(|origin| format!(" ({origin})"))
            .unwrap_or_default();
        lines.push((
            field("label"),
            format!("{} {}{origin}", field("value"), field("unit")),
        ));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn cells_follow_their_column() {
        assert_eq!(
            cell(&json!("12345678901234.5678"), "decimal"),
            Cell::Number("12345678901234.5678".into())
        );
        assert_eq!(
            cell(&json!("2025-06-30"), "date"),
            Cell::Day("2025-06-30".into())
        );
        assert_eq!(
            cell(&json!("2025-06-30"), "text"),
            Cell::Text("2025-06-30".into())
        );
        assert_eq!(cell(&json!(null), "integer"), Cell::Missing);
        assert_eq!(cell(&json!(5), "integer"), Cell::Number("5".into()));
    }
}
