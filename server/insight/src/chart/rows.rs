//! What the *rows* of a table allow a chart to say.

use std::collections::{BTreeMap, BTreeSet};

use super::CLOUD;
use crate::table::{DataType, Role, Table};

/// Figures of one unit that fit on one axis.
const SIDE_BY_SIDE: usize = 4;
/// Different values on each axis from which on a cloud is one.
const SPREAD: usize = 3;

/// Columns with figures to draw: the measures that have numbers, or else the shares. A measure that is the difference of
/// two before it is left out: it is what one sees between their marks.
pub(super) fn figures(table: &Table<'_>) -> Vec<usize> {
    let with_numbers = |role| -> Vec<usize> {
        table
            .with_role(role)
            .into_iter()
            .filter(|column| is_numeric(table, *column) && !table.numbers(*column).is_empty())
            .collect()
    };
    let mut kept: Vec<usize> = Vec::new();
    for column in with_numbers(Role::Measure) {
        if !is_difference(table, column, &kept) {
            kept.push(column);
        }
    }
    if kept.is_empty() {
        kept = with_numbers(Role::Share);
    }
    kept
}

/// The first figure and the ones that share its unit, at most four: they fit on one axis.
pub(super) fn alike(table: &Table<'_>, figures: &[usize]) -> Vec<usize> {
    let Some(first) = figures.first() else {
        return Vec::new();
    };
    figures
        .iter()
        .copied()
        .filter(|column| unit(table, *column) == unit(table, *first))
        .take(SIDE_BY_SIDE)
        .collect()
}

/// Unit of a column.
pub(super) fn unit(table: &Table<'_>, column: usize) -> Option<String> {
    table.columns.get(column).and_then(|c| c.unit.clone())
}

/// None is missing and none is negative, so that slices and layers mean something.
pub(super) fn parts_of_a_whole(table: &Table<'_>, column: usize) -> bool {
    let numbers = table.numbers(column);
    numbers.len() == table.rows.len()
        && numbers.iter().all(|(_, value)| *value >= 0.0)
        && numbers.iter().any(|(_, value)| *value > 0.0)
        && !table.truncated
}

/// There are no two different figures.
pub(super) fn all_equal(table: &Table<'_>, columns: &[usize]) -> bool {
    let different: BTreeSet<u64> = columns
        .iter()
        .flat_map(|column| table.numbers(*column))
        .map(|(_, value)| value.to_bits())
        .collect();
    different.len() < 2
}

/// In which order the figures of a column come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The largest first.
    Falling,
    /// The smallest first.
    Rising,
    /// Neither.
    Mixed,
}

/// The order of the figures.
pub(super) fn order(table: &Table<'_>, column: usize) -> Order {
    let numbers = table.numbers(column);
    let pairs = || numbers.windows(2).map(|pair| (pair[0].1, pair[1].1));
    if pairs().all(|(one, next)| one >= next) {
        Order::Falling
    } else if pairs().all(|(one, next)| one <= next) {
        Order::Rising
    } else {
        Order::Mixed
    }
}

/// The things have an order of their own: they are numbers.
pub(super) fn is_ordinal(table: &Table<'_>, subject: usize) -> bool {
    is_numeric(table, subject)
}

/// Each pair comes once, both sides have several values, and most pairs are there.
pub(super) fn is_grid(table: &Table<'_>, one: usize, other: usize) -> bool {
    let (ones, others) = (table.distinct(one), table.distinct(other));
    // With fewer, the picture is mostly holes: each thing goes with one other.
    let filled = 5 * table.rows.len() >= 2 * ones * others;
    ones > 1 && others > 1 && filled && pairs_are_unique(table, one, other)
}

/// Each pair comes once.
pub(super) fn pairs_are_unique(table: &Table<'_>, one: usize, other: usize) -> bool {
    let pairs: BTreeSet<_> = (0..table.rows.len())
        .map(|row| (table.text(row, one), table.text(row, other)))
        .collect();
    pairs.len() == table.rows.len()
}

/// Enough rows have both figures, and both differ.
pub(super) fn are_scattered(table: &Table<'_>, across: usize, up: usize) -> bool {
    let up_there: BTreeSet<usize> = table.numbers(up).into_iter().map(|(row, _)| row).collect();
    let both = table
        .numbers(across)
        .into_iter()
        .filter(|(row, _)| up_there.contains(row))
        .count();
    both >= CLOUD && table.distinct(across) >= SPREAD && table.distinct(up) >= SPREAD
}

/// The things with the largest figures, the largest first: by their sum, or by their average where a sum means nothing.
pub(super) fn largest(
    table: &Table<'_>,
    subject: usize,
    measure: usize,
    most: usize,
) -> Vec<String> {
    let additive = table.columns.get(measure).is_some_and(|c| c.additive);
    let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for (row, value) in table.numbers(measure) {
        let (sum, count) = sums.entry(table.text(row, subject)).or_default();
        *sum += value;
        *count += 1.0;
    }
    let mut things: Vec<(String, f64)> = sums
        .into_iter()
        .map(|(thing, (sum, count))| (thing, if additive { sum } else { sum / count }))
        .collect();
    things.sort_by(|a, b| b.1.total_cmp(&a.1));
    things
        .into_iter()
        .take(most)
        .map(|(thing, _)| thing)
        .collect()
}

fn is_numeric(table: &Table<'_>, column: usize) -> bool {
    table
        .columns
        .get(column)
        .is_some_and(|c| matches!(c.data_type, DataType::Integer | DataType::Decimal))
}

/// The column is one of the earlier ones minus another, in every row.
fn is_difference(table: &Table<'_>, column: usize, earlier: &[usize]) -> bool {
    let values =
        |column: usize| -> BTreeMap<usize, f64> { table.numbers(column).into_iter().collect() };
    let difference = values(column);
    let earlier: Vec<BTreeMap<usize, f64>> = earlier.iter().map(|c| values(*c)).collect();
    let is_minus = |one: &BTreeMap<usize, f64>, other: &BTreeMap<usize, f64>| {
        difference.iter().all(|(row, value)| {
            let (Some(one), Some(other)) = (one.get(row), other.get(row)) else {
                return false;
            };
            (one - other - value).abs() <= 1e-9 * one.abs().max(other.abs())
        })
    };
    // What is zero in every row is the difference of anything with itself.
    difference.values().any(|value| *value != 0.0)
        && earlier.iter().enumerate().any(|(position, one)| {
            earlier
                .iter()
                .enumerate()
                .any(|(place, other)| place != position && is_minus(one, other))
        })
}
