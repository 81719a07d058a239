//! *Rank* is order and limit.

use semantic::{Column, Limit, Measure, MeasureUse, OrderBy, SemanticQuery};

use super::Builder;
use crate::draft::TopKind;

/// Rows that "the top" of something has when no number was said.
const USUAL_TOP: u64 = 10;

impl Builder<'_> {
    /// "By delivery date, earliest first": the order of the date that groups.
    fn by_date(&self, query: &mut SemanticQuery) -> bool {
        let dated = query.columns.iter().position(|c| match c {
            Column::Time { .. } => true,
            Column::Attribute(a) => self.is_date(a),
            _ => false,
        });
        let Some(column) = dated.filter(|_| self.draft.chronological) else {
            return false;
        };
        query.order = vec![OrderBy {
            column,
            descending: self.draft.direction.unwrap_or(false),
        }];
        true
    }

    /// Counted are things that lack something, or that are late.
    fn counts_shortcomings(&self, query: &SemanticQuery, measured: usize) -> bool {
        let counts = matches!(
            query.columns.get(measured),
            Some(Column::Measure(MeasureUse {
                measure: Measure::Rows { .. }
                    | Measure::Entities { .. }
                    | Measure::Aggregate {
                        function: semantic::Aggregate::CountDistinct,
                        ..
                    },
                ..
            }))
        );
        counts
            && self.draft.filters.iter().any(|mention| {
                let filter = self
                    .choose_filter(&mention.candidates)
                    .map(|f| &self.model.filters[f]);
                !mention.negated
                    && filter
                        .is_some_and(|f| f.degree.is_some() || f.expression.contains("{today}"))
            })
    }

    /// The measure says how far a condition holds, in things that add up: the worst of it is the most.
    fn is_degree(&self, query: &SemanticQuery, measured: usize) -> bool {
        match query.columns.get(measured) {
            Some(Column::Measure(MeasureUse {
                measure: Measure::Metric(name),
                ..
            })) => {
                self.model.metric(name).is_some_and(|m| m.additive)
                    && self
                        .model
                        .filters
                        .iter()
                        .any(|f| f.degree.as_ref() == Some(name))
            }
            _ => false,
        }
    }

    /// The largest first.
    fn falls(&self, query: &SemanticQuery, measured: usize) -> bool {
        let draft = self.draft;
        let lower_is_better = match query.columns.get(measured) {
            Some(Column::Measure(MeasureUse {
                measure: Measure::Metric(name),
                ..
            })) => self.model.metric(name).is_some_and(|m| m.lower_is_better),
            _ => false,
        };
        let additive = matches!(query.columns.get(measured), Some(Column::Measure(MeasureUse { measure: Measure::Metric(name), .. }))
            if self.model.metric(name).is_some_and(|m| m.additive));
        let sense = draft.best_first.filter(|_| is_metric(query, measured));
        let descending = sense
            .map(|best| best != (lower_is_better || self.is_degree(query, measured)))
            .or(draft.direction)
            .unwrap_or(match draft.top.as_ref().map(|t| t.kind) {
                Some(TopKind::Least) => false,
                // "The top eight by units to send": the largest amounts, though fewer would be better.
                Some(TopKind::Best) => {
                    !lower_is_better
                        || additive && draft.top.as_ref().is_some_and(|t| t.count.is_some())
                }
                Some(TopKind::Worst) => lower_is_better || self.is_degree(query, measured),
                None if draft.rank => !lower_is_better,
                _ => true,
            });
        // "Items below the minimum per site, worst first": the most of what is bad.
        let worst = draft.best_first == Some(false)
            || draft.top.as_ref().is_some_and(|t| t.kind == TopKind::Worst);
        descending || worst && self.counts_shortcomings(query, measured)
    }

    /// Order and limit.
    pub(super) fn rank(
        &mut self,
        query: &mut SemanticQuery,
        first_measure: usize,
        keys: usize,
        compared: bool,
    ) {
        let draft = self.draft;
        let by = draft
            .measures
            .iter()
            .find(|m| m.by)
            .and_then(|m| self.measure_of(&m.what));
        let measured = by
            .and_then(|b| {
                query
                    .columns
                    .iter()
                    .position(|c| matches!(c, Column::Measure(m) if m.measure == b))
            })
            .unwrap_or(first_measure);
        let column = if compared && draft.top.is_some() {
            first_measure + 2
        } else {
            measured
        };
        // "the longest time since the last order": by the days since.
        let ago = query
            .columns
            .iter()
            .position(|c| matches!(c, Column::DaysAgo { .. }));
        let column = ago.unwrap_or(column);
        if self.by_date(query) {
            return;
        }
        if draft.grain.is_some() && draft.top.is_none() {
            query.order = vec![OrderBy {
                column: 0,
                descending: false,
            }];
            return;
        }
        if query.columns.len() <= first_measure || (keys == 0 && draft.grain.is_none()) {
            return;
        }
        let descending = self.falls(query, measured);
        query.order = vec![OrderBy { column, descending }];
        let Some(top) = draft
            .top
            .as_ref()
            .filter(|t| !matches!(t.kind, TopKind::Latest | TopKind::Earliest))
        else {
            return;
        };
        // "Who supplies the most": one of them.
        let plural = draft.subjects.first().map_or(!draft.who, |s| s.plural);
        let count = top.count.or(draft.plain_number);
        // "Which supplier leads per group": one of them for each.
        let leader = draft.subjects.first().is_some_and(|s| {
            !s.plural
                && Some(s.entity) == self.subject
                && !draft
                    .dimensions
                    .contains(&crate::draft::Dimension::Entity(s.entity))
        }) && top.count.is_none_or(|count| count == 1);
        let per: Vec<usize> = if (draft.per_group || leader)
            && !draft.dimensions.is_empty()
            && (self.subject.is_some() || draft.dimensions.len() > 1)
        {
            let mut group = self.dimension_attributes(&draft.dimensions[0]);
            // "For each depot the item with the most stock": what is ranked is no part of its own group.
            if let Some(ranked) = self.subject.map(|s| &self.model.entities[s])
                && ranked.key.len() == 1
                && group.iter().any(|a| !own(ranked, a))
            {
                group.retain(|a| !own(ranked, a));
            }
            query
                .columns
                .iter()
                .enumerate()
                .filter(|(_, c)| matches!(c, Column::Attribute(a) if group.contains(a)))
                .map(|(i, _)| i)
                .collect()
        } else {
            Vec::new()
        };
        // "The best month per warehouse": one period for each group.
        let best_period = per.is_empty()
            && !draft.per_period
            && draft.grain.is_some()
            && draft.subjects.is_empty()
            && !draft.dimensions.is_empty();
        let per = if best_period {
            let keys = query.columns.iter().enumerate();
            keys.filter(|(_, c)| matches!(c, Column::Attribute(_)))
                .map(|(position, _)| position)
                .collect()
        } else {
            per
        };
        let by_period = draft.per_period
            && keys > 0
            && matches!(query.columns.first(), Some(Column::Time { .. }))
            && query
                .columns
                .iter()
                .any(|c| matches!(c, Column::Attribute(_)));
        let per = if by_period {
            query.order.insert(
                0,
                OrderBy {
                    column: 0,
                    descending: false,
                },
            );
            vec![0]
        } else {
            per
        };
        // "Slow movers, under 100 units": the condition says which of them.
        let decided = count.is_none() && plural && per.is_empty() && !query.having.is_empty();
        let (count, with_ties) = match count {
            None if decided => (USUAL_TOP, false),
            Some(count) => (count, count == 1 || !per.is_empty()),
            None if plural && per.is_empty() && draft.grain.is_none() => {
                self.assume(
                    format!("The first {USUAL_TOP} are shown, as the question names no number."),
                    0.04,
                );
                (USUAL_TOP, false)
            }
            None => (1, true),
        };
        query.limit = (!decided).then_some(Limit {
            count,
            with_ties,
            together: draft.together && count > 1 && per.is_empty(),
            per,
        });
    }
}

/// The attribute names the thing.
fn own(entity: &semantic::Entity, attribute: &semantic::AttributeId) -> bool {
    entity.key.contains(attribute) || entity.name_attribute.as_ref() == Some(attribute)
}

/// The column shows a metric.
fn is_metric(query: &SemanticQuery, column: usize) -> bool {
    matches!(
        query.columns.get(column),
        Some(Column::Measure(MeasureUse {
            measure: Measure::Metric(_),
            ..
        }))
    )
}
