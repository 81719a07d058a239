//! The *account* of a question says which of its words the query built from it does not reflect. One such word forbids
//! an answer: it would be the answer to another question.
//!
//! It is kept between the question and the query alone. It does not know how the query came about, so that a mistake on
//! the way there cannot hide itself: each span of the question is looked up in what can be seen in the query.

mod contradiction;
mod counts;
mod cues;
mod doubt;
mod form;
mod keys;
mod levels;
mod orders;
mod reach;
mod seen;
mod sense;
mod terms;
mod times;

use jiff::civil::Date;
use semantic::{Model, Predicate, SemanticQuery, Window};

use crate::cues::Cue;
use crate::draft::{Draft, range_of};
use crate::interpreter::Parsed;
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::text::Gap;
use crate::values::Match;

pub(crate) use contradiction::excludes;
pub(crate) use doubt::confidence;
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
    if contradiction::shuts_out_nothing(query) && !continued {
        missing.extend(account.said(|cue| matches!(cue, Cue::Not | Cue::Never | Cue::But)));
    }
    missing.extend(account.senseless());
    missing.extend(account.other_rows());
    missing.extend(account.beyond_reach());
    missing.extend(account.misshapen());
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
        // One figure has no first so many.
        if self.query.limit.is_some()
            && !keyed
            && self.seen.figure
            && self
                .query
                .columns
                .iter()
                .all(|c| matches!(c, semantic::Column::Measure(_)))
        {
            missing.extend(self.draft.plain_number.map(|n| n.to_string()));
        }
        if self.negations() > self.seen.negations + self.draft.reversed {
            missing.extend(self.said(|cue| matches!(cue, Cue::Not | Cue::Never)));
        }
        missing
    }

    /// The span shows in the query.
    fn reflects(&self, span: &Span, position: usize) -> bool {
        // What has no rows is in no group.
        if self.draft.left_empty.contains(&span.start) {
            return self.seen.figure;
        }
        if self.draft.farness.contains(&span.start) {
            return self.seen.figure;
        }
        // "The day it came in": the column stands for the whole clause.
        if self.draft.everywhere.contains(&span.start)
            && matches!(
                span.meaning,
                Meaning::Cue(Cue::Days | Cue::Pronoun | Cue::When)
            )
        {
            return self.seen.date_column || !self.seen.windows.is_empty();
        }
        // "Who do we buy them from", "not since then": what the words came to is looked at elsewhere.
        if self.draft.everywhere.contains(&span.start)
            && matches!(
                span.meaning,
                Meaning::Cue(Cue::Who | Cue::Where | Cue::Ordered | Cue::Continue)
            )
        {
            return true;
        }
        if self.draft.stated.contains(&span.start) {
            return matches!(self.query.form, semantic::Form::Rows { .. });
        }
        if self.draft.replaced.contains(&span.start) {
            return self.continued || self.unmeasured(span);
        }
        if self.draft.covered.contains(&span.start) {
            return self.seen.negations > 0;
        }
        if self.draft.days_behind.contains(&span.start) {
            return self.seen.days || self.seen.units.contains("days");
        }
        if self.draft.margins.contains(&span.start) {
            return !self.seen.comparators.is_empty();
        }
        // "not restocked for 90 days" is a time, "3 days late" a comparison of dates.
        if let Some(lag) = self
            .draft
            .lags
            .iter()
            .find(|l| l.covers.contains(&span.start))
        {
            return if lag.to == crate::draft::Moment::Today {
                !self.seen.windows.is_empty()
            } else {
                self.seen.days || lag.count == 0 && !self.seen.comparators.is_empty()
            };
        }
        if self.shown_level(span) || self.late_by_now(span) {
            return true;
        }
        match &span.meaning {
            Meaning::Ignorable | Meaning::Cue(Cue::With) if self.single_unsaid(span) => false,
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
            Meaning::Terms(terms) => self.term(terms, span) || self.widens(span, terms),
        }
    }

    /// "Not a single one" says no more than "not"; "suppliers of a single product" says how many.
    fn single_unsaid(&self, span: &Span) -> bool {
        let words = &self.parsed.tokens[span.start..span.end];
        words.len() > 1
            && words.iter().any(|t| t.norm == "single")
            && self.negations() == 0
            && self.seen.negations == 0
            && !self.seen.numbers.contains("1")
    }

    /// "All depots together", "any depot": the things restrict nothing.
    fn widens(&self, span: &Span, terms: &[Term]) -> bool {
        let all = span
            .start
            .checked_sub(1)
            .filter(|before| matches!(self.parsed.tokens[*before].norm.as_str(), "all" | "any"));
        // "A comparison of the two quarters, all depots, with the change": each of them.
        let listed = all.is_some_and(|at| {
            self.parsed.tokens[at].gap == Gap::Comma
                && self
                    .parsed
                    .tokens
                    .get(span.end)
                    .is_some_and(|t| t.gap == Gap::Comma)
                && self.compared_times() > 0
        });
        all.is_some()
            && !listed
            && terms.iter().all(|t| match t {
                Term::Entity(e) => {
                    let entity = &self.model.entities[*e];
                    entity.own_dataset.is_none()
                        && (self.continued || self.seen.figure)
                        && !entity
                            .key
                            .iter()
                            .any(|k| self.seen.values.iter().any(|(a, ..)| a == k))
                }
                _ => false,
            })
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
        let mention = self.draft.values.iter().find(|v| v.at == span.start);
        let negated = mention.map(|v| v.negated);
        // "The Narvik yard": the words beside a value may leave only some of what it fits.
        let narrowed = mention.map_or(&[][..], |v| v.matches.as_slice());
        // "Not yet shipped" is no order that was delivered since: it takes the order of the states to say.
        let yet = span.start.checked_sub(1).is_some_and(|last| {
            self.parsed.tokens[last.saturating_sub(2)..=last]
                .iter()
                .any(|t| matches!(t.norm.as_str(), "yet" | "still"))
        });
        let state = |a: &semantic::AttributeId| {
            self.model
                .fields_of(a)
                .any(|(_, f)| f.name.contains("status"))
        };
        if negated == Some(true) && yet && matches.iter().any(|m| state(&m.attribute)) {
            return false;
        }
        matches.iter().chain(narrowed).any(|found| {
            self.seen.values.iter().any(|(attribute, values, out)| {
                *attribute == found.attribute
                    && negated.is_none_or(|n| n == *out || *out && self.denied_together(attribute))
                    && (found.values.iter().all(|v| values.contains(v))
                        // "Only the blue one" of those before.
                        || self.continued
                            && !values.is_empty()
                            && values.iter().all(|v| found.values.contains(v)))
            })
        })
    }

    /// Something does not exist for the values of the attribute: for all of them, which are said together. "Kept at A
    /// and not at B" says two things.
    fn denied_together(&self, attribute: &semantic::AttributeId) -> bool {
        let mut said = self
            .draft
            .values
            .iter()
            .filter(|v| v.matches.first().is_some_and(|m| m.attribute == *attribute));
        said.next();
        (self.draft.kept || !self.draft.existence.is_empty()) && said.all(|v| v.joined)
    }

    /// The number is a limit, stands in a condition, or only repeats how many there are.
    fn number(&self, value: &str, span: &Span, position: usize) -> bool {
        let value = plain(value);
        let week = value.parse::<u64>().map(|n| (n * 7).to_string());
        // "fell by more than 20 %": the change is below −0.2.
        if self.seen.numbers.contains(&format!("-{value}")) {
            return true;
        }
        if self.seen.numbers.contains(&value) || week.is_ok_and(|w| self.seen.numbers.contains(&w))
        {
            return true;
        }
        // "10 % above": one and a tenth.
        let beside = |seen: &String| {
            let (seen, part) = (seen.parse::<f64>(), value.parse::<f64>());
            seen.is_ok_and(|s| part.is_ok_and(|p| ((s - 1.0).abs() - p).abs() < 1e-9))
        };
        let percent = matches!(&span.meaning, Meaning::Number(n) if n.percent);
        if percent && self.seen.numbers.iter().any(beside) {
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
        // "have one on the shelf": some of it.
        let some = position > 0
            && self.parsed.spans[position - 1].meaning == Meaning::Cue(Cue::With)
            && self.parsed.spans.get(position + 1).is_some_and(|s| {
                matches!(&s.meaning, Meaning::Terms(terms)
                    if terms.iter().all(|t| matches!(t, crate::lexicon::Term::Filter(_))))
            });
        let counts = counts && !some;
        if self.parsed.tokens[span.start].norm == "one" && !counts && !only {
            return true;
        }
        // "The change between the two": the times that stand side by side.
        let sides = matches!(self.parsed.tokens[span.start].norm.as_str(), "two" | "2")
            && self.compared_times() > 0
            && self.draft.dates.len() == 2;
        if sides && !counts {
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
                // "Both together" after one and the other: the query before knew only the last.
                if self.continued && self.draft.values.is_empty() && times == 0 {
                    return self.seen.values.iter().any(|(_, v, _)| v.len() > 1)
                        || self.seen.windows.len() > 1;
                }
                self.seen.figure
                    || times < 2
                        && self
                            .seen
                            .values
                            .iter()
                            .all(|(_, v, out)| *out || v.len() < 2)
            }
            // "Which warehouse ships the most": not what lies there.
            "ship" | "ships" | "shipping" | "sends" | "sending" if self.draft.top.is_some() => {
                self.trades()
            }
            "rate" | "rates" => self.seen.units.contains("fraction") || self.seen.share,
            // "more than any other": it leads.
            "other" | "others" | "another" | "else" => {
                self.continued && matches!(word, "another" | "else")
                    || self.seen.negations > 0
                    || self.query.limit.is_some() && self.count(|cue| cue == Cue::Than) > 0
            }
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
        if let Some(part) = self.draft.parts_in_time.iter().find(|p| p.at == span.start) {
            return range_of(&part.phrase).is_some_and(|range| {
                let windows = &self.seen.windows;
                windows.contains(&range.whole) || windows.contains(&range.happened)
            });
        }
        // "Overdue today": the condition is as of today.
        if self.draft.everywhere.contains(&span.start) {
            return self.draft.dates.iter().all(|d| d.at != span.start);
        }
        let Some(mention) = self.draft.dates.iter().find(|d| d.at == span.start) else {
            return false;
        };
        if mention.negated && !mention.left_out && self.seen.negations == 0 {
            return false;
        }
        if self.draft.until_then.contains(&mention.at) {
            let from = range_of(&mention.phrase).and_then(|r| r.happened.from);
            return self
                .seen
                .windows
                .iter()
                .any(|w| from.is_some() && w.from == from);
        }
        let Some(range) = range_of(&mention.phrase) else {
            // "And the month before": the period of the query before was moved.
            return self.continued && !self.seen.windows.is_empty()
                || self.seen.difference
                || self.seen.change
                || self.seen.windows.len() > 1;
        };
        if mention.left_out {
            let beside = [range.happened, range.whole].map(crate::build::outside);
            return self
                .seen
                .windows
                .iter()
                .any(|w| beside.iter().any(|rest| rest.contains(w)));
        }
        // "Now the first half" after a half of another year: that year's.
        let years = |window: &semantic::Window| {
            let same = |a: Option<jiff::civil::Date>, b: Option<jiff::civil::Date>| match (a, b) {
                (Some(a), Some(b)) => (a.month(), a.day()) == (b.month(), b.day()),
                _ => false,
            };
            self.continued
                && same(window.from, range.whole.from)
                && same(window.until, range.whole.until)
        };
        self.seen.windows.iter().any(|window| {
            years(window)
                || *window == range.happened
                || *window == range.whole
                || (self.seen.change || self.draft.dates.len() > 1)
                    && (self.draft.dates.len() > 2 && contains(&range.whole, window)
                        || window.from == range.whole.from
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
