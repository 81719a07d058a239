//! The *reach* of a query: its conditions and columns belong to the rows that it looks at, or to finer rows of them. A
//! condition of another business (the city of deliveries for what is in stock) can be carried over by shared attributes,
//! but that is an answer only where the words speak of that business.

use semantic::{AttributeId, Column, Form, Measure, MetricKind, Operand, Predicate};

use super::Account;
use crate::cues::Cue;
use crate::lattice::Meaning;
use crate::lexicon::Term;

impl Account<'_> {
    /// Words of conditions and columns that the rows do not reach.
    pub(super) fn beyond_reach(&self) -> Vec<String> {
        let bases = self.bases();
        if bases.is_empty() || self.trade_said(&bases) {
            return Vec::new();
        }
        let mut missing = Vec::new();
        for predicate in &self.query.filters {
            match predicate {
                // Stock of what orders hold, where no order is spoken of.
                Predicate::Related {
                    dataset,
                    filters,
                    negated: false,
                    ..
                } if !self.draft.filters.is_empty()
                    && !self.same_kind(dataset, &bases)
                    && !self.conditioned(&bases) =>
                {
                    for inner in filters {
                        missing.extend(self.words_of(inner));
                    }
                }
                _ if self.concerns(predicate, &bases) => {}
                _ => missing.extend(self.words_of(predicate)),
            }
        }
        missing
    }

    /// A condition of the rows themselves was said: "products on open orders that are out of stock".
    fn conditioned(&self, bases: &[&str]) -> bool {
        self.query.filters.iter().any(|p| match p {
            Predicate::Named { filter, .. } => self.model.filter(filter).is_some_and(|f| {
                bases.iter().any(|base| {
                    self.model
                        .reachable(base)
                        .iter()
                        .any(|(d, _)| d.name == f.dataset)
                })
            }),
            _ => false,
        })
    }

    /// Both are of business, or both of what there is.
    fn same_kind(&self, dataset: &str, bases: &[&str]) -> bool {
        let happens = |name: &str| {
            self.model
                .dataset(name)
                .is_some_and(|d| d.default_time.is_some())
        };
        // Rows of things themselves may have either.
        bases.iter().any(|base| {
            happens(base) == happens(dataset)
                || self
                    .model
                    .reachable(dataset)
                    .iter()
                    .any(|(d, _)| d.name == *base)
        })
    }

    /// Datasets whose rows are listed or measured.
    fn bases(&self) -> Vec<&str> {
        let mut bases: Vec<&str> = match &self.query.form {
            Form::Rows { dataset }
            | Form::Groups {
                dataset: Some(dataset),
                ..
            } => vec![dataset],
            Form::Groups { .. } => Vec::new(),
        };
        for column in &self.query.columns {
            if let Column::Measure(used) = column {
                self.measured_in(&used.measure, &mut bases);
            }
        }
        bases
    }

    fn measured_in<'s>(&'s self, measure: &'s Measure, bases: &mut Vec<&'s str>) {
        match measure {
            Measure::Metric(name) => match self.model.metric(name).map(|m| &m.kind) {
                Some(MetricKind::Aggregate { dataset, .. }) => bases.push(dataset),
                Some(MetricKind::Derived { inputs, .. }) => {
                    for input in inputs {
                        if let Some(MetricKind::Aggregate { dataset, .. }) =
                            self.model.metric(&input.metric).map(|m| &m.kind)
                        {
                            bases.push(dataset);
                        }
                    }
                }
                None => {}
            },
            Measure::Aggregate { dataset, .. }
            | Measure::Rows { dataset }
            | Measure::Entities { dataset, .. } => bases.push(dataset),
        }
    }

    /// The condition is about rows of one of the datasets, or of one that is finer.
    fn concerns(&self, predicate: &Predicate, bases: &[&str]) -> bool {
        let holds = |has: &dyn Fn(&str) -> bool| {
            bases.iter().any(|base| has(base))
                || self.model.datasets.iter().any(|finer| {
                    has(&finer.name)
                        && self
                            .model
                            .reachable(&finer.name)
                            .iter()
                            .any(|(d, _)| bases.contains(&d.name.as_str()))
                })
        };
        let attribute = |a: &AttributeId| holds(&|base| self.model.resolve(base, a).is_some());
        match predicate {
            Predicate::In { attribute: a, .. }
            | Predicate::Contains { attribute: a, .. }
            | Predicate::Missing { attribute: a, .. } => attribute(a),
            Predicate::Compare {
                left: Operand::Attribute(a) | Operand::Scaled { attribute: a, .. },
                ..
            } => attribute(a),
            Predicate::Named { filter, .. } => self.model.filter(filter).is_none_or(|f| {
                holds(&|base| {
                    self.model
                        .reachable(base)
                        .iter()
                        .any(|(d, _)| d.name == f.dataset)
                })
            }),
            _ => true,
        }
    }

    /// Orders, customers, suppliers or what was ordered are spoken of, beside what the rows are.
    fn trade_said(&self, bases: &[&str]) -> bool {
        let happens = |name: &str| {
            self.model
                .dataset(name)
                .is_some_and(|d| d.default_time.is_some())
        };
        let of_trade = bases.iter().all(|base| happens(base));
        let foreign = |dataset: Option<&String>| {
            dataset.is_some_and(|d| happens(d) != of_trade && !bases.contains(&d.as_str()))
        };
        self.parsed.spans.iter().any(|span| match &span.meaning {
            Meaning::Cue(Cue::Ordered) | Meaning::Key { .. } => true,
            Meaning::Terms(terms) => terms.iter().all(|t| match t {
                Term::Entity(e) => {
                    let entity = &self.model.entities[*e];
                    entity.key.len() > 1 && foreign(entity.own_dataset.as_ref())
                        || entity.own_dataset.is_none() && foreign(entity.datasets.first())
                }
                Term::Attribute(a) => self
                    .model
                    .fields_of(a)
                    .all(|(d, f)| happens(&d.name) && f.data_type == semantic::DataType::Text),
                _ => false,
            }),
            _ => false,
        })
    }

    /// The words that became the condition.
    fn words_of(&self, predicate: &Predicate) -> Vec<String> {
        let of = |span: &&crate::lattice::Span| match (&span.meaning, predicate) {
            (
                Meaning::Values(matches),
                Predicate::In { attribute, .. } | Predicate::Contains { attribute, .. },
            ) => matches.iter().any(|m| m.attribute == *attribute),
            (Meaning::Terms(terms), Predicate::Named { filter, .. }) => terms
                .iter()
                .any(|t| matches!(t, Term::Filter(f) if self.model.filters[*f].name == *filter)),
            (
                Meaning::Terms(terms),
                Predicate::Missing { attribute, .. }
                | Predicate::Compare {
                    left: Operand::Attribute(attribute),
                    ..
                },
            ) => terms.contains(&Term::Attribute(attribute.clone())),
            _ => false,
        };
        let found: Vec<String> = self
            .parsed
            .spans
            .iter()
            .filter(of)
            .map(|s| self.words(s))
            .collect();
        if found.is_empty() && !self.continued {
            self.nouns()
        } else {
            found
        }
    }
}
