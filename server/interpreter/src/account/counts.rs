//! *Counts* of an answer: a number that is said of things must be how many of them there are, and how many there are is
//! the answer to nothing but a question for it.

use semantic::query::HavingValue;
use semantic::{Aggregate, AttributeId, Column, Form, Measure, MeasureUse, MetricKind, Predicate};

use super::Account;
use super::seen::plain;
use crate::cues::Cue;
use crate::lattice::Meaning;
use crate::lexicon::Term;

impl Account<'_> {
    /// "Six or more lines": the number is compared with how many there are of the thing.
    pub(super) fn numbers_of_things(&self) -> Vec<String> {
        let mut missing = Vec::new();
        for (position, span) in self.parsed.spans.iter().enumerate() {
            let Meaning::Number(number) = &span.meaning else {
                continue;
            };
            let value = plain(&number.value);
            let mut rest = self.parsed.spans[position + 1..].iter();
            let next = rest.find(|s| {
                !matches!(
                    s.meaning,
                    Meaning::Ignorable | Meaning::Cue(Cue::OrMore | Cue::OrLess | Cue::Distinct)
                )
            });
            let Some((noun, Meaning::Terms(terms))) = next.map(|s| (s, &s.meaning)) else {
                continue;
            };
            let things: Vec<usize> = terms
                .iter()
                .filter_map(|t| {
                    if let Term::Entity(e) = t {
                        Some(*e)
                    } else {
                        None
                    }
                })
                .collect();
            if things.is_empty() || number.percent || number.money || things.len() < terms.len() {
                continue;
            }
            let compared: Vec<usize> = self
                .query
                .having
                .iter()
                .filter(|h| matches!(&h.value, HavingValue::Number(n) if plain(n) == value))
                .map(|h| h.column)
                .collect();
            let counts = compared.iter().any(|column| {
                matches!(self.query.columns.get(*column), Some(Column::Measure(used))
                    if things.iter().any(|e| self.counts_thing(used, *e)))
            });
            if !compared.is_empty() && !counts {
                missing.push(self.words(noun));
            }
        }
        missing
    }

    /// How many orders there are in each order: one.
    pub(super) fn ones(&self) -> Vec<String> {
        if !matches!(self.query.form, Form::Groups { .. }) {
            return Vec::new();
        }
        let keys: Vec<&AttributeId> = self
            .query
            .columns
            .iter()
            .filter_map(|c| {
                if let Column::Attribute(a) = c {
                    Some(a)
                } else {
                    None
                }
            })
            .collect();
        let each_is_one = self.model.entities.iter().enumerate().any(|(at, entity)| {
            entity.key.iter().all(|k| keys.contains(&k))
                && self
                    .measures_used()
                    .any(|used| self.counts_thing(used, at) || self.divides_by(used, entity))
        });
        if each_is_one {
            return self.nouns();
        }
        if self.mean_of_one(&keys) {
            return self.said(|cue| cue == Cue::Average);
        }
        Vec::new()
    }

    /// How many there are is the answer to nothing but a question for a number.
    pub(super) fn uncounted(&self) -> Vec<String> {
        let grouped = self
            .query
            .columns
            .iter()
            .any(|c| matches!(c, Column::Attribute(_) | Column::Time { .. }));
        let things = (0..self.model.entities.len()).collect::<Vec<_>>();
        let counts = self.seen.figure
            && self
                .measures_used()
                .all(|used| things.iter().any(|e| self.counts_thing(used, *e)));
        let asked = self.said(|cue| {
            matches!(
                cue,
                Cue::Count
                    | Cue::HowMuch
                    | Cue::Total
                    | Cue::Share
                    | Cue::Average
                    | Cue::Versus
                    | Cue::Difference
                    | Cue::Growth
                    | Cue::Running
                    | Cue::Trend
                    | Cue::Distinct
            )
        });
        let named = self.parsed.spans.iter().any(|s| {
            matches!(&s.meaning, Meaning::Terms(terms) if terms.iter().any(|t| matches!(t, Term::Metric(_) | Term::Ranking(..))))
        });
        // "Zero in every depot" holds of all of them; it sorts nothing by depot.
        let every = self.parsed.spans.windows(2).any(|pair| {
            pair[0].meaning != Meaning::Cue(Cue::List)
                && pair[1].meaning == Meaning::Cue(Cue::Each)
                && self.parsed.tokens[pair[1].start].norm == "in"
        });
        let ranked = !self.query.order.is_empty() && self.query.limit.is_some();
        if counts && asked.is_empty() && !named && !self.continued && (!grouped || every && !ranked)
        {
            self.nouns()
        } else {
            Vec::new()
        }
    }

    /// "What share of the products …": of how many there are, not of what they measure.
    pub(super) fn share_of_things(&self) -> Vec<String> {
        let spans = &self.parsed.spans;
        let mut missing = Vec::new();
        for (position, span) in spans.iter().enumerate() {
            if span.meaning != Meaning::Cue(Cue::Share) || !self.seen.share {
                continue;
            }
            let next = spans[position + 1..]
                .iter()
                .find(|s| s.meaning != Meaning::Ignorable);
            let Some((noun, Meaning::Terms(terms))) = next.map(|s| (s, &s.meaning)) else {
                continue;
            };
            let things: Vec<usize> = terms
                .iter()
                .filter_map(|t| {
                    if let Term::Entity(e) = t {
                        Some(*e)
                    } else {
                        None
                    }
                })
                .collect();
            let plural = self.parsed.tokens[noun.end - 1].norm.ends_with('s')
                && matches!(terms.first(), Some(Term::Entity(_)));
            let counted = self
                .measures_used()
                .any(|used| things.iter().any(|e| self.counts_thing(used, *e)));
            if plural && !counted {
                missing.push(self.words(noun));
            }
        }
        missing
    }

    /// The measure is how many of the entity there are.
    fn counts_thing(&self, used: &MeasureUse, entity: usize) -> bool {
        let entity = &self.model.entities[entity];
        match &used.measure {
            Measure::Entities { entity: of, .. } => *of == entity.name,
            Measure::Rows { dataset } => entity.own_dataset.as_ref() == Some(dataset),
            Measure::Metric(name) => self.model.metric(name).is_some_and(|m| {
                matches!(&m.kind, MetricKind::Aggregate { dataset, expression, .. }
                    if expression.trim() == "COUNT(*)" && entity.own_dataset.as_ref() == Some(dataset))
            }),
            Measure::Aggregate { function, attribute, .. } => {
                *function == Aggregate::CountDistinct && entity.key.contains(attribute)
            }
        }
    }

    /// The mean of rows that the keys and the named things pick one by one: "the average stock per product at OSL-1" is
    /// one figure over the products, not the stock of each.
    fn mean_of_one(&self, keys: &[&AttributeId]) -> bool {
        if self.said(|cue| cue == Cue::Average).is_empty() {
            return false;
        }
        let fixed: Vec<&AttributeId> = self
            .query
            .filters
            .iter()
            .filter_map(|p| match p {
                Predicate::In {
                    attribute,
                    values,
                    negated: false,
                } if values.len() == 1 => Some(attribute),
                _ => None,
            })
            .chain(keys.iter().copied())
            .collect();
        self.measures_used().any(|used| {
            let dataset = match &used.measure {
                Measure::Aggregate {
                    function: Aggregate::Average,
                    dataset,
                    ..
                } => Some(dataset),
                Measure::Metric(name) => self.model.metric(name).and_then(|m| match &m.kind {
                    MetricKind::Aggregate {
                        dataset,
                        expression,
                        ..
                    } if expression.trim().starts_with("AVG(") => Some(dataset),
                    _ => None,
                }),
                _ => None,
            };
            dataset
                .and_then(|d| self.model.dataset(d))
                .is_some_and(|d| {
                    d.primary_key.iter().all(|column| {
                        d.fields.iter().any(|f| {
                            f.name == *column && f.attributes.iter().any(|a| fixed.contains(&a))
                        })
                    })
                })
        })
    }

    /// The metric is one for each of the entity: the value of an average order.
    fn divides_by(&self, used: &MeasureUse, entity: &semantic::Entity) -> bool {
        let Measure::Metric(name) = &used.measure else {
            return false;
        };
        let kind = self.model.metric(name).map(|m| &m.kind);
        if let Some(MetricKind::Aggregate { expression, .. }) = kind {
            return expression.contains("COUNT(DISTINCT ")
                && entity.key.len() > 1
                && entity.key.iter().all(|k| {
                    let column = k.as_str().rsplit('.').next().unwrap_or_default();
                    expression.contains(&format!(".{column}"))
                });
        }
        let Some(MetricKind::Derived { inputs, .. }) = kind else {
            return false;
        };
        inputs.iter().any(|input| {
            self.model.metric(&input.metric).is_some_and(|m| {
                matches!(&m.kind, MetricKind::Aggregate { dataset, expression, .. }
                    if expression.trim() == "COUNT(*)" && entity.own_dataset.as_ref() == Some(dataset))
            })
        })
    }
}
