//! A *follow-up* is a question that continues from an answer and works: each has been understood in a trial.

use std::panic::{AssertUnwindSafe, catch_unwind};

use interpreter::Interpretation;
use semantic::{AttributeId, Column, SemanticQuery};

use crate::caution;
use crate::inquiry::Inquiry;
use crate::store::Turn;

/// Follow-ups that an answer proposes.
pub(crate) const MOST: usize = 3;
/// Proposals that are tried to find them.
const PROPOSALS: usize = 5;
/// Confidence below which a proposal is not worth showing.
const SURE: f64 = 0.8;

impl Inquiry<'_> {
    /// Questions that continue from a query, whatever its rows; each has been understood in a trial.
    pub(crate) fn continuations(
        &self,
        query: &SemanticQuery,
        turns: &[Turn],
        turn: &Turn,
    ) -> Vec<String> {
        let model = &self.desk.model;
        let measured = query
            .columns
            .iter()
            .any(|column| matches!(column, Column::Measure(_)));
        let Some(base) = caution::bases(query, model)
            .into_iter()
            .next()
            .filter(|_| measured)
        else {
            return Vec::new();
        };
        let shown: Vec<&AttributeId> = query
            .columns
            .iter()
            .filter_map(|column| match column {
                Column::Attribute(attribute) => Some(attribute),
                _ => None,
            })
            .collect();
        let dated = query
            .columns
            .iter()
            .any(|column| matches!(column, Column::Time { .. }));
        let words = model
            .entities
            .iter()
            .filter_map(|entity| match entity.key.as_slice() {
                [key] if !shown.contains(&key) => model
                    .resolve(&base, key)
                    .map(|_| entity.noun.singular.as_str()),
                _ => None,
            });
        insight::breakdowns(dated, words)
            .into_iter()
            .take(PROPOSALS)
            .filter(|proposal| self.works(proposal, query, turns, turn))
            .take(MOST)
            .collect()
    }

    /// Whether a proposal would be understood after this turn, surely, as something else than the same again.
    pub(crate) fn works(
        &self,
        proposal: &str,
        query: &SemanticQuery,
        turns: &[Turn],
        turn: &Turn,
    ) -> bool {
        let mut turns = turns.to_vec();
        turns.push(turn.clone());
        let tried = catch_unwind(AssertUnwindSafe(|| {
            self.desk
                .understand
                .understand(proposal, self.today, &turns)
        }));
        matches!(tried, Ok(Interpretation::Answer(reading))
            if reading.confidence >= SURE && reading.query != *query && self.compile(&reading.query).is_ok())
    }
}
