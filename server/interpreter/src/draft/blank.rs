//! *Blank* columns ("whose restock date is empty", "no restock date entered"): nothing is on file there. And things that
//! are counted without a word for it ("distinct customers in 2024").

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

    /// "Distinct customers in 2024": how many of them there are.
    pub(super) fn each_once_counted(&mut self) {
        let first = self.spans.iter().find(|s| s.meaning != Meaning::Ignorable);
        let distinct = first.is_some_and(|s| {
            s.meaning == Meaning::Cue(crate::cues::Cue::Distinct)
                && matches!(self.tokens[s.start].norm.as_str(), "distinct" | "unique")
        });
        let draft = &mut self.draft;
        if let ([subject], true) = (draft.subjects.as_slice(), distinct)
            && subject.plural
            && draft.measures.is_empty()
            && draft.attributes.is_empty()
            && draft.dimensions.is_empty()
            && draft.top.is_none()
            && !draft.list
        {
            let what = super::What::Count(subject.entity);
            let at = subject.at;
            draft.subjects.clear();
            draft.measures.push(super::MeasureMention {
                what,
                at,
                by: false,
            });
        }
    }

    /// "Average demand, per day": the unit of the rate, no days that group.
    pub(super) fn rate_of_a_day(&mut self) {
        let rate = |what: &super::What| {
            matches!(what, super::What::Metric(all) if all.iter().all(|m| {
                self.model.metrics[*m]
                    .unit
                    .as_deref()
                    .is_some_and(|u| u.ends_with("per day"))
            }))
        };
        let draft = &self.draft;
        if draft.grain == Some(semantic::Grain::Day)
            && draft.single_period
            && !draft.measures.is_empty()
            && draft.measures.iter().all(|m| rate(&m.what))
        {
            self.draft.grain = None;
            self.draft.single_period = false;
            self.draft.per_period = false;
        }
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
