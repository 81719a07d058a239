//! Questions that measure: figures, rankings, comparisons of periods, shares.

use semantic::query::HavingValue;
use semantic::{Column, Comparator, Form, Having, MeasureUse, Predicate, SemanticQuery};

use super::{Builder, Declined, plain};
use crate::draft::{Condition, What};

impl Builder<'_> {
    pub(super) fn grouped(&mut self) -> Result<SemanticQuery, Declined> {
        self.nothing_lost()?;
        // "Products kept in every warehouse" are no figure of each.
        if self.draft.kept
            && self.draft.per_group
            && self.draft.measures.is_empty()
            && !self.draft.bare_count
        {
            return Err(Declined::Unused(vec!["every".to_owned()]));
        }
        let mut measures = self.asked_measures()?;
        let rates = self.rates(&mut measures);
        let mut columns = self.group_columns(&measures);
        let keys = columns.len();
        let steps = self.steps();
        let compared = if steps { None } else { self.compared() };
        let mut having = Vec::new();
        if let Some(grain) = self.draft.grain {
            columns.insert(
                0,
                Column::Time {
                    attribute: self.time_attribute(&measures),
                    grain,
                },
            );
        }
        let first_measure = columns.len();
        if let Some(at) = self.draft.share {
            return self.shares(columns, &measures, at);
        }
        match &compared {
            Some(compared) => self.compare_columns(&mut columns, &measures, compared, &mut having),
            None => columns.extend(measures.iter().cloned().map(Column::Measure)),
        }
        if steps {
            self.step_columns(&mut columns, first_measure, &mut having);
        }
        if self.draft.running {
            columns.push(Column::RunningTotal { of: first_measure });
        }
        self.less_another(
            &mut columns,
            first_measure,
            &measures,
            compared.is_some() || steps,
        );
        let assumed = self.rate_columns(&mut columns, first_measure, &rates)?;
        self.days_ago(&mut columns);
        let used = self.change_conditions(&columns, compared.as_ref(), &mut having);
        self.conditions(&mut columns, &mut having, &used)?;
        self.contrasts(&columns, &mut having)?;
        let mut filters = self.common_filters(&measures);
        filters.extend(assumed);
        filters.extend(self.until_today());
        if self.existence_unmet(&filters) {
            return Err(Declined::Unused(vec!["not".to_owned()]));
        }
        if compared.is_none() {
            let dataset = measures.first().and_then(|m| self.dataset_of(&m.measure));
            let windows = self.windows(dataset.as_deref());
            // "products not sold this year": the time is that of what did not happen.
            let mut absent = filters.iter_mut().filter_map(|p| match p {
                Predicate::Related {
                    filters,
                    negated: true,
                    ..
                } => Some(filters),
                _ => None,
            });
            match absent.next().filter(|_| self.draft.newcomers.is_none()) {
                Some(conditions) => conditions.extend(windows),
                None => filters.extend(windows),
            }
        }
        let mut query = SemanticQuery {
            form: Form::Groups {
                dataset: None,
                keep_empty: self.draft.keep_empty,
            },
            columns,
            filters,
            having,
            order: Vec::new(),
            limit: None,
            counted: None,
        };
        self.rank(&mut query, first_measure, keys, compared.is_some());
        Ok(query)
    }

    /// Conditions that hold for every measure.
    pub(super) fn common_filters(&mut self, measures: &[MeasureUse]) -> Vec<Predicate> {
        let mut filters: Vec<Predicate> = self.filters.iter().map(|(_, p)| p.clone()).collect();
        filters.extend(self.named_filters());
        filters.extend(self.happened());
        if let Some(dataset) = measures.first().and_then(|m| self.dataset_of(&m.measure)) {
            let counted = match measures.first().map(|m| &m.measure) {
                Some(semantic::Measure::Metric(name)) => {
                    match self.model.metric(name).map(|m| &m.kind) {
                        Some(semantic::MetricKind::Aggregate { filters, .. }) => filters.clone(),
                        _ => Vec::new(),
                    }
                }
                _ => Vec::new(),
            };
            filters.extend(self.absent_times(&dataset, &counted));
        }
        filters.extend(self.against());
        let counted = measures.first().and_then(|m| self.dataset_of(&m.measure));
        // What cannot be said of the rows does not show in the query: the account declines.
        filters.extend(self.lags(counted.as_deref()).unwrap_or_default());
        let dataset = measures.first().and_then(|m| self.dataset_of(&m.measure));
        filters.extend(self.open_when_due(dataset.as_deref()));
        filters.extend(self.existence(dataset.as_deref().unwrap_or_default()));
        filters
    }

    /// Conditions with numbers: on shown measures after grouping, on columns before.
    pub(super) fn conditions(
        &mut self,
        columns: &mut Vec<Column>,
        having: &mut Vec<Having>,
        used: &[usize],
    ) -> Result<(), Declined> {
        let conditions: Vec<Condition> = self.draft.conditions.clone();
        for condition in conditions.into_iter().filter(|c| !used.contains(&c.at)) {
            let what = condition
                .target
                .clone()
                .or_else(|| self.implied_target(&condition));
            let measure = match (&what, &condition.attribute) {
                (Some(what), _) => self.measure_of(what),
                (None, Some(attribute)) => {
                    let predicate = number_predicate(
                        attribute.clone(),
                        condition.comparator,
                        condition.value.clone(),
                    );
                    self.filters.push((condition.at, predicate));
                    continue;
                }
                (None, None) => columns.iter().find_map(|c| {
                    if let Column::Measure(m) = c {
                        Some(m.measure.clone())
                    } else {
                        None
                    }
                }),
            };
            let Some(measure) = measure else {
                return Err(Declined::Unused(vec![condition.value]));
            };
            let position = columns
                .iter()
                .position(|c| matches!(c, Column::Measure(m) if m.measure == measure));
            let column = position.unwrap_or_else(|| {
                columns.push(plain(measure.clone()));
                columns.len() - 1
            });
            // "at least 15 deliveries": orders that have come.
            if let Some(come) = self.come(&measure)
                && let Some(Column::Measure(used)) = columns.get_mut(column)
                && used.filters.is_empty()
            {
                used.filters.push(come);
            }
            let mean = columns
                .iter()
                .position(|c| matches!(c, Column::PerPeriod { of, .. } if *of == column));
            having.push(Having {
                column: mean.unwrap_or(column),
                comparator: condition.comparator,
                value: HavingValue::Number(condition.value),
            });
        }
        Ok(())
    }

    /// The measure that a bare number must be about: a rate for a percentage, money for money.
    pub(super) fn implied_target(&self, condition: &Condition) -> Option<What> {
        let unit = if condition.percent {
            "fraction"
        } else if condition.money {
            "USD"
        } else {
            return None;
        };
        let already = self.draft.measures.iter().find(|m| match &m.what {
            What::Metric(candidates) => candidates
                .iter()
                .any(|c| self.model.metrics[*c].unit.as_deref() == Some(unit)),
            _ => false,
        });
        if let Some(found) = already {
            return Some(found.what.clone());
        }
        let subject = self.subject.map(|s| &self.model.entities[s])?;
        let natural = subject.natural_metrics.iter().find_map(|name| {
            let position = self.model.metrics.iter().position(|m| m.name == *name)?;
            (self.model.metrics[position].unit.as_deref() == Some(unit)).then_some(position)
        })?;
        Some(What::Metric(vec![natural]))
    }
}

pub(super) fn draft_subject(draft: &crate::draft::Draft) -> Option<usize> {
    draft.subjects.first().map(|s| s.entity)
}

/// A column compared with a number.
pub(super) fn number_predicate(
    attribute: semantic::AttributeId,
    comparator: Comparator,
    value: String,
) -> Predicate {
    Predicate::Compare {
        left: semantic::Operand::Attribute(attribute),
        comparator,
        right: semantic::Operand::Literal(semantic::Literal::Number(value)),
    }
}
