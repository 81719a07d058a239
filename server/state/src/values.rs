//! A *value* is how something of the domain stands in a column.

use assistant::store::StoreError;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Billionths of a US dollar in a US dollar.
const NANO: f64 = 1e9;

/// An enumeration by its name in the answer.
pub(crate) fn word(value: impl Serialize) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        Ok(other) => Err(StoreError::Unreadable(format!("{other} is not a word"))),
        Err(error) => Err(StoreError::Unreadable(error.to_string())),
    }
}

/// The enumeration of that name.
pub(crate) fn from_word<T: DeserializeOwned>(word: String) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(word))
        .map_err(|error| StoreError::Unreadable(error.to_string()))
}

pub(crate) fn json(value: impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(&value).map_err(|error| StoreError::Unreadable(error.to_string()))
}

pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Unreadable(error.to_string()))
}

pub(crate) fn instant(microseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(microseconds)
        .map_err(|error| StoreError::Unreadable(error.to_string()))
}

/// US dollars as billionths, which add up exactly.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a cost is below nine billion dollars; beyond that it saturates"
)]
pub(crate) fn nano(usd: f64) -> i64 {
    (usd * NANO).round() as i64
}

/// Billionths as US dollars.
#[expect(
    clippy::cast_precision_loss,
    reason = "exact up to nine million dollars"
)]
pub(crate) fn usd(nano: i64) -> f64 {
    nano as f64 / NANO
}

/// A count as a column holds it.
pub(crate) fn count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A count as the domain has it; columns hold none below zero.
pub(crate) fn from_count(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

pub(crate) fn unavailable(error: sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
            StoreError::Unreadable(error.to_string())
        }
        other => StoreError::Unavailable(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use assistant::{Intent, Outcome};

    use super::*;

    #[test]
    fn enumerations_stand_by_the_names_of_the_answer() {
        assert_eq!(word(Outcome::Unanswerable).unwrap(), "unanswerable");
        assert_eq!(word(Intent::SqlQuery).unwrap(), "SQL_QUERY");
        assert_eq!(
            from_word::<Intent>("HYBRID".to_owned()).unwrap(),
            Intent::Hybrid
        );
        assert!(from_word::<Outcome>("lost".to_owned()).is_err());
    }

    #[test]
    fn money_survives_to_the_billionth() {
        assert_eq!(nano(0.000_000_001), 1);
        assert_eq!(nano(0.1 + 0.2), 300_000_000);
        assert!((usd(nano(123.456_789)) - 123.456_789).abs() < 1e-12);
    }
}
