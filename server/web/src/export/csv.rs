//! A *CSV file* holds rows alone, for spreadsheets and programs.
//!
//! It follows RFC 4180: commas, CRLF, quotes doubled within quotes. Beyond that:
//!
//! - It begins with a byte order mark. Excel reads a CSV file without one in the machine's old code page and shows "Größe"
//!   as "GrÃ¶ÃŸe"; other readers of UTF-8 skip the mark (LibreOffice, pandas) or can be told to (Python: `utf-8-sig`).
//! - All that is no number stands in quotes, so that a spreadsheet whose separator is the semicolon does not tear a text
//!   such as `5;=1+1` apart.
//! - Numbers are exact digits with a point, without separators or exponents; dates are ISO; no value is an empty field.
//! - A text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab, CR or LF, or with the
//!   full-width form of one of those signs) gets an apostrophe before it. Data must not be able to run something on the
//!   machine of whoever opens the file. Columns of numbers are left as they are: `-5` stays a number.

use assistant::{Answer, AnswerColumn};
use csv::{QuoteStyle, Terminator, WriterBuilder};
use serde_json::Value;

use super::{ExportError, digits, heading, text};

/// The media type of such a file.
pub(crate) const MEDIA_TYPE: &str = "text/csv; charset=utf-8";

/// First characters that make a formula of a text.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Field {
    /// No value.
    Missing,
    /// A text that somebody wrote.
    Text(String),
    /// Digits, a date, true or false: nothing that could be a formula.
    Exact(String),
}

/// The file of an answer.
pub(super) fn answer(answer: &Answer) -> Result<Vec<u8>, ExportError> {
    let headings: Vec<String> = answer.columns.iter().map(heading).collect();
    let rows = answer.rows.iter().map(|row| {
        row.iter()
            .zip(&answer.columns)
            .map(|(value, column)| field(value, column))
            .collect()
    });
    file(&headings, rows)
}

/// A file of rows under headings.
pub(crate) fn file(
    headings: &[impl AsRef<str>],
    rows: impl IntoIterator<Item = Vec<Field>>,
) -> Result<Vec<u8>, ExportError> {
    let failed = |error: csv::Error| ExportError::Writer(error.to_string());
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::NonNumeric)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer
        .write_record(headings.iter().map(|heading| defused(heading.as_ref())))
        .map_err(failed)?;
    for row in rows {
        let fields = row.into_iter().map(|field| match field {
            Field::Missing => String::new(),
            Field::Text(text) => defused(&text),
            Field::Exact(text) => text,
        });
        writer.write_record(fields).map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|error| ExportError::Writer(error.to_string()))
}

fn field(value: &Value, column: &AnswerColumn) -> Field {
    match value {
        Value::Null => Field::Missing,
        Value::Bool(flag) => Field::Exact(flag.to_string()),
        value => match digits(value, column) {
            Some(digits) => Field::Exact(digits),
            None => Field::Text(text(value)),
        },
    }
}

/// A text that no spreadsheet takes for a formula.
fn defused(text: &str) -> String {
    if text.starts_with(FORMULA) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
