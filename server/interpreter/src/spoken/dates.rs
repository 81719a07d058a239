//! *Dates* in words, each as one token: "twenty twenty five", "the first of August".

use super::{PAUSES, among};
use crate::text::Token;

pub(super) const ONES: [&str; 9] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];
pub(super) const TEENS: [&str; 10] = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];
const MONTHS: &str =
    " january february march april may june july august september october november december ";

/// Years and days of a month that are said in words, each as one token.
pub(super) fn dates_in_words(text: &str, all: &[Token]) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::with_capacity(all.len());
    let mut at = 0;
    while at < all.len() {
        let (taken, norm) = year_in_words(all, at)
            .or_else(|| day_in_words(all, at))
            .unwrap_or((1, String::new()));
        let mut token = all[at].clone();
        if !norm.is_empty() {
            token.end = all[at + taken - 1].end;
            text.get(token.start..token.end)
                .unwrap_or_default()
                .clone_into(&mut token.text);
            token.stem.clone_from(&norm);
            token.fold.clone_from(&norm);
            token.norm = norm;
        }
        found.push(token);
        at += taken;
    }
    found
}

/// "twenty twenty five", "two thousand and nineteen".
fn year_in_words(all: &[Token], at: usize) -> Option<(usize, String)> {
    let word = |place: usize| all.get(place).map_or("", |t| t.norm.as_str());
    let (begin, century) = match (word(at), word(at + 1), word(at + 2)) {
        ("twenty", _, _) => (at + 1, 2000),
        ("two", "thousand", "and") => (at + 3, 2000),
        ("two", "thousand", _) => (at + 2, 2000),
        _ => return None,
    };
    let (taken, rest) = match word(begin) {
        "twenty" => match ONES.iter().position(|o| *o == word(begin + 1)) {
            Some(one) => (2, 21 + one),
            None => (1, 20),
        },
        teen => (1, TEENS.iter().position(|t| *t == teen)? + 10),
    };
    // "twenty twenty litre cans": a thing of that size follows, no year.
    let spoken = at > 0
        && (among(
            " in of since during from for until till to year before after by january february march april may june july august september \
                  october november december and ",
            word(at - 1),
        ) || among(PAUSES, word(at - 1)));
    let end = begin + taken;
    let more = word(end) == "hundred" || word(end) == "thousand";
    (spoken && !more).then(|| (end - at, (century + rest).to_string()))
}

/// "first of August", "twenty third of March", "August the first".
fn day_in_words(all: &[Token], at: usize) -> Option<(usize, String)> {
    let word = |place: usize| all.get(place).map_or("", |t| t.norm.as_str());
    let (taken, day) = match word(at) {
        "twenty" => (
            2,
            21 + ORDINALS[..9].iter().position(|o| *o == word(at + 1))?,
        ),
        "thirty" if word(at + 1) == "first" => (2, 31),
        "thirtieth" => (1, 30),
        ordinal => (1, ORDINALS.iter().position(|o| *o == ordinal)? + 1),
    };
    let end = at + taken;
    let of_month =
        word(end) == "of" && among(MONTHS, word(end + 1)) || among(MONTHS, word(end)) && taken == 2;
    let behind = at >= 2
        && word(at - 1) == "the"
        && among(MONTHS, word(at - 2))
        && !among(" week half third quarter month ", word(end));
    (of_month || behind).then(|| (taken, day.to_string()))
}
