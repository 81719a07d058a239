//! Which chart follows from which table.

use serde_json::{Value, json};

use super::*;
use crate::table::{Column, DataType};

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

fn cut(columns: &[Column], rows: &[Vec<Value>]) -> Option<Chart> {
    chart(&Table {
        columns,
        rows,
        truncated: true,
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
fn few_things_over_time_are_lines_and_more_are_a_heat_map_or_the_largest() {
    let columns = [
        column("Month", Role::Time, None),
        column("Group", Role::Key, None),
        column("Sales", Role::Measure, None),
    ];
    let of = |groups: usize, months: usize| {
        many(groups * months, |n| {
            vec![
                json!(format!("2025-{:02}-01", n % months + 1)),
                json!(format!("g{}", n / months)),
                json!(n),
            ]
        })
    };
    let eight = drawn(&columns, &of(8, 2)).unwrap();
    assert_eq!((eight.kind, eight.series), (ChartKind::Line, Some(1)));
    assert_eq!(eight.title, "Sales by month and group");
    assert!(eight.kept.is_empty());
    let nine = drawn(&columns, &of(9, 12)).unwrap();
    assert_eq!(
        (nine.kind, nine.x, nine.series),
        (ChartKind::Heat, Some(0), Some(1))
    );
    // Thirteen months are too many for cells, and so are 31 groups.
    let nine = drawn(&columns, &of(9, 13)).unwrap();
    assert_eq!(nine.kind, ChartKind::Line);
    assert_eq!(nine.kept, ["g8", "g7", "g6", "g5", "g4", "g3", "g2", "g1"]);
    assert_eq!(nine.title, "Sales by month and group (the 8 largest of 9)");
    assert_eq!(
        drawn(&columns, &of(31, 2)).unwrap().title,
        "Sales by month and group (the 8 largest of 31)"
    );
    let mut twice = of(2, 3);
    twice.push(twice[0].clone());
    assert!(drawn(&columns, &twice).is_none());
}

#[test]
fn shares_over_time_are_layers() {
    let columns = [
        column("Month", Role::Time, None),
        column("Group", Role::Key, None),
        column("Sales", Role::Measure, None),
        column("Share", Role::Share, Some("fraction")),
    ];
    let of = |groups: usize, months: usize| {
        many(groups * months, |n| {
            let day = format!("2025-{:02}-{:02}", n % months / 28 + 1, n % months % 28 + 1);
            vec![
                json!(day),
                json!(format!("g{}", n / months)),
                json!(n),
                json!(0.1),
            ]
        })
    };
    let eight = drawn(&columns, &of(8, 2)).unwrap();
    assert_eq!((eight.kind, eight.kept.len()), (ChartKind::Stacked, 0));
    let nine = drawn(&columns, &of(9, 2)).unwrap();
    assert_eq!((nine.kind, nine.kept.len()), (ChartKind::Stacked, 7));
    assert_eq!(
        nine.title,
        "Sales by month and group (the 7 largest of 9 and all others)"
    );
    // More than sixty columns are too thin for layers.
    assert_eq!(drawn(&columns, &of(2, 61)).unwrap().kind, ChartKind::Line);
}

#[test]
fn lines_of_two_points_flat_lines_and_cut_ones_are_none() {
    let columns = [
        column("Month", Role::Time, None),
        column("Sales", Role::Measure, None),
    ];
    let months = |count, sales: fn(usize) -> usize| {
        many(count, |n| {
            vec![json!(format!("2025-{:02}-01", n + 1)), json!(sales(n))]
        })
    };
    assert!(drawn(&columns, &months(2, |n| n)).is_none());
    assert!(drawn(&columns, &months(3, |_| 7)).is_none());
    let rows = months(3, |n| n);
    assert!(drawn(&columns, &rows).is_some());
    assert!(cut(&columns, &rows).is_none());
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
        (Some(30), "Stock by name (the 30 smallest of 31)")
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
fn bars_go_from_the_largest_to_the_smallest_unless_the_rows_have_an_order() {
    let columns = [
        column("Name", Role::Key, None),
        column("Stock", Role::Measure, Some("units")),
    ];
    let of = |count, stock: fn(usize) -> usize| {
        many(count, |n| vec![json!(format!("n{n}")), json!(stock(n))])
    };
    let mixed = |n: usize| n * 7 % 31;
    let picture = drawn(&columns, &of(31, mixed)).unwrap();
    assert!(picture.descending);
    assert_eq!(
        (picture.rows, picture.title.as_str()),
        (Some(30), "Stock by name (the 30 largest of 31)")
    );
    let falling = drawn(&columns, &of(31, |n| 31 - n)).unwrap();
    assert!(!falling.descending);
    assert_eq!(falling.title, "Stock by name (the 30 largest of 31)");
    let cut = cut(&columns, &of(31, mixed)).unwrap();
    assert!(!cut.descending);
    assert_eq!(cut.title, "Stock by name (the first 30; there are more)");
    let mut numbered = columns.clone();
    numbered[0].data_type = DataType::Integer;
    let rows = many(5, |n| vec![json!(n), json!(mixed(n))]);
    assert!(!drawn(&numbered, &rows).unwrap().descending);
    let rows = many(31, |n| vec![json!(n), json!(mixed(n))]);
    assert_eq!(
        drawn(&numbered, &rows).unwrap().title,
        "Stock by name (the first 30 of 31)"
    );
    // Two bars, or bars that are all the same, say no more than the table.
    assert!(drawn(&columns, &of(2, mixed)).is_none());
    assert!(drawn(&columns, &of(5, |_| 7)).is_none());
}

#[test]
fn bars_stand_for_what_differs_from_row_to_row() {
    let columns = [
        column("Warehouse", Role::Key, None),
        column("Product", Role::Key, None),
        column("Product name", Role::Name, None),
        column("Stock", Role::Measure, Some("units")),
        column("Maximum stock", Role::Measure, Some("units")),
    ];
    let rows = many(4, |n| {
        vec![
            json!("GOT-PORT"),
            json!(format!("p{n}")),
            json!(format!("Product {n}")),
            json!(n * 3 % 4),
            json!(9),
        ]
    });
    let picture = drawn(&columns, &rows).unwrap();
    assert_eq!(
        (picture.kind, picture.x, picture.y),
        (ChartKind::Bar, Some(2), vec![3, 4])
    );
    assert_eq!(picture.title, "Stock and maximum stock by product name");
}

#[test]
fn a_difference_is_seen_between_its_bars() {
    let columns = [
        column("Group", Role::Key, None),
        column("Sales Q1 2025", Role::Measure, Some("USD")),
        column("Sales Q2 2025", Role::Measure, Some("USD")),
        column("Difference", Role::Measure, Some("USD")),
    ];
    let rows = [
        vec![
            json!("a"),
            json!(97590.1275),
            json!(51993.0923),
            json!(-45597.0352),
        ],
        vec![
            json!("b"),
            json!(82101.8632),
            json!(99329.3217),
            json!(17227.4585),
        ],
    ];
    let picture = drawn(&columns, &rows).unwrap();
    assert_eq!(picture.y, [1, 2]);
    assert_eq!(picture.title, "Sales Q1 2025 and sales Q2 2025 by group");
}

#[test]
fn shares_of_up_to_six_are_a_donut_and_of_more_are_bars() {
    let columns = [
        column("Group", Role::Key, None),
        column("Sales", Role::Measure, Some("USD")),
        column("Share", Role::Share, Some("fraction")),
    ];
    let of = |count: usize, sign: i64| {
        many(count, |n| {
            let sales = sign * i64::try_from(n + 1).unwrap();
            vec![
                json!(format!("g{n}")),
                json!(sales),
                json!(0.01 * f64::from(u8::try_from(n).unwrap())),
            ]
        })
    };
    let six = drawn(&columns, &of(6, 1)).unwrap();
    assert_eq!(
        (six.kind, six.y, six.share),
        (ChartKind::Donut, vec![1], Some(2))
    );
    let seven = drawn(&columns, &of(7, 1)).unwrap();
    assert_eq!(
        (seven.kind, seven.y, seven.unit.as_deref()),
        (ChartKind::Bar, vec![2], Some("fraction"))
    );
    assert_eq!(drawn(&columns, &of(3, -1)).unwrap().kind, ChartKind::Bar);
    // A share alone is a figure, too.
    let alone = [columns[0].clone(), columns[2].clone()];
    let rows = [vec![json!("a"), json!(0.75)], vec![json!("b"), json!(0.25)]];
    let donut = drawn(&alone, &rows).unwrap();
    assert_eq!(
        (donut.kind, donut.y, donut.share),
        (ChartKind::Donut, vec![1], Some(1))
    );
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
    assert_eq!(
        drawn(&columns, &of(8)).unwrap().title,
        "Units sold against stock value by product"
    );
    let many = drawn(&columns, &of(501)).unwrap();
    assert_eq!(
        (many.rows, many.title.as_str()),
        (
            Some(500),
            "Units sold against stock value by product (the first 500 of 501)"
        )
    );
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

#[test]
fn the_side_with_fewer_values_goes_across_and_holes_are_no_map() {
    let columns = [
        column("Group", Role::Key, None),
        column("Warehouse", Role::Key, None),
        column("Stock", Role::Measure, Some("units")),
        column("Stock value", Role::Measure, Some("units")),
    ];
    let rows = many(28, |n| {
        vec![
            json!(format!("g{}", n / 2)),
            json!(format!("w{}", n % 2)),
            json!(n),
            json!(2 * n),
        ]
    });
    let picture = drawn(&columns, &rows).unwrap();
    assert_eq!(
        (picture.kind, picture.x, picture.series),
        (ChartKind::Heat, Some(1), Some(0))
    );
    assert_eq!(picture.title, "Stock by group and warehouse");
    // Each group in one warehouse only: one bar for each group.
    let rows = many(6, |n| {
        vec![
            json!(format!("g{n}")),
            json!(format!("w{}", n % 3)),
            json!(n),
            json!(n * n),
        ]
    });
    let rows: Vec<_> = rows.into_iter().collect();
    assert_eq!(drawn(&columns, &rows).unwrap().kind, ChartKind::Bar);
}

#[test]
fn charts_of_earlier_answers_are_understood() {
    let chart: Chart = serde_json::from_value(json!({
        "kind": "bar", "title": "Stock", "x": 0, "y": [1], "series": null, "unit": null, "rows": 30
    }))
    .unwrap();
    assert!(!chart.descending && chart.kept.is_empty() && chart.share.is_none());
}
