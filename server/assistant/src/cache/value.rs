//! A *value* is an answer as the shared cache keeps it: JSON, in which numbers keep every bit.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::answer::Answer;
use crate::store::Turn;

/// An answer with what goes with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Stored {
    /// The answer, without its rows.
    pub answer: Answer,
    /// Its rows.
    rows: Vec<Vec<Cell>>,
    /// What the conversation remembers of it.
    pub turn: Option<Turn>,
    /// When it was answered.
    pub at: Timestamp,
    /// Account that it was given to.
    pub user: String,
}

/// A value of a row. JSON's decimal digits are read back to the nearest but one number; the bits are not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Cell {
    Bits { bits: u64 },
    Plain(Value),
}

impl Stored {
    pub(crate) fn new(answer: &Answer, turn: Option<Turn>, at: Timestamp, user: &str) -> Self {
        let cell = |value: &Value| match value {
            Value::Number(number) if number.is_f64() => Cell::Bits {
                bits: number.as_f64().unwrap_or_default().to_bits(),
            },
            other => Cell::Plain(other.clone()),
        };
        let rows = answer.rows.iter().map(|row| row.iter().map(cell).collect());
        Self {
            rows: rows.collect(),
            answer: Answer {
                rows: Arc::default(),
                ..answer.clone()
            },
            turn,
            at,
            user: user.to_owned(),
        }
    }

    /// As bytes; none when it cannot be written.
    pub(crate) fn written(&self) -> Option<Vec<u8>> {
        serde_json::to_vec(self).ok()
    }

    /// From bytes; none when they are not those of an answer.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let mut stored: Self = serde_json::from_slice(bytes)
            .inspect_err(
                |error| tracing::warn!(%error, "the shared cache holds something unreadable"),
            )
            .ok()?;
        let cell = |cell| match cell {
            Cell::Bits { bits } => Value::from(f64::from_bits(bits)),
            Cell::Plain(value) => value,
        };
        let rows = std::mem::take(&mut stored.rows).into_iter();
        let rows = rows.map(|row| row.into_iter().map(cell).collect());
        stored.answer.rows = Arc::new(rows.collect());
        Some(stored)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;

    #[test]
    fn every_cell_comes_back_bit_by_bit() {
        let mut answer = Answer::begun("id".to_owned(), "Buyer", None, date(2025, 6, 30));
        let third = 1.0_f64 / 3.0;
        let rows = vec![
            vec![
                json!(0.1 + 0.2),
                json!(third * 1e-300),
                json!(-0.0),
                json!(5),
            ],
            vec![json!(null), json!("12.50"), json!(true), json!(u64::MAX)],
            vec![
                json!({"bits": "text"}),
                json!([1, 2]),
                json!(1e308),
                json!(9.007_199_254_740_993e15),
            ],
        ];
        answer.rows = Arc::new(rows.clone());
        let at = "2025-06-30T10:00:00Z".parse().unwrap();
        let written = Stored::new(&answer, None, at, "anna").written().unwrap();
        let read = Stored::read(&written).unwrap();
        assert_eq!(*read.answer.rows, rows);
        assert_eq!(
            read.answer.rows[0][2].as_f64().map(f64::to_bits),
            Some((-0.0_f64).to_bits())
        );
        assert_eq!((read.at, read.user.as_str()), (at, "anna"));
        assert_eq!(read.answer, answer);
        assert_eq!(Stored::read(b"{}"), None);
        assert_eq!(Stored::read(&written[..written.len() - 1]), None);
    }
}
