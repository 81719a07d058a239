//! *Numbers* in a draft: comparisons, counts of a ranking, plain repetitions of how many there are.

use semantic::Comparator;

use super::reader::{Last, Reader, opposite};
use super::{Condition, What};
use crate::cues::Cue;
use crate::lattice::Meaning;
use crate::lexicon::Term;
use crate::numbers::Number;

impl Reader<'_> {
    /// "Distinct customers in 2024": how many of them there are.
    pub(super) fn each_once_counted(&mut self) {
        let first = self.spans.iter().find(|s| s.meaning != Meaning::Ignorable);
        let distinct = first.is_some_and(|s| {
            s.meaning == Meaning::Cue(Cue::Distinct)
                && matches!(self.tokens[s.start].norm.as_str(), "distinct" | "unique")
        });
        let draft = &mut self.draft;
        if let ([subject], true) = (draft.subjects.as_slice(), distinct)
            && subject.plural
            && draft.measures.is_empty()
            && draft.attributes.is_empty()
            && draft.dimensions.is_empty()
            && draft.top.is_none()
            && !draft.list
        {
            let what = What::Count(subject.entity);
            let at = subject.at;
            draft.subjects.clear();
            draft.measures.push(super::MeasureMention {
                what,
                at,
                by: false,
            });
        }
    }

    /// "Average demand, per day": the unit of the rate, no days that group.
    pub(super) fn rate_of_a_day(&mut self) {
        let rate = |what: &What| {
            matches!(what, What::Metric(all) if all.iter().all(|m| {
                self.model.metrics[*m]
                    .unit
                    .as_deref()
                    .is_some_and(|u| u.ends_with("per day"))
            }))
        };
        let draft = &self.draft;
        if draft.grain == Some(semantic::Grain::Day)
            && draft.single_period
            && !draft.measures.is_empty()
            && draft.measures.iter().all(|m| rate(&m.what))
        {
            self.draft.grain = None;
            self.draft.single_period = false;
            self.draft.per_period = false;
        }
    }

    pub(super) fn number(&mut self, number: Number, position: usize) {
        let span = &self.spans[position];
        // "each one's last order": no number.
        let text = &self.tokens[span.start].text;
        if text.ends_with("'s") || text.ends_with("’s") {
            return;
        }
        // "above their promised one": what was named before.
        if self.tokens[span.start].norm == "one"
            && self.pending.comparator.is_some()
            && position + 1 == self.spans.len()
            && position > 0
            && !matches!(
                self.spans[position - 1].meaning,
                Meaning::Cue(Cue::Compare(_))
            )
        {
            return;
        }
        // "A price from 14 to 18", "costs 14-18": two ends of a range.
        if self.pending.between.is_none()
            && self.pending.comparator.is_none()
            && matches!(self.last, Last::Attribute(_) | Last::Measure(_))
            && self.range_begins(&number, position)
        {
            self.pending.between = Some((span.start, None));
        }
        if let Some((at, first)) = self.pending.between.clone() {
            match first {
                None => self.pending.between = Some((at, Some(number))),
                Some(first) => {
                    self.pending.between = None;
                    let about = self.last.clone();
                    self.condition(Comparator::AtLeast, first, at);
                    self.last = about;
                    self.condition(Comparator::AtMost, number, at);
                }
            }
            return;
        }
        if let Some((comparator, at)) = self.pending.comparator.take() {
            let comparator = if self.pending.negation.take().is_some() {
                self.draft.reversed += 1;
                opposite(comparator)
            } else {
                comparator
            };
            self.condition(comparator, number, at);
            return;
        }
        let whole = number.value.parse::<u64>().ok();
        if number.percent || number.money {
            self.condition(Comparator::Equal, number, span.start);
            return;
        }
        if let (Some(top), Some(count)) = (self.draft.top.as_mut(), whole)
            && top.count.is_none()
            && self.pending.top.is_some()
        {
            top.count = Some(count);
            return;
        }
        let Some(count) = whole else {
            self.condition(Comparator::Equal, number, span.start);
            return;
        };
        // "only one order each": how many of the thing there are for each of another.
        let alone = position > 0
            && match self.spans[position - 1].meaning {
                Meaning::Cue(Cue::Only) => true,
                // "carried in all four depots".
                Meaning::Cue(Cue::All | Cue::Total) => self.draft.kept && self.draft.list,
                _ => false,
            };
        let product = self.model.entities.iter().position(|e| e.name == "product");
        let other = self.draft.subjects.first().map(|s| s.entity).or_else(|| {
            self.draft.measures.iter().find_map(|m| match m.what {
                What::Count(entity) => Some(entity),
                _ => None,
            })
        });
        let other = other.or(product.filter(|_| self.draft.kept));
        if let (true, Some(other), Some(Meaning::Terms(terms))) =
            (alone, other, self.next(position).map(|s| &s.meaning))
            && terms
                .iter()
                .any(|t| matches!(t, Term::Entity(e) if *e != other))
        {
            self.last = Last::Other;
            self.condition(Comparator::Equal, number, span.start);
            return;
        }
        // "stock of 0", "exactly": a number right behind a measure or attribute is compared with it.
        let behind = matches!(self.last, Last::Attribute(_) | Last::Measure(_));
        let unit_follows = matches!(
            self.next(position).map(|s| &s.meaning),
            Some(Meaning::Terms(_) | Meaning::Cue(_) | Meaning::Values(_) | Meaning::Number(_))
        );
        if behind && !unit_follows {
            self.condition(Comparator::Equal, number, span.start);
            return;
        }
        self.pending.number = Some((count, span.start));
    }

    /// Another, larger number follows behind "to" or a dash.
    fn range_begins(&self, number: &Number, position: usize) -> bool {
        let end = self.spans[position].end;
        let to = matches!(
            self.tokens.get(end).map(|t| t.norm.as_str()),
            Some("to" | "till" | "until" | "through")
        );
        let Some(next) = self.next(position) else {
            return false;
        };
        let dash = next.start == end && self.tokens[end].gap == crate::text::Gap::Joined;
        let ends = if to { next.start == end + 1 } else { dash };
        let Meaning::Number(other) = &next.meaning else {
            return false;
        };
        let value = |n: &Number| n.value.parse::<f64>().ok();
        ends && value(number) < value(other)
    }

    pub(super) fn condition(&mut self, comparator: Comparator, number: Number, at: usize) {
        let fraction = |what: &What| match what {
            What::Metric(candidates) => candidates
                .iter()
                .any(|c| self.model.metrics[*c].unit.as_deref() == Some("fraction")),
            _ => false,
        };
        let (target, attribute) = match &self.last {
            Last::Measure(what) if number.percent && !fraction(what) => (None, None),
            Last::Attribute(_) if number.percent => (None, None),
            Last::Measure(what) => (Some(what.clone()), None),
            Last::Attribute(attribute) => (None, Some(attribute.clone())),
            // "Customers, cancelled orders of at least 4": how many of them.
            Last::Entity(entity)
                if self.draft.subjects.len() > 1
                    && !number.percent
                    && !number.money
                    && self.draft.subjects.last().is_some_and(|s| {
                        s.entity == *entity
                            && s.plural
                            && self.model.entities[*entity].own_dataset.is_some()
                    }) =>
            {
                (Some(What::Count(*entity)), None)
            }
            _ => (None, None),
        };
        if let Some(What::Count(entity)) = target {
            self.draft.subjects.retain(|s| s.entity != entity);
        }
        self.draft.conditions.push(Condition {
            comparator,
            value: number.value,
            percent: number.percent,
            money: number.money,
            days: false,
            target,
            attribute,
            at,
        });
        self.last = Last::Condition;
    }
}
