//! What only the *end* of a sentence settles: a value that a negation behind it denies ("that OSL-1 carries but BER-2
//! doesn't"), the sense of a noun that several things share ("lines").

use super::reader::Reader;
use crate::cues::Cue;
use crate::lattice::Meaning;
use crate::lexicon::Term;
use crate::text::Gap;
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

    /// "…, although we ordered from them before": who has not traded of late is known from trade before, as parties are
    /// only known from orders.
    pub(super) fn traded_before(&mut self, position: usize) -> Option<usize> {
        const CLAUSE: &str = " but although though even yet we they who he she had have has did do does used to order orders ordered \
            buy bought purchase purchased placed something from with of them it us there at some point previously before earlier \
            once in the past that then one get got been customers suppliers were was a an any time ";
        const THEN: &str = " before previously earlier past once ";
        const TRADE: &str = " order orders ordered buy bought purchase purchased placed did had used have customers suppliers ";
        let among = |list: &str, word: &str| list.split_whitespace().any(|w| w == word);
        let start = self.spans[position].start;
        if !among(" but although though even yet who ", self.norm(start)) || start == 0 {
            return None;
        }
        let end = (start + 1..self.tokens.len())
            .find(|t| matches!(self.tokens[*t].gap, Gap::Comma | Gap::Stop))
            .unwrap_or(self.tokens.len());
        let words = || (start..end).map(|t| self.norm(t));
        let plain = words().all(|w| among(CLAUSE, w))
            && words().any(|w| among(THEN, w))
            && words().any(|w| among(TRADE, w));
        let denied = self.spans[..position]
            .iter()
            .any(|s| matches!(s.meaning, Meaning::Cue(Cue::Not | Cue::Never)));
        let timed = self.spans[..position]
            .iter()
            .any(|s| matches!(s.meaning, Meaning::Date(_)));
        let party = self.spans[..position].iter().find_map(|s| {
            let Meaning::Terms(terms) = &s.meaning else {
                return None;
            };
            terms.iter().find_map(|t| match t {
                Term::Entity(entity) => Some(&self.model.entities[*entity]),
                _ => None,
            })
        });
        let from_orders = party.is_some_and(|e| {
            e.own_dataset.is_none() && e.key.len() == 1 && e.name != "main_supplier"
        });
        if !(plain && denied && timed && from_orders) {
            return None;
        }
        let behind = self.behind(end);
        for span in &self.spans[position..behind] {
            self.draft.covered.push(span.start);
        }
        Some(behind)
    }
}
