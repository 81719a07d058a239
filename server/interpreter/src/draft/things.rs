//! *Things* in a draft: entities and columns, each in the role that its neighbours give it.

use semantic::{AttributeId, Comparator};

use super::reader::{Last, Reader};
use super::{Against, Dimension, Existence, Subject, Top, TopKind, What};
use crate::cues::Cue;
use crate::lattice::Meaning;
use crate::lexicon::Term;

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
            self.pending.date_attribute = Some(attribute);
            return;
        }
        // "customers who placed more than 20 orders": what they did, no column.
        let token = &self.tokens[self.spans[position].start];
        let verb = self.spans[position].end == self.spans[position].start + 1
            && token.norm.ends_with("ed")
            && self.date_like(&attribute);
        if verb
            && self.next(position).is_some_and(|s| {
                matches!(
                    s.meaning,
                    Meaning::Number(_)
                        | Meaning::Terms(_)
                        | Meaning::Cue(Cue::Compare(_) | Cue::Only | Cue::Between)
                )
            })
        {
            self.draft.verbs.push(at);
            self.last = Last::Other;
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
                // "no restock date", "without a price".
                self.draft.missing.push((attribute, at));
            }
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
        self.pending.number = None;
        self.draft.attributes.push((attribute.clone(), at));
        self.last = Last::Attribute(attribute);
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
        if self.is_apposition(entity, position) && self.pending.count.is_none() {
            self.pending.number = None;
            return;
        }
        // "excluding cancelled orders": what is left out is not what is asked for.
        let left_out = position > 0
            && self
                .draft
                .filters
                .last()
                .is_some_and(|f| f.negated && f.at == self.spans[position - 1].start);
        if left_out && !self.draft.measures.is_empty() {
            self.pending.number = None;
            return;
        }
        // "across all warehouses": one figure over them.
        let all = span.start > 1
            && self.tokens[span.start - 1].norm == "all"
            && matches!(
                self.tokens[span.start - 2].norm.as_str(),
                "across" | "over" | "in" | "of"
            );
        if all && !self.draft.measures.is_empty() && self.pending.count.is_none() {
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
            return;
        }
        if self.pending.negation.is_some() {
            self.pending.negation = None;
            self.pending.never = false;
            let aliased = self.model.entities[entity]
                .key
                .first()
                .and_then(|key| self.aliased(key));
            // "no product's main supplier": no product names them.
            let itself = aliased.as_ref().and_then(|key| {
                let subject = self.draft.subjects.first()?;
                self.model.entities[subject.entity]
                    .key
                    .first()
                    .filter(|k| *k == key)?;
                let (home, _) = self
                    .model
                    .fields_of(&self.model.entities[entity].key[0])
                    .next()?;
                self.model
                    .entities
                    .iter()
                    .position(|e| e.own_dataset.as_deref() == Some(home.name.as_str()))
            });
            if let Some(thing) = itself {
                self.draft.existence.push(Existence {
                    what: What::Count(thing),
                    at,
                });
            } else if let Some(left) = aliased {
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
