//! What only the *end* of a sentence settles: a value that a negation behind it denies ("that OSL-1 carries but BER-2
//! doesn't"), the sense of a noun that several things share ("lines").

use super::reader::{Last, Reader};
use super::{Against, Existence, What};
use semantic::Comparator;

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
        let row = self
            .model
            .entities
            .iter()
            .position(|e| e.name == "stock_row");
        let lines = |at: usize| matches!(self.norm(at), "line" | "lines");
        // "How many lines are over their maximum": rows of stock.
        if let ([measure], Some(row)) = (draft.measures.as_slice(), row)
            && of_stock
            && draft.dates.is_empty()
            && !draft.ordered
            && matches!(measure.what, What::Count(e) if self.model.entities[e].key.len() > 2)
            && lines(measure.at)
        {
            let at = measure.at;
            self.draft.measures[0].what = What::Count(row);
            self.draft.everywhere.push(at);
            return;
        }
        let product = if self.pending.count.is_some() {
            row
        } else {
            product
        };
        let bare = draft.measures.is_empty() && draft.dates.is_empty() && !draft.ordered;
        if let ([subject], Some(product)) = (draft.subjects.as_slice(), product)
            && of_stock
            && bare
            && lines(subject.at)
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

    /// "without orders", "with no main supplier": what must not be.
    pub(super) fn denied(&mut self, entity: usize, position: usize) {
        let span = &self.spans[position];
        let at = span.start;
        self.pending.negation = None;
        self.pending.never = false;
        // "No deliveries in May": dated by when they would have come.
        self.draft.delivered |= self.tokens[span.end - 1].norm.starts_with("deliver");
        let aliased = self.model.entities[entity]
            .key
            .first()
            .and_then(|key| self.aliased(key));
        // "no product's main supplier": no product names them.
        let itself = aliased.as_ref().and_then(|key| {
            let subject = self.draft.subjects.first()?;
            self.model.entities[subject.entity]
                .key
                .first()
                .filter(|k| *k == key)?;
            let (home, _) = self
                .model
                .fields_of(&self.model.entities[entity].key[0])
                .next()?;
            self.model
                .entities
                .iter()
                .position(|e| e.own_dataset.as_deref() == Some(home.name.as_str()))
        });
        if let Some(thing) = itself {
            self.draft.existence.push(Existence {
                what: What::Count(thing),
                at,
            });
        } else if self.of_product() && self.on_product(entity) {
            // "products without a supplier": the column is empty.
            let key = self.model.entities[entity].key[0].clone();
            self.draft.missing.push((key, at));
        } else if let Some(left) = aliased {
            let right = self.model.entities[entity].key[0].clone();
            self.draft.against.push(Against {
                left: Some(left),
                comparator: Comparator::NotEqual,
                right,
                factor: None,
                by: None,
            });
        } else {
            self.draft.existence.push(Existence {
                what: What::Count(entity),
                at,
            });
        }
        self.last = Last::Other;
    }

    /// The thing stands in a column of the product.
    pub(super) fn on_product(&self, entity: usize) -> bool {
        let found = &self.model.entities[entity];
        found.own_dataset.is_none()
            && found
                .key
                .iter()
                .all(|k| self.model.resolve("product", k).is_some())
    }

    /// Products are asked for, not what was bought or sold.
    pub(super) fn of_product(&self) -> bool {
        let product = |e: usize| self.model.entities[e].name == "product";
        let [subject] = self.draft.subjects.as_slice() else {
            return false;
        };
        product(subject.entity)
            && !self.draft.ordered
            && self.draft.measures.is_empty()
            && self.draft.dates.is_empty()
    }
}
