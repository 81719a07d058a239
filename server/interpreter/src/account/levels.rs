//! Words for a *level* or a lateness that the query says in its own way.

use semantic::Predicate;

use super::Account;
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;

impl Account<'_> {
    /// "Which are late" of open orders: those that are overdue today.
    pub(super) fn late_by_now(&self, span: &Span) -> bool {
        let Meaning::Terms(terms) = &span.meaning else {
            return false;
        };
        let day = |expression: &str| {
            let words = expression.split_whitespace();
            let dates = words.filter(|w| w.ends_with("_date")).map(str::to_owned);
            dates.collect::<Vec<String>>()
        };
        let overdue = self.predicates().filter_map(|p| match p {
            Predicate::Named {
                filter,
                negated: false,
            } => self
                .model
                .filter(filter)
                .filter(|f| f.expression.contains("{today}")),
            _ => None,
        });
        let dates: Vec<String> = overdue.flat_map(|f| day(&f.expression)).collect();
        self.continued
            && terms.iter().any(|t| match t {
                Term::Filter(f) => {
                    let own = day(&self.model.filters[*f].expression);
                    own.len() == 2 && own.iter().any(|d| dates.contains(d))
                }
                _ => false,
            })
    }

    /// "How much in stock": the rows show how much there is.
    pub(super) fn shown_level(&self, span: &Span) -> bool {
        let Meaning::Terms(terms) = &span.meaning else {
            return false;
        };
        let rows = matches!(self.query.form, semantic::Form::Rows { .. });
        self.draft.how_much
            && rows
            && terms.iter().any(|t| match t {
                Term::Filter(f) => {
                    let filter = &self.model.filters[*f];
                    let shown = |a: &semantic::AttributeId| {
                        self.query
                            .columns
                            .contains(&semantic::Column::Attribute(a.clone()))
                    };
                    filter.says_there_is()
                        && matches!(filter.show.as_slice(), [only] if shown(only))
                }
                _ => false,
            })
    }
}
