//! What a question *ends* with: "… and how many of each", "spend each since May", "for how much", "furthest below".

use semantic::{Aggregate, MetricKind};

use super::reader::Reader;
use super::{Dimension, MeasureMention, What};
use crate::cues::Cue;
use crate::lattice::Meaning;
use crate::text::Gap;

impl Reader<'_> {
    /// "The top three products in each of Bergen and Narvik", "which in Bergen and which in Narvik": a ranking for each of
    /// the values.
    pub(super) fn ranked_in_each(&mut self) {
        let draft = &self.draft;
        let again = self
            .tokens
            .windows(2)
            .filter(|pair| {
                pair[0].norm == "which" && matches!(pair[1].norm.as_str(), "in" | "for" | "from")
            })
            .count();
        let group = draft
            .values
            .iter()
            .position(|v| v.grouped && !v.negated)
            .or_else(|| (again > 0).then(|| draft.values.iter().position(|v| !v.negated))?);
        let ranked = draft.top.is_some() && draft.dimensions.is_empty() && draft.grain.is_none();
        let (true, Some(place), false) = (ranked, group, draft.subjects.is_empty()) else {
            return;
        };
        let Some(attribute) = draft.values[place]
            .matches
            .first()
            .map(|m| m.attribute.clone())
        else {
            return;
        };
        let owner = self
            .model
            .entities
            .iter()
            .position(|e| e.key.len() == 1 && e.key.contains(&attribute));
        if draft.subjects.iter().any(|s| Some(s.entity) == owner) {
            return;
        }
        for value in &mut self.draft.values {
            value.grouped = false;
        }
        let group = owner.map_or(Dimension::Attribute(attribute), Dimension::Entity);
        self.draft.dimensions.push(group);
        self.draft.per_group = true;
    }

    /// "each" without a thing behind it: each of the things that were named before.
    pub(super) fn each_of_named(&mut self) {
        let dangling = self.spans.iter().enumerate().any(|(position, span)| {
            span.meaning == Meaning::Cue(Cue::Each)
                && self.next(position).is_none_or(|s| {
                    matches!(s.meaning, Meaning::Date(_) | Meaning::Cue(Cue::Have))
                        || matches!(self.tokens[s.start].gap, Gap::Comma | Gap::Stop)
                })
        });
        // "By quarter, for each of the two separately".
        let apart = self
            .tokens
            .iter()
            .any(|t| matches!(t.norm.as_str(), "separately" | "individually"));
        let draft = &self.draft;
        let series = draft.grain.is_some() && !apart;
        if !dangling || !draft.dimensions.is_empty() || series || draft.ordered {
            return;
        }
        let counts = self.pending.count.is_some() || draft.bare_count || draft.how_much;
        let asked = draft.measures.iter().all(|m| !m.by) && !draft.measures.is_empty();
        if !counts && !asked || draft.top.is_some() || !draft.filters.is_empty() {
            return;
        }
        let single = |e: usize| self.model.entities[e].key.len() == 1;
        let subject = draft
            .subjects
            .first()
            .map(|s| s.entity)
            .filter(|e| single(*e));
        // Products whose name has the words.
        let valued = draft.values.iter().find_map(|v| {
            let found = v.matches.first()?;
            let named = self.model.entities.iter().position(|e| {
                e.key.len() == 1
                    && (e.key.contains(&found.attribute)
                        || e.name_attribute.as_ref() == Some(&found.attribute))
            })?;
            let several = found.values.len() > 1 || draft.values.len() > 1;
            (several && !v.negated).then_some(named)
        });
        let group = if draft.subjects.is_empty() {
            valued
        } else {
            subject
        };
        let Some(entity) = group else { return };
        if !asked {
            let held = self.model.entity("stock_row").and_then(|row| {
                let name = row.natural_metrics.first()?;
                self.model.metrics.iter().position(|m| m.name == *name)
            });
            let Some(metric) = held else { return };
            self.draft.measures.push(MeasureMention {
                what: What::Metric(vec![metric]),
                at: 0,
                by: false,
            });
            self.pending.count = None;
            self.draft.bare_count = false;
            self.draft.how_much = false;
        }
        self.draft.per_group = false;
        self.pending.grouping = false;
        self.draft.dimensions.push(Dimension::Entity(entity));
    }

    /// "how long do the filters last", "vests of any size: how many and where": several products, each for itself.
    pub(super) fn several_products(&mut self) {
        let draft = &self.draft;
        let product = self.model.entities.iter().position(|e| e.name == "product");
        let several = draft.values.iter().any(|v| {
            let of_product = v.matches.first().is_some_and(|m| {
                self.model
                    .fields_of(&m.attribute)
                    .any(|(d, f)| d.name == "product" && !f.name.contains("supplier"))
                    && (m.values.len() > 1 || m.attribute.as_str().contains("group"))
            });
            of_product && !v.negated
        });
        let (Some(product), true) = (product, several) else {
            return;
        };
        if !draft.dimensions.is_empty() || !draft.subjects.is_empty() || draft.grain.is_some() {
            return;
        }
        let counts = self.pending.count.is_some() || draft.bare_count || draft.how_much;
        let total = draft.total || draft.how_much && draft.in_money;
        if draft.lasts && !total {
            self.draft.dimensions.push(Dimension::Entity(product));
        } else if draft.place && counts && !total && draft.measures.is_empty() && !draft.ordered {
            let row = self.model.entity("stock_row");
            let place = row.and_then(|row| {
                let key = row.key.first()?;
                self.model
                    .entities
                    .iter()
                    .position(|e| e.key.as_slice() == std::slice::from_ref(key))
            });
            let metric = row.and_then(|row| {
                let name = row.natural_metrics.first()?;
                self.model.metrics.iter().position(|m| m.name == *name)
            });
            let (Some(place), Some(metric)) = (place, metric) else {
                return;
            };
            self.shown(metric, 0);
            self.pending.count = None;
            self.draft.bare_count = false;
            self.draft.how_much = false;
            self.draft.dimensions.push(Dimension::Entity(product));
            self.draft.dimensions.push(Dimension::Entity(place));
        }
    }

    /// "how long do the two Almvik firms take": each of them, where a figure is none that adds up.
    pub(super) fn the_two(&mut self) {
        let mean = !self.draft.measures.is_empty()
            && self.draft.measures.iter().all(|m| match &m.what {
                What::Metric(all) => all.iter().all(|m| !self.model.metrics[*m].additive),
                _ => false,
            });
        if !mean || !self.draft.dimensions.is_empty() || self.draft.grain.is_some() {
            return;
        }
        for value in &mut self.draft.values {
            let Some(place) = self.spans.iter().position(|s| s.start == value.at) else {
                continue;
            };
            let before = place.checked_sub(1).map(|p| &self.spans[p].meaning);
            let counted = match before {
                Some(Meaning::Number(number)) => number.value.parse::<usize>().ok(),
                _ => None,
            };
            let fits = |m: &crate::values::Match| Some(m.values.len()) == counted;
            if !value.negated && value.matches.first().is_some_and(fits) && counted > Some(1) {
                value.grouped = true;
            }
        }
    }

    /// "margin and margin % of the gloves": what every product has of its own.
    pub(super) fn of_each_product(&mut self) {
        let Some(product) = self.model.entities.iter().position(|e| e.name == "product") else {
            return;
        };
        let home = self.model.entities[product].own_dataset.clone();
        let own = |m: usize| {
            let metric = &self.model.metrics[m];
            let of_product = matches!(&metric.kind,
                MetricKind::Aggregate { dataset, .. } if Some(dataset) == home.as_ref());
            !metric.additive && of_product
        };
        let draft = &self.draft;
        let all = !draft.measures.is_empty()
            && draft.measures.iter().all(|m| match &m.what {
                What::Metric(all) => !m.by && all.iter().all(|m| own(*m)),
                _ => false,
            });
        let several = draft.values.iter().any(|v| {
            !v.negated
                && v.matches
                    .first()
                    .is_some_and(|m| m.values.len() > 1 || m.attribute.as_str() == "product_group")
        });
        let summed = self.spans.iter().any(|s| {
            matches!(
                s.meaning,
                Meaning::Cue(Cue::Average | Cue::Total | Cue::Median | Cue::Most | Cue::Least)
            )
        }) || self
            .tokens
            .iter()
            .any(|t| matches!(t.norm.as_str(), "average" | "avg" | "mean" | "typical"));
        let free = draft.dimensions.is_empty()
            && draft.subjects.is_empty()
            && draft.grain.is_none()
            && draft.top.is_none()
            && draft.conditions.is_empty()
            && draft.values.len() == 1
            && draft.dates.is_empty();
        if all && several && free && !summed {
            self.draft.dimensions.push(Dimension::Entity(product));
        } else if all && several && free {
            // "The average price of a hose": one figure over all of them.
            let columns: Vec<_> = self
                .draft
                .measures
                .iter()
                .map(|m| match &m.what {
                    What::Metric(all) => self.own_column(all),
                    _ => None,
                })
                .collect();
            let mean = self
                .tokens
                .iter()
                .any(|t| matches!(t.norm.as_str(), "average" | "avg" | "mean"));
            for (measure, column) in self.draft.measures.iter_mut().zip(columns) {
                if let Some(column) = column.filter(|_| mean) {
                    measure.what = What::Attribute(semantic::Aggregate::Average, column);
                }
            }
        }
    }

    /// "customers who bought for over 5000": money of what was traded.
    pub(super) fn bought_for(&mut self) {
        let place = self.draft.conditions.iter().position(|c| {
            let before =
                c.at.checked_sub(1)
                    .map_or("", |t| self.tokens[t].norm.as_str());
            before == "for" && c.target.is_none() && c.attribute.is_none() && !c.percent && !c.days
        });
        let (Some(place), true, true) = (place, self.draft.ordered, self.draft.measures.is_empty())
        else {
            return;
        };
        let Some(traded) = self.traded() else { return };
        let dataset = |m: usize| match &self.model.metrics[m].kind {
            MetricKind::Aggregate {
                dataset, filters, ..
            } => Some((dataset.clone(), filters.clone())),
            MetricKind::Derived { .. } => None,
        };
        let money = (0..self.model.metrics.len()).find(|m| {
            let metric = &self.model.metrics[*m];
            metric.additive
                && metric.unit.as_deref() == Some("USD")
                && dataset(*m) == dataset(traded)
        });
        let Some(money) = money else { return };
        let at = self.draft.conditions[place].at;
        let what = self.shown(money, at);
        self.draft.conditions[place].target = Some(what);
        self.draft.conditions[place].money = true;
        self.draft.ordered = false;
    }

    /// "orders that have arrived" behind a number of them: those alone are counted.
    pub(super) fn counts_arrived(&mut self) {
        let counted = self
            .draft
            .conditions
            .iter()
            .find(|c| matches!(c.target, Some(What::Count(_))))
            .map(|c| c.at);
        let Some(at) = counted else { return };
        let word = |t: usize| self.tokens.get(t).map_or("", |t| t.norm.as_str());
        let that = (at..at + 6).find(|t| matches!(word(*t), "that" | "which"));
        let Some(that) = that else { return };
        self.draft.counts_deliveries |= (that + 1..that + 5).any(|t| {
            matches!(
                word(t),
                "arrived" | "come" | "came" | "delivered" | "received"
            ) && !(that + 1..t).any(|n| matches!(word(n), "not" | "havent" | "never"))
        });
    }

    /// "the dearest and the cheapest unit cost": two ends of one column.
    pub(super) fn both_ends(&mut self) {
        let end = |span: &crate::lattice::Span| {
            let word = self.tokens[span.start].norm.as_str();
            match word {
                "dearest" | "priciest" | "costliest" => Some(Aggregate::Maximum),
                "cheapest" => Some(Aggregate::Minimum),
                _ => None,
            }
        };
        let found: Vec<(Aggregate, usize)> = self
            .spans
            .iter()
            .filter_map(|s| end(s).map(|f| (f, s.start)))
            .collect();
        let [(first, at), (second, other)] = found.as_slice() else {
            return;
        };
        let joined = self
            .spans
            .iter()
            .any(|s| s.start > *at && s.start < *other && s.meaning == Meaning::Cue(Cue::And));
        let column = self
            .draft
            .attributes
            .iter()
            .find(|(a, place)| *place > *other && self.numeric(a))
            .map(|(a, _)| a.clone());
        // "The cheapest and dearest unit cost that we paid": of the lines that were bought.
        let paid = self.draft.measures.iter().find_map(|m| match &m.what {
            What::Metric(all) if m.at > *other => all
                .iter()
                .copied()
                .find(|c| !self.model.metrics[*c].additive)
                .and_then(|c| Some((c, super::columns::row_column(self.model, c)?))),
            _ => None,
        });
        let (metric, column) = match (paid, column) {
            (Some((metric, column)), _) => (Some(metric), Some(column)),
            (None, column) => (None, column),
        };
        let (true, Some(column), true) = (joined, column, first != second) else {
            return;
        };
        self.draft.top = None;
        self.draft.ranked_by = None;
        self.pending.top = None;
        self.draft.measures.clear();
        self.draft.counted_in = metric.map(|m| vec![m]).or(self.draft.counted_in.take());
        self.draft.attributes.retain(|(a, _)| *a != column);
        for (function, at) in [(*first, *at), (*second, *other)] {
            self.draft.measures.push(MeasureMention {
                what: What::Attribute(function, column.clone()),
                at,
                by: false,
            });
        }
    }

    /// "not sold since May that we still hold": some of it is there.
    pub(super) fn still_held(&mut self) {
        let word = |t: usize| self.tokens.get(t).map_or("", |t| t.norm.as_str());
        let held = (0..self.tokens.len()).find(|t| {
            let we = t + 1;
            let verb = we + 1 + usize::from(matches!(word(we + 1), "still" | "do" | "currently"));
            matches!(word(*t), "that" | "which" | "but" | "although" | "though")
                && word(we) == "we"
                && matches!(word(verb), "have" | "hold" | "got" | "keep")
                && self.tokens.get(verb + 1).is_none_or(|t| {
                    matches!(t.gap, Gap::Comma | Gap::Stop)
                        || matches!(t.norm.as_str(), "in" | "at" | "on")
                })
        });
        // "Things we still have that did not sell".
        let still = self
            .spans
            .iter()
            .filter(|_| self.draft.subjects.is_empty())
            .find(|s| {
                s.meaning == Meaning::Cue(Cue::Have)
                    && (s.start..s.end).any(|t| word(t) == "we")
                    && (s.start..s.end).any(|t| matches!(word(t), "still" | "hold"))
                    && word(s.start) == "we"
            });
        let lasts = still.is_some()
            && self.draft.conditions.iter().any(|c| c.attribute.is_none())
            && self.draft.subjects.is_empty();
        let Some(at) = held.or(still.map(|s| s.start)) else {
            return;
        };
        let shelf = self
            .model
            .entity("stock_row")
            .and_then(|e| e.own_dataset.clone());
        let Some(filter) = self
            .model
            .filters
            .iter()
            .position(|f| Some(&f.dataset) == shelf.as_ref() && f.says_there_is())
        else {
            return;
        };
        let absent = !self.draft.existence.is_empty() || lasts;
        let said = self
            .draft
            .filters
            .iter()
            .any(|f| f.candidates.contains(&filter));
        if absent && !said {
            self.draft.filters.push(super::FilterMention {
                candidates: vec![filter],
                negated: false,
                at,
                or: false,
            });
        }
    }

    /// "anything not fully sent on their open orders": what is on the orders, line by line.
    pub(super) fn things_on_orders(&mut self) {
        let [subject] = self.draft.subjects.as_slice() else {
            return;
        };
        let (entity, at) = (subject.entity, subject.at);
        let order = &self.model.entities[entity];
        let line = self.model.entities.iter().position(|e| {
            e.own_dataset.is_some()
                && e.key.len() > order.key.len()
                && order.key.len() > 1
                && order.key.iter().all(|k| e.key.contains(k))
        });
        let Some(line) = line else { return };
        let own = self.model.entities[line].own_dataset.as_ref();
        let first = self.spans.iter().find(|s| {
            s.meaning == Meaning::Cue(Cue::All)
                && matches!(
                    self.tokens[s.start].norm.as_str(),
                    "anything" | "everything" | "whatever" | "something"
                )
        });
        let Some(first) = first.map(|s| s.start) else {
            return;
        };
        let of_line = self.draft.filters.iter().any(|f| {
            f.at > first
                && f.at < at
                && f.candidates
                    .iter()
                    .all(|f| Some(&self.model.filters[*f].dataset) == own)
        });
        let on = (first..at)
            .rev()
            .take(4)
            .any(|t| matches!(self.tokens[t].norm.as_str(), "on" | "in" | "of" | "from"));
        if of_line && on && self.draft.measures.is_empty() {
            self.draft.subjects[0].entity = line;
            self.draft.verbs.push(at);
        }
    }

    /// The words mean a metric that ranks by how far the condition behind them holds ("furthest below the minimum").
    pub(super) fn ranks_by_degree(&mut self, candidates: &[usize], position: usize) -> bool {
        let Some((_, at)) = self.pending.top else {
            return false;
        };
        let near = matches!(
            self.tokens[at].norm.as_str(),
            "furthest" | "farthest" | "deepest" | "most" | "worst" | "least" | "top"
        ) && self.spans[position].start <= at + 3;
        // "The depot with the most overstocked items": how many of them.
        let counted = matches!(self.tokens[at].norm.as_str(), "most" | "least")
            && !self.draft.subjects.is_empty()
            && self.spans.get(position + 1).is_some_and(|s| {
                self.tokens[s.end - 1].norm.ends_with('s')
                    && matches!(&s.meaning, Meaning::Terms(terms)
                        if terms.iter().all(|t| matches!(t, crate::lexicon::Term::Entity(_))))
            });
        let near = near && !counted;
        let degree = candidates.iter().find_map(|f| {
            let name = self.model.filters[*f].degree.as_ref()?;
            self.model.metrics.iter().position(|m| m.name == *name)
        });
        let (true, Some(metric)) = (near, degree) else {
            return false;
        };
        self.pending.top = None;
        self.draft.far = true;
        self.draft.measures.push(MeasureMention {
            what: What::Metric(vec![metric]),
            at,
            by: true,
        });
        true
    }
}
