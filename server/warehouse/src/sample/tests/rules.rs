//! A *rule* is what holds in every sample, whatever its size, seed and as-of date.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{
    PURCHASE_KEY, Row, SALES_KEY, Sample, by_key, day, key, lines_of, money, number, words,
};
use crate::sample::SampleOptions;

/// Holds a sample against every rule that its size does not matter to.
pub(super) fn check(sample: &Sample, options: &SampleOptions) {
    let first_day = sample.report.first_day;
    let rows = [
        &sample.products,
        &sample.stock,
        &sample.sales_orders,
        &sample.sales_lines,
        &sample.purchase_orders,
        &sample.purchase_lines,
    ];
    let report = &sample.report;
    let reported = [
        report.products,
        report.stock_rows,
        report.sales_orders,
        report.sales_lines,
        report.purchase_orders,
        report.purchase_lines,
    ];
    assert_eq!(rows.map(|rows| rows.len() as u64), reported);
    assert_eq!(report.sales_lines, options.lines);

    let products = by_key(&sample.products, &["product_code"]);
    let stock = by_key(&sample.stock, &["warehouse_code", "product_code"]);
    for product in &sample.products {
        assert!(day(&product["created_date"]) <= day(&product["updated_date"]));
        assert!(day(&product["updated_date"]) <= options.as_of);
        assert!(
            money(&product["unit_cost"]) < money(&product["unit_price"]),
            "{product:?}"
        );
    }
    for row in &sample.stock {
        assert!(products.contains_key(&key(row, &["product_code"])[..]));
        assert!(
            number(&row["minimum_stock"]) < number(&row["maximum_stock"]),
            "{row:?}"
        );
        assert!(
            number(&row["reorder_point"]) < number(&row["maximum_stock"]),
            "{row:?}"
        );
        assert!(number(&row["lead_time_days"]) > 0);
        assert!(
            row["last_restock_date"].is_empty() || day(&row["last_restock_date"]) <= options.as_of
        );
    }
    check_sales(sample, options, first_day, &products, &stock);
    check_purchases(sample, options, first_day, &products, &stock);
}

type Keyed<'a> = BTreeMap<Vec<&'a str>, &'a Row>;

fn check_sales(
    sample: &Sample,
    options: &SampleOptions,
    first_day: Date,
    products: &Keyed<'_>,
    stock: &Keyed<'_>,
) {
    let orders = by_key(&sample.sales_orders, &SALES_KEY);
    by_key(
        &sample.sales_lines,
        &[SALES_KEY[0], SALES_KEY[1], "sales_order_line"],
    );
    let lines = lines_of(&sample.sales_lines, &SALES_KEY);
    assert!(
        orders.keys().eq(lines.keys()),
        "orders without lines or lines without orders"
    );
    let names: BTreeSet<_> = sample
        .sales_orders
        .iter()
        .map(|order| key(order, &["customer_code", "customer_name"]))
        .collect();
    assert_eq!(
        names.len(),
        words(&sample.sales_orders, "customer_code").len(),
        "a code has one name"
    );

    for (order_key, order) in orders {
        let (ordered, promised) = (day(&order["order_date"]), day(&order["delivery_date"]));
        assert!(first_day <= ordered && ordered <= options.as_of);
        assert!(
            (2..=14).contains(&ordered.until(promised).unwrap().get_days()),
            "{order:?}"
        );
        assert_eq!(order["delivery_area"].split(", ").count(), 2);
        assert_eq!(order["delivery_address"].split(", ").count(), 3);
        let status = &order["status"];
        if status == "Delivered" {
            assert!(promised <= options.as_of, "{order:?}");
        }
        let lines = &lines[&order_key];
        let mut seen = BTreeSet::new();
        for (place, line) in (1_u64..).zip(lines) {
            assert_eq!(number(&line["sales_order_line"]), place);
            assert!(
                seen.insert(&line["product_code"]),
                "twice the same product: {line:?}"
            );
            let product = products[&key(line, &["product_code"])[..]];
            assert!(day(&product["created_date"]) < ordered, "{line:?}");
            assert!(stock.contains_key(&[&order["warehouse_code"], &line["product_code"]][..]));
            check_sales_line(line, status);
        }
        let fulfilled: u64 = lines
            .iter()
            .map(|line| number(&line["fulfilled_quantity"]))
            .sum();
        match status {
            "Shipped" | "Delivered" => assert!(fulfilled > 0, "{order:?}"),
            "Pending" | "Cancelled" => assert_eq!(fulfilled, 0, "{order:?}"),
            _ => assert_eq!(status, "Processing"),
        }
    }
}

fn check_sales_line(line: &Row, order_status: &str) {
    let (quantity, fulfilled) = (
        number(&line["order_quantity"]),
        number(&line["fulfilled_quantity"]),
    );
    assert!(quantity > 0);
    let status = &line["fulfillment_status"];
    assert!(
        match status {
            "Fulfilled" => fulfilled == quantity,
            "Partial" => 0 < fulfilled && fulfilled < quantity,
            "Backordered" | "Pending" | "Cancelled" => fulfilled == 0,
            _ => false,
        },
        "{line:?}"
    );
    let possible: &[&str] = match order_status {
        "Pending" => &["Pending", "Backordered"],
        "Processing" => &["Pending", "Backordered", "Partial", "Fulfilled"],
        "Shipped" | "Delivered" => &["Backordered", "Partial", "Fulfilled"],
        _ => &["Cancelled"],
    };
    assert!(possible.contains(&status), "{order_status}: {line:?}");
    let undiscounted = u128::from(quantity) * money(&line["unit_price"]);
    let total = money(&line["line_total"]);
    // Half up by hand: doubled, plus one whole, halved.
    let with = |discount: u128| (undiscounted * (1_000 - discount) * 2 + 1_000) / 2_000;
    assert!(
        [0, 25, 50, 75, 100, 150, 200]
            .into_iter()
            .any(|discount| with(discount) == total),
        "{line:?}"
    );
}

fn check_purchases(
    sample: &Sample,
    options: &SampleOptions,
    first_day: Date,
    products: &Keyed<'_>,
    stock: &Keyed<'_>,
) {
    let orders = by_key(&sample.purchase_orders, &PURCHASE_KEY);
    by_key(
        &sample.purchase_lines,
        &[PURCHASE_KEY[0], PURCHASE_KEY[1], "purchase_order_line"],
    );
    let lines = lines_of(&sample.purchase_lines, &PURCHASE_KEY);
    assert!(
        orders.keys().eq(lines.keys()),
        "orders without lines or lines without orders"
    );

    for (order_key, order) in orders {
        let ordered = day(&order["order_date"]);
        assert!(first_day <= ordered && ordered <= options.as_of);
        assert!(ordered < day(&order["expected_delivery_date"]));
        let status = &order["status"];
        assert_eq!(
            order["actual_delivery_date"].is_empty(),
            status != "Received",
            "{order:?}"
        );
        if status == "Received" {
            let actual = day(&order["actual_delivery_date"]);
            assert!(ordered < actual && actual <= options.as_of, "{order:?}");
        }
        for (place, line) in (1_u64..).zip(&lines[&order_key]) {
            assert_eq!(number(&line["purchase_order_line"]), place);
            let product = products[&key(line, &["product_code"])[..]];
            assert!(day(&product["created_date"]) < ordered, "{line:?}");
            assert!(stock.contains_key(&[&order["warehouse_code"], &line["product_code"]][..]));
            let (quantity, received) = (
                number(&line["order_quantity"]),
                number(&line["received_quantity"]),
            );
            assert_eq!(
                u128::from(quantity) * money(&line["unit_cost"]),
                money(&line["line_total"]),
                "{line:?}"
            );
            assert!(
                match (status, &line["receipt_status"]) {
                    ("Received" | "Approved", "Received") | ("Received", "Rejected") =>
                        received == quantity,
                    ("Received" | "Approved", "Partial") => 0 < received && received < quantity,
                    ("Pending" | "Approved", "Pending")
                    | ("Cancelled", "Cancelled")
                    | ("Rejected", "Rejected") => received == 0,
                    _ => false,
                },
                "{status}: {line:?}"
            );
        }
    }
}

pub(super) fn is_late(order: &Row, column: &str, open: &[&str], as_of: Date) -> bool {
    open.contains(&&order["status"]) && day(&order[column]) < as_of
}

/// From 2,000 lines on each status and each state of stock occurs, whatever the seed and the weekday of the as-of date.
pub(super) fn check_variety(sample: &Sample, options: &SampleOptions) {
    let set = |words: &[&'static str]| words.iter().copied().collect::<BTreeSet<_>>();
    assert_eq!(
        words(&sample.sales_orders, "status"),
        set(&["Pending", "Processing", "Shipped", "Delivered", "Cancelled"])
    );
    assert_eq!(
        words(&sample.sales_lines, "fulfillment_status"),
        set(&[
            "Pending",
            "Partial",
            "Backordered",
            "Fulfilled",
            "Cancelled"
        ])
    );
    assert_eq!(
        words(&sample.purchase_orders, "status"),
        set(&["Pending", "Approved", "Received", "Cancelled", "Rejected"])
    );
    assert_eq!(
        words(&sample.purchase_lines, "receipt_status"),
        set(&["Pending", "Partial", "Received", "Rejected", "Cancelled"])
    );
    assert_eq!(
        sample
            .sales_orders
            .iter()
            .map(|order| day(&order["order_date"]))
            .max(),
        Some(options.as_of)
    );
    assert!(
        sample
            .sales_orders
            .iter()
            .any(|order| day(&order["delivery_date"]) > options.as_of)
    );
    assert!(sample.sales_orders.iter().any(|order| is_late(
        order,
        "delivery_date",
        &["Pending", "Processing", "Shipped"],
        options.as_of
    )));
    assert!(
        sample
            .purchase_orders
            .iter()
            .any(|order| order["actual_delivery_date"] > order["expected_delivery_date"])
    );

    let some = |condition: fn(u64, u64, u64, u64) -> bool| {
        sample.stock.iter().any(|row| {
            let [stock, minimum, reorder_point, maximum] = [
                "current_stock",
                "minimum_stock",
                "reorder_point",
                "maximum_stock",
            ]
            .map(|column| number(&row[column]));
            condition(stock, minimum, reorder_point, maximum)
        })
    };
    assert!(some(|stock, _, _, _| stock == 0));
    assert!(some(|stock, minimum, _, _| 0 < stock && stock < minimum));
    assert!(some(|stock, _, reorder_point, _| stock == reorder_point));
    assert!(some(|stock, _, _, maximum| stock > maximum));
    assert!(some(|_, minimum, reorder_point, _| reorder_point < minimum));
    assert!(
        sample
            .stock
            .iter()
            .any(|row| row["last_restock_date"].is_empty())
    );

    let sold = words(&sample.sales_lines, "product_code");
    assert!(
        sample
            .products
            .iter()
            .any(|product| !sold.contains(&product["product_code"])),
        "never sold"
    );
}
