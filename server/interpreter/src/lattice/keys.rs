//! Spans of *keys*: numbers and codes that name one thing ("SO-71774", "order 12").

use super::{Meaning, Sources, Span, push};
use crate::lexicon::{Term, Words};
use crate::text::{Gap, Token};
use crate::values::Fit;

/// "SO 75113", "SO-75113", "so75113", "order 75113", "#75113".
pub(super) fn keys(
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
