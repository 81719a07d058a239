//! An *explanation* of an empty result names the condition that empties it.

use std::time::Duration;

use semantic::{Comparator, Limit, Literal, Model, Operand, Predicate, SemanticQuery, Window};

use crate::inquiry::Inquiry;

/// Conditions that are tried one by one; a question with more is not explained.
const CONDITIONS: usize = 8;
/// A query that took longer than this is not asked again and again.
const CHEAP: Duration = Duration::from_millis(500);

/// Why a query has no rows, in one sentence; none when that would take long or no single condition is to blame.
pub(crate) async fn empty(
    inquiry: &Inquiry<'_>,
    query: &SemanticQuery,
    took: Duration,
) -> Option<String> {
    let conditions = query.filters.len() + usize::from(!query.having.is_empty());
    if conditions == 0 || conditions > CONDITIONS || took > CHEAP {
        return None;
    }
    let mut blamed = Vec::new();
    for position in 0..query.filters.len() {
        let mut without = one_row(query);
        let dropped = without.filters.remove(position);
        if has_rows(inquiry, &without).await {
            blamed.push(describe(&inquiry.desk.model, &dropped));
        }
    }
    if !query.having.is_empty() {
        let mut without = one_row(query);
        without.having.clear();
        if has_rows(inquiry, &without).await {
            blamed.push("the condition on the figures".to_owned());
        }
    }
    match blamed.as_slice() {
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
    }
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
