//! A *value index* knows which words of a question are values in the data: codes, names, groups, statuses, areas.

use std::collections::{BTreeMap, HashMap};

use semantic::AttributeId;

use crate::text::folds;

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

/// Values of the data, ready for matching. Words are kept once; a value is a run of word numbers.
#[derive(Debug, Default)]
pub struct ValueIndex {
    words: HashMap<Box<str>, u32>,
    /// The word of that number begins with a digit.
    numeric: Vec<bool>,
    entries: Vec<Entry>,
    /// Word numbers of all entries, one run after the other.
    runs: Vec<u32>,
    /// Entries that hold a word: `postings[starts[w]..starts[w + 1]]`.
    postings: Vec<u32>,
    starts: Vec<u32>,
    texts: String,
    attributes: Vec<AttributeId>,
    datasets: Vec<String>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    attribute: u16,
    /// Bit set of dataset numbers.
    datasets: u64,
    text: (u32, u32),
    run: (u32, u8),
    frequency: u32,
}

/// How well words match a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
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
        let mut merged: BTreeMap<(AttributeId, String), (Vec<String>, u64)> = BTreeMap::new();
        for value in values {
            let slot = merged.entry((value.attribute, value.value)).or_default();
            if !slot.0.contains(&value.dataset) {
                slot.0.push(value.dataset);
            }
            slot.1 += value.frequency;
        }
        let mut index = Self::default();
        for ((attribute, text), (datasets, frequency)) in merged {
            index.push(attribute, &text, &datasets, frequency);
        }
        index.link();
        index
    }

    fn push(&mut self, attribute: AttributeId, text: &str, datasets: &[String], frequency: u64) {
        let parts = folds(text);
        if parts.is_empty() || parts.len() > usize::from(u8::MAX) {
            return;
        }
        let attribute = position_of(&mut self.attributes, attribute);
        let mut mask = 0_u64;
        for dataset in datasets {
            mask |= 1 << (position_of(&mut self.datasets, dataset.clone()) % 64);
        }
        let (Ok(attribute), Ok(start), Ok(run)) = (
            u16::try_from(attribute),
            u32::try_from(self.texts.len()),
            u32::try_from(self.runs.len()),
        ) else {
            return;
        };
        self.texts.push_str(text);
        let length = u8::try_from(parts.len()).unwrap_or(u8::MAX);
        for part in parts {
            let fresh = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
            let numeric = part.starts_with(|c: char| c.is_ascii_digit());
            let number = *self.words.entry(part.into_boxed_str()).or_insert(fresh);
            if number == fresh {
                self.numeric.push(numeric);
            }
            self.runs.push(number);
        }
        let end = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        let frequency = u32::try_from(frequency).unwrap_or(u32::MAX);
        self.entries.push(Entry {
            attribute,
            datasets: mask,
            text: (start, end),
            run: (run, length),
            frequency,
        });
    }

    fn link(&mut self) {
        let mut counts = vec![0_u32; self.words.len() + 1];
        let distinct = |runs: &[u32], entry: &Entry| {
            let mut ids = runs
                [entry.run.0 as usize..entry.run.0 as usize + usize::from(entry.run.1)]
                .to_vec();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        for entry in &self.entries {
            for word in distinct(&self.runs, entry) {
                counts[word as usize + 1] += 1;
            }
        }
        for position in 1..counts.len() {
            counts[position] += counts[position - 1];
        }
        self.starts.clone_from(&counts);
        self.postings = vec![0; counts.last().copied().unwrap_or(0) as usize];
        for (number, entry) in self.entries.iter().enumerate() {
            for word in distinct(&self.runs, entry) {
                let slot = &mut counts[word as usize];
                self.postings[*slot as usize] = u32::try_from(number).unwrap_or(u32::MAX);
                *slot += 1;
            }
        }
    }

    fn holders(&self, word: u32) -> &[u32] {
        let at = word as usize;
        &self.postings[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// The word occurs in some value.
    pub(crate) fn knows(&self, fold: &str) -> bool {
        self.words.contains_key(fold)
    }

    /// Words that values are made of.
    pub(crate) fn vocabulary(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(AsRef::as_ref)
    }

    /// Number of distinct values.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// There are no values.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Values of each attribute whose words include all of `phrase`, in order; only values that stand in one of
    /// `readable` datasets. Best fit first.
    pub(crate) fn matches(&self, phrase: &[&str], readable: &[String]) -> Vec<Match> {
        let Some(numbers) = phrase
            .iter()
            .map(|w| self.words.get(*w).copied())
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
        for number in self.holders(*rarest) {
            let number = *number as usize;
            let entry = &self.entries[number];
            if entry.datasets & mask == 0 {
                continue;
            }
            let run = self.run(entry);
            let Some(fit) = self.fit(&numbers, run, self.text(number)) else {
                continue;
            };
            let heads = numbers.last() == run.last();
            let slot = best.entry(entry.attribute).or_insert((fit, Vec::new()));
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
                *slot = (fit, Vec::new());
            }
            if fit == slot.0 {
                slot.1.push((number, heads));
            }
        }
        let mut found: Vec<Match> = best
            .into_iter()
            .map(|(attribute, (fit, entries))| {
                // "bikes" are the values that end in it, not "Bike Racks".
                let heads = entries.iter().any(|(_, heads)| *heads);
                let kept = entries
                    .into_iter()
                    .filter(|(_, ends)| *ends || !heads || fit > Fit::Partial);
                (
                    attribute,
                    fit,
                    kept.map(|(number, _)| number).collect::<Vec<usize>>(),
                    heads,
                )
            })
            .filter(|(_, _, entries, _)| entries.len() <= MOST_VALUES)
            .map(|(attribute, fit, mut entries, heads)| {
                entries.sort_by_key(|e| std::cmp::Reverse(self.entries[*e].frequency));
                Match {
                    attribute: self.attributes[usize::from(attribute)].clone(),
                    frequency: entries
                        .iter()
                        .map(|e| u64::from(self.entries[*e].frequency))
                        .sum(),
                    length: entries
                        .iter()
                        .map(|e| usize::from(self.entries[*e].run.1))
                        .min()
                        .unwrap_or(0),
                    values: entries
                        .into_iter()
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

    fn run(&self, entry: &Entry) -> &[u32] {
        &self.runs[entry.run.0 as usize..entry.run.0 as usize + usize::from(entry.run.1)]
    }

    fn text(&self, entry: usize) -> &str {
        let (start, end) = self.entries[entry].text;
        &self.texts[start as usize..end as usize]
    }

    /// In order, with gaps; `None` when the words are not all there.
    fn fit(&self, phrase: &[u32], run: &[u32], text: &str) -> Option<Fit> {
        let mut rest = run.iter();
        if !phrase.iter().all(|word| rest.any(|w| w == word)) {
            return None;
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
            Some(0)
                if phrase.len() + 1 == run.len() && self.is_company_form(run[run.len() - 1]) =>
            {
                Some(Fit::Nearly)
            }
            _ => Some(Fit::Partial),
        }
    }

    fn is_number(&self, word: u32) -> bool {
        self.numeric[word as usize]
    }

    fn is_company_form(&self, word: u32) -> bool {
        const FORMS: [&str; 12] = [
            "inc", "ltd", "llc", "limited", "co", "corp", "company", "gmbh", "ag", "plc", "sa",
            "as",
        ];
        FORMS
            .iter()
            .any(|form| self.words.get(*form) == Some(&word))
    }
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
        assert!(index.matches(&["hose", "garden"], &readable()).is_empty());
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
