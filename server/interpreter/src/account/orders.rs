//! *Orders* in the account: a word such as "largest" or "last" must have put the rows in its order.

use semantic::{Aggregate, Column, Form, Measure};

use super::Account;
use crate::cues::Cue;

impl Account<'_> {
    /// The rows stand in the order that the word wants.
    pub(super) fn ordered(&self, cue: Cue) -> bool {
        // "The top three of each month": the months come first.
        let of_time = |order: &&semantic::OrderBy| {
            !matches!(
                self.query.columns.get(order.column),
                Some(Column::Time { .. })
            )
        };
        let Some(order) = self
            .query
            .order
            .iter()
            .find(of_time)
            .or(self.query.order.first())
        else {
            return false;
        };
        if self.draft.direction.is_some() {
            return true;
        }
        let lower_is_better = match self.query.columns.get(order.column) {
            Some(Column::Measure(used)) => match &used.measure {
                Measure::Metric(name) => self.model.metric(name).is_some_and(|m| m.lower_is_better),
                _ => false,
            },
            _ => false,
        };
        // By how far a limit is missed: the worst are the farthest.
        let far = match self.query.columns.get(order.column) {
            Some(Column::Measure(used)) => match &used.measure {
                Measure::Metric(name) => self
                    .model
                    .filters
                    .iter()
                    .any(|f| f.degree.as_ref() == Some(name)),
                _ => false,
            },
            _ => false,
        };
        if far && self.continued && cue == Cue::Worst {
            return order.descending;
        }
        // "The top eight by units to send": the largest amounts, though fewer would be better.
        let amounts = self.metrics().all(|m| m.additive) && self.query.limit.is_some();
        let degree = match self.query.columns.get(order.column) {
            Some(Column::Measure(used)) => match &used.measure {
                Measure::Metric(name) => {
                    self.model.metric(name).is_some_and(|m| m.additive)
                        && self
                            .model
                            .filters
                            .iter()
                            .any(|f| f.degree.as_ref() == Some(name))
                }
                _ => false,
            },
            _ => false,
        };
        match cue {
            Cue::Worst if degree => order.descending,
            Cue::Least => !order.descending,
            Cue::Most => order.descending,
            Cue::Best if amounts => true,
            Cue::Best => order.descending != lower_is_better,
            _ => order.descending == lower_is_better,
        }
    }

    pub(super) fn extreme(&self) -> bool {
        self.seen
            .aggregates
            .iter()
            .any(|a| matches!(a, Aggregate::Maximum | Aggregate::Minimum))
    }

    /// Newest or oldest first, or the last or first date of each.
    pub(super) fn dated_order(&self, cue: Cue) -> bool {
        let dated = self.query.order.first().is_some_and(|order| {
            let column = match self.query.columns.get(order.column) {
                Some(
                    Column::Attribute(a) | Column::Time { attribute: a, .. } | Column::DaysSince(a),
                ) => Some(a),
                Some(Column::Measure(used)) => match &used.measure {
                    Measure::Aggregate { attribute, .. } => Some(attribute),
                    _ => None,
                },
                _ => None,
            };
            column.is_some_and(|a| {
                self.model.fields_of(a).any(|(_, f)| {
                    matches!(
                        f.data_type,
                        semantic::DataType::Date | semantic::DataType::Timestamp
                    ) && (f.delivery_date || !self.speaks_of_delivery())
                })
            })
        });
        let wanted = if cue == Cue::Latest {
            Aggregate::Maximum
        } else {
            Aggregate::Minimum
        };
        dated || self.seen.aggregates.contains(&wanted)
    }

    /// Each thing with each of its dates is listed, where the last of them is wanted.
    pub(super) fn each_date(&self) -> bool {
        let date = |c: &Column| {
            matches!(c, Column::Attribute(a) if self.model.fields_of(a).any(|(_, f)| matches!(
                f.data_type,
                semantic::DataType::Date | semantic::DataType::Timestamp
            )))
        };
        let things = self.query.columns.iter().filter(|c| !date(c)).count();
        matches!(self.query.form, Form::Groups { .. })
            && !self.seen.figure
            && self.query.limit.is_none()
            && things > 0
            && self.query.columns.iter().any(date)
    }

    /// "When did they last get a delivery": not when it was ordered. "Delivered" may be a status only.
    pub(super) fn speaks_of_delivery(&self) -> bool {
        self.query.columns.iter().any(|c| {
            matches!(c, Column::Attribute(a) if self.model.fields_of(a).any(|(_, f)| f.delivery_date))
        }) && self.parsed.tokens.iter().any(|t| {
            matches!(
                t.norm.as_str(),
                "delivery" | "deliver" | "deliveries" | "arrive" | "arrived" | "arrival"
            )
        })
    }

    /// "largest value first": the word ends an order.
    pub(super) fn ends_an_order(&self, position: usize) -> bool {
        let span = &self.parsed.spans[position];
        self.parsed.tokens[span.start].norm == "first"
            && !self.query.order.is_empty()
            && self.draft.direction.is_some()
    }
}
