//! A *fixture* is a small company: stock, sales and purchases over one list of products.

use crate::model::{
    AttributeId, DataType, Dataset, DerivedInput, Entity, Field, Metric, MetricKind, Model,
    NamedFilter, Noun, Part, Relationship,
};

use DataType::{Date, Decimal, Integer, Text, Timestamp};

/// The model.
pub(super) fn model() -> Model {
    Model {
        name: "company".into(),
        description: "Products, stock, sales, purchases.".into(),
        datasets: datasets(),
        relationships: vec![
            relationship("stock", "product", &["product_code"]),
            relationship("sales_line", "sales_header", &["prefix", "number"]),
            relationship("sales_line", "product", &["product_code"]),
            relationship("purchase_line", "purchase_header", &["purchase_number"]),
            relationship("purchase_line", "product", &["product_code"]),
        ],
        entities: entities(),
        metrics: metrics(),
        filters: vec![
            filter(
                "low_stock",
                "stock",
                "stock.on_hand < stock.minimum",
                "stock below the minimum",
            ),
            filter(
                "not_cancelled",
                "sales_header",
                "sales_header.status <> 'Cancelled'",
                "not cancelled",
            ),
            filter(
                "overdue",
                "sales_header",
                "sales_header.delivery_date < {today} AND sales_header.status NOT IN ('Delivered', 'Cancelled')",
                "overdue",
            ),
            filter(
                "urgent",
                "sales_header",
                "sales_header.status = 'Pending' OR sales_header.delivery_date <= {today}",
                "urgent",
            ),
        ],
        fiscal_year_begins: None,
        verified_queries: Vec::new(),
    }
}

fn datasets() -> Vec<Dataset> {
    let mut area = field("sales_header", "delivery_area", Text, false);
    area.parts = vec![part("delivery_state", 1), part("delivery_country", -1)];
    vec![
        dataset(
            "product",
            &["product_code"],
            None,
            vec![
                field("product", "product_code", Text, true),
                field("product", "product_name", Text, true),
                field("product", "product_group", Text, true),
                field("product", "unit_cost", Decimal, false),
                field("product", "unit_price", Decimal, false),
                field("product", "changed_at", Timestamp, false),
            ],
        ),
        dataset(
            "stock",
            &["warehouse_code", "product_code"],
            None,
            vec![
                field("stock", "warehouse_code", Text, true),
                field("stock", "product_code", Text, true),
                field("stock", "on_hand", Integer, false),
                field("stock", "minimum", Integer, false),
            ],
        ),
        dataset(
            "sales_header",
            &["prefix", "number"],
            Some("order_date"),
            vec![
                field("sales_header", "prefix", Text, true),
                field("sales_header", "number", Integer, true),
                field("sales_header", "order_date", Date, true),
                field("sales_header", "customer_code", Text, true),
                field("sales_header", "warehouse_code", Text, true),
                area,
                field("sales_header", "delivery_date", Date, false),
                field("sales_header", "status", Text, true),
            ],
        ),
        dataset(
            "sales_line",
            &["prefix", "number", "line"],
            Some("order_date"),
            vec![
                field("sales_line", "prefix", Text, true),
                field("sales_line", "number", Integer, true),
                field("sales_line", "line", Integer, false),
                field("sales_line", "product_code", Text, true),
                field("sales_line", "quantity", Integer, false),
                field("sales_line", "total", Decimal, false),
            ],
        ),
        dataset(
            "purchase_header",
            &["purchase_number"],
            Some("order_date"),
            vec![
                field("purchase_header", "purchase_number", Integer, true),
                field("purchase_header", "order_date", Date, true),
                field("purchase_header", "supplier_code", Text, true),
                field("purchase_header", "warehouse_code", Text, true),
                field("purchase_header", "received_date", Date, false),
            ],
        ),
        dataset(
            "purchase_line",
            &["purchase_number", "line"],
            Some("order_date"),
            vec![
                field("purchase_line", "purchase_number", Integer, true),
                field("purchase_line", "line", Integer, false),
                field("purchase_line", "product_code", Text, true),
                field("purchase_line", "quantity", Integer, false),
                field("purchase_line", "total", Decimal, false),
            ],
        ),
    ]
}

fn entities() -> Vec<Entity> {
    vec![
        entity(
            "product",
            &["product_code"],
            Some("product_name"),
            &["product", "stock", "sales_line"],
            Some("product"),
        ),
        entity(
            "warehouse",
            &["warehouse_code"],
            None,
            &["stock", "sales_header"],
            None,
        ),
        entity(
            "customer",
            &["customer_code"],
            None,
            &["sales_header"],
            None,
        ),
        entity(
            "sales_order",
            &["prefix", "number"],
            None,
            &["sales_header", "sales_line"],
            Some("sales_header"),
        ),
        entity(
            "supplier",
            &["supplier_code"],
            None,
            &["purchase_header"],
            None,
        ),
    ]
}

fn metrics() -> Vec<Metric> {
    let days = "AVG(DATE_DIFF_DAYS(purchase_header.received_date, purchase_header.order_date))";
    let mut delivered = aggregate(
        "units_due",
        "sales_line",
        "SUM(sales_line.quantity)",
        &["not_cancelled"],
        true,
    );
    delivered.time = Some(AttributeId::new("sales_header.delivery_date"));
    vec![
        aggregate("on_hand", "stock", "SUM(stock.on_hand)", &[], true),
        aggregate(
            "stock_value",
            "stock",
            "SUM(stock.on_hand * product.unit_cost)",
            &[],
            true,
        ),
        aggregate(
            "shortage",
            "stock",
            "SUM(stock.minimum - stock.on_hand)",
            &["low_stock"],
            true,
        ),
        aggregate(
            "sales",
            "sales_line",
            "SUM(sales_line.total)",
            &["not_cancelled"],
            true,
        ),
        aggregate(
            "units_sold",
            "sales_line",
            "SUM(sales_line.quantity)",
            &["not_cancelled"],
            true,
        ),
        aggregate(
            "order_value",
            "sales_line",
            "SUM(sales_line.total)",
            &[],
            true,
        ),
        aggregate(
            "average_price",
            "sales_line",
            "SUM(sales_line.total) / SUM(sales_line.quantity)",
            &[],
            false,
        ),
        aggregate("order_count", "sales_header", "COUNT(*)", &[], true),
        aggregate(
            "spend",
            "purchase_line",
            "SUM(purchase_line.total)",
            &[],
            true,
        ),
        aggregate("lead_time", "purchase_header", days, &[], false),
        delivered,
        derived(
            "days_of_cover",
            "on_hand / (units_sold / 90)",
            &[("on_hand", None), ("units_sold", Some(90))],
        ),
        derived(
            "cash_flow",
            "sales - spend",
            &[("sales", None), ("spend", None)],
        ),
        derived("circle", "circle + 1", &[("circle", None)]),
    ]
}

fn noun(name: &str) -> Noun {
    let singular = name.replace('_', " ");
    Noun {
        plural: format!("{singular}s"),
        singular,
    }
}

fn label(name: &str) -> String {
    let text = name.replace('_', " ");
    text[..1].to_uppercase() + &text[1..]
}

fn ids(names: &[&str]) -> Vec<AttributeId> {
    names.iter().map(|n| AttributeId::new(*n)).collect()
}

fn strings(names: &[&str]) -> Vec<String> {
    names.iter().map(|n| (*n).to_owned()).collect()
}

fn dataset(name: &str, key: &[&str], time: Option<&str>, fields: Vec<Field>) -> Dataset {
    Dataset {
        name: name.into(),
        description: String::new(),
        primary_key: strings(key),
        fields,
        noun: noun(name),
        synonyms: Vec::new(),
        default_time: time.map(AttributeId::new),
        list: Vec::new(),
        unique_keys: Vec::new(),
        unreviewed: false,
    }
}

fn field(dataset: &str, name: &str, data_type: DataType, conformed: bool) -> Field {
    let own = AttributeId::new(format!("{dataset}.{name}"));
    Field {
        name: name.into(),
        attributes: if conformed {
            vec![AttributeId::new(name), own]
        } else {
            vec![own]
        },
        data_type,
        label: label(name),
        description: String::new(),
        synonyms: Vec::new(),
        unit: matches!(name, "quantity" | "on_hand").then(|| "units".into()),
        indexed: false,
        personal: false,
        delivery_date: false,
        additive: matches!(name, "quantity" | "total" | "on_hand"),
        sample_values: Vec::new(),
        parts: Vec::new(),
        unreviewed: false,
    }
}

fn part(attribute: &str, position: i32) -> Part {
    Part {
        attribute: AttributeId::new(attribute),
        position,
        label: label(attribute),
        synonyms: Vec::new(),
    }
}

fn relationship(from: &str, to: &str, columns: &[&str]) -> Relationship {
    Relationship {
        name: format!("{from}_{to}"),
        from: from.into(),
        to: to.into(),
        from_columns: strings(columns),
        to_columns: strings(columns),
        unreviewed: false,
    }
}

fn entity(
    name: &str,
    key: &[&str],
    named: Option<&str>,
    datasets: &[&str],
    own: Option<&str>,
) -> Entity {
    Entity {
        name: name.into(),
        noun: noun(name),
        synonyms: Vec::new(),
        description: String::new(),
        key: ids(key),
        name_attribute: named.map(AttributeId::new),
        datasets: strings(datasets),
        own_dataset: own.map(str::to_owned),
        list: Vec::new(),
        natural_metrics: Vec::new(),
        next_questions: Vec::new(),
        unreviewed: false,
    }
}

fn aggregate(
    name: &str,
    dataset: &str,
    expression: &str,
    filters: &[&str],
    additive: bool,
) -> Metric {
    let kind = MetricKind::Aggregate {
        dataset: dataset.into(),
        expression: expression.into(),
        filters: strings(filters),
    };
    metric(name, kind, additive)
}

fn derived(name: &str, expression: &str, inputs: &[(&str, Option<u32>)]) -> Metric {
    let inputs = inputs
        .iter()
        .map(|(metric, days)| DerivedInput {
            metric: (*metric).to_owned(),
            trailing_days: *days,
        })
        .collect();
    metric(
        name,
        MetricKind::Derived {
            expression: expression.into(),
            inputs,
        },
        false,
    )
}

fn metric(name: &str, kind: MetricKind, additive: bool) -> Metric {
    Metric {
        name: name.into(),
        label: label(name),
        description: String::new(),
        owner: String::new(),
        synonyms: Vec::new(),
        unit: None,
        data_type: if additive { Integer } else { Decimal },
        kind,
        time: None,
        additive,
        lower_is_better: false,
        highest: Vec::new(),
        lowest: Vec::new(),
        unreviewed: false,
    }
}

fn filter(name: &str, dataset: &str, expression: &str, label: &str) -> NamedFilter {
    NamedFilter {
        name: name.into(),
        label: label.into(),
        description: String::new(),
        owner: String::new(),
        synonyms: Vec::new(),
        dataset: dataset.into(),
        expression: expression.into(),
        show: Vec::new(),
        degree: None,
        rate: None,
        unreviewed: false,
    }
}
