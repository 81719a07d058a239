//! A *span* is a run of tokens with a meaning; the *lattice* is all spans of a question, a *cover* the best chain of them.

mod keys;
mod values;
mod words;

use std::collections::HashMap;

use jiff::civil::Date;
use semantic::Model;

use crate::cues::Cue;
use crate::dates::{DatePhrase, phrase};
use crate::lexicon::{Lexicon, Term, Words};
use crate::numbers::{Number, number};
use crate::text::{Gap, Token};
use crate::values::{Match, ValueIndex};

use keys::keys;
use values::{coordinated, of_kind_alone, shortened, values};
use words::{echoed, farness, followed, lexical, one_by_one, paired, recalled};

/// A run of tokens with a meaning.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Span {
    /// First token.
    pub(crate) start: usize,
    /// Token behind the last.
    pub(crate) end: usize,
    /// What it means.
    pub(crate) meaning: Meaning,
}

/// What a span means.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Meaning {
    /// Names of the model, all with this phrase.
    Terms(Vec<Term>),
    /// A word of the grammar.
    Cue(Cue),
    /// Values of the data, one match for each attribute, the best first.
    Values(Vec<Match>),
    /// A number that identifies one thing: prefix and number of an order.
    Key {
        /// Entity, by position in the model.
        entity: usize,
        /// Prefix as it stands in the data, when it was said.
        prefix: Option<String>,
        /// Number.
        number: String,
    },
    /// A quantity.
    Number(Number),
    /// A time.
    Date(DatePhrase),
    /// Nothing.
    Ignorable,
    /// Something outside the asker's tables.
    Outside,
    /// A word that is not known.
    Unknown,
}

/// What the lattice is built from.
pub(crate) struct Sources<'a> {
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) values: &'a ValueIndex,
    pub(crate) model: &'a Model,
    pub(crate) readable: &'a [String],
    pub(crate) today: Date,
    /// An answer before named things that can be pointed at.
    pub(crate) recalls: bool,
    /// A query went before.
    pub(crate) follows: bool,
    /// It was about a time, and about all that happened in it.
    pub(crate) dated: bool,
}

/// The best chain of spans over the question; words without a span are `Unknown`.
pub(crate) fn cover(text: &str, tokens: &[Token], sources: &Sources<'_>) -> Vec<Span> {
    let spans = spans(text, tokens, sources);
    best_chain(tokens.len(), spans)
}

fn spans(text: &str, tokens: &[Token], sources: &Sources<'_>) -> Vec<(Span, f64)> {
    let words = Words::of(tokens);
    let mut spans = Vec::new();
    for at in 0..tokens.len() {
        lexical(&words, at, sources, &mut spans);
        if let Some((taken, value)) = number(text, tokens, at) {
            // "2000 euros" is no year.
            let base = if value.money || value.percent {
                1.1
            } else {
                0.8
            };
            push(&mut spans, at, taken, Meaning::Number(value), base);
        }
        if !modal(tokens, at)
            && !over_number(tokens, at, sources.today)
            && let Some((taken, date)) = phrase(
                text,
                tokens,
                at,
                sources.today,
                sources.model.fiscal_year_begins,
            )
        {
            push(&mut spans, at, taken, Meaning::Date(date), 1.1);
        }
        farness(&words, at, sources, &mut spans);
        if sources.dated {
            short_year(tokens, at, sources, &mut spans);
        }
        one_by_one(&words, at, sources, &mut spans);
        if sources.recalls {
            recalled(&words, at, &mut spans);
        }
        if sources.follows {
            followed(&words, at, &mut spans);
        }
        keys(text, tokens, &words, at, sources, &mut spans);
        values(&words, tokens, at, sources, &mut spans);
        of_kind_alone(tokens, at, sources, &mut spans);
    }
    // "first 5 · May 2025": what a restatement sets apart does not belong together.
    spans.retain(|(span, _)| {
        tokens[span.start..span.end]
            .windows(2)
            .all(|pair| !text[pair[0].end..pair[1].start].contains('·'))
    });
    // "late orders: number per area": no name runs over a colon or a comma.
    spans.retain(|(span, _)| {
        !matches!(span.meaning, Meaning::Terms(_) | Meaning::Outside)
            || tokens[span.start + 1..span.end]
                .iter()
                .all(|t| !matches!(t.gap, Gap::Comma | Gap::Stop))
    });
    // "Customers for delivery area North": the column's name, no delivery that is due.
    let columns: Vec<(usize, usize)> = spans
        .iter()
        .filter(|(s, _)| {
            matches!(&s.meaning, Meaning::Terms(terms)
                if terms.iter().any(|t| matches!(t, Term::Attribute(_) | Term::Entity(_))))
        })
        .map(|(s, _)| (s.start, s.end))
        .collect();
    spans.retain(|(span, _)| {
        span.meaning != Meaning::Cue(Cue::Due)
            || columns
                .iter()
                .all(|(start, end)| *start <= span.start || *start >= span.end || *end <= span.end)
    });
    coordinated(&words.folds, sources, &mut spans);
    if opens(tokens) {
        push(&mut spans, 0, 1, Meaning::Ignorable, 1.2);
    }
    paired(&words, sources, &mut spans);
    echoed(&words, sources, &mut spans);
    shortened(tokens, &words.folds, sources, &mut spans);
    spans
}

/// "And 97?", "98 so far" after a figure of another year.
fn short_year(tokens: &[Token], at: usize, sources: &Sources<'_>, spans: &mut Vec<(Span, f64)>) {
    const NEAR: i16 = 10;
    let word = |at: usize| tokens.get(at).map_or("", |t| t.norm.as_str());
    let leads = at == 0
        || matches!(
            word(at - 1),
            "and" | "in" | "for" | "about" | "same" | "now" | "vs" | "versus"
        );
    let ends = tokens
        .get(at + 1)
        .is_none_or(|t| matches!(t.gap, Gap::Stop | Gap::Comma))
        || matches!(word(at + 1), "so" | "please" | "instead" | "too" | "then");
    let digits = tokens[at].norm.len() == 2 && tokens[at].is_numeric();
    let Some(short) = tokens[at]
        .norm
        .parse::<i16>()
        .ok()
        .filter(|_| leads && ends && digits)
    else {
        return;
    };
    let year = crate::dates::full_year(short, sources.today);
    let text = year.to_string();
    let fiscal = sources.model.fiscal_year_begins;
    if (year - sources.today.year()).abs() <= NEAR
        && let Some((1, date)) =
            phrase(&text, &crate::text::tokens(&text), 0, sources.today, fiscal)
    {
        push(spans, at, 1, Meaning::Date(date), 1.3);
    }
}

/// Words that answer what was said before rather than ask something, where a comma or a stop follows.
const INTERJECTIONS: &str = " lovely great good perfect excellent nice fine right super brilliant wonderful alright cool sure now \
    anyway finally next fantastic awesome splendid marvellous interesting understood noted ok okay true exactly indeed ";

/// "So how much is that": the word opens a sentence, where it is no code and no order follows. "Great, and …".
fn opens(tokens: &[Token]) -> bool {
    let said = tokens.first().map_or("", |t| t.norm.as_str());
    let apart = tokens
        .get(1)
        .is_some_and(|t| matches!(t.gap, Gap::Stop | Gap::Comma));
    if apart && INTERJECTIONS.split_whitespace().any(|w| w == said) {
        return true;
    }
    let follows = |t: &Token| {
        !t.is_numeric() && !matches!(t.fold.as_str(), "order" | "line" | "number" | "no" | "nr")
    };
    matches!(tokens.first().map(|t| t.text.as_str()), Some("so" | "So"))
        && tokens.get(1).is_some_and(follows)
}

fn push(spans: &mut Vec<(Span, f64)>, start: usize, taken: usize, meaning: Meaning, base: f64) {
    let words = f64::from(u32::try_from(taken).unwrap_or(1));
    spans.push((
        Span {
            start,
            end: start + taken,
            meaning,
        },
        base * words + 0.15 * (words - 1.0),
    ));
}

/// A compared number, or the "over" that compares it.
fn over_number(tokens: &[Token], at: usize, today: Date) -> bool {
    let over = tokens[at].norm == "over" && at + 1 < tokens.len();
    compared_number(tokens, at, today) || over && compared_number(tokens, at + 1, today)
}

/// "worth over 2000": behind a comparison a number alone is no year, unless it is one of these days ("over 2024").
fn compared_number(tokens: &[Token], at: usize, today: Date) -> bool {
    const RECENT: i16 = 10;
    let Ok(year) = tokens[at].norm.parse::<i16>() else {
        return false;
    };
    let before = |back: usize| {
        at.checked_sub(back)
            .map_or("", |at| tokens[at].norm.as_str())
    };
    let (temporal, compares) = match before(1) {
        "above" | "below" | "under" | "exceeding" | "beyond" | "exactly" => (false, true),
        "least" | "most" => (false, before(2) == "at"),
        "than" => (
            true,
            matches!(before(2), "more" | "less" | "fewer" | "greater"),
        ),
        "over" => (true, true),
        _ => (false, false),
    };
    compares && !(temporal && (year - today.year()).abs() <= RECENT)
}

/// "may" as a verb is no month.
fn modal(tokens: &[Token], at: usize) -> bool {
    let verb = tokens.get(at + 1).is_some_and(|t| {
        matches!(
            t.norm.as_str(),
            "be" | "have" | "need" | "run" | "not" | "we" | "i"
        )
    });
    let somebody = at.checked_sub(1).is_some_and(|before| {
        matches!(
            tokens[before].norm.as_str(),
            "i" | "we" | "you" | "they" | "he" | "she" | "one"
        )
    });
    tokens[at].norm == "may" && (verb || somebody)
}

/// Dynamic programme over positions; later starts are tried after earlier ones, equal weights keep the longer span.
fn best_chain(length: usize, spans: Vec<(Span, f64)>) -> Vec<Span> {
    let mut by_end: HashMap<usize, Vec<(Span, f64)>> = HashMap::new();
    for (span, weight) in spans {
        by_end.entry(span.end).or_default().push((span, weight));
    }
    let mut best: Vec<(f64, Option<Span>)> = vec![(0.0, None)];
    for end in 1..=length {
        let unknown = Span {
            start: end - 1,
            end,
            meaning: Meaning::Unknown,
        };
        let mut choice = (best[end - 1].0 - 1.0, Some(unknown));
        let mut candidates = by_end.remove(&end).unwrap_or_default();
        candidates.sort_by_key(|(span, _)| span.start);
        for (span, weight) in candidates {
            let total = best[span.start].0 + weight;
            if total > choice.0 + 1e-9 {
                choice = (total, Some(span));
            }
        }
        best.push(choice);
    }
    let mut chain = Vec::new();
    let mut at = length;
    while let Some((_, Some(span))) = best.get(at).cloned() {
        at = span.start;
        chain.push(span);
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests;
