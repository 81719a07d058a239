//! *Terms* in a draft: names of the model, each in the role that the words around it give it.

use semantic::{Aggregate, AttributeId, Comparator};

use super::columns::summed_column;
use super::reader::{Last, Reader, opposite, pick};
use super::{
    Against, Condition, Dimension, Existence, FilterMention, MeasureMention, Subject, Top, TopKind,
    What,
};
use crate::lattice::Meaning;
use crate::lexicon::Term;

impl Reader<'_> {
    pub(super) fn terms(&mut self, terms: &[Term], position: usize) {
        let entities: Vec<usize> = pick(terms, |t| {
            if let Term::Entity(e) = t {
                Some(*e)
            } else {
                None
            }
        });
        let metrics: Vec<usize> = pick(terms, |t| {
            if let Term::Metric(m) = t {
                Some(*m)
            } else {
                None
            }
        });
        let filters: Vec<usize> = pick(terms, |t| {
            if let Term::Filter(f) = t {
                Some(*f)
            } else {
                None
            }
        });
        let attributes: Vec<AttributeId> = pick(terms, |t| {
            if let Term::Attribute(a) = t {
                Some(a.clone())
            } else {
                None
            }
        });
        let rankings: Vec<(usize, bool)> = pick(terms, |t| {
            if let Term::Ranking(m, highest) = t {
                Some((*m, *highest))
            } else {
                None
            }
        });
        if let [(_, highest), ..] = rankings.as_slice()
            && metrics.is_empty()
            && filters.is_empty()
            && entities.is_empty()
        {
            self.ranking(&rankings, *highest, position);
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
        if self.percent_base(&metrics, numeric.is_some()) {
            return;
        }
        if self.possessive(position) && !entities.is_empty() {
            return;
        }
        if self.pending.grouping {
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
            self.pending.comparator = None;
            let negated = self.pending.negation.take().is_some();
            let left = match &self.last {
                Last::Attribute(attribute) => Some(attribute.clone()),
                Last::Measure(what) => self.column_of(what),
                _ => None,
            };
            let comparator = if negated {
                self.draft.reversed += 1;
                opposite(comparator)
            } else {
                comparator
            };
            let factor = self.pending.factor.take();
            self.draft.against.push(Against {
                left,
                comparator,
                right,
                factor,
            });
            self.last = Last::Other;
            return;
        }
        if self.pending.aggregate.is_some()
            && filters.is_empty()
            && (numeric.is_some() || !metrics.is_empty())
        {
            self.aggregated(metrics, numeric, at);
            return;
        }
        if self.pending.count.is_some() && !entities.is_empty() && metrics.is_empty() {
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
        if !filters.is_empty() && (metrics.is_empty() || self.pending.negation.is_none()) {
            self.filter(filters, position);
        } else if !entities.is_empty() && (metrics.is_empty() || self.pending.negation.is_some()) {
            self.entity(entities[0], position);
        } else if !metrics.is_empty() {
            self.metric(metrics, dated, position);
        } else if let Some(attribute) = dated.or(numeric).or_else(|| attributes.first().cloned()) {
            self.attribute(attribute, position);
        }
    }

    /// "busiest", "slowest", "best selling": the end of a ranking by a metric.
    pub(super) fn ranking(&mut self, rankings: &[(usize, bool)], highest: bool, position: usize) {
        let at = self.spans[position].start;
        let kind = if highest {
            TopKind::Most
        } else {
            TopKind::Least
        };
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

    /// "98 % of the quantity": what the percentage is of, not a measure.
    pub(super) fn percent_base(&self, metrics: &[usize], numeric: bool) -> bool {
        let units = metrics
            .iter()
            .any(|m| self.model.metrics[*m].unit.as_deref() == Some("units"));
        self.last == Last::Condition
            && self.draft.conditions.last().is_some_and(|c| c.percent)
            && (units || numeric)
    }

    /// "the item's main supplier": the owner of what follows.
    pub(super) fn possessive(&self, position: usize) -> bool {
        let last = &self.tokens[self.spans[position].end - 1].text;
        (last.ends_with("'s") || last.ends_with("’s"))
            && matches!(
                self.spans.get(position + 1).map(|s| &s.meaning),
                Some(Meaning::Terms(_))
            )
    }

    pub(super) fn dimension(&mut self, dimension: Dimension) {
        if !self.draft.dimensions.contains(&dimension) {
            self.draft.dimensions.push(dimension);
        }
        self.pending.grouping = false;
        self.pending.number = None;
        self.last = Last::Dimension;
    }

    /// The plain column that a metric sums, if it is one.
    pub(super) fn column_of(&self, what: &What) -> Option<AttributeId> {
        let (What::Metric(candidates) | What::Of(_, candidates)) = what else {
            return if let What::Attribute(_, attribute) = what {
                Some(attribute.clone())
            } else {
                None
            };
        };
        candidates
            .iter()
            .find_map(|m| summed_column(self.model, *m))
    }

    pub(super) fn aggregated(
        &mut self,
        metrics: Vec<usize>,
        numeric: Option<AttributeId>,
        at: usize,
    ) {
        let Some(aggregate) = self.pending.aggregate.take() else {
            return;
        };
        self.pending.number = None;
        let sums = metrics.iter().any(|m| self.model.metrics[*m].additive);
        let what = match (aggregate, numeric) {
            (Aggregate::Sum, _) if !metrics.is_empty() => What::Metric(metrics),
            (_, Some(attribute)) if sums || metrics.is_empty() => {
                What::Attribute(aggregate, attribute)
            }
            (Aggregate::Average, _) if !sums => What::Metric(metrics),
            _ => What::Of(aggregate, metrics),
        };
        let by = self.pending.top.take().is_some();
        self.measure(what, at, by);
    }

    pub(super) fn measure(&mut self, what: What, at: usize, by: bool) {
        self.last = Last::Measure(what.clone());
        if let Some(condition) = self.unit_of_condition() {
            condition.target = Some(what.clone());
            condition.attribute = None;
            self.last = Last::Condition;
        }
        if !self.draft.measures.iter().any(|m| m.what == what) {
            let thing = matches!(what, What::Count(_));
            self.draft.measures.push(MeasureMention { what, at, by });
            // "how many did we sell": pieces, not money.
            if self.pending.count.is_some() && !thing {
                self.draft.bare_count = true;
            }
        }
        self.pending.count = None;
    }

    /// The last condition, when the number was said just now and waits for what it counts.
    pub(super) fn unit_of_condition(&mut self) -> Option<&mut Condition> {
        if self.last_was_condition() {
            self.draft.conditions.last_mut()
        } else {
            None
        }
    }

    pub(super) fn last_was_condition(&self) -> bool {
        self.draft
            .conditions
            .last()
            .is_some_and(|c| c.target.is_none() && c.attribute.is_none())
    }

    pub(super) fn metric(
        &mut self,
        metrics: Vec<usize>,
        dated: Option<AttributeId>,
        position: usize,
    ) {
        let at = self.spans[position].start;
        if self.pending.negation.take().is_some() {
            self.pending.never = false;
            // "without stock": nothing of what the rows hold.
            let state = metrics
                .iter()
                .find_map(|m| summed_column(self.model, *m))
                .filter(|a| {
                    self.model
                        .fields_of(a)
                        .any(|(d, _)| d.primary_key.len() == 2 && d.default_time.is_none())
                });
            if let Some(attribute) = state {
                self.draft.reversed += 1;
                self.draft.conditions.push(Condition {
                    comparator: Comparator::Equal,
                    value: "0".to_owned(),
                    percent: false,
                    money: false,
                    days: false,
                    target: None,
                    attribute: Some(attribute),
                    at,
                });
                self.last = Last::Other;
                return;
            }
            self.draft.existence.push(Existence {
                what: What::Metric(metrics),
                at,
            });
            self.last = Last::Other;
            return;
        }
        self.pending.date_attribute = dated;
        // "which five products sold the most": the number is that of the ranking.
        if let Some((count, _)) = self.pending.number.take() {
            self.draft.plain_number = Some(count);
        }
        // "only for orders of …": a noun of the restriction, not a measure.
        let counts = metrics.iter().all(|m| {
            matches!(
                self.model.metrics[*m].unit.as_deref(),
                Some("orders" | "lines")
            )
        });
        if self.draft.only && counts && !self.draft.measures.is_empty() {
            return;
        }
        let words = &self.tokens[self.spans[position].start..self.spans[position].end];
        if words
            .iter()
            .any(|t| matches!(t.norm.as_str(), "soon" | "soonest" | "first"))
            && self.draft.direction.is_none()
        {
            self.draft.direction = Some(false);
        }
        self.measure(What::Metric(metrics), at, false);
    }

    pub(super) fn filter(&mut self, candidates: Vec<usize>, position: usize) {
        let span = &self.spans[position];
        let at = span.start;
        let negated = self.pending.negation.take().is_some();
        self.pending.never = false;
        // "which has most on hand": ranked by the column that the condition is about.
        if let (Some(_), false) = (self.pending.top, negated)
            && let [only] = self.model.filters[candidates[0]].show.as_slice()
            && let Some(metric) = (0..self.model.metrics.len())
                .find(|m| summed_column(self.model, *m).as_ref() == Some(only))
        {
            self.pending.top = None;
            self.measure(What::Metric(vec![metric]), at, true);
            return;
        }
        // "how soon they run out": the condition only finishes the measure's words.
        let soon = self.tokens[..span.start]
            .iter()
            .rev()
            .take(3)
            .any(|t| t.norm == "soon");
        if soon && matches!(self.last, Last::Measure(_)) {
            return;
        }
        // "received late": dated by when it came.
        let came = |t: &crate::text::Token| {
            ["deliver", "receiv", "arriv"]
                .iter()
                .any(|stem| t.norm.starts_with(stem))
        };
        let first = self.tokens[span.start].norm.as_str();
        let open = first == "not" || first.starts_with("un") || first == "still";
        if !negated && !open && self.tokens[span.start..span.end].iter().any(came) {
            self.draft.delivered = true;
        }
        let noun = self.noun_inside(&candidates, span.end - 1);
        let several = span.end - span.start > 1;
        let column = match self.model.filters[candidates[0]].show.as_slice() {
            [only] if self.last != Last::Condition => Some(only.clone()),
            _ => None,
        };
        self.draft.filters.push(FilterMention {
            candidates,
            negated,
            at,
        });
        if let Some(entity) = noun.filter(|_| several) {
            self.entity(entity, position);
        } else if let Some(column) = column.filter(|_| !negated) {
            // "in stock above 500": the number is about the column of the condition.
            self.last = Last::Attribute(column);
        } else if self.last != Last::Condition {
            self.last = Last::Other;
        }
    }

    /// The thing that the last word of a filter's phrase names ("open *orders*").
    pub(super) fn noun_inside(&self, candidates: &[usize], token: usize) -> Option<usize> {
        let dataset = &self.model.filters[*candidates.first()?].dataset;
        let word = &self.tokens[token].fold;
        self.model.entities.iter().position(|e| {
            e.own_dataset.as_ref() == Some(dataset)
                && (e.noun.singular.ends_with(word.as_str())
                    || e.synonyms.iter().any(|s| s == word))
        })
    }

    pub(super) fn attribute(&mut self, attribute: AttributeId, position: usize) {
        let at = self.spans[position].start;
        if self.date_like(&attribute)
            && matches!(
                self.next(position).map(|s| &s.meaning),
                Some(Meaning::Date(_))
            )
        {
            self.pending.date_attribute = Some(attribute);
            return;
        }
        if self.pending.negation.take().is_some() {
            if let Some(left) = self.aliased(&attribute) {
                self.draft.against.push(Against {
                    left: Some(left),
                    comparator: Comparator::NotEqual,
                    right: attribute,
                    factor: None,
                });
            } else {
                self.draft.unused.push(self.words(&self.spans[position]));
            }
            self.last = Last::Other;
            return;
        }
        self.pending.number = None;
        self.draft.attributes.push((attribute.clone(), at));
        self.last = Last::Attribute(attribute);
    }

    /// The attribute that `attribute` is a special case of: the supplier of an order for the main supplier.
    pub(super) fn aliased(&self, attribute: &AttributeId) -> Option<AttributeId> {
        self.model.fields_of(attribute).find_map(|(_, field)| {
            let first = field.attributes.first()?;
            (first != attribute).then(|| first.clone())
        })
    }

    pub(super) fn entity(&mut self, entity: usize, position: usize) {
        let span = &self.spans[position];
        let at = span.start;
        if self.is_apposition(entity, position) && self.pending.count.is_none() {
            self.pending.number = None;
            return;
        }
        if self.pending.count.take().is_some() {
            self.measure(What::Count(entity), at, false);
            self.last = Last::Entity(entity);
            return;
        }
        if self.last == Last::Condition
            && let Some(condition) = self.draft.conditions.last_mut()
            && condition.target.is_none()
            && condition.attribute.is_none()
            && !condition.percent
        {
            condition.target = Some(What::Count(entity));
            return;
        }
        if self.pending.negation.is_some() {
            self.pending.negation = None;
            self.pending.never = false;
            if let Some(left) = self.model.entities[entity]
                .key
                .first()
                .and_then(|key| self.aliased(key))
            {
                let right = self.model.entities[entity].key[0].clone();
                self.draft.against.push(Against {
                    left: Some(left),
                    comparator: Comparator::NotEqual,
                    right,
                    factor: None,
                });
            } else {
                self.draft.existence.push(Existence {
                    what: What::Count(entity),
                    at,
                });
            }
            self.last = Last::Other;
            return;
        }
        if self.tokens[span.start].norm.starts_with("bestsell") && self.draft.top.is_none() {
            self.draft.top = Some(Top {
                count: self.pending.number.take().map(|(n, _)| n),
                kind: TopKind::Best,
                at,
            });
        }
        let word = self.tokens[span.end - 1].fold.as_str();
        if matches!(word, "delivery" | "drop" | "arrival" | "shipment") || word.starts_with("drop")
        {
            self.draft.delivered = true;
        }
        let plural = self.tokens[span.end - 1].norm.ends_with('s');
        // "most orders": what ranks is how many there are, when something else is the subject already.
        if self.pending.top.take().is_some() && !self.draft.subjects.is_empty() {
            self.measure(What::Count(entity), at, true);
            return;
        }
        if let (Some((count, _)), None) = (self.pending.number, self.draft.top.as_ref()) {
            // "the three helmets": the number only repeats how many there are, unless nothing else limits.
            self.draft.plain_number = Some(count);
        }
        self.pending.number = None;
        if !self.draft.subjects.iter().any(|s| s.entity == entity) {
            self.draft.subjects.push(Subject { entity, at, plural });
        }
        self.last = Last::Entity(entity);
    }
}
