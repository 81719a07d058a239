//! Spans of *keys*: numbers and codes that name one thing ("SO-71774", "order 12").

use semantic::DataType;

use super::{Meaning, Sources, Span, push};
use crate::cues::Cue;
use crate::lexicon::{Term, Words};
use crate::text::{Gap, Token};
use crate::values::Fit;

/// "SO 75113", "SO-75113", "so75113", "order 75113", "#75113".
pub(super) fn keys(
    text: &str,
    tokens: &[Token],
    words: &Words<'_>,
    at: usize,
    sources: &Sources<'_>,
    spans: &mut Vec<(Span, f64)>,
) {
    for (position, entity) in sources.model.entities.iter().enumerate() {
        let [prefix_attribute, number_attribute] = entity.key.as_slice() else {
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
        // Values that are indexed are known as such.
        let composed = sources
            .model
            .fields_of(number_attribute)
            .all(|(_, field)| field.data_type == DataType::Text && !field.indexed);
        if composed
            && let Some((taken, number)) = composed_number(text, tokens, at)
            && prefix_of(&tokens[at].norm).is_none()
        {
            let before = at.checked_sub(1).map(|place| &tokens[place]);
            let prefix = before.and_then(|token| prefix_of(&token.norm));
            let (start, taken) = match prefix {
                Some(_) => (at - 1, taken + 1),
                None => (at, taken),
            };
            let meaning = Meaning::Key {
                entity: position,
                prefix,
                number,
            };
            let named = start > 0 && names_entity(words, start - 1, position, sources);
            push(spans, start, taken, meaning, if named { 1.7 } else { 1.6 });
        }
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
        // "orders 12" may count them, "orders 2025" date them; "order 12" is one.
        let one = at > 0 && !tokens[at - 1].norm.ends_with('s');
        let number = word.bytes().all(|b| b.is_ascii_digit());
        // "orders 71774 and 71780", "SO 71774, 71780": the ones behind the first.
        let first = first_of_list(tokens, at);
        let year = word
            .parse::<u32>()
            .is_ok_and(|n| (1970..=2100).contains(&n));
        if number && !year && word.len() >= 3 && tokens[first].norm.len() >= 3 {
            let place = first.checked_sub(1);
            let prefix = place.and_then(|p| prefix_of(&tokens[p].norm));
            let noun = place.is_some_and(|p| {
                names_entity(words, p, position, sources)
                    || matches!(words.norms[p], "of" | "on" | "in" | "for")
                        && p > 0
                        && names_entity_or_lines(words, p - 1, position, sources)
            });
            if (prefix.is_some() || noun)
                && (first < at || place.is_some_and(|p| words.norms[p] == "of"))
            {
                let meaning = Meaning::Key {
                    entity: position,
                    prefix,
                    number: word.to_owned(),
                };
                push(spans, at, 1, meaning, 1.35);
            }
        }
        if !noun && first == at && bare_number(tokens, words, at, sources) {
            let meaning = Meaning::Key {
                entity: position,
                prefix: None,
                number: word.to_owned(),
            };
            push(spans, at, 1, meaning, 0.9);
        }
        // "POs 2025" are those of a year.
        if noun && number && (one || word.len() >= 3 && !year) {
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

/// "25-0238", "B/2041", "24-A-118": a number made of parts, as it was typed, in capitals, and how many words it takes.
fn composed_number(text: &str, tokens: &[Token], at: usize) -> Option<(usize, String)> {
    let joined = tokens[at + 1..]
        .iter()
        .take_while(|t| t.gap == Gap::Joined)
        .count();
    let last = &tokens[at + joined];
    let written = text.get(tokens[at].start..last.end)?;
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    let mixed = joined > 0 || written.chars().any(char::is_alphabetic);
    (mixed && digits >= 3).then(|| (joined + 1, written.to_uppercase()))
}

/// "Where is 417655", "11061 status?": a long number that neither counts nor limits anything.
fn bare_number(tokens: &[Token], words: &Words<'_>, at: usize, sources: &Sources<'_>) -> bool {
    let word = tokens[at].norm.as_str();
    let long =
        word.len() >= 5 && word.bytes().all(|b| b.is_ascii_digit()) && !word.starts_with('0');
    let joined = tokens[at].gap == Gap::Joined
        || tokens
            .get(at + 1)
            .is_some_and(|t| t.gap == Gap::Joined || t.is_numeric());
    let before = at.checked_sub(1).map_or("", |p| tokens[p].norm.as_str());
    let led = matches!(
        before,
        "" | "where"
            | "is"
            | "was"
            | "on"
            | "of"
            | "about"
            | "for"
            | "status"
            | "has"
            | "did"
            | "does"
            | "what"
            | "whats"
            | "when"
            | "wheres"
            | "hows"
            | "show"
            | "check"
            | "and"
            | "find"
            | "open"
            | "number"
            | "nr"
            | "no"
    );
    // "For 12000 pieces", "of 20000 euros".
    let counts = sources.lexicon.find(words, at + 1).iter().any(|f| {
        f.terms.iter().any(|t| match t {
            Term::Entity(_) | Term::Metric(_) => true,
            Term::Cue(cue) => matches!(
                cue,
                Cue::InUnits
                    | Cue::InMoney
                    | Cue::Days
                    | Cue::Weeks
                    | Cue::Times
                    | Cue::OrMore
                    | Cue::OrLess
                    | Cue::Every(_)
            ),
            _ => false,
        })
    });
    long && !joined && led && !counts
}

/// The first of the numbers that are listed up to that place ("12, 15 and 17").
fn first_of_list(tokens: &[Token], at: usize) -> usize {
    let number = |at: usize| tokens[at].norm.bytes().all(|b| b.is_ascii_digit());
    let mut first = at;
    while first > 0 {
        let joiner = matches!(tokens[first - 1].norm.as_str(), "and" | "or");
        let before = match first.checked_sub(1 + usize::from(joiner)) {
            Some(before) if joiner || tokens[first].gap == Gap::Comma => before,
            _ => break,
        };
        if !number(before) {
            break;
        }
        first = before;
    }
    first
}

/// The word names the entity, or the lines that belong to it.
fn names_entity_or_lines(
    words: &Words<'_>,
    at: usize,
    entity: usize,
    sources: &Sources<'_>,
) -> bool {
    let key = &sources.model.entities[entity].key;
    let lines = sources
        .model
        .entities
        .iter()
        .position(|e| e.key.len() > key.len() && key.iter().all(|k| e.key.contains(k)));
    names_entity(words, at, entity, sources)
        || lines.is_some_and(|lines| names_entity(words, at, lines, sources))
}

pub(super) fn names_entity(
    words: &Words<'_>,
    at: usize,
    entity: usize,
    sources: &Sources<'_>,
) -> bool {
    sources
        .lexicon
        .find(words, at)
        .iter()
        .any(|f| f.taken == 1 && f.terms.contains(&Term::Entity(entity)))
}
