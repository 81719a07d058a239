//! A *sentence* says one thing that is true of the rows that are there.

use crate::numbers::written;
use crate::table::{Role, Table};

/// What is worth saying, the most important first.
pub fn sentences(table: &Table<'_>) -> Vec<String> {
    let measure = table
        .with_role(Role::Measure)
        .into_iter()
        .find(|column| !table.numbers(*column).is_empty());
    let times = table.with_role(Role::Time);
    let has_subjects = !table.subjects().is_empty();
    let mut said = Vec::new();
    match measure {
        Some(_) if table.rows.len() == 1 && !has_subjects && times.is_empty() => {
            said.extend(single(table));
        }
        Some(measure) if table.rows.len() > 1 && !has_subjects && times.len() == 1 => {
            said.extend(over_time(table, times[0], measure));
        }
        Some(measure) if has_subjects => {
            said.push(count(table));
            said.extend(extremes(table, measure));
            said.extend(total(table, measure));
        }
        _ if !table.rows.is_empty() => said.push(count(table)),
        _ => {}
    }
    said
}

/// "Sales: 1,234.50 USD." for each figure of the only row.
fn single(table: &Table<'_>) -> Vec<String> {
    let figures: Vec<usize> = (0..table.columns.len())
        .filter(|column| matches!(table.columns[*column].role, Role::Measure | Role::Share))
        .collect();
    figures
        .into_iter()
        .filter_map(|column| {
            let (_, value) = *table.numbers(column).first()?;
            Some(format!(
                "{}: {}.",
                table.columns[column].label,
                figure(table, column, value)
            ))
        })
        .take(4)
        .collect()
}

/// "12 products." or "The first 10,000 products are shown; there are more."
fn count(table: &Table<'_>) -> String {
    let rows = table.rows.len();
    let noun = match (table.noun, rows) {
        (Some(noun), 1) => noun.singular.as_str(),
        (Some(noun), _) => noun.plural.as_str(),
        (None, 1) => "row",
        (None, _) => "rows",
    };
    #[expect(
        clippy::cast_precision_loss,
        reason = "a result has far fewer rows than 2^52"
    )]
    let number = written(rows as f64, None);
    if table.truncated {
        format!("The first {number} {noun} are shown; there are more.")
    } else {
        format!("{number} {noun}.")
    }
}

/// Largest and smallest value with their rows. Said of the rows that are there, so not of a truncated result.
fn extremes(table: &Table<'_>, measure: usize) -> Option<String> {
    let numbers = table.numbers(measure);
    if numbers.len() < 2 || table.truncated {
        return None;
    }
    let label = &table.columns[measure].label;
    let largest = numbers
        .iter()
        .map(|(_, v)| *v)
        .fold(f64::NEG_INFINITY, f64::max);
    let smallest = numbers
        .iter()
        .map(|(_, v)| *v)
        .fold(f64::INFINITY, f64::min);
    if largest.to_bits() == smallest.to_bits() {
        return Some(format!(
            "{label}: {} for all.",
            figure(table, measure, largest)
        ));
    }
    let named = |value: f64, word: &str| {
        let holders: Vec<usize> = numbers
            .iter()
            .filter(|(_, v)| v.to_bits() == value.to_bits())
            .map(|(row, _)| *row)
            .collect();
        let written = figure(table, measure, value);
        match holders.as_slice() {
            [row] => format!("{word} {written} ({})", table.subject(*row)),
            rows => format!("{word} {written} ({} of them)", rows.len()),
        }
    };
    Some(format!(
        "{label}: {}, {}.",
        named(largest, "largest"),
        named(smallest, "smallest")
    ))
}

/// The sum, where summing means something.
fn total(table: &Table<'_>, measure: usize) -> Option<String> {
    let numbers = table.numbers(measure);
    if !table.columns[measure].additive || numbers.len() < 2 || table.truncated {
        return None;
    }
    let total: f64 = numbers.iter().map(|(_, v)| v).sum();
    Some(format!(
        "{} together: {}.",
        table.columns[measure].label,
        figure(table, measure, total)
    ))
}

/// From the first period to the last, and the peak.
fn over_time(table: &Table<'_>, time: usize, measure: usize) -> Vec<String> {
    let mut numbers = table.numbers(measure);
    numbers.sort_by_key(|(row, _)| table.text(*row, time));
    let (Some(&(first_row, first)), Some(&(last_row, last))) = (numbers.first(), numbers.last())
    else {
        return Vec::new();
    };
    if first_row == last_row {
        return Vec::new();
    }
    let label = &table.columns[measure].label;
    let mut said = vec![format!(
        "{label} went from {} ({}) to {} ({}){}.",
        figure(table, measure, first),
        table.said(first_row, time),
        figure(table, measure, last),
        table.said(last_row, time),
        change(first, last)
    )];
    let peak = numbers
        .iter()
        .map(|(_, v)| *v)
        .fold(f64::NEG_INFINITY, f64::max);
    let holders: Vec<usize> = numbers
        .iter()
        .filter(|(_, v)| v.to_bits() == peak.to_bits())
        .map(|(r, _)| *r)
        .collect();
    if let [row] = holders.as_slice()
        && *row != last_row
        && *row != first_row
    {
        said.push(format!(
            "It was highest for {}: {}.",
            table.said(*row, time),
            figure(table, measure, peak)
        ));
    }
    said.extend(total(table, measure));
    said
}

fn change(first: f64, last: f64) -> String {
    if first <= 0.0 {
        return String::new();
    }
    let share = (last - first) / first;
    let sign = if share > 0.0 { "+" } else { "" };
    format!(", {sign}{}", written(share, Some("fraction")))
}

fn figure(table: &Table<'_>, column: usize, value: f64) -> String {
    written(value, table.columns[column].unit.as_deref())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::table::{Column, DataType, Noun};

    fn column(label: &str, role: Role, unit: Option<&str>, additive: bool) -> Column {
        let data_type = if role == Role::Measure {
            DataType::Decimal
        } else {
            DataType::Text
        };
        Column {
            name: label.to_lowercase(),
            label: label.to_owned(),
            data_type,
            unit: unit.map(str::to_owned),
            role,
            additive,
            grain: None,
        }
    }

    fn said(columns: &[Column], rows: &[Vec<Value>], truncated: bool) -> Vec<String> {
        let noun = Noun {
            singular: "product".to_owned(),
            plural: "products".to_owned(),
        };
        sentences(&Table {
            columns,
            rows,
            truncated,
            noun: Some(&noun),
        })
    }

    fn stock() -> Vec<Column> {
        vec![
            column("Product", Role::Key, None, false),
            column("Stock", Role::Measure, Some("units"), true),
        ]
    }

    #[test]
    fn a_ranking_has_count_extremes_and_total() {
        let rows = [
            vec![json!("A"), json!(7)],
            vec![json!("B"), json!(3)],
            vec![json!("C"), json!(1200)],
        ];
        assert_eq!(
            said(&stock(), &rows, false),
            [
                "3 products.",
                "Stock: largest 1,200 units (C), smallest 3 units (B).",
                "Stock together: 1,210 units."
            ]
        );
    }

    #[test]
    fn ties_are_counted_and_equality_is_said() {
        let rows = [
            vec![json!("A"), json!(7)],
            vec![json!("B"), json!(7)],
            vec![json!("C"), json!(1)],
        ];
        assert_eq!(
            said(&stock(), &rows, false)[1],
            "Stock: largest 7 units (2 of them), smallest 1 units (C)."
        );
        let rows = [vec![json!("A"), json!(7)], vec![json!("B"), json!(7)]];
        assert_eq!(said(&stock(), &rows, false)[1], "Stock: 7 units for all.");
    }

    #[test]
    fn a_truncated_result_claims_nothing_about_the_rest() {
        let rows = [vec![json!("A"), json!(7)], vec![json!("B"), json!(3)]];
        assert_eq!(
            said(&stock(), &rows, true),
            ["The first 2 products are shown; there are more."]
        );
    }

    #[test]
    fn averages_are_not_added_up() {
        let columns = [
            column("Product", Role::Key, None, false),
            column("Margin", Role::Measure, Some("fraction"), false),
        ];
        let rows = [vec![json!("A"), json!(0.5)], vec![json!("B"), json!(0.25)]];
        assert_eq!(
            said(&columns, &rows, false),
            [
                "2 products.",
                "Margin: largest 50 % (A), smallest 25 % (B)."
            ]
        );
    }

    #[test]
    fn one_number_is_said_with_its_name() {
        let columns = [column("Sales", Role::Measure, Some("USD"), true)];
        assert_eq!(
            said(&columns, &[vec![json!("1234567890123456.7891")]], false),
            ["Sales: 1,234,567,890,123,456.75 USD."]
        );
        assert_eq!(
            said(&columns, &[vec![json!(12.5)]], false),
            ["Sales: 12.50 USD."]
        );
    }

    #[test]
    fn time_has_a_change_and_a_peak() {
        let columns = [
            column("Month", Role::Time, None, false),
            column("Sales", Role::Measure, Some("USD"), true),
        ];
        let rows = [
            vec![json!("2025-01-01"), json!(100)],
            vec![json!("2025-03-01"), json!(150)],
            vec![json!("2025-02-01"), json!(200)],
        ];
        assert_eq!(
            said(&columns, &rows, false),
            [
                "Sales went from 100 USD (2025-01-01) to 150 USD (2025-03-01), +50 %.",
                "It was highest for 2025-02-01: 200 USD.",
                "Sales together: 450 USD."
            ]
        );
    }

    #[test]
    fn nothing_is_said_about_nothing() {
        assert!(said(&stock(), &[], false).is_empty());
        assert_eq!(
            said(&stock(), &[vec![json!("A"), json!(null)]], false),
            ["1 product."]
        );
    }
}
