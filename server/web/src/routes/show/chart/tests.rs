//! Charts from rows.

use jiff::civil::date;
use serde_json::json;

use super::*;

fn column(label: &str, data_type: &str, unit: Option<&str>) -> AnswerColumn {
    AnswerColumn {
        name: label.to_lowercase(),
        data_type: data_type.to_owned(),
        label: label.to_owned(),
        unit: unit.map(str::to_owned),
        next: None,
        grain: (label == "Month").then_some(insight::Grain::Month),
    }
}

fn plot(
    columns: &[AnswerColumn],
    rows: &Value,
    drill: Option<usize>,
    chart: &Value,
) -> Option<Plot> {
    let rows: Vec<Vec<Value>> = serde_json::from_value(rows.clone()).unwrap();
    let mut whole =
        json!({"title": "", "x": 0, "y": [1], "series": null, "unit": null, "rows": null});
    for (key, value) in chart.as_object().unwrap() {
        whole[key] = value.clone();
    }
    let chart: Chart = serde_json::from_value(whole).unwrap();
    Rows {
        columns,
        rows: &rows,
        drill,
    }
    .plot(&chart)
}

fn digits(figures: &[Option<Figure>]) -> Vec<Option<&str>> {
    figures
        .iter()
        .map(|figure| figure.as_ref().map(Figure::digits))
        .collect()
}

/// A row of a grid: its label, what a press asks, its figures.
type Drawn<'a> = (&'a str, Option<&'a str>, Vec<Option<&'a str>>);

#[test]
fn bars_are_ordered_cut_and_lead_on() {
    let columns = [
        column("Group", "text", None),
        column("Sales", "decimal", Some("USD")),
    ];
    let rows = json!([
        ["Locks", 2],
        ["Helmets", null],
        [null, 7],
        ["Bikes", "12.50"]
    ]);
    let chart = json!({"kind": "bar", "descending": true, "rows": 3});
    let Some(Plot::Bars(bars)) = plot(&columns, &rows, Some(0), &chart) else {
        panic!("no bars");
    };
    let rows: Vec<Drawn<'_>> = bars
        .grid
        .rows()
        .map(|(subject, figures)| {
            (
                subject.name.as_str(),
                subject.ask.as_deref(),
                digits(figures),
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("Bikes", Some("only Bikes"), vec![Some("12.50")]),
            ("—", None, vec![Some("7")]),
            ("Locks", Some("only Locks"), vec![Some("2")]),
        ]
    );
    assert_eq!(
        (bars.axis.as_str(), bars.measure.label.as_str()),
        ("Group", "Sales")
    );
}

#[test]
fn figures_side_by_side_are_called_by_what_they_share() {
    let columns = [
        column("Group", "text", None),
        column("Sales Q1 2025", "decimal", Some("USD")),
        column("Sales Q2 2025", "decimal", Some("USD")),
    ];
    let rows = json!([["Locks", 2, 3], ["Bikes", 4, null]]);
    let chart = json!({"kind": "bar", "y": [1, 2]});
    let Some(Plot::Bars(bars)) = plot(&columns, &rows, None, &chart) else {
        panic!("no bars");
    };
    assert_eq!(bars.measure.label, "Sales");
    assert_eq!(bars.grid.columns(), ["Sales Q1 2025", "Sales Q2 2025"]);
    assert_eq!(
        digits(bars.grid.rows().nth(1).unwrap().1),
        [Some("4"), None]
    );
}

#[test]
fn of_many_layers_the_others_are_added_up() {
    let columns = [
        column("Month", "date", None),
        column("Group", "text", None),
        column("Sales", "decimal", Some("USD")),
    ];
    let rows = json!([
        ["2025-02-01", "Bikes", 5],
        ["2025-01-01", "Bikes", 4],
        ["2025-01-01", "Locks", 0.1],
        ["2025-01-01", "Bells", "0.2"],
        ["2025-02-01", "Locks", null],
    ]);
    let chart = |kind: &str| json!({"kind": kind, "y": [2], "series": 1, "kept": ["Bikes"]});
    let Some(Plot::Stacked(layers)) = plot(&columns, &rows, Some(1), &chart("stacked")) else {
        panic!("no layers");
    };
    assert_eq!(layers.grain, Grain::Month);
    let months = [1, 2].map(|month| date(2025, month, 1).at(0, 0, 0, 0));
    assert_eq!(layers.grid().columns(), months);
    let series: Vec<Drawn<'_>> = layers
        .grid()
        .rows()
        .map(|(subject, figures)| {
            (
                subject.name.as_str(),
                subject.ask.as_deref(),
                digits(figures),
            )
        })
        .collect();
    assert_eq!(
        series,
        [
            ("Bikes", Some("only Bikes"), vec![Some("4"), Some("5")]),
            ("all others", None, vec![Some("0.3"), Some("0")]),
        ]
    );
    assert!(layers.is_rest(1) && !layers.is_rest(0));
    let mut all = chart("stacked");
    all["kept"] = json!([]);
    let Some(Plot::Stacked(layers)) = plot(&columns, &rows, Some(1), &all) else {
        panic!("no layers");
    };
    let names: Vec<&str> = layers.grid().rows().map(|(s, _)| s.name.as_str()).collect();
    assert_eq!(names, ["Bikes", "Bells", "Locks"]);
    assert!(!layers.is_rest(2));
    let Some(Plot::Line(lines)) = plot(&columns, &rows, Some(1), &chart("line")) else {
        panic!("no lines");
    };
    assert_eq!(lines.grid().rows().len(), 1);
}

#[test]
fn a_donut_of_a_part_leaves_the_rest_open() {
    let columns = [
        column("Group", "text", None),
        column("Sales", "decimal", Some("USD")),
        column("Share", "decimal", Some("fraction")),
    ];
    let rows = json!([["Locks", 10, 0.1], ["Bikes", 30, 0.3]]);
    let chart = json!({"kind": "donut", "share": 2, "descending": true});
    let Some(Plot::Donut(donut)) = plot(&columns, &rows, None, &chart) else {
        panic!("no donut");
    };
    assert!((donut.whole() - 100.0).abs() < 1e-9);
    assert!((donut.rest().unwrap() - 0.6).abs() < 1e-9);
    assert_eq!(donut.slices().next().unwrap().0.subject.name, "Bikes");
    let rows = json!([["Locks", 10, 0.1], ["Bikes", null, 0.3]]);
    assert!(plot(&columns, &rows, None, &chart).is_none());
}

#[test]
fn cells_and_dots_stand_where_their_rows_say() {
    let columns = [
        column("Group", "text", None),
        column("Month", "date", None),
        column("Stock", "integer", Some("units")),
    ];
    let rows = json!([
        ["Bikes", "2025-02-01", 5],
        ["Bikes", "2025-01-01", 4],
        ["Locks", "2025-02-01", 1]
    ]);
    let chart = json!({"kind": "heat", "x": 1, "y": [2], "series": 0});
    let Some(Plot::Heat(heat)) = plot(&columns, &rows, Some(0), &chart) else {
        panic!("no heat map");
    };
    let names: Vec<&str> = heat
        .grid
        .columns()
        .iter()
        .map(|s| s.name.as_str())
        .collect();
    assert_eq!(names, ["Jan 2025", "Feb 2025"]);
    let (locks, figures) = heat.grid.rows().nth(1).unwrap();
    assert_eq!(locks.ask.as_deref(), Some("only Locks"));
    assert_eq!(digits(figures), [None, Some("1")]);

    let columns = [
        column("Product", "text", None),
        column("Stock", "integer", Some("units")),
        column("Stock value", "decimal", Some("USD")),
    ];
    let rows = json!([["A", 1, 2.5], ["B", null, 3]]);
    let chart = json!({"kind": "scatter", "y": [1, 2]});
    let Some(Plot::Scatter(cloud)) = plot(&columns, &rows, Some(0), &chart) else {
        panic!("no cloud");
    };
    assert_eq!(cloud.dots.len(), 1);
    assert_eq!(cloud.up.label, "Stock value");
}

#[test]
fn what_no_longer_fits_is_no_chart() {
    let columns = [column("Group", "text", None)];
    let rows = json!([["Locks"]]);
    for kind in ["tile", "line", "stacked", "bar", "donut", "scatter", "heat"] {
        let chart = json!({"kind": kind, "y": [9], "x": 8, "series": 7});
        assert!(plot(&columns, &rows, None, &chart).is_none(), "{kind}");
    }
}

#[test]
fn columns_of_a_heat_map_are_called_by_their_periods() {
    use insight::Grain::{Day, Month, Quarter, Week, Year};
    assert_eq!(
        [Day, Week, Month, Quarter, Year].map(|grain| named("2025-06-02", grain)),
        ["2 Jun 2025", "2 Jun 2025", "Jun 2025", "Q2 2025", "2025"]
    );
}
