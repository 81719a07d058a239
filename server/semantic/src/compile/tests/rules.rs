//! What is refused, what is noted, what columns are called.

use super::*;
use crate::model::DataType;
use crate::query::Aggregate;

fn no_path(query: &SemanticQuery) -> (String, String) {
    match try_compile(query) {
        Err(CompileError::NoPath { what, with }) => (what, with),
        other => panic!("{other:?}"),
    }
}

fn invalid(query: &SemanticQuery) -> String {
    match try_compile(query) {
        Err(CompileError::Invalid(text)) => text,
        other => panic!("{other:?}"),
    }
}

fn sum(attribute: &str, dataset: &str) -> Column {
    let measure = Measure::Aggregate {
        function: Aggregate::Sum,
        attribute: id(attribute),
        dataset: dataset.into(),
    };
    super::measure(measure, Vec::new(), None)
}

#[test]
fn a_sum_is_not_spread_over_finer_rows() {
    let by_area = groups(vec![
        attribute("sales_header.delivery_area"),
        metric("on_hand"),
    ]);
    assert_eq!(
        no_path(&by_area),
        ("sales_header.delivery_area".into(), "stock".into())
    );
    let by_group = groups(vec![attribute("product_group"), metric("lead_time")]);
    assert_eq!(
        no_path(&by_group),
        ("product_group".into(), "purchase_header".into())
    );
}

#[test]
fn a_value_of_a_coarser_row_is_not_summed_over_finer_ones() {
    let query = groups(vec![sum("product.unit_cost", "sales_line")]);
    assert_eq!(
        no_path(&query),
        ("product.unit_cost".into(), "sales_line".into())
    );
}

#[test]
fn a_condition_that_concerns_nothing_is_refused() {
    let query = groups(vec![attribute("product_code"), metric("on_hand")])
        .filtered(vec![period(date(2025, 1, 1), date(2025, 2, 1))]);
    assert_eq!(no_path(&query), ("the period".into(), "stock".into()));
}

#[test]
fn a_period_that_stock_does_not_have_is_noted() {
    let query = groups(vec![
        attribute("product_code"),
        metric("on_hand"),
        metric("sales"),
    ])
    .filtered(vec![period(date(2025, 1, 1), date(2025, 2, 1))]);
    assert_eq!(
        compiled(&query).notes,
        ["On hand is not limited by the period."]
    );
}

#[test]
fn a_metric_has_its_own_time() {
    let query = groups(vec![metric("units_due")])
        .filtered(vec![period(date(2025, 1, 1), date(2025, 2, 1))]);
    assert!(compiled(&query).sql.contains(
        "sh.delivery_date >= DATE '2025-01-01' AND sh.delivery_date < DATE '2025-02-01'"
    ));
}

#[test]
fn a_trailing_window_ends_today_and_takes_in_its_days() {
    // The last 90 days up to and including 30 June 2025 begin on 2 April.
    let sql = compiled(&groups(vec![metric("days_of_cover")])).sql;
    assert!(
        sql.contains("sh.order_date >= DATE '2025-04-02' AND sh.order_date < DATE '2025-07-01'"),
        "{sql}"
    );
}

#[test]
fn a_metric_with_its_own_period_takes_no_other() {
    let june = || vec![period(date(2025, 6, 1), date(2025, 7, 1))];
    let words = "Days of cover has a period of its own, so it cannot be given one";
    assert_eq!(
        invalid(&groups(vec![metric_where("days_of_cover", "June", june())])),
        words
    );
    let beside = groups(vec![
        attribute("product_code"),
        metric("units_sold"),
        metric("days_of_cover"),
    ]);
    assert_eq!(
        compiled(&beside.filtered(june())).notes,
        ["Days of cover is not limited by the period."]
    );
}

#[test]
fn a_condition_of_a_derived_metric_limits_the_inputs_that_it_concerns() {
    let france = vec![one_of("delivery_country", &["France"])];
    let query = groups(vec![
        attribute("product_code"),
        metric_where("days_of_cover", "France", france),
    ]);
    let compiled = compiled(&query);
    assert_eq!(
        compiled.notes,
        ["On hand is not limited by the condition on delivery country."]
    );
    assert_eq!(compiled.sql.matches("= 'France'").count(), 1);
}

#[test]
fn averages_and_distinct_counts_have_no_share() {
    for (column, label) in [
        (metric("lead_time"), "Lead time"),
        (metric("order_count"), "Order count"),
    ] {
        let by = if label == "Lead time" {
            "supplier_code"
        } else {
            "product_group"
        };
        let query = groups(vec![
            attribute(by),
            column,
            Column::Share {
                of: 1,
                within: vec![],
            },
        ]);
        assert_eq!(
            invalid(&query),
            format!("{label} of several groups does not add up to a whole")
        );
    }
    let own = groups(vec![
        attribute("warehouse_code"),
        metric("order_count"),
        Column::Share {
            of: 1,
            within: vec![],
        },
    ]);
    assert!(try_compile(&own).is_ok());
}

#[test]
fn contradictions_are_refused_in_words() {
    let base = || groups(vec![attribute("product_group"), metric("sales")]);
    assert_eq!(
        invalid(&groups(vec![])),
        "a query needs at least one column"
    );
    assert_eq!(
        invalid(&base().descending(7)),
        "there is no column at position 7"
    );
    let text = base().having(0, Comparator::Greater, HavingValue::Number("1".into()));
    assert_eq!(
        invalid(&text),
        "Product group is no number: it goes into the filters"
    );
    let number = base().having(
        1,
        Comparator::Greater,
        HavingValue::Number("1 OR 1=1".into()),
    );
    assert_eq!(
        invalid(&number),
        "\"1 OR 1=1\" is not a plain decimal number"
    );
    let ratio = groups(vec![
        attribute("product_group"),
        metric("sales"),
        Column::Ratio {
            numerator: 1,
            denominator: 0,
        },
    ]);
    assert_eq!(invalid(&ratio), "Product group is no number");
    let circular = groups(vec![
        metric("sales"),
        Column::Difference {
            later: 1,
            earlier: 0,
        },
    ]);
    assert_eq!(
        invalid(&circular),
        "column 1 builds on too many other columns"
    );
    assert_eq!(
        invalid(&groups(vec![metric("circle")])),
        "Circle is derived from itself"
    );
    let days = groups(vec![Column::DaysSince(id("order_date")), metric("sales")]);
    assert!(invalid(&days).contains("listed, not grouped"));
    let mismatch = base().filtered(vec![compare("order_date", Comparator::Less, "5")]);
    assert_eq!(
        invalid(&mismatch),
        "Order date cannot be compared with the number 5"
    );
    let none = base().filtered(vec![Predicate::Any(vec![])]);
    assert_eq!(invalid(&none), "\"any\" needs at least one condition");
}

#[test]
fn unknown_names_are_named() {
    let unknown = |query: &SemanticQuery, kind: &'static str, name: &str| {
        assert_eq!(
            try_compile(query).unwrap_err(),
            CompileError::Unknown {
                kind,
                name: name.into()
            }
        );
    };
    unknown(&groups(vec![metric("profit")]), "metric", "profit");
    unknown(&groups(vec![attribute("colour")]), "attribute", "colour");
    unknown(
        &groups(vec![attribute("colour"), metric("sales")]),
        "attribute",
        "colour",
    );
    unknown(
        &rows("invoice", vec![attribute("number")]),
        "dataset",
        "invoice",
    );
    unknown(
        &groups(vec![metric("sales")]).filtered(vec![named("hot")]),
        "filter",
        "hot",
    );
}

#[test]
fn a_model_without_a_table_knows_nothing_of_it() {
    let tables: Vec<String> = ["product", "stock"].map(str::to_owned).to_vec();
    let model = fixture::model().restricted_to(&tables);
    let query = groups(vec![attribute("product_group"), metric("on_hand")]);
    let allowed = compile(&model, &query, Dialect::Embedded, TODAY).unwrap();
    assert_eq!(
        allowed.tables.into_iter().collect::<Vec<_>>(),
        ["product", "stock"]
    );
    let denied = groups(vec![metric("sales")]);
    assert!(matches!(
        compile(&model, &denied, Dialect::Embedded, TODAY),
        Err(CompileError::Unknown { .. })
    ));
}

#[test]
fn tables_of_subqueries_are_reported() {
    let query =
        groups(vec![metric("order_count")]).filtered(vec![one_of("product_group", &["Helmets"])]);
    let tables: Vec<String> = compiled(&query).tables.into_iter().collect();
    assert_eq!(tables, ["product", "sales_header", "sales_line"]);
}

#[test]
fn columns_have_names_labels_units_and_types() {
    let query = groups(vec![
        attribute("delivery_country"),
        metric_where(
            "units_sold",
            "Q1 2025",
            vec![one_of("product_group", &["Helmets"])],
        ),
        metric("units_sold"),
        Column::Share {
            of: 2,
            within: vec![],
        },
        measure(
            Measure::Rows {
                dataset: "sales_line".into(),
            },
            vec![],
            None,
        ),
    ]);
    let columns = compiled(&query).columns;
    let names: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "delivery_country",
            "units_sold_q1_2025",
            "units_sold",
            "share",
            "number_of_sales_lines"
        ]
    );
    let labels: Vec<&str> = columns.iter().map(|c| c.label.as_str()).collect();
    assert_eq!(
        labels,
        [
            "Delivery country",
            "Q1 2025",
            "Units sold",
            "Share of units sold",
            "Sales lines"
        ]
    );
    assert_eq!(columns[3].unit.as_deref(), Some("fraction"));
    assert_eq!(columns[4].data_type, DataType::Integer);
}

#[test]
fn the_same_column_twice_has_two_names() {
    let query = groups(vec![metric("sales"), metric("sales")]);
    let names: Vec<String> = compiled(&query)
        .columns
        .into_iter()
        .map(|c| c.name)
        .collect();
    assert_eq!(names, ["sales", "sales_2"]);
}

#[test]
fn numbers_written_as_text_fit_their_column() {
    let query = rows("sales_header", vec![attribute("status")])
        .filtered(vec![one_of("number", &["75113"])]);
    assert!(compiled(&query).sql.contains("sh.number = 75113"));
    let wrong =
        rows("sales_header", vec![attribute("status")]).filtered(vec![one_of("number", &["SO-1"])]);
    assert_eq!(
        invalid(&wrong),
        "Number cannot be compared with the text \"SO-1\""
    );
}

#[test]
fn a_list_follows_the_period_of_its_measure_where_rows_have_no_date() {
    let query = rows(
        "product",
        vec![attribute("product_code"), metric("units_sold")],
    )
    .filtered(vec![period(date(2025, 6, 1), date(2025, 7, 1))]);
    let sql = compiled(&query).sql;
    assert!(
        sql.contains("WHERE sh.order_date >= DATE '2025-06-01'"),
        "{sql}"
    );
    assert!(sql.contains("FROM product AS p\nLEFT JOIN sales_line_totals AS sl_t ON sl_t.product_code = p.product_code\nORDER"));
    let undated = rows("product", vec![attribute("product_code")])
        .filtered(vec![period(date(2025, 6, 1), date(2025, 7, 1))]);
    assert_eq!(no_path(&undated), ("the period".into(), "product".into()));
}
