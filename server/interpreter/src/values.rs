//! A *value index* knows which words of a question are values in the data: codes, names, groups, statuses, areas.

use std::collections::{BTreeMap, HashMap};

use semantic::AttributeId;

use crate::arena::{Pieces, Texts};
use crate::text::{folds, words};

/// One distinct value of an indexed attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Attribute.
    pub attribute: AttributeId,
    /// Dataset that it was read from.
    pub dataset: String,
    /// Value as it stands in the data.
    pub value: String,
    /// Rows that hold it.
    pub frequency: u64,
}

/// Values of the data, ready for matching. Each word is kept once, by its place in their order; a value is a run of
/// such numbers. Values have numbers too, by attribute and text.
#[derive(Debug, Default)]
pub struct ValueIndex {
    words: Texts,
    texts: Texts,
    /// Word numbers of all values, one run after the other.
    runs: Vec<u32>,
    pieces: Pieces,
    /// Where each value stands: a number of `places`.
    placed: Vec<u16>,
    /// Rows that hold each value.
    frequencies: Vec<u32>,
    /// Values that hold a word: `postings[starts[w]..starts[w + 1]]`.
    postings: Vec<u32>,
    starts: Vec<u32>,
    places: Vec<Place>,
    attributes: Vec<AttributeId>,
    datasets: Vec<String>,
}

/// An attribute in some of the datasets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    attribute: u16,
    /// Bit set of dataset numbers.
    datasets: u64,
}

/// How well words match a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// Some words of the value, in another order.
    Loose,
    /// Some words of the value, in order.
    Partial,
    /// All words of the value but a leading number or a trailing form of company.
    Nearly,
    /// All words of the value.
    Whole,
}

/// Values of one attribute that words match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Match {
    /// Attribute.
    pub(crate) attribute: AttributeId,
    /// Values, most frequent first.
    pub(crate) values: Vec<String>,
    /// Values that have the words without ending in them, where others do.
    pub(crate) others: Vec<String>,
    /// Values that have the words among others, where a value is made of them alone.
    pub(crate) longer: Vec<String>,
    /// How well.
    pub(crate) fit: Fit,
    /// The last word of the phrase is the last word of every value ("bikes" in "Mountain Bikes").
    pub(crate) heads: bool,
    /// Rows that hold one of the values.
    pub(crate) frequency: u64,
    /// Words of the shortest value.
    pub(crate) length: usize,
}

/// More values than this are not one thing that a person could mean.
const MOST_VALUES: usize = 400;

impl ValueIndex {
    /// Indexes values; order does not matter.
    pub fn build(values: impl IntoIterator<Item = Value>) -> Self {
        let mut index = Self::default();
        let mut rows: Vec<(u16, Box<str>, u64, u64)> = Vec::new();
        for value in values {
            let attribute = position_of(&mut index.attributes, value.attribute);
            let dataset = position_of(&mut index.datasets, value.dataset) % 64;
            if let Ok(attribute) = u16::try_from(attribute) {
                let text = value.value.into_boxed_str();
                rows.push((attribute, text, 1 << dataset, value.frequency));
            }
        }
        let name = |attribute: u16| index.attributes[usize::from(attribute)].as_str();
        rows.sort_unstable_by(|a, b| (name(a.0), &a.1).cmp(&(name(b.0), &b.1)));
        rows.dedup_by(|next, kept| {
            let same = next.0 == kept.0 && next.1 == kept.1;
            if same {
                kept.2 |= next.2;
                kept.3 += next.3;
            }
            same
        });
        let mut words: HashMap<String, u32> = HashMap::new();
        for (attribute, text, datasets, frequency) in rows {
            index.push(&mut words, attribute, &text, datasets, frequency);
        }
        index.sort_words(words);
        index.link();
        index.shrink();
        index
    }

    fn push(
        &mut self,
        words: &mut HashMap<String, u32>,
        attribute: u16,
        text: &str,
        datasets: u64,
        frequency: u64,
    ) {
        let parts = folds(text);
        if parts.is_empty() || parts.len() > usize::from(u8::MAX) {
            return;
        }
        let place = Place {
            attribute,
            datasets,
        };
        let Ok(place) = u16::try_from(position_of(&mut self.places, place)) else {
            return;
        };
        if !self.texts.push(text) || !self.pieces.push(parts.len()) {
            return;
        }
        for part in parts {
            let fresh = u32::try_from(words.len()).unwrap_or(u32::MAX);
            self.runs.push(*words.entry(part).or_insert(fresh));
        }
        self.placed.push(place);
        let frequency = u32::try_from(frequency).unwrap_or(u32::MAX);
        self.frequencies.push(frequency);
    }

    /// Numbers the words by their order, so that they are found without a table of them.
    fn sort_words(&mut self, words: HashMap<String, u32>) {
        let mut sorted: Vec<(String, u32)> = words.into_iter().collect();
        sorted.sort_unstable();
        let mut numbers = vec![0; sorted.len()];
        for (number, (word, before)) in (0_u32..).zip(sorted) {
            self.words.push(&word);
            numbers[before as usize] = number;
        }
        for word in &mut self.runs {
            *word = numbers[*word as usize];
        }
    }

    fn link(&mut self) {
        let mut counts = vec![0_u32; self.words.len() + 1];
        let distinct = |index: &Self, value: usize| {
            let mut ids = index.run(value).to_vec();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        for value in 0..self.len() {
            for word in distinct(self, value) {
                counts[word as usize + 1] += 1;
            }
        }
        for position in 1..counts.len() {
            counts[position] += counts[position - 1];
        }
        self.starts.clone_from(&counts);
        self.postings = vec![0; counts.last().copied().unwrap_or(0) as usize];
        for value in 0..self.len() {
            for word in distinct(self, value) {
                let slot = &mut counts[word as usize];
                self.postings[*slot as usize] = u32::try_from(value).unwrap_or(u32::MAX);
                *slot += 1;
            }
        }
    }

    fn shrink(&mut self) {
        self.words.shrink();
        self.texts.shrink();
        self.pieces.shrink();
        self.runs.shrink_to_fit();
        self.placed.shrink_to_fit();
        self.frequencies.shrink_to_fit();
    }

    /// Bytes that the index takes.
    pub fn bytes(&self) -> usize {
        let numbers = [&self.runs, &self.frequencies, &self.postings, &self.starts];
        self.words.bytes()
            + self.texts.bytes()
            + self.pieces.bytes()
            + self.placed.capacity() * size_of::<u16>()
            + numbers.iter().map(|n| n.capacity()).sum::<usize>() * size_of::<u32>()
    }

    fn word(&self, fold: &str) -> Option<u32> {
        self.words.find(fold).and_then(|n| u32::try_from(n).ok())
    }

    fn place(&self, value: usize) -> Place {
        self.places[usize::from(self.placed[value])]
    }

    fn holders(&self, word: u32) -> &[u32] {
        let at = word as usize;
        &self.postings[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// The word occurs in some value.
    pub(crate) fn knows(&self, fold: &str) -> bool {
        self.words.find(fold).is_some()
    }

    /// The second word stands right behind the first in some value.
    pub(crate) fn follows(&self, left: &str, right: &str) -> bool {
        let (Some(left), Some(right)) = (self.word(left), self.word(right)) else {
            return false;
        };
        let rarer = [left, right]
            .into_iter()
            .min_by_key(|w| self.holders(*w).len());
        rarer.is_some_and(|word| {
            self.holders(word).iter().any(|entry| {
                let run = self.run(*entry as usize);
                run.windows(2).any(|pair| pair == [left, right])
            })
        })
    }

    /// Words of values that begin so.
    pub(crate) fn beginning(&self, start: &str) -> impl Iterator<Item = &str> {
        self.words.beginning(start)
    }

    /// Words that are those letters with a number behind them ("LDS01" and "LDS08" for "lds").
    pub(crate) fn with_number(&self, letters: &str) -> Vec<&str> {
        if letters.len() < 3 || !letters.bytes().all(|b| b.is_ascii_lowercase()) {
            return Vec::new();
        }
        let numbered = |word: &&str| {
            let rest = &word[letters.len()..];
            !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit())
        };
        self.words.beginning(letters).filter(numbered).collect()
    }

    /// All values of an attribute.
    pub(crate) fn of(&self, attribute: &AttributeId) -> Vec<&str> {
        let Some(number) = self.attributes.iter().position(|a| a == attribute) else {
            return Vec::new();
        };
        (0..self.len())
            .filter(|value| usize::from(self.place(*value).attribute) == number)
            .map(|value| self.text(value))
            .collect()
    }

    /// Number of distinct values.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// There are no values.
    pub fn is_empty(&self) -> bool {
        self.texts.len() == 0
    }

    /// Values of each attribute whose words include all of `phrase`, in order; only values that stand in one of
    /// `readable` datasets. Best fit first.
    pub(crate) fn matches(&self, phrase: &[&str], readable: &[String]) -> Vec<Match> {
        let Some(numbers) = phrase
            .iter()
            .map(|w| self.word(w))
            .collect::<Option<Vec<u32>>>()
        else {
            return Vec::new();
        };
        let Some(rarest) = numbers.iter().min_by_key(|n| self.holders(**n).len()) else {
            return Vec::new();
        };
        let mask = self
            .datasets
            .iter()
            .enumerate()
            .filter(|(_, d)| readable.contains(d))
            .fold(0_u64, |mask, (position, _)| mask | 1 << (position % 64));
        let mut best: BTreeMap<u16, (Fit, Vec<(usize, bool)>)> = BTreeMap::new();
        let mut longer: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
        for number in self.holders(*rarest) {
            let number = *number as usize;
            let place = self.place(number);
            if place.datasets & mask == 0 {
                continue;
            }
            let run = self.run(number);
            let Some(fit) = self.fit(&numbers, run, self.text(number)) else {
                continue;
            };
            let heads = numbers.last() == self.head(run);
            let slot = best.entry(place.attribute).or_insert((fit, Vec::new()));
            // One word that several values share names none of them: "paint" of 40-PAINT and 03-PAINT-SHOP.
            let shared = numbers.len() == 1
                && fit == Fit::Nearly
                && slot.0 == Fit::Partial
                && !slot.1.is_empty();
            let fit = if shared { Fit::Partial } else { fit };
            if numbers.len() == 1 && fit == Fit::Partial && slot.0 == Fit::Nearly {
                slot.0 = Fit::Partial;
            }
            if fit > slot.0 {
                let lesser = slot.1.iter().map(|(number, _)| *number);
                longer.entry(place.attribute).or_default().extend(lesser);
                *slot = (fit, Vec::new());
            }
            if fit == slot.0 {
                slot.1.push((number, heads));
            } else {
                longer.entry(place.attribute).or_default().push(number);
            }
        }
        let mut found: Vec<Match> = best
            .into_iter()
            .map(|(attribute, (fit, entries))| {
                // "bikes" are the values that end in it, not "Bike Racks"; "gloves" are "Gloves Blue" too.
                let heads = entries.iter().any(|(_, heads)| *heads);
                let last = phrase.last().copied().unwrap_or_default();
                let (kept, others): (Vec<_>, Vec<_>) =
                    entries.into_iter().partition(|(number, ends)| {
                        *ends
                            || !heads
                            || fit > Fit::Partial
                            || has_plural(self.text(*number), last)
                    });
                let numbers = |of: Vec<(usize, bool)>| of.into_iter().map(|(n, _)| n);
                (
                    attribute,
                    fit,
                    numbers(kept).collect::<Vec<usize>>(),
                    numbers(others).collect::<Vec<usize>>(),
                    heads,
                )
            })
            .filter(|(_, _, entries, _, _)| entries.len() <= MOST_VALUES)
            .map(|(attribute, fit, mut entries, others, heads)| {
                entries.sort_by_key(|e| std::cmp::Reverse(self.frequencies[*e]));
                Match {
                    longer: longer
                        .remove(&attribute)
                        .unwrap_or_default()
                        .into_iter()
                        .take(MOST_VALUES)
                        .map(|e| self.text(e).to_owned())
                        .collect(),
                    attribute: self.attributes[usize::from(attribute)].clone(),
                    frequency: entries
                        .iter()
                        .map(|e| u64::from(self.frequencies[*e]))
                        .sum(),
                    length: entries
                        .iter()
                        .map(|e| self.run(*e).len())
                        .min()
                        .unwrap_or(0),
                    values: entries
                        .into_iter()
                        .map(|e| self.text(e).to_owned())
                        .collect(),
                    others: others
                        .into_iter()
                        .take(MOST_VALUES)
                        .map(|e| self.text(e).to_owned())
                        .collect(),
                    fit,
                    heads,
                }
            })
            .collect();
        found.sort_by(|a, b| b.fit.cmp(&a.fit).then(a.values.len().cmp(&b.values.len())));
        found
    }

    fn run(&self, value: usize) -> &[u32] {
        &self.runs[self.pieces.range(value)]
    }

    fn text(&self, value: usize) -> &str {
        self.texts.get(value)
    }

    /// In order, with gaps; `None` when the words are not all there.
    fn fit(&self, phrase: &[u32], run: &[u32], text: &str) -> Option<Fit> {
        if self.denies(phrase, run) {
            return None;
        }
        let mut rest = run.iter();
        if !phrase.iter().all(|word| rest.any(|w| w == word)) {
            let all = phrase.len() > 1 && phrase.iter().all(|word| run.contains(word));
            return all.then_some(Fit::Loose);
        }
        if phrase.len() == run.len() {
            return Some(Fit::Whole);
        }
        let contiguous = run.windows(phrase.len()).position(|w| w == phrase);
        match contiguous {
            // "Queensland" of "Queensland, Australia".
            Some(0)
                if text
                    .split_once(", ")
                    .is_some_and(|(first, _)| folds(first).len() == phrase.len()) =>
            {
                Some(Fit::Nearly)
            }
            // "FINISHED GOODS STORAGE" of "07-FINISHED-GOODS-STORAGE"; "Health Spa" of "Health Spa, Limited".
            Some(1) if phrase.len() + 1 == run.len() && self.is_number(run[0]) => Some(Fit::Nearly),
            Some(0) if run[phrase.len()..].iter().all(|w| self.is_company_form(*w)) => {
                Some(Fit::Nearly)
            }
            _ => Some(Fit::Partial),
        }
    }

    /// The value says that it is not so: "non-sterile" is not sterile, "powder-free" has no powder.
    fn denies(&self, phrase: &[u32], run: &[u32]) -> bool {
        let pair = |not: Option<u32>, said: fn(&[u32]) -> (u32, u32)| {
            let Some(not) = not.filter(|n| !phrase.contains(n)) else {
                return false;
            };
            run.windows(2).any(|two| {
                let (denial, word) = said(two);
                denial == not && phrase.contains(&word)
            })
        };
        pair(self.word("non"), |two| (two[0], two[1]))
            || pair(self.word("free"), |two| (two[1], two[0]))
    }

    /// The last word that is no size: "oil" of "Olive Oil 25L".
    fn head<'a>(&self, run: &'a [u32]) -> Option<&'a u32> {
        let size = |at: usize| {
            self.is_number(run[at]) || at > 0 && self.is_number(run[at - 1]) && at + 1 == run.len()
        };
        let at = (0..run.len()).rev().find(|at| !size(*at));
        at.map_or(run.last(), |at| run.get(at))
    }

    fn is_number(&self, word: u32) -> bool {
        let word = self.words.get(word as usize);
        word.starts_with(|c: char| c.is_ascii_digit())
    }

    fn is_company_form(&self, word: u32) -> bool {
        const FORMS: [&str; 34] = [
            "inc",
            "ltd",
            "llc",
            "limited",
            "co",
            "corp",
            "corporation",
            "company",
            "gmbh",
            "ag",
            "plc",
            "sa",
            "as",
            "ab",
            "asa",
            "aps",
            "oy",
            "oyj",
            "bv",
            "nv",
            "kg",
            "ohg",
            "srl",
            "spa",
            "sas",
            "sarl",
            "sl",
            "slu",
            "lda",
            "pty",
            "pvt",
            "coop",
            "s",
            "a",
        ];
        FORMS.contains(&self.words.get(word as usize))
    }
}

/// The text has the word in the plural.
fn has_plural(text: &str, fold: &str) -> bool {
    words(text)
        .iter()
        .zip(folds(text))
        .any(|(word, singular)| singular == fold && *word != singular)
}

fn position_of<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    if let Some(position) = list.iter().position(|i| *i == item) {
        return position;
    }
    list.push(item);
    list.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> ValueIndex {
        let rows = [
            ("product_group", "product", "Garden Hoses", 4),
            ("product_group", "product", "Hand Tools", 9),
            ("product_group", "product", "Power Tools", 7),
            ("warehouse_code", "warehouse_product", "03-COLD-STORAGE", 20),
            ("supplier_name", "product", "Nordic Steel, Inc", 3),
            (
                "supplier_name",
                "purchase_order_header",
                "Nordic Steel, Inc",
                5,
            ),
        ];
        ValueIndex::build(
            rows.into_iter()
                .map(|(attribute, dataset, value, frequency)| Value {
                    attribute: AttributeId::new(attribute),
                    dataset: dataset.into(),
                    value: value.into(),
                    frequency,
                }),
        )
    }

    fn readable() -> Vec<String> {
        ["product", "warehouse_product"].map(String::from).to_vec()
    }

    #[test]
    fn whole_nearly_and_partial() {
        let index = index();
        assert_eq!(
            index.matches(&["garden", "hose"], &readable())[0].fit,
            Fit::Whole
        );
        assert_eq!(
            index.matches(&["cold", "storage"], &readable())[0].fit,
            Fit::Nearly
        );
        assert_eq!(
            index.matches(&["nordic", "steel"], &readable())[0].fit,
            Fit::Nearly
        );
        let tools = &index.matches(&["tool"], &readable())[0];
        assert_eq!((tools.fit, tools.heads), (Fit::Partial, true));
        assert_eq!(tools.values, ["Hand Tools", "Power Tools"]);
        let turned = index.matches(&["hose", "garden"], &readable());
        assert_eq!(turned[0].fit, Fit::Loose);
    }

    #[test]
    fn values_of_other_tables_do_not_exist() {
        assert!(
            index()
                .matches(&["cold", "storage"], &["product".to_owned()])
                .is_empty()
        );
    }
}
