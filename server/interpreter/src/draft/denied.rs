//! What only the *end* of a sentence settles: a value that a negation behind it denies ("that OSL-1 carries but BER-2
//! doesn't"), the sense of a noun that several things share ("lines").

use super::reader::Reader;
use crate::cues::Cue;
use crate::lattice::Meaning;
use crate::values::Match;

impl Reader<'_> {
    /// "Which lines are out of stock": products, where the conditions are about stock and nothing was traded.
    pub(super) fn stock_lines(&mut self) {
        let draft = &self.draft;
        let state = |dataset: &str| {
            self.model
                .dataset(dataset)
                .is_some_and(|d| d.default_time.is_none())
        };
        let of_stock = !draft.filters.is_empty()
            && draft
                .filters
                .iter()
                .flat_map(|f| &f.candidates)
                .all(|f| state(&self.model.filters[*f].dataset));
        let product = self.model.entities.iter().position(|e| e.name == "product");
        let bare = draft.measures.is_empty() && draft.dates.is_empty() && !draft.ordered;
        if let ([subject], Some(product)) = (draft.subjects.as_slice(), product)
            && of_stock
            && bare
            && matches!(self.tokens[subject.at].norm.as_str(), "line" | "lines")
        {
            let at = subject.at;
            self.draft.subjects[0].entity = product;
            self.draft.everywhere.push(at);
        }
    }

    /// "due for reorder at Narvik, nothing on order to Narvik": the place is named again for what must not be.
    pub(super) fn absent_here(&mut self) {
        let Some(place) = self.model.entity("stock_row").and_then(|r| r.key.first()) else {
            return;
        };
        let said: Vec<usize> = self
            .draft
            .values
            .iter()
            .filter(|v| !v.negated && v.matches.iter().any(|m| m.attribute == *place))
            .map(|v| v.at)
            .collect();
        let first = self.draft.absent.first().map(|a| a.at);
        let again =
            first.is_some_and(|at| said.iter().any(|v| *v < at) && said.iter().any(|v| *v > at));
        for absence in &mut self.draft.absent {
            absence.here |= again;
        }
    }

    /// Turns the value right before the negation at that token into one that must not hold, where another value of the
    /// same kind of place went before it.
    pub(super) fn deny_value_before(&mut self, at: usize) -> bool {
        let before = self.spans.iter().rev().find(|s| {
            s.start < at
                && !matches!(
                    s.meaning,
                    Meaning::Ignorable | Meaning::Cue(Cue::With | Cue::Have)
                )
        });
        let Some(before) = before.filter(|s| matches!(s.meaning, Meaning::Values(_))) else {
            return false;
        };
        let place = |matches: &[Match]| {
            matches.iter().any(|m| {
                let row = self.model.entity("stock_row");
                row.is_some_and(|row| row.key.first() == Some(&m.attribute))
            })
        };
        let start = before.start;
        let position = self.draft.values.iter().position(|v| v.at == start);
        let Some(position) = position.filter(|p| *p > 0) else {
            return false;
        };
        let (earlier, later) = self.draft.values.split_at(position);
        let pair = place(&later[0].matches)
            && !later[0].joined
            && earlier.iter().any(|v| !v.negated && place(&v.matches));
        if pair {
            self.draft.values[position].negated = true;
        }
        pair
    }
}
