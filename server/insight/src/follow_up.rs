//! A *follow-up* is a question that continues from a result. These are proposals in plain words; whoever shows them
//! makes sure first that they work.

use crate::numbers::number;
use crate::table::{Role, Table};

/// A way to break a figure down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dimension {
    /// Name of the column that shows it ("warehouse_code").
    pub column: String,
    /// What people call it ("warehouse").
    pub word: String,
}

/// Questions that could come next, the likeliest first.
pub fn follow_ups(table: &Table<'_>, dimensions: &[Dimension]) -> Vec<String> {
    let mut proposed = Vec::new();
    let measure = table.with_role(Role::Measure).first().copied();
    let subjects = table.subjects();
    if table.rows.len() > 1
        && let Some(subject) = subjects.last()
    {
        // The row that stands out: the first one with a figure, as results are ordered by what was asked for.
        let first = table.rows.iter().position(|row| {
            measure.is_none_or(|m| row.get(m).and_then(number).is_some())
        });
        let text = first.map(|row| table.text(row, *subject)).unwrap_or_default();
        if !text.is_empty() {
            proposed.push(format!("only {text}"));
        }
    }
    if measure.is_some() {
        if table.with_role(Role::Time).is_empty() {
            proposed.push("by month".to_owned());
        }
        for dimension in dimensions {
            if table.columns.iter().all(|c| c.name != dimension.column) {
                proposed.push(format!("by {}", dimension.word));
            }
        }
        if table.rows.len() > 5 && !subjects.is_empty() {
            proposed.push("only the top 5".to_owned());
        }
    }
    proposed
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::table::{Column, DataType};

    #[test]
    fn proposals_fit_what_is_shown() {
        let column = |name: &str, role, data_type| Column {
            name: name.to_owned(),
            label: name.to_owned(),
            data_type,
            unit: None,
            role,
            additive: true,
        };
        let columns =
            [column("product_group", Role::Key, DataType::Text), column("sales", Role::Measure, DataType::Decimal)];
        let rows: Vec<_> = ["Helmets", "Locks"].iter().map(|g| vec![json!(g), json!(1)]).collect();
        let table = Table { columns: &columns, rows: &rows, truncated: false, noun: None };
        let dimensions = [
            Dimension { column: "product_group".to_owned(), word: "product group".to_owned() },
            Dimension { column: "warehouse_code".to_owned(), word: "warehouse".to_owned() },
        ];
        assert_eq!(follow_ups(&table, &dimensions), ["only Helmets", "by month", "by warehouse"]);
        let nothing = Table { columns: &columns, rows: &[], truncated: false, noun: None };
        assert_eq!(follow_ups(&nothing, &[]), ["by month"]);
    }
}
