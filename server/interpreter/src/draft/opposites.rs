//! *Opposites* in a draft: "both", "only bought", "every line", "no open order for it".

use super::reader::{Last, Reader};
use super::{Absence, Every};
use crate::cues::Cue;
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;

impl Reader<'_> {
    /// "who only bought …", "sold only in …", "kept at Bergen only": the word restricts what a thing did.
    pub(super) fn excludes_others(&self, position: usize) -> bool {
        if self.draft.subjects.is_empty() && self.draft.measures.is_empty() {
            return false;
        }
        // "only one order": how many there are.
        if self
            .next(position)
            .is_some_and(|s| matches!(s.meaning, Meaning::Number(_)))
        {
            return false;
        }
        let verb = |token: usize| {
            self.tokens.get(token).is_some_and(|t| {
                matches!(
                    t.norm.as_str(),
                    "buy"
                        | "buys"
                        | "bought"
                        | "sold"
                        | "ordered"
                        | "order"
                        | "kept"
                        | "keep"
                        | "stocked"
                        | "carried"
                        | "purchased"
                        | "buying"
                        | "supplied"
                        | "sell"
                        | "sells"
                        | "appeared"
                        | "appear"
                )
            })
        };
        let at = self.spans[position].start;
        let end = self.spans[position].end;
        let before = at.checked_sub(1).is_some_and(verb);
        let after = (end..end + 2).any(verb);
        let ever_on = (end..end + 3).any(|t| self.tokens.get(t).is_some_and(|t| t.norm == "on"))
            && at.checked_sub(1).is_some_and(|t| {
                matches!(self.tokens[t].norm.as_str(), "were" | "are" | "was" | "is")
            });
        before || after || ever_on
    }

    /// "all lines fulfilled", "every line of which …": what follows holds for each part of the thing that is asked for.
    pub(super) fn takes_every(&mut self, entity: usize, position: usize) -> bool {
        let every = self.spans[..position]
            .iter()
            .rev()
            .find(|s| !matches!(s.meaning, Meaning::Ignorable | Meaning::Cue(Cue::Pronoun)))
            .is_some_and(|s| matches!(s.meaning, Meaning::Cue(Cue::All | Cue::Each)));
        let Some(subject) = self.draft.subjects.first().map(|s| s.entity) else {
            return false;
        };
        let (whole, part) = (&self.model.entities[subject], &self.model.entities[entity]);
        let finer = part.own_dataset.is_some()
            && whole.key.len() > 1
            && part.key.len() > whole.key.len()
            && whole.key.iter().all(|k| part.key.contains(k));
        let follows = self.spans[position + 1..]
            .iter()
            .any(|s| matches!(s.meaning, Meaning::Terms(_) | Meaning::Values(_)));
        if !every || !finer || self.draft.every.is_some() || !follows {
            return false;
        }
        self.draft.every = Some(Every {
            entity,
            at: self.spans[position].start,
            filters: Vec::new(),
            values: Vec::new(),
        });
        self.pending.grouping = false;
        self.pending.each = false;
        self.draft.per_group = false;
        self.last = Last::Other;
        true
    }

    /// "customers whose orders were all delivered": what follows holds for each of the orders.
    pub(super) fn takes_all_before(&mut self, position: usize) {
        let start = self.spans[position].start;
        let verb = start.checked_sub(1).is_some_and(|t| {
            matches!(
                self.tokens[t].norm.as_str(),
                "are" | "were" | "is" | "was" | "been" | "have" | "has" | "had"
            )
        });
        let condition = self.next(position).is_some_and(|s| match &s.meaning {
            Meaning::Values(all) => all.iter().any(|m| m.attribute.as_str().contains("status")),
            Meaning::Terms(terms) => terms.iter().any(|t| matches!(t, Term::Filter(_))),
            _ => false,
        });
        let [whole, .., part] = self.draft.subjects.as_slice() else {
            return;
        };
        let (thing, entity) = (&self.model.entities[whole.entity], part.entity);
        let own = self.model.entities[entity].own_dataset.as_deref();
        let parts = own.is_some_and(|own| {
            thing.own_dataset.as_deref() != Some(own)
                && thing
                    .key
                    .iter()
                    .all(|k| self.model.resolve(own, k).is_some())
        });
        if !verb || !condition || !parts || self.draft.every.is_some() {
            return;
        }
        let at = part.at;
        self.draft.subjects.pop();
        self.draft.verbs.push(at);
        self.draft.every = Some(Every {
            entity,
            at: start,
            filters: Vec::new(),
            values: Vec::new(),
        });
    }

    /// What was said behind "every line" is said of the lines.
    pub(super) fn settle_every(&mut self) {
        let Some(every) = &mut self.draft.every else {
            return;
        };
        let at = every.at;
        let own = self.model.entities[every.entity].own_dataset.clone();
        let model = self.model;
        let (filters, kept) = std::mem::take(&mut self.draft.filters)
            .into_iter()
            .partition(|f| {
                f.at > at
                    && f.candidates
                        .iter()
                        .any(|c| Some(&model.filters[*c].dataset) == own.as_ref())
            });
        every.filters.extend(filters);
        self.draft.filters = kept;
        let (values, kept) = std::mem::take(&mut self.draft.values)
            .into_iter()
            .partition(|v| v.at > at);
        every.values = values;
        self.draft.values = kept;
    }

    /// "no open purchase order for it": orders that must not exist for what is in stock.
    pub(super) fn absent_order(&mut self, candidates: &[usize], position: usize) -> bool {
        let order = candidates.iter().any(|f| {
            let dataset = self.model.dataset(&self.model.filters[*f].dataset);
            dataset.is_some_and(|d| d.default_time.is_some())
        });
        let shelf = self.draft.filters.iter().any(|f| {
            f.candidates.iter().any(|c| {
                let dataset = self.model.dataset(&self.model.filters[*c].dataset);
                dataset.is_some_and(|d| d.default_time.is_none())
            })
        });
        let thing = self.draft.subjects.iter().any(|s| {
            matches!(
                self.model.entities[s.entity].name.as_str(),
                "product" | "stock_row"
            )
        });
        if !order || !(shelf || thing || !self.draft.against.is_empty()) {
            return false;
        }
        self.draft.absent.push(Absence {
            candidates: candidates.to_vec(),
            at: self.spans[position].start,
            here: false,
        });
        self.last = Last::Other;
        true
    }

    /// "rejected lines": the condition is that of the noun behind it, where orders and lines both have one.
    pub(super) fn of_noun_behind(&self, candidates: &mut Vec<usize>, position: usize) {
        let Some(entity) = self.spans.get(position + 1).and_then(Self::term_entity) else {
            return;
        };
        let Some(own) = &self.model.entities[entity].own_dataset else {
            return;
        };
        if candidates
            .iter()
            .any(|f| self.model.filters[*f].dataset == *own)
        {
            candidates.retain(|f| self.model.filters[*f].dataset == *own);
        }
    }

    /// "without any backordered line": there is no such part of the thing that is asked for.
    pub(super) fn no_part(&mut self, candidates: &[usize], position: usize) -> bool {
        let span = &self.spans[position];
        let none = (1..=3).any(|n| {
            span.start
                .checked_sub(n)
                .is_some_and(|t| matches!(self.tokens[t].norm.as_str(), "without" | "no" | "none"))
        });
        let Some(entity) = self.spans.get(position + 1).and_then(Self::term_entity) else {
            return false;
        };
        let Some(subject) = self.draft.subjects.first().map(|s| s.entity) else {
            return false;
        };
        let (whole, part) = (&self.model.entities[subject], &self.model.entities[entity]);
        let finer = part.own_dataset.is_some()
            && whole.key.len() > 1
            && part.key.len() > whole.key.len()
            && whole.key.iter().all(|k| part.key.contains(k));
        if !none || !finer || self.draft.every.is_some() {
            return false;
        }
        self.draft.every = Some(Every {
            entity,
            at: self.spans[position + 1].start,
            filters: vec![super::FilterMention {
                candidates: candidates.to_vec(),
                negated: true,
                at: span.start,
                or: false,
            }],
            values: Vec::new(),
        });
        self.consumed.insert(position + 1);
        self.last = Last::Other;
        true
    }

    /// "missing at OSL-1": not kept there.
    pub(super) fn missing_there(&mut self, matches: &[crate::values::Match]) {
        let missing = self
            .pending
            .negation
            .is_some_and(|at| self.tokens[at].norm == "missing");
        let row = self
            .model
            .entities
            .iter()
            .position(|e| e.name == "stock_row");
        let Some(row) = row.filter(|_| missing) else {
            return;
        };
        let place = self.model.entities[row].key.first();
        if matches.iter().any(|m| Some(&m.attribute) == place)
            && let Some(at) = self.pending.negation.take()
        {
            self.draft.kept = true;
            self.draft.existence.push(super::Existence {
                what: super::What::Count(row),
                at,
            });
        }
    }

    /// "OSL-1 does not stock": the noun is a verb there.
    pub(super) fn does_not_stock(&self, position: usize) -> bool {
        let span = &self.spans[position];
        let word = |n: usize| {
            span.start
                .checked_sub(n)
                .map_or("", |t| self.tokens[t].norm.as_str())
        };
        span.end == span.start + 1
            && self.tokens[span.start].norm == "stock"
            && (matches!(word(1), "doesnt" | "dont" | "didnt")
                || word(1) == "not" && matches!(word(2), "does" | "do" | "did"))
    }

    /// "no stock anywhere", "out of stock in all warehouses": not in one place only.
    pub(super) fn nowhere(&mut self, candidates: &[usize], position: usize) -> bool {
        let end = self.spans[position].end;
        let empty = candidates.iter().any(|f| {
            let filter = &self.model.filters[*f];
            filter.expression.trim().ends_with("= 0")
                && self
                    .model
                    .entity("stock_row")
                    .and_then(|e| e.own_dataset.as_ref())
                    == Some(&filter.dataset)
        });
        let word = |t: usize| self.tokens.get(t).map_or("", |t| t.norm.as_str());
        let anywhere = matches!(word(end), "anywhere" | "everywhere")
            || matches!(word(end), "at" | "in")
                && matches!(word(end + 1), "any" | "all" | "every")
                && self.spans[position + 1..].iter().take(4).any(|s| {
                    Self::term_entity(s).is_some_and(|e| self.model.entities[e].name == "warehouse")
                });
        let row = self
            .model
            .entities
            .iter()
            .position(|e| e.name == "stock_row");
        let product = self
            .draft
            .subjects
            .iter()
            .any(|s| self.model.entities[s.entity].name == "product");
        let (true, true, true, Some(row)) = (empty, anywhere, product, row) else {
            return false;
        };
        self.draft.nowhere = true;
        self.draft.kept = true;
        self.draft.reversed += 1;
        self.draft.existence.push(super::Existence {
            what: super::What::Count(row),
            at: self.spans[position].start,
        });
        self.last = Last::Other;
        true
    }

    /// "without any purchase order on the way": the condition belongs to the orders that must not exist.
    pub(super) fn of_absent_order(&mut self, candidates: &[usize], position: usize) -> bool {
        let start = self.spans[position].start;
        let Some(existence) = self.draft.existence.last() else {
            return false;
        };
        let super::What::Count(entity) = existence.what else {
            return false;
        };
        let own = self.model.entities[entity].own_dataset.clone();
        // "no line on an open order": the condition is that of the order.
        let of_order = candidates.iter().any(|f| {
            let home = &self.model.filters[*f].dataset;
            own.as_ref().is_some_and(|own| {
                own == home
                    || self
                        .model
                        .reachable(own)
                        .iter()
                        .any(|(d, _)| d.name == *home)
            })
        });
        let subject = self
            .draft
            .subjects
            .first()
            .map(|s| &self.model.entities[s.entity]);
        // "warehouses that have no items below minimum": none of its stock rows.
        let shelf = self
            .model
            .entity("stock_row")
            .and_then(|e| e.own_dataset.as_ref());
        let of_stock = matches!(
            self.model.entities[entity].name.as_str(),
            "product" | "stock_row"
        ) && candidates
            .iter()
            .any(|f| Some(&self.model.filters[*f].dataset) == shelf)
            && subject.is_some_and(|e| e.name == "warehouse");
        if !(of_order || of_stock) || start > existence.at + 4 {
            return false;
        }
        let grouped = subject.is_some_and(|e| e.key.len() == 1 && e.own_dataset.is_none());
        let removed = self.draft.existence.pop();
        if self.absent_order(candidates, position) {
            return true;
        }
        // "suppliers without an order that is late": none of theirs is.
        if grouped {
            self.draft.filters.push(super::FilterMention {
                candidates: candidates.to_vec(),
                negated: true,
                at: start,
                or: false,
            });
            self.draft.covered.extend(removed.map(|e| e.at));
            self.last = Last::Other;
            return true;
        }
        self.draft.existence.extend(removed);
        false
    }

    /// "… order for that product to that warehouse": the nouns behind what must not exist belong to it.
    pub(super) fn belongs_to_absence(&mut self, entity: usize, position: usize) -> bool {
        let start = self.spans[position].start;
        let Some(absence) = self.draft.absent.last_mut() else {
            return false;
        };
        let entity = &self.model.entities[entity];
        let own = entity
            .own_dataset
            .as_deref()
            .and_then(|d| self.model.dataset(d));
        let order = own.is_some_and(|d| d.default_time.is_some());
        let points = start.checked_sub(1).is_some_and(|t| {
            matches!(
                self.tokens[t].norm.as_str(),
                "that" | "this" | "the" | "same" | "their" | "its" | "it" | "those" | "these"
            )
        });
        if order && start <= absence.at + 6 {
            return true;
        }
        if points && start <= absence.at + 12 {
            absence.here |= entity.key.iter().any(|k| k.as_str() == "warehouse_code");
            return true;
        }
        false
    }

    /// Things that were named as what a measure is of ("products sold in … but not in …") are what is asked for.
    pub(super) fn settle_contrast(&mut self) {
        let both = self.tokens.iter().position(|t| t.norm == "both");
        self.draft.both = both.filter(|at| {
            self.draft
                .values
                .iter()
                .any(|v| v.at > *at && v.at < *at + 8)
        });
        self.draft.held = self.draft.values.iter().any(|value| {
            let Some(span) = self.spans.iter().find(|s| s.start == value.at) else {
                return false;
            };
            let word = |t: usize| self.tokens.get(t).map_or("", |t| t.norm.as_str());
            let has = |w: &str| matches!(w, "has" | "have" | "holds" | "hold" | "hasnt");
            has(word(span.end)) || (span.end..span.end + 3).any(|t| word(t) == "have")
        });
        let pair = self.draft.values.iter().any(|v| {
            v.negated
                && self.draft.values.iter().any(|o| {
                    !o.negated
                        && o.at < v.at
                        && o.matches
                            .iter()
                            .any(|m| v.matches.iter().any(|n| n.attribute == m.attribute))
                })
        });
        if !pair && self.draft.exclusive.is_none() {
            return;
        }
        let [measure] = self.draft.measures.as_slice() else {
            return;
        };
        let super::What::Metric(metrics) = measure.what.clone() else {
            return;
        };
        let Some(span) = self.spans.iter().find(|s| s.start == measure.at) else {
            return;
        };
        // "products sold": the thing stands in the measure's words, or right before them.
        let noun = &self.tokens[span.start];
        let named = self.model.entities.iter().position(|e| {
            noun.norm.ends_with('s')
                && e.key.len() == 1
                && (e.noun.singular == noun.fold || e.synonyms.contains(&noun.fold))
        });
        let verb = self.tokens[span.end - 1].norm.ends_with('d')
            || self.tokens[span.end - 1].norm == "bought";
        let said = self.draft.subjects.first().is_some_and(|s| {
            s.plural && self.model.entities[s.entity].key.len() == 1 && s.at < measure.at
        });
        if !verb || !(said || named.is_some()) {
            return;
        }
        let at = measure.at;
        if !said && let Some(entity) = named {
            self.draft.subjects.insert(
                0,
                super::Subject {
                    entity,
                    at,
                    plural: true,
                },
            );
        }
        self.draft.measures.clear();
        self.draft.counted_in = Some(metrics);
    }

    /// "status: the order's": the noun beside a status says whose it is.
    pub(super) fn term_entity(span: &Span) -> Option<usize> {
        let Meaning::Terms(terms) = &span.meaning else {
            return None;
        };
        terms.iter().find_map(|t| match t {
            Term::Entity(e) => Some(*e),
            _ => None,
        })
    }
}
