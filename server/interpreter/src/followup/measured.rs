//! The rows before *measured* otherwise: by another measure, in another unit, ranked, by something else.

use semantic::{
    AttributeId, Column, Form, Limit, Measure, MeasureUse, OrderBy, Predicate, SemanticQuery,
};

use super::{Turn, group_attributes, replace};
use crate::build::{Built, build};

impl Turn<'_> {
    /// "By turnover instead", "in units", "what about the margin": another measure, all else kept.
    pub(super) fn measured_otherwise(&self) -> Option<Built> {
        let draft = self.draft;
        let same_rows = draft.subjects.is_empty()
            && draft.dimensions.is_empty()
            && draft.grain.is_none()
            && draft.conditions.is_empty()
            && draft.share.is_none()
            && !draft.bare_count
            && !draft.how_much
            && !draft.total;
        let turned = draft.continues
            || draft.only
            || draft.rank
            || draft.measures.iter().all(|m| m.by) && draft.top.is_none();
        if !same_rows || !turned || draft.pronoun && self.pointed.is_some_and(|p| p.picked) {
            return None;
        }
        if draft.measures.is_empty()
            && (draft.in_units || draft.in_money)
            && draft.values.is_empty()
            && draft.filters.is_empty()
        {
            return self.in_other_unit();
        }
        let [mention] = draft.measures.as_slice() else {
            return None;
        };
        // "Cheapest first" after costs: the order of what is shown, no other measure.
        if mention.by && draft.rank && draft.direction.is_some() && !self.draft_names(mention) {
            return None;
        }
        if self
            .previous
            .columns
            .iter()
            .filter(|c| !matches!(c, Column::Attribute(_) | Column::Time { .. }))
            .count()
            != 1
            || matches!(self.previous.form, Form::Rows { .. })
        {
            return None;
        }
        // What the words mean is settled as for a question of its own.
        let mut alone = draft.clone();
        alone.top = None;
        alone.direction = None;
        let own = build(&alone, self.model, self.today).ok()?;
        let measure = own
            .query
            .columns
            .iter()
            .find(|c| matches!(c, Column::Measure(_)))?
            .clone();
        let base = self.dataset_of(&own.query)?;
        let mut query = self.previous.clone();
        let position = query
            .columns
            .iter()
            .position(|c| matches!(c, Column::Measure(_)))?;
        let keys = query.columns[..position].iter().all(|c| match c {
            Column::Attribute(attribute) | Column::Time { attribute, .. } => {
                self.model.resolve(&base, attribute).is_some()
            }
            _ => true,
        });
        let filters = query.filters.iter().all(|p| match p {
            Predicate::In { attribute, .. } => self.model.resolve(&base, attribute).is_some(),
            Predicate::Within { .. } => true,
            Predicate::Named { filter, .. } => self.model.filter(filter).is_some_and(|f| {
                self.model
                    .reachable(&base)
                    .iter()
                    .any(|(d, _)| d.name == f.dataset)
            }),
            _ => false,
        });
        if !keys || !filters || !query.having.is_empty() || mention.at == usize::MAX {
            return None;
        }
        query.columns[position] = measure;
        let fresh = own.query.filters.clone();
        for predicate in own.query.filters {
            replace(&mut query.filters, predicate, &fresh, self.model);
        }
        if let Form::Groups { dataset, .. } = &mut query.form {
            *dataset = None;
        }
        self.ranked(&mut query);
        Some(Built {
            query,
            assumptions: own.assumptions,
            confidence: 0.92,
        })
    }

    /// A measure that the words name, not one that a ranking word goes by.
    fn draft_names(&self, mention: &crate::draft::MeasureMention) -> bool {
        match &mention.what {
            crate::draft::What::Metric(candidates) => candidates.iter().any(|m| {
                let metric = &self.model.metrics[*m];
                metric.highest.is_empty() && metric.lowest.is_empty()
            }),
            _ => true,
        }
    }

    /// "In units", "in money": the same rows of business, counted in pieces or in money.
    pub(super) fn in_other_unit(&self) -> Option<Built> {
        let unit = if self.draft.in_units { "units" } else { "USD" };
        // A limit in money is none in pieces.
        if !self.previous.having.is_empty() {
            return None;
        }
        let mut query = self.previous.clone();
        let position = query
            .columns
            .iter()
            .position(|c| matches!(c, Column::Measure(_)))?;
        let base = self.dataset_of(&query)?;
        let Some(Column::Measure(used)) = query.columns.get_mut(position) else {
            return None;
        };
        let lines = |dataset: &str| {
            dataset == base
                || self
                    .model
                    .reachable(dataset)
                    .iter()
                    .any(|(d, _)| d.name == base)
                    && self
                        .model
                        .dataset(dataset)
                        .is_some_and(|d| d.primary_key.len() > 2)
        };
        let metric = self.model.metrics.iter().find(|m| {
            m.additive
                && m.unit.as_deref() == Some(unit)
                && matches!(&m.kind, semantic::MetricKind::Aggregate { dataset, .. } if lines(dataset))
        })?;
        used.measure = Measure::Metric(metric.name.clone());
        Some(Built {
            query,
            assumptions: Vec::new(),
            confidence: 0.92,
        })
    }

    /// Order and number of a ranking that the turn names.
    pub(super) fn ranked(&self, query: &mut SemanticQuery) -> bool {
        use crate::draft::TopKind::{Best, Earliest, Latest, Least, Most, Worst};
        let Some(top) = &self.draft.top else {
            return false;
        };
        let of_date = matches!(top.kind, Latest | Earliest);
        let column = if of_date {
            query.columns.iter().position(|c| match c {
                Column::Attribute(a) => self.model.fields_of(a).any(|(_, f)| {
                    matches!(
                        f.data_type,
                        semantic::DataType::Date | semantic::DataType::Timestamp
                    )
                }),
                Column::Time { .. } => true,
                _ => false,
            })
        } else {
            query
                .order
                .first()
                .map(|o| o.column)
                .filter(|c| {
                    !matches!(
                        query.columns.get(*c),
                        Some(Column::Time { .. } | Column::Attribute(_))
                    )
                })
                .or_else(|| {
                    query
                        .columns
                        .iter()
                        .rposition(|c| !matches!(c, Column::Attribute(_) | Column::Time { .. }))
                })
        };
        // "The largest of them": orders are ranked by what they are worth.
        let worth = || {
            let Form::Rows { dataset } = &query.form else {
                return None;
            };
            let entity = self
                .model
                .entities
                .iter()
                .find(|e| e.own_dataset.as_ref() == Some(dataset))?;
            let usd = |n: &&String| {
                self.model
                    .metric(n)
                    .is_some_and(|m| m.unit.as_deref() == Some("USD"))
            };
            entity.natural_metrics.iter().find(usd).cloned()
        };
        let column = match column {
            Some(column) => column,
            None if of_date => return false,
            None => {
                let Some(name) = worth() else { return false };
                query.columns.push(Column::Measure(MeasureUse {
                    measure: Measure::Metric(name),
                    filters: Vec::new(),
                    label: None,
                }));
                query.columns.len() - 1
            }
        };
        let lower_is_better = matches!(query.columns.get(column), Some(Column::Measure(used))
            if matches!(&used.measure, Measure::Metric(name) if self.model.metric(name).is_some_and(|m| m.lower_is_better)));
        // By how far a limit is missed: the worst are the farthest.
        let far = matches!(query.columns.get(column), Some(Column::Measure(used))
            if matches!(&used.measure, Measure::Metric(name)
                if self.model.filters.iter().any(|f| f.degree.as_ref() == Some(name))));
        let descending = match top.kind {
            Most | Latest => true,
            Least | Earliest => false,
            Best => !lower_is_better && !far,
            Worst => lower_is_better || far,
        };
        query.order = vec![OrderBy { column, descending }];
        let count = top.count.or(self.draft.plain_number);
        query.limit = Some(Limit {
            count: count.unwrap_or(1),
            with_ties: count.is_none(),
            per: Vec::new(),
            together: false,
        });
        true
    }

    /// The same measures by something else; a list becomes a count.
    pub(super) fn regroup(&self, query: &mut SemanticQuery) {
        let mut columns: Vec<Column> = Vec::new();
        if let Some(grain) = self.draft.grain {
            let attribute = self
                .dataset()
                .and_then(|d| {
                    self.model
                        .reachable(&d)
                        .into_iter()
                        .find_map(|(d, _)| d.default_time.clone())
                })
                .unwrap_or_else(|| AttributeId::new("order_date"));
            columns.push(Column::Time { attribute, grain });
        }
        for dimension in &self.draft.dimensions {
            columns.extend(
                group_attributes(self.model, dimension)
                    .into_iter()
                    .map(Column::Attribute),
            );
        }
        let measures: Vec<Column> = query
            .columns
            .iter()
            .filter(|c| matches!(c, Column::Measure(_)))
            .cloned()
            .collect();
        let keys = columns.len();
        if measures.is_empty() || matches!(query.form, Form::Rows { .. }) {
            if let Some(measure) = self.figure_measure() {
                columns.push(Column::Measure(MeasureUse {
                    measure,
                    filters: Vec::new(),
                    label: None,
                }));
            }
        } else {
            columns.extend(measures);
        }
        query.form = Form::Groups {
            dataset: None,
            keep_empty: false,
        };
        query.columns = columns;
        query.having.clear();
        query.limit = None;
        let by_time = self.draft.grain.is_some();
        query.order = vec![OrderBy {
            column: if by_time { 0 } else { keys },
            descending: !by_time,
        }];
    }
}

/// One figure over all groups; nothing where the groups were chosen by their figures.
pub(super) fn totalled(query: &mut SemanticQuery) -> Option<()> {
    let measured = |c: &Column| matches!(c, Column::Measure(_));
    if !query.columns.iter().any(measured) || !query.having.is_empty() {
        return None;
    }
    query.columns.retain(measured);
    query.order.clear();
    query.limit = None;
    Some(())
}
