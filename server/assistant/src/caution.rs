//! A *caution* is something to know about a figure before believing it: what the data lacks, how far it reaches.

use std::collections::BTreeSet;

use jiff::civil::Date;
use semantic::{
    AttributeId, Column, Dataset, Field, Form, Measure, MetricKind, Model, Operand, Predicate,
    SemanticQuery, Window,
};

use crate::profile::DataProfile;

/// Days by which the data may end before the question does without a word about it: weekends, quiet days.
const QUIET_DAYS: i32 = 6;

/// What the data lacks for a query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Lacks {
    /// It cannot be answered, and why.
    pub fatal: Option<String>,
    /// It can, but this has to be said.
    pub warnings: Vec<String>,
}

/// What the data lacks for a query: whole tables, whole columns.
pub(crate) fn lacks(
    profile: &DataProfile,
    model: &Model,
    query: &SemanticQuery,
    tables: &BTreeSet<String>,
) -> Lacks {
    let mut lacks = Lacks::default();
    let bases = bases(query, model);
    let empty: Vec<&str> = bases
        .iter()
        .filter(|base| profile.is_empty_table(base))
        .map(String::as_str)
        .collect();
    for table in tables.iter().filter(|table| profile.is_empty_table(table)) {
        lacks
            .warnings
            .push(format!("This data holds no {}.", plural(model, table)));
    }
    // How many there are of nothing is known: none, which the warning explains.
    if !empty.is_empty() && empty.len() == bases.len() && is_count(query, model) {
        return lacks;
    }
    if !empty.is_empty() && empty.len() == bases.len() {
        lacks.fatal = Some(format!("This data holds no {}.", plural(model, empty[0])));
        return lacks;
    }
    let mut measures_empty = Vec::new();
    for column in &query.columns {
        match column {
            Column::Measure(used) => {
                let columns = measured_columns(model, &used.measure);
                let missing: Vec<String> = columns
                    .iter()
                    .filter(|(table, column)| profile.is_empty_column(table, column))
                    .map(|(table, column)| empty_column(model, table, column))
                    .collect();
                measures_empty.push(missing.first().cloned());
                lacks.warnings.extend(missing);
            }
            Column::Attribute(attribute) => {
                lacks
                    .warnings
                    .extend(empty_attribute(profile, model, &bases, attribute));
            }
            Column::DaysSince(attribute) => {
                measures_empty.push(empty_attribute(profile, model, &bases, attribute));
            }
            Column::DaysBetween {
                from: left,
                to: right,
            }
            | Column::DifferenceOf { left, right } => {
                measures_empty.push(
                    empty_attribute(profile, model, &bases, left)
                        .or_else(|| empty_attribute(profile, model, &bases, right)),
                );
            }
            _ => {}
        }
    }
    if !measures_empty.is_empty() && measures_empty.iter().all(Option::is_some) {
        lacks.fatal = measures_empty.into_iter().flatten().next();
    }
    for filter in &query.filters {
        if let Some(missing) = condition_on_nothing(profile, model, &bases, filter) {
            lacks.fatal.get_or_insert(missing);
        }
    }
    lacks.warnings.sort();
    lacks.warnings.dedup();
    lacks
}

/// The query is one number: how many rows or things there are in all. Those of a kind are not known to be none.
fn is_count(query: &SemanticQuery, model: &Model) -> bool {
    let [Column::Measure(used)] = query.columns.as_slice() else {
        return false;
    };
    let counts = match &used.measure {
        Measure::Rows { .. } | Measure::Entities { .. } => true,
        Measure::Metric(name) => model.metric(name).is_some_and(|m| {
            matches!(&m.kind, MetricKind::Aggregate { expression, .. } if expression.trim() == "COUNT(*)")
        }),
        Measure::Aggregate { .. } => false,
    };
    counts && used.filters.is_empty() && query.filters.is_empty() && query.having.is_empty()
}

/// Data that ends before the question does.
pub(crate) fn ends_early(
    profile: &DataProfile,
    model: &Model,
    query: &SemanticQuery,
    today: Date,
) -> Option<String> {
    let measured = query.columns.iter().filter_map(|column| match column {
        Column::Measure(used) => Some(&used.filters),
        _ => None,
    });
    let windows =
        query
            .filters
            .iter()
            .chain(measured.flatten())
            .filter_map(|filter| match filter {
                Predicate::Within { attribute, window } => Some((attribute.as_ref(), *window)),
                _ => None,
            });
    let bases = bases(query, model);
    for (attribute, window) in windows {
        for base in &bases {
            let Some(attribute) =
                attribute.or(model.dataset(base).and_then(|d| d.default_time.as_ref()))
            else {
                continue;
            };
            let Some((owner, field)) = model.resolve(base, attribute) else {
                continue;
            };
            let Some(newest) = profile.newest(&owner.name, &field.name) else {
                continue;
            };
            if let Some(sentence) = beyond(newest, window, today, &field.label) {
                return Some(sentence);
            }
        }
    }
    None
}

fn beyond(newest: Date, window: Window, today: Date, label: &str) -> Option<String> {
    let label = label.to_lowercase();
    if let Some(from) = window.from.filter(|from| *from > newest) {
        return Some(format!(
            "The newest {label} in the data is {newest}; the question begins on {from}."
        ));
    }
    let last = window
        .until
        .and_then(|until| until.yesterday().ok())
        .unwrap_or(today)
        .min(today);
    let gap = newest.until(last).ok()?.get_days();
    (gap > QUIET_DAYS).then(|| {
        format!("The newest {label} in the data is {newest}; the question runs to {last}.")
    })
}

/// Datasets whose rows are listed, counted or added up.
pub(crate) fn bases(query: &SemanticQuery, model: &Model) -> BTreeSet<String> {
    let mut bases = BTreeSet::new();
    match &query.form {
        Form::Rows { dataset } => {
            bases.insert(dataset.clone());
            return bases;
        }
        Form::Groups { dataset, .. } => bases.extend(dataset.clone()),
    }
    for column in &query.columns {
        if let Column::Measure(used) = column {
            bases.extend(measure_datasets(model, &used.measure));
        }
    }
    bases
}

fn measure_datasets(model: &Model, measure: &Measure) -> Vec<String> {
    match measure {
        Measure::Metric(name) => match model.metric(name).map(|m| &m.kind) {
            Some(MetricKind::Aggregate { dataset, .. }) => vec![dataset.clone()],
            Some(MetricKind::Derived { inputs, .. }) => inputs
                .iter()
                .flat_map(|input| measure_datasets(model, &Measure::Metric(input.metric.clone())))
                .collect(),
            None => Vec::new(),
        },
        Measure::Aggregate { dataset, .. }
        | Measure::Rows { dataset }
        | Measure::Entities { dataset, .. } => {
            vec![dataset.clone()]
        }
    }
}

/// Columns that a measure computes from.
fn measured_columns(model: &Model, measure: &Measure) -> BTreeSet<(String, String)> {
    match measure {
        Measure::Metric(name) => match model.metric(name).map(|m| &m.kind) {
            Some(MetricKind::Aggregate { expression, .. }) => columns_in(model, expression),
            Some(MetricKind::Derived { inputs, .. }) => inputs
                .iter()
                .flat_map(|input| measured_columns(model, &Measure::Metric(input.metric.clone())))
                .collect(),
            None => BTreeSet::new(),
        },
        Measure::Aggregate {
            attribute, dataset, ..
        } => model
            .resolve(dataset, attribute)
            .map(|(owner, field)| (owner.name.clone(), field.name.clone()))
            .into_iter()
            .collect(),
        Measure::Rows { .. } | Measure::Entities { .. } => BTreeSet::new(),
    }
}

/// The `dataset.column` names in an expression of the model. One inside `COALESCE` has a value of its own for NULL.
fn columns_in(model: &Model, expression: &str) -> BTreeSet<(String, String)> {
    let mut columns = BTreeSet::new();
    if expression.to_ascii_uppercase().contains("COALESCE(") {
        return columns;
    }
    for word in expression.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')) {
        if let Some((table, column)) = word.split_once('.')
            && model
                .dataset(table)
                .is_some_and(|d| d.fields.iter().any(|f| f.name == column))
        {
            columns.insert((table.to_owned(), column.to_owned()));
        }
    }
    columns
}

/// A condition that no row can meet because the column it looks at has no value anywhere.
fn condition_on_nothing(
    profile: &DataProfile,
    model: &Model,
    bases: &BTreeSet<String>,
    filter: &Predicate,
) -> Option<String> {
    let attribute = |attribute: &AttributeId| empty_attribute(profile, model, bases, attribute);
    match filter {
        Predicate::Compare { left, right, .. } => {
            [left, right].into_iter().find_map(|operand| match operand {
                Operand::Attribute(a) | Operand::Scaled { attribute: a, .. } => attribute(a),
                Operand::DaysBetween { from: a, to: b }
                | Operand::DifferenceOf { left: a, right: b } => {
                    attribute(a).or_else(|| attribute(b))
                }
                Operand::Literal(_) => None,
            })
        }
        Predicate::In {
            attribute: a,
            negated: false,
            ..
        }
        | Predicate::Contains {
            attribute: a,
            negated: false,
            ..
        } => attribute(a),
        Predicate::Within {
            attribute: Some(a), ..
        } => attribute(a),
        Predicate::Named { filter, .. } => columns_in(model, &model.filter(filter)?.expression)
            .iter()
            .find(|(table, column)| profile.is_empty_column(table, column))
            .map(|(table, column)| empty_column(model, table, column)),
        Predicate::Any(parts) => {
            // Only when none of the alternatives can be met.
            let reasons: Vec<Option<String>> = parts
                .iter()
                .map(|part| condition_on_nothing(profile, model, bases, part))
                .collect();
            if reasons.iter().all(Option::is_some) {
                reasons.into_iter().flatten().next()
            } else {
                None
            }
        }
        _ => None,
    }
}

fn empty_attribute(
    profile: &DataProfile,
    model: &Model,
    bases: &BTreeSet<String>,
    attribute: &AttributeId,
) -> Option<String> {
    let resolved: Vec<(&Dataset, &Field)> = bases
        .iter()
        .filter_map(|base| model.resolve(base, attribute))
        .collect();
    let (owner, field) = *resolved.first()?;
    resolved
        .iter()
        .all(|(owner, field)| profile.is_empty_column(&owner.name, &field.name))
        .then(|| empty_column(model, &owner.name, &field.name))
}

/// "Unit cost is empty for all products."
fn empty_column(model: &Model, table: &str, column: &str) -> String {
    let label = model
        .dataset(table)
        .and_then(|d| d.fields.iter().find(|f| f.name == column))
        .map_or(column, |f| f.label.as_str());
    format!("{label} is empty for all {}.", plural(model, table))
}

/// What the rows of a table are called.
pub(crate) fn plural<'a>(model: &'a Model, table: &'a str) -> &'a str {
    model.dataset(table).map_or(table, |d| {
        if d.noun.plural.is_empty() {
            table
        } else {
            &d.noun.plural
        }
    })
}
