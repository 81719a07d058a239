//! An *explanation* of an empty result names the condition that empties it.

use std::time::Duration;

use interpreter::Interpretation;
use semantic::{Comparator, Limit, Literal, Model, Operand, Predicate, SemanticQuery, Window};

use crate::inquiry::Inquiry;

/// Conditions that are tried one by one; a question with more is not explained.
const CONDITIONS: usize = 8;
/// Choices of a question back.
const MOST_CHOICES: usize = 3;
/// A query that took longer than this is not asked again and again.
const CHEAP: Duration = Duration::from_millis(500);

/// A reading with at least this confidence is believed when it finds nothing.
const CERTAIN: f64 = 0.7;
/// What comes of a query weighs, as log-odds, in the confidence that it was meant. Of 46 readings of new questions that
/// found nothing not one was right, nor was any of 25 that found more than a hundred rows.
const NOTHING: f64 = -2.0;
const LONG: f64 = -1.5;
const LONG_ROWS: usize = 100;

/// Why a query has no rows.
pub(crate) struct Empty {
    /// In one sentence; none when that is not known.
    pub(crate) reason: Option<String>,
    /// The query without the conditions that are to blame, one at a time.
    pub(crate) wider: Vec<SemanticQuery>,
}

/// Why a query has no rows; nothing is found out when that would take long.
pub(crate) async fn empty(inquiry: &Inquiry<'_>, query: &SemanticQuery, took: Duration) -> Empty {
    let mut empty = Empty {
        reason: None,
        wider: Vec::new(),
    };
    let conditions = query.filters.len() + usize::from(!query.having.is_empty());
    if conditions == 0 || conditions > CONDITIONS || took > CHEAP {
        return empty;
    }
    let mut blamed = Vec::new();
    for position in 0..query.filters.len() {
        let mut without = query.clone();
        let dropped = without.filters.remove(position);
        if has_rows(inquiry, &one_row(&without)).await {
            blamed.push(describe(&inquiry.desk.model, &dropped));
            empty.wider.push(without);
        }
    }
    if !query.having.is_empty() {
        let mut without = query.clone();
        without.having.clear();
        if has_rows(inquiry, &one_row(&without)).await {
            blamed.push("the condition on the figures".to_owned());
            empty.wider.push(without);
        }
    }
    empty.reason = match blamed.as_slice() {
        [] if conditions > 1 => {
            Some("No single condition is to blame: several of them leave nothing over.".to_owned())
        }
        [] => None,
        [only] if conditions == 1 => Some(format!("Nothing meets the condition “{only}”.")),
        [only] => Some(format!("Without “{only}” there would be some.")),
        several => Some(format!(
            "Leaving out one of these would give some: {}.",
            several.join("; ")
        )),
    };
    empty
}

/// A question that asks whether there is something is answered by nothing, too, and so is a reading that was chosen.
pub(crate) fn asks_whether(question: &str) -> bool {
    const WHETHER: [&str; 14] = [
        "is", "are", "was", "were", "do", "does", "did", "has", "have", "any", "anything",
        "anyone", "anybody", "can",
    ];
    let lower = question.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    interpreter::is_restated(question)
        || words.next().is_some_and(|first| WHETHER.contains(&first))
        || words.any(|word| word == "any")
}

/// Questions for queries that have one condition less, as far as they are understood as those.
pub(crate) fn questions(inquiry: &Inquiry<'_>, queries: Vec<SemanticQuery>) -> Vec<String> {
    let understand = &inquiry.desk.understand;
    let question = |query: SemanticQuery| {
        let text = understand.given(query.clone()).understood;
        let understood = understand.understand(&text, inquiry.today, &[]);
        let same = matches!(&understood, Interpretation::Answer(reading)
            if reading.query.filters == query.filters && reading.query.having == query.having);
        same.then_some(text)
    };
    queries
        .into_iter()
        .filter_map(question)
        .take(MOST_CHOICES)
        .collect()
}

/// The confidence in a reading that found nothing is too small to say that there is nothing.
pub(crate) fn doubts(confidence: f64) -> bool {
    confidence < CERTAIN
}

/// The confidence in a reading that found that many rows.
pub(crate) fn weighed(confidence: f64, rows: usize) -> f64 {
    // A query that somebody gave as such is no guess.
    let odds = match rows {
        _ if confidence >= 1.0 => return confidence,
        0 => NOTHING,
        rows if rows > LONG_ROWS => LONG,
        _ => return confidence,
    };
    let confidence = confidence.clamp(0.001, 0.999);
    1.0 / (1.0 + (-((confidence / (1.0 - confidence)).ln() + odds)).exp())
}

fn one_row(query: &SemanticQuery) -> SemanticQuery {
    SemanticQuery {
        limit: Some(Limit {
            count: 1,
            with_ties: false,
            per: Vec::new(),
            together: false,
        }),
        ..query.clone()
    }
}

async fn has_rows(inquiry: &Inquiry<'_>, query: &SemanticQuery) -> bool {
    inquiry
        .run(query)
        .await
        .is_ok_and(|ran| !ran.rows.is_empty())
}

/// A condition in words ("warehouse is MAIN").
pub(crate) fn describe(model: &Model, predicate: &Predicate) -> String {
    match predicate {
        Predicate::Compare {
            left,
            comparator,
            right,
        } => {
            format!(
                "{} {} {}",
                operand(model, left),
                compared(*comparator),
                operand(model, right)
            )
        }
        Predicate::In {
            attribute,
            values,
            negated,
        } => {
            let values = values.iter().map(literal).collect::<Vec<_>>().join(" or ");
            format!(
                "{} {} {values}",
                label(model, attribute),
                if *negated { "is not" } else { "is" }
            )
        }
        Predicate::Contains {
            attribute,
            text,
            negated,
        } => {
            let verb = if *negated {
                "does not contain"
            } else {
                "contains"
            };
            format!("{} {verb} “{text}”", label(model, attribute))
        }
        Predicate::Missing { attribute, negated } => {
            format!(
                "{} {} a value",
                label(model, attribute),
                if *negated { "with" } else { "without" }
            )
        }
        Predicate::Within {
            attribute,
            window: span,
        } => {
            let what = attribute
                .as_ref()
                .map_or_else(|| "the date".to_owned(), |a| label(model, a));
            format!("{what} {}", window(*span))
        }
        Predicate::Named { filter, negated } => {
            let label = model
                .filter(filter)
                .map_or(filter.as_str(), |f| f.label.as_str());
            if *negated {
                format!("not {label}")
            } else {
                label.to_owned()
            }
        }
        Predicate::Related {
            dataset, negated, ..
        } => {
            let plural = crate::caution::plural(model, dataset);
            format!("{} {plural}", if *negated { "without" } else { "with" })
        }
        Predicate::Any(parts) => parts
            .iter()
            .map(|part| describe(model, part))
            .collect::<Vec<_>>()
            .join(" or "),
    }
}

fn label(model: &Model, attribute: &semantic::AttributeId) -> String {
    let part = |field: &semantic::Field| {
        field
            .parts
            .iter()
            .find(|p| p.attribute == *attribute)
            .map(|p| p.label.clone())
    };
    model
        .fields_of(attribute)
        .next()
        .map_or_else(
            || attribute.as_str().to_owned(),
            |(_, field)| part(field).unwrap_or_else(|| field.label.clone()),
        )
        .to_lowercase()
}

fn operand(model: &Model, operand: &Operand) -> String {
    match operand {
        Operand::Attribute(attribute) => label(model, attribute),
        Operand::Literal(value) => literal(value),
        Operand::DaysBetween { from, to } => {
            format!("days from {} to {}", label(model, from), label(model, to))
        }
        Operand::DifferenceOf { left, right } => {
            format!("{} minus {}", label(model, left), label(model, right))
        }
        Operand::Scaled { attribute, factor } => format!("{factor} × {}", label(model, attribute)),
    }
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) | Literal::Number(text) => text.clone(),
        Literal::Date(date) => date.to_string(),
        Literal::Boolean(true) => "yes".to_owned(),
        Literal::Boolean(false) => "no".to_owned(),
    }
}

fn compared(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::Equal => "is",
        Comparator::NotEqual => "is not",
        Comparator::Less => "is below",
        Comparator::AtMost => "is at most",
        Comparator::Greater => "is above",
        Comparator::AtLeast => "is at least",
    }
}

fn window(window: Window) -> String {
    let last = window.until.and_then(|until| until.yesterday().ok());
    match (window.from, last) {
        (Some(from), Some(last)) if from == last => format!("on {from}"),
        (Some(from), Some(last)) => format!("from {from} to {last}"),
        (Some(from), None) => format!("from {from} on"),
        (None, Some(last)) => format!("up to {last}"),
        (None, None) => "on any day".to_owned(),
    }
}
