//! An *arena* keeps many short texts in one piece: a million of them take little more room than their letters.

use std::ops::Range;

/// Every so many pieces the place of one is kept; those between are found by their lengths.
const STEP: usize = 16;

/// Where the pieces of a whole lie, one behind the other.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    /// Where each sixteenth piece begins.
    places: Vec<u32>,
    /// Lengths of all of them; `LONG` for those that `long` has.
    lengths: Vec<u8>,
    /// Pieces that are longer, by their number, in order.
    long: Vec<(u32, u32)>,
    end: u32,
}

const LONG: u8 = u8::MAX;

impl Pieces {
    /// Adds a piece of that length; `false` when the whole gets too large to tell places in it.
    pub(crate) fn push(&mut self, length: usize) -> bool {
        let (Ok(number), Ok(long)) = (u32::try_from(self.len()), u32::try_from(length)) else {
            return false;
        };
        let Some(end) = self.end.checked_add(long) else {
            return false;
        };
        if self.len().is_multiple_of(STEP) {
            self.places.push(self.end);
        }
        let short = u8::try_from(length).unwrap_or(LONG);
        if short == LONG {
            self.long.push((number, long));
        }
        self.lengths.push(short);
        self.end = end;
        true
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Where the piece of that number lies.
    pub(crate) fn range(&self, number: usize) -> Range<usize> {
        let first = number / STEP * STEP;
        let before: usize = (first..number).map(|at| self.length(at)).sum();
        let start = self.places[number / STEP] as usize + before;
        start..start + self.length(number)
    }

    fn length(&self, number: usize) -> usize {
        match self.lengths[number] {
            LONG => {
                let long = self
                    .long
                    .binary_search_by_key(&number, |(at, _)| *at as usize);
                long.map_or(usize::from(LONG), |at| self.long[at].1 as usize)
            }
            short => usize::from(short),
        }
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        self.places.capacity() * size_of::<u32>()
            + self.lengths.capacity()
            + self.long.capacity() * size_of::<(u32, u32)>()
    }

    pub(crate) fn shrink(&mut self) {
        self.places.shrink_to_fit();
        self.lengths.shrink_to_fit();
        self.long.shrink_to_fit();
    }
}

/// Many texts in one.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    whole: String,
    pieces: Pieces,
}

impl Texts {
    /// Adds a text; `false` when there is no room for it.
    pub(crate) fn push(&mut self, text: &str) -> bool {
        let fits = self.pieces.push(text.len());
        if fits {
            self.whole.push_str(text);
        }
        fits
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.pieces.len()
    }

    /// The text of that number.
    pub(crate) fn get(&self, number: usize) -> &str {
        &self.whole[self.pieces.range(number)]
    }

    /// Number of a text, where they were added in order.
    pub(crate) fn find(&self, text: &str) -> Option<usize> {
        let at = self.first(|found| found < text);
        (at < self.len() && self.get(at) == text).then_some(at)
    }

    /// Texts that begin so, where they were added in order.
    pub(crate) fn beginning(&self, start: &str) -> impl Iterator<Item = &str> {
        let first = self.first(|found| found < start);
        (first..self.len())
            .map(|at| self.get(at))
            .take_while(move |text| text.starts_with(start))
    }

    /// The first for which it does not hold.
    fn first(&self, holds: impl Fn(&str) -> bool) -> usize {
        let (mut from, mut until) = (0, self.len());
        while from < until {
            let middle = usize::midpoint(from, until);
            if holds(self.get(middle)) {
                from = middle + 1;
            } else {
                until = middle;
            }
        }
        from
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        self.whole.capacity() + self.pieces.bytes()
    }

    pub(crate) fn shrink(&mut self) {
        self.whole.shrink_to_fit();
        self.pieces.shrink();
    }
}

#[cfg(test)]
mod tests {
    use super::Texts;

    #[test]
    fn texts_come_back_as_they_went_in() {
        let long = "x".repeat(300);
        let mut all: Vec<String> = (0..100).map(|n| format!("word {n:03}")).collect();
        all.extend([String::new(), "ümläut".to_owned(), long, "y".repeat(255)]);
        all.sort();
        let mut texts = Texts::default();
        for text in &all {
            assert!(texts.push(text));
        }
        assert_eq!(texts.len(), 104);
        for (number, text) in all.iter().enumerate() {
            assert_eq!(texts.get(number), text);
            assert_eq!(texts.find(text), Some(number));
        }
        assert_eq!(texts.find("word 1"), None);
        assert_eq!(texts.beginning("word 01").count(), 10);
        assert_eq!(texts.beginning("z").count(), 0);
        assert_eq!(texts.beginning("").count(), 104);
    }
}
