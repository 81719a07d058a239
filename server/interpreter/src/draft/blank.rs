//! *Blank* columns: "whose restock date is empty", "no restock date entered": nothing is on file there.

use super::reader::{Last, Reader};
use crate::lattice::Meaning;

const BLANK: &str = " empty blank missing unknown unset null absent ";
const RECORDED: &str = " entered recorded registered noted filled ";

fn among(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|w| w == word)
}

impl Reader<'_> {
    /// "… is empty": said of the date that was named before it.
    pub(super) fn blank(&mut self, position: usize) -> bool {
        let span = &self.spans[position];
        let says = span.end == span.start + 1 && among(BLANK, &self.tokens[span.start].norm);
        let Last::Attribute(attribute) = self.last.clone() else {
            return false;
        };
        let is = span.start.checked_sub(1).is_some_and(|before| {
            matches!(
                self.tokens[before].norm.as_str(),
                "is" | "are" | "was" | "were" | "be" | "has" | "still" | "left" | "shows"
            )
        });
        let asked = self.tokens[..span.start]
            .iter()
            .any(|t| matches!(t.norm.as_str(), "is" | "are" | "was" | "were"));
        if !says || !(is || asked) || !self.date_like(&attribute) || self.pending.negation.is_some()
        {
            return false;
        }
        let Some((_, at)) = self
            .draft
            .attributes
            .iter()
            .rev()
            .find(|(a, _)| *a == attribute)
            .cloned()
        else {
            return false;
        };
        self.draft.covered.push(span.start);
        self.draft.attributes.retain(|(a, _)| *a != attribute);
        self.draft.missing.push((attribute, at));
        self.last = Last::Other;
        true
    }

    /// "No restock date entered": the verb says nothing beside what is missing.
    pub(super) fn not_recorded(&mut self, position: usize) -> bool {
        let span = &self.spans[position];
        let before = self.spans[..position]
            .iter()
            .rev()
            .find(|s| s.meaning != Meaning::Ignorable);
        let blank = before.is_some_and(|s| self.draft.missing.iter().any(|(_, at)| *at == s.start));
        let says = span.end == span.start + 1 && among(RECORDED, &self.tokens[span.start].norm);
        if blank && says {
            self.draft.covered.push(span.start);
        }
        blank && says
    }
}
