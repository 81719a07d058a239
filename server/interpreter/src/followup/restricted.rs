//! The rows before *restricted* by figures: "only those below 95 %", "leave out the ones under 1000", "with more than
//! twenty orders".

use semantic::query::HavingValue;
use semantic::{
    AttributeId, Column, Comparator, DataType, Form, Having, Literal, Measure, MeasureUse, Operand,
    Predicate, SemanticQuery,
};

use super::Turn;
use crate::draft::{Condition, What};

impl Turn<'_> {
    /// Puts the turn's conditions with numbers on what the query shows; false when one of them finds no figure.
    pub(super) fn restrict(&self, query: &mut SemanticQuery) -> bool {
        self.draft
            .conditions
            .iter()
            .all(|condition| self.restrict_by(condition, query))
    }

    fn restrict_by(&self, condition: &Condition, query: &mut SemanticQuery) -> bool {
        let rows = matches!(query.form, Form::Rows { .. });
        let keyed = query
            .columns
            .iter()
            .any(|c| matches!(c, Column::Attribute(_)));
        if !rows && !keyed {
            return false;
        }
        if rows
            && let Some(attribute) = condition
                .attribute
                .clone()
                .or_else(|| self.row_number(condition, query))
        {
            query.filters.push(compared(
                attribute,
                condition.comparator,
                condition.value.clone(),
            ));
            return true;
        }
        let column = match &condition.target {
            Some(What::Count(entity)) => Some(self.counted_column(*entity, query)),
            Some(What::Metric(candidates)) => query.columns.iter().position(|c| {
                matches!(c, Column::Measure(MeasureUse { measure: Measure::Metric(name), .. })
                    if candidates.iter().any(|m| self.model.metrics[*m].name == *name))
            }),
            Some(_) => None,
            None if condition.attribute.is_some() => None,
            None => self.figure_of(condition, query),
        };
        let Some(column) = column else { return false };
        query.having.push(Having {
            column,
            comparator: condition.comparator,
            value: HavingValue::Number(condition.value.clone()),
        });
        true
    }

    /// The column that shows how many of the entity there are, added where it is not shown yet.
    fn counted_column(&self, entity: usize, query: &mut SemanticQuery) -> usize {
        let entity = &self.model.entities[entity];
        let counts = |c: &Column| {
            match c {
            Column::Measure(used) => match &used.measure {
                Measure::Entities { entity: of, .. } => *of == entity.name,
                Measure::Rows { dataset } => entity.own_dataset.as_ref() == Some(dataset),
                Measure::Metric(name) => self.model.metric(name).is_some_and(|m| {
                    matches!(&m.kind, semantic::MetricKind::Aggregate { dataset, expression, .. }
                        if expression.trim() == "COUNT(*)" && entity.own_dataset.as_ref() == Some(dataset))
                }),
                Measure::Aggregate { .. } => false,
            },
            _ => false,
        }
        };
        if let Some(position) = query.columns.iter().position(counts) {
            return position;
        }
        query.columns.push(Column::Measure(MeasureUse {
            measure: Measure::Entities {
                entity: entity.name.clone(),
                dataset: entity.own_dataset.clone().unwrap_or_default(),
            },
            filters: Vec::new(),
            label: None,
        }));
        query.columns.len() - 1
    }

    /// The one figure that a number can be about: a rate for a percentage, money for money, days for days.
    fn figure_of(&self, condition: &Condition, query: &SemanticQuery) -> Option<usize> {
        let unit = |c: &Column| match c {
            Column::Measure(used) => match &used.measure {
                Measure::Metric(name) => self.model.metric(name).and_then(|m| m.unit.clone()),
                Measure::Aggregate { attribute, .. } => self
                    .model
                    .fields_of(attribute)
                    .find_map(|(_, f)| f.unit.clone()),
                Measure::Rows { .. } | Measure::Entities { .. } => Some("things".to_owned()),
            },
            Column::Change { .. } | Column::Share { .. } | Column::Ratio { .. } => {
                Some("fraction".to_owned())
            }
            Column::DaysSince(_) => Some("days".to_owned()),
            _ => None,
        };
        let fits = |c: &Column| {
            let unit = unit(c);
            let is = |wanted: &str| unit.as_deref() == Some(wanted);
            if condition.percent {
                is("fraction")
            } else if condition.money {
                is("USD")
            } else if condition.days {
                is("days")
            } else {
                unit.is_some() && !is("fraction")
            }
        };
        let mut all = query
            .columns
            .iter()
            .enumerate()
            .filter(|(_, c)| fits(c))
            .map(|(at, _)| at);
        match (all.next(), all.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }

    /// The number column of listed rows that a bare number is about: what a condition before set beside its limit, or
    /// the only one that is shown.
    fn row_number(&self, condition: &Condition, query: &SemanticQuery) -> Option<AttributeId> {
        if condition.percent || condition.money || condition.days || condition.target.is_some() {
            return None;
        }
        let number = |a: &AttributeId| {
            self.model
                .fields_of(a)
                .any(|(_, f)| matches!(f.data_type, DataType::Integer | DataType::Decimal))
                && !self.model.entities.iter().any(|e| e.key.contains(a))
        };
        let mut shown = query.columns.iter().filter_map(|c| match c {
            Column::Attribute(a) if number(a) => Some(a.clone()),
            _ => None,
        });
        let only = match (shown.next(), shown.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        };
        let measured = query
            .columns
            .iter()
            .any(|c| matches!(c, Column::Measure(_)));
        only.filter(|_| !measured)
    }
}

fn compared(attribute: AttributeId, comparator: Comparator, value: String) -> Predicate {
    Predicate::Compare {
        left: Operand::Attribute(attribute),
        comparator,
        right: Operand::Literal(Literal::Number(value)),
    }
}
