//! The SQL of each kind of question, as snapshots beside this file.

use insta::assert_snapshot;
use jiff::civil::date;

use super::*;
use crate::query::Aggregate;

fn first_half() -> Predicate {
    period(date(2025, 1, 1), date(2025, 7, 1))
}

fn quarter(number: i8) -> Predicate {
    let first = (number - 1) * 3 + 1;
    period(date(2025, first, 1), date(2025, first + 3, 1))
}

#[test]
fn one_measure_by_one_attribute() {
    let query =
        groups(vec![attribute("product_group"), metric("units_sold")]).filtered(vec![first_half()]);
    assert_snapshot!(text(&query.descending(1).top(5)));
}

#[test]
fn a_total_without_groups() {
    assert_snapshot!(text(&groups(vec![metric("stock_value")])));
}

#[test]
fn only_how_many_rows_there_are() {
    let mut query = groups(vec![attribute("product_group"), metric("stock_value")]);
    query.counted = Some("product".to_owned());
    let compiled = compiled(&query);
    assert!(
        compiled.sql.starts_with("WITH counted AS ("),
        "{}",
        compiled.sql
    );
    let ends = compiled
        .sql
        .ends_with("SELECT COUNT(*) AS number_of_products\nFROM counted");
    assert!(ends, "{}", compiled.sql);
    assert_eq!(compiled.columns.len(), 1);
}

#[test]
fn compared_periods_stand_in_columns() {
    let query = groups(vec![
        attribute("product_group"),
        metric_where("units_sold", "Q1 2025", vec![quarter(1)]),
        metric_where("units_sold", "Q2 2025", vec![quarter(2)]),
        Column::Difference {
            later: 2,
            earlier: 1,
        },
        Column::Change {
            later: 2,
            earlier: 1,
        },
    ]);
    assert_snapshot!(text(&query.having(
        2,
        Comparator::Less,
        HavingValue::Column(1)
    )));
}

#[test]
fn a_condition_for_one_measure_only() {
    let query = groups(vec![
        metric_where(
            "sales",
            "Helmets",
            vec![one_of("product_group", &["Helmets"])],
        ),
        metric("sales"),
        Column::Ratio {
            numerator: 0,
            denominator: 1,
        },
    ]);
    assert_snapshot!(text(&query));
}

#[test]
fn two_facts_meet_after_each_is_aggregated() {
    let query = groups(vec![
        attribute("product_code"),
        metric("on_hand"),
        metric("units_sold"),
    ])
    .filtered(vec![one_of("product_group", &["Helmets"])]);
    assert_snapshot!(text(&query));
}

#[test]
fn three_facts_meet_on_all_keys() {
    let query = groups(vec![
        attribute("warehouse_code"),
        attribute("product_code"),
        metric("on_hand"),
        metric("sales"),
        metric("spend"),
    ]);
    assert_snapshot!(text(&query));
}

#[test]
fn facts_without_keys_are_crossed() {
    assert_snapshot!(text(&groups(vec![metric("stock_value"), metric("sales")])));
}

#[test]
fn a_derived_metric_follows_the_fact_that_it_measures() {
    let query = groups(vec![attribute("product_code"), metric("days_of_cover")]);
    assert_snapshot!(text(&query.ascending(1)));
}

#[test]
fn a_difference_of_facts_keeps_the_groups_of_both() {
    let query = groups(vec![month("order_date"), metric("cash_flow")]);
    assert_snapshot!(text(&query.filtered(vec![first_half()])));
}

#[test]
fn distinct_orders_are_counted_over_their_lines() {
    let query = groups(vec![attribute("product_group"), metric("order_count")]);
    assert_snapshot!(text(&query.filtered(vec![first_half()])));
}

#[test]
fn orders_with_a_line_that_fulfils_two_conditions() {
    let query = groups(vec![attribute("warehouse_code"), metric("order_count")]).filtered(vec![
        one_of("product_group", &["Helmets"]),
        compare("sales_line.quantity", Comparator::Greater, "5"),
    ]);
    assert_snapshot!(text(&query));
}

#[test]
fn orders_without_such_a_line() {
    let query =
        groups(vec![metric("order_count")]).filtered(vec![none_of("product_group", &["Helmets"])]);
    assert_snapshot!(text(&query));
}

#[test]
fn sales_of_what_is_low_on_stock() {
    let query =
        groups(vec![attribute("product_code"), metric("sales")]).filtered(vec![named("low_stock")]);
    assert_snapshot!(text(&query));
}

#[test]
fn a_condition_of_one_fact_leads_the_groups() {
    let query = groups(vec![
        attribute("product_code"),
        metric("on_hand"),
        metric("units_sold"),
    ]);
    assert_snapshot!(text(
        &query.filtered(vec![named("low_stock"), first_half()])
    ));
}

#[test]
fn the_best_of_each_group() {
    let query = groups(vec![
        attribute("product_group"),
        attribute("product_code"),
        metric("sales"),
    ]);
    assert_snapshot!(text(&query.descending(2).best(3, &[0])));
}

#[test]
fn shares_count_all_groups_before_having() {
    let query = groups(vec![
        attribute("warehouse_code"),
        metric("order_count"),
        Column::Share {
            of: 1,
            within: Vec::new(),
        },
    ]);
    assert_snapshot!(text(
        &query
            .having(1, Comparator::Greater, HavingValue::Average)
            .descending(2)
            .top(2)
    ));
}

#[test]
fn a_running_total_follows_the_order() {
    let query = groups(vec![
        month("order_date"),
        metric("sales"),
        Column::RunningTotal { of: 1 },
    ]);
    assert_snapshot!(text(&query.filtered(vec![first_half()]).ascending(0)));
}

#[test]
fn each_month_beside_the_one_before() {
    let query = groups(vec![
        month("order_date"),
        metric("sales"),
        Column::Previous { of: 1 },
        Column::Change {
            later: 1,
            earlier: 2,
        },
    ]);
    let sql = text(&query.filtered(vec![first_half()]).ascending(0));
    assert!(sql.contains("LAG("), "{sql}");
    assert!(sql.contains("NULLIF(LAG("), "{sql}");
}

#[test]
fn a_mean_per_period_divides_by_the_periods_of_its_window() {
    let half = Window {
        from: Some(date(2025, 1, 1)),
        until: Some(date(2025, 7, 1)),
    };
    let spread = |grain| {
        let column = Column::PerPeriod {
            of: 0,
            grain,
            window: half,
        };
        text(&groups(vec![metric("units_sold"), column]).filtered(vec![first_half()]))
    };
    // 31 + 28 + 31 + 30 + 31 + 30 days.
    assert!(
        spread(Grain::Day).contains("/ 181 AS"),
        "{}",
        spread(Grain::Day)
    );
    assert!(
        spread(Grain::Week).contains("* 7"),
        "{}",
        spread(Grain::Week)
    );
    assert!(
        spread(Grain::Month).contains("/ 6 AS"),
        "{}",
        spread(Grain::Month)
    );
    assert!(
        spread(Grain::Quarter).contains("/ 2 AS"),
        "{}",
        spread(Grain::Quarter)
    );
}

#[test]
fn what_a_limit_leaves_together() {
    let mut query = groups(vec![
        attribute("product_group"),
        metric("sales"),
        Column::Share {
            of: 1,
            within: Vec::new(),
        },
    ])
    .descending(1)
    .top(3);
    if let Some(limit) = query.limit.as_mut() {
        limit.together = true;
    }
    let compiled = compiled(&query);
    let ends = compiled
        .sql
        .ends_with("SELECT SUM(sales) AS sales, SUM(share) AS share\nFROM first_rows");
    assert!(ends, "{}", compiled.sql);
    assert_eq!(compiled.columns.len(), 2);
}

#[test]
fn groups_without_rows_are_kept() {
    let query = with_empty(vec![attribute("warehouse_code"), metric("order_count")]);
    assert_snapshot!(text(&query.filtered(vec![one_of("status", &["Pending"])])));
}

#[test]
fn months_without_rows_are_kept() {
    let query = with_empty(vec![month("order_date"), metric("units_sold")]);
    assert_snapshot!(text(&query.filtered(vec![quarter(2)])));
}

#[test]
fn distinct_things_without_a_measure() {
    let sold = Predicate::Related {
        dataset: "sales_line".into(),
        on: vec![id("product_code")],
        filters: vec![named("not_cancelled")],
        negated: true,
    };
    let query = groups(vec![attribute("product_code"), attribute("product_name")])
        .filtered(vec![one_of("warehouse_code", &["W1"]), sold]);
    assert_snapshot!(text(&query));
}

#[test]
fn a_list_shows_values_of_its_own_rows() {
    let query = rows(
        "stock",
        vec![
            attribute("warehouse_code"),
            attribute("product_name"),
            attribute("stock.on_hand"),
            metric("shortage"),
            metric("stock_value"),
        ],
    );
    assert_snapshot!(text(
        &query
            .filtered(vec![named("low_stock")])
            .descending(3)
            .top(10)
    ));
}

#[test]
fn a_list_shows_conditional_values_of_its_own_rows() {
    assert_snapshot!(text(&rows(
        "stock",
        vec![attribute("product_code"), metric("shortage")]
    )));
}

#[test]
fn a_list_shows_values_of_finer_rows() {
    let query = rows(
        "sales_header",
        vec![
            attribute("number"),
            attribute("delivery_country"),
            metric("order_value"),
            Column::DaysSince(id("order_date")),
        ],
    );
    let query = query.filtered(vec![named("overdue")]).having(
        2,
        Comparator::AtLeast,
        HavingValue::Number("4000".into()),
    );
    assert_snapshot!(text(&query));
}

#[test]
fn a_list_shows_a_metric_of_two_facts() {
    let query = rows(
        "stock",
        vec![
            attribute("warehouse_code"),
            attribute("product_code"),
            metric("days_of_cover"),
        ],
    );
    assert_snapshot!(text(&query));
}

#[test]
fn the_last_order_of_each_customer() {
    let query = rows(
        "sales_header",
        vec![attribute("customer_code"), attribute("order_date")],
    );
    assert_snapshot!(text(&query.descending(1).best(1, &[0])));
}

#[test]
fn conditions_of_every_kind() {
    let query = rows(
        "sales_line",
        vec![attribute("number"), attribute("sales_line.line")],
    )
    .filtered(vec![
        Predicate::Contains {
            attribute: id("product_name"),
            text: "50%_O'N".into(),
            negated: false,
        },
        Predicate::Missing {
            attribute: id("sales_header.delivery_date"),
            negated: true,
        },
        Predicate::Named {
            filter: "not_cancelled".into(),
            negated: true,
        },
        named("urgent"),
        none_of("product_group", &["Helmets", "Gloves"]),
        Predicate::Any(vec![
            compare("sales_line.quantity", Comparator::Equal, "0"),
            one_of("delivery_country", &["France"]),
        ]),
        Predicate::Compare {
            left: Operand::DaysBetween {
                from: id("order_date"),
                to: id("sales_header.delivery_date"),
            },
            comparator: Comparator::Greater,
            right: Operand::Literal(Literal::Number("7".into())),
        },
        Predicate::Compare {
            left: Operand::Attribute(id("product.unit_price")),
            comparator: Comparator::Greater,
            right: Operand::Scaled {
                attribute: id("product.unit_cost"),
                factor: "1.5".into(),
            },
        },
        Predicate::Compare {
            left: Operand::Attribute(id("product.changed_at")),
            comparator: Comparator::Equal,
            right: Operand::Literal(Literal::Date(date(2025, 5, 1))),
        },
    ]);
    assert_snapshot!(text(&query));
}

#[test]
fn aggregates_of_attributes() {
    let of = |function, attribute: &str, dataset: &str| {
        measure(
            Measure::Aggregate {
                function,
                attribute: id(attribute),
                dataset: dataset.into(),
            },
            Vec::new(),
            None,
        )
    };
    let query = groups(vec![
        attribute("product_group"),
        of(Aggregate::Average, "sales_line.quantity", "sales_line"),
        of(Aggregate::Median, "sales_line.total", "sales_line"),
        of(Aggregate::Maximum, "order_date", "sales_line"),
        of(Aggregate::CountDistinct, "customer_code", "sales_line"),
        measure(
            Measure::Entities {
                entity: "sales_order".into(),
                dataset: "sales_line".into(),
            },
            Vec::new(),
            None,
        ),
        metric("average_price"),
    ]);
    assert_snapshot!(text(&query));
}

#[test]
fn days_between_dates_are_averaged() {
    let query = groups(vec![attribute("supplier_code"), metric("lead_time")]);
    assert_snapshot!(text(&query.having(
        1,
        Comparator::Greater,
        HavingValue::Number("14".into())
    )));
}

#[test]
fn alternatives_each_go_their_own_way() {
    let query = groups(vec![metric("order_count")]).filtered(vec![Predicate::Any(vec![
        one_of("status", &["Pending"]),
        one_of("product_group", &["Helmets"]),
    ])]);
    assert_snapshot!(text(&query));
}
