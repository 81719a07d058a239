//! A *contrast* in a draft: a measure against another ("more ordered than in stock").

use semantic::Comparator;

use super::columns::summed_column;
use super::reader::{Last, Reader};
use super::{Condition, Contrast, MeasureMention, What};
use crate::cues::Cue;
use crate::lattice::Meaning;
use crate::lexicon::Term;
use crate::text::Gap;

impl Reader<'_> {
    /// "areas where we …": the word begins a clause about the thing before it.
    pub(super) fn relative(&self, position: usize) -> bool {
        // "Where do our orders stand": in what state they are.
        let end = self.spans[position].end;
        let stands = self.tokens[end..]
            .iter()
            .take(7)
            .any(|t| matches!(t.norm.as_str(), "stand" | "stands"));
        if stands {
            return true;
        }
        let Some(before) = position.checked_sub(1) else {
            return false;
        };
        let token = &self.tokens[self.spans[position].start];
        let thing = matches!(&self.spans[before].meaning, Meaning::Terms(terms)
            if terms.iter().any(|t| matches!(t, Term::Entity(_))));
        // "Fill rate by area, where it is under 90 %": which of the areas.
        let word = |at: usize| self.tokens.get(at).map_or("", |t| t.norm.as_str());
        let compared = matches!(word(end), "it" | "that" | "this" | "they" | "the")
            && self.spans[position + 1..].iter().take(5).any(|s| {
                matches!(
                    s.meaning,
                    Meaning::Cue(Cue::Compare(_) | Cue::Fell | Cue::Rose | Cue::Between)
                )
            })
            && (!self.draft.measures.is_empty() || !self.draft.attributes.is_empty());
        // "Anything from last year where the total exceeds 2000": the column behind is compared.
        let column = matches!(word(end), "the" | "its" | "their")
            && self.spans.get(position + 1..).is_some_and(|behind| {
                let mut behind = behind.iter().filter(|s| s.meaning != Meaning::Ignorable);
                let named = behind.next().is_some_and(|s| {
                    matches!(&s.meaning, Meaning::Terms(terms)
                        if terms.iter().any(|t| matches!(t, Term::Metric(_) | Term::Attribute(_))))
                });
                named
                    && behind.next().is_some_and(|s| {
                        matches!(s.meaning, Meaning::Cue(Cue::Compare(_) | Cue::Between))
                    })
            });
        if compared || column {
            return true;
        }
        let verb = self
            .tokens
            .get(self.spans[position].end)
            .map_or("", |t| t.norm.as_str());
        let asks = ["", "is", "are", "do", "does", "did", "can", "could", "to"];
        thing && token.gap == Gap::Space && !asks.contains(&verb)
    }

    /// "20 deliveries or more": the number stands before the things that it counts.
    pub(super) fn counted_before(&mut self, comparator: Comparator, position: usize) -> bool {
        let number = self.spans[..position]
            .iter()
            .rev()
            .find(|s| {
                !matches!(
                    s.meaning,
                    Meaning::Ignorable
                        | Meaning::Terms(_)
                        | Meaning::Cue(Cue::Distinct | Cue::InUnits)
                )
            })
            .cloned();
        let Some((at, value)) = number.and_then(|s| match s.meaning {
            Meaning::Number(number) if !number.percent => Some((s.start, number.value)),
            _ => None,
        }) else {
            return false;
        };
        let measure = self.draft.measures.iter().rposition(|m| m.at > at);
        let subject = self.draft.subjects.iter().rposition(|s| s.at > at);
        let target = match (measure, subject) {
            (Some(measure), _) => Some(self.draft.measures[measure].what.clone()),
            (None, Some(subject)) => {
                let found = self.draft.subjects[subject];
                let counted = What::Count(found.entity);
                let noun = &self.tokens[found.at].norm;
                self.draft.counts_deliveries |= noun.starts_with("deliver");
                if self.draft.subjects.len() > 1 || !self.draft.dimensions.is_empty() {
                    self.draft.subjects.remove(subject);
                }
                Some(counted)
            }
            (None, None) => None,
        };
        self.draft.plain_number = None;
        self.draft.conditions.push(Condition {
            comparator,
            value,
            percent: false,
            money: false,
            days: false,
            target,
            attribute: None,
            at,
        });
        self.last = Last::Condition;
        true
    }

    /// The metric of a row's own figure that a condition is about: units owed for "owed", stock for "in stock".
    pub(super) fn figure_of(&self, filter: usize) -> Option<usize> {
        let filter = &self.model.filters[filter];
        let column = match filter.show.as_slice() {
            [only] => (0..self.model.metrics.len())
                .find(|m| summed_column(self.model, *m).as_ref() == Some(only)),
            _ => None,
        };
        let degree = filter
            .degree
            .as_ref()
            .and_then(|d| self.model.metrics.iter().position(|m| m.name == *d));
        degree.or(column)
    }

    /// What was measured before a token, or by the words that stand on the other side of it; words that only said a
    /// condition become the measure that they are about.
    fn side(&mut self, of: impl Fn(usize) -> bool, last: bool) -> Option<What> {
        let measures = self.draft.measures.iter().filter(|m| of(m.at));
        let measure = if last {
            measures.max_by_key(|m| m.at)
        } else {
            measures.min_by_key(|m| m.at)
        };
        if let Some(found) = measure {
            return Some(found.what.clone());
        }
        if let Some(at) = self.draft.attributes.iter().position(|(_, at)| of(*at))
            && let Some(metric) = (0..self.model.metrics.len()).find(|m| {
                summed_column(self.model, *m).as_ref() == Some(&self.draft.attributes[at].0)
            })
        {
            let (_, place) = self.draft.attributes.remove(at);
            return Some(self.shown(metric, place));
        }
        let mention = self
            .draft
            .filters
            .iter()
            .position(|f| !f.negated && of(f.at))?;
        let found = self.draft.filters[mention].clone();
        let metric = found.candidates.iter().find_map(|f| self.figure_of(*f))?;
        self.draft.filters.remove(mention);
        Some(self.shown(metric, found.at))
    }

    /// The metric is shown beside the others.
    pub(super) fn shown(&mut self, metric: usize, at: usize) -> What {
        let what = What::Metric(vec![metric]);
        if !self.draft.measures.iter().any(|m| m.what == what) {
            self.draft.measures.push(MeasureMention {
                what: what.clone(),
                at,
                by: false,
            });
        }
        what
    }

    /// "stock below the units sold": the metric is what another is compared with.
    pub(super) fn contrasted_with(&mut self, metrics: &[usize], position: usize) -> bool {
        let Some((comparator, at)) = self.pending.comparator else {
            return false;
        };
        let number = self
            .next(position)
            .is_some_and(|s| matches!(s.meaning, Meaning::Number(_)));
        if number {
            return false;
        }
        let Some(left) = self.side(|place| place < at, true) else {
            return false;
        };
        self.pending.comparator = None;
        // "Stock higher than what was sold": pieces beside pieces.
        let unit = |m: &usize| self.model.metrics[*m].unit.clone();
        let units: Vec<Option<String>> = match &left {
            What::Metric(all) => all.iter().map(unit).collect(),
            _ => Vec::new(),
        };
        let alike: Vec<usize> = metrics
            .iter()
            .copied()
            .filter(|m| units.contains(&unit(m)))
            .collect();
        let metrics = if alike.is_empty() { metrics } else { &alike };
        let right = What::Metric(metrics.to_vec());
        let place = self.spans[position].start;
        if !self.draft.measures.iter().any(|m| m.what == right) {
            self.draft.measures.push(MeasureMention {
                what: right.clone(),
                at: place,
                by: false,
            });
        }
        self.last = Last::Measure(right.clone());
        self.draft.contrasts.push(Contrast {
            left,
            comparator,
            right,
        });
        true
    }

    /// "less than what customers ordered": the units of what was ordered.
    pub(super) fn contrasted_with_trade(&mut self, position: usize) -> bool {
        self.pending.comparator.is_some()
            && self
                .traded()
                .is_some_and(|metric| self.contrasted_with(&[metric], position))
    }

    /// "stock below the ordered quantity": columns of rows that never meet are compared as totals.
    pub(super) fn totals_of_columns(&mut self) {
        let apart = |left: &semantic::AttributeId, right: &semantic::AttributeId| {
            !self.model.datasets.iter().any(|d| {
                self.model.resolve(&d.name, left).is_some()
                    && self.model.resolve(&d.name, right).is_some()
            })
        };
        let total = |column: &semantic::AttributeId| {
            let sums = |m: &usize| summed_column(self.model, *m).as_ref() == Some(column);
            let mut all = (0..self.model.metrics.len()).filter(sums);
            let counts = |m: &usize| {
                matches!(&self.model.metrics[*m].kind,
                semantic::MetricKind::Aggregate { filters, .. } if !filters.is_empty())
            };
            all.clone().find(counts).or_else(|| all.next())
        };
        let found = self
            .draft
            .against
            .iter()
            .enumerate()
            .find_map(|(place, against)| {
                let left = against.left.as_ref()?;
                let pair = (total(left)?, total(&against.right)?);
                let plain = against.factor.is_none();
                (plain && apart(left, &against.right)).then_some((place, pair, against.comparator))
            });
        let Some((place, (left, right), comparator)) = found else {
            return;
        };
        self.draft.against.remove(place);
        let (left, right) = (self.shown(left, 0), self.shown(right, 0));
        self.draft.contrasts.push(Contrast {
            left,
            comparator,
            right,
        });
    }

    /// "what customers ordered", "we owe customers": who trades is none of what is asked for.
    pub(super) fn actors(&mut self) {
        let entities = &self.model.entities;
        let party = |entity: usize| {
            let found = &entities[entity];
            let first = found.datasets.first().and_then(|d| self.model.dataset(d));
            found.own_dataset.is_none()
                && found.key.len() == 1
                && first.is_some_and(|d| d.default_time.is_some())
        };
        let first = self.draft.subjects.first().map(|s| s.at);
        let named = |at: usize| Some(at) != first;
        let found: Vec<usize> = self
            .draft
            .subjects
            .iter()
            .filter(|s| party(s.entity) && named(s.at))
            .map(|s| s.at)
            .collect();
        self.draft.subjects.retain(|s| !found.contains(&s.at));
        self.draft.actors.extend(found);
    }

    /// "Against last year", "compared with that of May": a time stands behind the comparison. "Hand tools versus mowers in
    /// 2025", "units and sales for 2025, side by side" compare things.
    pub(super) fn versus_times(&mut self) {
        let behind = (0..self.spans.len()).any(|position| {
            self.spans[position].meaning == Meaning::Cue(Cue::Versus)
                && self.spans[position + 1..]
                    .iter()
                    .find(|s| !matches!(s.meaning, Meaning::Ignorable | Meaning::Cue(Cue::Pronoun)))
                    .is_some_and(|s| matches!(s.meaning, Meaning::Date(_)))
        });
        let things = self.draft.measures.iter().filter(|m| !m.by).count() > 1
            || self.draft.values.iter().filter(|v| !v.negated).count() > 1
            || !self.draft.contrasts.is_empty()
            || self
                .draft
                .attributes
                .iter()
                .filter(|(a, _)| self.numeric(a))
                .count()
                > 1
            || self.draft.in_units && !self.draft.measures.is_empty();
        self.draft.versus_time = behind || !things;
    }

    /// "Areas with fewer orders in May than in April": how many orders there are in each time.
    pub(super) fn more_of_counted(&mut self) {
        let draft = &self.draft;
        if draft.more_than_before.is_none() || !draft.measures.is_empty() || draft.dates.len() < 2 {
            return;
        }
        let compared = self.spans.iter().find(|s| {
            matches!(
                s.meaning,
                Meaning::Cue(Cue::Compare(_) | Cue::Most | Cue::Least)
            )
        });
        let Some(end) = compared.map(|s| s.end) else {
            return;
        };
        let place = draft.subjects.iter().position(|s| {
            let entity = &self.model.entities[s.entity];
            s.at >= end && s.at <= end + 1 && entity.key.len() > 1 && entity.own_dataset.is_some()
        });
        let others = draft.subjects.len() > 1 || !draft.dimensions.is_empty();
        if let Some(place) = place.filter(|_| others) {
            let counted = self.draft.subjects.remove(place);
            self.draft.measures.push(MeasureMention {
                what: What::Count(counted.entity),
                at: counted.at,
                by: false,
            });
        }
    }

    /// The token of "than" behind a comparative; it may belong to a time ("than the month before").
    pub(super) fn than_behind(&self, position: usize) -> Option<usize> {
        let end = self.spans[position].end;
        (end..self.tokens.len()).find(|at| self.tokens[*at].norm == "than")
    }

    /// "sold more units than we have in stock": no two times, but two measures.
    pub(super) fn more_than_measure(&mut self) {
        let Some(more) = self.draft.more_than_before else {
            return;
        };
        let than = self
            .spans
            .iter()
            .find(|s| s.meaning == Meaning::Cue(Cue::Than))
            .map(|s| s.start);
        let Some(than) = than else { return };
        if self.draft.dates.iter().any(|d| d.at == than + 1) {
            return;
        }
        let ordered = self
            .spans
            .iter()
            .find(|s| s.start > than && s.meaning == Meaning::Cue(Cue::Ordered))
            .map(|s| s.start);
        // "than we have": on the shelf.
        let have = self
            .spans
            .iter()
            .filter(|s| s.start > than && s.meaning != Meaning::Ignorable)
            .all(|s| {
                matches!(
                    s.meaning,
                    Meaning::Cue(Cue::Have | Cue::With | Cue::Than | Cue::Keep)
                )
            });
        let shelf = self
            .model
            .entities
            .iter()
            .find(|e| e.name == "stock_row")
            .and_then(|e| e.natural_metrics.first())
            .and_then(|name| self.model.metrics.iter().position(|m| m.name == *name));
        let right = match self.side(|at| at > than, false) {
            Some(right) => right,
            None => match (ordered, self.traded(), shelf) {
                (Some(at), Some(metric), _) => self.shown(metric, at),
                (None, _, Some(metric)) if have => self.shown(metric, than),
                _ => return,
            },
        };
        let Some(left) = self.side(|at| at < than, true) else {
            return;
        };
        if left == right {
            return;
        }
        let comparator = if more {
            Comparator::Greater
        } else {
            Comparator::Less
        };
        self.draft.contrasts.push(Contrast {
            left,
            comparator,
            right,
        });
        self.draft.more_than_before = None;
        self.draft.versus = false;
        // "sold more than we have": pieces on both sides.
        let pieces = |what: &What| match what {
            What::Metric(candidates) => candidates
                .iter()
                .all(|m| self.model.metrics[*m].unit.as_deref() == Some("units")),
            _ => false,
        };
        let last = self.draft.contrasts.last();
        self.draft.in_units |= last.is_some_and(|c| pieces(&c.left) || pieces(&c.right));
        self.pending.comparator = None;
    }

    /// "on time on fewer than 60 % of their deliveries": the percentage is the rate of the condition.
    pub(super) fn rates_of_conditions(&mut self) {
        let Some(place) = self
            .draft
            .conditions
            .iter()
            .position(|c| c.percent && c.target.is_none() && c.attribute.is_none())
        else {
            return;
        };
        let at = self.draft.conditions[place].at;
        let rate = |candidates: &[usize]| {
            candidates.iter().find_map(|f| {
                let rate = self.model.filters[*f].rate.as_ref()?;
                self.model.metrics.iter().position(|m| m.name == *rate)
            })
        };
        let Some((mention, metric)) = self
            .draft
            .filters
            .iter()
            .enumerate()
            .filter(|(_, f)| !f.negated && f.at < at)
            .find_map(|(mention, f)| rate(&f.candidates).map(|metric| (mention, metric)))
        else {
            return;
        };
        let said = self.draft.filters.remove(mention);
        let what = self.shown(metric, said.at);
        self.draft.conditions[place].target = Some(what);
    }

    /// "on time, Q1 vs Q2: rates": the rate of the condition in two times.
    pub(super) fn rate_in_two(&mut self) {
        let said = self.tokens.iter().any(|t| {
            matches!(
                t.norm.as_str(),
                "rate" | "rates" | "percentage" | "percentages"
            )
        });
        if !said || !self.draft.measures.is_empty() || self.draft.share.is_some() {
            return;
        }
        let found = self.draft.filters.iter().position(|f| {
            !f.negated
                && f.candidates
                    .iter()
                    .any(|f| self.model.filters[*f].rate.is_some())
        });
        let Some(place) = found else { return };
        let rate = self.draft.filters[place].candidates.iter().find_map(|f| {
            let rate = self.model.filters[*f].rate.as_ref()?;
            self.model.metrics.iter().position(|m| m.name == *rate)
        });
        if let Some(metric) = rate {
            let said = self.draft.filters.remove(place);
            self.shown(metric, said.at);
        }
    }

    /// "units on order versus what is in stock": the condition is the other figure.
    pub(super) fn versus_condition(&mut self) {
        let draft = &self.draft;
        if !draft.versus
            || draft.measures.len() != 1
            || draft.dates.len() > 1
            || !draft.contrasts.is_empty()
        {
            return;
        }
        let Some(versus) = self
            .spans
            .iter()
            .find(|s| s.meaning == Meaning::Cue(Cue::Versus))
            .map(|s| s.start)
        else {
            return;
        };
        let single = |f: &super::FilterMention| {
            !f.negated
                && f.at > versus
                && f.candidates
                    .iter()
                    .any(|f| self.model.filters[*f].show.len() == 1 && self.figure_of(*f).is_some())
        };
        let Some(place) = draft.filters.iter().position(single) else {
            return;
        };
        let said = self.draft.filters.remove(place);
        if let Some(metric) = said.candidates.iter().find_map(|f| self.figure_of(*f)) {
            self.shown(metric, said.at);
        }
    }
}
