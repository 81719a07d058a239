//! What is *counted* in a draft, where the question says it beside something else: orders among other figures, how often, how
//! many of each, the part of the things for which a condition holds, the best few of each.

use super::reader::Reader;
use super::{Dimension, MeasureMention, Subject, TopKind, What};
use crate::cues::Cue;
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::text::Gap;

impl Reader<'_> {
    /// "orders, units and sales by warehouse": the number of orders is one of several figures.
    pub(super) fn listed_counts(&mut self) {
        let draft = &self.draft;
        if draft.measures.is_empty() || draft.dimensions.is_empty() && draft.grain.is_none() {
            return;
        }
        let joins = |at: Option<&Span>| at.is_some_and(|s| s.meaning == Meaning::Cue(Cue::And));
        let measured = |span: Option<&Span>| {
            span.is_some_and(|s| {
                draft.measures.iter().any(|m| m.at == s.start && !m.by)
                    || s.meaning == Meaning::Cue(Cue::InUnits)
            })
        };
        let beside = |at: usize| {
            let Some(place) = self.spans.iter().position(|s| s.start == at) else {
                return false;
            };
            let get = |offset: usize| self.spans.get(place + offset);
            let comma =
                |offset: usize| get(offset).is_some_and(|s| self.tokens[s.start].gap == Gap::Comma);
            let after = measured(get(1)) && comma(1) || joins(get(1)) && measured(get(2));
            let before = |offset: usize| place.checked_sub(offset).and_then(|p| self.spans.get(p));
            let behind = joins(before(1)) && measured(before(2)) || measured(before(1)) && comma(0);
            after || behind
        };
        let found = draft.subjects.iter().position(|s| {
            let entity = &self.model.entities[s.entity];
            s.plural && entity.own_dataset.is_some() && entity.key.len() > 1 && beside(s.at)
        });
        let Some(place) = found else { return };
        let subject = self.draft.subjects.remove(place);
        let what = What::Count(subject.entity);
        if !self.draft.measures.iter().any(|m| m.what == what) {
            self.draft.measures.push(MeasureMention {
                what,
                at: subject.at,
                by: false,
            });
            self.draft.measures.sort_by_key(|m| m.at);
        }
    }

    /// "customers in Wales, orders each": how many of what was said last there are for each of the things before.
    pub(super) fn counts_each(&mut self, position: usize) -> bool {
        let super::reader::Last::Entity(entity) = self.last else {
            return false;
        };
        let noun = position.checked_sub(1).map(|p| &self.spans[p]);
        let word = self.tokens[self.spans[position].start].norm.as_str();
        let behind = self.next(position).is_some_and(|s| {
            matches!(&s.meaning, Meaning::Terms(terms)
                if terms.iter().any(|t| matches!(t, Term::Entity(_) | Term::Attribute(_))))
        });
        let draft = &self.draft;
        let own_rows = |e: usize| self.model.entities[e].key.len() > 1;
        if !matches!(word, "each" | "apiece") || behind || !own_rows(entity) {
            return false;
        }
        let counted = What::Count(entity);
        match (draft.subjects.as_slice(), draft.measures.as_slice()) {
            ([thing, last], [])
                if last.entity == entity
                    && last.plural
                    && !own_rows(thing.entity)
                    && noun.is_some_and(|s| s.start == last.at) =>
            {
                let (thing, last) = (thing.entity, *last);
                self.draft.subjects.clear();
                self.shown_count(last.entity, last.at);
                self.each_of(thing);
                true
            }
            ([thing], [measure]) if measure.what == counted && !own_rows(thing.entity) => {
                let thing = thing.entity;
                self.draft.subjects.clear();
                self.each_of(thing);
                true
            }
            _ => false,
        }
    }

    fn each_of(&mut self, entity: usize) {
        let dimension = Dimension::Entity(entity);
        if !self.draft.dimensions.contains(&dimension) {
            self.draft.dimensions.push(dimension);
        }
    }

    fn shown_count(&mut self, entity: usize, at: usize) {
        self.draft.measures.push(MeasureMention {
            what: What::Count(entity),
            at,
            by: false,
        });
    }

    /// "how often did we order it", "how many times": the orders are counted.
    pub(super) fn how_often(&mut self) {
        let often = self.spans.iter().any(|s| match s.meaning {
            Meaning::Cue(Cue::Count) => self
                .tokens
                .get(s.start + 1)
                .is_some_and(|t| t.norm == "often"),
            Meaning::Cue(Cue::Times) => self.pending.count.is_some(),
            _ => false,
        });
        let draft = &self.draft;
        let trade = draft.ordered || draft.measures.len() == 1;
        if !often || !trade || draft.measures.iter().any(|m| m.by) {
            return;
        }
        let order = self.model.entities.iter().position(|e| {
            let own = e.own_dataset.as_deref().and_then(|d| self.model.dataset(d));
            e.key.len() == 2 && own.is_some_and(|d| d.default_time.is_some())
        });
        let Some(entity) = order else { return };
        let at = draft.measures.first().map_or(0, |m| m.at);
        self.draft.counted_in = draft.measures.first().and_then(|m| match &m.what {
            What::Metric(candidates) => Some(candidates.clone()),
            _ => None,
        });
        self.draft.measures = vec![MeasureMention {
            what: What::Count(entity),
            at,
            by: false,
        }];
        self.pending.count = None;
    }

    /// "which of them did they buy, and how many of each": the units of each product.
    pub(super) fn how_many_of_each(&mut self) {
        let each = self
            .spans
            .iter()
            .rev()
            .find(|s| s.meaning != Meaning::Ignorable)
            .is_some_and(|s| s.meaning == Meaning::Cue(Cue::Each));
        let counts = self.pending.count.is_some() || self.draft.bare_count || self.draft.how_much;
        let draft = &self.draft;
        if !each || !counts || !draft.ordered || !draft.measures.is_empty() {
            return;
        }
        let product = self.model.entities.iter().position(|e| e.name == "product");
        let (Some(entity), Some(metric)) = (product, self.traded()) else {
            return;
        };
        let named: Vec<usize> = self.draft.subjects.iter().map(|s| s.at).collect();
        self.draft.actors.extend(named);
        self.draft.subjects = vec![Subject {
            entity,
            at: 0,
            plural: true,
        }];
        self.shown(metric, 0);
        self.draft.bare_count = false;
        self.draft.how_much = false;
        self.draft.per_group = false;
        self.pending.count = None;
    }

    /// "distinct products sold": the products, by what happened to them.
    pub(super) fn each_once(&mut self, metrics: &[usize], position: usize) -> bool {
        let once = position > 0 && self.spans[position - 1].meaning == Meaning::Cue(Cue::Distinct);
        let Some(entity) = self.plural_noun(position) else {
            return false;
        };
        if !once || metrics.is_empty() {
            return false;
        }
        self.pending.count = None;
        self.measure(What::Count(entity), self.spans[position].start, false);
        self.draft.counted_in = Some(metrics.to_vec());
        true
    }

    /// "how many different products did we buy": those on the lines of what was bought.
    pub(super) fn bought_things(&mut self) {
        let Some(metric) = self.traded().filter(|_| self.draft.ordered) else {
            return;
        };
        let semantic::MetricKind::Aggregate { dataset, .. } = &self.model.metrics[metric].kind
        else {
            return;
        };
        let of_lines = |entity: usize| {
            let found = &self.model.entities[entity];
            let own = found
                .own_dataset
                .as_deref()
                .and_then(|d| self.model.dataset(d));
            own.is_some_and(|d| d.default_time.is_none())
                && found.key.len() == 1
                && found
                    .key
                    .iter()
                    .all(|k| self.model.resolve(dataset, k).is_some())
        };
        let counts = self
            .draft
            .measures
            .iter()
            .any(|m| !m.by && matches!(m.what, What::Count(entity) if of_lines(entity)));
        // "Products we bought from more than one supplier": cancelled orders bought nothing.
        let parties = self.draft.bought
            && self.draft.conditions.iter().any(|c| {
                matches!(c.target, Some(What::Count(e))
                    if self.model.entities[e].own_dataset.is_none() && self.model.entities[e].key.len() == 1)
            })
            && self.draft.measures.iter().all(|m| matches!(m.what, What::Count(_)));
        if (counts || parties) && self.draft.counted_in.is_none() {
            self.draft.counted_in = Some(vec![metric]);
        }
    }

    /// "where more than 5 % of the order lines are backordered": the part of the things for which a condition holds.
    pub(super) fn percent_of_things(&mut self) {
        let draft = &self.draft;
        if draft.share.is_some() || !draft.measures.is_empty() || draft.filters.is_empty() {
            return;
        }
        let Some(at) = draft
            .conditions
            .iter()
            .find(|c| c.percent && c.target.is_none() && c.attribute.is_none())
            .map(|c| c.at)
        else {
            return;
        };
        let rated = |f: &super::FilterMention| {
            f.candidates
                .iter()
                .any(|f| self.model.filters[*f].rate.is_some())
        };
        let things = draft.subjects.iter().position(|s| {
            let found = &self.model.entities[s.entity];
            s.at > at && found.key.len() > 1 && found.own_dataset.is_some()
        });
        let (Some(place), Some(first)) = (things, draft.subjects.first().copied()) else {
            return;
        };
        if place == 0 || draft.filters.iter().any(|f| f.at < at && rated(f)) {
            return;
        }
        let counted = self.draft.subjects.remove(place);
        self.draft.measures.push(MeasureMention {
            what: What::Count(counted.entity),
            at: counted.at,
            by: false,
        });
        let group = Dimension::Entity(first.entity);
        if !self.draft.dimensions.contains(&group) {
            self.draft.dimensions.push(group);
        }
        self.draft.share = Some(at);
    }

    /// "Number and value of open orders": how many there are beside what they are worth.
    pub(super) fn number_and_value(&mut self) {
        let number = self.spans.windows(2).any(|pair| {
            pair[0].meaning == Meaning::Cue(Cue::Count)
                && matches!(
                    self.tokens[pair[0].start].norm.as_str(),
                    "number" | "count" | "nr"
                )
                && pair[0].end == pair[0].start + 1
                && pair[1].meaning == Meaning::Cue(Cue::And)
        });
        let draft = &self.draft;
        let [measure] = draft.measures.as_slice() else {
            return;
        };
        let What::Metric(candidates) = &measure.what else {
            return;
        };
        let Some(metric) = candidates.iter().copied().find(|m| {
            let found = &self.model.metrics[*m];
            found.additive && found.unit.as_deref() == Some("USD")
        }) else {
            return;
        };
        let semantic::MetricKind::Aggregate {
            dataset, filters, ..
        } = &self.model.metrics[metric].kind
        else {
            return;
        };
        let order = self.model.entities.iter().position(|e| {
            let own = e.own_dataset.as_deref();
            e.key.len() == 2
                && own.is_some_and(|own| {
                    self.model
                        .dataset(own)
                        .is_some_and(|d| d.default_time.is_some())
                        && self
                            .model
                            .reachable(dataset)
                            .iter()
                            .any(|(d, _)| d.name == own)
                })
        });
        let (true, true, Some(order)) =
            (number, draft.bare_count && draft.subjects.is_empty(), order)
        else {
            return;
        };
        let at = measure.at;
        // The condition that the value has is that of the number, too.
        let open = self
            .model
            .filters
            .iter()
            .position(|f| filters.contains(&f.name) && f.name.starts_with("open_"));
        if let Some(filter) = open {
            self.draft.filters.push(super::FilterMention {
                candidates: vec![filter],
                negated: false,
                at,
                or: false,
            });
        }
        self.draft.bare_count = false;
        self.draft.total = false;
        self.draft.measures.insert(
            0,
            MeasureMention {
                what: What::Count(order),
                at: usize::MAX,
                by: false,
            },
        );
    }

    /// "Units and revenue by group": pieces and money of the same lines.
    pub(super) fn units_and_money(&mut self) {
        let draft = &self.draft;
        if !draft.in_units || draft.versus && draft.dates.len() > 1 {
            return;
        }
        let money = |at: usize| {
            draft.measures.iter().find_map(|m| match &m.what {
                What::Metric(all) if m.at == at && !m.by => all.iter().copied().find(|c| {
                    let found = &self.model.metrics[*c];
                    found.additive && found.unit.as_deref() == Some("USD")
                }),
                _ => None,
            })
        };
        let mut pieces = self
            .spans
            .iter()
            .enumerate()
            .filter(|(_, s)| s.meaning == Meaning::Cue(Cue::InUnits));
        let (Some((place, span)), None) = (pieces.next(), pieces.next()) else {
            return;
        };
        let at = span.start;
        let get = |place: Option<usize>| place.and_then(|p| self.spans.get(p));
        let joined = |s: Option<&Span>| s.is_some_and(|s| s.meaning == Meaning::Cue(Cue::And));
        let comma = |s: Option<&Span>| s.is_some_and(|s| self.tokens[s.start].gap == Gap::Comma);
        let after = if joined(get(Some(place + 1))) {
            get(Some(place + 2))
        } else {
            get(Some(place + 1)).filter(|s| comma(Some(s)))
        };
        let before = if joined(get(place.checked_sub(1))) {
            get(place.checked_sub(2))
        } else {
            get(place.checked_sub(1)).filter(|_| comma(Some(span)))
        };
        let Some(metric) = [after, before]
            .into_iter()
            .flatten()
            .find_map(|s| money(s.start))
        else {
            return;
        };
        let semantic::MetricKind::Aggregate {
            dataset, filters, ..
        } = &self.model.metrics[metric].kind
        else {
            return;
        };
        let partner = (0..self.model.metrics.len()).find(|m| {
            let found = &self.model.metrics[*m];
            found.additive
                && found.unit.as_deref() == Some("units")
                && matches!(&found.kind, semantic::MetricKind::Aggregate { dataset: of, filters: own, .. }
                    if of == dataset && own == filters)
        });
        if let Some(partner) = partner {
            self.draft.in_units = false;
            self.shown(partner, at);
            self.draft.measures.sort_by_key(|m| m.at);
        }
    }

    /// "Which tools did we buy, from whom and for how much": each product with each of the parties.
    pub(super) fn bought_from_whom(&mut self) {
        let draft = &self.draft;
        let which = self.spans.iter().any(|s| {
            s.meaning == Meaning::Cue(Cue::List)
                && matches!(self.tokens[s.start].norm.as_str(), "which" | "what")
        });
        let asks = draft.ordered && draft.how_much && draft.in_money && which;
        let product = self.model.entities.iter().position(|e| e.name == "product");
        let only_product = draft.subjects.iter().all(|s| Some(s.entity) == product)
            && (!draft.subjects.is_empty() || !draft.values.is_empty());
        let (Some(product), Some(traded)) = (product, self.traded()) else {
            return;
        };
        if !asks || !only_product || !draft.measures.is_empty() || !draft.dimensions.is_empty() {
            return;
        }
        let semantic::MetricKind::Aggregate {
            dataset, filters, ..
        } = &self.model.metrics[traded].kind
        else {
            return;
        };
        let money = (0..self.model.metrics.len()).find(|m| {
            let found = &self.model.metrics[*m];
            found.additive
                && found.unit.as_deref() == Some("USD")
                && matches!(&found.kind, semantic::MetricKind::Aggregate { dataset: of, filters: own, .. }
                    if of == dataset && own == filters)
        });
        let party = ["supplier", "customer"].into_iter().find_map(|name| {
            let entity = self.model.entities.iter().position(|e| e.name == name)?;
            let home = self.model.entities[entity].datasets.first()?;
            self.model
                .reachable(dataset)
                .iter()
                .any(|(d, _)| d.name == *home)
                .then_some(entity)
        });
        let Some(money) = money else { return };
        self.draft.subjects.clear();
        self.draft.dimensions.push(Dimension::Entity(product));
        if let Some(party) = party.filter(|_| self.draft.who) {
            self.draft.dimensions.push(Dimension::Entity(party));
        }
        self.draft.how_much = false;
        self.draft.total = false;
        self.draft.together = false;
        self.pending.aggregate = None;
        self.shown(money, 0);
    }

    /// "The number of late and on-time deliveries": two figures, where no row is both.
    pub(super) fn both_conditions(&mut self) {
        let draft = &self.draft;
        let counts = draft
            .measures
            .iter()
            .any(|m| !m.by && matches!(m.what, What::Count(_)))
            || self.pending.count.is_some();
        let [one, other] = draft.filters.as_slice() else {
            return;
        };
        let rate = |f: &super::FilterMention| {
            f.candidates
                .iter()
                .find_map(|c| self.model.filters[*c].rate.clone())
        };
        let joined = self
            .spans
            .iter()
            .any(|s| s.start > one.at && s.start < other.at && s.meaning == Meaning::Cue(Cue::And));
        let apart = match (rate(one), rate(other)) {
            (Some(one), Some(other)) => one != other,
            _ => false,
        };
        if counts && joined && apart && other.at <= one.at + 5 && !one.negated && !other.negated {
            self.draft.parts = std::mem::take(&mut self.draft.filters);
        }
    }

    /// "the three best products per warehouse": three of each.
    pub(super) fn top_of_each(&mut self) {
        self.top_within();
        let draft = &self.draft;
        let (Some(top), Some(subject), [Dimension::Entity(group)]) = (
            &draft.top,
            draft.subjects.first(),
            draft.dimensions.as_slice(),
        ) else {
            return;
        };
        let ranks = matches!(
            top.kind,
            TopKind::Best | TopKind::Worst | TopKind::Most | TopKind::Least
        );
        let per = self.spans.windows(2).any(|pair| {
            pair[0].meaning == Meaning::Cue(Cue::By)
                && self.tokens[pair[0].start].norm == "per"
                && matches!(&pair[1].meaning, Meaning::Terms(terms)
                    if terms.contains(&Term::Entity(*group)))
        });
        if ranks && per && top.at < subject.at && subject.entity != *group {
            self.draft.per_group = true;
        }
    }

    /// "Per country the two best areas", "best month per depot": ranked within each of what "per" names.
    fn top_within(&mut self) {
        let ranks = self.draft.top.as_ref().is_some_and(|top| {
            matches!(
                top.kind,
                TopKind::Best | TopKind::Worst | TopKind::Most | TopKind::Least
            )
        });
        let mut per = self.spans.windows(2).filter_map(|pair| {
            let said = pair[0].meaning == Meaning::Cue(Cue::By)
                && self.tokens[pair[0].start].norm == "per"
                || pair[0].meaning == Meaning::Cue(Cue::Each);
            match &pair[1].meaning {
                Meaning::Terms(terms) if said => {
                    self.draft.dimensions.iter().position(|d| match d {
                        Dimension::Entity(e) => terms.contains(&Term::Entity(*e)),
                        Dimension::Attribute(a) => terms.iter().any(|t| match t {
                            Term::Attribute(of) => of == a,
                            Term::Entity(e) => self.model.entities[*e].key.contains(a),
                            _ => false,
                        }),
                    })
                }
                _ => None,
            }
        });
        let (Some(at), None) = (per.next(), per.next()) else {
            return;
        };
        let finer = self.draft.dimensions.len() > 1 || self.draft.grain.is_some();
        if ranks && finer && !self.draft.per_period {
            self.draft.dimensions.swap(0, at);
            self.draft.per_group = true;
        }
    }
}
