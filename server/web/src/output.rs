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
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
