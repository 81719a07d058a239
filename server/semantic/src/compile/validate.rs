//! *Validating* refuses queries that contradict themselves or are larger than any question.

use crate::query::{Column, Form, HavingValue, Predicate, SemanticQuery};

use super::CompileError;
use super::columns::missing;

/// Most columns of a query.
const MOST_COLUMNS: usize = 100;
/// Most conditions, nested ones included.
const MOST_CONDITIONS: usize = 200;
/// Most values in one condition.
const MOST_VALUES: usize = 10_000;
/// Deepest nesting of conditions.
const DEEPEST_CONDITION: usize = 8;

/// Checks sizes, positions, and that each column suits the form.
pub(super) fn validate(query: &SemanticQuery) -> Result<(), CompileError> {
    let invalid = |text: &str| Err(CompileError::Invalid(text.to_owned()));
    if query.columns.is_empty() {
        return invalid("a query needs at least one column");
    }
    if query.columns.len() > MOST_COLUMNS
        || query.having.len() > MOST_COLUMNS
        || query.order.len() > MOST_COLUMNS
    {
        return invalid("a query with so many columns cannot be read by anybody");
    }
    let mut conditions = 0;
    count(&query.filters, 0, &mut conditions)?;
    for column in &query.columns {
        match (column, &query.form) {
            (
                Column::DaysSince(_) | Column::DaysBetween { .. } | Column::DifferenceOf { .. },
                Form::Groups { .. },
            ) => {
                return invalid(
                    "days and differences of single rows can be listed, not grouped: use an average of them",
                );
            }
            (Column::Measure(used), _) => count(&used.filters, 0, &mut conditions)?,
            _ => {}
        }
    }
    let there = |position: usize| {
        if position < query.columns.len() {
            Ok(())
        } else {
            Err(missing(position))
        }
    };
    for having in &query.having {
        there(having.column)?;
        if let HavingValue::Column(other) = having.value {
            there(other)?;
        }
    }
    for order in &query.order {
        there(order.column)?;
    }
    for per in query.limit.iter().flat_map(|l| &l.per) {
        there(*per)?;
    }
    Ok(())
}

fn count(predicates: &[Predicate], depth: usize, found: &mut usize) -> Result<(), CompileError> {
    *found += predicates.len();
    if *found > MOST_CONDITIONS || depth > DEEPEST_CONDITION {
        return Err(CompileError::Invalid(
            "there are too many conditions".into(),
        ));
    }
    for predicate in predicates {
        match predicate {
            Predicate::Any(alternatives) => count(alternatives, depth + 1, found)?,
            Predicate::Related { filters, .. } => count(filters, depth + 1, found)?,
            Predicate::In { values, .. } if values.len() > MOST_VALUES => {
                return Err(CompileError::Invalid(
                    "there are too many values in one condition".into(),
                ));
            }
            _ => {}
        }
    }
    Ok(())
}
