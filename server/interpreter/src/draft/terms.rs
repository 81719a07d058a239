//! *Terms* in a draft: names of the model, each in the role that the words around it give it.

use semantic::AttributeId;

use super::reader::{Last, Reader, pick};
use super::{Dimension, Top, TopKind, What};
use crate::lattice::Meaning;
use crate::lexicon::Term;

impl Reader<'_> {
    pub(super) fn terms(&mut self, terms: &[Term], position: usize) {
        let entities: Vec<usize> = pick(terms, |t| match t {
            Term::Entity(e) => Some(*e),
            _ => None,
        });
        let metrics: Vec<usize> = pick(terms, |t| match t {
            Term::Metric(m) => Some(*m),
            _ => None,
        });
        let filters: Vec<usize> = pick(terms, |t| match t {
            Term::Filter(f) => Some(*f),
            _ => None,
        });
        let attributes: Vec<AttributeId> = pick(terms, |t| match t {
            Term::Attribute(a) => Some(a.clone()),
            _ => None,
        });
        let rankings: Vec<(usize, bool)> = pick(terms, |t| {
            if let Term::Ranking(m, highest) = t {
                Some((*m, *highest))
            } else {
                None
            }
        });
        if let [(_, highest), ..] = rankings.as_slice()
            && metrics.iter().all(|m| rankings.iter().any(|(r, _)| r == m))
            && filters.is_empty()
            && entities.is_empty()
        {
            self.ranking(&rankings, *highest, position);
            return;
        }
        if entities.is_empty() && self.each_once(&metrics, position) {
            return;
        }
        // "how many products cost more than 100": the noun is counted, the rest is what the number is about.
        if self.pending.count.is_some()
            && entities.is_empty()
            && let Some(entity) = self.plural_noun(position)
            && let Some(attribute) = attributes.iter().find(|a| self.numeric(a)).cloned()
        {
            self.measure(What::Count(entity), self.spans[position].start, false);
            self.last = Last::Attribute(attribute);
            return;
        }
        if self.does_not_stock(position) {
            self.cue(crate::cues::Cue::Keep, position);
            return;
        }
        let numeric = attributes.iter().find(|a| self.numeric(a)).cloned();
        let dated = attributes.iter().find(|a| self.date_like(a)).cloned();
        let at = self.spans[position].start;

        let span = &self.spans[position];
        if span.end - span.start == 3
            && self.tokens[span.start + 1].norm == "by"
            && !entities.is_empty()
        {
            self.dimension(Dimension::Entity(entities[0]));
            return;
        }
        if entities.is_empty() && numeric.as_ref().is_some_and(|a| self.part_of_column(a)) {
            return;
        }
        if self.pending.comparator.is_none() && self.percent_base(&metrics, numeric.is_some()) {
            return;
        }
        if self.possessive(position)
            && let Some(owner) = entities.first()
        {
            self.owner(*owner, position);
            return;
        }
        if self.pending.grouping {
            if entities
                .first()
                .is_some_and(|e| self.takes_every(*e, position))
            {
                return;
            }
            if metrics.is_empty() && self.ranked_by_number(&entities, position) {
                return;
            }
            if let Some(entity) = entities.first() {
                self.dimension(Dimension::Entity(*entity));
                return;
            }
            if !metrics.is_empty() {
                self.pending.grouping = false;
                self.metric(metrics, None, position);
                if let Some(measure) = self.draft.measures.iter_mut().find(|m| m.at == at) {
                    measure.by = true;
                }
                return;
            }
            if let Some(attribute) = attributes.first() {
                if numeric.is_some() && (self.draft.rank || self.draft.top.is_some()) {
                    self.pending.grouping = false;
                    self.attribute(attribute.clone(), position);
                } else {
                    self.dimension(Dimension::Attribute(attribute.clone()));
                }
                return;
            }
        }
        if let Some((comparator, _)) = self.pending.comparator
            && let Some(right) = numeric.clone().or_else(|| attributes.first().cloned())
            && self
                .next(position)
                .is_none_or(|s| !matches!(s.meaning, Meaning::Number(_)))
            && entities.is_empty()
            && filters.is_empty()
        {
            self.compared_column(comparator, right, position);
            return;
        }
        if self.pending.aggregate.is_some()
            && filters.is_empty()
            && (numeric.is_some() || !metrics.is_empty())
        {
            self.aggregated(metrics, numeric, at);
            return;
        }
        if self.counts_rows(&entities, &metrics, position) {
            self.entity(entities[0], position);
            return;
        }
        if self.pending.top.is_some()
            && filters.is_empty()
            && entities.is_empty()
            && !metrics.is_empty()
        {
            self.pending.top = None;
            self.measure(What::Metric(metrics), at, true);
            return;
        }
        if let Some(order) = self.placed(&metrics, position) {
            self.entity(order, position);
            return;
        }
        if !filters.is_empty() && (metrics.is_empty() || self.pending.negation.is_none()) {
            self.filter(filters, position);
        } else if !entities.is_empty() && (metrics.is_empty() || self.pending.negation.is_some()) {
            self.entity(entities[0], position);
        } else if !metrics.is_empty() {
            if self.margin_of_degree(&metrics) {
                self.draft.margins.push(at);
                return;
            }
            self.metric(metrics, dated, position);
        } else if let Some(attribute) = dated.or(numeric).or_else(|| attributes.first().cloned()) {
            self.attribute(attribute, position);
        }
    }

    /// "How many stock positions": rows of stock, though the words in the singular say what there is.
    fn counts_rows(&self, entities: &[usize], metrics: &[usize], position: usize) -> bool {
        let span = &self.spans[position];
        let rows = entities.first().is_some_and(|e| {
            self.model.entities[*e].own_dataset.is_some()
                && self.tokens[span.end - 1].norm.ends_with('s')
                && span.end > span.start + 1
        });
        self.pending.count.is_some() && !entities.is_empty() && (metrics.is_empty() || rows)
    }

    /// "The worst three weeks by orders": ranked by how many there are.
    fn ranked_by_number(&mut self, entities: &[usize], position: usize) -> bool {
        let (at, end) = (self.spans[position].start, self.spans[position].end);
        let counted = entities.iter().copied().find(|e| {
            let entity = &self.model.entities[*e];
            entity.key.len() > 1 && entity.own_dataset.is_some()
        });
        let ranks = !self.pending.each
            && self.draft.top.is_some()
            && self.draft.measures.is_empty()
            && self.tokens[end - 1].norm.ends_with('s');
        let Some(entity) = counted.filter(|_| ranks) else {
            return false;
        };
        self.pending.grouping = false;
        self.measure(What::Count(entity), at, true);
        true
    }

    /// "each area's sales": what is measured, by area.
    fn owner(&mut self, entity: usize, position: usize) {
        let measured = self.spans.get(position + 1).is_some_and(|s| {
            matches!(&s.meaning, Meaning::Terms(terms)
                if terms.iter().any(|t| matches!(t, Term::Metric(_))))
        });
        if self.pending.grouping && self.pending.each && (measured || self.draft.share.is_some()) {
            self.dimension(Dimension::Entity(entity));
        }
    }

    /// "Orders placed in May": the orders themselves, where nothing asks for their number.
    fn placed(&self, metrics: &[usize], position: usize) -> Option<usize> {
        let span = &self.spans[position];
        let [metric] = metrics else { return None };
        let semantic::MetricKind::Aggregate {
            dataset,
            expression,
            ..
        } = &self.model.metrics[*metric].kind
        else {
            return None;
        };
        let counts = expression.trim() == "COUNT(*)"
            && self.tokens[span.end - 1].norm == "placed"
            && !self.tokens[span.start].norm.starts_with("num");
        let free = self.pending.count.is_none()
            && self.pending.aggregate.is_none()
            && self.draft.dimensions.is_empty()
            && self.draft.grain.is_none()
            && self.draft.share.is_none()
            && !self.draft.total;
        // "The value of purchase orders placed in May": what was measured, of those orders.
        let of_them = matches!(self.last, Last::Measure(_))
            && span.start > 0
            && matches!(
                self.tokens[span.start - 1].norm.as_str(),
                "of" | "on" | "in"
            );
        (counts && (free || of_them))
            .then(|| {
                self.model
                    .entities
                    .iter()
                    .position(|e| e.own_dataset.as_ref() == Some(dataset))
            })
            .flatten()
    }

    /// The thing whose plural the words begin with.
    pub(super) fn plural_noun(&self, position: usize) -> Option<usize> {
        let span = &self.spans[position];
        let noun = &self.tokens[span.start];
        if span.end - span.start < 2 || !noun.norm.ends_with('s') {
            return None;
        }
        self.model
            .entities
            .iter()
            .position(|e| e.noun.singular == noun.fold || e.synonyms.contains(&noun.fold))
    }

    /// "busiest", "slowest", "best selling": the end of a ranking by a metric.
    pub(super) fn ranking(&mut self, rankings: &[(usize, bool)], highest: bool, position: usize) {
        let at = self.spans[position].start;
        let kind = if highest {
            TopKind::Most
        } else {
            TopKind::Least
        };
        // "fullest first": all of them in that order.
        if self.puts_first(self.spans[position].end) {
            self.draft.rank = true;
            self.order(kind);
            let metrics = rankings.iter().map(|(m, _)| *m).collect();
            self.draft.ranked_by = Some((metrics, at));
            return;
        }
        let count = self.pending.number.take().map(|(n, _)| n);
        let metrics: Vec<usize> = rankings
            .iter()
            .filter(|(_, h)| *h == highest)
            .map(|(m, _)| *m)
            .collect();
        // A measure that is named later ("… by their lead time") decides by which one.
        self.draft.top = Some(Top { count, kind, at });
        self.draft.ranked_by = Some((metrics, at));
        self.pending.top = None;
    }
}
