//! A *follow-up* is a question that continues from a result. These are proposals in plain words; whoever shows them
//! makes sure first that they work.

use crate::numbers::number;
use crate::table::{Role, Table};

/// Ways to break a figure down: over time unless it is dated already, and by each of the given things.
pub fn breakdowns<'a>(dated: bool, things: impl Iterator<Item = &'a str>) -> Vec<String> {
    let time = (!dated).then(|| "by month".to_owned());
    time.into_iter()
        .chain(things.map(|thing| format!("by {thing}")))
        .collect()
}

/// A look at one thing of a result alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrowing {
    /// Position of the column that names the things.
    pub column: usize,
    /// The question for one of them.
    pub question: String,
}

/// The question for one thing of the result alone: the first row that has a figure, as results are ordered by what was
/// asked for. None when the result is about one thing already.
pub fn narrowing(table: &Table<'_>) -> Option<Narrowing> {
    if table.rows.len() < 2 {
        return None;
    }
    let subject = *table.subjects().last()?;
    let measure = table.with_role(Role::Measure).first().copied();
    let row = table
        .rows
        .iter()
        .position(|row| measure.is_none_or(|m| row.get(m).and_then(number).is_some()))?;
    let text = table.text(row, subject);
    (!text.is_empty()).then(|| Narrowing {
        column: subject,
        question: format!("only {text}"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::table::{Column, DataType};

    #[test]
    fn figures_are_broken_down_by_time_and_things() {
        assert_eq!(
            breakdowns(false, ["warehouse"].into_iter()),
            ["by month", "by warehouse"]
        );
        assert_eq!(
            breakdowns(true, ["warehouse"].into_iter()),
            ["by warehouse"]
        );
    }

    #[test]
    fn the_first_thing_with_a_figure_is_looked_at_alone() {
        let column = |name: &str, role, data_type| Column {
            name: name.to_owned(),
            label: name.to_owned(),
            data_type,
            unit: None,
            role,
            additive: true,
            grain: None,
        };
        let columns = [
            column("group", Role::Key, DataType::Text),
            column("sales", Role::Measure, DataType::Decimal),
        ];
        let rows = [
            vec![json!("Locks"), json!(null)],
            vec![json!("Helmets"), json!(1)],
        ];
        let narrowed = |rows| {
            narrowing(&Table {
                columns: &columns,
                rows,
                truncated: false,
                noun: None,
            })
        };
        let narrowing = narrowed(&rows).unwrap();
        assert_eq!(
            (narrowing.column, narrowing.question.as_str()),
            (0, "only Helmets")
        );
        assert_eq!(narrowed(&rows[..1]), None);
        assert_eq!(narrowed(&[]), None);
    }
}
