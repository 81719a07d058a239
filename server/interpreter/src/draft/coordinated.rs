//! *Coordinated* figures: one that is named by a condition beside another rate ("fill rate and on-time"), and one that is
//! a part of the figure before it ("open orders and, of those, how many are due this week").

use semantic::{AttributeId, MetricKind};

use super::reader::Reader;
use super::{PartInTime, Subject, What};
use crate::cues::Cue;
use crate::dates::DatePhrase;
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::text::Gap;

impl Reader<'_> {
    /// "Fill rate and on-time", "on time, fill rate": beside a rate a condition stands for its own rate.
    pub(super) fn rates_beside(&mut self) {
        let rate_of = |f: &super::FilterMention| {
            f.candidates.iter().find_map(|f| {
                let rate = self.model.filters[*f].rate.as_ref()?;
                self.model.metrics.iter().position(|m| m.name == *rate)
            })
        };
        let is_rate = |span: &Span| {
            self.draft.measures.iter().any(|m| {
                m.at == span.start
                    && match &m.what {
                        What::Metric(all) => all
                            .iter()
                            .any(|m| self.model.metrics[*m].unit.as_deref() == Some("fraction")),
                        _ => false,
                    }
            })
        };
        let joined = |left: usize, right: usize| {
            let between = &self.spans[left + 1..right];
            let and = between.iter().any(|s| {
                matches!(
                    s.meaning,
                    Meaning::Cue(Cue::And | Cue::Versus | Cue::OrMore)
                )
            });
            let comma = self.tokens[self.spans[right].start].gap == Gap::Comma;
            let only = between.iter().all(|s| {
                matches!(
                    s.meaning,
                    Meaning::Ignorable | Meaning::Cue(Cue::And | Cue::Versus | Cue::OrMore)
                )
            });
            (and || comma) && only && right - left < 5
        };
        let thing = |span: Option<&Span>| {
            span.is_some_and(|s| {
                matches!(&s.meaning, Meaning::Terms(terms)
                if terms.iter().any(|t| matches!(t, Term::Entity(_))))
            })
        };
        let mut found = Vec::new();
        for (mention, filter) in self.draft.filters.iter().enumerate() {
            let Some(metric) = rate_of(filter).filter(|_| !filter.negated) else {
                continue;
            };
            let Some(place) = self.spans.iter().position(|s| s.start == filter.at) else {
                continue;
            };
            let near = (place.saturating_sub(4)..place)
                .any(|p| is_rate(&self.spans[p]) && joined(p, place))
                || (place + 1..self.spans.len().min(place + 5))
                    .any(|p| is_rate(&self.spans[p]) && joined(place, p));
            // "Fill rate and late orders": the orders themselves.
            if near && !thing(self.spans.get(place + 1)) {
                found.push((mention, metric));
            }
        }
        if found.is_empty() {
            return;
        }
        for (mention, metric) in found.into_iter().rev() {
            let said = self.draft.filters.remove(mention);
            self.shown(metric, said.at);
        }
        self.draft.measures.sort_by_key(|m| m.at);
    }

    /// "Of those, how many …", "how many of them …": the count that begins at that place is a part of what was asked for
    /// before.
    pub(super) fn counts_part(&self, position: usize) -> bool {
        let asked = !self.draft.measures.is_empty() || !self.draft.subjects.is_empty();
        let of = |s: &Span| {
            s.meaning == Meaning::Cue(Cue::Pronoun) && self.norm(s.start) == "of"
                || s.meaning == Meaning::Cue(Cue::Pronoun)
                    && s.start > 0
                    && self.norm(s.start - 1) == "of"
        };
        let before = self.spans[..position]
            .iter()
            .rev()
            .find(|s| s.meaning != Meaning::Ignorable)
            .is_some_and(of);
        let after = self.spans[position + 1..]
            .iter()
            .find(|s| s.meaning != Meaning::Ignorable)
            .is_some_and(of);
        asked && (before || after)
    }

    /// "… are due this week": the time of a part that is counted for itself.
    pub(super) fn part_in_time(&mut self, phrase: &DatePhrase, at: usize) -> bool {
        if !self.pending.part || super::range_of(phrase).is_none() {
            return false;
        }
        let due = self.pending.part_due;
        self.draft.parts_in_time.push(PartInTime {
            phrase: phrase.clone(),
            at,
            due,
        });
        self.pending.part = false;
        self.pending.part_due = None;
        self.pending.count = None;
        self.draft.pronoun = false;
        self.last = super::reader::Last::Other;
        true
    }

    /// "Quebec orders this year: fill rate?": of all those orders, where a rate of each is not asked for.
    pub(super) fn rate_of_orders(&mut self) {
        let draft = &self.draft;
        let [subject] = draft.subjects.as_slice() else {
            return;
        };
        let entity = &self.model.entities[subject.entity];
        let order = entity.key.len() > 1
            && entity
                .own_dataset
                .as_deref()
                .and_then(|d| self.model.dataset(d))
                .is_some_and(|d| d.default_time.is_some());
        let at = subject.at;
        let rates = !draft.measures.is_empty()
            && draft.measures.iter().all(|m| {
                m.at > at
                    && !m.by
                    && match &m.what {
                        What::Metric(all) => all.iter().all(|m| !self.model.metrics[*m].additive),
                        _ => false,
                    }
            });
        let apart = draft.measures.iter().any(|m| {
            // A measure that nobody said stands behind the last word.
            let token = self.tokens.get(m.at);
            token.is_some_and(|t| matches!(t.gap, Gap::Comma | Gap::Stop))
        });
        let one = draft.dimensions.is_empty()
            && draft.grain.is_none()
            && draft.conditions.is_empty()
            && draft.top.is_none()
            && draft.direction.is_none()
            && draft.keys.is_empty()
            && !draft.per_group
            && !draft.rank
            && !draft.list;
        if order && rates && apart && one {
            self.draft.subjects.clear();
            self.draft.verbs.push(at);
        }
    }

    /// The column of the rows of things, not of what was traded, that a metric is the mean of.
    pub(super) fn own_column(&self, metrics: &[usize]) -> Option<AttributeId> {
        metrics
            .iter()
            .filter(|m| !self.model.metrics[**m].additive)
            .find_map(|m| super::row_column(self.model, *m))
            .filter(|a| {
                self.model
                    .fields_of(a)
                    .any(|(d, _)| d.default_time.is_none())
            })
    }

    /// "How many items have a lead time", "for which a lead time is on file": that there is one, not how large it is.
    pub(super) fn is_recorded(&self, position: usize) -> bool {
        const RECORDED: &str = " file record recorded registered noted filled set known entered maintained stored given \
            defined specified ";
        let span = &self.spans[position];
        let one = span.start > 0 && matches!(self.norm(span.start - 1), "a" | "an" | "any");
        let compared = self.next(position).is_some_and(|s| {
            matches!(
                s.meaning,
                Meaning::Cue(Cue::Compare(_) | Cue::Between) | Meaning::Number(_)
            )
        });
        let among = |word: &str| RECORDED.split_whitespace().any(|w| w == word);
        let recorded = (span.start..span.end + 4).any(|t| among(self.norm(t)));
        let counted = self
            .draft
            .measures
            .iter()
            .any(|m| matches!(m.what, What::Count(_)));
        let listed = !self.draft.subjects.is_empty() && recorded;
        one && !compared && (counted || listed) && self.pending.comparator.is_none()
    }

    /// "Everything that has not sold, with the quantity", "sauces with their stock": where nothing else is asked for, the
    /// figure behind "with" is a column of the things.
    pub(super) fn listed_with(&mut self) {
        let shelf = self.shelf_column();
        let draft = &self.draft;
        let [measure] = draft.measures.as_slice() else {
            return;
        };
        let at = measure.at;
        if shelf.is_none() || self.column_of(&measure.what) != shelf || measure.by {
            return;
        }
        let mut before = at;
        while before > 0
            && matches!(
                self.norm(before - 1),
                "the" | "their" | "its" | "current" | "present"
            )
        {
            before -= 1;
        }
        let with = before > 0 && matches!(self.norm(before - 1), "with" | "plus" | "and" | "w");
        let things = self.spans.iter().any(|s| {
            s.start < at
                && s.meaning == Meaning::Cue(Cue::All)
                && !matches!(self.norm(s.start), "all")
        }) || draft.values.iter().any(|v| {
            !v.negated
                && v.at < at
                && v.matches
                    .first()
                    .is_some_and(|m| m.attribute.as_str().starts_with("product_"))
        });
        let plain = draft.subjects.is_empty()
            && draft.dimensions.is_empty()
            && draft.grain.is_none()
            && draft.top.is_none()
            && draft.share.is_none()
            && draft.keys.is_empty()
            && !draft.total
            && !draft.bare_count
            && !draft.how_much
            && !draft.ordered
            && !draft.versus
            && self.pending.count.is_none();
        let product = self.model.entities.iter().position(|e| e.name == "product");
        if let (true, true, true, Some(entity), Some(column)) =
            (with, things, plain, product, shelf)
        {
            self.draft.measures.clear();
            self.draft.attributes.push((column, at));
            self.draft.list = true;
            self.draft.subjects.push(Subject {
                entity,
                at: 0,
                plural: true,
            });
        }
    }

    /// "Anything that will last less than ten days", "everything with under 30 days of cover": the products.
    pub(super) fn things_measured(&mut self) {
        let held = |metric: &usize| match &self.model.metrics[*metric].kind {
            MetricKind::Derived { inputs, .. } => inputs.iter().any(|i| {
                self.model
                    .metrics
                    .iter()
                    .position(|m| m.name == i.metric)
                    .and_then(|m| super::summed_column(self.model, m))
                    == self.shelf_column()
            }),
            MetricKind::Aggregate { .. } => false,
        };
        let compared = self.draft.conditions.iter().any(|c| match &c.target {
            Some(What::Metric(all)) => all.iter().all(held),
            _ => false,
        });
        let thing = self.spans.iter().find(|s| {
            matches!(s.meaning, Meaning::Cue(Cue::All)) && self.norm(s.start) != "all"
                || s.meaning == Meaning::Cue(Cue::List) && self.norm(s.start) == "what"
        });
        let draft = &self.draft;
        // "Cover below 15 in Narvik": a limit is that of each thing, not of all of them.
        let limit = draft.conditions.first().map(|c| c.at);
        let thing = thing
            .map(|s| s.start)
            .or_else(|| limit.filter(|_| !draft.total && !draft.how_much));
        let plain = draft.subjects.is_empty()
            && draft.dimensions.is_empty()
            && draft.grain.is_none()
            && self.pending.count.is_none()
            && !draft.bare_count;
        let product = self.model.entities.iter().position(|e| e.name == "product");
        // How much there is, beside how long it lasts.
        let stock = (0..self.model.metrics.len()).find(|m| {
            super::summed_column(self.model, *m).is_some()
                && super::summed_column(self.model, *m) == self.shelf_column()
        });
        if let (true, true, Some(at), Some(entity)) = (compared, plain, thing, product) {
            if let Some(stock) = stock {
                self.shown(stock, usize::MAX);
            }
            self.draft.subjects.push(Subject {
                entity,
                at,
                plural: true,
            });
        }
    }

    /// "How many pieces are in there, and what is it all worth": both figures of what a place or a product has.
    pub(super) fn pieces_and_worth(&mut self) {
        let draft = &self.draft;
        let said = |cue: Cue| {
            self.spans
                .iter()
                .find(|s| s.meaning == Meaning::Cue(cue))
                .map(|s| s.start)
        };
        let (Some(units), Some(money)) = (said(Cue::InUnits), said(Cue::InMoney)) else {
            return;
        };
        let plain = draft.in_units
            && draft.in_money
            && draft.measures.is_empty()
            && draft.conditions.is_empty()
            && draft.dates.is_empty()
            && draft.keys.is_empty()
            && draft.share.is_none()
            && draft.top.is_none()
            && !draft.ordered
            && !draft.values.is_empty()
            && draft.subjects.iter().all(|s| {
                self.model.entities[s.entity].own_dataset.as_deref() == Some("product")
                    || self.model.entities[s.entity].name == "warehouse"
            });
        let shelf = self
            .model
            .entity("stock_row")
            .and_then(|e| e.own_dataset.clone());
        let of = |unit: &str| {
            self.model.metrics.iter().position(|m| {
                m.additive
                    && m.unit.as_deref() == Some(unit)
                    && matches!(&m.kind, MetricKind::Aggregate { dataset, filters, .. }
                        if Some(dataset) == shelf.as_ref() && filters.is_empty())
            })
        };
        if let (true, Some(pieces), Some(worth)) = (plain, of("units"), of("USD")) {
            self.shown(pieces, units);
            self.shown(worth, money);
            self.draft.in_units = false;
            self.draft.in_money = false;
            self.draft.measures.sort_by_key(|m| m.at);
        }
    }

    /// "What will run dry soon": nothing is out of stock yet. How long it lasts is what a measure beside it says; without
    /// one nothing that is known does.
    pub(super) fn still_to_come(&mut self, candidates: &[usize], position: usize) -> bool {
        let span = &self.spans[position];
        let none = self.model.filters[candidates[0]]
            .expression
            .trim()
            .ends_with("= 0");
        let near = span.start.saturating_sub(4)..span.start;
        let will = near.clone().any(|t| {
            matches!(
                self.norm(t),
                "will" | "wil" | "about" | "might" | "could" | "risk"
            ) || self.norm(t) == "going" && self.norm(t + 1) == "to"
        });
        let soon = matches!(self.norm(span.end), "soon" | "shortly" | "next");
        if !none || !(will || soon) {
            return false;
        }
        let lasting = |what: &What| match what {
            What::Metric(all) => all
                .iter()
                .any(|m| self.model.metrics[*m].unit.as_deref() == Some("days")),
            _ => false,
        };
        let measured = self.draft.measures.iter().any(|m| lasting(&m.what))
            || self.spans.iter().any(|s| {
                matches!(&s.meaning, Meaning::Terms(terms) if terms.iter().any(|t| {
                    matches!(t, Term::Metric(m) if lasting(&What::Metric(vec![*m])))
                }))
            });
        if measured {
            self.draft.days_behind.push(span.start);
        } else {
            self.draft.unused.push(self.words(span));
        }
        self.last = super::reader::Last::Other;
        true
    }

    /// "Incoming orders" of customers: those that were placed.
    pub(super) fn orders_that_come_in(&mut self, position: usize) -> bool {
        let at = self.spans[position].start;
        let comes = matches!(self.norm(at), "incoming" | "inbound");
        let customer = self.model.entity("customer").map(|e| &e.key);
        let placed = self.next(position).is_some_and(|s| {
            matches!(&s.meaning, Meaning::Terms(terms) if terms.iter().any(|t| match t {
                Term::Entity(e) => self.model.entities[*e]
                    .own_dataset
                    .as_deref()
                    .is_some_and(|own| customer.is_some_and(|key| {
                        !key.is_empty()
                            && key.iter().all(|k| self.model.resolve(own, k).is_some())
                    })),
                _ => false,
            }))
        });
        if comes && placed {
            self.draft.verbs.push(at);
        }
        comes && placed
    }

    /// "New orders": each of them was new when it was placed.
    pub(super) fn new_orders(&self, position: usize) -> bool {
        self.spans.get(position + 1).is_some_and(|s| {
            matches!(&s.meaning, Meaning::Terms(terms) if terms.iter().any(|t| match t {
                Term::Entity(e) => self.model.entities[*e]
                    .own_dataset
                    .as_deref()
                    .and_then(|d| self.model.dataset(d))
                    .is_some_and(|d| d.default_time.is_some()),
                _ => false,
            }))
        })
    }

    /// "Open orders with something that we are out of": the products on them, of which a state of the stock is said.
    pub(super) fn something_on_orders(&mut self) {
        let shelf = self
            .model
            .entity("stock_row")
            .and_then(|e| e.own_dataset.as_ref());
        let Some(state) = self
            .draft
            .filters
            .iter()
            .find(|f| {
                f.candidates
                    .iter()
                    .all(|f| Some(&self.model.filters[*f].dataset) == shelf)
            })
            .map(|f| f.at)
        else {
            return;
        };
        let something = self.spans.iter().find(|s| {
            s.meaning == Meaning::Cue(Cue::All)
                && s.start < state
                && matches!(
                    self.norm(s.start),
                    "something" | "anything" | "things" | "stuff"
                )
        });
        let orders = |s: &Subject| {
            self.model.entities[s.entity]
                .own_dataset
                .as_deref()
                .and_then(|d| self.model.dataset(d))
                .is_some_and(|d| d.default_time.is_some())
        };
        let draft = &self.draft;
        let listed = !draft.subjects.is_empty()
            && draft.subjects.iter().all(orders)
            && draft.measures.is_empty();
        let product = self.model.entities.iter().position(|e| e.name == "product");
        if let (true, Some(at), Some(entity)) = (listed, something.map(|s| s.start), product) {
            self.draft.subjects.push(Subject {
                entity,
                at,
                plural: true,
            });
        }
    }
}
