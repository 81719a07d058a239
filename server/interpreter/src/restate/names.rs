//! *Names* of columns, measures and things, as people say them.

use semantic::{
    Aggregate, AttributeId, Column, DataType, Form, Grain, Measure, Predicate, SemanticQuery,
};

use super::{PART, Words};

impl Words<'_> {
    /// The entity that an attribute identifies, else its label.
    pub(super) fn thing(&self, attribute: &AttributeId, several: bool) -> String {
        let entity = self
            .model
            .entities
            .iter()
            .filter(|e| e.key.len() == 1)
            .find(|e| e.key[0] == *attribute || e.name_attribute.as_ref() == Some(attribute));
        match entity {
            Some(entity) if several => entity.noun.plural.clone(),
            Some(entity) => entity.noun.singular.clone(),
            None => self.label(attribute),
        }
    }

    pub(super) fn label(&self, attribute: &AttributeId) -> String {
        self.model
            .fields_of(attribute)
            .next()
            .map_or_else(
                || attribute.as_str().to_owned(),
                |(_, field)| {
                    let part = field
                        .parts
                        .iter()
                        .find(|p| p.attribute == *attribute)
                        .map(|p| p.label.clone());
                    part.unwrap_or_else(|| field.label.clone())
                },
            )
            .to_lowercase()
    }

    pub(super) fn column(&self, query: &SemanticQuery, position: usize) -> String {
        match query.columns.get(position) {
            Some(Column::Attribute(attribute)) => self.label(attribute),
            Some(Column::Time { grain, .. }) => grain_word(*grain).to_owned(),
            Some(Column::Measure(used)) => {
                if let [Predicate::Named { filter, negated }] = used.filters.as_slice()
                    && let Some(filter) = self.model.filter(filter)
                    && !*negated
                    && used.label.as_ref() == Some(&filter.label)
                {
                    return format!("{PART} {}", filter.label);
                }
                let name = used
                    .label
                    .clone()
                    .unwrap_or_else(|| self.measure(&used.measure));
                let conditions: Vec<String> = used
                    .filters
                    .iter()
                    .filter(|p| used.label.is_none() || !matches!(p, Predicate::Within { .. }))
                    .map(|p| self.condition(p))
                    .collect();
                if conditions.is_empty() {
                    name
                } else {
                    format!("{name} ({})", conditions.join(", "))
                }
            }
            Some(Column::DaysSince(attribute)) => format!("days since {}", self.label(attribute)),
            Some(Column::DaysBetween { from, to }) => {
                format!("days from {} to {}", self.label(from), self.label(to))
            }
            Some(Column::DifferenceOf { left, right }) => {
                format!("{} minus {}", self.label(left), self.label(right))
            }
            Some(Column::Difference { .. }) => "the difference".to_owned(),
            Some(Column::Change { .. }) => "the change".to_owned(),
            Some(Column::Ratio { numerator, .. }) => {
                format!("share of {}", self.column(query, *numerator))
            }
            Some(Column::Share { of, .. }) => format!("share of {}", self.column(query, *of)),
            Some(Column::RunningTotal { of }) => {
                format!("running total of {}", self.column(query, *of))
            }
            Some(Column::Previous { of }) => {
                let row = query.columns.iter().find_map(|c| match c {
                    Column::Time { grain, .. } => Some(grain_word(*grain)),
                    _ => None,
                });
                let row = row.unwrap_or("row");
                format!("{} of the {row} before", self.column(query, *of))
            }
            Some(Column::PerPeriod { of, grain, .. }) => {
                format!(
                    "average {} per {}",
                    self.column(query, *of),
                    grain_word(*grain)
                )
            }
            Some(Column::DaysAgo { of }) => format!("days since {}", self.column(query, *of)),
            None => String::new(),
        }
    }

    pub(super) fn measure(&self, measure: &Measure) -> String {
        match measure {
            Measure::Metric(name) => self.model.metric(name).map_or_else(
                || name.clone(),
                |m| m.label.to_lowercase().replace(" %", " in percent"),
            ),
            Measure::Aggregate {
                function,
                attribute,
                ..
            } => {
                let dated = self
                    .model
                    .fields_of(attribute)
                    .any(|(_, f)| matches!(f.data_type, DataType::Date | DataType::Timestamp));
                let function = match function {
                    Aggregate::Minimum if dated => "first",
                    Aggregate::Maximum if dated => "last",
                    Aggregate::Sum => "total",
                    Aggregate::Average => "average",
                    Aggregate::Minimum => "smallest",
                    Aggregate::Maximum => "largest",
                    Aggregate::CountDistinct => "number of different",
                    Aggregate::Median => "median",
                };
                let label = self.label(attribute);
                // "last restocked on" is a last day by its own name.
                if dated && label.starts_with(function) {
                    label
                } else {
                    format!("{function} {label}")
                }
            }
            Measure::Rows { dataset } => {
                let noun = self
                    .model
                    .dataset(dataset)
                    .map_or_else(|| dataset.clone(), |d| d.noun.plural.clone());
                format!("number of {noun}")
            }
            Measure::Entities { entity, .. } => {
                let noun = self
                    .model
                    .entity(entity)
                    .map_or_else(|| entity.clone(), |e| e.noun.plural.clone());
                format!("number of {noun}")
            }
        }
    }

    pub(super) fn plural(&self, dataset: &str) -> String {
        self.model
            .dataset(dataset)
            .map_or_else(|| dataset.to_owned(), |d| d.noun.plural.clone())
    }

    pub(super) fn singular(&self, dataset: &str) -> String {
        self.model
            .dataset(dataset)
            .map_or_else(|| dataset.to_owned(), |d| d.noun.singular.clone())
    }

    /// The column shows days.
    pub(super) fn is_date(&self, query: &SemanticQuery, position: usize) -> bool {
        let dated = |attribute: &AttributeId| {
            self.model
                .fields_of(attribute)
                .any(|(_, f)| matches!(f.data_type, DataType::Date | DataType::Timestamp))
        };
        match query.columns.get(position) {
            Some(Column::Attribute(attribute)) => dated(attribute),
            Some(Column::Measure(used)) => match &used.measure {
                Measure::Aggregate {
                    function: Aggregate::Minimum | Aggregate::Maximum,
                    attribute,
                    ..
                } => dated(attribute),
                _ => false,
            },
            _ => false,
        }
    }

    /// The column is a fraction, spoken of in percent.
    pub(super) fn is_fraction(&self, query: &SemanticQuery, position: usize) -> bool {
        match query.columns.get(position) {
            Some(Column::Measure(used)) => match &used.measure {
                Measure::Metric(name) => self
                    .model
                    .metric(name)
                    .is_some_and(|m| m.unit.as_deref() == Some("fraction")),
                _ => false,
            },
            Some(Column::Ratio { .. } | Column::Share { .. } | Column::Change { .. }) => true,
            _ => false,
        }
    }

    /// What rows are ordered by, without the conditions and periods that were said before.
    pub(super) fn ordered_by(&self, query: &SemanticQuery, position: usize) -> String {
        match query.columns.get(position) {
            Some(Column::Measure(used)) => match (&query.form, &used.measure) {
                (
                    Form::Rows { .. },
                    Measure::Aggregate {
                        function: Aggregate::Sum,
                        attribute,
                        ..
                    },
                ) => self.label(attribute),
                _ => self.measure(&used.measure),
            },
            Some(Column::Difference { .. }) => "difference".to_owned(),
            Some(Column::Change { .. }) => "growth".to_owned(),
            _ => self.column(query, position),
        }
    }
}

pub(super) fn grain_word(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "day",
        Grain::Week => "week",
        Grain::Month => "month",
        Grain::Quarter => "quarter",
        Grain::Year => "year",
    }
}
