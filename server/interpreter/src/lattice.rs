//! A *span* is a run of tokens with a meaning; the *lattice* is all spans of a question, a *cover* the best chain of them.

use std::collections::HashMap;

use jiff::civil::Date;
use semantic::Model;

use crate::cues::Cue;
use crate::dates::{DatePhrase, phrase};
use crate::lexicon::{Lexicon, Term, Words};
use crate::numbers::{Number, number};
use crate::spelling::is_number_or_time;
use crate::text::{Gap, Token};
use crate::values::{Fit, Match, ValueIndex};

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
}

/// Words of a value phrase that may be said although the value lacks them ("drill 18 black *size* 3").
const LINKS: [&str; 8] = [
    "size", "sized", "in", "of", "the", "colour", "color", "number",
];
const LONGEST_VALUE: usize = 9;

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
            push(&mut spans, at, taken, Meaning::Number(value), 0.8);
        }
        if !modal(tokens, at)
            && let Some((taken, date)) = phrase(text, tokens, at, sources.today, sources.model.fiscal_year_begins)
        {
            push(&mut spans, at, taken, Meaning::Date(date), 1.1);
        }
        one_by_one(&words, at, sources, &mut spans);
        if sources.recalls {
            recalled(&words, at, &mut spans);
        }
        keys(tokens, &words, at, sources, &mut spans);
        values(&words, tokens, at, sources, &mut spans);
    }
    coordinated(&words.folds, sources, &mut spans);
    spans
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

/// "may" as a verb is no month.
fn modal(tokens: &[Token], at: usize) -> bool {
    tokens[at].norm == "may"
        && tokens.get(at + 1).is_some_and(|t| {
            matches!(
                t.norm.as_str(),
                "be" | "have" | "need" | "run" | "not" | "we" | "i"
            )
        })
}

fn lexical(words: &Words<'_>, at: usize, sources: &Sources<'_>, spans: &mut Vec<(Span, f64)>) {
    let all = sources.lexicon.find(words, at);
    for found in &all {
        // A word of the grammar is not a form of another word: "drops" are no "dropped" orders.
        let grammar = all.iter().any(|f| {
            f.taken == found.taken
                && f.terms
                    .iter()
                    .any(|t| matches!(t, Term::Cue(_) | Term::Ignorable))
        });
        if grammar && !found.exact {
            continue;
        }
        let cue = found.terms.iter().find_map(|t| {
            if let Term::Cue(cue) = t {
                Some(*cue)
            } else {
                None
            }
        });
        let names: Vec<Term> = found
            .terms
            .iter()
            .filter(|t| !matches!(t, Term::Cue(_) | Term::Ignorable))
            .cloned()
            .collect();
        if !names.is_empty() {
            push(spans, at, found.taken, Meaning::Terms(names), 1.0);
        }
        // "Haven't we sold …?": the way a question is put, no negation.
        let rhetorical = at == 0
            && cue == Some(Cue::Not)
            && found.taken == 1
            && words.norms[0].ends_with('t')
            && words.norms.get(1).is_some_and(|w| {
                matches!(
                    *w,
                    "we" | "i" | "you" | "they" | "there" | "it" | "he" | "she"
                )
            });
        if rhetorical {
            push(spans, at, found.taken, Meaning::Ignorable, 1.0);
        } else if let Some(cue) = cue {
            push(spans, at, found.taken, Meaning::Cue(cue), 0.9);
        }
        if found.terms.contains(&Term::Ignorable) {
            let base = if found.taken > 1 { 0.9 } else { 0.5 };
            push(spans, at, found.taken, Meaning::Ignorable, base);
        }
        if found.outside {
            // "Days late": words that are each the asker's own are not somebody else's measure.
            let own = found.taken > 1
                && (at..at + found.taken).all(|place| {
                    sources
                        .lexicon
                        .find(words, place)
                        .iter()
                        .any(|f| f.taken == 1 && f.terms.iter().any(|t| *t != Term::Ignorable))
                });
            let base = if own { 0.85 } else { 0.95 };
            push(spans, at, found.taken, Meaning::Outside, base);
        }
    }
}

/// "location by location", "order by order".
fn one_by_one(words: &Words<'_>, at: usize, sources: &Sources<'_>, spans: &mut Vec<(Span, f64)>) {
    if words.norms.get(at + 1) != Some(&"by") || words.folds.get(at + 2) != Some(&words.folds[at]) {
        return;
    }
    let names = sources
        .lexicon
        .find(words, at)
        .into_iter()
        .filter(|f| f.taken == 1)
        .flat_map(|f| f.terms);
    let entities: Vec<Term> = names.filter(|t| matches!(t, Term::Entity(_))).collect();
    if !entities.is_empty() {
        push(spans, at, 3, Meaning::Terms(entities), 1.2);
    }
}

/// "the second one", "the first two", "the last one", "the third product": one or some of what was named.
fn recalled(words: &Words<'_>, at: usize, spans: &mut Vec<(Span, f64)>) {
    let word = |place: usize| words.norms.get(place).copied().unwrap_or_default();
    if word(at) != "the" {
        return;
    }
    let several = matches!(
        word(at + 2),
        "one" | "two" | "three" | "four" | "five" | "ones"
    ) || word(at + 2).bytes().all(|b| b.is_ascii_digit()) && !word(at + 2).is_empty();
    let ends = |place: usize| {
        matches!(
            word(place),
            "" | "of" | "only" | "please" | "and" | "at" | "in" | "by" | "for"
        )
    };
    let taken = match word(at + 1) {
        "first" | "last" if several => 3,
        "second" | "third" | "fourth" | "fifth" if word(at + 2) == "one" => 3,
        "second" | "third" | "fourth" | "fifth"
            if !matches!(word(at + 2), "quarter" | "half" | "week" | "day" | "month") =>
        {
            2
        }
        "first" | "last" if ends(at + 2) => 2,
        _ => return,
    };
    push(spans, at, taken, Meaning::Cue(Cue::Pronoun), 1.2);
}

/// "SO 75113", "SO-75113", "so75113", "order 75113", "#75113".
fn keys(
    tokens: &[Token],
    words: &Words<'_>,
    at: usize,
    sources: &Sources<'_>,
    spans: &mut Vec<(Span, f64)>,
) {
    for (position, entity) in sources.model.entities.iter().enumerate() {
        let [prefix_attribute, _] = entity.key.as_slice() else {
            continue;
        };
        let prefix_of = |word: &str| {
            sources
                .values
                .matches(&[word], sources.readable)
                .into_iter()
                .find(|m| m.attribute == *prefix_attribute && m.fit == Fit::Whole)
                .map(|m| m.values[0].clone())
        };
        let digits = |word: &str| word.len() >= 2 && word.bytes().all(|b| b.is_ascii_digit());
        let word = tokens[at].norm.as_str();
        // "order SO-71774": the noun belongs to the number.
        if names_entity(words, at, position, sources)
            && let (Some(prefix), Some(number)) = (tokens.get(at + 1), tokens.get(at + 2))
            && digits(&number.norm)
            && let Some(prefix) = prefix_of(&prefix.norm)
        {
            let number = number.norm.clone();
            push(
                spans,
                at,
                3,
                Meaning::Key {
                    entity: position,
                    prefix: Some(prefix),
                    number,
                },
                1.6,
            );
        }
        if let Some(next) = tokens.get(at + 1)
            && digits(&next.norm)
            && let Some(prefix) = prefix_of(word)
        {
            push(
                spans,
                at,
                2,
                Meaning::Key {
                    entity: position,
                    prefix: Some(prefix),
                    number: next.norm.clone(),
                },
                1.4,
            );
        }
        let split = word.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
        if split > 0
            && digits(&word[split..])
            && let Some(prefix) = prefix_of(&word[..split])
        {
            let number = word[split..].to_owned();
            push(
                spans,
                at,
                1,
                Meaning::Key {
                    entity: position,
                    prefix: Some(prefix),
                    number,
                },
                1.4,
            );
        }
        let noun = at > 0 && names_entity(words, at - 1, position, sources);
        // "orders 12" may count them; "order 12" is one.
        let one = at > 0 && !tokens[at - 1].norm.ends_with('s');
        let number = word.bytes().all(|b| b.is_ascii_digit());
        if noun && number && (one || word.len() >= 3) {
            push(
                spans,
                at,
                1,
                Meaning::Key {
                    entity: position,
                    prefix: None,
                    number: word.to_owned(),
                },
                1.35,
            );
        }
    }
}

fn names_entity(words: &Words<'_>, at: usize, entity: usize, sources: &Sources<'_>) -> bool {
    sources
        .lexicon
        .find(words, at)
        .iter()
        .any(|f| f.taken == 1 && f.terms.contains(&Term::Entity(entity)))
}

fn values(
    words: &Words<'_>,
    tokens: &[Token],
    at: usize,
    sources: &Sources<'_>,
    spans: &mut Vec<(Span, f64)>,
) {
    if !sources.values.knows(words.folds[at]) {
        return;
    }
    let folds = &words.folds;
    let mut phrase_words = Vec::new();
    for end in at + 1..=folds.len().min(at + LONGEST_VALUE) {
        let last = end - 1;
        if last > at && matches!(tokens[last].gap, Gap::Stop) {
            break;
        }
        if !sources.values.knows(folds[last]) {
            if LINKS.contains(&tokens[last].norm.as_str()) {
                continue;
            }
            break;
        }
        phrase_words.push(folds[last]);
        let mut matches = sources.values.matches(&phrase_words, sources.readable);
        let personal = |m: &Match| {
            sources
                .model
                .fields_of(&m.attribute)
                .any(|(_, f)| f.personal)
        };
        matches.sort_by_key(|m| (std::cmp::Reverse(m.fit), personal(m), m.values.len()));
        let Some(best) = matches.first() else {
            if LINKS.contains(&tokens[last].norm.as_str()) {
                phrase_words.pop();
                continue;
            }
            break;
        };
        let taken = end - at;
        let single_known = taken == 1
            && sources
                .lexicon
                .find(words, at)
                .iter()
                .any(|f| f.taken == 1 && (!f.terms.is_empty() || f.outside));
        // A part of a name is only one when it says something by itself: "of the" is no customer.
        let content = |at: usize| {
            let empty = |t: &Term| matches!(t, Term::Cue(_) | Term::Ignorable);
            !is_number_or_time(&tokens[at].norm)
                && !sources
                    .lexicon
                    .find(words, at)
                    .iter()
                    .any(|f| f.taken == 1 && f.terms.iter().any(empty))
        };
        // A function word is no name ("at" is not a postcode that ends in it); numbers and times are their own.
        if best.fit < Fit::Whole && taken == 1 && !content(at) && !tokens[at].is_numeric() {
            continue;
        }
        // "Pearl Delta": a capital letter marks a name, also where the word has another sense.
        let capital = |at: usize| {
            at > 0
                && tokens[at].text.starts_with(char::is_uppercase)
                && tokens
                    .iter()
                    .any(|t| t.text.starts_with(char::is_lowercase))
        };
        let named = |place: usize| content(place) || taken > 1 && capital(place);
        let edges = named(at) && named(last);
        let common = (at..end).filter(|at| !named(*at)).count();
        let status = best.attribute.as_str().contains("status") && common < taken;
        if best.fit == Fit::Partial && taken > 1 && !edges && common * 2 >= taken && !status {
            continue;
        }
        let base = match best.fit {
            // "SO orders": the word beside it says what it is.
            Fit::Whole if single_known && taken == 1 && keyed(best, words, end, sources) => 1.1,
            Fit::Whole if single_known => 0.95,
            Fit::Whole => 1.2,
            Fit::Nearly if single_known => 0.7,
            Fit::Nearly => 1.1,
            Fit::Partial if single_known => 0.3,
            Fit::Partial if taken == 1 && personal(best) => 0.6,
            Fit::Partial if taken == 1 => 0.75,
            // Words of a status are matched as the data has them.
            Fit::Partial if taken > 1 && best.attribute.as_str().contains("status") => 1.05,
            Fit::Partial if personal(best) => 0.9,
            Fit::Partial => 1.0,
        };
        // A bare number is a quantity before it is a piece of a name.
        let named = at > 0
            && sources.lexicon.find(words, at - 1).iter().any(|f| {
                f.taken == 1
                    && f.terms.iter().any(|t| matches!(t, Term::Entity(e) if sources.model.entities[*e].key.contains(&best.attribute)))
            });
        let base = match (
            taken == 1 && tokens[at].is_numeric() && best.fit < Fit::Whole,
            named,
        ) {
            (true, true) => 1.1,
            (true, false) => 0.2,
            _ => base,
        };
        push(spans, at, taken, Meaning::Values(matches), base);
    }
}

/// The word at that place names the thing whose key the value is part of.
fn keyed(found: &Match, words: &Words<'_>, at: usize, sources: &Sources<'_>) -> bool {
    sources
        .model
        .entities
        .iter()
        .enumerate()
        .any(|(position, e)| {
            e.key.contains(&found.attribute)
                && e.key.len() > 1
                && names_entity(words, at, position, sources)
        })
}

/// "hand, power and garden tools": each of the first words is short for "… tools".
fn coordinated(stems: &[&str], sources: &Sources<'_>, spans: &mut Vec<(Span, f64)>) {
    let mut added = Vec::new();
    for (span, _) in spans.iter() {
        let Meaning::Values(matches) = &span.meaning else {
            continue;
        };
        let Some(whole) = matches
            .first()
            .filter(|m| m.fit == Fit::Whole && span.end - span.start >= 2)
        else {
            continue;
        };
        let head = stems[span.end - 1];
        let mut at = span.start;
        loop {
            let joiner = at > 0 && matches!(stems[at - 1], "and" | "or" | "plus");
            let word_at = if joiner {
                at.checked_sub(2)
            } else {
                at.checked_sub(1)
            };
            let Some(word_at) = word_at else { break };
            let mut found = sources
                .values
                .matches(&[stems[word_at], head], sources.readable);
            found.retain(|m| m.attribute == whole.attribute && m.fit == Fit::Whole);
            if found.is_empty() {
                break;
            }
            added.push((
                Span {
                    start: word_at,
                    end: word_at + 1,
                    meaning: Meaning::Values(found),
                },
                1.2,
            ));
            at = word_at;
        }
    }
    spans.extend(added);
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
