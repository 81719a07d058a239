//! A *listing* of what went before: the rows behind a figure, the lines of orders.

use semantic::{Column, Form, Measure, Predicate, SemanticQuery};

use super::{Turn, pointing};
use crate::build::Built;
use crate::interpreter::Parsed;

impl Turn<'_> {
    /// "Which articles do they hold", "what is in it": the lines of the orders.
    pub(super) fn contents(&self, parsed: &Parsed) -> Option<Built> {
        let (position, span) = pointing::reference(parsed)?;
        let word = |at: usize| parsed.tokens.get(at).map_or("", |t| t.norm.as_str());
        let on = span.start.checked_sub(1).map_or("", word);
        if !matches!(on, "on" | "in" | "inside" | "of") || !self.draft.list && !matches!(on, "on") {
            return None;
        }
        let named = pointing::noun(parsed, position);
        let rows = match &self.previous.form {
            Form::Rows { dataset } => Some(dataset.as_str()),
            Form::Groups { dataset, .. } => dataset.as_deref(),
        };
        let order = |e: &semantic::Entity| {
            e.key.len() == 2
                && e.own_dataset.as_deref().is_some_and(|d| {
                    self.model
                        .dataset(d)
                        .is_some_and(|d| d.default_time.is_some())
                })
        };
        let entity = match (self.pointed, named) {
            (Some(pointed), _) => pointed.entity,
            (None, Some(named)) => named
                .into_iter()
                .find(|e| self.model.entities[*e].own_dataset.as_deref() == rows)?,
            (None, None) => self
                .model
                .entities
                .iter()
                .position(|e| e.own_dataset.as_deref() == rows)?,
        };
        let of = &self.model.entities[entity];
        if !order(of) {
            return None;
        }
        let line = self
            .model
            .entities
            .iter()
            .find(|e| e.key.len() > of.key.len() && e.key.starts_with(&of.key))?;
        let draft = self.draft;
        let things = draft.subjects.iter().all(|s| {
            let name = &self.model.entities[s.entity];
            name.name == "product" || name.name == line.name
        });
        let plain = draft.measures.is_empty()
            && !draft.bare_count
            && !draft.how_much
            && draft.values.is_empty()
            && draft.dates.is_empty()
            && draft.dimensions.is_empty()
            && draft.filters.is_empty()
            && draft.conditions.is_empty();
        if !things || !plain {
            return None;
        }
        let mut filters: Vec<Predicate> = if self.previous.limit.is_some() {
            Vec::new()
        } else {
            self.previous.filters.clone()
        };
        match self.pointed {
            Some(pointed) if pointed.picked || self.previous.limit.is_some() => {
                filters.extend(pointed.filters.iter().cloned());
            }
            None if self.chosen() => return None,
            _ => {}
        }
        Some(Built {
            query: SemanticQuery {
                form: Form::Rows {
                    dataset: line.own_dataset.clone()?,
                },
                columns: line.list.iter().cloned().map(Column::Attribute).collect(),
                filters,
                having: Vec::new(),
                order: Vec::new(),
                limit: None,
                counted: None,
            },
            assumptions: Vec::new(),
            confidence: 0.93,
        })
    }

    /// "List them", "show me those" after figures: the rows that were counted.
    pub(super) fn listed(&self) -> Option<Built> {
        let draft = self.draft;
        let only = draft.pronoun
            && draft.list
            && draft.measures.is_empty()
            && draft.subjects.is_empty()
            && draft.values.is_empty()
            && draft.filters.is_empty()
            && draft.dates.is_empty()
            && draft.attributes.is_empty()
            && draft.dimensions.is_empty()
            && draft.conditions.is_empty()
            && draft.top.is_none()
            && draft.keys.is_empty()
            && !draft.bare_count
            && !draft.how_much
            && !draft.total
            && !draft.in_money
            && !draft.in_units
            && !draft.how_long;
        if !only {
            return None;
        }
        let mut query = self.previous.clone();
        if matches!(query.form, Form::Rows { .. }) && self.pointed.is_none_or(|p| !p.picked) {
            return Some(Built {
                query,
                assumptions: Vec::new(),
                confidence: 0.93,
            });
        }
        if self.chosen() || self.pointed.is_some_and(|p| p.picked) {
            return None;
        }
        let measure = query
            .columns
            .iter()
            .position(|c| matches!(c, Column::Measure(_)))?;
        query.columns.drain(..measure);
        self.list_again(&mut query);
        matches!(query.form, Form::Rows { .. }).then_some(Built {
            query,
            assumptions: Vec::new(),
            confidence: 0.93,
        })
    }

    /// "Which ones …" after one figure: the things that the figure was about, as a list.
    pub(super) fn list_again(&self, query: &mut SemanticQuery) {
        let Some(Column::Measure(used)) = query.columns.first().cloned() else {
            return;
        };
        let entity = self.model.entities.iter().find(|e| match &used.measure {
            Measure::Metric(name) => e.key.len() > 1 && e.natural_metrics.contains(name),
            Measure::Entities { entity, .. } => e.name == *entity,
            Measure::Rows { dataset } => e.own_dataset.as_ref() == Some(dataset),
            Measure::Aggregate { .. } => false,
        });
        let Some((entity, dataset)) = entity.and_then(|e| e.own_dataset.clone().map(|d| (e, d)))
        else {
            return;
        };
        query.form = Form::Rows { dataset };
        query.columns = entity.list.iter().cloned().map(Column::Attribute).collect();
        if matches!(used.measure, Measure::Metric(_)) {
            query.columns.push(Column::Measure(used));
        }
        query.order.clear();
        query.having.clear();
    }
}
