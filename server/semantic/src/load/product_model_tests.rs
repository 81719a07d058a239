//! The product's own model: it loads, it holds every definition of the glossary, it keeps to the specification.

use std::collections::BTreeSet;

use super::load;
use crate::model::{AttributeId, DataType, MetricKind, Model};

const YAML: &str = include_str!("../../../../config/semantic_model.yaml");

fn ours() -> Model {
    load("config/semantic_model.yaml", YAML).unwrap_or_else(|error| panic!("{error}"))
}

/// Expression, dataset and filters of a metric that aggregates.
fn aggregate<'m>(model: &'m Model, name: &str) -> (&'m str, &'m str, Vec<&'m str>) {
    match &model
        .metric(name)
        .unwrap_or_else(|| panic!("no metric {name}"))
        .kind
    {
        MetricKind::Aggregate {
            dataset,
            expression,
            filters,
        } => (
            expression,
            dataset,
            filters.iter().map(String::as_str).collect(),
        ),
        MetricKind::Derived { .. } => panic!("{name} is derived"),
    }
}

fn condition<'m>(model: &'m Model, name: &str) -> &'m str {
    &model
        .filter(name)
        .unwrap_or_else(|| panic!("no filter {name}"))
        .expression
}

#[test]
fn it_holds_the_six_tables() {
    let model = ours();
    let columns: Vec<(&str, usize)> = model
        .datasets
        .iter()
        .map(|d| (d.name.as_str(), d.fields.len()))
        .collect();
    let expected = [
        ("product", 9),
        ("warehouse_product", 8),
        ("sales_order_header", 10),
        ("sales_order_line", 9),
        ("purchase_order_header", 9),
        ("purchase_order_line", 9),
    ];
    assert_eq!(columns, expected);
    assert_eq!(model.relationships.len(), 5);
    for dataset in &model.datasets {
        assert!(!dataset.list.is_empty(), "{}", dataset.name);
    }
    // What is in stock and what a product is have no time of their own; orders and their lines do.
    let dated: Vec<&str> = model
        .datasets
        .iter()
        .filter(|d| d.default_time.is_some())
        .map(|d| d.name.as_str())
        .collect();
    assert_eq!(
        dated,
        [
            "sales_order_header",
            "sales_order_line",
            "purchase_order_header",
            "purchase_order_line"
        ]
    );
    let line = model.dataset("sales_order_line").unwrap();
    assert_eq!(
        line.primary_key,
        [
            "sales_order_prefix",
            "sales_order_number",
            "sales_order_line"
        ]
    );
    let price = line.fields.iter().find(|f| f.name == "unit_price").unwrap();
    assert_eq!(
        (price.data_type, price.unit.as_deref()),
        (DataType::Decimal, Some("USD"))
    );
}

#[test]
fn definitions_are_those_of_the_glossary() {
    let model = ours();
    let value = "SUM(warehouse_product.current_stock * product.unit_cost)";
    assert_eq!(
        aggregate(&model, "stock_value"),
        (value, "warehouse_product", vec![])
    );
    let sales = (
        "SUM(sales_order_line.line_total)",
        "sales_order_line",
        vec!["not_cancelled_sale"],
    );
    assert_eq!(aggregate(&model, "sales"), sales);
    let given = (
        "SUM(sales_order_line.line_total)",
        "sales_order_line",
        vec![],
    );
    assert_eq!(aggregate(&model, "order_value"), given);
    assert_eq!(
        aggregate(&model, "order_count"),
        ("COUNT(*)", "sales_order_header", vec![])
    );
    let spend = (
        "SUM(purchase_order_line.line_total)",
        "purchase_order_line",
        vec!["counted_purchase"],
    );
    assert_eq!(aggregate(&model, "spend"), spend);
    let days = "AVG(DATE_DIFF_DAYS(purchase_order_header.actual_delivery_date, purchase_order_header.order_date))";
    assert_eq!(
        aggregate(&model, "lead_time"),
        (days, "purchase_order_header", vec!["delivered_purchase"])
    );
    let shortage = "SUM(warehouse_product.minimum_stock - warehouse_product.current_stock)";
    assert_eq!(
        aggregate(&model, "shortage"),
        (shortage, "warehouse_product", vec!["low_stock"])
    );
    assert_eq!(
        aggregate(&model, "supplier_fill_rate").2,
        ["received_purchase"]
    );
    assert_eq!(aggregate(&model, "on_time_rate").2, ["delivered_purchase"]);

    let reorder = "warehouse_product.current_stock <= warehouse_product.reorder_point";
    assert_eq!(condition(&model, "at_reorder_point"), reorder);
    assert_eq!(
        condition(&model, "out_of_stock"),
        "warehouse_product.current_stock = 0"
    );
    let overdue = "sales_order_header.delivery_date < {today} AND sales_order_header.status NOT IN ('Delivered', 'Cancelled')";
    assert_eq!(condition(&model, "overdue_sales_order"), overdue);
    let counted = "purchase_order_header.status NOT IN ('Cancelled', 'Rejected')";
    assert_eq!(condition(&model, "counted_purchase"), counted);
    assert_eq!(
        model.filter("low_stock").unwrap().degree.as_deref(),
        Some("shortage")
    );

    let MetricKind::Derived { inputs, .. } = &model.metric("days_of_cover").unwrap().kind else {
        panic!()
    };
    let inputs: Vec<_> = inputs
        .iter()
        .map(|input| (input.metric.as_str(), input.trailing_days))
        .collect();
    assert_eq!(inputs, [("stock", None), ("units_sold", Some(90))]);
}

/// Terms of the glossary, each with the metric or filter that it must lead to.
const TERMS: [(&str, &str); 64] = [
    ("stock", "stock"),
    ("on hand", "stock"),
    ("inventory", "stock"),
    ("quantity", "stock"),
    ("stock value", "stock_value"),
    ("inventory value", "stock_value"),
    ("low stock", "low_stock"),
    ("below minimum", "low_stock"),
    ("under min", "low_stock"),
    ("below reorder point", "at_reorder_point"),
    ("at reorder point", "at_reorder_point"),
    ("needs reordering", "at_reorder_point"),
    ("due for reorder", "at_reorder_point"),
    ("out of stock", "out_of_stock"),
    ("stockout", "out_of_stock"),
    ("none left", "out_of_stock"),
    ("overstock", "overstock"),
    ("above maximum", "overstock"),
    ("shortage", "shortage"),
    ("shortfall", "shortage"),
    ("sales", "sales"),
    ("revenue", "sales"),
    ("turnover", "sales"),
    ("units sold", "units_sold"),
    ("quantity sold", "units_sold"),
    ("demand", "units_sold"),
    ("order count", "order_count"),
    ("number of orders", "order_count"),
    ("average order value", "average_order_value"),
    ("fill rate", "fill_rate"),
    ("fill rate", "supplier_fill_rate"),
    ("open", "open_sales_order"),
    ("open", "open_purchase_order"),
    ("outstanding", "open_sales_order"),
    ("outstanding", "open_purchase_order"),
    ("overdue", "overdue_sales_order"),
    ("late", "overdue_sales_order"),
    ("delayed", "overdue_sales_order"),
    ("overdue", "overdue_purchase_order"),
    ("spend", "spend"),
    ("purchases", "spend"),
    ("purchase value", "spend"),
    ("on-time rate", "on_time_rate"),
    ("late deliveries", "late_delivery_count"),
    ("late delivery", "late_purchase_delivery"),
    ("lead time", "lead_time"),
    ("planned lead time", "planned_lead_time"),
    ("margin", "margin"),
    ("margin %", "margin_percent"),
    ("days of cover", "days_of_cover"),
    ("stock cover", "days_of_cover"),
    ("outstanding units", "units_outstanding_to_send"),
    ("units owed", "units_outstanding_to_send"),
    ("still to send", "units_outstanding_to_send"),
    ("still to receive", "units_outstanding_to_receive"),
    ("average unit cost", "average_unit_cost_bought"),
    ("average daily demand", "average_daily_demand"),
    ("capacity utilisation", "capacity_utilisation"),
    ("quality rate", "quality_rate"),
    ("backordered", "backordered_line"),
    ("on the shelf", "in_stock"),
    ("holds", "in_stock"),
    ("busiest", "order_count"),
    ("days to deliver", "delivery_time"),
];

#[test]
fn every_term_of_the_glossary_is_there() {
    let model = ours();
    let says = |word: &str, names: [&String; 2], lists: &[&Vec<String>]| {
        names
            .into_iter()
            .chain(lists.iter().flat_map(|list| list.iter()))
            .any(|name| name.to_lowercase().replace('_', " ") == word)
    };
    for (term, name) in TERMS {
        let found = if let Some(metric) = model.metric(name) {
            says(
                term,
                [&metric.name, &metric.label],
                &[&metric.synonyms, &metric.highest, &metric.lowest],
            )
        } else if let Some(filter) = model.filter(name) {
            says(term, [&filter.name, &filter.label], &[&filter.synonyms])
        } else {
            panic!("neither a metric nor a filter is called {name}");
        };
        assert!(found, "{term} does not lead to {name}");
    }
}

#[test]
fn lists_name_their_things_fully() {
    let model = ours();
    let list = |name: &str| -> Vec<&str> {
        model
            .entity(name)
            .unwrap()
            .list
            .iter()
            .map(AttributeId::as_str)
            .map(|a| a.rsplit('.').next().unwrap())
            .collect()
    };
    assert_eq!(list("product"), ["product_code", "product_name"]);
    assert_eq!(list("supplier"), ["supplier_code", "supplier_name"]);
    assert_eq!(list("customer"), ["customer_code", "customer_name"]);
    let order = "sales_order_prefix sales_order_number customer_name order_date warehouse_code delivery_area delivery_date status";
    assert_eq!(list("sales_order").join(" "), order);
    let line = "sales_order_prefix sales_order_number product_code product_name order_quantity fulfilled_quantity fulfillment_status";
    assert_eq!(list("sales_order_line").join(" "), line);
    let order = "purchase_order_prefix purchase_order_number supplier_name order_date warehouse_code expected_delivery_date status";
    assert_eq!(list("purchase_order").join(" "), order);
    let line = "purchase_order_prefix purchase_order_number product_code product_name order_quantity received_quantity receipt_status";
    assert_eq!(list("purchase_order_line").join(" "), line);
}

#[test]
fn attributes_mean_what_the_rows_say() {
    let model = ours();
    let field = |base: &str, attribute: &str| {
        let (dataset, field) = model.resolve(base, &AttributeId::new(attribute)).unwrap();
        format!("{}.{}", dataset.name, field.name)
    };
    assert_eq!(
        field("purchase_order_line", "supplier_code"),
        "purchase_order_header.supplier_code"
    );
    assert_eq!(
        field("purchase_order_line", "main_supplier_code"),
        "product.supplier_code"
    );
    assert_eq!(
        field("warehouse_product", "supplier_name"),
        "product.supplier_name"
    );
    assert_eq!(
        field("sales_order_line", "warehouse_code"),
        "sales_order_header.warehouse_code"
    );
    assert_eq!(
        field("sales_order_line", "product_name"),
        "product.product_name"
    );
    assert_eq!(
        field("sales_order_line", "delivery_country"),
        "sales_order_header.delivery_area"
    );
    assert_eq!(
        field("sales_order_line", "sales_order_line.unit_price"),
        "sales_order_line.unit_price"
    );
    let personal: BTreeSet<&str> = model
        .datasets
        .iter()
        .flat_map(|d| &d.fields)
        .filter(|f| f.personal)
        .map(|f| f.name.as_str())
        .collect();
    assert_eq!(
        personal,
        BTreeSet::from(["customer_name", "delivery_address"])
    );
}

#[test]
fn a_persona_sees_only_what_its_tables_hold() {
    let tables = [
        "product",
        "warehouse_product",
        "purchase_order_header",
        "purchase_order_line",
    ];
    let seen = ours().restricted_to(&tables.map(str::to_owned));
    assert!(seen.metric("spend").is_some() && seen.metric("stock").is_some());
    for hidden in [
        "sales",
        "order_count",
        "days_of_cover",
        "average_daily_demand",
        "fill_rate",
    ] {
        assert!(seen.metric(hidden).is_none(), "{hidden}");
    }
    assert!(seen.entity("customer").is_none() && seen.entity("delivery_country").is_none());
    assert_eq!(
        seen.entity("warehouse").unwrap().natural_metrics,
        ["stock", "spend"]
    );
}

/// The specification wants the data of an extension as a JSON string.
#[test]
fn extensions_are_json_strings() {
    fn visit(value: &serde_json::Value, found: &mut usize) {
        match value {
            serde_json::Value::Object(map) => {
                if map.contains_key("vendor_name") {
                    let text = map["data"].as_str().expect("a string");
                    serde_json::from_str::<serde_json::Value>(text).expect("JSON");
                    *found += 1;
                }
                map.values().for_each(|inner| visit(inner, found));
            }
            serde_json::Value::Array(list) => list.iter().for_each(|inner| visit(inner, found)),
            _ => {}
        }
    }
    let document: serde_json::Value = serde_saphyr::from_str(YAML).unwrap();
    assert_eq!(document["version"], "0.2.0.dev0");
    let mut found = 0;
    visit(&document, &mut found);
    assert!(found > 100, "{found}");
}
