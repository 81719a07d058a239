//! A *comparison* decides whether an answer's rows are the expected ones, whatever its columns are called.
//!
//! Each expected column must be found by content among the answer's columns, each at another place, so that the rows
//! are the same multiset; further columns of the answer are left aside.

use std::cmp::Ordering;

use jiff::civil::{Date, DateTime, Time};
use serde_json::Value;

/// Rows with the names of their columns.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize)]
pub struct Rows {
    /// Names.
    pub columns: Vec<String>,
    /// Cells, row by row, as JSON: numbers, texts, ISO dates, null.
    pub rows: Vec<Vec<Value>>,
}

/// How near two numbers must be, relative to the larger.
const TOLERANCE: f64 = 1e-6;
/// Assignments of columns that are tried before giving up; real results need a handful.
const ATTEMPTS: usize = 20_000;
/// Rows up to which near-equal numbers that sort differently are paired one by one.
const PAIRED_ROWS: usize = 1_000;

#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Null,
    Boolean(bool),
    Day(Date),
    Instant(DateTime),
    Text(String),
    Number(f64),
}

impl Cell {
    fn from_json(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Boolean(*value),
            Value::Number(number) => number.as_f64().map_or(Self::Null, Self::Number),
            Value::String(text) => Self::from_text(text),
            other => Self::Text(other.to_string()),
        }
    }

    fn from_text(text: &str) -> Self {
        let digits = text.len() >= 10 && text.as_bytes().first().is_some_and(u8::is_ascii_digit);
        if digits
            && text.len() == 10
            && let Ok(day) = text.parse::<Date>()
        {
            return Self::Day(day);
        }
        if digits
            && text.contains(':')
            && let Ok(instant) = text.trim_end_matches('Z').parse::<DateTime>()
        {
            return if instant.time() == Time::midnight() {
                Self::Day(instant.date())
            } else {
                Self::Instant(instant)
            };
        }
        Self::Text(text.to_owned())
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Boolean(_) => 1,
            Self::Day(_) => 2,
            Self::Instant(_) => 3,
            Self::Text(_) => 4,
            Self::Number(_) => 5,
        }
    }

    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Boolean(a), Self::Boolean(b)) => a.cmp(b),
            (Self::Day(a), Self::Day(b)) => a.cmp(b),
            (Self::Instant(a), Self::Instant(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => {
                // Differences below 1e-9 are noise of sums that should be zero.
                (a - b).abs() <= (TOLERANCE * a.abs().max(b.abs())).max(1e-9)
            }
            _ => self == other,
        }
    }
}

/// The answer's rows are the expected ones. `order` holds the expected columns that the expected rows are sorted by;
/// `Some` of an empty list means that the whole rows must come in the same order.
pub fn matches(expected: &Rows, answer: &Rows, order: Option<&[usize]>) -> bool {
    if expected.rows.len() != answer.rows.len() {
        return false;
    }
    if expected.rows.is_empty() {
        return true;
    }
    let expected_columns = columns(expected);
    let answer_columns = columns(answer);
    let candidates: Vec<Vec<usize>> = expected_columns
        .iter()
        .map(|wanted| {
            let found = answer_columns
                .iter()
                .enumerate()
                .filter(|(_, column)| same_contents(wanted, column));
            found.map(|(place, _)| place).collect()
        })
        .collect();
    if candidates.iter().any(Vec::is_empty) {
        return false;
    }
    let mut search = Search {
        expected: &expected_columns,
        answer: &answer_columns,
        candidates: &candidates,
        order,
        attempts: 0,
    };
    search.assign(&mut Vec::new())
}

struct Search<'a> {
    expected: &'a [Vec<Cell>],
    answer: &'a [Vec<Cell>],
    candidates: &'a [Vec<usize>],
    order: Option<&'a [usize]>,
    attempts: usize,
}

impl Search<'_> {
    fn assign(&mut self, chosen: &mut Vec<usize>) -> bool {
        let Some(candidates) = self.candidates.get(chosen.len()) else {
            return self.holds(chosen);
        };
        for &place in candidates {
            if chosen.contains(&place) {
                continue;
            }
            self.attempts += 1;
            if self.attempts > ATTEMPTS {
                return false;
            }
            chosen.push(place);
            if self.assign(chosen) {
                return true;
            }
            chosen.pop();
        }
        false
    }

    fn holds(&self, chosen: &[usize]) -> bool {
        let wanted: Vec<&Vec<Cell>> = self.expected.iter().collect();
        let given: Vec<&Vec<Cell>> = chosen
            .iter()
            .filter_map(|&place| self.answer.get(place))
            .collect();
        if !same_rows(&wanted, &given) {
            return false;
        }
        let Some(order) = self.order else { return true };
        let all: Vec<usize> = (0..wanted.len()).collect();
        let keys = if order.is_empty() { &all[..] } else { order };
        keys.iter()
            .all(|&key| match (wanted.get(key), given.get(key)) {
                (Some(a), Some(b)) => a.iter().zip(b.iter()).all(|(a, b)| a.same(b)),
                _ => false,
            })
    }
}

fn columns(rows: &Rows) -> Vec<Vec<Cell>> {
    let cell = |row: &Vec<Value>, place| row.get(place).map_or(Cell::Null, Cell::from_json);
    (0..rows.columns.len())
        .map(|place| rows.rows.iter().map(|row| cell(row, place)).collect())
        .collect()
}

fn same_contents(wanted: &[Cell], column: &[Cell]) -> bool {
    let sorted = |cells: &[Cell]| {
        let mut cells: Vec<Cell> = cells.to_vec();
        cells.sort_by(Cell::order);
        cells
    };
    sorted(wanted)
        .iter()
        .zip(&sorted(column))
        .all(|(a, b)| a.same(b))
}

/// The rows of two sets of columns are the same multiset.
fn same_rows(wanted: &[&Vec<Cell>], given: &[&Vec<Cell>]) -> bool {
    let length = wanted.first().map_or(0, |column| column.len());
    // Numbers decide last: near-equal ones may sort either way.
    let mut keys: Vec<usize> = (0..wanted.len()).collect();
    keys.sort_by_key(|&key| {
        wanted
            .get(key)
            .is_some_and(|c| c.iter().any(|cell| matches!(cell, Cell::Number(_))))
    });
    let cell = |columns: &[&Vec<Cell>], key: usize, row: usize| -> Cell {
        columns
            .get(key)
            .and_then(|c| c.get(row))
            .cloned()
            .unwrap_or(Cell::Null)
    };
    let sorted = |columns: &[&Vec<Cell>]| {
        let mut rows: Vec<Vec<Cell>> = (0..length)
            .map(|row| keys.iter().map(|&key| cell(columns, key, row)).collect())
            .collect();
        rows.sort_by(|a, b| {
            a.iter()
                .zip(b)
                .map(|(a, b)| a.order(b))
                .find(|o| o.is_ne())
                .unwrap_or(Ordering::Equal)
        });
        rows
    };
    let same_row = |a: &Vec<Cell>, b: &Vec<Cell>| a.iter().zip(b).all(|(a, b)| a.same(b));
    let (wanted, mut given) = (sorted(wanted), sorted(given));
    if wanted.iter().zip(&given).all(|(a, b)| same_row(a, b)) {
        return true;
    }
    if length > PAIRED_ROWS {
        return false;
    }
    wanted.iter().all(
        |row| match given.iter().position(|other| same_row(row, other)) {
            Some(place) => {
                given.swap_remove(place);
                true
            }
            None => false,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rows(columns: &[&str], rows: Value) -> Rows {
        let columns = columns.iter().map(|c| (*c).to_owned()).collect();
        Rows {
            columns,
            rows: serde_json::from_value(rows).unwrap(),
        }
    }

    #[test]
    fn columns_are_found_by_content_and_further_ones_left_aside() {
        let gold = rows(&["code", "units"], json!([["A", 3], ["B", 4]]));
        let answer = rows(
            &["n", "name", "product"],
            json!([[4, "bee", "B"], [3, "ay", "A"]]),
        );
        assert!(matches(&gold, &answer, None));
        assert!(
            !matches(&answer, &gold, None),
            "a missing column is missing"
        );
    }

    #[test]
    fn the_assignment_must_hold_row_by_row() {
        let gold = rows(&["a", "b"], json!([[1, 2], [2, 1], [3, 3]]));
        let crossed = rows(&["a", "b"], json!([[1, 1], [2, 2], [3, 3]]));
        assert!(!matches(&gold, &crossed, None));
        let swapped = rows(&["b", "a"], json!([[2, 1], [1, 2], [3, 3]]));
        assert!(matches(&gold, &swapped, None));
    }

    #[test]
    fn one_column_does_not_stand_for_two() {
        let gold = rows(&["a", "b"], json!([[1, 1], [2, 2]]));
        assert!(!matches(&gold, &rows(&["a"], json!([[1], [2]])), None));
    }

    #[test]
    fn rows_are_a_multiset() {
        let gold = rows(&["a"], json!([[1], [1], [2]]));
        assert!(!matches(&gold, &rows(&["a"], json!([[1], [2], [2]])), None));
        assert!(!matches(&gold, &rows(&["a"], json!([[1], [2]])), None));
    }

    #[test]
    fn numbers_are_near_dates_are_dates_and_texts_exact() {
        let gold = rows(
            &["x", "day", "t"],
            json!([[0.333_333_3, "2025-05-01", "So"]]),
        );
        assert!(matches(
            &gold,
            &rows(
                &["x", "d", "t"],
                json!([[1.0 / 3.0, "2025-05-01T00:00:00", "So"]])
            ),
            None
        ));
        assert!(!matches(
            &gold,
            &rows(&["x", "d", "t"], json!([[0.3334, "2025-05-01", "So"]])),
            None
        ));
        assert!(!matches(
            &gold,
            &rows(&["x", "d", "t"], json!([[0.333_333_3, "2025-05-01", "so"]])),
            None
        ));
        assert!(
            !matches(
                &rows(&["n"], json!([["1"]])),
                &rows(&["n"], json!([[1]])),
                None
            ),
            "text is not a number"
        );
    }

    #[test]
    fn near_equal_numbers_may_sort_either_way() {
        let gold = rows(&["a", "b"], json!([[1.000_000_0, 5], [1.000_000_1, 6]]));
        let answer = rows(&["a", "b"], json!([[1.000_000_1, 5], [1.000_000_0, 6]]));
        assert!(matches(&gold, &answer, None));
    }

    #[test]
    fn order_counts_where_asked_and_ties_may_change_places() {
        let gold = rows(&["code", "n"], json!([["A", 9], ["B", 5], ["C", 5]]));
        let tied = rows(&["code", "n"], json!([["A", 9], ["C", 5], ["B", 5]]));
        let turned = rows(&["code", "n"], json!([["B", 5], ["C", 5], ["A", 9]]));
        assert!(matches(&gold, &tied, Some(&[1])));
        assert!(!matches(&gold, &tied, Some(&[])));
        assert!(!matches(&gold, &turned, Some(&[1])));
        assert!(matches(&gold, &turned, None));
    }

    #[test]
    fn no_rows_match_no_rows() {
        assert!(matches(
            &rows(&["a", "b"], json!([])),
            &rows(&["x"], json!([])),
            None
        ));
        assert!(!matches(
            &rows(&["a"], json!([])),
            &rows(&["x"], json!([[null]])),
            None
        ));
    }
}
