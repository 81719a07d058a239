//! An *export* is the whole result of an answer as a file that somebody takes away: all rows up to the row cap, not only
//! those that the page shows.

pub(crate) mod csv;
mod file_name;
mod xlsx;

use std::sync::Arc;

use assistant::{Answer, AnswerColumn};
use jiff::Timestamp;
use serde_json::Value;

pub(crate) use file_name::FileName;

/// An answer to be taken away.
#[derive(Debug, Clone)]
pub(crate) struct Export {
    /// The question, as it was asked.
    pub(crate) question: String,
    /// Its answer.
    pub(crate) answer: Arc<Answer>,
    /// When it is taken away.
    pub(crate) at: Timestamp,
}

/// Kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Comma-separated values: rows alone.
    Csv,
    /// Excel workbook: rows, and what is behind them.
    Xlsx,
}

/// Why a file cannot be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExportError {
    /// The result does not fit into the format.
    #[error("{0}")]
    TooLarge(String),
    /// The writer failed.
    #[error("the file could not be written: {0}")]
    Writer(String),
}

impl Format {
    fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The media type under which such a file is sent.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Csv => csv::MEDIA_TYPE,
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

impl Export {
    /// The file. Takes as long as the result is large: not for threads that serve others.
    pub(crate) fn write(&self, format: Format) -> Result<Vec<u8>, ExportError> {
        match format {
            Format::Csv => csv::answer(&self.answer),
            Format::Xlsx => xlsx::answer(self),
        }
    }

    /// What the file is called: the question and the as-of date; a cut result says so in its name.
    pub(crate) fn file_name(&self, format: Format) -> FileName {
        let cut = if self.answer.truncated {
            format!(" first {} rows", self.answer.rows.len())
        } else {
            String::new()
        };
        FileName::new(
            &self.question,
            &format!("{}{cut}", self.answer.as_of),
            format.extension(),
        )
    }
}

/// The heading of a column with its unit: "Current stock (units)".
fn heading(column: &AnswerColumn) -> String {
    match &column.unit {
        Some(unit) => format!("{} ({unit})", column.label),
        None => column.label.clone(),
    }
}

/// The digits of a number in a column of numbers, without an exponent; none when it is no number.
fn digits(value: &Value, column: &AnswerColumn) -> Option<String> {
    if !matches!(column.data_type.as_str(), "integer" | "decimal") {
        return None;
    }
    match value {
        // Rust writes the shortest digits that give the same number again, and never an exponent.
        Value::Number(number) if number.is_f64() => number.as_f64().map(|n| n.to_string()),
        Value::Number(number) => Some(number.to_string()),
        // A decimal that a JSON number would change stands as text.
        Value::String(text) if is_decimal(text) => Some(text.clone()),
        _ => None,
    }
}

fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    [whole, fraction]
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// A value as text, as it stands in the answer.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests;
