//! The *form* of an answer: one figure or one for each, with the figure that was asked for.

use semantic::query::HavingValue;
use semantic::{Column, Comparator, DataType, Form, Measure, Operand, Predicate};

use super::Account;
use crate::cues::Cue;
use crate::draft::What;
use crate::lattice::Meaning;
use crate::lexicon::Term;

impl Account<'_> {
    /// Words whose form the query lacks.
    pub(super) fn misshapen(&self) -> Vec<String> {
        let mut missing = self.exact_amounts();
        missing.extend(self.lost_measures());
        missing.extend(self.lost_total());
        missing.extend(self.units_beside());
        missing.extend(self.own_share());
        missing.extend(self.one_sided());
        missing.extend(self.itself());
        missing.extend(self.stressed());
        missing.extend(self.so_far());
        missing.extend(self.the_rest());
        missing.extend(self.only_one());
        missing.extend(self.divided());
        missing
    }

    /// Money, days and rates are hardly ever exactly a number: a sign or word between them was not read.
    fn exact_amounts(&self) -> Vec<String> {
        let exactly = self.parsed.tokens.iter().any(|t| {
            matches!(
                t.norm.as_str(),
                "exactly" | "equal" | "equals" | "precisely" | "exact"
            )
        });
        if exactly {
            return Vec::new();
        }
        let days = !self.said(|cue| cue == Cue::Days).is_empty();
        let amount = |column: usize| match self.query.columns.get(column) {
            Some(Column::Measure(used)) => match &used.measure {
                Measure::Metric(name) => self.model.metric(name).is_some_and(|m| {
                    matches!(m.unit.as_deref(), Some("USD" | "days" | "fraction"))
                }),
                _ => false,
            },
            Some(Column::Ratio { .. } | Column::Share { .. } | Column::Change { .. }) => true,
            _ => false,
        };
        let exact = self.query.having.iter().any(|h| {
            let HavingValue::Number(number) = &h.value else {
                return false;
            };
            // "Delivered in 1 day", "all of it, 100 %" are said of things, not of shares of a whole.
            let whole = match super::seen::plain(number).as_str() {
                "0" => true,
                "1" => match self.query.columns.get(h.column) {
                    Some(Column::Share { .. }) => false,
                    Some(Column::Measure(_)) => self.seen.units.contains("fraction") || days,
                    _ => true,
                },
                _ => false,
            };
            h.comparator == Comparator::Equal && amount(h.column) && !whole
        });
        if !exact {
            return Vec::new();
        }
        self.parsed
            .spans
            .iter()
            .filter(|s| matches!(s.meaning, Meaning::Number(_)))
            .map(|s| self.words(s))
            .collect()
    }

    /// Each measure that was named is shown: none stands in for two.
    fn lost_measures(&self) -> Vec<String> {
        let asked: Vec<&crate::draft::MeasureMention> =
            self.draft.measures.iter().filter(|m| !m.by).collect();
        let measured = self
            .query
            .columns
            .iter()
            .filter(|c| !matches!(c, Column::Attribute(_) | Column::Time { .. }))
            .count();
        if measured == 0 || self.continued {
            return Vec::new();
        }
        let shown = |name: &str| {
            self.query.columns.iter().any(|c| {
                matches!(c, Column::Measure(used) if matches!(&used.measure, Measure::Metric(n) if n == name))
            })
        };
        let mut missing = Vec::new();
        for mention in &asked {
            let What::Metric(candidates) = &mention.what else {
                continue;
            };
            let seen = candidates
                .iter()
                .any(|m| shown(&self.model.metrics[*m].name));
            // Two measures with the same words may be one; with words of their own they are two.
            let others = asked.iter().any(|o| match &o.what {
                What::Metric(c) => o.at != mention.at && c.iter().all(|m| !candidates.contains(m)),
                _ => false,
            });
            if !seen && others && asked.len() > measured {
                let span = self.parsed.spans.iter().find(|s| s.start == mention.at);
                missing.extend(span.map(|s| self.words(s)));
            }
        }
        missing
    }

    /// "Altogether", "in total": one figure, unless it is one for each of something.
    fn lost_total(&self) -> Vec<String> {
        let rows = matches!(self.query.form, Form::Rows { .. });
        let each = self.count(|cue| {
            matches!(
                cue,
                Cue::By | Cue::Each | Cue::Most | Cue::Least | Cue::Best | Cue::Worst
            )
        }) > 0;
        let values = self
            .query
            .columns
            .iter()
            .any(|c| matches!(c, Column::Measure(_)));
        let said = self.parsed.spans.iter().filter(|s| {
            s.meaning == Meaning::Cue(Cue::Total)
                && matches!(
                    self.parsed.tokens[s.end - 1].norm.as_str(),
                    "altogether" | "combined" | "together" | "overall"
                )
        });
        if rows && values && !each && self.query.limit.is_none() && self.query.counted.is_none() {
            said.map(|s| self.words(s)).collect()
        } else {
            Vec::new()
        }
    }

    /// "Spend divided by the overall spend": a quotient is shown.
    fn divided(&self) -> Vec<String> {
        let quotient = self.seen.units.contains("fraction")
            || self
                .query
                .columns
                .iter()
                .any(|c| matches!(c, Column::Ratio { .. } | Column::Share { .. }));
        let pair = self
            .parsed
            .tokens
            .windows(2)
            .find(|pair| pair[0].norm == "divided" && pair[1].norm == "by");
        if quotient {
            return Vec::new();
        }
        pair.map(|pair| pair[0].text.clone()).into_iter().collect()
    }

    /// "The one product with the largest stock", "which three in Bergen and which in Narvik": a ranking of one, or of each.
    fn only_one(&self) -> Vec<String> {
        let tokens = &self.parsed.tokens;
        let Some(limit) = self.query.limit.as_ref().filter(|l| l.per.is_empty()) else {
            return Vec::new();
        };
        let word = |at: usize| tokens.get(at).map_or("", |t| t.norm.as_str());
        let one = (1..tokens.len()).find(|at| {
            let said = matches!(word(*at), "one" | "1" | "single")
                && matches!(word(at - 1), "the" | "only")
                && !matches!(word(at + 1), "that" | "who" | "of" | "from" | "for");
            let again = word(*at) == "which"
                && matches!(word(at + 1), "in" | "for")
                && self
                    .parsed
                    .spans
                    .iter()
                    .any(|s| s.start == at + 2 && matches!(s.meaning, Meaning::Values(_)));
            said && limit.count > 1 || again
        });
        one.map(|at| tokens[at].text.clone()).into_iter().collect()
    }

    /// "Narvik is looked after by others; what about the rest?": what was named before is left out.
    fn the_rest(&self) -> Vec<String> {
        let tokens = &self.parsed.tokens;
        let named = |before: usize| {
            self.parsed
                .spans
                .iter()
                .any(|s| s.start < before && matches!(s.meaning, Meaning::Values(_)))
        };
        let said = (1..tokens.len()).find(|at| {
            tokens[at - 1].norm == "the"
                && tokens[*at].norm == "rest"
                && tokens.get(at + 1).is_none_or(|t| t.norm != "of")
                && named(*at)
        });
        if self.continued || self.seen.negations > 0 {
            return Vec::new();
        }
        said.map(|at| tokens[at].text.clone()).into_iter().collect()
    }

    /// "Quarter so far": a time, no grouping by it.
    fn so_far(&self) -> Vec<String> {
        let said = self.parsed.tokens.windows(3).any(|w| {
            let period = matches!(w[0].fold.as_str(), "week" | "month" | "quarter" | "year");
            let until = (w[1].norm.as_str(), w[2].norm.as_str());
            period && matches!(until, ("so", "far") | ("to", "date"))
        });
        if said && self.seen.windows.is_empty() && !self.seen.grains.is_empty() {
            vec!["so far".to_owned()]
        } else {
            Vec::new()
        }
    }

    /// "Units and sales": both are asked for.
    fn units_beside(&self) -> Vec<String> {
        let spans = &self.parsed.spans;
        let figure = |at: usize| match spans.get(at).map(|s| &s.meaning) {
            Some(Meaning::Cue(Cue::InUnits | Cue::InMoney)) => true,
            Some(Meaning::Terms(terms)) => terms.iter().all(|t| matches!(t, Term::Metric(_))),
            _ => false,
        };
        let unit = |at: usize| {
            matches!(
                spans.get(at).map(|s| &s.meaning),
                Some(Meaning::Cue(Cue::InUnits | Cue::InMoney))
            )
        };
        let measures = self.measures_used().count();
        (0..spans.len())
            .filter(|at| {
                spans[*at].meaning == Meaning::Cue(Cue::And)
                    && *at > 0
                    && figure(at - 1)
                    && figure(at + 1)
                    && (unit(at - 1) || unit(at + 1))
                    && measures == 1
            })
            .map(|at| self.words(&spans[at - 1]))
            .collect()
    }

    /// "Which part of its sales came from …": a part of the whole of each, not of all.
    fn own_share(&self) -> Vec<String> {
        let all = self
            .query
            .columns
            .iter()
            .any(|c| matches!(c, Column::Share { within, .. } if within.is_empty()));
        let grouped = self
            .query
            .columns
            .iter()
            .any(|c| matches!(c, Column::Attribute(_)));
        let restricted = self
            .query
            .filters
            .iter()
            .any(|p| matches!(p, Predicate::In { negated: false, .. }));
        if !(all && grouped && restricted) {
            return Vec::new();
        }
        self.parsed
            .tokens
            .iter()
            .filter(|t| matches!(t.norm.as_str(), "its" | "their"))
            .map(|t| t.text.clone())
            .collect()
    }

    /// One product's figure beside those of all products: the product was meant for both.
    fn one_sided(&self) -> Vec<String> {
        let product = self.model.entity("product");
        let of_product = |p: &Predicate| {
            matches!(p, Predicate::In { attribute, negated: false, .. } if product.is_some_and(|e| {
                e.key.contains(attribute) || e.name_attribute.as_ref() == Some(attribute)
            }))
        };
        let grouped = self
            .query
            .columns
            .iter()
            .any(|c| matches!(c, Column::Attribute(_) | Column::Time { .. }));
        let local = self
            .measures_used()
            .filter(|used| used.filters.iter().any(of_product))
            .count();
        if grouped || local != 1 || self.measures_used().count() < 2 {
            return Vec::new();
        }
        self.draft.values.iter().map(|v| v.words.clone()).collect()
    }

    /// A column is compared with itself.
    fn itself(&self) -> Vec<String> {
        let same = self
            .predicates()
            .any(|p| matches!(p, Predicate::Compare { left, right, .. } if left == right))
            || self
                .query
                .having
                .iter()
                .any(|h| matches!(h.value, HavingValue::Column(other) if other == h.column));
        let ordered_names = self.predicates().any(|p| match p {
            Predicate::Compare {
                left: Operand::Attribute(left),
                right: Operand::Attribute(_),
                comparator,
            } => {
                !matches!(comparator, Comparator::Equal | Comparator::NotEqual)
                    && self
                        .model
                        .fields_of(left)
                        .all(|(_, f)| f.data_type == DataType::Text)
            }
            _ => false,
        });
        if same || ordered_names {
            self.said(|cue| matches!(cue, Cue::Compare(_) | Cue::Than | Cue::Most | Cue::Least))
        } else {
            Vec::new()
        }
    }

    /// "Not a single order": the words strengthen a negation, which the query must have.
    fn stressed(&self) -> Vec<String> {
        let tokens = &self.parsed.tokens;
        let denied = tokens
            .iter()
            .any(|t| matches!(t.norm.as_str(), "not" | "never" | "no" | "nothing"));
        let single = tokens
            .windows(2)
            .any(|w| matches!(w[0].norm.as_str(), "a" | "one" | "any") && w[1].norm == "single");
        if denied && single && self.seen.negations == 0 {
            vec!["single".to_owned()]
        } else {
            Vec::new()
        }
    }
}
