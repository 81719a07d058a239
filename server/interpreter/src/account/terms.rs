//! Names of the model in the *account*: each must show in the query as what it names.

use semantic::{AttributeId, MetricKind};

use super::Account;
use crate::draft::{What, row_column};
use crate::lattice::Span;
use crate::lexicon::Term;

impl Account<'_> {
    /// One of the meanings of the words shows in the query, and a condition in the sense that was said.
    pub(super) fn term(&self, terms: &[Term], span: &Span) -> bool {
        let mut conditions = self.draft.filters.iter().chain(&self.draft.parts);
        if let Some(mention) = conditions.find(|f| f.at == span.start) {
            let name = |f: &usize| &self.model.filters[*f].name;
            let (same, other) = if mention.negated {
                (&self.seen.absent_filters, &self.seen.filters)
            } else {
                (&self.seen.filters, &self.seen.absent_filters)
            };
            // The rate of the condition is what is measured.
            let rate = |f: &usize| self.model.filters[*f].rate.as_ref();
            if !mention.negated
                && mention
                    .candidates
                    .iter()
                    .filter_map(rate)
                    .any(|r| self.seen.metrics.contains(r))
            {
                return true;
            }
            // What must not be true of a supplier is said as "there is no such row".
            return mention.candidates.iter().any(|f| same.contains(name(f)))
                && !mention
                    .candidates
                    .iter()
                    .any(|f| other.contains(name(f)) && !same.contains(name(f)));
        }
        if self.draft.everywhere.contains(&span.start) {
            return true;
        }
        // "The unit cost we paid for it": what was done, beside the figure that is asked for.
        let done = self.parsed.tokens[span.start..span.end].iter().any(|t| {
            matches!(
                t.norm.as_str(),
                "paid" | "pay" | "bought" | "buy" | "sold" | "sell" | "spent"
            )
        });
        if done
            && terms
                .iter()
                .any(|t| matches!(t, Term::Metric(m) if self.same_lines(*m)))
        {
            return true;
        }
        if let Some(metrics) = &self.draft.counted_in
            && terms
                .iter()
                .any(|t| matches!(t, Term::Metric(m) if metrics.contains(m)))
        {
            return self.seen.figure;
        }
        if self.draft.existence.iter().any(|e| e.at == span.start) {
            return self.seen.negations > 0;
        }
        if self.draft.again.contains(&span.start) {
            return self.seen.units.contains("units");
        }
        // "Lines of orders placed in May": the orders, not their number.
        if let Some(subject) = self.draft.subjects.iter().find(|s| s.at == span.start)
            && terms.iter().any(|t| matches!(t, Term::Metric(_)))
            && self.entity(subject.entity)
        {
            return true;
        }
        if let Some(mention) = self.draft.measures.iter().find(|m| m.at == span.start) {
            // "With quantities" of the lines before: a column of theirs.
            let column = |t: &Term| matches!(t, Term::Attribute(a) if self.seen.shown.contains(a));
            return self.measured(&mention.what) || self.continued && terms.iter().any(column);
        }
        if let Some((attribute, _)) = self.draft.missing.iter().find(|(_, at)| *at == span.start) {
            return self.attribute(attribute) && self.seen.negations > 0;
        }
        if let Some((attribute, _)) = self.draft.present.iter().find(|(_, at)| *at == span.start) {
            return self.attribute(attribute);
        }
        if let Some((attribute, _)) = self
            .draft
            .attributes
            .iter()
            .find(|(_, at)| *at == span.start)
        {
            return self.attribute(attribute);
        }
        if self.draft.verbs.contains(&span.start) || self.draft.actors.contains(&span.start) {
            return self.trades();
        }
        // "What did customers buy": who did it.
        let lead: Vec<&str> = self.parsed.tokens[span.start.saturating_sub(2)..span.start]
            .iter()
            .map(|t| t.norm.as_str())
            .collect();
        if matches!(lead.as_slice(), ["what", "did" | "do" | "have"]) && self.trades() {
            return true;
        }
        // "how many products cost more than 100": the words name the thing and the column.
        let compared = terms
            .iter()
            .any(|t| matches!(t, Term::Attribute(a) if self.seen.attributes.contains(a)));
        compared || terms.iter().any(|term| self.visible(term))
    }

    /// A mean of the lines that the metric sums is shown.
    fn same_lines(&self, metric: usize) -> bool {
        let MetricKind::Aggregate { dataset, .. } = &self.model.metrics[metric].kind else {
            return false;
        };
        self.seen.metrics.iter().any(|name| {
            self.model.metric(name).is_some_and(|m| {
                !m.additive
                    && matches!(&m.kind, MetricKind::Aggregate { dataset: of, .. } if of == dataset)
            })
        })
    }

    fn measured(&self, what: &What) -> bool {
        match what {
            What::Metric(candidates) | What::Of(_, candidates) => {
                candidates.iter().any(|m| self.metric(*m))
            }
            What::Attribute(_, attribute) => self.attribute(attribute),
            What::Count(entity) => {
                let entity = &self.model.entities[*entity];
                self.seen.counted.contains(&entity.name)
                    || entity
                        .own_dataset
                        .as_ref()
                        .is_some_and(|own| self.counts_rows(own))
            }
        }
    }

    fn visible(&self, term: &Term) -> bool {
        match term {
            Term::Metric(metric) => self.metric(*metric),
            // "The cheapest by unit cost": the column that was named decides.
            Term::Ranking(metric, _) => self.metric(*metric) || self.ordered_by_unit(*metric),
            Term::Filter(filter) => {
                let filter = &self.model.filters[*filter];
                self.seen.filters.contains(&filter.name)
                    || !filter.show.is_empty()
                        && filter.show.iter().all(|a| self.seen.attributes.contains(a))
            }
            Term::Entity(entity) => self.entity(*entity),
            Term::Attribute(attribute) => self.attribute(attribute),
            Term::Cue(_) | Term::Ignorable => true,
        }
    }

    /// The metric is measured, or another of the same rows in its stead (pieces for money, a row's own value).
    fn metric(&self, metric: usize) -> bool {
        let found = &self.model.metrics[metric];
        if self.seen.metrics.contains(&found.name) {
            return true;
        }
        if row_column(self.model, metric).is_some_and(|a| self.seen.attributes.contains(&a)) {
            return true;
        }
        // "daily demand": the mean per day of what it is derived from.
        if let MetricKind::Derived { inputs, .. } = &found.kind
            && !self.seen.rates.is_empty()
        {
            return inputs.iter().any(|i| self.seen.metrics.contains(&i.metric));
        }
        let MetricKind::Aggregate {
            dataset,
            expression,
            ..
        } = &found.kind
        else {
            return false;
        };
        // The number of orders: they are counted, or listed.
        if expression.trim() == "COUNT(*)" {
            return self.seen.datasets.contains(dataset);
        }
        self.seen.metrics.iter().any(|name| {
            self.model.metric(name).is_some_and(|m| {
                m.additive
                    && found.additive
                    && matches!(&m.kind, MetricKind::Aggregate { dataset: of, .. } if of == dataset)
                    // What was received does not stand for what was ordered.
                    && (matches!(&m.kind, MetricKind::Aggregate { expression: other, .. } if other == expression)
                        || m.unit != found.unit
                            && (self.draft.in_units
                                || self.draft.in_money
                                || self.draft.bare_count))
            })
        })
    }

    /// The rows stand in the order of a column that is counted like the metric.
    fn ordered_by_unit(&self, metric: usize) -> bool {
        let unit = self.model.metrics[metric].unit.as_deref();
        self.query.order.first().is_some_and(|o| {
            matches!(self.query.columns.get(o.column), Some(semantic::Column::Attribute(a))
                if self.model.fields_of(a).any(|(_, f)| unit.is_some() && f.unit.as_deref() == unit))
        })
    }

    /// Some metric counts the rows of a dataset.
    fn counts_rows(&self, dataset: &str) -> bool {
        self.seen.metrics.iter().any(|name| {
            self.model.metric(name).is_some_and(|m| {
                matches!(&m.kind, MetricKind::Aggregate { dataset: of, expression, .. }
                    if of == dataset && expression.trim() == "COUNT(*)")
            })
        })
    }

    fn attribute(&self, attribute: &AttributeId) -> bool {
        if self.seen.attributes.contains(attribute) {
            return true;
        }
        // "the average unit cost that we paid": the column of that name of what was bought.
        let column = |a: &AttributeId| self.model.fields_of(a).next().map(|(_, f)| f.name.clone());
        let measured = self.seen.metrics.iter().any(|name| {
            let metric = self.model.metrics.iter().position(|m| m.name == *name);
            let own = metric.and_then(|m| row_column(self.model, m));
            own.is_some_and(|own| column(&own).is_some() && column(&own) == column(attribute))
        });
        if measured {
            return true;
        }
        // A thing's name stands for its code, a part for the whole text.
        let entity = self.model.entities.iter().any(|e| {
            (e.key.contains(attribute) || e.name_attribute.as_ref() == Some(attribute))
                && e.key
                    .iter()
                    .chain(&e.name_attribute)
                    .any(|a| self.seen.attributes.contains(a))
        });
        let dated = self.model.datasets.iter().any(|d| {
            d.default_time.as_ref() == Some(attribute) && self.seen.datasets.contains(&d.name)
        });
        entity || dated && !self.seen.windows.is_empty()
    }

    /// The entity is counted, shown, or what the rows are made of.
    fn entity(&self, entity: usize) -> bool {
        let entity = &self.model.entities[entity];
        if self.seen.counted.contains(&entity.name)
            || entity
                .key
                .iter()
                .chain(&entity.name_attribute)
                .any(|a| self.seen.attributes.contains(a))
        {
            return true;
        }
        if let Some(own) = &entity.own_dataset {
            return self
                .seen
                .datasets
                .iter()
                .any(|d| self.model.reachable(d).iter().any(|(r, _)| r.name == *own));
        }
        // The group of a product, the area of an order: a condition on a part of it.
        entity.key.iter().any(|key| {
            self.model.fields_of(key).any(|(_, field)| {
                field
                    .parts
                    .iter()
                    .any(|p| self.seen.attributes.contains(&p.attribute))
            })
        })
    }
}
