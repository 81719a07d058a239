//! *Things* in a draft: entities, columns and named conditions, each in the role that its neighbours give it.

use semantic::{AttributeId, Comparator};

use super::columns::summed_column;
use super::reader::{Last, Reader, opposite};
use super::{Against, Condition, Dimension, Existence, FilterMention, Subject, Top, TopKind, What};
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
        // "came in with rejects": the verb of the condition that follows.
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
            // "suppliers that are not the main supplier of any product": no product names them.
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
            t.norm == "came"
                || ["deliver", "receiv", "arriv"]
                    .iter()
                    .any(|stem| t.norm.starts_with(stem))
        };
        let first = self.tokens[span.start].norm.as_str();
        let open = first == "not" || first.starts_with("un") || first == "still";
        if !negated && !open && self.tokens[span.start..span.end].iter().any(came) {
            self.draft.delivered = true;
        }
        // "orders, and how many of these were cancelled": a figure of its own beside the others.
        let before = self.spans[..position]
            .iter()
            .rev()
            .find(|s| s.meaning != Meaning::Ignorable);
        let asked = !self.draft.measures.is_empty() || !self.draft.subjects.is_empty();
        if self.pending.count.is_some()
            && asked
            && before.is_some_and(|s| s.meaning == Meaning::Cue(Cue::Pronoun))
        {
            self.pending.count = None;
            self.draft.pronoun = false;
            self.draft.parts.push(FilterMention {
                candidates,
                negated,
                at,
                or: false,
            });
            self.last = Last::Other;
            return;
        }
        // "the reorder point is lower than the minimum": not the column that the filter is about.
        if let Some((attribute, comparator, value)) = self.other_number(&candidates, position) {
            self.draft.reversed += usize::from(negated);
            self.draft.attributes.retain(|(a, _)| *a != attribute);
            self.draft.conditions.push(Condition {
                comparator: if negated {
                    opposite(comparator)
                } else {
                    comparator
                },
                value,
                percent: false,
                money: false,
                days: false,
                target: None,
                attribute: Some(attribute),
                at,
            });
            self.last = Last::Condition;
            return;
        }
        if let Some(against) = self.other_column(&candidates, negated, position) {
            self.draft.against.push(against);
            self.last = Last::Other;
            return;
        }
        let or = position > 1
            && self.spans[position - 1].meaning == Meaning::Cue(Cue::Or)
            && self
                .draft
                .filters
                .last()
                .is_some_and(|f| f.at == self.spans[position - 2].start);
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
            or,
        });
        // "excluding cancelled orders": what is left out is not what is asked for.
        if let Some(entity) = noun.filter(|_| several && !negated) {
            self.entity(entity, position);
        } else if let Some(column) = column.filter(|_| !negated) {
            // "in stock above 500": the number is about the column of the condition.
            self.last = Last::Attribute(column);
        } else if self.last != Last::Condition {
            self.last = Last::Other;
        }
    }

    /// A filter that compares its column with a number, said of another column right before it ("a minimum stock of
    /// zero"): that one is compared with the number.
    fn other_number(
        &self,
        candidates: &[usize],
        position: usize,
    ) -> Option<(AttributeId, Comparator, String)> {
        let named = match &self.last {
            Last::Attribute(attribute) => attribute.clone(),
            Last::Measure(what) => self.column_of(what)?,
            _ => return None,
        };
        let adjacent =
            position > 0 && matches!(self.spans[position - 1].meaning, Meaning::Terms(_));
        let filter = &self.model.filters[*candidates.first()?];
        let words: Vec<&str> = filter.expression.split_whitespace().collect();
        let ([own], [_, sign, number]) = (filter.show.as_slice(), words.as_slice()) else {
            return None;
        };
        let comparator = sign_of(sign)?;
        let number = number.parse::<u64>().ok()?;
        (adjacent && named != *own && self.numeric(&named))
            .then(|| (named, comparator, number.to_string()))
    }

    /// A filter that compares its column with a limit, said of another column that was named right before: that one
    /// is compared with the limit.
    fn other_column(
        &self,
        candidates: &[usize],
        negated: bool,
        position: usize,
    ) -> Option<Against> {
        // "the reorder point of a product is below …": the thing stands between.
        let before = self.spans[position].start.checked_sub(1)?;
        let verb = matches!(
            self.tokens[before].norm.as_str(),
            "is" | "are" | "lies" | "sits" | "set"
        );
        let named = match &self.last {
            Last::Attribute(attribute) => attribute.clone(),
            Last::Measure(what) => self.column_of(what)?,
            Last::Entity(_) if verb => {
                let column = self.draft.attributes.last().map(|(a, at)| (*at, a.clone()));
                let measure = self
                    .draft
                    .measures
                    .last()
                    .and_then(|m| Some((m.at, self.column_of(&m.what)?)));
                column
                    .into_iter()
                    .chain(measure)
                    .max_by_key(|(at, _)| *at)?
                    .1
            }
            _ => return None,
        };
        let filter = &self.model.filters[*candidates.first()?];
        let [own, limit] = filter.show.as_slice() else {
            return None;
        };
        let words: Vec<&str> = filter.expression.split_whitespace().collect();
        let [_, sign, _] = words.as_slice() else {
            return None;
        };
        let comparator = sign_of(sign)?;
        let units = |attribute: &AttributeId| {
            let mut fields = self.model.fields_of(attribute);
            fields.next().map(|(d, f)| (d.name.clone(), f.unit.clone()))
        };
        if named == *own || named == *limit || units(&named) != units(limit) {
            return None;
        }
        Some(Against {
            left: Some(named),
            comparator: if negated {
                opposite(comparator)
            } else {
                comparator
            },
            right: limit.clone(),
            factor: None,
        })
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
}

/// The comparator that a sign stands for.
fn sign_of(sign: &str) -> Option<Comparator> {
    Some(match sign {
        "=" => Comparator::Equal,
        "<" => Comparator::Less,
        "<=" => Comparator::AtMost,
        ">" => Comparator::Greater,
        ">=" => Comparator::AtLeast,
        _ => return None,
    })
}

/// The words are a verb, not the name of a date.
fn verb_phrase(words: &str) -> bool {
    !words
        .to_lowercase()
        .split_whitespace()
        .any(|w| w == "date" || w == "day")
}
