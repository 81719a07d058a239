//! The *title* of a chart: what is measured, by what.

use crate::table::Table;

/// "Sales and cost by month and product group".
pub(super) fn title(
    table: &Table<'_>,
    measures: &[usize],
    x: Option<usize>,
    series: Option<usize>,
) -> String {
    let what = listed(measures.iter().map(|column| label(table, *column)));
    let by = [x, series].into_iter().flatten();
    let by: Vec<String> = by.map(|c| within(label(table, c))).collect();
    if by.is_empty() {
        what
    } else {
        format!("{what} by {}", by.join(" and "))
    }
}

/// "Stock value against stock by product".
pub(super) fn against(table: &Table<'_>, across: usize, up: usize, subject: usize) -> String {
    format!(
        "{} against {} by {}",
        label(table, up),
        within(label(table, across)),
        within(label(table, subject))
    )
}

/// "Stock by product (the first 30 of 201)".
pub(super) fn of_the_first(title: &str, shown: usize, table: &Table<'_>) -> String {
    if table.truncated {
        format!("{title} (the first {shown}; there are more)")
    } else {
        format!("{title} (the first {shown} of {})", table.rows.len())
    }
}

fn label<'a>(table: &Table<'a>, column: usize) -> &'a str {
    table.columns.get(column).map_or("", |c| c.label.as_str())
}

/// "A, b and c".
fn listed<'a>(labels: impl Iterator<Item = &'a str>) -> String {
    let mut labels: Vec<String> = labels
        .enumerate()
        .map(|(position, label)| {
            if position == 0 {
                label.to_owned()
            } else {
                within(label)
            }
        })
        .collect();
    match labels.pop() {
        Some(last) if !labels.is_empty() => format!("{} and {last}", labels.join(", ")),
        Some(only) => only,
        None => String::new(),
    }
}

/// A label as it stands within a sentence: "Product name" as "product name", "SKU" as it is.
fn within(label: &str) -> String {
    let mut letters = label.chars();
    let (first, second) = (letters.next(), letters.next());
    match first {
        Some(first) if !second.is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(label.chars().skip(1)).collect()
        }
        _ => label.to_owned(),
    }
}
