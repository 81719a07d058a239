//! A *spelling* is another way to write words of the value index: with another unit ("25 litre" for 25L), in two words
//! ("dos hermanas" for DOSHERMANAS), or in one ("bcnzal" for BCN-ZAL).

use crate::lexicon::Words;
use crate::values::ValueIndex;

/// Units with the ways to write them, in the singular. Words that also say something else ("in", "pound") are left out.
const UNITS: &[&[&str]] = &[
    &["l", "litre", "liter", "ltr", "lt"],
    &["ml", "millilitre", "milliliter"],
    &["cl", "centilitre", "centiliter"],
    &["kg", "kilo", "kilogram", "kilogramme"],
    &["g", "gram", "gramme", "gr", "gm"],
    &["mg", "milligram"],
    &["mm", "millimetre", "millimeter"],
    &["cm", "centimetre", "centimeter"],
    &["m", "metre", "meter", "mtr"],
    &["inch", "inche", "in"],
    &["qt", "quart"],
    &["gal", "gallon"],
    &["ct", "count"],
    &["pt", "pint"],
    &["ft", "foot", "feet"],
    &["oz", "ounce"],
    &["lb"],
    &["w", "watt"],
    &["v", "volt"],
    &["ah", "amp hour"],
    &["pack", "pk", "pc", "piece", "pce"],
];

/// Words that are never a part of a name that was written apart.
const SMALL: &str =
    " a an the in of on at to by or and is as it we no so up do i per with for from not any all ";

impl ValueIndex {
    /// Words of the index that the word at that place and perhaps those behind it stand for, with how many of them it
    /// takes: those that take most come first.
    pub(crate) fn spellings(&self, words: &Words<'_>, at: usize) -> Vec<(usize, Vec<String>)> {
        let mut found: Vec<(usize, Vec<String>)> = Vec::new();
        let (Some(word), Some(norm)) = (words.folds.get(at).copied(), words.norms.get(at)) else {
            return found;
        };
        if let Some(next) = words.folds.get(at + 1).copied() {
            if is_number(word) {
                let spelled = self.measured(word, next);
                found.extend(spelled.into_iter().map(|words| (2, words)));
            }
            let small = |w: &str| SMALL.split_whitespace().any(|s| s == w);
            let joined = format!("{norm}{next}");
            if !small(norm) && !small(next) && joined.len() > 3 && self.knows(&joined) {
                found.push((2, vec![joined]));
            }
        }
        if self.knows(word) {
            found.push((1, vec![word.to_owned()]));
            return found;
        }
        let digits = word
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(0);
        if digits > 0 {
            let spelled = self.measured(&word[..digits], &word[digits..]);
            found.extend(spelled.into_iter().map(|words| (1, words)));
        }
        if let Some((left, right)) = self.apart(word) {
            found.push((1, vec![left, right]));
        }
        found
    }

    /// The word is a part of something that the index knows in another spelling.
    pub(crate) fn knows_within(&self, words: &Words<'_>, at: usize) -> bool {
        let reaches = |start: usize| {
            self.spellings(words, start)
                .iter()
                .any(|(taken, _)| start + taken > at)
        };
        reaches(at) || at > 0 && reaches(at - 1)
    }

    /// A number with a unit as the index writes it.
    fn measured(&self, number: &str, unit: &str) -> Vec<Vec<String>> {
        let Some(units) = UNITS.iter().find(|units| units.contains(&unit)) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for unit in *units {
            let joined = format!("{number}{unit}");
            if self.knows(&joined) {
                found.push(vec![joined]);
            }
            if self.knows(number) && self.follows(number, unit) {
                found.push(vec![number.to_owned(), (*unit).to_owned()]);
            }
        }
        found
    }

    /// The two words of one value that are written as one.
    fn apart(&self, word: &str) -> Option<(String, String)> {
        if word.len() < 5 || !word.is_ascii() {
            return None;
        }
        (2..word.len() - 1).find_map(|at| {
            let (left, right) = word.split_at(at);
            self.follows(left, right)
                .then(|| (left.to_owned(), right.to_owned()))
        })
    }
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

#[cfg(test)]
mod tests {
    use semantic::AttributeId;

    use super::*;
    use crate::text::tokens;
    use crate::values::Value;

    fn index(values: &[&str]) -> ValueIndex {
        ValueIndex::build(values.iter().map(|value| Value {
            attribute: AttributeId::new("product_name"),
            dataset: "product".to_owned(),
            value: (*value).to_owned(),
            frequency: 1,
        }))
    }

    fn spelled(index: &ValueIndex, text: &str, at: usize) -> Vec<(usize, Vec<String>)> {
        index.spellings(&Words::of(&tokens(text)), at)
    }

    #[test]
    fn units_are_found_however_they_are_written() {
        let index = index(&["Linseed Oil 25L", "Freezer 66 litre"]);
        assert_eq!(spelled(&index, "25 litres", 0), [(2, vec!["25l".into()])]);
        let two: Vec<String> = vec!["66".into(), "litre".into()];
        assert_eq!(spelled(&index, "66L", 0), [(1, two.clone())]);
        assert_eq!(spelled(&index, "66 litre", 0)[0], (2, two));
        assert!(spelled(&index, "7 litre", 0).is_empty());
    }

    #[test]
    fn names_are_found_apart_and_joined() {
        let index = index(&["NOR-STORSUND", "BER-DOSQUAY"]);
        assert_eq!(
            spelled(&index, "Stor Sund", 0),
            [(2, vec!["storsund".into()])]
        );
        assert_eq!(
            spelled(&index, "dos quay", 0),
            [(2, vec!["dosquay".into()])]
        );
        let apart: Vec<String> = vec!["nor".into(), "storsund".into()];
        assert_eq!(spelled(&index, "norstorsund", 0), [(1, apart)]);
        let within = |text: &str| index.knows_within(&Words::of(&tokens(text)), 1);
        assert!(within("stor sund"));
        assert!(!within("stor berg"));
    }
}
