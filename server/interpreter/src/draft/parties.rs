//! *Parties* and places in a draft that say where things go, come from or lie, rather than what groups.

use semantic::MetricKind;

use super::reader::Reader;
use super::{Dimension, MeasureMention, Subject, What};
use crate::cues::Cue;
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::text::Gap;

impl Reader<'_> {
    /// "Units to send to customers, by warehouse": whom they go to does not group beside what groups.
    pub(super) fn receivers(&mut self) {
        let draft = &self.draft;
        let trades = !draft.measures.is_empty() || draft.in_units || draft.in_money;
        let grouped = !draft.dimensions.is_empty() || draft.grain.is_some();
        if !trades || draft.top.is_some() || draft.per_group {
            return;
        }
        let word = |at: usize| self.tokens.get(at).map_or("", |t| t.norm.as_str());
        // "Ordered from suppliers in May", "spent with our suppliers": no more is said of them.
        let traded = |lead: usize, at: usize| {
            let verb = lead.checked_sub(1).map_or("", word);
            let ends = self.tokens.get(at + 1).is_none_or(|t| t.gap != Gap::Space)
                || self.spans.iter().any(|s| {
                    s.start == at + 1
                        && matches!(
                            s.meaning,
                            Meaning::Date(_) | Meaning::Cue(Cue::By | Cue::Each)
                        )
                });
            matches!(word(lead), "from" | "with" | "to")
                && matches!(
                    verb,
                    "ordered"
                        | "order"
                        | "bought"
                        | "buy"
                        | "purchased"
                        | "spent"
                        | "spend"
                        | "spending"
                        | "purchases"
                        | "placed"
                        | "sold"
                        | "sell"
                        | "sales"
                )
                && ends
        };
        let goes = |s: &Subject| {
            let entity = &self.model.entities[s.entity];
            let article = usize::from(
                s.at.checked_sub(1)
                    .is_some_and(|b| matches!(word(b), "the" | "our" | "all")),
            );
            let lead = s.at.checked_sub(1 + article);
            let said = lead.is_some_and(|lead| {
                let by_time = draft.grain.is_some() && word(lead) == "with";
                grouped && (by_time || matches!(word(lead), "to" | "owe" | "owed" | "from"))
                    || traded(lead, s.at)
            });
            s.plural && entity.own_dataset.is_none() && entity.key.len() == 1 && said
        };
        let found: Vec<usize> = draft
            .subjects
            .iter()
            .filter(|s| goes(s))
            .map(|s| s.at)
            .collect();
        self.draft.subjects.retain(|s| !found.contains(&s.at));
        self.draft.actors.extend(found);
    }

    /// "What are we expecting from our suppliers", "what should suppliers deliver this week": the orders that they are to
    /// deliver.
    pub(super) fn awaited_of_parties(&mut self) {
        let draft = &self.draft;
        let [subject] = draft.subjects.as_slice() else {
            return;
        };
        let order = self.model.entity("purchase_order").and_then(|order| {
            let name = &order.name;
            self.model.entities.iter().position(|e| e.name == *name)
        });
        let word = |at: usize| self.tokens.get(at).map_or("", |t| t.norm.as_str());
        let asks = (0..subject.at).any(|at| {
            word(at) == "what"
                && matches!(
                    word(at + 1),
                    "are" | "is" | "should" | "do" | "will" | "have" | "must" | "can"
                )
        });
        let supplier = self.model.entities[subject.entity].name == "supplier";
        let awaited = self.tokens.iter().any(|t| {
            ["expect", "deliver", "due", "send", "bring"]
                .iter()
                .any(|stem| t.norm.starts_with(stem))
        });
        let plain = draft.measures.is_empty()
            && draft.dimensions.is_empty()
            && draft.attributes.is_empty()
            && draft.top.is_none()
            && draft.grain.is_none()
            && !draft.bare_count
            && !draft.how_much
            && !draft.dates.is_empty()
            && !draft.per_group;
        let (Some(entity), true) = (
            order,
            asks && supplier && awaited && subject.plural && plain,
        ) else {
            return;
        };
        let at = subject.at;
        // "Be delivering": what they are to do, no state of the orders.
        let doing = |f: &super::FilterMention| {
            matches!(word(f.at), "deliver" | "delivering" | "send" | "bring")
        };
        let verbs: Vec<usize> = draft
            .filters
            .iter()
            .filter(|f| doing(f))
            .map(|f| f.at)
            .collect();
        self.draft.filters.retain(|f| !verbs.contains(&f.at));
        self.draft.actors.push(at);
        self.draft.actors.extend(verbs);
        self.draft.due = true;
        self.draft.subjects = vec![Subject {
            entity,
            at: usize::MAX,
            plural: true,
        }];
    }

    /// "Drills sold by area": of things that are named, how many were sold; money is asked for by its words.
    pub(super) fn sold_pieces(&mut self) {
        let Some(units) = self.traded() else { return };
        if self.draft.in_money || self.draft.how_much || self.draft.in_units {
            return;
        }
        let of_product = |span: &Span| match &span.meaning {
            Meaning::Values(matches) => matches
                .first()
                .is_some_and(|m| m.attribute.as_str().starts_with("product_")),
            _ => false,
        };
        let verb =
            |span: &Span| span.end == span.start + 1 && self.tokens[span.start].norm == "sold";
        let said: Vec<usize> = self
            .spans
            .iter()
            .filter(|s| s.meaning != Meaning::Ignorable)
            .collect::<Vec<_>>()
            .windows(2)
            .filter(|pair| of_product(pair[0]) && verb(pair[1]))
            .map(|pair| pair[1].start)
            .collect();
        let whole = self.draft.measures.iter().filter(|m| !m.by).count() == 1;
        for mention in self.draft.measures.iter_mut().filter(|_| whole) {
            let additive = match &mention.what {
                What::Metric(all) => all.iter().all(|m| self.model.metrics[*m].additive),
                _ => false,
            };
            if said.contains(&mention.at) && additive {
                mention.what = What::Metric(vec![units]);
            }
        }
    }

    /// "Days of cover of the drills": how long stock lasts is a matter of each product, where several are named.
    pub(super) fn cover_of_each(&mut self) {
        let Some(product) = self.model.entities.iter().position(|e| e.name == "product") else {
            return;
        };
        let trails = |m: usize| match &self.model.metrics[m].kind {
            MetricKind::Derived { inputs, .. } => {
                inputs.iter().any(|i| i.trailing_days.is_some())
                    && self.model.metrics[m].unit.as_deref() == Some("days")
            }
            MetricKind::Aggregate { .. } => false,
        };
        let draft = &self.draft;
        let lasts = !draft.measures.is_empty()
            && draft.measures.iter().all(|m| match &m.what {
                What::Metric(all) => !m.by && all.iter().all(|m| trails(*m)),
                _ => false,
            });
        let named: usize = draft
            .values
            .iter()
            .filter(|v| !v.negated)
            .filter_map(|v| v.matches.first())
            .filter(|m| m.attribute.as_str().starts_with("product_n"))
            .map(|m| m.values.len())
            .sum();
        let free = draft.dimensions.is_empty()
            && draft.subjects.is_empty()
            && draft.grain.is_none()
            && draft.top.is_none()
            && (!draft.total || self.over_places())
            && !self
                .spans
                .iter()
                .any(|s| matches!(s.meaning, Meaning::Cue(Cue::Average | Cue::Median)));
        if lasts && free && named > 1 {
            self.draft.total = false;
            self.draft.together = false;
            self.draft.dimensions.push(Dimension::Entity(product));
        }
    }

    /// "All depots together": every word of a sum stands behind places.
    fn over_places(&self) -> bool {
        let place = self
            .model
            .entity("stock_row")
            .and_then(|row| row.key.first());
        let of_place = |s: &Span| match &s.meaning {
            Meaning::Terms(terms) => terms.iter().any(|t| match t {
                Term::Entity(e) => self.model.entities[*e].key.first() == place,
                Term::Attribute(a) => Some(a) == place,
                _ => false,
            }),
            _ => false,
        };
        self.spans.iter().enumerate().all(|(position, span)| {
            span.meaning != Meaning::Cue(Cue::Total)
                || position
                    .checked_sub(1)
                    .is_some_and(|before| of_place(&self.spans[before]))
        })
    }

    /// "What do we have on order with Harbour Tools", asked by somebody who reads no purchase orders.
    pub(super) fn ordered_elsewhere(&mut self) {
        if self.model.entity("purchase_order").is_some() {
            return;
        }
        let word = |at: usize| self.tokens.get(at).map_or("", |t| t.norm.as_str());
        let supplier = self.spans.iter().any(|s| {
            match &s.meaning {
            Meaning::Values(matches) => matches
                .first()
                .is_some_and(|m| m.attribute.as_str().contains("supplier_")),
            Meaning::Terms(terms) => terms.iter().any(|t| {
                matches!(t, Term::Entity(e) if self.model.entities[*e].name.contains("supplier"))
            }),
            _ => false,
        }
        });
        let outside: Vec<String> = self
            .spans
            .iter()
            .filter(|s| {
                let on_order = s.end == s.start + 2
                    && word(s.start) == "on"
                    && matches!(word(s.start + 1), "order" | "backorder");
                // "Which of them do we have on order": what somebody else is to send us.
                let ours = (1..5).any(|back| {
                    s.start
                        .checked_sub(back)
                        .is_some_and(|at| word(at) == "we" && word(at + 1) != "sell")
                });
                on_order && (supplier || ours)
            })
            .map(|s| self.words(s))
            .collect();
        self.draft.outside.extend(outside);
    }

    /// "Where do we have the most money in drills": the place that has it, by what lies there.
    pub(super) fn place_of_most(&mut self) {
        use super::TopKind::{Best, Least, Most, Worst};
        let Some(row) = self.model.entity("stock_row") else {
            return;
        };
        let place = self
            .model
            .entities
            .iter()
            .position(|e| e.key.len() == 1 && e.key.first() == row.key.first());
        let of_stock = |what: &What| match what {
            What::Metric(all) => all.iter().all(|m| match &self.model.metrics[*m].kind {
                MetricKind::Aggregate { dataset, .. } => Some(dataset) == row.own_dataset.as_ref(),
                MetricKind::Derived { .. } => false,
            }),
            _ => false,
        };
        let draft = &self.draft;
        let ranks = draft
            .top
            .as_ref()
            .is_some_and(|t| matches!(t.kind, Best | Least | Most | Worst));
        let plain = draft.place
            && draft.subjects.is_empty()
            && draft.dimensions.is_empty()
            && draft.grain.is_none()
            && !draft.ordered
            && draft.dates.is_empty();
        let held = draft.measures.is_empty() && (draft.have || draft.kept);
        let measured =
            !draft.measures.is_empty() && draft.measures.iter().all(|m| of_stock(&m.what));
        let (true, true, true, Some(entity)) = (ranks, plain, held || measured, place) else {
            return;
        };
        let stock = row
            .natural_metrics
            .first()
            .and_then(|name| self.model.metrics.iter().position(|m| m.name == *name));
        if let (true, Some(metric)) = (held, stock) {
            self.draft.measures.push(MeasureMention {
                what: What::Metric(vec![metric]),
                at: 0,
                by: true,
            });
        }
        self.draft.subjects.push(Subject {
            entity,
            at: 0,
            plural: false,
        });
    }

    /// "Customers who bought a drill, which one and when": what was on the orders and their date, beside who ordered.
    pub(super) fn bought_when(&mut self) {
        let draft = &self.draft;
        let party = |e: usize| {
            let entity = &self.model.entities[e];
            matches!(entity.name.as_str(), "customer" | "supplier")
        };
        let who = draft.who && draft.subjects.is_empty()
            || draft.subjects.len() == 1 && draft.subjects.iter().all(|s| party(s.entity));
        let product = draft.values.iter().any(|v| {
            !v.negated
                && v.matches
                    .first()
                    .is_some_and(|m| m.attribute.as_str().starts_with("product_"))
        });
        let plain = draft.ordered
            && draft.measures.is_empty()
            && draft.attributes.is_empty()
            && draft.dimensions.is_empty()
            && draft.conditions.is_empty()
            && draft.top.is_none()
            && !draft.bare_count
            && !draft.how_much;
        if !who || !product || !plain {
            return;
        }
        let word = |at: usize| self.tokens.get(at).map_or("", |t| t.norm.as_str());
        let first = draft.values.first().map_or(0, |v| v.at);
        let which = (first + 1..self.tokens.len()).find(|at| {
            word(*at) == "which" && matches!(word(at + 1), "one" | "ones" | "model" | "models")
        });
        let usual = self
            .traded()
            .and_then(|m| match &self.model.metrics[m].kind {
                MetricKind::Aggregate { dataset, .. } => self.model.dataset(dataset),
                MetricKind::Derived { .. } => None,
            })
            .and_then(|d| d.default_time.clone());
        let when = self
            .spans
            .iter()
            .find(|s| s.meaning == Meaning::Cue(Cue::When) && s.start > first)
            .map(|s| s.start);
        if let (Some(at), Some(product)) = (which, self.model.entity("product")) {
            let named = product.key.iter().chain(&product.name_attribute).cloned();
            self.draft.attributes.extend(named.map(|a| (a, at)));
        }
        if let (Some(at), Some(date)) = (when, usual) {
            self.draft.attributes.push((date, at));
        }
    }

    /// "The cheapest supplier of the drill": by what was paid, not by the list price.
    pub(super) fn cheapest_supplier(&mut self) {
        let supplier = |e: usize| self.model.entities[e].name == "supplier";
        let first = self.draft.subjects.iter().min_by_key(|s| s.at);
        let asked = first.is_some_and(|s| supplier(s.entity));
        if !asked || self.draft.dimensions.len() > 1 {
            return;
        }
        let bought = |m: usize| match &self.model.metrics[m].kind {
            MetricKind::Aggregate { dataset, .. } => self
                .model
                .dataset(dataset)
                .is_some_and(|d| d.primary_key.len() > 2),
            MetricKind::Derived { .. } => false,
        };
        for mention in self.draft.measures.iter_mut().filter(|m| m.by) {
            if let What::Metric(all) = &mut mention.what
                && all.iter().any(|m| bought(*m))
            {
                all.retain(|m| bought(*m));
            }
        }
    }

    /// "Not ordered from there": the place that was named before is meant again, at this token.
    pub(super) fn there_again(&mut self) {
        let row = self.model.entity("stock_row");
        let place = row.and_then(|r| r.key.first());
        let of_place = |s: &Span| {
            match &s.meaning {
            Meaning::Terms(terms) => terms.iter().any(
                |t| matches!(t, Term::Entity(e) if self.model.entities[*e].key.first() == place && self.model.entities[*e].key.len() == 1),
            ),
            _ => false,
        }
        };
        let one = |s: &Span| !self.tokens[s.end - 1].norm.ends_with('s');
        self.draft.same_place = place.is_some()
            && !self.draft.existence.is_empty()
            && self.spans.iter().any(|s| of_place(s) && one(s));
        let word = |at: usize| self.tokens.get(at).map_or("", |t| t.norm.as_str());
        self.draft.there = (1..self.tokens.len()).find(|at| {
            word(*at) == "there"
                && matches!(
                    word(at - 1),
                    "from" | "of" | "ordered" | "sold" | "shipped" | "sent" | "moved"
                )
        });
    }
}
