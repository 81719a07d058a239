//! *Firsts* and lasts in a draft: the first or last day of a trade, the last few times, those that are new.

use semantic::{Aggregate, AttributeId, MetricKind};

use super::columns::row_column;
use super::reader::{Last, Reader};
use super::{Dimension, MeasureMention, Subject, TopKind, What};
use crate::cues::Cue;
use crate::lattice::Meaning;

impl Reader<'_> {
    /// "The date of the first and last order": both ends.
    pub(super) fn both_dates(&mut self) {
        let said = |kind: &Cue| {
            self.spans
                .iter()
                .find(|s| s.meaning == Meaning::Cue(*kind))
                .map(|s| s.start)
        };
        let (Some(first), Some(last)) = (said(&Cue::Earliest), said(&Cue::Latest)) else {
            return;
        };
        let near = first.abs_diff(last) <= 4
            && self.spans.iter().any(|s| {
                s.start > first.min(last)
                    && s.start < first.max(last)
                    && s.meaning == Meaning::Cue(Cue::And)
            });
        let [only] = self.draft.measures.as_slice() else {
            return;
        };
        let (What::Attribute(function, date), true) = (only.what.clone(), near) else {
            return;
        };
        let other = match function {
            Aggregate::Minimum => Aggregate::Maximum,
            Aggregate::Maximum => Aggregate::Minimum,
            _ => return,
        };
        if self.date_like(&date) {
            self.draft.measures.push(MeasureMention {
                what: What::Attribute(other, date),
                at: first.max(last),
                by: false,
            });
            self.draft.top = None;
            self.pending.top = None;
        }
    }

    /// "the last five times we bought it": the lines of what was bought, or the orders that were placed.
    pub(super) fn last_times(&mut self, position: usize) {
        let Some(metric) = self.traded() else { return };
        let MetricKind::Aggregate { dataset, .. } = &self.model.metrics[metric].kind else {
            return;
        };
        let line = self
            .model
            .entities
            .iter()
            .position(|e| e.own_dataset.as_ref() == Some(dataset));
        let Some(entity) = line else { return };
        if let (Some(top), Some((count, _))) = (self.draft.top.as_mut(), self.pending.number.take())
        {
            top.count = top.count.or(Some(count));
        }
        self.draft.subjects.push(Subject {
            entity,
            at: self.spans[position].start,
            plural: true,
        });
        self.draft.counted_in = Some(vec![metric]);
        self.pending.top = None;
        self.last = Last::Entity(entity);
    }

    /// "The last time we ordered it, from whom and how many": the line shows how many.
    pub(super) fn lines_say_how_many(&mut self) {
        let latest = self
            .draft
            .top
            .as_ref()
            .is_some_and(|t| matches!(t.kind, TopKind::Latest | TopKind::Earliest));
        let line = self.draft.subjects.first().is_some_and(|s| {
            let entity = &self.model.entities[s.entity];
            entity.key.len() > 2 && entity.own_dataset.is_some()
        });
        if latest && line && self.draft.counted_in.is_some() && self.draft.measures.is_empty() {
            self.pending.count = None;
            self.draft.bare_count = false;
            self.draft.how_much = false;
            let party = ["supplier", "customer"].into_iter().find_map(|name| {
                let entity = self.model.entity(name)?;
                let own = self.model.entities[self.draft.subjects[0].entity]
                    .own_dataset
                    .as_deref()?;
                entity
                    .datasets
                    .first()
                    .is_some_and(|home| {
                        self.model
                            .reachable(own)
                            .iter()
                            .any(|(d, _)| d.name == *home)
                    })
                    .then(|| entity.name_attribute.clone())?
            });
            if let Some(name) = party.filter(|_| self.draft.who) {
                self.draft
                    .attributes
                    .push((name, self.draft.subjects[0].at));
            }
            let order = self
                .model
                .datasets
                .iter()
                .find(|d| d.primary_key.len() == 2 && d.default_time.is_some());
            if let Some(time) = order.and_then(|d| d.default_time.clone()) {
                self.draft
                    .attributes
                    .push((time, self.draft.subjects[0].at));
            }
        }
    }

    /// "the last price we paid for it", "what did we last pay": the cost on the newest line that it was bought on.
    pub(super) fn last_price(&mut self) {
        let draft = &self.draft;
        let latest = draft
            .top
            .as_ref()
            .is_some_and(|t| t.kind == TopKind::Latest && t.count.is_none());
        let paid = self.tokens.iter().any(|t| {
            matches!(
                t.norm.as_str(),
                "pay" | "paid" | "paying" | "price" | "cost"
            )
        });
        if !latest || !paid || draft.values.is_empty() || !draft.dimensions.is_empty() {
            return;
        }
        let Some(metric) = self.traded() else { return };
        let MetricKind::Aggregate { dataset, .. } = &self.model.metrics[metric].kind else {
            return;
        };
        let own = |name: &str| {
            self.model
                .dataset(dataset)
                .and_then(|d| d.fields.iter().find(|f| f.name == name))
        };
        let Some(cost) = own("unit_cost").and_then(|f| f.attributes.first().cloned()) else {
            return;
        };
        let of_cost =
            |a: &semantic::AttributeId| self.model.fields_of(a).any(|(_, f)| f.name == "unit_cost");
        let column = draft
            .attributes
            .iter()
            .find(|(a, _)| of_cost(a))
            .map(|(_, at)| *at);
        let measure = draft.measures.iter().find(|m| match &m.what {
            What::Metric(all) | What::Of(_, all) => all
                .iter()
                .any(|c| row_column(self.model, *c).is_some_and(|a| of_cost(&a))),
            What::Attribute(_, a) => of_cost(a),
            What::Count(_) => false,
        });
        let Some(at) = column.or(measure.map(|m| m.at)) else {
            return;
        };
        let line = self
            .model
            .entities
            .iter()
            .position(|e| e.own_dataset.as_ref() == Some(dataset));
        let things = draft
            .subjects
            .iter()
            .all(|s| self.model.entities[s.entity].key.len() == 1);
        let (Some(entity), true) = (line, things) else {
            return;
        };
        if let Some(top) = self.draft.top.as_mut() {
            top.count = Some(1);
        }
        self.draft.subjects = vec![Subject {
            entity,
            at,
            plural: false,
        }];
        self.draft.measures.clear();
        self.draft.attributes = vec![(cost, at)];
        self.draft.counted_in = Some(vec![metric]);
        self.draft.bought = true;
        self.pending.top = None;
    }

    /// "new customers this year": shown by their first order.
    pub(super) fn first_of_newcomers(&mut self) {
        let Some(first) = self.draft.subjects.first().copied() else {
            return;
        };
        let counted = self
            .draft
            .measures
            .iter()
            .any(|m| !m.by && matches!(m.what, What::Count(_)));
        let time = self.model.entities[first.entity]
            .datasets
            .first()
            .and_then(|d| self.model.dataset(d))
            .and_then(|d| d.default_time.clone());
        let Some(time) = time.filter(|_| self.draft.newcomers.is_some() && !counted) else {
            return;
        };
        let entities = &self.model.entities;
        self.draft
            .subjects
            .retain(|s| s.entity == first.entity || entities[s.entity].key.len() == 1);
        self.draft.top = None;
        self.draft.attributes.retain(|(a, _)| *a != time);
        // "with their first order": no number of orders.
        self.draft
            .measures
            .retain(|m| !m.by || !matches!(m.what, What::Count(_)));
        if self.draft.measures.is_empty() {
            self.draft.measures.push(MeasureMention {
                what: What::Attribute(Aggregate::Minimum, time),
                at: first.at,
                by: false,
            });
        }
    }

    /// "when did we last buy from …", "days since each one's last order": the latest or earliest day of the trade.
    pub(super) fn first_or_last_date(&mut self) {
        let draft = &self.draft;
        let Some(top) = draft.top.clone() else {
            // "days since it was last restocked, by warehouse".
            if draft.how_long && !draft.dimensions.is_empty() {
                let at = draft.attributes.first().map_or(0, |(_, at)| *at);
                self.last_date_of_each(Aggregate::Maximum, at);
            }
            return;
        };
        let end = |kind: TopKind| match kind {
            TopKind::Latest => Some(Aggregate::Maximum),
            TopKind::Earliest => Some(Aggregate::Minimum),
            _ => None,
        };
        // "ten suppliers with the longest time since our last order": ranked by the days since.
        let said = self.spans.iter().find_map(|s| match s.meaning {
            Meaning::Cue(Cue::Latest) => Some((TopKind::Latest, s.start)),
            Meaning::Cue(Cue::Earliest) => Some((TopKind::Earliest, s.start)),
            _ => None,
        });
        let (kind, at, ranked) = match (end(top.kind), said) {
            (Some(_), _) if top.count.is_none() || draft.when => (top.kind, top.at, false),
            (None, Some((kind, at))) if draft.how_long => (kind, at, true),
            _ => return,
        };
        let Some(function) = end(kind) else { return };
        if !ranked && self.last_date_of_each(function, at) {
            return;
        }
        let draft = &self.draft;
        let dated = draft.attributes.iter().any(|(a, _)| self.date_like(a));
        if !(draft.when || draft.how_long) || dated || draft.due || draft.delivered {
            return;
        }
        let header = |entity: usize| {
            let found = &self.model.entities[entity];
            found
                .own_dataset
                .as_deref()
                .and_then(|d| self.model.dataset(d))
                .filter(|_| found.key.len() > 1)
                .and_then(|d| d.default_time.clone())
        };
        let trade = |metric: usize| match &self.model.metrics[metric].kind {
            MetricKind::Aggregate { dataset, .. } => self
                .model
                .dataset(dataset)
                .and_then(|d| d.default_time.clone()),
            MetricKind::Derived { .. } => None,
        };
        let counted = draft.measures.iter().filter_map(|m| match m.what {
            What::Count(entity) => Some(entity),
            _ => None,
        });
        let order = draft
            .subjects
            .iter()
            .map(|s| s.entity)
            .chain(counted)
            .chain(draft.dimensions.iter().filter_map(|d| match d {
                Dimension::Entity(entity) => Some(*entity),
                Dimension::Attribute(_) => None,
            }))
            .find_map(header);
        let sold = draft.measures.iter().find_map(|m| match &m.what {
            What::Metric(candidates) => {
                trade(*candidates.first()?).map(|d| (d, candidates.clone()))
            }
            _ => None,
        });
        let bought = self
            .traded()
            .filter(|_| draft.ordered)
            .and_then(|m| trade(m).map(|d| (d, vec![m])));
        // "ordered" is the order itself, cancelled or not; "bought" and "sold" happened.
        let placed = self.tokens.iter().any(|t| t.norm.starts_with("order"));
        let counts = |what: &What| matches!(what, What::Count(_) | What::Metric(_));
        if draft.measures.iter().any(|m| !counts(&m.what)) || draft.measures.len() > 1 {
            return;
        }
        let (date, happened): (AttributeId, Option<Vec<usize>>) = match (order, sold.or(bought)) {
            (Some(date), _) => (date, None),
            (None, Some((date, metrics))) => (date, Some(metrics).filter(|_| !placed)),
            (None, None) => return,
        };
        let entities = &self.model.entities;
        let transaction = |entity: usize| entities[entity].key.len() > 1;
        self.draft.subjects.retain(|s| !transaction(s.entity));
        self.draft
            .dimensions
            .retain(|d| !matches!(d, Dimension::Entity(e) if transaction(*e)));
        self.draft.measures = vec![MeasureMention {
            what: What::Attribute(function, date),
            at,
            by: false,
        }];
        self.draft.counted_in = happened;
        if !ranked {
            self.draft.top = None;
        }
        self.draft.ordered = false;
        self.draft.ago = self.draft.how_long;
        self.draft.how_long = false;
        self.pending.top = None;
    }

    /// "customers with their last order date", "days since it was last restocked, by warehouse": the date that was
    /// named, of each of the things.
    fn last_date_of_each(&mut self, function: Aggregate, at: usize) -> bool {
        let draft = &self.draft;
        let Some(place) = draft.attributes.iter().position(|(a, _)| self.date_like(a)) else {
            return false;
        };
        let happens = self
            .model
            .fields_of(&draft.attributes[place].0)
            .next()
            .is_some_and(|(d, _)| d.default_time.is_some());
        let thing = draft
            .subjects
            .first()
            .is_some_and(|s| self.model.entities[s.entity].key.len() == 1);
        let each = happens && thing
            || (draft.how_long || draft.when && !happens) && !draft.dimensions.is_empty();
        if !each
            || !draft.measures.is_empty()
            || draft.when && (draft.dimensions.is_empty() || happens)
        {
            return false;
        }
        // "customers who bought nothing for a year, with their last order date": of the orders that count.
        let absent = draft.existence.iter().find_map(|e| match &e.what {
            What::Metric(candidates) => Some(candidates.clone()),
            _ => None,
        });
        if absent.is_some() {
            self.draft.counted_in = absent;
        }
        let (date, _) = self.draft.attributes.remove(place);
        self.draft.measures = vec![MeasureMention {
            what: What::Attribute(function, date),
            at,
            by: false,
        }];
        self.draft.top = None;
        self.draft.ago = self.draft.how_long;
        self.draft.how_long = false;
        self.pending.top = None;
        true
    }

    /// "the last five times we bought it: date and unit cost": the columns of the lines, not of the product.
    pub(super) fn own_columns(&mut self) {
        let Some(own) = self
            .draft
            .subjects
            .first()
            .filter(|_| self.draft.counted_in.is_some())
            .and_then(|s| self.model.entities[s.entity].own_dataset.as_deref())
            .and_then(|d| self.model.dataset(d))
        else {
            return;
        };
        for (attribute, _) in &mut self.draft.attributes {
            let name = self
                .model
                .fields_of(attribute)
                .next()
                .map(|(_, f)| f.name.clone());
            let field = own.fields.iter().find(|f| Some(&f.name) == name.as_ref());
            if let Some(found) = field.and_then(|f| f.attributes.first()) {
                *attribute = found.clone();
            }
        }
    }
}
