//! A *restatement* says in words what a query means: "I understood it as …". It is written from the query alone.
//!
//! It is made of *statements*, one for each part of the query; those that are conditions can be taken away.

mod beside;
mod conditions;
mod head;
mod names;

use jiff::ToSpan;
use jiff::civil::Date;
use semantic::{Column, Model, QueryPart, SemanticQuery, Window};
use serde::{Deserialize, Serialize};

/// What one part of a query means, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The words.
    pub text: String,
    /// The part, when the query makes sense without it.
    pub part: Option<QueryPart>,
}

/// The query in words, with exact dates, part by part: what is shown first, then the conditions, then the order.
pub fn statements(model: &Model, query: &SemanticQuery) -> Vec<Statement> {
    let words = Words { model };
    let mut statements = vec![Statement {
        text: capitalised(&words.head(query)),
        part: None,
    }];
    for (position, filter) in query.filters.iter().enumerate() {
        statements.push(Statement {
            text: words.condition(filter),
            part: Some(QueryPart::Filter(position)),
        });
    }
    for (position, having) in query.having.iter().enumerate() {
        statements.push(Statement {
            text: words.having(query, having),
            part: Some(QueryPart::Having(position)),
        });
    }
    if let Some(order) = query.order.first()
        && !matches!(query.columns.get(order.column), Some(Column::Time { .. }))
    {
        let direction = match (order.descending, words.is_date(query, order.column)) {
            (true, true) => "newest",
            (false, true) => "oldest",
            (true, false) => "largest",
            (false, false) => "smallest",
        };
        statements.push(Statement {
            text: format!(
                "{direction} {} first",
                words.ordered_by(query, order.column)
            ),
            part: None,
        });
    }
    statements
}

/// Statements as one line.
pub(crate) fn line(statements: &[Statement]) -> String {
    let texts: Vec<&str> = statements.iter().map(|s| s.text.as_str()).collect();
    texts.join(" · ")
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A window in words with its first and last day.
pub fn window(window: &Window) -> String {
    let last = window.until.map(|d| d.checked_sub(1.day()).unwrap_or(d));
    match (window.from, last) {
        (Some(from), Some(last)) if from == last => from.to_string(),
        (Some(from), Some(last)) => {
            whole_period(from, last).unwrap_or_else(|| format!("{from} to {last}"))
        }
        (Some(from), None) => format!("from {from} on"),
        (None, Some(last)) => format!("up to {last}"),
        (None, None) => "any time".to_owned(),
    }
}

/// The period that a window is exactly, if it is one.
fn whole_window(window: &Window) -> Option<String> {
    let last = window.until?.checked_sub(1.day()).ok()?;
    whole_period(window.from?, last)
}

/// "2025", "Q2 2025", "May 2025" where the days are exactly that.
fn whole_period(from: Date, last: Date) -> Option<String> {
    let until = last.checked_add(1.day()).ok()?;
    if from.day() != 1 || until.day() != 1 {
        return None;
    }
    let months = (i32::from(until.year()) - i32::from(from.year())) * 12 + i32::from(until.month())
        - i32::from(from.month());
    match months {
        1 => Some(from.strftime("%B %Y").to_string()),
        3 if (from.month() - 1) % 3 == 0 => {
            Some(format!("Q{} {}", (from.month() - 1) / 3 + 1, from.year()))
        }
        12 if from.month() == 1 => Some(from.year().to_string()),
        _ => None,
    }
}

/// Begins what is counted apart.
const PART: &str = "how many of them";

struct Words<'a> {
    model: &'a Model,
}
