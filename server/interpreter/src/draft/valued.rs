//! *Values* in a draft: what the words of the data restrict, group, or stand for.

use semantic::AttributeId;

use super::reader::{Last, Reader, pick};
use super::{Dimension, Subject, ValueMention, What};
use crate::cues::Cue;
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::text::Gap;
use crate::values::Match;

impl Reader<'_> {
    /// "The … customers", "suppliers called …", "with … in the name": all things whose name has the words.
    pub(super) fn all_of_name(&self, matches: &[Match], position: usize) -> bool {
        let span = &self.spans[position];
        let word = |at: usize| self.tokens.get(at).map_or("", |t| t.norm.as_str());
        let before = span.start.checked_sub(1).map_or("", word);
        let name = (2..=4).any(|n| span.start.checked_sub(n).map_or("", word) == "name");
        if matches!(before, "called" | "named" | "contains" | "containing")
            || name && matches!(before, "with" | "contains" | "has" | "includes" | "like")
            || (span.end..span.end + 4).any(|at| word(at) == "name")
        {
            return true;
        }
        let Some(next) = self.spans.get(position + 1) else {
            return false;
        };
        let plural = self.tokens[next.end - 1].norm.ends_with('s');
        plural
            && matches!(&next.meaning, Meaning::Terms(terms) if terms.iter().any(|t| {
                matches!(t, Term::Entity(e) if matches.iter().any(|m| self.belongs(*e, &m.attribute)))
            }))
    }

    /// "With … in its name", "containing …": whatever stands beside the words in a name.
    fn in_name(&self, position: usize) -> bool {
        let span = &self.spans[position];
        let word = |at: usize| self.tokens.get(at).map_or("", |t| t.norm.as_str());
        let contains = (1..=2).any(|back| {
            let at = span.start.checked_sub(back);
            at.is_some_and(|at| word(at).starts_with("contain") || word(at).starts_with("includ"))
        });
        contains
            || (span.end..span.end + 4).any(|at| matches!(word(at), "name" | "names" | "title"))
    }

    /// "name starts with …": only names that begin so.
    pub(super) fn beginning(&self, matches: &mut Vec<Match>, position: usize) {
        let start = self.spans[position].start;
        let word = |back: usize| {
            let at = start.checked_sub(back);
            at.map_or("", |at| self.tokens[at].norm.as_str())
        };
        let begins =
            word(1) == "with" && (word(2).starts_with("start") || word(2).starts_with("begin"));
        if !begins {
            return;
        }
        let first = &self.tokens[start].fold;
        for found in matches.iter_mut() {
            found
                .values
                .retain(|value| crate::text::folds(value).first() == Some(first));
        }
        matches.retain(|m| !m.values.is_empty());
    }

    /// "hotels that bought …", "how many hotels": the word for a class of names is what is asked for.
    pub(super) fn class_subject(&mut self, matches: &[Match], position: usize) {
        let span = &self.spans[position];
        let token = &self.tokens[span.end - 1];
        let before = span
            .start
            .checked_sub(1)
            .map_or("", |t| self.tokens[t].norm.as_str());
        let asked = span.start == 0
            || self.pending.count.is_some()
            || matches!(
                before,
                "which" | "what" | "the" | "all" | "any" | "show" | "list" | "me"
            );
        let lead = span
            .start
            .checked_sub(2)
            .map_or("", |t| self.tokens[t].norm.as_str());
        // "what did the hotels buy": who did it, not what is asked for.
        let does = matches!(
            lead,
            "did" | "do" | "does" | "have" | "has" | "had" | "will" | "are" | "were"
        );
        let receives = does
            || matches!(
                lead,
                "to" | "for" | "from" | "of" | "by" | "with" | "in" | "at"
            );
        let class = |m: &Match| {
            m.values.len() > 1
                && m.values
                    .iter()
                    .all(|v| !crate::text::words(v).contains(&token.norm))
        };
        let named = |name: &str| {
            self.model.entities.iter().position(|e| {
                e.name == name
                    && matches
                        .iter()
                        .all(|m| e.name_attribute.as_ref() == Some(&m.attribute))
            })
        };
        let found = ["customer", "supplier"].into_iter().find_map(named);
        if let Some(entity) = found
            && token.norm != token.fold
            && asked
            && !receives
            && matches.iter().all(class)
            && self.draft.subjects.is_empty()
            && self.draft.measures.is_empty()
        {
            let at = span.start;
            if self.pending.count.take().is_some() {
                self.measure(What::Count(entity), at, false);
            } else {
                self.draft.subjects.push(Subject {
                    entity,
                    at,
                    plural: true,
                });
            }
        }
    }

    /// "suppliers whose name contains …": names of those alone.
    pub(super) fn of_that_name(&self, matches: &mut Vec<Match>, position: usize) {
        let start = self.spans[position].start;
        let says = self.tokens[..start]
            .iter()
            .rev()
            .take(4)
            .any(|t| matches!(t.norm.as_str(), "name" | "names" | "called" | "named"));
        let Some(subject) = self.draft.subjects.last().filter(|_| says) else {
            return;
        };
        let name = self.model.entities[subject.entity].name_attribute.as_ref();
        if matches.iter().any(|m| Some(&m.attribute) == name) {
            matches.retain(|m| Some(&m.attribute) == name);
        }
    }

    /// "frozen stuff": products.
    pub(super) fn stuff(&self, position: usize) -> Option<usize> {
        let next = self.tokens.get(self.spans[position].end)?;
        let said = matches!(
            next.norm.as_str(),
            "stuff"
                | "things"
                | "goods"
                | "colours"
                | "colors"
                | "sizes"
                | "variants"
                | "models"
                | "flavours"
                | "flavors"
                | "wattages"
                | "lengths"
        );
        self.model
            .entities
            .iter()
            .position(|e| e.name == "product")
            .filter(|_| said && next.gap == Gap::Space)
    }

    /// The last word of business before the date says that something came: "came late in April", "arrived in June".
    pub(super) fn came_then(&self, at: usize) -> bool {
        // "Orders came in": they were placed. What came late, or with rejects, was delivered.
        if self.draft.filters.is_empty() {
            return false;
        }
        let word = self.tokens[..at]
            .iter()
            .rev()
            .find_map(|t| match t.norm.as_str() {
                "came" | "arrived" | "turned" | "reached" => Some(true),
                "order" | "orders" | "ordered" | "placed" | "po" | "pos" | "raised" | "made" => {
                    Some(false)
                }
                _ => None,
            });
        word == Some(true)
    }

    /// "In each of Bergen and Narvik": the values are what there are several of.
    fn one_of_them(&self, position: usize) -> bool {
        let start = self.spans[position].start;
        let word = |back: usize| start.checked_sub(back).map_or("", |at| self.norm(at));
        word(1) == "of" || word(1) == "the" && word(2) == "of"
    }

    pub(super) fn value(&mut self, mut matches: Vec<Match>, position: usize) {
        if let Some((at, named)) = self.column_before(&matches, position) {
            matches.retain(|m| named.contains(&m.attribute));
            self.draft.attributes.retain(|(_, place)| *place != at);
            self.orders_of_state(at, &named);
        }
        self.missing_there(&matches);
        let negated = self.pending.negation.is_some();
        self.of_kind(&mut matches, position);
        self.beginning(&mut matches, position);
        self.of_that_name(&mut matches, position);
        // "For each Norwegian county": the counties group, of that country.
        let part_of_group = self.pending.grouping && self.names_part(&matches, position);
        if part_of_group {
            matches.truncate(1);
        }
        let noun = self
            .apposition(&matches, position)
            .or_else(|| self.stuff(position));
        let joined = self.pending.joiner && self.last == Last::Value;
        let all = self.all_of_name(&matches, position);
        if all && self.in_name(position) {
            for found in &mut matches {
                found.values.append(&mut found.longer);
                found.values.append(&mut found.others);
            }
        }
        let span = &self.spans[position];
        // "not" in front of a list holds for the whole list; it is used up by the clause that follows.
        let words = self.words(span);
        // "for every one of the four tool groups": the values are what groups.
        let mut grouped = self.pending.grouping && self.pending.each;
        grouped &= !part_of_group;
        if grouped {
            self.pending.grouping = false;
        }
        // "each wine": each product of that group.
        let one_of = matches
            .first()
            .filter(|_| grouped && noun.is_none() && !self.one_of_them(position))
            .and_then(|m| {
                let plural = self.tokens[span.end - 1].norm.ends_with('s');
                let home = self.model.fields_of(&m.attribute).next()?.0;
                let own =
                    self.model.entities.iter().position(|e| {
                        e.own_dataset.as_ref() == Some(&home.name) && e.key.len() == 1
                    })?;
                let classifies = self
                    .model
                    .fields_of(&m.attribute)
                    .all(|(d, _)| d.name == home.name);
                (!plural
                    && classifies
                    && !self.belongs(own, &m.attribute)
                    && home.default_time.is_none())
                .then_some(own)
            });
        if let Some(entity) = one_of {
            self.dimension(Dimension::Entity(entity));
            grouped = false;
        }
        let came = ["deliver", "receiv", "arriv"];
        if !negated
            && matches
                .iter()
                .any(|m| m.attribute.as_str().contains("status"))
            && came
                .iter()
                .any(|stem| self.tokens[span.start].norm.starts_with(stem))
        {
            self.draft.arrived = true;
        }
        // "which four Almvik articles lie furthest below …": how many of them.
        let things = self.next(position).is_some_and(|s| {
            self.tokens[s.end - 1].norm.ends_with('s')
                && matches!(&s.meaning, Meaning::Terms(terms)
                    if terms.iter().any(|t| matches!(t, Term::Entity(_))))
        });
        if let Some((number, at)) = self.pending.number.filter(|_| things) {
            let asked = at.checked_sub(1).is_some_and(|before| {
                matches!(
                    self.tokens[before].norm.as_str(),
                    "which" | "what" | "show" | "list" | "me"
                )
            });
            if asked {
                self.draft.plain_number = Some(number);
            }
        }
        // "How many ladders do we have, all depots together": they are counted, not what follows.
        if self.pending.count.is_some() && self.counts_pieces(&matches, position) {
            self.pending.count = None;
            self.draft.bare_count = true;
        }
        self.pending.number = None;
        self.most_of_it(&matches, position);
        self.class_subject(&matches, position);
        let span = &self.spans[position];
        self.draft.values.push(ValueMention {
            matches,
            negated,
            at: span.start,
            words,
            noun,
            joined,
            grouped,
            origin: self.goes_out_of(position),
            destined: self.destined(position),
            all,
        });
        self.pending.joiner = false;
        self.pending.comparator = None;
        if negated && !self.list_continues(position) {
            self.pending.negation = None;
        }
        self.last = Last::Value;
    }

    /// The columns that are named right before a value, and where: "status: pending", "country not Norway".
    pub(super) fn column_before(
        &self,
        matches: &[Match],
        position: usize,
    ) -> Option<(usize, Vec<AttributeId>)> {
        let before = self.spans[..position]
            .iter()
            .rev()
            .find(|s| s.meaning != Meaning::Cue(Cue::Not))?;
        let Meaning::Terms(terms) = &before.meaning else {
            return None;
        };
        let named: Vec<AttributeId> = pick(terms, |t| match t {
            Term::Attribute(a) => matches.iter().any(|m| m.attribute == *a).then(|| a.clone()),
            _ => None,
        });
        (!named.is_empty()).then_some((before.start, named))
    }

    pub(super) fn list_continues(&self, position: usize) -> bool {
        let Some(next) = self.spans.get(position + 1) else {
            return false;
        };
        match &next.meaning {
            Meaning::Cue(Cue::And | Cue::Or) => {
                matches!(
                    self.spans.get(position + 2).map(|s| &s.meaning),
                    Some(Meaning::Values(_))
                )
            }
            Meaning::Values(_) => self.tokens[next.start].gap == Gap::Comma,
            _ => false,
        }
    }

    /// The entity noun right beside a value that the value belongs to ("warehouse OSL-1", "the tools group").
    pub(super) fn apposition(&self, matches: &[Match], position: usize) -> Option<usize> {
        let neighbours = [
            position.checked_sub(1).and_then(|p| self.spans.get(p)),
            self.spans.get(position + 1),
        ];
        neighbours.into_iter().flatten().find_map(|span| {
            let Meaning::Terms(terms) = &span.meaning else {
                return None;
            };
            terms.iter().find_map(|term| match term {
                Term::Entity(entity)
                    if matches.iter().any(|m| self.belongs(*entity, &m.attribute)) =>
                {
                    Some(*entity)
                }
                _ => None,
            })
        })
    }

    pub(super) fn belongs(&self, entity: usize, attribute: &AttributeId) -> bool {
        let entity = &self.model.entities[entity];
        entity.key.contains(attribute) || entity.name_attribute.as_ref() == Some(attribute)
    }

    /// An entity noun that only names the kind of a value beside it.
    pub(super) fn is_apposition(&self, entity: usize, position: usize) -> bool {
        let beside = |span: Option<&Span>| {
            span.is_some_and(|s| match &s.meaning {
                // "WEB orders": one part of a key names no single thing.
                Meaning::Values(matches) => matches.iter().any(|m| {
                    self.belongs(entity, &m.attribute)
                        && (self.model.entities[entity].key.len() == 1
                            || !self.model.entities[entity].key.contains(&m.attribute))
                }),
                Meaning::Key { entity: of, .. } => *of == entity,
                _ => false,
            })
        };
        let before = position.checked_sub(1).and_then(|p| self.spans.get(p));
        // "supplier: not Almvik": the kind of the value that is left out.
        let not = self
            .spans
            .get(position + 1)
            .is_some_and(|s| s.meaning == Meaning::Cue(Cue::Not));
        let after = self.spans.get(position + 1 + usize::from(not));
        beside(before) || beside(after)
    }

    /// A place stands right before the noun for a finer kind of place.
    fn names_part(&self, matches: &[Match], position: usize) -> bool {
        let Some(Meaning::Terms(terms)) = self.spans.get(position + 1).map(|s| &s.meaning) else {
            return false;
        };
        let Some(found) = matches.first() else {
            return false;
        };
        let beside = |key: &AttributeId| {
            self.model.datasets.iter().flat_map(|d| &d.fields).any(|f| {
                let holds = |a: &AttributeId| {
                    f.attributes.contains(a) || f.parts.iter().any(|p| p.attribute == *a)
                };
                !f.parts.is_empty() && holds(key) && holds(&found.attribute)
            })
        };
        terms.iter().any(|t| match t {
            Term::Entity(e) => {
                let key = &self.model.entities[*e].key;
                key.len() == 1 && !key.contains(&found.attribute) && key.iter().all(beside)
            }
            _ => false,
        })
    }

    /// "Sales orders status on hold": the noun of the column names what is asked for.
    fn orders_of_state(&mut self, at: usize, named: &[AttributeId]) {
        let Some(span) = self.spans.iter().find(|s| s.start == at) else {
            return;
        };
        let orders = self.tokens[span.start..span.end]
            .iter()
            .any(|t| t.norm == "orders");
        let first = at == 0
            || self.spans[..]
                .iter()
                .take_while(|s| s.start < at)
                .all(|s| matches!(s.meaning, Meaning::Ignorable | Meaning::Cue(Cue::List)));
        let own = named
            .first()
            .and_then(|a| self.model.fields_of(a).next())
            .map(|(d, _)| d.name.clone());
        let entity = self
            .model
            .entities
            .iter()
            .position(|e| e.own_dataset == own && e.key.len() == 2);
        if let (true, Some(entity)) = (orders && first && self.draft.subjects.is_empty(), entity) {
            self.draft.subjects.push(super::Subject {
                entity,
                at,
                plural: true,
            });
        }
    }

    /// A product is named, and no noun beside it says what else is counted.
    fn counts_pieces(&self, matches: &[Match], position: usize) -> bool {
        let product = matches
            .first()
            .is_some_and(|m| m.attribute.as_str() == "product_name");
        let beside = self.next(position).is_some_and(|s| {
            self.tokens[s.start].gap == Gap::Space
                && matches!(s.meaning, Meaning::Terms(_) | Meaning::Values(_))
        });
        let have = self
            .spans
            .iter()
            .any(|s| s.meaning == Meaning::Cue(Cue::Have));
        product && !beside && have && self.pending.negation.is_none()
    }

    /// "Who bought the most hoses": the most pieces of them.
    fn most_of_it(&mut self, matches: &[Match], position: usize) {
        let most = position > 0
            && matches!(
                self.spans[position - 1].meaning,
                Meaning::Cue(Cue::Most | Cue::Least)
            )
            && matches!(
                self.tokens[self.spans[position - 1].start].norm.as_str(),
                "most" | "fewest" | "least"
            );
        let product = matches
            .first()
            .is_some_and(|m| m.attribute.as_str().starts_with("product_"));
        let traded = self.draft.ordered && self.draft.measures.is_empty();
        if most && product && traded && self.pending.top.is_some() && !self.draft.in_money {
            self.draft.in_units = true;
        }
    }
}
