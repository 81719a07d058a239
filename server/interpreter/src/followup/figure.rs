//! A *figure* over the rows before: how many, how much, in total, one for each group.

use semantic::{Column, Form, Measure, MeasureUse, Predicate};

use super::{Turn, group_attributes, replace};
use crate::build::Built;

impl Turn<'_> {
    /// One figure, or one for each group, over the rows before.
    pub(super) fn wants_figure(&self) -> bool {
        let draft = self.draft;
        let own = draft.subjects.is_empty()
            && draft.values.is_empty()
            && (draft.dates.is_empty() || self.other_time().is_some())
            && draft.filters.is_empty()
            && draft.conditions.is_empty();
        let counts = draft
            .measures
            .iter()
            .any(|m| matches!(m.what, crate::draft::What::Count(_)));
        !counts
            && (draft.total
                || draft.how_much
                || draft.in_money
                || draft.bare_count
                || !draft.dimensions.is_empty())
            && own
    }

    /// "The sum of 1997 for them": one time, for a total of rows that are dated.
    fn other_time(&self) -> Option<Predicate> {
        let [mention] = self.draft.dates.as_slice() else {
            return None;
        };
        let range = crate::draft::range_of(&mention.phrase)?;
        let dated = self.dataset().is_some_and(|d| self.happens(&d));
        let total = self.draft.total && !mention.negated && mention.attribute.is_none();
        (dated && total).then_some(Predicate::Within {
            attribute: None,
            window: range.happened,
        })
    }

    pub(super) fn figure(&self) -> Option<Built> {
        if let Some(built) = self.number_of_groups() {
            return Some(built);
        }
        let measure = self.figure_measure()?;
        let mut built = Built {
            query: self.previous.clone(),
            assumptions: Vec::new(),
            confidence: 0.93,
        };
        // The rows before are those that the answer named, where a limit or a condition on figures chose them.
        if self.chosen() {
            let named = self.pointed.or(self.named)?;
            built.query.filters.extend(named.filters.iter().cloned());
            built.query.limit = None;
        }
        if let Some(time) = self.other_time() {
            replace(&mut built.query.filters, time, &[], self.model);
        }
        let mut columns: Vec<Column> = Vec::new();
        for dimension in &self.draft.dimensions {
            columns.extend(
                group_attributes(self.model, dimension)
                    .into_iter()
                    .map(Column::Attribute),
            );
        }
        columns.push(Column::Measure(MeasureUse {
            measure,
            filters: Vec::new(),
            label: None,
        }));
        built.query.form = Form::Groups {
            dataset: None,
            keep_empty: false,
        };
        built.query.columns = columns;
        built.query.having.clear();
        built.query.order.clear();
        Some(built)
    }

    /// "How many are there" after a figure for each supplier: how many suppliers.
    fn number_of_groups(&self) -> Option<Built> {
        let draft = self.draft;
        let mut query = self.previous.clone();
        let counts = query.columns.iter().any(|c| match c {
            Column::Measure(used) => match &used.measure {
                Measure::Entities { .. } | Measure::Rows { .. } => true,
                Measure::Metric(name) => self.model.metric(name).is_some_and(|m| {
                    matches!(m.unit.as_deref(), Some("orders" | "lines" | "units"))
                }),
                Measure::Aggregate { .. } => false,
            },
            _ => false,
        });
        if !draft.bare_count
            || draft.total
            || draft.in_units
            || !draft.dimensions.is_empty()
            || counts && query.having.is_empty()
            || query.limit.is_some()
            || !matches!(query.form, Form::Groups { .. })
        {
            return None;
        }
        let Column::Attribute(first) = query.columns.first()? else {
            return None;
        };
        let entity = self
            .model
            .entities
            .iter()
            .find(|e| e.key.as_slice() == [first.clone()])?;
        query.counted = Some(entity.name.clone());
        query.order.clear();
        Some(Built {
            query,
            assumptions: Vec::new(),
            confidence: 0.93,
        })
    }

    pub(super) fn figure_measure(&self) -> Option<Measure> {
        // "Together" of two lists: neither how many nor how much.
        if self.together && matches!(self.previous.form, Form::Rows { .. }) {
            return None;
        }
        let dataset = match &self.previous.form {
            Form::Rows { dataset } => Some(dataset.clone()),
            Form::Groups { dataset, .. } => dataset.clone(),
        };
        let entity = dataset.as_ref().and_then(|d| {
            self.model
                .entities
                .iter()
                .find(|e| e.own_dataset.as_ref() == Some(d))
        });
        let shown = self.previous.columns.iter().find_map(|c| match c {
            Column::Measure(used) => Some(used.measure.clone()),
            _ => None,
        });
        let counted = self.draft.bare_count
            || (!self.draft.dimensions.is_empty()
                && !self.draft.total
                && !self.draft.in_money
                && !self.draft.how_much);
        if counted {
            let things = entity.map(|e| {
                // A row of stock is counted as the product that it is about.
                let name = if e.key.len() > 1 && e.name == "stock_row" {
                    "product".to_owned()
                } else {
                    e.name.clone()
                };
                Measure::Entities {
                    entity: name,
                    dataset: dataset.clone().unwrap_or_default(),
                }
            });
            return things.or(shown);
        }
        let money = |measure: &Measure| match measure {
            Measure::Metric(name) => self
                .model
                .metric(name)
                .is_some_and(|m| m.unit.as_deref() == Some("USD")),
            _ => false,
        };
        if let Some(measure) = shown.clone().filter(|m| !self.draft.in_money || money(m)) {
            return Some(measure);
        }
        // "What were they worth" after a count: the value of what was counted.
        let counted = shown.and_then(|m| match m {
            Measure::Entities { entity, .. } => self.model.entity(&entity),
            Measure::Rows { dataset } => self
                .model
                .entities
                .iter()
                .find(|e| e.own_dataset.as_ref() == Some(&dataset)),
            Measure::Metric(name) => {
                let dataset = self.model.metric(&name).and_then(|m| match &m.kind {
                    semantic::MetricKind::Aggregate { dataset, .. } => Some(dataset.clone()),
                    semantic::MetricKind::Derived { .. } => None,
                });
                self.model
                    .entities
                    .iter()
                    .find(|e| e.own_dataset.is_some() && e.own_dataset == dataset)
            }
            Measure::Aggregate { .. } => None,
        });
        let entity = entity.or(counted);
        let entity = entity?;
        let natural = entity.natural_metrics.iter().find(|n| {
            self.model
                .metric(n)
                .is_some_and(|m| m.unit.as_deref() == Some("USD"))
        });
        natural
            .or(entity
                .natural_metrics
                .first()
                .filter(|_| !self.draft.in_money))
            .map(|n| Measure::Metric(n.clone()))
    }
}
