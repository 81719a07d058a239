//! *Deliveries* of one kind in a draft: the last that came, the next that is due, what of each line has come.

use super::reader::Reader;
use super::{FilterMention, Subject, Top, TopKind};
use crate::cues::Cue;
use crate::lattice::Meaning;
use crate::lexicon::Term;

impl Reader<'_> {
    /// Orders that go or come, as "delivery" names them.
    fn deliveries(&self) -> Option<usize> {
        let all = || self.model.entities.iter();
        let delivery = |e: &semantic::Entity| e.synonyms.iter().any(|s| s == "delivery");
        all().position(|e| delivery(e) && e.key.len() == 2)
    }

    /// "When is the next delivery": those that are still to come, the earliest alone.
    pub(super) fn next_due(&mut self, position: usize) -> bool {
        let at = self.spans[position].start;
        let word = |at: usize| self.tokens.get(at).map_or("", |t| t.fold.as_str());
        let counted = self.spans.get(position + 1).and_then(|s| match &s.meaning {
            Meaning::Number(number) => number.value.parse::<u64>().ok().map(|n| (n, s.end)),
            _ => None,
        });
        let (count, noun) = counted.map_or((None, at + 1), |(n, noun)| (Some(n), noun));
        // "The next deliveries": all of them.
        let several = self
            .tokens
            .get(noun)
            .is_some_and(|t| t.norm != t.fold && t.norm.ends_with('s'));
        let count = count.or((!several).then_some(1));
        let order = matches!(word(noun), "order" | "po" | "one");
        let named = matches!(
            word(noun),
            "delivery" | "shipment" | "drop" | "dispatch" | "consignment" | "arrival"
        ) || order
            && (self.draft.when || (noun..self.tokens.len()).any(|t| word(t) == "due"));
        if word(at) != "next" || !named || self.draft.top.is_some() {
            return false;
        }
        if counted.is_some() {
            self.consumed.insert(position + 1);
        }
        self.draft.top = Some(Top {
            count,
            kind: TopKind::Earliest,
            at,
        });
        self.draft.due = true;
        self.draft.from_today = true;
        true
    }

    /// "The next delivery, and on what day": its date, no days that group.
    pub(super) fn day_of_next(&mut self) {
        let day = self.draft.grain == Some(semantic::Grain::Day);
        if self.draft.from_today && day && self.draft.dimensions.is_empty() {
            self.draft.grain = None;
            self.draft.single_period = false;
            self.draft.when = true;
        }
    }

    /// "When did we last deliver there": the verb stands for the delivery.
    pub(super) fn delivered_last(&mut self, position: usize) -> bool {
        let at = self.spans[position].start;
        let last = self
            .draft
            .top
            .as_ref()
            .is_some_and(|t| matches!(t.kind, TopKind::Latest | TopKind::Earliest));
        let says = matches!(self.tokens[at].norm.as_str(), "deliver" | "delivered");
        let Some(entity) = self.deliveries().filter(|_| says && last) else {
            return false;
        };
        if self.draft.subjects.iter().all(|s| s.entity != entity) {
            self.draft.subjects.push(Subject {
                entity,
                at,
                plural: false,
            });
        }
        self.pending.top = None;
        self.draft.delivered = true;
        true
    }

    /// "Our last delivery to Bergen": of what has been delivered, by the day of delivery.
    pub(super) fn last_delivery(&mut self) {
        let draft = &self.draft;
        let last = draft
            .top
            .as_ref()
            .is_some_and(|t| matches!(t.kind, TopKind::Latest | TopKind::Earliest));
        let order = draft.subjects.first().map(|s| s.entity).filter(|e| {
            self.model.entities[*e].key.len() == 2 && self.model.entities[*e].own_dataset.is_some()
        });
        let plain = draft.measures.is_empty()
            && draft.filters.is_empty()
            && draft.attributes.is_empty()
            && draft.dimensions.is_empty()
            && draft.lags.is_empty()
            && draft.subjects.len() == 1
            && !draft.due
            && draft.delivered;
        let (true, true, Some(entity)) = (last, plain, order) else {
            return;
        };
        let own = self.model.entities[entity].own_dataset.clone();
        let Some(dataset) = self
            .model
            .datasets
            .iter()
            .find(|d| Some(&d.name) == own.as_ref())
        else {
            return;
        };
        let dates = || dataset.fields.iter().filter(|f| f.delivery_date);
        let came = dates()
            .find(|f| f.name.starts_with("actual"))
            .or_else(|| dates().next());
        let Some(date) = came.and_then(|f| f.attributes.first()).cloned() else {
            return;
        };
        let at = draft.subjects[0].at;
        // A promised date alone does not say that it came.
        let done = self.model.filters.iter().position(|f| {
            Some(&f.dataset) == own.as_ref()
                && f.expression.trim().ends_with("status = 'Delivered'")
        });
        let actual = date.as_str().contains("actual");
        if let Some(filter) = done.filter(|_| !actual) {
            self.draft.filters.push(FilterMention {
                candidates: vec![filter],
                negated: false,
                at,
                or: false,
            });
        }
        self.draft.attributes.push((date, at));
    }

    /// "How much of each line was delivered": the lines with both of their numbers, whatever has come of them.
    pub(super) fn filled_of_each(&mut self) {
        let done = |at: usize| {
            matches!(
                self.tokens[at].norm.as_str(),
                "fulfilled" | "filled" | "delivered" | "shipped" | "received" | "sent" | "arrived"
            )
        };
        let line = self.spans.iter().enumerate().find_map(|(position, span)| {
            let Meaning::Terms(terms) = &span.meaning else {
                return None;
            };
            let entity = terms.iter().find_map(|t| match t {
                Term::Entity(e) if self.model.entities[*e].key.len() > 2 => Some(*e),
                _ => None,
            })?;
            let each = position > 0
                && self.spans[..position]
                    .iter()
                    .any(|s| s.meaning == Meaning::Cue(Cue::Each) && s.end == span.start);
            each.then_some((entity, span.start))
        });
        let Some((entity, at)) = line else { return };
        let verb = (at + 1..self.tokens.len()).find(|place| done(*place));
        let (Some(verb), true) = (verb, self.draft.how_much && self.draft.keys.len() == 1) else {
            return;
        };
        let span = self
            .spans
            .iter()
            .find(|s| s.start <= verb && verb < s.end)
            .map_or(verb, |s| s.start);
        self.draft.filters.retain(|f| f.at != span);
        self.draft.values.retain(|v| v.at != span);
        self.draft.attributes.retain(|(_, place)| *place != span);
        self.draft.measures.retain(|m| m.at != span);
        self.draft.stated.extend([span, at]);
        self.draft.subjects = vec![Subject {
            entity,
            at,
            plural: true,
        }];
        self.draft.dimensions.clear();
        self.draft.list = true;
        self.draft.how_much = false;
        self.draft.per_group = false;
        self.draft.delivered = false;
        self.draft.arrived = false;
        self.pending.grouping = false;
    }
}
