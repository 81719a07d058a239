//! A *list* shows what names the thing, what was asked for, and what the conditions speak of.

use semantic::{AttributeId, Column, Form, Measure};

use super::{Builder, plain};
use crate::draft::{Dimension, TopKind, What};

impl Builder<'_> {
    /// Columns of a list: what names the thing, what was asked for, what the conditions speak of.
    #[expect(clippy::too_many_lines, reason = "one group of columns after another")]
    pub(super) fn list_columns(&mut self, base: &str, related: &[AttributeId]) -> Vec<Column> {
        let draft = self.draft;
        let mut attributes: Vec<AttributeId> = Vec::new();
        let mut add = |list: &[AttributeId]| {
            for attribute in list {
                if !attributes.contains(attribute) && self.model.resolve(base, attribute).is_some()
                {
                    attributes.push(attribute.clone());
                }
            }
        };
        let own = self
            .subject
            .and_then(|s| self.model.entities[s].own_dataset.clone());
        let state_rows = !self.transaction(base) && own.as_deref().is_none_or(|o| o != base);
        let row_list = self
            .model
            .dataset(base)
            .map(|d| d.list.clone())
            .unwrap_or_default();
        match self.subject {
            Some(subject) => {
                let entity = &self.model.entities[subject];
                if state_rows && entity.own_dataset.is_some() {
                    add(&row_list);
                }
                add(&entity.list);
            }
            None => add(&row_list),
        }
        add(related);
        for (attribute, _) in &draft.attributes {
            add(std::slice::from_ref(attribute));
        }
        let distinct = !matches!(self.form(base, &[]), Form::Rows { .. });
        for other in draft
            .subjects
            .iter()
            .filter(|s| Some(s.entity) != self.subject)
        {
            let entity = &self.model.entities[other.entity];
            let event = entity
                .own_dataset
                .as_deref()
                .is_some_and(|d| self.transaction(d));
            if distinct && event {
                continue;
            }
            let keys: Vec<AttributeId> = entity
                .key
                .iter()
                .chain(&entity.name_attribute)
                .cloned()
                .collect();
            add(&keys);
        }
        for dimension in &draft.dimensions {
            add(&self.dimension_attributes(dimension));
        }
        if draft.who
            && draft.subjects.is_empty()
            && let Some(subject) = self.subject
        {
            add(&self.dimension_attributes(&Dimension::Entity(subject)));
        }
        for against in &draft.against {
            let left = against
                .left
                .clone()
                .unwrap_or_else(|| self.counterpart(&against.right));
            let left = self.paid_on_lines(left, &against.right);
            add(&[left, against.right.clone()]);
        }
        let usual = self
            .model
            .dataset(base)
            .and_then(|d| d.default_time.clone());
        // Distinct things have no date of an order of their own.
        let dates = draft
            .dates
            .iter()
            .filter(|_| !distinct || !self.transaction(base));
        for date in dates.clone().filter_map(|d| d.attribute.as_ref()) {
            if Some(date) != usual.as_ref() {
                add(std::slice::from_ref(date));
            }
        }
        for date in dates.filter_map(|d| d.attribute.as_ref()) {
            add(std::slice::from_ref(date));
        }
        for moment in draft.lags.iter().flat_map(|l| [&l.from, &l.to]) {
            add(&Vec::from_iter(self.moment(base, moment)));
        }
        for condition in &draft.conditions {
            if let Some(attribute) = &condition.attribute {
                add(std::slice::from_ref(attribute));
            }
        }
        let groups = !matches!(self.form(base, &[]), Form::Rows { .. });
        if !groups {
            for mention in &draft.filters {
                if let Some(filter) = self.choose_filter(&mention.candidates) {
                    add(&self.model.filters[filter].show.clone());
                }
            }
        }
        let aged = draft
            .dates
            .iter()
            .any(|d| crate::draft::range_of(&d.phrase).is_some_and(|r| r.aged));
        if (draft.how_long || aged)
            && !groups
            && let Some(date) = self.asked_date(base)
        {
            let mut columns: Vec<Column> = attributes.into_iter().map(Column::Attribute).collect();
            columns.push(Column::DaysSince(date));
            for measure in draft
                .measures
                .iter()
                .filter_map(|m| self.row_measure(&m.what))
            {
                if !columns.contains(&plain(measure.clone())) {
                    columns.push(plain(measure));
                }
            }
            return columns;
        }
        let mut columns: Vec<Column> = attributes.into_iter().map(Column::Attribute).collect();
        if !groups {
            columns.extend(self.days_of_lags(base));
        }
        let mut measures: Vec<Measure> = draft
            .measures
            .iter()
            .filter_map(|m| self.row_measure(&m.what))
            .collect();
        if draft.in_money && measures.is_empty() {
            measures.extend(self.value_measure());
        }
        let pair: Vec<AttributeId> = draft
            .attributes
            .iter()
            .map(|(a, _)| a.clone())
            .filter(|a| self.numeric(a))
            .collect();
        if let (true, [left, right]) = (draft.difference, pair.as_slice()) {
            columns.push(Column::DifferenceOf {
                left: left.clone(),
                right: right.clone(),
            });
        }
        // "More than 5 over their maximum, and how much over": one side of the comparison less the other.
        if let (false, [against]) = (draft.farness.is_empty(), draft.against.as_slice())
            && self.numeric(&against.right)
        {
            let left = against
                .left
                .clone()
                .unwrap_or_else(|| self.counterpart(&against.right));
            let over = against.by.as_ref().map_or(
                !matches!(
                    against.comparator,
                    semantic::Comparator::Less | semantic::Comparator::AtMost
                ),
                |by| !by.short,
            );
            let (left, right) = if over {
                (left, against.right.clone())
            } else {
                (against.right.clone(), left)
            };
            columns.push(Column::DifferenceOf { left, right });
        }
        // "The difference between the expected and the actual date": the days between them.
        let dates: Vec<AttributeId> = draft
            .attributes
            .iter()
            .map(|(a, _)| a.clone())
            .filter(|a| self.is_date(a))
            .collect();
        if let (true, false, [from, to]) = (draft.difference, groups, dates.as_slice()) {
            columns.push(Column::DaysBetween {
                from: from.clone(),
                to: to.clone(),
            });
        }
        if draft.difference || draft.far_again && !groups {
            for mention in &draft.filters {
                let degree = self
                    .choose_filter(&mention.candidates)
                    .and_then(|f| self.model.filters[f].degree.clone());
                measures.extend(degree.map(Measure::Metric));
            }
        }
        for measure in measures {
            if !columns.contains(&plain(measure.clone())) {
                columns.push(plain(measure));
            }
        }
        columns
    }

    /// The value of each listed order, and the like.
    pub(super) fn value_measure(&self) -> Option<Measure> {
        let entity = &self.model.entities[self.subject?];
        entity
            .natural_metrics
            .iter()
            .find(|n| {
                self.model
                    .metric(n)
                    .is_some_and(|m| m.unit.as_deref() == Some("USD"))
            })
            .map(|n| Measure::Metric(n.clone()))
    }

    /// A measure of one row: the value of an order is the sum of its lines, whatever its status.
    pub(super) fn row_measure(&self, what: &What) -> Option<Measure> {
        let entity = self.subject.map(|s| &self.model.entities[s]);
        if let (What::Metric(candidates), Some(entity)) = (what, entity) {
            let natural = candidates.iter().find(|c| {
                entity
                    .natural_metrics
                    .contains(&self.model.metrics[**c].name)
            });
            if let Some(metric) = natural {
                return Some(Measure::Metric(self.model.metrics[*metric].name.clone()));
            }
            if entity
                .own_dataset
                .as_deref()
                .is_some_and(|d| self.transaction(d))
                && candidates.iter().any(|c| self.is_money(*c))
            {
                return self.value_measure();
            }
        }
        self.measure_of(what)
    }

    pub(super) fn is_date(&self, attribute: &AttributeId) -> bool {
        self.model.fields_of(attribute).any(|(_, f)| {
            matches!(
                f.data_type,
                semantic::DataType::Date | semantic::DataType::Timestamp
            )
        })
    }

    pub(super) fn asked_date(&self, base: &str) -> Option<AttributeId> {
        let asked = self
            .draft
            .attributes
            .iter()
            .map(|(a, _)| a)
            .find(|a| self.is_date(a));
        // "days overdue": since the date that the condition speaks of.
        let spoken = self.draft.filters.iter().find_map(|f| {
            let filter = self.choose_filter(&f.candidates)?;
            let condition = &self.model.filters[filter];
            let date = condition.show.iter().find(|a| self.is_date(a))?;
            condition
                .expression
                .contains("{today}")
                .then(|| date.clone())
        });
        let ahead = self
            .draft
            .from_today
            .then(|| self.delivery_date(base, true))
            .flatten();
        asked
            .cloned()
            .or(ahead)
            .or(spoken.filter(|_| self.draft.how_long))
            .or_else(|| self.model.dataset(base)?.default_time.clone())
    }

    /// The column that ranks rows: a date for "latest", a measure or number otherwise.
    pub(super) fn row_order(
        &self,
        base: &str,
        columns: &mut Vec<Column>,
        kind: TopKind,
    ) -> (Option<usize>, bool) {
        let dated = matches!(kind, TopKind::Latest | TopKind::Earliest);
        let wanted = if dated {
            self.asked_date(base).map(Column::Attribute)
        } else {
            let numeric = self
                .draft
                .attributes
                .iter()
                .map(|(a, _)| a)
                .find(|a| self.numeric(a));
            numeric
                .cloned()
                .map(Column::Attribute)
                .or_else(|| {
                    columns
                        .iter()
                        .find(|c| matches!(c, Column::Measure(_)))
                        .cloned()
                })
                .or_else(|| self.value_measure().map(plain))
        };
        let Some(wanted) = wanted else {
            return (None, false);
        };
        let position = columns
            .iter()
            .position(|c| *c == wanted)
            .unwrap_or_else(|| {
                columns.push(wanted);
                columns.len() - 1
            });
        (
            Some(position),
            matches!(kind, TopKind::Latest | TopKind::Most | TopKind::Best),
        )
    }
}
