//! The *account* of a question says which of its words the query built from it does not reflect. One such word forbids
//! an answer: it would be the answer to another question.
//!
//! It is kept between the question and the query alone. It does not know how the query came about, so that a mistake on
//! the way there cannot hide itself: each span of the question is looked up in what can be seen in the query.

mod contradiction;
mod cues;
mod seen;
mod terms;

use jiff::civil::Date;
use semantic::{Model, Predicate, SemanticQuery, Window};

use crate::cues::Cue;
use crate::draft::{Draft, range_of};
use crate::interpreter::Parsed;
use crate::lattice::{Meaning, Span};
use crate::values::Match;

use seen::{Seen, plain};

/// The words of a question that its query does not reflect; none when the query answers all of it. `continued` says
/// that the question patched the query before it.
pub(crate) fn unaccounted(
    parsed: &Parsed,
    query: &SemanticQuery,
    model: &Model,
    today: Date,
    continued: bool,
) -> Vec<String> {
    let account = Account {
        parsed,
        draft: &parsed.draft,
        query,
        model,
        seen: Seen::of(query, model),
        today,
        continued,
    };
    let mut missing = account.spans();
    if contradiction::contradicts(query, model) {
        missing.extend(account.conditions());
    }
    let mut unique: Vec<String> = Vec::new();
    for word in missing {
        if !unique.contains(&word) {
            unique.push(word);
        }
    }
    unique
}

struct Account<'a> {
    parsed: &'a Parsed,
    draft: &'a Draft,
    query: &'a SemanticQuery,
    model: &'a Model,
    seen: Seen,
    today: Date,
    continued: bool,
}

impl Account<'_> {
    /// Words that do not show in the query.
    fn spans(&self) -> Vec<String> {
        let mut missing = Vec::new();
        for (position, span) in self.parsed.spans.iter().enumerate() {
            // "that drill": only points back.
            let points = self.continued
                && position > 0
                && self.parsed.spans[position - 1].meaning == Meaning::Cue(Cue::Pronoun);
            if !points && !self.reflects(span, position) {
                missing.push(self.words(span));
            }
        }
        let far = self.draft.conditions.iter().filter(|c| c.days).count();
        if self.comparisons()
            > self.seen.comparators.len() + self.compared_times() + far.min(self.seen.windows.len())
        {
            missing.extend(
                self.said(|cue| matches!(cue, Cue::Compare(_) | Cue::OrMore | Cue::OrLess)),
            );
        }
        // One total that a number filters: the number was meant for each of something.
        let keyed = self.query.columns.iter().any(|c| {
            matches!(
                c,
                semantic::Column::Attribute(_) | semantic::Column::Time { .. }
            )
        });
        if !self.query.having.is_empty() && !keyed {
            missing.extend(self.said(|cue| {
                matches!(
                    cue,
                    Cue::Compare(_) | Cue::OrMore | Cue::OrLess | Cue::Between
                )
            }));
        }
        if self.negations() > self.seen.negations + self.draft.reversed {
            missing.extend(self.said(|cue| matches!(cue, Cue::Not | Cue::Never)));
        }
        missing
    }

    /// The span shows in the query.
    fn reflects(&self, span: &Span, position: usize) -> bool {
        match &span.meaning {
            Meaning::Ignorable => self.passes(span),
            Meaning::Outside | Meaning::Unknown => true,
            Meaning::Values(matches) => self.value(span, matches),
            Meaning::Key { number, .. } => {
                let holds =
                    |(_, values, out): &(_, Vec<String>, bool)| !out && values.contains(number);
                self.seen.values.iter().any(holds)
            }
            Meaning::Number(number) => self.number(&number.value, span, position),
            Meaning::Date(_) => self.date(span),
            Meaning::Cue(cue) => self.cue(*cue, span, position),
            Meaning::Terms(terms) => self.term(terms, span),
        }
    }

    fn words(&self, span: &Span) -> String {
        self.parsed.tokens[span.start..span.end]
            .iter()
            .map(|t| t.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The words of all cues of a kind.
    fn said(&self, of: impl Fn(Cue) -> bool) -> Vec<String> {
        self.parsed
            .spans
            .iter()
            .filter(|s| matches!(s.meaning, Meaning::Cue(cue) if of(cue)))
            .map(|s| self.words(s))
            .collect()
    }

    fn count(&self, of: impl Fn(Cue) -> bool) -> usize {
        self.said(of).len()
    }

    /// Comparisons that are said. "5 or more" and "than" belong to one that is counted already.
    fn comparisons(&self) -> usize {
        self.count(|cue| matches!(cue, Cue::Compare(_) | Cue::OrMore | Cue::OrLess))
            .saturating_sub(self.draft.idle)
    }

    /// Comparisons of two times stand in columns.
    fn compared_times(&self) -> usize {
        usize::from(self.seen.difference || self.seen.change)
    }

    /// Negations that are said; "neither … nor" and the second of "not … or not" are as many.
    fn negations(&self) -> usize {
        self.count(|cue| matches!(cue, Cue::Not | Cue::Never))
    }

    /// Each condition of the question, for a query whose conditions shut each other out.
    fn conditions(&self) -> Vec<String> {
        let restricts = |s: &&Span| match &s.meaning {
            Meaning::Date(_) | Meaning::Values(_) => true,
            Meaning::Terms(_) => self.draft.filters.iter().any(|f| f.at == s.start),
            _ => false,
        };
        self.parsed
            .spans
            .iter()
            .filter(restricts)
            .map(|s| self.words(s))
            .collect()
    }

    /// The values stand in a condition of the same sense.
    fn value(&self, span: &Span, matches: &[Match]) -> bool {
        let negated = self
            .draft
            .values
            .iter()
            .find(|v| v.at == span.start)
            .map(|v| v.negated);
        matches.iter().any(|found| {
            self.seen.values.iter().any(|(attribute, values, out)| {
                *attribute == found.attribute
                    && negated.is_none_or(|n| {
                        n == *out || *out && (self.draft.kept || !self.draft.existence.is_empty())
                    })
                    && found.values.iter().all(|v| values.contains(v))
            })
        })
    }

    /// The number is a limit, stands in a condition, or only repeats how many there are.
    fn number(&self, value: &str, span: &Span, position: usize) -> bool {
        let value = plain(value);
        let week = value.parse::<u64>().map(|n| (n * 7).to_string());
        if self.seen.numbers.contains(&value) || week.is_ok_and(|w| self.seen.numbers.contains(&w))
        {
            return true;
        }
        // "more than 10 days overdue": a day that lies that far back.
        let days = self
            .next(position)
            .is_some_and(|s| matches!(s.meaning, Meaning::Cue(Cue::Days | Cue::Weeks)));
        if days && self.draft.conditions.iter().any(|c| c.days) && !self.seen.windows.is_empty() {
            let count = |weeks: bool| {
                let number = value.parse::<i64>().unwrap_or(0);
                if weeks { number * 7 } else { number }
            };
            let far = self
                .seen
                .windows
                .iter()
                .filter_map(|w| w.until)
                .any(|until| {
                    until.until(self.today).is_ok_and(|back| {
                        let back = i64::from(back.get_days());
                        [count(false), count(true)]
                            .iter()
                            .any(|n| (back - n).abs() <= 1 && *n > 1)
                    })
                });
            if far {
                return true;
            }
        }
        // "that has one", "one by one": no count of something.
        let counts = self.parsed.spans.get(position + 1).is_some_and(|s| {
            matches!(
                s.meaning,
                Meaning::Terms(_) | Meaning::Values(_) | Meaning::Cue(Cue::InUnits)
            )
        });
        let only =
            position > 0 && self.parsed.spans[position - 1].meaning == Meaning::Cue(Cue::Only);
        if self.parsed.tokens[span.start].norm == "one" && !counts && !only {
            return true;
        }
        // "the two helmets", "over our three depots".
        let definite = span.start.checked_sub(1).is_some_and(|before| {
            matches!(
                self.parsed.tokens[before].norm.as_str(),
                "the" | "our" | "these" | "those" | "all" | "my"
            )
        });
        let figure = self.seen.figure
            || self
                .seen
                .values
                .iter()
                .any(|(_, v, _)| v.len().to_string() == value);
        let noun = self
            .next(position)
            .is_some_and(|s| matches!(s.meaning, Meaning::Terms(_) | Meaning::Values(_)));
        definite && figure && noun
    }

    /// Words that mostly say nothing, where they do say something.
    fn passes(&self, span: &Span) -> bool {
        let word = self.parsed.tokens[span.start].norm.as_str();
        match word {
            // "kept in both depots": one is not enough.
            "both" => {
                let times = self.draft.dates.iter().filter(|d| !d.negated).count();
                self.seen.figure
                    || times < 2
                        && self
                            .seen
                            .values
                            .iter()
                            .all(|(_, v, out)| *out || v.len() < 2)
            }
            "other" | "others" | "another" | "else" => self.continued || self.seen.negations > 0,
            _ => true,
        }
    }

    /// The next span that says something.
    fn next(&self, position: usize) -> Option<&Span> {
        self.parsed.spans[position + 1..]
            .iter()
            .find(|s| s.meaning != Meaning::Ignorable)
    }

    /// The time restricts rows, or is one of two that stand side by side.
    fn date(&self, span: &Span) -> bool {
        let Some(mention) = self.draft.dates.iter().find(|d| d.at == span.start) else {
            return false;
        };
        if mention.negated && self.seen.negations == 0 {
            return false;
        }
        let Some(range) = range_of(&mention.phrase) else {
            // "And the month before": the period of the query before was moved.
            return self.continued && !self.seen.windows.is_empty()
                || self.seen.difference
                || self.seen.change
                || self.seen.windows.len() > 1;
        };
        self.seen.windows.iter().any(|window| {
            *window == range.happened
                || *window == range.whole
                || (self.seen.change || self.draft.dates.len() > 1)
                    && (window.from == range.whole.from
                        || window.until == range.whole.until
                        || contains(window, &range.whole))
        })
    }

    /// Conditions of the query, those of single measures included.
    fn predicates(&self) -> impl Iterator<Item = &Predicate> {
        let of_measures = self.query.columns.iter().flat_map(|c| match c {
            semantic::Column::Measure(used) => used.filters.as_slice(),
            _ => &[],
        });
        self.query.filters.iter().chain(of_measures)
    }
}

/// The second window lies within the first.
fn contains(outer: &Window, inner: &Window) -> bool {
    outer
        .from
        .is_none_or(|from| inner.from.is_some_and(|f| from <= f))
        && outer
            .until
            .is_none_or(|until| inner.until.is_some_and(|u| u <= until))
}
