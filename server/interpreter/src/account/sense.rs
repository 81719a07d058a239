//! The *sense* of an answer: parts that no question means, however its words were read. Such a part shows that a word
//! was taken for something else.

use semantic::query::HavingValue;
use semantic::{
    Aggregate, AttributeId, Column, DataType, Form, Measure, MeasureUse, MetricKind, Operand,
    Predicate,
};

use super::Account;
use super::seen::plain;
use crate::cues::Cue;
use crate::lattice::Meaning;
use crate::lexicon::Term;
use crate::text::Gap;

impl Account<'_> {
    /// Words whose part of the query makes no sense.
    pub(super) fn senseless(&self) -> Vec<String> {
        let mut missing = self.arithmetic_of_names();
        missing.extend(self.order_of_names());
        missing.extend(self.percents());
        missing.extend(self.numbers_of_things());
        missing.extend(self.ones());
        missing.extend(self.periods());
        missing.extend(self.deliveries());
        missing.extend(self.nothing_to_measure());
        missing.extend(self.unlike());
        missing.extend(self.exact_days());
        missing.extend(self.uncounted());
        missing.extend(self.share_of_things());
        missing.extend(self.unjoined());
        missing
    }

    /// A mean or sum of what only identifies ("average order number").
    fn arithmetic_of_names(&self) -> Vec<String> {
        let worked_out = self.measures_used().any(|used| {
            matches!(&used.measure, Measure::Aggregate { function, attribute, .. }
                if *function != Aggregate::CountDistinct && self.identifies(attribute))
        });
        if worked_out {
            self.said(|cue| matches!(cue, Cue::Average | Cue::Median | Cue::Count | Cue::Total))
                .into_iter()
                .chain(self.nouns())
                .take(1)
                .collect()
        } else {
            Vec::new()
        }
    }

    /// "Largest first" over codes and names: what there is more of was not found.
    fn order_of_names(&self) -> Vec<String> {
        let ordered: Vec<&Column> = self
            .query
            .order
            .iter()
            .filter_map(|o| self.query.columns.get(o.column))
            .collect();
        let by_name = |column: &&Column| matches!(column, Column::Attribute(a) if self.identifies(a) || self.is_text(a));
        let named = self.said(|cue| matches!(cue, Cue::RankBy | Cue::Rank));
        if ordered.is_empty() || !ordered.iter().all(by_name) || !named.is_empty() {
            return Vec::new();
        }
        self.said(|cue| {
            matches!(
                cue,
                Cue::Most
                    | Cue::Least
                    | Cue::Best
                    | Cue::Worst
                    | Cue::Descending
                    | Cue::WorstFirst
                    | Cue::BestFirst
                    | Cue::Ascending
                    | Cue::Latest
                    | Cue::Earliest
            )
        })
    }

    /// A percentage is compared with a rate, a share or a change, or is a part of another column.
    fn percents(&self) -> Vec<String> {
        let mut missing = Vec::new();
        for span in &self.parsed.spans {
            let Meaning::Number(number) = &span.meaning else {
                continue;
            };
            if number.percent && !self.is_rate(&plain(&number.value)) {
                missing.push(self.words(span));
            }
        }
        missing
    }

    fn is_rate(&self, value: &str) -> bool {
        let fraction = |attribute: &AttributeId| {
            self.model
                .fields_of(attribute)
                .any(|(_, f)| f.unit.as_deref() == Some("fraction"))
        };
        let rate = |column: Option<&Column>| match column {
            Some(Column::Change { .. } | Column::Share { .. } | Column::Ratio { .. }) => true,
            Some(Column::Measure(used)) => match &used.measure {
                Measure::Metric(name) => {
                    let metric = self.model.metric(name);
                    metric.is_some_and(|m| m.unit.as_deref() == Some("fraction"))
                }
                Measure::Aggregate { attribute, .. } => fraction(attribute),
                _ => false,
            },
            _ => false,
        };
        let mut seen = false;
        for having in &self.query.having {
            if matches!(&having.value, HavingValue::Number(n) if plain(n) == value) {
                seen = true;
                if rate(self.query.columns.get(having.column)) {
                    return true;
                }
            }
        }
        let is = |operand: &Operand| matches!(operand, Operand::Literal(l) if plain(&super::seen::text(l)) == value);
        for predicate in self.predicates() {
            if let Predicate::Compare { left, right, .. } = predicate
                && is(right)
            {
                seen = true;
                if matches!(left, Operand::Attribute(a) if fraction(a)) {
                    return true;
                }
            }
        }
        // Where the number stands in no plain comparison it is part of something worked out.
        !seen
    }

    /// Several figures are asked for side by side: "stock and sales". Names that nothing joins are those of one thing, or
    /// one of them is a verb ("the stock we need to fill …").
    fn unjoined(&self) -> Vec<String> {
        let spans = &self.parsed.spans;
        let shown: Vec<&str> = self
            .measures_used()
            .filter_map(|used| match &used.measure {
                Measure::Metric(name) => Some(name.as_str()),
                _ => None,
            })
            .collect();
        let measures: Vec<usize> = (0..spans.len())
            .filter(|at| {
                matches!(&spans[*at].meaning, Meaning::Terms(terms) if terms.iter().any(|t| {
                    matches!(t, Term::Metric(m) if shown.contains(&self.model.metrics[*m].name.as_str()))
                }))
            })
            .collect();
        let sets_apart = |at: usize| {
            !matches!(
                self.parsed.tokens[spans[at].start].gap,
                Gap::Space | Gap::Start | Gap::Joined
            ) || matches!(&spans[at].meaning, Meaning::Cue(cue) if !matches!(cue, Cue::All | Cue::Pronoun | Cue::Have))
        };
        let mut missing = Vec::new();
        if shown.len() < 2 {
            return missing;
        }
        for pair in measures.windows(2) {
            if !(pair[0] + 1..=pair[1]).any(sets_apart) {
                missing.push(self.words(&spans[pair[1]]));
            }
        }
        missing
    }

    /// Two columns that are compared are counted in the same unit: pieces are not more than money.
    fn unlike(&self) -> Vec<String> {
        let unit = |column: usize| match self.query.columns.get(column) {
            Some(Column::Measure(MeasureUse {
                measure: Measure::Metric(name),
                ..
            })) => self.model.metric(name).and_then(|m| m.unit.clone()),
            _ => None,
        };
        let unlike = self.query.having.iter().any(|h| match h.value {
            HavingValue::Column(other) => {
                matches!((unit(h.column), unit(other)), (Some(a), Some(b)) if a != b)
            }
            _ => false,
        });
        if unlike {
            self.said(|cue| matches!(cue, Cue::Than | Cue::Compare(_) | Cue::Most | Cue::Least))
        } else {
            Vec::new()
        }
    }

    /// Rows of a dataset that must not exist are not measured or listed beside it.
    fn nothing_to_measure(&self) -> Vec<String> {
        let looked_at: Vec<&String> = match &self.query.form {
            Form::Rows { dataset }
            | Form::Groups {
                dataset: Some(dataset),
                ..
            } => vec![dataset],
            Form::Groups { .. } => Vec::new(),
        };
        let measured = |dataset: &String| {
            looked_at.contains(&dataset)
                || self.measures_used().any(|used| match &used.measure {
                    Measure::Metric(name) => self.model.metric(name).is_some_and(|m| {
                        matches!(&m.kind, MetricKind::Aggregate { dataset: of, .. } if of == dataset)
                    }),
                    Measure::Rows { dataset: of }
                    | Measure::Entities { dataset: of, .. }
                    | Measure::Aggregate { dataset: of, .. } => of == dataset,
                })
        };
        let empty = self.query.filters.iter().any(|p| match p {
            Predicate::Related {
                dataset,
                filters,
                negated: true,
                ..
            } => {
                measured(dataset)
                    && filters
                        .iter()
                        .all(|f| self.query.filters.contains(f) || self.belongs_to_metric(f))
            }
            _ => false,
        });
        if empty {
            self.said(|cue| matches!(cue, Cue::Not | Cue::Never))
        } else {
            Vec::new()
        }
    }

    /// The condition is one that a shown metric has of its own.
    fn belongs_to_metric(&self, predicate: &Predicate) -> bool {
        let Predicate::Named {
            filter,
            negated: false,
        } = predicate
        else {
            return false;
        };
        self.measures_used().any(|used| {
            match &used.measure {
            Measure::Metric(name) => self.model.metric(name).is_some_and(|m| {
                matches!(&m.kind, MetricKind::Aggregate { filters, .. } if filters.contains(filter))
            }),
            _ => false,
        }
        })
    }

    pub(super) fn measures_used(&self) -> impl Iterator<Item = &MeasureUse> {
        self.query.columns.iter().filter_map(|c| {
            if let Column::Measure(used) = c {
                Some(used)
            } else {
                None
            }
        })
    }

    /// The attribute only identifies something.
    fn identifies(&self, attribute: &AttributeId) -> bool {
        self.model
            .entities
            .iter()
            .any(|e| e.key.contains(attribute))
    }

    fn is_text(&self, attribute: &AttributeId) -> bool {
        self.model
            .fields_of(attribute)
            .any(|(_, f)| f.data_type == DataType::Text)
    }

    /// Names of things in the question.
    pub(super) fn nouns(&self) -> Vec<String> {
        self.parsed
            .spans
            .iter()
            .filter(|s| matches!(&s.meaning, Meaning::Terms(terms) if terms.iter().any(|t| matches!(t, Term::Entity(_) | Term::Attribute(_)))))
            .map(|s| self.words(s))
            .collect()
    }
}
