//! *Times* of an answer that no question means: periods that overlap where they are compared, a day of deliveries where
//! nothing was delivered.

use semantic::{AttributeId, Column, Operand, Predicate, Window};

use super::Account;
use crate::cues::Cue;
use crate::lattice::Meaning;
use crate::lexicon::Term;

/// Beginnings of words that speak of deliveries.
const STEMS: [&str; 17] = [
    "deliver", "arriv", "receiv", "due", "expect", "promis", "late", "overdue", "com", "came",
    "ship", "schedul", "land", "inbound", "owe", "reach", "turn",
];

impl Account<'_> {
    /// Periods that are set side by side lie apart, and a single day does not restrict an open span of time.
    pub(super) fn periods(&self) -> Vec<String> {
        let of = |column: usize| match self.query.columns.get(column) {
            Some(Column::Measure(used)) => used.filters.iter().find_map(|p| match p {
                Predicate::Within { window, .. } => Some(*window),
                _ => None,
            }),
            _ => None,
        };
        let overlap = self.query.columns.iter().any(|c| match c {
            Column::Difference { later, earlier } | Column::Change { later, earlier } => {
                matches!((of(*later), of(*earlier)), (Some(a), Some(b)) if overlaps(&a, &b))
            }
            _ => false,
        });
        let windows: Vec<(Option<&AttributeId>, Window)> = self
            .query
            .filters
            .iter()
            .filter_map(|p| match p {
                Predicate::Within { attribute, window } => Some((attribute.as_ref(), *window)),
                _ => None,
            })
            .collect();
        let day = |w: &Window| matches!((w.from, w.until), (Some(from), Some(until)) if from.tomorrow().is_ok_and(|next| next == until));
        let swallowed = windows.iter().any(|(attribute, single)| {
            day(single)
                && windows.iter().any(|(other, open)| {
                    attribute == other
                        && (open.from.is_none() || open.until.is_none())
                        && overlaps(single, open)
                })
        });
        // Days of orders within a week of deliveries.
        let two_dates = self.query.columns.iter().any(|c| match c {
            Column::Time { attribute, .. } => windows
                .iter()
                .any(|(of, _)| of.is_some_and(|a| a != attribute && self.same_rows(a, attribute))),
            _ => false,
        });
        if overlap || swallowed || two_dates {
            self.times()
        } else {
            Vec::new()
        }
    }

    /// "Two weeks after the promise": at least that long, unless "exactly" says that it is no more.
    pub(super) fn exact_days(&self) -> Vec<String> {
        let exact = self.predicates().any(|p| {
            matches!(p, Predicate::Compare { left: Operand::DaysBetween { .. }, comparator, .. }
                if *comparator == semantic::Comparator::Equal)
        });
        let said = self.said(|cue| matches!(cue, Cue::Compare(crate::cues::CompareWord::Equal)));
        if exact && said.is_empty() {
            self.parsed
                .spans
                .iter()
                .filter(|s| matches!(s.meaning, Meaning::Number(_)))
                .map(|s| self.words(s))
                .collect()
        } else {
            Vec::new()
        }
    }

    /// A time is that of the delivery only where something speaks of deliveries.
    pub(super) fn deliveries(&self) -> Vec<String> {
        let of_delivery = |a: &AttributeId| self.model.fields_of(a).any(|(_, f)| f.delivery_date);
        let dated =
            self.query.filters.iter().any(
                |p| matches!(p, Predicate::Within { attribute: Some(a), .. } if of_delivery(a)),
            );
        let spoken = || {
            self.parsed.spans.iter().any(|span| match &span.meaning {
                Meaning::Cue(Cue::Due) => true,
                Meaning::Terms(terms) => terms.iter().any(|t| match t {
                    Term::Attribute(a) => of_delivery(a),
                    Term::Filter(f) => self.model.filters[*f].show.iter().any(of_delivery),
                    _ => false,
                }),
                _ => false,
            }) || self
                .parsed
                .tokens
                .iter()
                .any(|t| STEMS.iter().any(|stem| t.norm.starts_with(stem)))
        };
        if !dated || self.continued || spoken() || self.ahead() {
            return Vec::new();
        }
        self.times()
    }

    /// Some time lies ahead: what is to come then is to be delivered.
    fn ahead(&self) -> bool {
        self.seen
            .windows
            .iter()
            .any(|w| w.from.is_some_and(|from| from >= self.today))
    }

    fn times(&self) -> Vec<String> {
        self.parsed
            .spans
            .iter()
            .filter(|s| matches!(s.meaning, Meaning::Date(_)))
            .map(|s| self.words(s))
            .collect()
    }

    /// Both dates are of the same rows.
    fn same_rows(&self, left: &AttributeId, right: &AttributeId) -> bool {
        self.model.fields_of(left).any(|(d, _)| {
            self.model
                .fields_of(right)
                .any(|(other, _)| other.name == d.name)
        })
    }
}

fn overlaps(left: &Window, right: &Window) -> bool {
    let before = |until: Option<jiff::civil::Date>, from: Option<jiff::civil::Date>| matches!((until, from), (Some(until), Some(from)) if until <= from);
    !before(left.until, right.from) && !before(right.until, left.from)
}
