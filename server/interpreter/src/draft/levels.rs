//! *Levels* and shortages in a draft: limits that are columns, what is short by most, how much there is of what is listed.

use super::columns::summed_column;
use super::reader::Reader;
use super::{Dimension, FilterMention, MeasureMention, Subject, TopKind, What};
use crate::cues::Cue;
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::text::Gap;
use semantic::AttributeId;

impl Reader<'_> {
    /// "Min, max and reorder point of the drill": limits of its stock, no ends of a column.
    pub(super) fn limits_listed(&mut self) {
        let Some(row) = self.model.entity("stock_row") else {
            return;
        };
        let of_row = |a: &AttributeId| {
            self.numeric(a)
                && self
                    .model
                    .fields_of(a)
                    .any(|(d, _)| Some(&d.name) == row.own_dataset.as_ref())
        };
        let limit = |span: &Span| -> Option<AttributeId> {
            let word = self.tokens[span.start].norm.as_str();
            let of = span.end == span.start + 2 && self.tokens[span.start + 1].norm == "of";
            let bare = (span.end == span.start + 1 || of)
                && matches!(
                    word,
                    "min" | "max" | "minimum" | "maximum" | "mins" | "maxes"
                );
            let begins = if word.starts_with("min") {
                "minimum"
            } else {
                "maximum"
            };
            bare.then(|| {
                let fields = self.model.datasets.iter().flat_map(|d| {
                    d.fields
                        .iter()
                        .filter(move |_| Some(&d.name) == row.own_dataset.as_ref())
                });
                fields
                    .filter(|f| f.name.starts_with(begins))
                    .find_map(|f| f.attributes.first().cloned())
            })
            .flatten()
        };
        let joins = |span: &Span| {
            matches!(span.meaning, Meaning::Cue(Cue::And | Cue::Or))
                || span.meaning == Meaning::Ignorable
        };
        let mut found: Vec<(AttributeId, usize)> = Vec::new();
        let mut last = None;
        for span in self.spans {
            let after = match last {
                Some(end) => self.tokens[span.start].gap == Gap::Comma || end == span.start,
                None => true,
            };
            match limit(span) {
                Some(attribute) if after => found.push((attribute, span.start)),
                _ if joins(span) => {}
                _ if found.len() > 1 => break,
                _ => found.clear(),
            }
            last = Some(span.end);
        }
        let ends = found.len() == 2 && found[0].0 != found[1].0;
        // "Minimum and maximum unit cost": ends of what follows.
        let behind = found.last().and_then(|(_, at)| {
            self.spans
                .iter()
                .find(|s| s.start > *at && s.meaning != Meaning::Ignorable)
        });
        let of_what = behind.is_some_and(|s| {
            self.tokens[s.start].gap == Gap::Space
                && matches!(&s.meaning, Meaning::Terms(terms) if terms.iter().any(|t| matches!(t, Term::Metric(_) | Term::Attribute(_))))
        });
        let traded = self.draft.measures.iter().any(|m| {
            let column = match &m.what {
                What::Attribute(_, attribute) => Some(attribute.clone()),
                What::Metric(all) | What::Of(_, all) => {
                    all.first().and_then(|m| summed_column(self.model, *m))
                }
                What::Count(_) => return true,
            };
            column.is_none_or(|c| !of_row(&c))
        });
        let other = self
            .draft
            .attributes
            .iter()
            .any(|(a, _)| !of_row(a) && self.numeric(a));
        let things = !self.draft.values.is_empty() || !self.draft.subjects.is_empty();
        if !ends || of_what || traded || other || !things || self.draft.top_by_number() {
            return;
        }
        // "Min and max of": no number is compared.
        self.draft.idle += self
            .spans
            .iter()
            .filter(|s| {
                matches!(s.meaning, Meaning::Cue(Cue::Compare(_)))
                    && found.iter().any(|(_, at)| *at == s.start)
            })
            .count();
        // Columns of the rows, not figures over them.
        let measures = std::mem::take(&mut self.draft.measures);
        for (attribute, at) in found {
            if self.draft.attributes.iter().all(|(a, _)| *a != attribute) {
                self.draft.attributes.push((attribute, at));
            }
        }
        for mention in measures {
            let column = match &mention.what {
                What::Attribute(_, attribute) => Some(attribute.clone()),
                What::Metric(all) | What::Of(_, all) => {
                    all.first().and_then(|m| summed_column(self.model, *m))
                }
                What::Count(_) => None,
            };
            if let Some(column) = column
                && self.draft.attributes.iter().all(|(a, _)| *a != column)
            {
                self.draft.attributes.push((column, mention.at));
            }
        }
        let place = |d: &Dimension| match d {
            Dimension::Entity(e) => self.model.entities[*e].key.first() == row.key.first(),
            Dimension::Attribute(a) => Some(a) == row.key.first(),
        };
        self.draft.dimensions.retain(|d| !place(d));
        self.draft.place = false;
        self.draft.per_group = false;
        self.draft.top = None;
        self.draft.list = true;
        self.pending.top = None;
        self.pending.aggregate = None;
        self.pending.comparator = None;
        if let Some(entity) = self
            .model
            .entities
            .iter()
            .position(|e| e.name == "stock_row")
        {
            self.draft.subjects = vec![Subject {
                entity,
                at: 0,
                plural: true,
            }];
        }
    }

    /// "The four worst shortages": of stock rows, where nothing says whose.
    pub(super) fn shortages_ranked(&mut self) {
        let Some((entity, row)) = self
            .model
            .entities
            .iter()
            .enumerate()
            .find(|(_, e)| e.name == "stock_row")
        else {
            return;
        };
        let filter_of = |m: usize| {
            let metric = &self.model.metrics[m];
            let found = self.model.filters.iter().position(|f| {
                f.degree.as_ref() == Some(&metric.name)
                    && Some(&f.dataset) == row.own_dataset.as_ref()
            });
            found.filter(|_| metric.additive)
        };
        let draft = &self.draft;
        let one = match draft.measures.as_slice() {
            [
                MeasureMention {
                    what: What::Metric(all),
                    ..
                },
            ] => all.first().and_then(|m| filter_of(*m)),
            _ => None,
        };
        let plural = draft.measures.first().is_some_and(|m| {
            self.spans
                .iter()
                .find(|s| s.start == m.at)
                .is_some_and(|s| self.tokens[s.end - 1].norm.ends_with('s'))
        });
        let ranks = draft
            .top
            .as_ref()
            .is_some_and(|t| matches!(t.kind, TopKind::Most | TopKind::Worst | TopKind::Best));
        let free = draft.subjects.is_empty()
            && draft.dimensions.is_empty()
            && draft.grain.is_none()
            && draft.attributes.is_empty()
            && !draft.total;
        let Some(filter) = one.filter(|_| ranks && free && plural) else {
            return;
        };
        let at = self.draft.measures[0].at;
        self.draft.measures[0].by = true;
        // The worst shortage is the largest.
        if let Some(top) = self.draft.top.as_mut().filter(|t| t.kind == TopKind::Worst) {
            top.kind = TopKind::Most;
        }
        self.draft.far = true;
        self.draft.filters.push(FilterMention {
            candidates: vec![filter],
            negated: false,
            at,
            or: false,
        });
        self.draft.subjects.push(Subject {
            entity,
            at: 0,
            plural: true,
        });
    }

    /// "Restocked last week, in each depot": the rows of stock, wherever they are.
    pub(super) fn rows_everywhere(&mut self) {
        let Some((entity, row)) = self
            .model
            .entities
            .iter()
            .enumerate()
            .find(|(_, e)| e.name == "stock_row")
        else {
            return;
        };
        let draft = &self.draft;
        let stock = |what: &What| match what {
            What::Metric(all) => all
                .iter()
                .all(|m| summed_column(self.model, *m).is_some_and(|a| row.list.contains(&a))),
            _ => false,
        };
        let noun =
            draft.measures.len() == 1 && draft.measures.iter().all(|m| !m.by && stock(&m.what));
        let dated = draft
            .dates
            .iter()
            .any(|d| d.attribute.as_ref().is_some_and(|a| self.dates_things(a)));
        let place = |d: &Dimension| {
            matches!(d, Dimension::Entity(e) if self.model.entities[*e].key.len() == 1
                && self.model.entities[*e].key.first() == row.key.first())
        };
        let everywhere = draft.dimensions.len() == 1 && draft.dimensions.iter().all(place);
        let every = self.spans.windows(2).any(|pair| {
            pair[0].meaning == Meaning::Cue(Cue::Each)
                && self.tokens[pair[0].start].norm == "every"
                && self.tokens[pair[0].start].gap == Gap::Comma
        });
        let plain = draft.top.is_none()
            && !draft.total
            && !draft.how_much
            && !draft.bare_count
            && draft.grain.is_none()
            && draft.subjects.is_empty()
            && draft.conditions.is_empty();
        if !(noun && dated && everywhere && every && plain) {
            return;
        }
        self.draft.dimensions.clear();
        self.draft.per_group = false;
        self.draft.list = true;
        self.draft
            .again
            .extend(self.draft.measures.drain(..).map(|m| m.at));
        self.draft.subjects.push(Subject {
            entity,
            at: 0,
            plural: true,
        });
    }

    /// "Stock that we still hold": some of it is there.
    pub(super) fn still_hold(&mut self) {
        let word = |at: usize| self.tokens.get(at).map_or("", |t| t.norm.as_str());
        let said = (0..self.tokens.len()).find(|at| {
            word(*at) == "we"
                && word(at + 1) == "still"
                && matches!(word(at + 2), "hold" | "have" | "keep" | "got")
                && matches!(word(at + 3), "that" | "which" | "and" | "" | "from")
        });
        let filter = self.on_the_shelf();
        let dated = self
            .draft
            .dates
            .iter()
            .any(|d| d.attribute.as_ref().is_some_and(|a| self.dates_things(a)));
        let none = self.draft.filters.is_empty() && self.draft.existence.is_empty();
        if let (Some(at), Some(filter), true, true) = (said, filter, none, dated) {
            self.draft.filters.push(FilterMention {
                candidates: vec![filter],
                negated: false,
                at,
                or: false,
            });
        }
    }

    /// "What do we owe them, product and quantity": of the units that are asked for already, or of the lines.
    pub(super) fn quantity_again(&mut self) {
        let bare = |at: usize| {
            matches!(
                self.tokens[at].norm.as_str(),
                "qty" | "qtys" | "quantity" | "quantities" | "qties"
            )
        };
        let said: Vec<usize> = self
            .spans
            .iter()
            .filter(|s| s.end == s.start + 1 && bare(s.start))
            .map(|s| s.start)
            .collect();
        let units = |m: &MeasureMention| match &m.what {
            What::Metric(all) => all
                .iter()
                .any(|m| self.model.metrics[*m].unit.as_deref() == Some("units")),
            _ => false,
        };
        let other = self
            .draft
            .measures
            .iter()
            .any(|m| !said.contains(&m.at) && units(m));
        let lines = self.draft.subjects.iter().any(|s| {
            let entity = &self.model.entities[s.entity];
            entity.key.len() > 2 && entity.own_dataset.is_some()
        });
        // "Which lines remain, and what quantity is outstanding": a figure of its own.
        let ends = |at: usize| {
            self.tokens.get(at + 1).is_none_or(|t| {
                matches!(t.gap, Gap::Comma | Gap::Stop)
                    || matches!(t.norm.as_str(), "and" | "please")
            })
        };
        let listed = lines
            && !self.draft.bare_count
            && self.draft.dimensions.is_empty()
            && said.iter().all(|at| ends(*at));
        // "What has he ordered, product and quantity": what was traded, not what is on the shelf.
        let trades = self.draft.ordered && !self.draft.have && !self.draft.kept;
        if let (true, false, Some(traded)) = (trades, other, self.traded()) {
            for mention in &mut self.draft.measures {
                if said.contains(&mention.at) {
                    mention.what = What::Metric(vec![traded]);
                }
            }
            // "Product and total quantity": of each product.
            let product = |e: usize| self.model.entities[e].name == "product";
            let named = self
                .draft
                .subjects
                .iter()
                .position(|s| product(s.entity) && !s.plural);
            let asked = self.draft.measures.iter().any(|m| said.contains(&m.at));
            if let (Some(place), true, true) = (named, asked, self.draft.dimensions.is_empty()) {
                let subject = self.draft.subjects.remove(place);
                self.draft
                    .dimensions
                    .push(Dimension::Entity(subject.entity));
                self.draft.total = false;
                self.draft.together = false;
            }
            return;
        }
        if said.is_empty() || !(other || listed) {
            return;
        }
        let again: Vec<usize> = self
            .draft
            .measures
            .iter()
            .filter(|m| said.contains(&m.at))
            .map(|m| m.at)
            .collect();
        self.draft.measures.retain(|m| !again.contains(&m.at));
        self.draft.again.extend(again);
        if listed {
            self.draft.list = true;
        }
    }

    /// "The total of order 12", "what did order 12 cost": what the order is worth.
    pub(super) fn worth_of_order(&mut self) {
        let [key] = self.draft.keys.as_slice() else {
            return;
        };
        let (entity, at) = (key.entity, key.at);
        let order = &self.model.entities[entity];
        let worth = order
            .natural_metrics
            .first()
            .filter(|_| order.key.len() == 2)
            .and_then(|name| self.model.metrics.iter().position(|m| m.name == *name));
        let draft = &self.draft;
        let plain = draft.measures.is_empty()
            && draft.filters.is_empty()
            && draft.values.is_empty()
            && draft.dimensions.is_empty()
            && draft.conditions.is_empty()
            && draft.subjects.iter().all(|s| s.entity == entity)
            && !draft.bare_count
            && !draft.in_units
            && !draft.inside;
        let word = |place: usize| self.tokens.get(place).map_or("", |t| t.norm.as_str());
        let costs = match draft.attributes.as_slice() {
            [] => draft.total,
            [(_, place)] => matches!(word(*place), "cost" | "costs" | "price"),
            _ => false,
        };
        let (true, true, Some(metric)) = (plain, costs, worth) else {
            return;
        };
        let said = draft.attributes.first().map_or(at, |(_, place)| *place);
        self.draft.attributes.clear();
        self.draft.total = false;
        self.pending.aggregate = None;
        self.draft.measures.push(MeasureMention {
            what: What::Metric(vec![metric]),
            at: said,
            by: false,
        });
    }

    /// "What are we shortest of": the word ranks by a length or a time, and nothing says of what.
    pub(super) fn odd_superlative(&mut self) {
        let draft = &self.draft;
        let Some(top) = &draft.top else { return };
        let word = self.tokens.get(top.at).map_or("", |t| t.norm.as_str());
        let odd = matches!(
            word,
            "shortest" | "longest" | "slowest" | "quickest" | "deepest" | "tightest" | "thinnest"
        );
        let nothing = draft.measures.is_empty()
            && draft.attributes.is_empty()
            && draft.filters.is_empty()
            && draft.conditions.is_empty()
            && draft.ranked_by.is_none()
            && draft.lags.is_empty()
            && draft.dates.is_empty()
            && !draft.how_long
            && !draft.far
            && !draft.lasts
            && !draft.due;
        if odd && nothing && top.kind != TopKind::Latest && top.kind != TopKind::Earliest {
            self.draft.unused.push(word.to_owned());
        }
    }
}
