//! What differs between engines in whole queries, as snapshots beside this file.

use insta::assert_snapshot;
use jiff::civil::date;

use super::*;
use crate::query::Aggregate;

/// The SQL of one query for every engine but the embedded one, or why there is none.
fn engines(query: &SemanticQuery) -> String {
    [
        Dialect::Postgres,
        Dialect::Mysql,
        Dialect::Redshift,
        Dialect::Athena,
    ]
    .map(
        |dialect| match compile(&fixture::model(), query, dialect, TODAY) {
            Ok(compiled) => format!("-- {dialect:?}\n{}", compiled.sql),
            Err(error) => format!("-- {dialect:?}\n-- {error}"),
        },
    )
    .join("\n\n")
}

fn first_half() -> Predicate {
    period(date(2025, 1, 1), date(2025, 7, 1))
}

#[test]
fn facts_meet_in_a_list_of_all_keys() {
    let query = groups(vec![
        attribute("product_group"),
        metric("sales"),
        metric("spend"),
    ]);
    assert_snapshot!(engines(&query.descending(1).top(5)));
}

#[test]
fn empty_groups_join_the_list_of_all_keys() {
    let query = with_empty(vec![
        attribute("warehouse_code"),
        attribute("product_group"),
        metric("units_sold"),
    ]);
    assert_snapshot!(engines(&query));
}

#[test]
fn periods_that_may_be_empty_are_listed() {
    let query = with_empty(vec![month("order_date"), metric("sales")]);
    assert_snapshot!(engines(&query.filtered(vec![first_half()])));
}

#[test]
fn more_periods_than_an_engine_can_list_are_declined() {
    let query = with_empty(vec![
        Column::Time {
            attribute: id("sales_header.order_date"),
            grain: Grain::Day,
        },
        metric("sales"),
    ]);
    let year = query.filtered(vec![period(date(2024, 1, 1), date(2025, 1, 1))]);
    let error = compile(&fixture::model(), &year, Dialect::Mysql, TODAY).unwrap_err();
    assert_eq!(
        error.to_string(),
        "MySQL cannot compute so many periods of which some may be empty. Ask for something else in its place."
    );
    assert!(compile(&fixture::model(), &year, Dialect::Postgres, TODAY).is_ok());
}

#[test]
fn medians_are_computed_or_declined() {
    let query = groups(vec![
        attribute("product_group"),
        measure(
            Measure::Aggregate {
                function: Aggregate::Median,
                attribute: id("sales_line.total"),
                dataset: "sales_line".into(),
            },
            vec![first_half()],
            Some("first half"),
        ),
    ]);
    assert_snapshot!(engines(&query));
}

#[test]
fn the_best_of_each_group_with_missing_values_last() {
    let mut query = groups(vec![
        attribute("warehouse_code"),
        attribute("product_group"),
        metric("units_sold"),
        Column::Share {
            of: 2,
            within: vec![0],
        },
    ]);
    query = query.descending(2).best(2, &[0]);
    assert_snapshot!(engines(&query));
}

#[test]
fn parts_weeks_days_and_texts() {
    let query = rows(
        "sales_header",
        vec![
            attribute("delivery_country"),
            Column::Time {
                attribute: id("sales_header.order_date"),
                grain: Grain::Week,
            },
            Column::DaysSince(id("sales_header.order_date")),
        ],
    );
    let contains = Predicate::Contains {
        attribute: id("sales_header.delivery_area"),
        text: "50%".into(),
        negated: true,
    };
    assert_snapshot!(engines(&query.filtered(vec![contains])));
}
