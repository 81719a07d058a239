//! Questions about *one order* by its number ("is order 4711 delivered", "when do we expect it"), and about what there is of
//! a product ("any ladders left").

use super::reader::Reader;
use super::{FilterMention, Subject, ValueMention};
use crate::cues::Cue;
use crate::lattice::Meaning;

impl Reader<'_> {
    /// "Is order 4711 delivered or what": its state is asked for, whatever it is; the row of the order says it.
    pub(super) fn state_of_one(&mut self) {
        let [key] = self.draft.keys.as_slice() else {
            return;
        };
        let (entity, at) = (key.entity, key.at);
        let order = &self.model.entities[entity];
        let Some(own) = order.own_dataset.clone().filter(|_| order.key.len() == 2) else {
            return;
        };
        let draft = &self.draft;
        let of_order = draft.subjects.iter().all(|s| s.entity == entity)
            && draft.measures.is_empty()
            && draft.dimensions.is_empty()
            && draft.existence.is_empty()
            && draft.conditions.is_empty()
            && draft.lags.is_empty()
            && !draft.inside
            && !draft.bare_count
            && !draft.how_much
            && !draft.in_units;
        let model = self.model;
        let of_header = |f: &FilterMention| {
            f.candidates
                .iter()
                .any(|c| model.filters[*c].dataset == own)
        };
        let state = |v: &ValueMention| {
            v.matches
                .iter()
                .any(|m| m.attribute.as_str().contains("status"))
        };
        let stated = draft.filters.iter().any(of_header)
            || draft.values.iter().any(state)
            || draft.due
            || draft.ordered
            || draft.place
            || draft.when;
        if !of_order || !stated {
            return;
        }
        // "Who approved order 4711": nobody's name is on file.
        let who = self.spans.windows(2).position(|pair| {
            pair[0].meaning == Meaning::Cue(Cue::Who)
                && self.tokens[pair[0].start].norm == "who"
                && matches!(
                    self.tokens[pair[1].start].norm.as_str(),
                    "approved"
                        | "rejected"
                        | "cancelled"
                        | "canceled"
                        | "received"
                        | "delivered"
                        | "fulfilled"
                )
        });
        if let Some(place) = who {
            let words = self.words(&self.spans[place]);
            self.draft.unused.push(words);
            return;
        }
        let (stated, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.draft.filters)
            .into_iter()
            .partition(of_header);
        self.draft.filters = kept;
        for filter in stated {
            self.draft.stated.push(filter.at);
            self.draft.reversed += usize::from(filter.negated);
            let shown = filter
                .candidates
                .iter()
                .filter(|c| model.filters[**c].dataset == own)
                .flat_map(|c| model.filters[*c].show.clone());
            for attribute in shown {
                if self.draft.attributes.iter().all(|(a, _)| *a != attribute) {
                    self.draft.attributes.push((attribute, filter.at));
                }
            }
        }
        let (stated, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.draft.values)
            .into_iter()
            .partition(state);
        self.draft.values = kept;
        for value in stated {
            self.draft.stated.push(value.at);
            self.draft.reversed += usize::from(value.negated);
        }
        if self.draft.subjects.is_empty() {
            self.draft.subjects.push(Subject {
                entity,
                at,
                plural: false,
            });
        }
        // "Expected on", "ordered on": columns of its row.
        self.draft.due = false;
        self.draft.ordered = false;
        self.draft.delivered = false;
        self.draft.arrived = false;
    }

    /// "Any ladders left", "where do we have them": what is on the shelf of the products that are named.
    pub(super) fn some_of_it(&mut self) {
        let draft = &self.draft;
        let product = |v: &ValueMention| {
            v.matches
                .first()
                .is_some_and(|m| m.attribute.as_str().starts_with("product_"))
        };
        let named = draft
            .values
            .iter()
            .any(|v| product(v) && !v.negated && !v.grouped);
        let plain = draft.subjects.is_empty()
            && draft.measures.is_empty()
            && draft.filters.is_empty()
            && draft.existence.is_empty()
            && draft.conditions.is_empty()
            && draft.against.is_empty()
            && draft.attributes.is_empty()
            && draft.dates.is_empty()
            && draft.keys.is_empty()
            && draft.dimensions.is_empty()
            && draft.top.is_none()
            && draft.grain.is_none()
            && draft.share.is_none()
            && !draft.ordered
            && !draft.kept
            && !draft.due
            && !draft.how_much
            && !draft.bare_count
            && !draft.total
            && !draft.in_units
            && !draft.in_money
            && !draft.pronoun;
        let filter = self.on_the_shelf();
        let at = self
            .spans
            .iter()
            .find(|s| s.meaning == Meaning::Cue(Cue::Have))
            .map(|s| s.start);
        if let (true, true, Some(filter), Some(at)) = (named && draft.have, plain, filter, at) {
            self.draft.filters.push(FilterMention {
                candidates: vec![filter],
                negated: false,
                at,
                or: false,
            });
            self.draft.list = true;
        }
    }

    /// The filter that says that a stock row has something.
    pub(super) fn on_the_shelf(&self) -> Option<usize> {
        let row = self.model.entity("stock_row")?;
        let mut filters = self.model.filters.iter();
        filters.position(|f| Some(&f.dataset) == row.own_dataset.as_ref() && f.says_there_is())
    }

    /// "What do we get from Harbour Tools": the products that come from there.
    pub(super) fn comes_from(&mut self) {
        let word = |t: usize| self.tokens.get(t).map_or("", |t| t.norm.as_str());
        let asks = (0..self.tokens.len()).any(|t| {
            word(t) == "what"
                && (t + 1..t + 4).any(|g| {
                    matches!(word(g), "get" | "gets" | "source" | "sourced" | "have")
                        && word(g + 1) == "from"
                })
        });
        let supplier = |v: &ValueMention| {
            v.matches
                .first()
                .is_some_and(|m| m.attribute.as_str().starts_with("supplier"))
        };
        let draft = &self.draft;
        let plain = draft.subjects.is_empty()
            && draft.measures.is_empty()
            && draft.filters.is_empty()
            && draft.dates.is_empty()
            && draft.keys.is_empty()
            && draft.attributes.is_empty()
            && draft.existence.is_empty()
            && draft.dimensions.is_empty()
            && draft.values.len() == 1
            && draft.values.iter().all(supplier);
        let product = self.model.entities.iter().position(|e| e.name == "product");
        if let (true, true, Some(entity)) = (asks, plain, product) {
            self.draft.subjects.push(Subject {
                entity,
                at: 0,
                plural: true,
            });
        }
    }
}
