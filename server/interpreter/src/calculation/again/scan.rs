//! *Scanning* splits a turn into names of inputs, numbers, directions and the words between them; what is none of these is
//! strange.

use super::super::takes::Takes;
use super::unit::{Unit, is_negative, unit};
use crate::lattice::{Meaning, Span};
use crate::numbers::number;
use crate::text::{Token, tokens};

/// A piece of a turn.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    /// An input, by its place in the list.
    Name(usize),
    /// A number.
    Number(Said),
    /// A word that an input may be: the input's place and the word.
    Word(usize, String),
    /// So many times what it was.
    Times(f64),
    /// More than it was, or less.
    Direction(f64),
    /// A word between the others.
    Link,
}

/// A number as it was said.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Said {
    /// Its value; a percentage as a fraction.
    pub(super) value: f64,
    pub(super) percent: bool,
    pub(super) unit: Unit,
    /// "month" of "3 months"; empty without one.
    pub(super) period: String,
    /// As it stands there: "10 days".
    pub(super) text: String,
    /// "To 12": it is the new value, whatever the direction.
    pub(super) is_target: bool,
    /// "From 7 to 10", "10 instead of 7": what it was, not what it should be.
    pub(super) is_past: bool,
}

/// A turn in pieces.
#[derive(Debug)]
pub(super) struct Scanned {
    pub(super) items: Vec<Item>,
    /// Places and texts of words that are none of these.
    strange: Vec<(usize, String)>,
    words: Vec<String>,
}

/// Phrases with which somebody supposes something.
const SUPPOSING: [&[&str]; 8] = [
    &["what", "if"],
    &["what", "happens", "if"],
    &["how", "about", "if"],
    &["and", "if"],
    &["suppose"],
    &["supposing"],
    &["imagine"],
    &["assuming"],
];

/// Verbs and words with which somebody asks for a change.
const COMMANDS: &str = " make set change use using take assume adjust raise increase lower reduce cut double halve triple put recalculate \
    recompute with let keep instead if and at to ";

/// Words between names and numbers.
const LINKS: &str = " what if and but then now how about at for ok okay please so well also only just rather than instead is it its was were be \
    been becomes became would will could can should you we i have had has got get to of the a an our that this them there by as in on over from \
    with per equals equal same value input inputs happens happen does do did they each takes took went goes go came suppose supposing imagine \
    assuming assume make set change use using take put let adjust recalculate recompute redo again say it's there's or not us me my your day \
    days unit units pieces pcs time keep else otherwise everything result answer calculation ";

const MORE: &str = " more higher larger greater longer bigger up increase increased increases raise raised rises rose rise grew grows extra add plus ";
const LESS: &str = " less lower smaller shorter fewer down reduce reduced reduces cut drop drops dropped decrease decreased decreases fell falls minus ";

fn among(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|own| own == word)
}

/// The turn in pieces, given what the calculation takes.
pub(super) fn scan(question: &str, all: &[Token], spans: &[Span], takes: &[Takes]) -> Scanned {
    let words: Vec<String> = all.iter().map(|token| token.norm.clone()).collect();
    let mut scanned = Scanned {
        items: Vec::new(),
        strange: Vec::new(),
        words: words.clone(),
    };
    let names = names(takes);
    // A value of the data, a key, a year: no number of a calculation.
    let taken = |at: usize| {
        let mut spans = spans
            .iter()
            .filter(|span| (span.start..span.end).contains(&at));
        spans.any(|span| match span.meaning {
            Meaning::Key { .. } | Meaning::Values(_) => true,
            Meaning::Date(_) => is_of_the_calendar(&words[span.start..span.end]),
            _ => false,
        })
    };
    let mut at = 0;
    while at < all.len() {
        if let Some((place, length)) = name_at(&names, &words, at) {
            scanned.items.push(Item::Name(place));
            at += length;
        } else if let Some((said, length)) = number_at(question, all, at).filter(|_| !taken(at)) {
            scanned.items.push(Item::Number(said));
            at += length;
        } else if let Some((place, word)) = word_of(takes, &words[at]) {
            scanned.items.push(Item::Word(place, word));
            at += 1;
        } else {
            let word = words[at].as_str();
            let item = match word {
                "double" | "doubled" | "doubles" | "twice" => Some(Item::Times(2.0)),
                "triple" | "tripled" | "triples" => Some(Item::Times(3.0)),
                "half" | "halve" | "halved" | "halves" => Some(Item::Times(0.5)),
                _ if among(MORE, word) => Some(Item::Direction(1.0)),
                _ if among(LESS, word) => Some(Item::Direction(-1.0)),
                _ if among(LINKS, word) => Some(Item::Link),
                _ => None,
            };
            match item {
                Some(item) => scanned.items.push(item),
                None => scanned.strange.push((at, all[at].text.clone())),
            }
            at += 1;
        }
    }
    scanned
}

impl Scanned {
    /// Every word is a name, a number or a word between them, and each number a value.
    pub(super) fn is_all_known(&self) -> bool {
        self.strange.is_empty() && !self.compares()
    }

    pub(super) fn has_number(&self) -> bool {
        self.items
            .iter()
            .any(|item| matches!(item, Item::Number(_) | Item::Times(_)))
    }

    /// It supposes something: no question about data begins so.
    pub(super) fn supposes(&self) -> bool {
        SUPPOSING.iter().any(|phrase| {
            let begin = self.words.iter().take(phrase.len() + 2);
            let begin: Vec<&str> = begin.map(String::as_str).collect();
            begin.windows(phrase.len()).any(|window| window == *phrase)
        })
    }

    /// "More than 30 days": a bound, and no value that an input could have.
    fn compares(&self) -> bool {
        let mut pairs = self.words.windows(2);
        pairs.any(|pair| pair[1] == "than" && (among(MORE, &pair[0]) || among(LESS, &pair[0])))
    }

    /// It may ask for a change.
    pub(super) fn commands(&self) -> bool {
        self.words.first().is_some_and(|word| among(COMMANDS, word))
    }

    /// Places of the strange words.
    pub(super) fn strange(&self) -> impl Iterator<Item = usize> {
        self.strange.iter().map(|(at, _)| *at)
    }

    /// The strange words, as they stand there.
    pub(super) fn strange_words(&self) -> String {
        let words: Vec<&str> = self.strange.iter().map(|(_, text)| text.as_str()).collect();
        words.join(" ")
    }
}

type Names = Vec<(Vec<String>, usize)>;

/// Phrases of all inputs, the longest first; of two inputs with a phrase the first has it.
fn names(takes: &[Takes]) -> Names {
    let mut names: Names = Vec::new();
    for (place, input) in takes.iter().enumerate() {
        for phrase in input.phrases() {
            if names.iter().all(|(own, _)| *own != phrase) {
                names.push((phrase, place));
            }
        }
    }
    names.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
    names
}

fn name_at(names: &Names, words: &[String], at: usize) -> Option<(usize, usize)> {
    let rest = &words[at..];
    let found = names.iter().find(|(phrase, _)| rest.starts_with(phrase));
    found.map(|(phrase, place)| (*place, phrase.len()))
}

/// "June", "2024", "30 June": no length of time.
fn is_of_the_calendar(words: &[String]) -> bool {
    const LENGTHS: &str = " a an the of day days week weeks month months quarter quarters fortnight next last past previous within in \
        over for coming following ";
    words.iter().any(|word| {
        let year = word.len() == 4 && (word.starts_with("20") || word.starts_with("19"));
        let number = word.starts_with(|c: char| c.is_ascii_digit()) || is_number(word);
        year || !number && !among(LENGTHS, word)
    })
}

fn is_number(word: &str) -> bool {
    let typed = tokens(word);
    number(word, &typed, 0).is_some()
}

fn word_of(takes: &[Takes], word: &str) -> Option<(usize, String)> {
    let plain = match word {
        "daily" | "days" => "day",
        "weekly" | "weeks" => "week",
        "monthly" | "months" => "month",
        "quarterly" | "quarters" => "quarter",
        "suppliers" => "supplier",
        "products" => "product",
        word => word,
    };
    takes.iter().enumerate().find_map(|(place, input)| {
        let choice = input
            .choices
            .iter()
            .find(|choice| choice.as_str() == plain)?;
        Some((place, choice.clone()))
    })
}

fn number_at(question: &str, all: &[Token], at: usize) -> Option<(Said, usize)> {
    let word = |at: usize| all.get(at).map_or("", |token| token.norm.as_str());
    let period = |at: usize| {
        let word = word(at).trim_end_matches('s');
        matches!(word, "day" | "week" | "month" | "quarter" | "fortnight").then(|| word.to_owned())
    };
    let lone = matches!(word(at), "a" | "an") && period(at + 1).is_some();
    let (taken, value, percent) = if lone {
        (1, 1.0, false)
    } else {
        let (taken, said) = number(question, all, at)?;
        (taken, said.value.parse::<f64>().ok()?, said.percent)
    };
    let value = if is_negative(question, all[at].start) {
        -value
    } else {
        value
    };
    let (unit, end) = unit(all, at + taken);
    let period = period(at + taken).unwrap_or_default();
    // A quarter has no length in days here.
    let end = if period == "quarter" {
        end.max(at + taken + 1)
    } else {
        end
    };
    let before = |back: usize| at.checked_sub(back).map_or("", word);
    let is_past = before(1) == "from"
        || before(2) == "instead" && before(1) == "of"
        || before(2) == "rather" && before(1) == "than";
    let text = &question[all[at].start..all[end - 1].end];
    let sign = question[all[end - 1].end..].trim_start().starts_with('%');
    Some((
        Said {
            value,
            percent,
            unit,
            period,
            text: format!("{text}{}", if sign { " %" } else { "" }),
            is_target: before(1) == "to",
            is_past,
        },
        end - at,
    ))
}
