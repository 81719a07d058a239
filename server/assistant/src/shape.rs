//! The *shape* of a result is what its columns are for: which name the row, which date it, which measure it.

use insight::{Column as Shown, Noun, Role};
use semantic::{
    Aggregate, AttributeId, Column, Compiled, Dataset, Form, Measure, Model, SemanticQuery,
};
use warehouse::ColumnType;

use crate::answer::AnswerColumn;
use crate::store::Mention;

/// Columns of a result that a semantic query asked for.
pub(crate) fn columns(
    query: &SemanticQuery,
    model: &Model,
    compiled: &Compiled,
    types: &[(String, ColumnType)],
) -> (Vec<AnswerColumn>, Vec<Shown>) {
    let mut answer = Vec::with_capacity(types.len());
    let mut shown = Vec::with_capacity(types.len());
    let mut before = None;
    for (position, (name, column_type)) in types.iter().enumerate() {
        let output = compiled.columns.get(position);
        let asked = query
            .columns
            .get(position)
            .filter(|_| compiled.columns.len() == query.columns.len());
        let label = output.map_or_else(|| readable(name), |o| o.label.clone());
        let unit = output.and_then(|o| o.unit.clone());
        let (role, additive) = match asked {
            Some(column) => purpose(query, model, column, before, *column_type),
            None => guessed(name, *column_type),
        };
        let grain = match asked {
            Some(Column::Time { grain, .. }) => Some(period(*grain)),
            _ => None,
        };
        before = asked;
        answer.push(AnswerColumn {
            name: name.clone(),
            data_type: column_type.name().to_owned(),
            label: label.clone(),
            unit: unit.clone(),
            next: None,
            grain,
        });
        shown.push(Shown {
            name: name.clone(),
            label,
            data_type: data_type(*column_type),
            unit,
            role,
            additive,
            grain,
        });
    }
    (answer, shown)
}

/// Columns of a result of which nothing is known but names and types.
pub(crate) fn guessed_columns(types: &[(String, ColumnType)]) -> (Vec<AnswerColumn>, Vec<Shown>) {
    types
        .iter()
        .map(|(name, column_type)| {
            let (role, additive) = guessed(name, *column_type);
            let label = readable(name);
            let answer = AnswerColumn {
                name: name.clone(),
                data_type: column_type.name().to_owned(),
                label: label.clone(),
                unit: None,
                next: None,
                grain: None,
            };
            let data_type = data_type(*column_type);
            (
                answer,
                Shown {
                    name: name.clone(),
                    label,
                    data_type,
                    unit: None,
                    role,
                    additive,
                    grain: None,
                },
            )
        })
        .unzip()
}

/// What the rows of a query are called.
pub(crate) fn noun(query: &SemanticQuery, model: &Model) -> Option<Noun> {
    let noun = match &query.form {
        Form::Rows { dataset } => &model.dataset(dataset)?.noun,
        Form::Groups { .. } => {
            let mut keys = query.columns.iter().filter_map(|column| match column {
                Column::Attribute(attribute) => Some(attribute),
                _ => None,
            });
            let first = keys.next()?;
            let entity = model.entities.iter().find(|e| e.key.contains(first))?;
            // Grouped by something else as well, a row is no longer one of them.
            if keys
                .any(|key| !entity.key.contains(key) && entity.name_attribute.as_ref() != Some(key))
                || query
                    .columns
                    .iter()
                    .any(|column| matches!(column, Column::Time { .. }))
            {
                return None;
            }
            &entity.noun
        }
    };
    (!noun.plural.is_empty()).then(|| Noun {
        singular: noun.singular.clone(),
        plural: noun.plural.clone(),
    })
}

/// Things that a result names, when there are at most `most` of a kind.
pub(crate) fn mentions(
    query: &SemanticQuery,
    model: &Model,
    rows: &[Vec<serde_json::Value>],
    most: usize,
) -> Vec<Mention> {
    let position = |attribute: &AttributeId| {
        query
            .columns
            .iter()
            .position(|column| matches!(column, Column::Attribute(shown) if shown == attribute))
    };
    let mut mentions = Vec::new();
    // One figure over things names none of them.
    if query.counted.is_some() || query.limit.as_ref().is_some_and(|l| l.together) {
        return mentions;
    }
    for entity in &model.entities {
        let positions: Option<Vec<usize>> = entity.key.iter().map(position).collect();
        let Some(positions) = positions.filter(|p| !p.is_empty()) else {
            continue;
        };
        let mut values: Vec<Vec<String>> = Vec::new();
        for row in rows {
            let value: Option<Vec<String>> = positions
                .iter()
                .map(|p| row.get(*p).and_then(text))
                .collect();
            if let Some(value) = value
                && !values.contains(&value)
            {
                values.push(value);
            }
            if values.len() > most {
                break;
            }
        }
        if (1..=most).contains(&values.len()) {
            mentions.push(Mention {
                entity: entity.name.clone(),
                key: entity.key.clone(),
                values,
            });
        }
    }
    mentions
}

fn text(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn purpose(
    query: &SemanticQuery,
    model: &Model,
    column: &Column,
    before: Option<&Column>,
    column_type: ColumnType,
) -> (Role, bool) {
    match column {
        Column::Attribute(attribute) => match &query.form {
            Form::Rows { dataset } => row_attribute(model, dataset, attribute, before),
            Form::Groups { .. } if column_type == ColumnType::Date => (Role::Time, false),
            Form::Groups { .. } if names(model, attribute, before) => (Role::Name, false),
            Form::Groups { .. } => (Role::Key, false),
        },
        Column::Time { .. } => (Role::Time, false),
        Column::Measure(used) => (Role::Measure, is_additive(model, &used.measure)),
        Column::Share { .. } => (Role::Share, false),
        Column::Difference { later, .. } => match query.columns.get(*later) {
            Some(Column::Measure(used)) => (Role::Measure, is_additive(model, &used.measure)),
            _ => (Role::Measure, false),
        },
        Column::DaysSince(_)
        | Column::DaysBetween { .. }
        | Column::DifferenceOf { .. }
        | Column::Change { .. }
        | Column::Ratio { .. }
        | Column::RunningTotal { .. }
        | Column::Previous { .. }
        | Column::PerPeriod { .. }
        | Column::DaysAgo { .. } => (Role::Measure, false),
    }
}

/// In a list, the dataset's own key says what a row is; numbers with a unit are figures; the rest is detail.
fn row_attribute(
    model: &Model,
    dataset: &str,
    attribute: &AttributeId,
    before: Option<&Column>,
) -> (Role, bool) {
    if names(model, attribute, before) {
        return (Role::Name, false);
    }
    let Some((owner, field)) = model.resolve(dataset, attribute) else {
        return (Role::Detail, false);
    };
    let own_key = model
        .dataset(dataset)
        .is_some_and(|d: &Dataset| is_key(d, attribute));
    if own_key || (owner.name == dataset && owner.primary_key.contains(&field.name)) {
        return (Role::Key, false);
    }
    if field.unit.is_some() || field.additive {
        (Role::Measure, field.additive)
    } else {
        (Role::Detail, false)
    }
}

fn is_key(dataset: &Dataset, attribute: &AttributeId) -> bool {
    dataset
        .fields
        .iter()
        .any(|f| dataset.primary_key.contains(&f.name) && f.attributes.contains(attribute))
}

/// Whether the attribute is the name of the thing whose key stands just before it.
fn names(model: &Model, attribute: &AttributeId, before: Option<&Column>) -> bool {
    let Some(Column::Attribute(key)) = before else {
        return false;
    };
    model
        .entities
        .iter()
        .any(|e| e.name_attribute.as_ref() == Some(attribute) && e.key.contains(key))
}

fn is_additive(model: &Model, measure: &Measure) -> bool {
    match measure {
        Measure::Metric(name) => model.metric(name).is_some_and(|m| m.additive),
        Measure::Aggregate {
            function,
            attribute,
            dataset,
        } => {
            *function == Aggregate::Sum
                && model
                    .resolve(dataset, attribute)
                    .is_some_and(|(_, f)| f.additive)
        }
        Measure::Rows { .. } => true,
        Measure::Entities { .. } => false,
    }
}

/// Without a query to say so: numbers measure unless they are called like a code, dates date, text names.
fn guessed(name: &str, column_type: ColumnType) -> (Role, bool) {
    let coded = ["_code", "_number", "_id", "_prefix", "_line"]
        .iter()
        .any(|ending| name.ends_with(ending));
    match column_type {
        ColumnType::Integer | ColumnType::Decimal if !coded => (Role::Measure, false),
        ColumnType::Date | ColumnType::Timestamp => (Role::Time, false),
        _ if name.ends_with("_name") => (Role::Name, false),
        _ => (Role::Key, false),
    }
}

/// "product_code" as a heading: "Product code".
fn readable(name: &str) -> String {
    let text = name.replace('_', " ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn period(grain: semantic::Grain) -> insight::Grain {
    match grain {
        semantic::Grain::Day => insight::Grain::Day,
        semantic::Grain::Week => insight::Grain::Week,
        semantic::Grain::Month => insight::Grain::Month,
        semantic::Grain::Quarter => insight::Grain::Quarter,
        semantic::Grain::Year => insight::Grain::Year,
    }
}

fn data_type(column_type: ColumnType) -> insight::DataType {
    match column_type {
        ColumnType::Text => insight::DataType::Text,
        ColumnType::Integer => insight::DataType::Integer,
        ColumnType::Decimal => insight::DataType::Decimal,
        ColumnType::Boolean => insight::DataType::Boolean,
        ColumnType::Date => insight::DataType::Date,
        ColumnType::Timestamp => insight::DataType::Timestamp,
    }
}
