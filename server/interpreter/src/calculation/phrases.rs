//! *Phrases* are runs of words that a formula knows, found in a question whose slips of the finger are mended first.

use std::collections::HashSet;
use std::ops::Range;

use strsim::damerau_levenshtein;

use crate::text::{Gap, Token, normal};

/// Words that stand between a name and its number without meaning anything of their own.
const LINKING: &str = " is are was were be being been of exactly equals equal at a an the about around roughly approximately some it its us \
    i you we our they with by to as on takes take taking per for in from than just only say lets let usually and these those this that \
    them please my your has have having runs run out units unit pieces piece ";

/// What stands between two tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Break {
    None,
    Bracket,
    Comma,
    Stop,
}

/// A question with the words that formulas know.
pub(super) struct Words<'a> {
    pub(super) question: &'a str,
    pub(super) tokens: &'a [Token],
    norms: Vec<String>,
}

impl<'a> Words<'a> {
    /// The words of a question. What is neither `known` otherwise nor a word of a formula is taken for the word of a
    /// formula that is one slip away.
    pub(super) fn new(
        question: &'a str,
        tokens_of: &'a [Token],
        vocabulary: &HashSet<&'static str>,
        known: &dyn Fn(&str) -> bool,
    ) -> Self {
        let norm = |token: &Token| {
            let typed = normal(&token.text);
            if vocabulary.contains(typed.as_str()) {
                return typed;
            }
            if vocabulary.contains(token.norm.as_str()) || known(&typed) {
                return token.norm.clone();
            }
            meant(&typed, vocabulary).unwrap_or_else(|| token.norm.clone())
        };
        Self {
            question,
            tokens: tokens_of,
            norms: tokens_of.iter().map(norm).collect(),
        }
    }

    /// The words of that range mean nothing to formulas.
    pub(super) fn silence(&mut self, range: Range<usize>) {
        for norm in self.norms.iter_mut().take(range.end).skip(range.start) {
            norm.clear();
        }
    }

    pub(super) fn len(&self) -> usize {
        self.norms.len()
    }

    /// The word at that place, or nothing.
    pub(super) fn at(&self, place: usize) -> &str {
        self.norms.get(place).map_or("", String::as_str)
    }

    pub(super) fn is(&self, place: usize, words: &str) -> bool {
        let word = self.at(place);
        !word.is_empty() && words.split('|').any(|other| other == word)
    }

    pub(super) fn gap(&self, place: usize) -> Gap {
        self.tokens.get(place).map_or(Gap::Stop, |token| token.gap)
    }

    /// The characters between a token and the one before it.
    pub(super) fn between(&self, place: usize) -> &str {
        let before = place.checked_sub(1).and_then(|p| self.tokens.get(p));
        match (before, self.tokens.get(place)) {
            (Some(before), Some(token)) if before.end <= token.start => {
                &self.question[before.end..token.start]
            }
            _ => "",
        }
    }

    /// What separates a token from the one before it.
    pub(super) fn break_before(&self, place: usize) -> Break {
        let between = self.between(place);
        if self.gap(place) == Gap::Stop || between.contains(['?', '!', ';']) {
            Break::Stop
        } else if between.contains([',', '—', '–']) || between.contains(" - ") {
            Break::Comma
        } else if between.contains(['(', ')']) {
            Break::Bracket
        } else {
            Break::None
        }
    }

    /// The greatest separation between the tokens of a range, the one before its first token included.
    pub(super) fn breaks(&self, range: Range<usize>) -> Break {
        let breaks = range.map(|place| self.break_before(place));
        breaks.max().unwrap_or(Break::None)
    }

    /// Where the phrases stand, the longest first where they overlap; `|` separates phrases. Phrases of one letter are
    /// names of variables: they count where a number follows.
    pub(super) fn find(&self, phrases: &str) -> Vec<Range<usize>> {
        let mut phrases: Vec<Vec<&str>> = phrases
            .split('|')
            .filter(|phrase| {
                let first = phrase.split(' ').next().unwrap_or_default();
                self.norms.iter().any(|norm| norm == first)
            })
            .map(|phrase| phrase.split(' ').collect())
            .collect();
        if phrases.is_empty() {
            return Vec::new();
        }
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        let mut found: Vec<Range<usize>> = Vec::new();
        let mut place = 0;
        while place < self.len() {
            let fits = |phrase: &&Vec<&str>| {
                let words = phrase.iter().enumerate();
                let stands = words
                    .into_iter()
                    .all(|(at, word)| self.at(place + at) == *word);
                let whole =
                    (1..phrase.len()).all(|at| self.break_before(place + at) <= Break::None);
                let letter = phrase.len() == 1 && phrase[0].len() == 1;
                stands && whole && (!letter || self.is_variable(place))
            };
            if let Some(phrase) = phrases.iter().find(fits) {
                found.push(place..place + phrase.len());
                place += phrase.len();
            } else {
                place += 1;
            }
        }
        found
    }

    pub(super) fn has(&self, phrases: &str) -> bool {
        !self.find(phrases).is_empty()
    }

    fn is_variable(&self, place: usize) -> bool {
        let digits = |place: usize| self.at(place).starts_with(|c: char| c.is_ascii_digit());
        // "1.65 as z".
        if place > 1 && self.is(place - 1, "as|for") && digits(place - 2) {
            return true;
        }
        let next = place + 1 + usize::from(self.is(place + 1, "exactly|of|is|as|at|equals"));
        let number = digits(next);
        // "9 d std 2": the letter is a unit.
        let unit = place > 0 && self.at(place - 1).starts_with(|c: char| c.is_ascii_digit());
        number && !(unit && next == place + 1)
    }

    pub(super) fn is_linking(&self, place: usize) -> bool {
        LINKING
            .split_whitespace()
            .any(|word| word == self.at(place))
    }
}

/// The word of a formula that a word most likely stands for, when it is one slip away from it (two from eight letters).
fn meant(word: &str, vocabulary: &HashSet<&'static str>) -> Option<String> {
    let plain = word.len() >= 4 && word.bytes().all(|b| b.is_ascii_lowercase());
    if !plain {
        return None;
    }
    let allowed = if word.len() < 8 { 1 } else { 2 };
    let near = |candidate: &&'static str| {
        let begins = candidate.as_bytes().first() == word.as_bytes().first();
        let distance = damerau_levenshtein(candidate, word);
        // Another letter in a short word makes another word ("hold", "held"); one too few or too many is a slip.
        let replaced = candidate.len() == word.len() && !same_letters(candidate, word);
        let another = replaced && word.len() < 6;
        (begins && !another && candidate.len() >= 4 && distance <= allowed)
            .then_some((distance, *candidate))
    };
    let mut found: Vec<_> = vocabulary.iter().filter_map(near).collect();
    found.sort_unstable();
    match found.as_slice() {
        [] => None,
        [(nearest, _), (next, _), ..] if nearest == next => None,
        [(_, candidate), ..] => Some((*candidate).to_owned()),
    }
}

fn same_letters(a: &str, b: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<u8> = text.bytes().collect();
        letters.sort_unstable();
        letters
    };
    sorted(a) == sorted(b)
}
