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
/// What a name loses that ends in the middle of a longer one.
const CUT: f64 = 0.3;

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
            && !compared_number(tokens, at, sources.today)
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
        one_by_one(&words, at, sources, &mut spans);
        if sources.recalls {
            recalled(&words, at, &mut spans);
        }
        keys(tokens, &words, at, sources, &mut spans);
        values(&words, tokens, at, sources, &mut spans);
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
    coordinated(&words.folds, sources, &mut spans);
    if opens(tokens) {
        push(&mut spans, 0, 1, Meaning::Ignorable, 1.2);
    }
    paired(&words, sources, &mut spans);
    shortened(tokens, &words.folds, sources, &mut spans);
    spans
}

/// "So how much is that": the word opens a sentence, where it is no code and no order follows.
fn opens(tokens: &[Token]) -> bool {
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
        // "average orders per month": a mean of their number, not of what one is worth.
        let mean_of_many = mean_of_many(words, at, found.taken, sources);
        if !names.is_empty() && !mean_of_many {
            let cuts = cuts_a_name(&names, words, at, found.taken, sources);
            push(spans, at, found.taken, Meaning::Terms(names), 1.0);
            if cuts && let Some((_, weight)) = spans.last_mut() {
                *weight -= CUT;
            }
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

/// The words are "average" and the plural of things that can be counted or added up.
fn mean_of_many(words: &Words<'_>, at: usize, taken: usize, sources: &Sources<'_>) -> bool {
    let last = at + taken - 1;
    let plural = words.norms[last].ends_with('s') && words.norms[last] != words.folds[last];
    let many = |term: &Term| match term {
        Term::Entity(_) => true,
        Term::Metric(metric) => sources.model.metrics[*metric].additive,
        _ => false,
    };
    matches!(words.norms[at], "average" | "avg" | "mean")
        && taken > 1
        && plural
        && sources
            .lexicon
            .find(words, last)
            .iter()
            .any(|f| f.taken == 1 && f.terms.iter().any(many))
}

/// "actual vs planned lead time", "the real lead time next to the planned one": a word before or after a name that
/// makes another name with the same head.
fn paired(words: &Words<'_>, sources: &Sources<'_>, spans: &mut Vec<(Span, f64)>) {
    const JOINERS: [&str; 13] = [
        "and", "or", "vs", "versus", "against", "with", "to", "from", "than", "above", "below",
        "over", "under",
    ];
    const ARTICLES: [&str; 4] = ["the", "its", "their", "our"];
    let mut added = Vec::new();
    for (span, _) in spans.iter() {
        let length = span.end - span.start;
        let named = matches!(&span.meaning, Meaning::Terms(terms)
            if terms.iter().all(|t| matches!(t, Term::Metric(_) | Term::Attribute(_))));
        if !named || length < 2 {
            continue;
        }
        let with_head = |word: usize| {
            let pick = |forms: &[&'_ str]| -> Vec<String> {
                std::iter::once(forms[word])
                    .chain(forms[span.start + 1..span.end].iter().copied())
                    .map(str::to_owned)
                    .collect()
            };
            let (norms, stems, folds) =
                (pick(&words.norms), pick(&words.stems), pick(&words.folds));
            let whole = Words {
                norms: norms.iter().map(String::as_str).collect(),
                stems: stems.iter().map(String::as_str).collect(),
                folds: folds.iter().map(String::as_str).collect(),
            };
            // "sales and average order value": a name of its own is none of a head.
            let own = sources.lexicon.find(words, word).iter().any(|f| {
                f.taken == 1
                    && f.terms.iter().any(|t| {
                        matches!(t, Term::Metric(_) | Term::Attribute(_) | Term::Entity(_))
                    })
            });
            if own {
                return None;
            }
            let found = sources.lexicon.find(&whole, 0);
            let terms: Vec<Term> = found
                .into_iter()
                .filter(|f| f.taken == length)
                .flat_map(|f| f.terms)
                .filter(|t| matches!(t, Term::Metric(_) | Term::Attribute(_)))
                .collect();
            (!terms.is_empty()).then_some(terms)
        };
        let word = |at: usize| words.norms.get(at).copied().unwrap_or_default();
        // Before: "actual vs [planned lead time]".
        if let Some(joiner) = span.start.checked_sub(1)
            && JOINERS.contains(&word(joiner))
            && let Some(at) = joiner.checked_sub(1)
            && let Some(terms) = with_head(at)
        {
            let meaning = Meaning::Terms(terms);
            let (start, end) = (at, at + 1);
            added.push((
                Span {
                    start,
                    end,
                    meaning,
                },
                1.2,
            ));
        }
        // After: "[actual lead time] next to the planned one", "… versus planned".
        let joined = (span.end..span.end + 3).find(|at| JOINERS.contains(&word(*at)));
        if let Some(joiner) = joined {
            let skipped = usize::from(ARTICLES.contains(&word(joiner + 1)));
            let at = joiner + 1 + skipped;
            let one = matches!(word(at + 1), "one" | "ones");
            if at < words.norms.len()
                && (one
                    || at + 1 == words.norms.len()
                    || matches!(word(at + 1), "by" | "per" | "for" | "of" | "in"))
                && let Some(terms) = with_head(at)
            {
                let end = at + 1 + usize::from(one);
                let meaning = Meaning::Terms(terms);
                let weight = if one { 2.4 } else { 1.2 };
                added.push((
                    Span {
                        start: at,
                        end,
                        meaning,
                    },
                    weight,
                ));
            }
        }
    }
    spans.extend(added);
}

/// "largest stock" of "largest stock value", "number of purchase orders" of "number of purchase order lines": the
/// words end in the middle of a longer name.
fn cuts_a_name(
    names: &[Term],
    words: &Words<'_>,
    at: usize,
    taken: usize,
    sources: &Sources<'_>,
) -> bool {
    let measures = names
        .iter()
        .all(|t| matches!(t, Term::Metric(_) | Term::Ranking(..)));
    let end = at + taken;
    measures
        && (at + 1..end).any(|start| {
            sources.lexicon.find(words, start).iter().any(|f| {
                start + f.taken > end
                    && f.terms
                        .iter()
                        .any(|t| matches!(t, Term::Metric(_) | Term::Entity(_)))
            })
        })
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
        let noun = at > 0
            && !matches!(tokens[at].gap, Gap::Stop)
            && names_entity(words, at - 1, position, sources);
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
    let folds = &words.folds;
    numbered(words, at, sources, spans);
    // Where the next word is looked for, the words so far, and whether an "and" was passed over between them.
    let mut waiting: Vec<(usize, Vec<String>, bool)> = vec![(at, Vec::new(), false)];
    while let Some((from, phrase, and)) = waiting.pop() {
        if from >= folds.len() || from >= at + LONGEST_VALUE {
            continue;
        }
        if from > at && tokens[from].gap == Gap::Stop {
            continue;
        }
        let mut met = false;
        for (taken, more) in sources.values.spellings(words, from) {
            if tokens[from + 1..from + taken]
                .iter()
                .any(|t| matches!(t.gap, Gap::Stop | Gap::Comma))
            {
                continue;
            }
            let mut longer = phrase.clone();
            longer.extend(more);
            let refs: Vec<&str> = longer.iter().map(String::as_str).collect();
            let matches = sources.values.matches(&refs, sources.readable);
            if matches.is_empty() {
                continue;
            }
            met = true;
            waiting.push((from + taken, longer.clone(), and));
            // "wine and spirits" for "Wine & Spirits", but not two things that one name happens to hold.
            if and && matches.iter().all(|m| m.fit < Fit::Nearly) {
                continue;
            }
            one_value(words, tokens, (at, from + taken), matches, sources, spans);
        }
        // "drill 18 black size 3": a word that the value lacks.
        if !met && from > at && LINKS.contains(&tokens[from].norm.as_str()) {
            waiting.push((from + 1, phrase, and));
        } else if !met && from > at && tokens[from].norm == "and" {
            waiting.push((from + 1, phrase, true));
        }
    }
}

/// "LDS" for LDS01 and LDS08: the letters of codes that end in a number.
fn numbered(words: &Words<'_>, at: usize, sources: &Sources<'_>, spans: &mut Vec<(Span, f64)>) {
    let known = !sources.lexicon.find(words, at).is_empty()
        || sources.lexicon.is_ordinary(words.norms[at])
        || sources.values.knows(words.folds[at]);
    if known {
        return;
    }
    let mut all: Vec<Match> = Vec::new();
    for code in sources.values.with_number(words.norms[at]) {
        for found in sources.values.matches(&[code], sources.readable) {
            match all.iter_mut().find(|m| m.attribute == found.attribute) {
                Some(met) => {
                    let fresh = found.values.into_iter().filter(|v| !met.values.contains(v));
                    met.values.extend(fresh.collect::<Vec<_>>());
                    met.frequency += found.frequency;
                }
                None => all.push(Match {
                    fit: Fit::Partial,
                    heads: true,
                    ..found
                }),
            }
        }
    }
    if !all.is_empty() {
        push(spans, at, 1, Meaning::Values(all), 0.75);
    }
}

/// The span over `tokens[at..end]` that stands for values, unless its words are worth more for themselves.
fn one_value(
    words: &Words<'_>,
    tokens: &[Token],
    (at, end): (usize, usize),
    mut matches: Vec<Match>,
    sources: &Sources<'_>,
    spans: &mut Vec<(Span, f64)>,
) {
    let last = end - 1;
    let personal = |m: &Match| {
        sources
            .model
            .fields_of(&m.attribute)
            .any(|(_, f)| f.personal)
    };
    // "sterile products": the word says how they are, so names that go on behind it are meant too.
    let noun = tokens.get(end).is_some_and(|t| {
        matches!(
            t.fold.as_str(),
            "product" | "item" | "article" | "good" | "stuff" | "thing" | "one" | "sku"
        )
    });
    if noun && tokens[last].norm == tokens[last].fold {
        for found in &mut matches {
            found.values.append(&mut found.others);
        }
    }
    matches.sort_by_key(|m| (std::cmp::Reverse(m.fit), personal(m), m.values.len()));
    let Some(best) = matches.first() else {
        return;
    };
    let taken = end - at;
    let spelled_known = taken == 1
        && sources
            .lexicon
            .find(words, at)
            .iter()
            .any(|f| f.taken == 1 && (f.exact || f.outside));
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
        return;
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
        return;
    }
    // Words in another order are a name only when each of them can be a part of one.
    let list = tokens[at + 1..end].iter().any(|t| t.gap == Gap::Comma);
    if best.fit == Fit::Loose && (common > 0 || list) {
        return;
    }
    let base = match best.fit {
        // "SO orders", "order prefix SO": the word beside it says what it is.
        Fit::Whole if single_known && taken == 1 && keyed(best, words, end, sources) => 1.1,
        Fit::Whole if single_known && column_named(best, words, at, sources) => 1.2,
        // A value as it stands in the data, beside names that only share its stem.
        Fit::Whole if single_known && !spelled_known => 1.05,
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
        Fit::Loose if personal(best) => 0.7,
        Fit::Loose => 0.95,
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

/// The words right before that place, or before the "or" and the value there, name the value's column.
fn column_named(found: &Match, words: &Words<'_>, at: usize, sources: &Sources<'_>) -> bool {
    let named = |end: usize| {
        (end.saturating_sub(3)..end).any(|start| {
            sources.lexicon.find(words, start).iter().any(|f| {
                start + f.taken == end
                    && f.terms.contains(&Term::Attribute(found.attribute.clone()))
            })
        })
    };
    let joined = at > 2 && matches!(words.norms[at - 1], "and" | "or");
    named(at) || joined && named(at - 2)
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

/// "monitor batteries VS300 and VS500": the words behind the joiner end the name that the words before it began.
fn shortened(
    tokens: &[Token],
    folds: &[&str],
    sources: &Sources<'_>,
    spans: &mut Vec<(Span, f64)>,
) {
    let mut added = Vec::new();
    for (span, _) in spans.iter() {
        let Meaning::Values(matches) = &span.meaning else {
            continue;
        };
        let joiner = matches!(
            folds.get(span.end),
            Some(&("and" | "or" | "plus" | "versus" | "vs"))
        );
        let listed = tokens
            .get(span.end)
            .is_some_and(|t| t.gap == Gap::Comma || t.start > tokens[span.end - 1].end + 2);
        let at = span.end + usize::from(joiner);
        if span.end - span.start < 2 || !(joiner || listed) || at >= folds.len() {
            continue;
        }
        let mut phrase = folds[span.start..span.end - 1].to_vec();
        phrase.push(folds[at]);
        let mut found = sources.values.matches(&phrase, sources.readable);
        found.retain(|m| {
            matches
                .iter()
                .any(|first| first.attribute == m.attribute && first.fit <= m.fit)
        });
        if !found.is_empty() && folds[at] != folds[span.end - 1] {
            added.push((
                Span {
                    start: at,
                    end: at + 1,
                    meaning: Meaning::Values(found),
                },
                1.25,
            ));
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

#[cfg(test)]
mod tests;
