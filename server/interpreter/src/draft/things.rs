//! *Things* in a draft: entities and columns, each in the role that its neighbours give it.

use semantic::{AttributeId, Comparator};

use super::reader::{Last, Reader};
use super::{Against, Dimension, Subject, Top, TopKind, What};
use crate::cues::Cue;
use crate::lattice::Meaning;
use crate::lexicon::Term;
use crate::text::Gap;

impl Reader<'_> {
    pub(super) fn dimension(&mut self, dimension: Dimension) {
        if !self.draft.dimensions.contains(&dimension) {
            self.draft.dimensions.push(dimension);
        }
        self.pending.grouping = false;
        self.pending.number = None;
        self.last = Last::Dimension;
    }

    pub(super) fn attribute(&mut self, attribute: AttributeId, position: usize) {
        let at = self.spans[position].start;
        if self.date_like(&attribute)
            && matches!(
                self.next(position).map(|s| &s.meaning),
                Some(Meaning::Date(_))
            )
        {
            let words = self.words(&self.spans[position]).to_lowercase();
            let promised = self
                .model
                .fields_of(&attribute)
                .any(|(_, f)| f.delivery_date);
            if promised
                && words
                    .split_whitespace()
                    .any(|w| w == "due" || w.starts_with("expect"))
            {
                self.draft.due = true;
            }
            // "the busiest order day in May": days are ranked.
            let ranked = self.draft.ranked_by.is_some() || self.draft.top.is_some();
            if ranked && words.ends_with(" day") && self.draft.subjects.is_empty() {
                self.draft.grain = Some(semantic::Grain::Day);
                return;
            }
            self.pending.date_attribute = Some(attribute);
            return;
        }
        // "customers who placed more than 20 orders": what they did, no column.
        let token = &self.tokens[self.spans[position].start];
        let verb = self.spans[position].end == self.spans[position].start + 1
            && token.norm.ends_with("ed")
            && self.date_like(&attribute);
        let traded = !self.draft.measures.is_empty() || !self.draft.subjects.is_empty();
        let last = token.norm == "placed" && traded;
        if verb
            && self.next(position).map_or(last, |s| {
                matches!(
                    s.meaning,
                    Meaning::Number(_)
                        | Meaning::Terms(_)
                        | Meaning::Cue(
                            Cue::Compare(_)
                                | Cue::Only
                                | Cue::Between
                                | Cue::List
                                | Cue::All
                                | Cue::Not
                                | Cue::Never
                        )
                )
            })
        {
            self.draft.verbs.push(at);
            self.last = Last::Other;
            return;
        }
        // "Only what was ordered for Dallas": which rows, no column.
        let only = position > 0 && self.spans[position - 1].meaning == Meaning::Cue(Cue::Only);
        if only && self.tokens[at].norm == "what" {
            self.draft.verbs.push(at);
            self.last = Last::Other;
            return;
        }
        // "Orders raised for Narvik": when something was done is not asked for.
        let usual = self
            .model
            .datasets
            .iter()
            .any(|d| d.default_time.as_ref() == Some(&attribute));
        let done = verb
            && usual
            && self.tokens[at].norm.len() > 3
            && self.pending.negation.is_none()
            && (!self.draft.subjects.is_empty()
                || !self.draft.measures.is_empty()
                || self.pending.count.is_some());
        if done && !self.draft.when {
            self.draft.verbs.push(at);
            self.last = Last::Other;
            return;
        }
        // "Last restocked before August, with that date": the date that was spoken of already.
        if self.date_again(position) {
            return;
        }
        // "not shipped from OSL-1": the value that follows is denied.
        let valued = matches!(self.next(position).map(|s| &s.meaning), Some(Meaning::Values(all))
            if all.iter().any(|m| m.attribute == attribute));
        if valued && self.pending.negation.is_some() {
            self.last = Last::Other;
            return;
        }
        // "never bought on a purchase order": what was not done, no date that is missing.
        let words = self.words(&self.spans[position]).to_lowercase();
        let done = words.ends_with(" on") || words.ends_with("ed") || words == "bought";
        let traded = self.date_like(&attribute) && !self.dates_things(&attribute);
        if self.pending.never && done && traded {
            self.cue(Cue::Ordered, position);
            self.last = Last::Other;
            return;
        }
        if self.pending.negation.take().is_some() {
            if let Some(left) = self.aliased(&attribute).filter(|_| !self.of_product()) {
                self.draft.against.push(Against {
                    left: Some(left),
                    comparator: Comparator::NotEqual,
                    right: attribute,
                    factor: None,
                    by: None,
                });
            } else {
                // "no restock date", "without a price".
                self.draft.missing.push((attribute, at));
            }
            self.last = Last::Other;
            return;
        }
        // "a price on file": that there is one.
        if self.numeric(&attribute) && self.is_recorded(position) {
            self.draft.present.push((attribute, at));
            self.last = Last::Other;
            return;
        }
        // "arrived damaged": the verb of the condition that follows.
        let condition = self.spans[position + 1..]
            .iter()
            .find(|s| !matches!(s.meaning, Meaning::Ignorable | Meaning::Cue(Cue::With)));
        let status = |m: &crate::values::Match| {
            self.model
                .fields_of(&m.attribute)
                .any(|(_, f)| !f.sample_values.is_empty())
        };
        let condition = condition.is_some_and(|s| match &s.meaning {
            Meaning::Terms(terms) => terms.iter().any(|t| matches!(t, Term::Filter(_))),
            Meaning::Values(matches) => matches.iter().any(status),
            _ => false,
        });
        if verb_phrase(&self.words(&self.spans[position]))
            && condition
            && self.date_like(&attribute)
        {
            self.draft.verbs.push(at);
            self.last = Last::Other;
            return;
        }
        if let Some(entity) = self.numbers_of(&attribute, position) {
            self.measure(What::Count(entity), at, false);
            return;
        }
        self.pending.number = None;
        self.draft.attributes.push((attribute.clone(), at));
        self.last = Last::Attribute(attribute);
    }

    /// "Monthly order numbers": how many orders there are in each period.
    fn numbers_of(&self, attribute: &AttributeId, position: usize) -> Option<usize> {
        let span = &self.spans[position];
        let plural = self.tokens[span.end - 1].norm == "numbers";
        let grouped = self.draft.grain.is_some()
            || self.spans[position + 1..]
                .iter()
                .any(|s| matches!(s.meaning, Meaning::Cue(Cue::Every(_) | Cue::By | Cue::Each)));
        self.model
            .entities
            .iter()
            .position(|e| e.key.len() == 2 && e.key[1] == *attribute && e.own_dataset.is_some())
            .filter(|_| plural && grouped)
    }

    /// The value that follows is a part of what identifies the entity.
    fn names_whole(&self, entity: usize, position: usize) -> bool {
        let Some(Meaning::Values(matches)) = self.next(position).map(|s| &s.meaning) else {
            return false;
        };
        self.model.entities[entity].key.iter().any(|key| {
            self.model.fields_of(key).any(|(_, field)| {
                field
                    .parts
                    .iter()
                    .any(|part| matches.iter().any(|m| m.attribute == part.attribute))
            })
        })
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
        if self.takes_every(entity, position)
            || self.belongs_to_absence(entity, position)
            || (self.is_apposition(entity, position) || self.only_called(entity, position))
                && self.pending.count.is_none()
                && !self.several_of(entity, position)
            || self.everywhere(entity, position)
        {
            self.pending.number = None;
            return;
        }
        // "For every group of products": the things that the group is one of.
        if self.last == Last::Dimension
            && at > 0
            && self.tokens[at - 1].norm == "of"
            && self.grouped_by_class_of(entity)
        {
            self.draft.everywhere.push(at);
            return;
        }
        if self.left_out_before(position) || self.over_all_of(position) {
            self.pending.number = None;
            return;
        }
        // "in at least two warehouses": the number counts them, whatever was said before.
        if self.last == Last::Condition
            && position > 0
            && matches!(self.spans[position - 1].meaning, Meaning::Number(_))
            && self.tokens[span.end - 1].norm.ends_with('s')
            && let Some(condition) = self.draft.conditions.last_mut()
            && !condition.percent
            && !condition.money
        {
            condition.target = Some(What::Count(entity));
            condition.attribute = None;
            self.draft.counts_deliveries |= self.tokens[span.end - 1].norm.starts_with("deliver");
            return;
        }
        // "What did customers in Bergen buy": they are who did it, not what is asked for.
        if self.acts(position) || self.in_so_many(entity, position) {
            self.pending.number = None;
            return;
        }
        // "Promised to customers": to whom things go is not what is asked for.
        let to = span.start > 0 && self.tokens[span.start - 1].norm == "to";
        if to
            && self.draft.due
            && self.model.entities[entity].own_dataset.is_none()
            && self.pending.count.is_none()
            && self.pending.negation.is_none()
        {
            self.pending.number = None;
            return;
        }
        // "Leave out warehouses under 1000": the number says which of them.
        let compared = self
            .next(position)
            .is_some_and(|s| matches!(s.meaning, Meaning::Cue(Cue::Compare(_))));
        if compared
            && self.draft.subjects.is_empty()
            && self.draft.measures.is_empty()
            && self.pending.negation.is_some_and(|at| self.leaves_out(at))
        {
            self.pending.number = None;
            return;
        }
        let absent = self
            .draft
            .existence
            .iter()
            .any(|e| e.what == What::Count(entity));
        if absent && !self.draft.subjects.is_empty() {
            self.pending.number = None;
            return;
        }
        // "not kept in any warehouse": the place is part of what must not exist.
        if self.draft.kept && !self.draft.existence.is_empty() && !self.draft.subjects.is_empty() {
            let row = self.model.entities.iter().find(|e| e.name == "stock_row");
            if row.is_some_and(|row| {
                self.model.entities[entity]
                    .key
                    .iter()
                    .all(|k| row.key.contains(k))
            }) {
                self.pending.number = None;
                return;
            }
        }
        // "with an address in Bergen": the noun only says of what the value is a part.
        let one = span.start > 0 && matches!(self.tokens[span.start - 1].norm.as_str(), "a" | "an");
        if one && self.names_whole(entity, position) {
            self.pending.number = None;
            return;
        }
        if self.pending.count.take().is_some() {
            self.counts_made_deliveries(position);
            self.measure(What::Count(entity), at, false);
            self.last = Last::Entity(entity);
            return;
        }
        if self.last == Last::Condition
            && self.last_was_condition()
            && self.draft.conditions.last().is_some_and(|c| !c.percent)
        {
            for condition in self.waiting_conditions() {
                condition.target = Some(What::Count(entity));
            }
            self.draft.counts_deliveries |= self.tokens[span.end - 1].norm.starts_with("deliver");
            return;
        }
        if self.pending.negation.is_some() {
            self.denied(entity, position);
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
        // "Who supplies …": one of them.
        let plural =
            self.tokens[span.end - 1].norm.ends_with('s') && self.tokens[span.start].norm != "who";
        // "most orders": what ranks is how many there are, when something else is the subject already.
        let ranked = self.pending.top.take().is_some_and(|(_, top)| {
            // "In which month did we get the fewest orders".
            let counts = matches!(self.tokens[top].norm.as_str(), "most" | "fewest")
                && self.draft.grain.is_some();
            !self.draft.subjects.is_empty() || plural && counts
        });
        if ranked {
            self.measure(What::Count(entity), at, true);
            return;
        }
        if let (Some((count, _)), None) = (self.pending.number, self.draft.top.as_ref()) {
            // "the three helmets": the number only repeats how many there are, unless nothing else limits.
            self.draft.plain_number = Some(count);
        }
        self.pending.number = None;
        let subject = Subject { entity, at, plural };
        self.grouped_before(plural);
        if self.is_asked_after(entity, position) {
            self.draft.subjects.insert(0, subject);
        } else if !self.draft.subjects.iter().any(|s| s.entity == entity) {
            self.draft.subjects.push(subject);
        }
        self.last = Last::Entity(entity);
    }

    /// "excluding cancelled orders": what is left out is not what is asked for.
    fn left_out_before(&self, position: usize) -> bool {
        let left_out = position > 0
            && self
                .draft
                .filters
                .last()
                .is_some_and(|f| f.negated && f.at == self.spans[position - 1].start);
        left_out && !self.draft.measures.is_empty()
    }

    /// "across all warehouses": one figure over them.
    fn over_all_of(&self, position: usize) -> bool {
        let start = self.spans[position].start;
        let together = self
            .next(position)
            .is_some_and(|s| s.meaning == Meaning::Cue(Cue::Total));
        let all = start > 1
            && self.tokens[start - 1].norm == "all"
            && (together
                || matches!(
                    self.tokens[start - 2].norm.as_str(),
                    "across" | "over" | "in" | "of"
                ));
        all && !self.draft.measures.is_empty() && self.pending.count.is_none()
    }

    /// "Stored in six different warehouses", "bought from two suppliers": how many of them there are for each thing.
    fn in_so_many(&mut self, entity: usize, position: usize) -> bool {
        let Some((count, at)) = self.pending.number else {
            return false;
        };
        let span = &self.spans[position];
        let preposition = at.checked_sub(1).is_some_and(|before| {
            matches!(
                self.tokens[before].norm.as_str(),
                "in" | "at" | "by" | "from" | "to" | "across"
            )
        });
        let plural = self.tokens[span.end - 1].norm.ends_with('s');
        let group = self.model.entities[entity].own_dataset.is_none();
        let listed = self
            .draft
            .subjects
            .first()
            .is_some_and(|s| s.entity != entity && s.plural);
        let asked = self.pending.count.is_some() || !self.draft.measures.is_empty();
        if count < 2 || !preposition || !plural || !group || !listed || asked {
            return false;
        }
        self.pending.number = None;
        self.draft.conditions.push(super::Condition {
            comparator: Comparator::Equal,
            value: count.to_string(),
            percent: false,
            money: false,
            days: false,
            target: Some(What::Count(entity)),
            attribute: None,
            at,
        });
        self.last = Last::Condition;
        true
    }

    /// What groups is a column of that thing.
    fn grouped_by_class_of(&self, entity: usize) -> bool {
        let own = self.model.entities[entity].own_dataset.as_deref();
        let Some(Dimension::Entity(group)) = self.draft.dimensions.last() else {
            return false;
        };
        self.model.entities[*group].key.iter().all(|k| {
            self.model
                .fields_of(k)
                .all(|(d, _)| Some(d.name.as_str()) == own)
        })
    }

    fn grouped_before(&mut self, plural: bool) {
        let draft = &mut self.draft;
        draft.grouped_first |= draft.subjects.is_empty() && !plural && !draft.dimensions.is_empty();
    }

    /// "sterile products": all things with the word in their name are asked for.
    fn several_of(&self, entity: usize, position: usize) -> bool {
        let before = position.checked_sub(1).map(|p| &self.spans[p].meaning);
        let Some(Meaning::Values(matches)) = before else {
            return false;
        };
        let noun = &self.tokens[self.spans[position].end - 1];
        noun.norm != noun.fold
            && self.draft.subjects.is_empty()
            && self.draft.measures.is_empty()
            && self.model.entities[entity].name_attribute.is_some()
            && matches
                .iter()
                .any(|m| m.values.len() > 1 && self.belongs(entity, &m.attribute))
    }

    /// "orders of last month: which lines …": the finer thing that a later clause asks for.
    fn is_asked_after(&self, entity: usize, position: usize) -> bool {
        let Some(first) = self.draft.subjects.first() else {
            return false;
        };
        let start = self.spans[position].start;
        if start <= first.at {
            return false;
        }
        let coarse = &self.model.entities[first.entity].key;
        let fine = &self.model.entities[entity].key;
        let finer = fine.len() > coarse.len() && coarse.iter().all(|k| fine.contains(k));
        let clause = self.tokens[first.at + 1..=start]
            .iter()
            .rposition(|t| matches!(t.gap, Gap::Comma | Gap::Stop))
            .map(|at| first.at + 1 + at);
        let asked = |from: usize| {
            self.tokens[from..start].iter().any(|t| {
                matches!(
                    t.norm.as_str(),
                    "which" | "what" | "show" | "list" | "give" | "name"
                )
            })
        };
        // "addresses in Bergen: which customers order there".
        let other = start > 0
            && matches!(self.tokens[start - 1].norm.as_str(), "which" | "what")
            && first.entity != entity
            && coarse.len() == 1
            && self.draft.measures.is_empty();
        (finer && coarse.len() > 1 || other) && clause.is_some_and(asked)
    }

    /// ", all depots", "in any area", "all sites together": no condition, and no grouping.
    fn everywhere(&mut self, entity: usize, position: usize) -> bool {
        let span = &self.spans[position];
        let Some(all) = span.start.checked_sub(1).map(|t| &self.tokens[t]) else {
            return false;
        };
        let lead = span
            .start
            .checked_sub(2)
            .map_or("", |t| self.tokens[t].norm.as_str());
        let figure = !self.draft.measures.is_empty()
            || self.draft.how_much
            || self.draft.total
            || self.draft.in_units;
        let apart = matches!(all.gap, Gap::Comma | Gap::Stop)
            || matches!(lead, "across" | "over" | "from")
            || figure && matches!(lead, "in" | "at")
            || self
                .next(position)
                .is_some_and(|s| s.meaning == Meaning::Cue(Cue::Total));
        let asked = figure
            || !self.draft.values.is_empty()
            || self.draft.due
            || self.draft.subjects.iter().any(|s| s.entity != entity);
        let none_left_out = matches!(all.norm.as_str(), "all" | "any")
            && apart
            && asked
            && self.model.entities[entity].own_dataset.is_none()
            && self.pending.count.is_none()
            && self.pending.negation.is_none()
            && self.draft.existence.is_empty()
            && self.draft.subjects.iter().all(|s| s.entity != entity);
        if none_left_out {
            self.draft.everywhere.push(span.start);
        }
        none_left_out
    }

    /// The thing stands between "what did" and what was done.
    fn acts(&self, position: usize) -> bool {
        let span = &self.spans[position];
        let word = |at: usize| self.tokens.get(at).map_or("", |t| t.norm.as_str());
        let asked = span.start >= 2
            && word(span.start - 2) == "what"
            && matches!(word(span.start - 1), "did" | "do" | "have");
        asked
            && self.spans[position + 1..]
                .iter()
                .any(|s| s.meaning == Meaning::Cue(Cue::Ordered))
    }

    /// "sales to all customers called Hotel": the noun only says what is called so.
    fn only_called(&self, entity: usize, position: usize) -> bool {
        let called = self
            .tokens
            .get(self.spans[position].end)
            .is_some_and(|t| matches!(t.norm.as_str(), "called" | "named"));
        let asked = position > 0
            && matches!(
                self.spans[position - 1].meaning,
                Meaning::Cue(Cue::List | Cue::Each | Cue::By)
            );
        let valued = self.next(position).is_some_and(|s| {
            matches!(&s.meaning, Meaning::Values(matches) if matches
                .iter()
                .any(|m| self.belongs(entity, &m.attribute)))
        });
        called && !asked && valued && !self.draft.measures.is_empty()
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
}

/// The words are a verb, not the name of a date.
fn verb_phrase(words: &str) -> bool {
    !words
        .to_lowercase()
        .split_whitespace()
        .any(|w| w == "date" || w == "day")
}
