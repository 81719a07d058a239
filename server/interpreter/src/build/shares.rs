//! *Parts and pairs*: shares of a whole, and the same measure in two periods.

use semantic::query::HavingValue;
use semantic::{Column, Comparator, Form, Having, MeasureUse, Predicate, SemanticQuery, Window};

use super::time::Compared;
use super::{Builder, Declined};
use crate::draft::Top;

impl Builder<'_> {
    pub(super) fn compare_columns(
        &mut self,
        columns: &mut Vec<Column>,
        measures: &[MeasureUse],
        compared: &Compared,
        having: &mut Vec<Having>,
    ) {
        for measure in measures {
            let during = |window: Window| {
                let mut used = measure.clone();
                used.filters.push(Predicate::Within {
                    attribute: None,
                    window,
                });
                used.label = Some(format!(
                    "{} {}",
                    self.label(&measure.measure),
                    crate::restate::window(&window)
                ));
                Column::Measure(used)
            };
            let earlier = columns.len();
            columns.push(during(compared.earlier));
            columns.push(during(compared.later));
            columns.push(Column::Difference {
                later: earlier + 1,
                earlier,
            });
            columns.push(Column::Change {
                later: earlier + 1,
                earlier,
            });
            if let Some(more) = self.draft.more_than_before
                && columns.iter().any(|c| matches!(c, Column::Attribute(_)))
            {
                let comparator = if more {
                    Comparator::Greater
                } else {
                    Comparator::Less
                };
                having.push(Having {
                    column: earlier + 1,
                    comparator,
                    value: HavingValue::Column(earlier),
                });
            }
        }
    }

    /// Conditions of the whole, and those that the part has beside them.
    fn whole_and_part(&self, at: usize) -> (Vec<Predicate>, Vec<Predicate>) {
        let whole = self.whole_of_share(at);
        let mut filters: Vec<Predicate> = Vec::new();
        let mut part: Vec<Predicate> = Vec::new();
        for (position, predicate) in self.filters.clone() {
            if whole.contains(&position) {
                filters.push(predicate);
            } else {
                part.push(predicate);
            }
        }
        for (mention, named) in self.named_with_words() {
            if whole.contains(&mention) {
                filters.push(named);
            } else {
                part.push(named);
            }
        }
        // "share of stock rows below minimum in OSL-1": the place belongs to both.
        if part
            .iter()
            .any(|p| matches!(p, Predicate::Named { .. } | Predicate::Any(_)))
        {
            let (values, named): (Vec<_>, Vec<_>) = part
                .into_iter()
                .partition(|p| matches!(p, Predicate::In { .. }));
            filters.extend(values);
            part = named;
        }
        (filters, part)
    }

    pub(super) fn shares(
        &mut self,
        mut columns: Vec<Column>,
        measures: &[MeasureUse],
        at: usize,
    ) -> Result<SemanticQuery, Declined> {
        let Some(measure) = measures.first() else {
            return Err(Declined::Nothing);
        };
        let keys = columns.len();
        let (mut filters, mut part) = self.whole_and_part(at);
        part.extend(self.against());
        let dataset = self.dataset_of(&measure.measure);
        // "What share is overdue, per warehouse", "what part comes through the web, by month": of each group's own rows.
        let by_time_alone = self.draft.grain.is_some()
            && self.draft.dimensions.is_empty()
            && self.groups.is_empty();
        let conditional = part
            .iter()
            .all(|p| matches!(p, Predicate::Named { .. } | Predicate::Any(_)))
            || self.draft.within_groups
            || by_time_alone;
        if let Some(compared) = self.compared()
            && (part.is_empty() != (keys == 0) || !part.is_empty() && conditional)
        {
            return Ok(shares_in_two(columns, measure, filters, &part, &compared));
        }
        filters.extend(self.windows(dataset.as_deref()));
        if part.is_empty() && keys == 0 && self.draft.grain.is_none() {
            return Err(Declined::Unused(vec!["share".to_owned()]));
        }
        let grouped_part =
            keys > 0 && self.draft.dimensions.is_empty() && self.draft.grain.is_none();
        if keys > 0 && !grouped_part && !part.is_empty() && conditional {
            let mut query = rate(columns, measure, filters, part);
            let ratio = query.columns.len() - 1;
            let conditions = self.draft.conditions.iter();
            query.having = conditions
                .filter(|c| c.percent && c.target.is_none())
                .map(|condition| Having {
                    column: ratio,
                    comparator: condition.comparator,
                    value: HavingValue::Number(condition.value.clone()),
                })
                .collect();
            if self.draft.top.is_some() || self.draft.rank || self.draft.direction.is_some() {
                self.rank(&mut query, ratio, keys, false);
            }
            return Ok(query);
        }
        if (keys == 0 || grouped_part) && !part.is_empty() {
            // Parts that are named one by one each get their own share of the same whole.
            columns.truncate(0);
            let several = part.iter().find_map(|p| match p {
                Predicate::In {
                    attribute,
                    values,
                    negated: false,
                } if values.len() > 1 && self.several_named(attribute) && !self.draft.total => {
                    Some((attribute.clone(), values.clone()))
                }
                _ => None,
            });
            let parts: Vec<(Option<String>, Vec<Predicate>)> = match several {
                Some((attribute, values)) => values
                    .into_iter()
                    .map(|value| {
                        let name = if let semantic::Literal::Text(text) = &value {
                            Some(text.clone())
                        } else {
                            None
                        };
                        let one = Predicate::In {
                            attribute: attribute.clone(),
                            values: vec![value],
                            negated: false,
                        };
                        let mut all: Vec<Predicate> = part
                            .iter()
                            .filter(|p| super::facts::attribute_of(p) != Some(&attribute))
                            .cloned()
                            .collect();
                        all.push(one);
                        (name, all)
                    })
                    .collect(),
                None => vec![(None, part)],
            };
            for (name, conditions) in parts {
                let mut used = measure.clone();
                used.filters.extend(conditions);
                used.label = name.or_else(|| Some("Part".to_owned()));
                columns.push(Column::Measure(used));
            }
            let total = columns.len();
            columns.push(Column::Measure(MeasureUse {
                label: Some("Whole".to_owned()),
                ..measure.clone()
            }));
            for numerator in 0..total {
                columns.push(Column::Ratio {
                    numerator,
                    denominator: total,
                });
            }
        } else {
            filters.extend(part);
            columns.push(Column::Measure(measure.clone()));
            columns.push(Column::Share {
                of: keys,
                within: Vec::new(),
            });
        }
        let mut having = Vec::new();
        for condition in self
            .draft
            .conditions
            .iter()
            .filter(|c| c.percent && c.target.is_none())
        {
            let share = columns
                .iter()
                .position(|c| matches!(c, Column::Share { .. }));
            let Some(column) = share else {
                return Err(Declined::Unused(vec![condition.value.clone()]));
            };
            having.push(Having {
                column,
                comparator: condition.comparator,
                value: HavingValue::Number(condition.value.clone()),
            });
        }
        let mut query = SemanticQuery {
            form: Form::Groups {
                dataset: None,
                keep_empty: false,
            },
            columns,
            filters,
            having,
            order: Vec::new(),
            limit: None,
            counted: None,
        };
        let shared = query
            .columns
            .iter()
            .any(|c| matches!(c, Column::Share { .. }));
        self.shares_in_order(&mut query, keys > 0 && shared);
        if let Some(top) = self.draft.top.as_ref().filter(|_| keys > 0 && shared) {
            self.rank(&mut query, keys, keys, false);
            if let Some(limit) = query.limit.as_mut() {
                limit.together = limit.per.is_empty() && self.share_together(top);
            }
        }
        Ok(query)
    }

    /// "What share do our three biggest customers have": that of the three; "by supplier, top five": each of the five.
    fn share_together(&self, top: &Top) -> bool {
        let several = top.count.or(self.draft.plain_number).is_some_and(|n| n > 1);
        let behind = self.draft.top_behind && self.draft.subjects.is_empty();
        several && !behind && !self.draft.share_of_each
    }

    /// "Share of each group, largest on top".
    fn shares_in_order(&self, query: &mut SemanticQuery, grouped: bool) {
        if let (Some(descending), None, true) = (self.draft.direction, &self.draft.top, grouped) {
            let column = query.columns.len() - 1;
            query.order = vec![semantic::OrderBy { column, descending }];
        }
    }

    /// Positions of the words that describe the whole: between "share of" and the verb or group that follows.
    pub(super) fn whole_of_share(&self, at: usize) -> Vec<usize> {
        if self.draft.ratio {
            return Vec::new();
        }
        let noun = self
            .draft
            .measures
            .iter()
            .map(|m| m.at)
            .chain(self.draft.subjects.iter().map(|s| s.at))
            .filter(|p| *p > at)
            .min();
        let first_value = self
            .filters
            .iter()
            .map(|(at, _)| *at)
            .filter(|p| *p > at)
            .min();
        let named = self.draft.filters.iter().map(|f| f.at).filter(|p| *p > at);
        match (noun, first_value) {
            // "part of open orders which are overdue": what stands before or in the noun.
            (Some(noun), _) => named.filter(|p| *p <= noun).collect(),
            (None, Some(first)) => named.filter(|p| *p < first).collect(),
            (None, None) => Vec::new(),
        }
    }
}

/// Shares in two periods side by side: of a part, or of each group.
fn shares_in_two(
    mut columns: Vec<Column>,
    measure: &MeasureUse,
    filters: Vec<Predicate>,
    part: &[Predicate],
    compared: &Compared,
) -> SemanticQuery {
    let keys = columns.len();
    let during = |name: &str, conditions: &[Predicate], window: Window| {
        let mut used = measure.clone();
        used.filters.extend(conditions.iter().cloned());
        let attribute = None;
        used.filters.push(Predicate::Within { attribute, window });
        used.label = Some(format!("{name} {}", crate::restate::window(&window)));
        Column::Measure(used)
    };
    for window in [compared.earlier, compared.later] {
        let of = columns.len();
        if part.is_empty() {
            columns.push(during("Part", &[], window));
            let within = Vec::new();
            columns.push(Column::Share { of, within });
        } else {
            columns.push(during("Part", part, window));
            columns.push(during("Whole", &[], window));
            columns.push(Column::Ratio {
                numerator: of,
                denominator: of + 1,
            });
        }
    }
    let order = (keys > 0).then_some(semantic::OrderBy {
        column: keys + 2,
        descending: true,
    });
    SemanticQuery {
        form: Form::Groups {
            dataset: None,
            keep_empty: false,
        },
        columns,
        filters,
        having: Vec::new(),
        order: order.into_iter().collect(),
        limit: None,
        counted: None,
    }
}

/// Of each group, the part of its own rows that fulfils the conditions.
fn rate(
    mut columns: Vec<Column>,
    measure: &MeasureUse,
    filters: Vec<Predicate>,
    part: Vec<Predicate>,
) -> SemanticQuery {
    let keys = columns.len();
    let mut fulfilled = measure.clone();
    fulfilled.filters.extend(part);
    fulfilled.label = Some("Part".to_owned());
    let mut all = measure.clone();
    all.label = Some("Whole".to_owned());
    columns.extend([Column::Measure(fulfilled), Column::Measure(all)]);
    columns.push(Column::Ratio {
        numerator: keys,
        denominator: keys + 1,
    });
    SemanticQuery {
        form: Form::Groups {
            dataset: None,
            keep_empty: false,
        },
        columns,
        filters,
        having: Vec::new(),
        order: Vec::new(),
        limit: None,
        counted: None,
    }
}
