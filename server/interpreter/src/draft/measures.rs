//! *Measures* in a draft: metrics and aggregates of columns, and the numbers that wait for them.

use semantic::{Aggregate, AttributeId, Comparator, MetricKind};

use super::columns::summed_column;
use super::reader::{Last, Reader};
use super::{Condition, Existence, MeasureMention, Subject, What};
use crate::cues::Cue;
use crate::lattice::Meaning;
use crate::lexicon::Term;

impl Reader<'_> {
    pub(super) fn aggregated(
        &mut self,
        metrics: Vec<usize>,
        numeric: Option<AttributeId>,
        at: usize,
    ) {
        let Some(aggregate) = self.pending.aggregate.take() else {
            return;
        };
        self.pending.number = None;
        let sums = metrics.iter().any(|m| self.model.metrics[*m].additive);
        let what = match (aggregate, numeric) {
            (Aggregate::Sum, _) if !metrics.is_empty() => What::Metric(metrics),
            (_, Some(attribute)) if sums || metrics.is_empty() => {
                What::Attribute(aggregate, attribute)
            }
            (Aggregate::Average, _) if !sums => What::Metric(metrics),
            _ => What::Of(aggregate, metrics),
        };
        let by = self.pending.top.take().is_some();
        self.measure(what, at, by);
    }

    /// "Money tied up in inventory": what the value before is that of.
    fn of_what_is_valued(&self, metrics: &[usize], position: usize) -> bool {
        let before = self.spans[..position]
            .iter()
            .rev()
            .find(|s| s.meaning != Meaning::Ignorable);
        let in_it = (1..=2).any(|back| {
            let at = self.spans[position].start.checked_sub(back);
            at.is_some_and(|at| matches!(self.tokens[at].norm.as_str(), "in" | "as"))
        });
        let valued = |of: &What| {
            match of {
            What::Metric(all) => all.iter().any(|m| {
                let found = &self.model.metrics[*m];
                found.unit.as_deref() == Some("USD")
                    && matches!(&found.kind, MetricKind::Aggregate { dataset, .. } if metrics.iter().any(|other| {
                        let other = &self.model.metrics[*other];
                        other.unit.as_deref() == Some("units")
                            && matches!(&other.kind, MetricKind::Aggregate { dataset: of, .. } if of == dataset)
                    }))
            }),
            _ => false,
        }
        };
        in_it
            && before.is_some_and(|s| {
                self.draft
                    .measures
                    .iter()
                    .any(|m| m.at == s.start && valued(&m.what))
            })
    }

    /// "By what we hold, valued at list price": the money of the pieces that were named before, in their stead.
    fn values_what_is_held(&mut self, metrics: &[usize], position: usize) -> bool {
        let at = self.spans[position].start;
        let valued = matches!(self.tokens[at].norm.as_str(), "valued" | "priced" | "at");
        let of = |metric: usize, unit: &str| {
            let found = &self.model.metrics[metric];
            match &found.kind {
                MetricKind::Aggregate { dataset, .. }
                    if found.additive && found.unit.as_deref() == Some(unit) =>
                {
                    Some(dataset.clone())
                }
                _ => None,
            }
        };
        let Some(dataset) = metrics
            .iter()
            .find_map(|m| of(*m, "USD"))
            .filter(|_| valued)
        else {
            return false;
        };
        let pieces = self
            .draft
            .measures
            .iter_mut()
            .rev()
            .find(|m| match &m.what {
                What::Metric(all) => all
                    .iter()
                    .any(|m| of(*m, "units").as_ref() == Some(&dataset)),
                _ => false,
            });
        let Some(pieces) = pieces else { return false };
        self.draft.everywhere.push(pieces.at);
        pieces.what = What::Metric(metrics.to_vec());
        pieces.at = at;
        self.last = Last::Measure(What::Metric(metrics.to_vec()));
        true
    }

    pub(super) fn measure(&mut self, what: What, at: usize, by: bool) {
        self.last = Last::Measure(what.clone());
        // "over 5 % of the spend": a share of it.
        let part = self.last_was_condition()
            && self.draft.conditions.last().is_some_and(|c| c.percent)
            && match &what {
                What::Metric(candidates) => {
                    candidates.iter().all(|c| self.model.metrics[*c].additive)
                }
                _ => false,
            };
        // "Went up over 4 percent: average cost this year vs last": the percentage is that of the change.
        let change = self.draft.more_than_before.is_some()
            && self.last_was_condition()
            && self.draft.conditions.last().is_some_and(|c| c.percent);
        if change {
            self.last = Last::Condition;
        } else if part {
            self.draft.share = self.draft.share.or(Some(at));
            self.last = Last::Condition;
        } else if self.last_was_condition() {
            for condition in self.waiting_conditions() {
                condition.target = Some(what.clone());
                condition.attribute = None;
            }
            self.last = Last::Condition;
        }
        if !self.draft.measures.iter().any(|m| m.what == what) {
            let thing = matches!(what, What::Count(_));
            self.draft.measures.push(MeasureMention { what, at, by });
            // "how many did we sell": pieces, not money.
            if self.pending.count.is_some() && !thing {
                self.draft.bare_count = true;
            }
        }
        self.pending.count = None;
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one reading after another, the narrowest first"
    )]
    pub(super) fn metric(
        &mut self,
        metrics: Vec<usize>,
        dated: Option<AttributeId>,
        position: usize,
    ) {
        let at = self.spans[position].start;
        // "actual lead time minus planned lead time": no negation.
        let minus = self
            .pending
            .negation
            .filter(|n| self.tokens[*n].norm == "minus" && !self.draft.measures.is_empty());
        if minus.is_some() {
            self.pending.negation = None;
            self.draft.minus = true;
            self.draft.taken_off = Some(What::Metric(metrics.clone()));
            self.draft.reversed += 1;
        }
        if self.money_in_orders(&metrics, position) {
            return;
        }
        if self.pending.negation.take().is_some() {
            self.pending.never = false;
            // "without stock": nothing of what the rows hold.
            let state = metrics
                .iter()
                .find_map(|m| summed_column(self.model, *m))
                .filter(|a| {
                    self.model
                        .fields_of(a)
                        .any(|(d, _)| d.primary_key.len() == 2 && d.default_time.is_none())
                });
            if let Some(attribute) = state {
                self.draft.reversed += 1;
                self.draft.conditions.push(Condition {
                    comparator: Comparator::Equal,
                    value: "0".to_owned(),
                    percent: false,
                    money: false,
                    days: false,
                    target: None,
                    attribute: Some(attribute),
                    at,
                });
                self.last = Last::Other;
                return;
            }
            // "without a lead time": the column is empty.
            if let Some(column) = self.own_column(&metrics) {
                self.draft.missing.push((column, at));
                self.last = Last::Other;
                return;
            }
            self.draft.existence.push(Existence {
                what: What::Metric(metrics),
                at,
            });
            self.last = Last::Other;
            return;
        }
        if let Some(column) = self
            .own_column(&metrics)
            .filter(|_| self.is_recorded(position))
        {
            self.draft.present.push((column, at));
            self.last = Last::Other;
            return;
        }
        if self.values_what_is_held(&metrics, position) {
            return;
        }
        if self.of_what_is_valued(&metrics, position) {
            self.draft.everywhere.push(at);
            return;
        }
        if self.only_says_which_orders(&metrics, position) {
            self.pending.date_attribute = dated;
            self.draft.verbs.push(at);
            self.last = Last::Other;
            return;
        }
        if self.contrasted_with(&metrics, position) {
            return;
        }
        // "the number of products sold": what happened to what is counted.
        let direct = self.spans[..position]
            .iter()
            .rev()
            .find(|s| {
                !matches!(
                    s.meaning,
                    Meaning::Ignorable | Meaning::Cue(Cue::Pronoun | Cue::Have)
                )
            })
            .is_some_and(|s| matches!(&s.meaning, Meaning::Terms(t) if t.iter().any(|t| matches!(t, Term::Entity(_)))));
        let traded = |metric: &usize| {
            self.model.metrics[*metric].additive
                && match &self.model.metrics[*metric].kind {
                    MetricKind::Aggregate { dataset, .. } => self
                        .model
                        .dataset(dataset)
                        .is_some_and(|d| d.default_time.is_some()),
                    MetricKind::Derived { .. } => false,
                }
        };
        if let (true, Last::Entity(entity)) = (direct, &self.last)
            && self
                .draft
                .measures
                .last()
                .is_some_and(|m| m.what == What::Count(*entity))
            && self.span_is_clause(position)
            && metrics.iter().all(traded)
        {
            self.draft.counted_in = Some(metrics);
            self.last = Last::Other;
            return;
        }
        self.pending.date_attribute = dated;
        // "which five products sold the most": the number is that of the ranking.
        if let Some((count, _)) = self.pending.number.take() {
            self.draft.plain_number = Some(count);
        }
        // "only for orders of …": a noun of the restriction, not a measure.
        let counts = metrics.iter().all(|m| {
            matches!(
                self.model.metrics[*m].unit.as_deref(),
                Some("orders" | "lines")
            )
        });
        if self.draft.only && counts && !self.draft.measures.is_empty() {
            return;
        }
        // "orders placed in May": the orders, not how many.
        if let Some(entity) = self.listed(&metrics, position) {
            self.draft.subjects.push(Subject {
                entity,
                at,
                plural: true,
            });
            self.last = Last::Entity(entity);
            return;
        }
        // "Products sold to more than 20 customers": the products, by what is counted behind.
        if let Some(entity) = self.noun_counted_behind(position) {
            self.draft.subjects.push(Subject {
                entity,
                at,
                plural: true,
            });
            self.draft.counted_in = Some(metrics);
            self.draft.list = true;
            self.last = Last::Other;
            return;
        }
        // "which products sold fewer than …": the products, by what they sold.
        if let Some(entity) = self.noun_of_measure(position) {
            self.draft.subjects.push(Subject {
                entity,
                at,
                plural: true,
            });
        }
        let words = &self.tokens[self.spans[position].start..self.spans[position].end];
        if words
            .iter()
            .any(|t| matches!(t.norm.as_str(), "soon" | "soonest" | "first"))
            && self.draft.direction.is_none()
        {
            self.draft.direction = Some(false);
        }
        self.measure(What::Metric(metrics), at, false);
    }

    /// "How much money sits in open purchase orders": money of orders, not of what there is in stock.
    fn money_in_orders(&mut self, metrics: &[usize], position: usize) -> bool {
        let span = &self.spans[position];
        let money = matches!(
            self.tokens[span.start].norm.as_str(),
            "money" | "capital" | "cash" | "value"
        ) && span.end > span.start + 1;
        let of_state = metrics.iter().all(|m| match &self.model.metrics[*m].kind {
            MetricKind::Aggregate { dataset, .. } => self
                .model
                .dataset(dataset)
                .is_some_and(|d| d.default_time.is_none()),
            MetricKind::Derived { .. } => false,
        });
        let happens = |dataset: &str| {
            self.model
                .dataset(dataset)
                .is_some_and(|d| d.default_time.is_some())
        };
        let orders = self.spans[position + 1..].iter().take(5).any(|s| {
            matches!(&s.meaning, Meaning::Terms(terms) if terms.iter().any(|t| match t {
                Term::Filter(f) => happens(&self.model.filters[*f].dataset),
                Term::Entity(e) => self.model.entities[*e]
                    .own_dataset
                    .as_deref()
                    .is_some_and(happens),
                _ => false,
            }))
        });
        if !(money && of_state && orders) {
            return false;
        }
        self.draft.in_money = true;
        self.draft.how_much = true;
        self.draft.verbs.push(span.start);
        self.last = Last::Other;
        true
    }

    /// Between the thing and the metric stands an auxiliary or a pronoun: "products *did we* sell", "that were sold".
    fn span_is_clause(&self, position: usize) -> bool {
        const AUXILIARIES: [&str; 14] = [
            "did", "do", "does", "have", "has", "had", "were", "was", "are", "is", "that", "which",
            "who", "we",
        ];
        position > 0
            && self.tokens[..self.spans[position].start]
                .iter()
                .rev()
                .take(3)
                .any(|t| AUXILIARIES.contains(&t.norm.as_str()))
    }

    /// The thing that a measure's words begin with, where a number of other things is said of each ("… to more than 20
    /// customers").
    fn noun_counted_behind(&self, position: usize) -> Option<usize> {
        let span = &self.spans[position];
        let begins = self.spans[..position]
            .iter()
            .all(|s| matches!(s.meaning, Meaning::Ignorable | Meaning::Cue(Cue::List)));
        let noun = &self.tokens[span.start];
        if !begins || span.end - span.start < 2 || !noun.norm.ends_with('s') {
            return None;
        }
        let behind: Vec<&Meaning> = self.spans[position + 1..]
            .iter()
            .filter(|s| s.meaning != Meaning::Ignorable)
            .take(3)
            .map(|s| &s.meaning)
            .collect();
        let counted = matches!(
            behind.as_slice(),
            [Meaning::Cue(Cue::Compare(_)), Meaning::Number(_), Meaning::Terms(terms)]
                if terms.iter().any(|t| matches!(t, Term::Entity(e) if self.model.entities[*e].own_dataset.is_none()))
        );
        self.model
            .entities
            .iter()
            .position(|e| {
                e.key.len() == 1
                    && (e.noun.singular == noun.fold || e.synonyms.contains(&noun.fold))
            })
            .filter(|_| counted)
    }

    /// The thing that a measure's words begin with, where the question asks which of them.
    fn noun_of_measure(&self, position: usize) -> Option<usize> {
        let span = &self.spans[position];
        let asked = position > 0
            && self.spans[position - 1].meaning == Meaning::Cue(Cue::List)
            && self.tokens[self.spans[position - 1].start].norm == "which";
        let noun = &self.tokens[span.start];
        if !asked || span.end - span.start < 2 || !self.draft.subjects.is_empty() {
            return None;
        }
        self.model
            .entities
            .iter()
            .position(|e| e.noun.singular == noun.fold || e.synonyms.contains(&noun.fold))
    }

    /// The things that a metric counts, where its words begin with their plural and the question begins with them.
    fn listed(&self, metrics: &[usize], position: usize) -> Option<usize> {
        let span = &self.spans[position];
        let begins = self.spans[..position].iter().all(|s| match &s.meaning {
            Meaning::Ignorable | Meaning::Cue(Cue::List) => true,
            // "Unreceived orders placed in May".
            Meaning::Terms(terms) => terms.iter().all(|t| matches!(t, Term::Filter(_))),
            _ => false,
        });
        let asks = self.spans[position + 1..].iter().any(|s| {
            matches!(
                s.meaning,
                Meaning::Cue(
                    Cue::By
                        | Cue::Each
                        | Cue::Every(_)
                        | Cue::Versus
                        | Cue::Growth
                        | Cue::Share
                        | Cue::Trend
                        | Cue::Total
                        | Cue::Running
                        | Cue::Difference
                        | Cue::Fell
                        | Cue::Rose
                        | Cue::Most
                        | Cue::Least
                        | Cue::Best
                        | Cue::Worst
                        | Cue::And
                )
            )
        });
        let counted = matches!(
            self.tokens[span.end - 1].norm.as_str(),
            "count" | "number" | "tally" | "counts"
        );
        let noun = &self.tokens[span.start];
        if !begins || asks || counted || span.end - span.start < 2 || !noun.norm.ends_with('s') {
            return None;
        }
        metrics.iter().find_map(|metric| {
            let MetricKind::Aggregate {
                dataset,
                expression,
                ..
            } = &self.model.metrics[*metric].kind
            else {
                return None;
            };
            let counts = expression.trim() == "COUNT(*)";
            self.model.entities.iter().position(|e| {
                counts
                    && e.own_dataset.as_ref() == Some(dataset)
                    && (e.noun.singular.ends_with(noun.fold.as_str())
                        || e.synonyms.contains(&noun.fold))
            })
        })
    }

    /// The last condition, or both of "between", when the numbers were said just now and wait for what they count.
    pub(super) fn waiting_conditions(&mut self) -> impl Iterator<Item = &mut Condition> {
        let at = self.draft.conditions.last().map(|c| c.at);
        self.draft
            .conditions
            .iter_mut()
            .filter(move |c| Some(c.at) == at && c.target.is_none() && c.attribute.is_none())
    }

    pub(super) fn last_was_condition(&self) -> bool {
        self.draft
            .conditions
            .last()
            .is_some_and(|c| c.target.is_none() && c.attribute.is_none())
    }

    /// The plain column that a metric sums, if it is one.
    pub(super) fn column_of(&self, what: &What) -> Option<AttributeId> {
        let (What::Metric(candidates) | What::Of(_, candidates)) = what else {
            return if let What::Attribute(_, attribute) = what {
                Some(attribute.clone())
            } else {
                None
            };
        };
        candidates
            .iter()
            .find_map(|m| summed_column(self.model, *m))
    }

    /// "98 % of the quantity": what the percentage is of, not a measure.
    pub(super) fn percent_base(&self, metrics: &[usize], numeric: bool) -> bool {
        let units = metrics
            .iter()
            .any(|m| self.model.metrics[*m].unit.as_deref() == Some("units"));
        self.last == Last::Condition
            && self.draft.conditions.last().is_some_and(|c| c.percent)
            && (units || numeric)
    }
}
