//! A *chart* is a picture that says more than the table does; which one follows from the table's shape.

use serde::{Deserialize, Serialize};

use crate::numbers::number;
use crate::table::{DataType, Role, Table};

/// Slices that an eye can still compare.
const DONUT_SLICES: usize = 6;
/// Lines that can still be told apart.
const LINES: usize = 8;
/// Bars that still have room for a name.
const BARS: usize = 30;
/// Points below which a cloud says nothing.
const CLOUD: usize = 8;

/// Kinds of chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// One number, large.
    Tile,
    /// Figures over time; with `series`, one line for each of its values.
    Line,
    /// One bar for each category and figure.
    Bar,
    /// Figures of periods, on top of each other for each value of `series`.
    Stacked,
    /// Parts of a whole, at most six.
    Donut,
    /// One point for each row: `y[0]` across, `y[1]` up.
    Scatter,
    /// `x` across, `series` down, the figure as shade.
    Heat,
}

/// A chart over a table; columns are given by position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chart {
    /// Kind.
    pub kind: ChartKind,
    /// "Sales by month".
    pub title: String,
    /// Column of the categories or periods.
    pub x: Option<usize>,
    /// Columns of the figures.
    pub y: Vec<usize>,
    /// Column whose values are the lines, layers or rows of a heat map.
    pub series: Option<usize>,
    /// Unit of the figures.
    pub unit: Option<String>,
    /// Only the first so many rows are drawn; the title says so.
    pub rows: Option<usize>,
}

/// The chart that fits, or none when the table says as much by itself.
pub fn chart(table: &Table<'_>) -> Option<Chart> {
    let measures: Vec<usize> = table
        .with_role(Role::Measure)
        .into_iter()
        .filter(|column| is_numeric(table, *column))
        .collect();
    let first = *measures.first()?;
    let subjects = table.subjects();
    let times = table.with_role(Role::Time);
    let rows = table.rows.len();
    let draw = |kind, x: Option<usize>, y: Vec<usize>, series: Option<usize>| {
        Some(Chart {
            kind,
            title: title(table, &y, x, series),
            x,
            unit: unit(table, first),
            y,
            series,
            rows: None,
        })
    };
    if rows == 1 && subjects.is_empty() && times.is_empty() {
        number(table.rows.first()?.get(first)?)?;
        return draw(ChartKind::Tile, None, vec![first], None);
    }
    if rows < 2 {
        return None;
    }
    let alike = alike(table, &measures);
    match (times.as_slice(), subjects.as_slice()) {
        ([time], []) if table.distinct(*time) == rows => {
            draw(ChartKind::Line, Some(*time), alike, None)
        }
        ([time], [subject]) if table.distinct(*subject) <= LINES && table.distinct(*time) > 1 => {
            let layered =
                !table.with_role(Role::Share).is_empty() && parts_of_a_whole(table, first);
            let kind = if layered {
                ChartKind::Stacked
            } else {
                ChartKind::Line
            };
            draw(kind, Some(*time), vec![first], Some(*subject))
        }
        ([], [subject]) => {
            let shares = !table.with_role(Role::Share).is_empty();
            if shares && rows <= DONUT_SLICES && parts_of_a_whole(table, first) {
                return draw(ChartKind::Donut, Some(*subject), vec![first], None);
            }
            if let [across, up] = measures[..]
                && alike.len() == 1
                && rows >= CLOUD
            {
                return draw(ChartKind::Scatter, Some(*subject), vec![across, up], None);
            }
            bars(table, *subject, alike)
        }
        ([], [across, down]) if alike.len() == 1 && is_grid(table, *across, *down) => {
            draw(ChartKind::Heat, Some(*across), vec![first], Some(*down))
        }
        _ => None,
    }
}

fn bars(table: &Table<'_>, subject: usize, measures: Vec<usize>) -> Option<Chart> {
    // Bars stand for one thing each; a name that comes twice would be two bars under one label.
    if table.distinct(subject) != table.rows.len() {
        return None;
    }
    let cut = (table.rows.len() > BARS).then_some(BARS);
    let mut title = title(table, &measures, Some(subject), None);
    if cut.is_some() {
        title = format!("{title} (the first {BARS} of {})", table.rows.len());
    }
    let unit = measures.first().and_then(|column| unit(table, *column));
    Some(Chart {
        kind: ChartKind::Bar,
        title,
        x: Some(subject),
        y: measures,
        series: None,
        unit,
        rows: cut,
    })
}

/// The first measure and the ones that share its unit, at most four: they fit on one axis.
fn alike(table: &Table<'_>, measures: &[usize]) -> Vec<usize> {
    let Some(first) = measures.first() else {
        return Vec::new();
    };
    measures
        .iter()
        .copied()
        .filter(|column| unit(table, *column) == unit(table, *first))
        .take(4)
        .collect()
}

fn is_numeric(table: &Table<'_>, column: usize) -> bool {
    table
        .columns
        .get(column)
        .is_some_and(|c| matches!(c.data_type, DataType::Integer | DataType::Decimal))
}

fn unit(table: &Table<'_>, column: usize) -> Option<String> {
    table.columns.get(column).and_then(|c| c.unit.clone())
}

/// None is missing and none is negative, so that slices and layers mean something.
fn parts_of_a_whole(table: &Table<'_>, column: usize) -> bool {
    let numbers = table.numbers(column);
    numbers.len() == table.rows.len()
        && numbers.iter().all(|(_, value)| *value >= 0.0)
        && !table.truncated
}

/// Each pair comes once, and both sides have several values and few enough to read.
fn is_grid(table: &Table<'_>, across: usize, down: usize) -> bool {
    let pairs: std::collections::BTreeSet<_> = (0..table.rows.len())
        .map(|row| (table.text(row, across), table.text(row, down)))
        .collect();
    let readable = |column| (2..=BARS).contains(&table.distinct(column));
    pairs.len() == table.rows.len() && readable(across) && readable(down)
}

fn title(table: &Table<'_>, measures: &[usize], x: Option<usize>, series: Option<usize>) -> String {
    let label = |column: &usize| table.columns.get(*column).map_or("", |c| c.label.as_str());
    let what = measures.iter().map(label).collect::<Vec<_>>().join(", ");
    let by: Vec<String> = [x, series]
        .iter()
        .flatten()
        .map(|c| label(c).to_lowercase())
        .collect();
    if by.is_empty() {
        what
    } else {
        format!("{what} by {}", by.join(" and "))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::table::Column;

    fn column(label: &str, role: Role, unit: Option<&str>) -> Column {
        let data_type = match role {
            Role::Measure | Role::Share => DataType::Decimal,
            Role::Time => DataType::Date,
            _ => DataType::Text,
        };
        let name = label.to_lowercase();
        Column {
            name,
            label: label.to_owned(),
            data_type,
            unit: unit.map(str::to_owned),
            role,
            additive: true,
            grain: None,
        }
    }

    fn drawn(columns: &[Column], rows: &[Vec<Value>]) -> Option<Chart> {
        chart(&Table {
            columns,
            rows,
            truncated: false,
            noun: None,
        })
    }

    fn many(count: usize, row: impl Fn(usize) -> Vec<Value>) -> Vec<Vec<Value>> {
        (0..count).map(row).collect()
    }

    #[test]
    fn one_number_is_a_tile() {
        let picture = drawn(
            &[column("Sales", Role::Measure, Some("USD"))],
            &[vec![json!(5)]],
        )
        .unwrap();
        assert_eq!(
            (picture.kind, picture.title.as_str()),
            (ChartKind::Tile, "Sales")
        );
        assert!(
            drawn(
                &[column("Sales", Role::Measure, None)],
                &[vec![json!(null)]]
            )
            .is_none()
        );
        assert!(drawn(&[column("Sales", Role::Measure, None)], &[]).is_none());
    }

    #[test]
    fn figures_over_time_are_a_line() {
        let columns = [
            column("Month", Role::Time, None),
            column("Sales", Role::Measure, Some("USD")),
        ];
        let rows = many(3, |n| vec![json!(format!("2025-0{}-01", n + 1)), json!(n)]);
        let picture = drawn(&columns, &rows).unwrap();
        assert_eq!(
            (picture.kind, picture.x, picture.y),
            (ChartKind::Line, Some(0), vec![1])
        );
        assert_eq!(picture.title, "Sales by month");
    }

    #[test]
    fn a_few_things_over_time_are_lines_and_many_are_none() {
        let columns = [
            column("Month", Role::Time, None),
            column("Group", Role::Key, None),
            column("Sales", Role::Measure, None),
        ];
        let of = |groups: usize| {
            many(groups * 2, |n| {
                vec![
                    json!(format!("2025-0{}-01", n % 2 + 1)),
                    json!(format!("g{}", n / 2)),
                    json!(n),
                ]
            })
        };
        assert_eq!(drawn(&columns, &of(8)).unwrap().series, Some(1));
        assert!(drawn(&columns, &of(9)).is_none());
    }

    #[test]
    fn categories_are_bars_named_by_name() {
        let columns = [
            column("Code", Role::Key, None),
            column("Name", Role::Name, None),
            column("Stock", Role::Measure, Some("units")),
        ];
        let rows = many(5, |n| {
            vec![json!(format!("c{n}")), json!(format!("n{n}")), json!(n)]
        });
        let picture = drawn(&columns, &rows).unwrap();
        assert_eq!(
            (picture.kind, picture.x, picture.rows),
            (ChartKind::Bar, Some(1), None)
        );
        let rows = many(31, |n| {
            vec![json!(format!("c{n}")), json!(format!("n{n}")), json!(n)]
        });
        let picture = drawn(&columns, &rows).unwrap();
        assert_eq!(
            (picture.rows, picture.title.as_str()),
            (Some(30), "Stock by name (the first 30 of 31)")
        );
    }

    #[test]
    fn measures_of_one_unit_stand_side_by_side() {
        let columns = [
            column("Group", Role::Key, None),
            column("Q1", Role::Measure, Some("units")),
            column("Q2", Role::Measure, Some("units")),
            column("Change", Role::Measure, Some("fraction")),
        ];
        let rows = many(3, |n| {
            vec![json!(format!("g{n}")), json!(n), json!(n + 1), json!(0.5)]
        });
        assert_eq!(drawn(&columns, &rows).unwrap().y, [1, 2]);
    }

    #[test]
    fn shares_of_up_to_six_are_a_donut() {
        let columns = [
            column("Group", Role::Key, None),
            column("Sales", Role::Measure, Some("USD")),
            column("Share", Role::Share, Some("fraction")),
        ];
        let of = |count| {
            many(count, |n| {
                vec![json!(format!("g{n}")), json!(n), json!(0.1)]
            })
        };
        assert_eq!(drawn(&columns, &of(6)).unwrap().kind, ChartKind::Donut);
        assert_eq!(drawn(&columns, &of(7)).unwrap().kind, ChartKind::Bar);
        let negative = many(3, |n| vec![json!(format!("g{n}")), json!(-1), json!(0.1)]);
        assert_eq!(drawn(&columns, &negative).unwrap().kind, ChartKind::Bar);
    }

    #[test]
    fn two_measures_of_different_units_are_a_cloud() {
        let columns = [
            column("Product", Role::Key, None),
            column("Stock value", Role::Measure, Some("USD")),
            column("Units sold", Role::Measure, Some("units")),
        ];
        let of = |count| {
            many(count, |n| {
                vec![json!(format!("p{n}")), json!(n), json!(n * 2)]
            })
        };
        let picture = drawn(&columns, &of(8)).unwrap();
        assert_eq!((picture.kind, picture.y), (ChartKind::Scatter, vec![1, 2]));
        assert_eq!(drawn(&columns, &of(7)).unwrap().kind, ChartKind::Bar);
    }

    #[test]
    fn two_dimensions_are_a_heat_map_unless_pairs_repeat() {
        let columns = [
            column("Warehouse", Role::Key, None),
            column("Group", Role::Key, None),
            column("Stock", Role::Measure, Some("units")),
        ];
        let rows = many(6, |n| {
            vec![
                json!(format!("w{}", n % 2)),
                json!(format!("g{}", n / 2)),
                json!(n),
            ]
        });
        let picture = drawn(&columns, &rows).unwrap();
        assert_eq!(
            (picture.kind, picture.x, picture.series),
            (ChartKind::Heat, Some(0), Some(1))
        );
        let rows = many(6, |n| {
            vec![json!("w"), json!(format!("g{}", n / 2)), json!(n)]
        });
        assert!(drawn(&columns, &rows).is_none());
    }
}
