//! *Output* is what a command says on standard output; nothing else writes there, and logs never do.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

/// Writes a line. A reader that has gone away (`| head`) is no error.
pub fn line(text: &str) {
    let _ = writeln!(io::stdout().lock(), "{text}");
}

/// Writes a value as one line of JSON.
pub fn json<T: Serialize>(value: &T) -> Result<(), serde_json::Error> {
    line(&serde_json::to_string(value)?);
    Ok(())
}

/// Writes a value as JSON for people to read.
pub fn pretty_json<T: Serialize>(value: &T) -> Result<(), serde_json::Error> {
    line(&serde_json::to_string_pretty(value)?);
    Ok(())
}

/// Writes a line for the person at the terminal on standard error.
pub fn notice(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Writes rows below their headings, numbers to the right, NULL as a dash.
pub fn table(headings: &[String], rows: &[Vec<Value>], most: usize) {
    for text in table_lines(headings, rows, most) {
        line(&text);
    }
}

/// The lines of a table with at most `most` rows.
pub fn table_lines(headings: &[String], rows: &[Vec<Value>], most: usize) -> Vec<String> {
    let shown: Vec<Vec<String>> = rows
        .iter()
        .take(most)
        .map(|row| row.iter().map(cell).collect())
        .collect();
    let width = |column: usize| {
        let cells = shown
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count());
        cells
            .chain(headings.get(column).map(|h| h.chars().count()))
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..headings.len()).map(width).collect();
    let numeric: Vec<bool> = (0..headings.len())
        .map(|column| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .any(Value::is_number)
        })
        .collect();
    let laid_out = |cells: &[String]| {
        let padded = cells
            .iter()
            .zip(&widths)
            .zip(&numeric)
            .map(|((cell, &width), &right)| {
                if right {
                    format!("{cell:>width$}")
                } else {
                    format!("{cell:<width$}")
                }
            });
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let mut lines = vec![laid_out(headings)];
    lines.push(
        widths
            .iter()
            .map(|&w| "─".repeat(w))
            .collect::<Vec<_>>()
            .join("  "),
    );
    lines.extend(shown.iter().map(|row| laid_out(row)));
    if rows.len() > most {
        lines.push(format!("… and {} more rows", rows.len() - most));
    }
    lines
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) => readable(&number.to_string()),
        other => other.to_string(),
    }
}

/// A number without the digits that binary fractions add to it: 1.8444444444444446 is 1.8444. What has few digits behind
/// the point, as money has, keeps them all.
pub fn readable(digits: &str) -> String {
    const EXACT: usize = 6;
    let decimals = digits
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    let value: f64 = digits.parse().unwrap_or_default();
    if decimals <= EXACT || value == 0.0 {
        return digits.to_owned();
    }
    if value.abs() < 0.001 {
        return format!("{value:.2e}");
    }
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_readable() {
        for (digits, read) in [
            ("1.8444444444444446", "1.8444"),
            ("-0.30000000000000004", "-0.3"),
            ("2.9999999999999996", "3"),
            ("0.00012345678", "1.23e-4"),
            ("1234.56", "1234.56"),
            ("0.125", "0.125"),
            ("12345678901234567890", "12345678901234567890"),
            ("0.0000000", "0.0000000"),
        ] {
            assert_eq!(readable(digits), read, "{digits}");
        }
    }

    #[test]
    fn numbers_stand_to_the_right_and_cut_rows_are_said() {
        let rows = vec![
            vec![json!("a"), json!(5)],
            vec![json!("bb"), json!(null)],
            vec![json!("c"), json!(100)],
        ];
        let lines = table_lines(&["code".into(), "n".into()], &rows, 2);
        assert_eq!(
            lines,
            [
                "code  n",
                "────  ─",
                "a     5",
                "bb    —",
                "… and 1 more rows"
            ]
        );
    }
}
