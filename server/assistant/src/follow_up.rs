//! A *follow-up* is a question that continues from an answer and works: each has been understood in a trial.

use std::panic::{AssertUnwindSafe, catch_unwind};

use interpreter::Interpretation;
use semantic::{AttributeId, Column, SemanticQuery};
use serde_json::Value;

use crate::answer::{AnswerColumn, NextQuestion};
use crate::caution;
use crate::inquiry::Inquiry;
use crate::store::Turn;

/// Follow-ups that an answer proposes.
pub(crate) const MOST: usize = 3;
/// Proposals that are tried to find them.
const PROPOSALS: usize = 5;
/// Confidence below which a proposal is not worth showing.
pub(crate) const SURE: f64 = 0.5;

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

    /// Says for each column that names things what one asks next about one of them; each has been understood in a trial
    /// with the first thing that the result names.
    pub(crate) fn add_next_questions(
        &self,
        columns: &mut [AnswerColumn],
        query: &SemanticQuery,
        rows: &[Vec<Value>],
        turns: &[Turn],
        turn: &Turn,
    ) {
        let position = |attribute: &AttributeId| {
            query
                .columns
                .iter()
                .position(|column| matches!(column, Column::Attribute(shown) if shown == attribute))
        };
        for entity in &self.desk.model.entities {
            let key: Option<Vec<usize>> = entity.key.iter().map(position).collect();
            let Some(key) = key.filter(|key| !key.is_empty()) else {
                continue;
            };
            let Some(column) = key.last().and_then(|last| columns.get_mut(*last)) else {
                continue;
            };
            let Some(named) = rows.iter().find_map(|row| joined(row, &key)) else {
                continue;
            };
            if column.next.is_none() {
                column.next = entity
                    .next_questions
                    .iter()
                    .find(|question| {
                        self.works(&question.replace("{key}", &named), query, turns, turn)
                    })
                    .map(|question| NextQuestion {
                        question: question.clone(),
                        key,
                    });
            }
        }
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

/// The key that a row holds in these columns; none when a part of it is missing.
fn joined(row: &[Value], key: &[usize]) -> Option<String> {
    let parts: Option<Vec<String>> = key
        .iter()
        .map(|position| match row.get(*position)? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        })
        .collect();
    parts.map(|parts| parts.join("-"))
}
