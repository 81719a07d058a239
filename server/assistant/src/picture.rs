//! A *picture* of a calculation's table: what its columns are for follows from their names and units.

use insight::{Chart, ChartKind, Column, DataType, Role};
use lambda_tools::table::{self, Table};

/// Figures that stand side by side at most.
const FIGURES: usize = 5;

/// The chart of a table, where one says more than the rows.
pub(crate) fn of(table: &Table) -> Option<Chart> {
    let mut columns: Vec<Column> = table.columns.iter().map(column).collect();
    // A table without codes is about what stands first.
    if columns.iter().all(|column| column.role != Role::Key)
        && let Some(first) = columns.first_mut()
    {
        first.role = match first.data_type {
            DataType::Text => Role::Key,
            DataType::Date => Role::Time,
            _ => first.role,
        };
    }
    let shown = insight::Table {
        columns: &columns,
        rows: &table.rows,
        truncated: false,
        noun: None,
    };
    let mut chart = insight::chart(&shown)?;
    // A score stands beside all of its parts.
    let unit = |at: usize| {
        columns
            .get(at)
            .map(|column| (column.role, column.unit.as_deref()))
    };
    if chart.kind == ChartKind::Bar
        && let Some(first) = chart.y.first().copied()
        && unit(first) == Some((Role::Measure, Some("fraction")))
    {
        let alike = (0..columns.len()).filter(|at| unit(*at) == unit(first));
        chart.y = alike.take(FIGURES).collect();
        let labels = chart.y.iter().filter_map(|at| columns.get(*at));
        let labels: Vec<String> = labels.map(|column| column.label.to_lowercase()).collect();
        let by = chart
            .x
            .and_then(|at| columns.get(at))
            .map(|column| column.label.to_lowercase());
        if let ([rest @ .., last], Some(by)) = (labels.as_slice(), by)
            && !rest.is_empty()
        {
            chart.title = capitalised(&format!("{} and {last} by {by}", rest.join(", ")));
        }
    }
    Some(chart)
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}

fn column(column: &table::Column) -> Column {
    let data_type = match column.data_type {
        table::DataType::Text => DataType::Text,
        table::DataType::Integer => DataType::Integer,
        table::DataType::Decimal => DataType::Decimal,
        table::DataType::Boolean => DataType::Boolean,
        table::DataType::Date => DataType::Date,
    };
    let is_number = matches!(data_type, DataType::Integer | DataType::Decimal);
    let role = match data_type {
        DataType::Text if column.name.ends_with("_code") => Role::Key,
        DataType::Text if column.name.ends_with("_name") => Role::Name,
        // A position is no figure.
        _ if is_number && !column.unit.is_empty() => Role::Measure,
        _ => Role::Detail,
    };
    Column {
        name: column.name.to_owned(),
        label: column.label.to_owned(),
        data_type,
        unit: (!column.unit.is_empty()).then(|| column.unit.to_owned()),
        role,
        additive: false,
        grain: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scorecard_has_bars_of_the_score_and_its_parts() {
        let columns = [
            table::Column::text("supplier_code", "Supplier"),
            table::Column::text("supplier_name", "Name"),
            table::Column::number("supplier_score", "Score", "fraction"),
            table::Column::number("fill_rate", "Fill rate", "fraction"),
            table::Column::number("spend", "Spend", "USD"),
        ];
        let mut scores = Table::new("scorecard", "Scorecard", &columns);
        for (code, score) in [("S1", 0.5), ("S2", 0.9), ("S3", 0.7)] {
            scores.push([
                code.into(),
                code.into(),
                score.into(),
                0.8.into(),
                100.0.into(),
            ]);
        }
        let chart = of(&scores).unwrap();
        assert_eq!(
            (chart.kind, chart.x, chart.y, chart.descending),
            (ChartKind::Bar, Some(1), vec![2, 3], true)
        );
        assert_eq!(chart.title, "Score and fill rate by name");
    }

    #[test]
    fn a_table_of_positions_has_no_chart() {
        let columns = [
            table::Column::text("stop", "Stop"),
            table::Column::count("position", "Position", ""),
        ];
        let mut stops = Table::new("stops", "Stops", &columns);
        for position in 0..4_usize {
            stops.push(["A".into(), position.into()]);
        }
        assert_eq!(of(&stops), None);
    }
}
