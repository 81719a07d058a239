//! An *answer*, or what is left of it, as the page shows it.

use app::{
    Alignment, AnswerView, Cell, ChangeView, ChartView, ColumnView, DefinitionView, OutcomeView,
    Plot, ResultView, StatementView, StepView, Tab, TileView,
};
use assistant::store::Entry;
use assistant::{Answer, AnswerColumn, Engine, Outcome};
use semantic::QueryPart;
use serde_json::Value;

use super::{calculation, chart, sql};
use crate::under_way::Asked;

/// An answer with at most `most` rows.
pub(crate) fn answer(question: &str, answer: &Answer, most: usize) -> AnswerView {
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
    let chart = chart::chart(answer);
    AnswerView {
        id: answer.id.clone(),
        question: question.to_owned(),
        outcome: outcome(answer.outcome),
        statements: statements(answer),
        used: answer
            .used
            .iter()
            .map(|used| (used.words.clone(), used.part.clone()))
            .collect(),
        assumptions: answer.assumptions.clone(),
        message: answer.message.clone(),
        sentences: answer.insight.sentences.clone(),
        choices: answer.choices.clone(),
        follow_ups: answer.insight.follow_ups.clone(),
        warnings: answer.warnings.clone(),
        sql: answer.sql.as_deref().map(sql::words).unwrap_or_default(),
        dialect: answer.dialect.clone().unwrap_or_default(),
        tile: tile(answer),
        tab: first_tab(chart.as_ref()),
        chart,
        steps: answer
            .steps
            .iter()
            .map(|step| StepView {
                name: step.name.clone(),
                detail: step.detail.clone(),
                elapsed_ms: step.elapsed_ms,
            })
            .collect(),
        tables: answer.tables.clone(),
        data_version: answer.data_version.clone(),
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
        calculation: calculation::shown(answer),
        as_of: answer.as_of.clone(),
        elapsed_ms: answer.elapsed_ms,
        confirm_usd: answer.confirm.map(|confirm| confirm.estimate_usd),
        stale: answer.stale.is_some(),
        cost_usd: answer.cost.total_usd,
        engine: engine(answer.engine).to_owned(),
        cached: answer.cached,
        conversation: answer.conversation.clone(),
    }
}

/// What is looked at first: the rows, but a forecast and a route are a picture before they are a table.
fn first_tab(chart: Option<&ChartView>) -> Tab {
    match chart.map(|chart| &chart.plot) {
        Some(Plot::Route(_)) => Tab::Chart,
        Some(Plot::Line(data)) if !data.band().is_empty() => Tab::Chart,
        _ => Tab::Table,
    }
}

/// An answer of which only the history's entry is left.
pub(crate) fn entry(entry: &Entry) -> AnswerView {
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
        statements: said(&entry.understood),
        used: Vec::new(),
        assumptions: Vec::new(),
        message: entry.message.clone(),
        sentences: Vec::new(),
        choices: Vec::new(),
        follow_ups: asked_again.into_iter().collect(),
        warnings: gone.into_iter().collect(),
        sql: entry.sql.as_deref().map(sql::words).unwrap_or_default(),
        dialect: "embedded".to_owned(),
        result: None,
        tile: None,
        chart: None,
        tab: Tab::Table,
        steps: Vec::new(),
        tables: Vec::new(),
        data_version: entry.data_version.clone(),
        definitions: Vec::new(),
        calculation: None,
        as_of: entry.as_of.to_string(),
        elapsed_ms: entry.elapsed_ms,
        confirm_usd: None,
        stale: false,
        cost_usd: entry.cost.total_usd,
        engine: engine(entry.engine).to_owned(),
        cached: entry.cached,
        conversation: entry.conversation.clone(),
    }
}

/// A question that was stopped before it was answered.
pub(crate) fn given_up(id: &str, asked: &Asked) -> AnswerView {
    AnswerView {
        id: id.to_owned(),
        question: asked.question.clone(),
        outcome: OutcomeView::Failed,
        statements: Vec::new(),
        used: Vec::new(),
        assumptions: Vec::new(),
        message: "This question was stopped before it was answered. Ask it again.".to_owned(),
        sentences: Vec::new(),
        choices: vec![asked.question.clone()],
        follow_ups: Vec::new(),
        warnings: Vec::new(),
        sql: Vec::new(),
        dialect: String::new(),
        result: None,
        tile: None,
        chart: None,
        tab: Tab::Table,
        steps: Vec::new(),
        tables: Vec::new(),
        data_version: String::new(),
        definitions: Vec::new(),
        calculation: None,
        as_of: String::new(),
        elapsed_ms: 0.0,
        confirm_usd: None,
        stale: false,
        cost_usd: 0.0,
        engine: "stopped".to_owned(),
        cached: false,
        conversation: asked.conversation.clone(),
    }
}

/// What the form sends to take a part away.
pub(crate) fn removal(part: QueryPart) -> String {
    match part {
        QueryPart::Filter(position) => format!("filter-{position}"),
        QueryPart::Having(position) => format!("having-{position}"),
    }
}

fn statements(answer: &Answer) -> Vec<StatementView> {
    if answer.statements.is_empty() {
        return said(&answer.understood);
    }
    answer
        .statements
        .iter()
        .map(|statement| StatementView {
            text: statement.text.clone(),
            removal: statement.part.map(removal),
        })
        .collect()
}

/// What was understood, where only its words are known.
fn said(understood: &str) -> Vec<StatementView> {
    let text = understood.to_owned();
    let statement = (!text.is_empty()).then_some(StatementView {
        text,
        removal: None,
    });
    statement.into_iter().collect()
}

/// The figure of an answer that is a single one, or the main one of a calculation.
fn tile(answer: &Answer) -> Option<TileView> {
    if let Some(tile) = calculation::tile(answer) {
        return Some(tile);
    }
    let ([column], [row]) = (answer.columns.as_slice(), answer.rows.as_slice()) else {
        return None;
    };
    let figure = |value: &Value| cell(value, &column.data_type);
    Some(TileView {
        label: column.label.clone(),
        value: figure(row.first()?),
        unit: column.unit.clone(),
        change: answer.insight.change.as_ref().map(|change| ChangeView {
            previous: figure(&change.previous),
            fraction: change.fraction,
            period: change.period.clone(),
        }),
    })
}

/// How it ended.
pub(in crate::routes) fn outcome(outcome: Outcome) -> OutcomeView {
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
        Engine::Bedrock => "language model (Bedrock)",
        Engine::OpenAi => "language model",
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
        .map(|(value, column)| match cell(value, &column.data_type) {
            Cell::Missing => Cell::Missing,
            Cell::Day(from) if column.grain.is_some() => Cell::Period {
                name: column
                    .grain
                    .map_or_else(String::new, |grain| grain.period(&from)),
                from,
            },
            shown => match next_question(row, column) {
                Some(ask) => Cell::Thing {
                    text: plain(value),
                    ask,
                },
                None => shown,
            },
        })
        .collect()
}

/// What one asks next about the thing that a row names in a column.
fn next_question(row: &[Value], column: &AnswerColumn) -> Option<String> {
    let next = column.next.as_ref()?;
    let key: Option<Vec<String>> = next
        .key
        .iter()
        .map(|position| row.get(*position).filter(|v| !v.is_null()).map(plain))
        .collect();
    Some(next.question.replace("{key}", &key?.join("-")))
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
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
