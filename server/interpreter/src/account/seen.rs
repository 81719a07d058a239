//! What can be *seen* in a query: its columns, its conditions with their sense, its numbers, flattened.

use std::collections::BTreeSet;

use semantic::query::HavingValue;
use semantic::{
    Aggregate, AttributeId, Column, Comparator, DataType, Form, Grain, Literal, Measure,
    MetricKind, Model, Operand, Predicate, SemanticQuery, Window,
};

/// The parts of a query, each where a word of the question can be looked up.
#[derive(Default)]
pub(super) struct Seen {
    /// Attributes in columns and conditions, and columns that metrics are made of.
    pub(super) attributes: BTreeSet<AttributeId>,
    /// Attributes that stand in a column of their own or group.
    pub(super) shown: BTreeSet<AttributeId>,
    /// Metrics by name.
    pub(super) metrics: BTreeSet<String>,
    /// Named filters that hold, including those that belong to a metric.
    pub(super) filters: BTreeSet<String>,
    /// Named filters that must not hold.
    pub(super) absent_filters: BTreeSet<String>,
    /// Values with their attribute; true where they are shut out.
    pub(super) values: Vec<(AttributeId, Vec<String>, bool)>,
    /// Windows of time.
    pub(super) windows: Vec<Window>,
    /// Numbers as exact texts.
    pub(super) numbers: BTreeSet<String>,
    /// Comparators of conditions.
    pub(super) comparators: Vec<Comparator>,
    /// Things that are not, or must not be.
    pub(super) negations: usize,
    /// Datasets whose rows are looked at.
    pub(super) datasets: BTreeSet<String>,
    /// Entities that are counted.
    pub(super) counted: BTreeSet<String>,
    /// Aggregates of attributes.
    pub(super) aggregates: Vec<Aggregate>,
    /// Grains of time columns.
    pub(super) grains: Vec<Grain>,
    /// Periods that figures are spread over.
    pub(super) rates: Vec<Grain>,
    /// Units of measures, columns and compared attributes.
    pub(super) units: BTreeSet<String>,
    /// Some column is a measure, or is worked out from others.
    pub(super) figure: bool,
    pub(super) difference: bool,
    pub(super) change: bool,
    pub(super) share: bool,
    pub(super) running: bool,
    pub(super) days: bool,
    pub(super) date_column: bool,
    pub(super) alternatives: bool,
}

impl Seen {
    pub(super) fn of(query: &SemanticQuery, model: &Model) -> Self {
        let mut seen = Self::default();
        if let Form::Rows { dataset }
        | Form::Groups {
            dataset: Some(dataset),
            ..
        } = &query.form
        {
            seen.datasets.insert(dataset.clone());
        }
        for column in &query.columns {
            seen.column(column, model);
        }
        for predicate in &query.filters {
            seen.predicate(predicate, false, model);
        }
        for having in &query.having {
            seen.comparators.push(having.comparator);
            if having.comparator == Comparator::NotEqual {
                seen.negations += 1;
            }
            if let HavingValue::Number(number) = &having.value {
                seen.number(number);
            }
        }
        if let Some(entity) = &query.counted {
            seen.counted.insert(entity.clone());
            seen.figure = true;
        }
        if let Some(limit) = &query.limit {
            seen.numbers.insert(limit.count.to_string());
        }
        seen
    }

    fn number(&mut self, text: &str) {
        self.numbers.insert(plain(text));
    }

    fn attribute(&mut self, attribute: &AttributeId, model: &Model) {
        self.attributes.insert(attribute.clone());
        for (_, field) in model.fields_of(attribute) {
            self.units.extend(field.unit.clone());
            if matches!(field.data_type, DataType::Date | DataType::Timestamp) {
                self.date_column = true;
            }
        }
    }

    fn show(&mut self, attribute: &AttributeId, model: &Model) {
        self.shown.insert(attribute.clone());
        self.attribute(attribute, model);
    }

    fn column(&mut self, column: &Column, model: &Model) {
        match column {
            Column::Attribute(attribute) => self.show(attribute, model),
            Column::Time { attribute, grain } => {
                self.show(attribute, model);
                self.grains.push(*grain);
            }
            Column::Measure(used) => {
                self.figure = true;
                self.measure(&used.measure, model);
                for predicate in &used.filters {
                    self.predicate(predicate, false, model);
                }
            }
            Column::DaysSince(attribute) => {
                self.days = true;
                self.figure = true;
                self.show(attribute, model);
            }
            Column::DaysBetween { from, to } => {
                self.days = true;
                self.figure = true;
                self.show(from, model);
                self.show(to, model);
            }
            Column::DifferenceOf { left, right } => {
                self.difference = true;
                self.figure = true;
                self.show(left, model);
                self.show(right, model);
            }
            Column::Difference { .. } => self.difference = true,
            Column::Change { .. } => self.change = true,
            Column::Ratio { .. } | Column::Share { .. } => self.share = true,
            Column::RunningTotal { .. } => self.running = true,
            Column::Previous { .. } => {}
            Column::PerPeriod { grain, .. } => {
                self.figure = true;
                self.rates.push(*grain);
            }
            Column::DaysAgo { .. } => {
                self.figure = true;
                self.days = true;
            }
        }
    }

    fn measure(&mut self, measure: &Measure, model: &Model) {
        match measure {
            Measure::Metric(name) => self.metric(name, model),
            Measure::Aggregate {
                function,
                attribute,
                dataset,
            } => {
                self.aggregates.push(*function);
                self.show(attribute, model);
                self.datasets.insert(dataset.clone());
            }
            Measure::Rows { dataset } => {
                self.datasets.insert(dataset.clone());
                self.counted.extend(
                    model
                        .entities
                        .iter()
                        .filter(|e| e.own_dataset.as_ref() == Some(dataset))
                        .map(|e| e.name.clone()),
                );
            }
            Measure::Entities { entity, dataset } => {
                self.counted.insert(entity.clone());
                self.datasets.insert(dataset.clone());
            }
        }
    }

    fn metric(&mut self, name: &str, model: &Model) {
        if !self.metrics.insert(name.to_owned()) {
            return;
        }
        let Some(metric) = model.metric(name) else {
            return;
        };
        self.units.extend(metric.unit.clone());
        match &metric.kind {
            MetricKind::Aggregate {
                dataset,
                expression,
                filters,
            } => {
                self.datasets.insert(dataset.clone());
                self.filters.extend(filters.iter().cloned());
                for (dataset, field) in model
                    .datasets
                    .iter()
                    .flat_map(|d| d.fields.iter().map(move |f| (d, f)))
                {
                    if mentions(expression, &format!("{}.{}", dataset.name, field.name)) {
                        self.attributes.extend(field.attributes.first().cloned());
                        self.units.extend(field.unit.clone());
                    }
                }
            }
            MetricKind::Derived { inputs, .. } => {
                for input in inputs {
                    self.metric(&input.metric, model);
                }
            }
        }
    }

    fn predicate(&mut self, predicate: &Predicate, negated: bool, model: &Model) {
        match predicate {
            Predicate::Compare {
                left,
                comparator,
                right,
            } => {
                self.comparators.push(*comparator);
                if *comparator == Comparator::NotEqual {
                    self.negations += 1;
                }
                self.operand(left, model);
                self.operand(right, model);
            }
            Predicate::In {
                attribute,
                values,
                negated: not,
            } => {
                // "neither … nor": as many as there are values.
                self.negations += if *not { values.len() } else { 0 };
                self.attribute(attribute, model);
                let texts = values.iter().map(text).collect();
                self.values
                    .push((attribute.clone(), texts, *not != negated));
            }
            Predicate::Contains {
                attribute,
                text,
                negated: not,
            } => {
                self.negations += usize::from(*not);
                self.attribute(attribute, model);
                self.values
                    .push((attribute.clone(), vec![text.clone()], *not != negated));
            }
            Predicate::Missing {
                attribute,
                negated: not,
            } => {
                self.negations += usize::from(!*not);
                self.attribute(attribute, model);
            }
            Predicate::Within { attribute, window } => {
                if let Some(attribute) = attribute {
                    self.attribute(attribute, model);
                }
                self.windows.push(*window);
            }
            Predicate::Named {
                filter,
                negated: not,
            } => {
                self.negations += usize::from(*not);
                let found = model.filter(filter);
                self.datasets.extend(found.map(|f| f.dataset.clone()));
                for attribute in found.iter().flat_map(|f| &f.show) {
                    self.attribute(attribute, model);
                }
                if *not == negated {
                    self.filters.insert(filter.clone());
                } else {
                    self.absent_filters.insert(filter.clone());
                }
            }
            Predicate::Related {
                dataset,
                on,
                filters,
                negated: not,
            } => {
                self.negations += usize::from(*not);
                self.datasets.insert(dataset.clone());
                for attribute in on {
                    self.attribute(attribute, model);
                }
                for inner in filters {
                    self.predicate(inner, *not != negated, model);
                }
            }
            Predicate::Any(any) => {
                self.alternatives = true;
                for inner in any {
                    self.predicate(inner, negated, model);
                }
            }
        }
    }

    fn operand(&mut self, operand: &Operand, model: &Model) {
        match operand {
            Operand::Attribute(attribute) => self.attribute(attribute, model),
            Operand::Literal(literal) => self.number(&text(literal)),
            Operand::DaysBetween { from, to } => {
                self.days = true;
                self.attribute(from, model);
                self.attribute(to, model);
            }
            Operand::DifferenceOf { left, right } => {
                self.attribute(left, model);
                self.attribute(right, model);
            }
            Operand::Scaled { attribute, factor } => {
                self.attribute(attribute, model);
                self.number(factor);
            }
        }
    }
}

/// A number without zeros that say nothing.
pub(super) fn plain(text: &str) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text.to_owned()
    }
}

pub(super) fn text(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) | Literal::Number(text) => text.clone(),
        Literal::Date(date) => date.to_string(),
        Literal::Boolean(truth) => truth.to_string(),
    }
}

/// The expression names that column, not one that only begins with the name.
fn mentions(expression: &str, column: &str) -> bool {
    expression.match_indices(column).any(|(at, _)| {
        !expression[at + column.len()..]
            .starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
    })
}
