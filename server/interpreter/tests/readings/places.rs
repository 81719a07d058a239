//! Places, misspellings, times, single orders and later turns, as people type them.

use super::{check, converse, persona_with, read};

const NARVIK: &[(&str, &str, &str)] = &[
    ("warehouse_code", "warehouse_product", "YD1-NARVIK"),
    ("warehouse_code", "sales_order_header", "YD1-NARVIK"),
    ("warehouse_code", "warehouse_product", "DC2-NARVIK"),
    ("warehouse_code", "sales_order_header", "DC2-NARVIK"),
    ("delivery_city", "sales_order_header", "Narvik"),
    ("delivery_city", "sales_order_header", "OR"),
    (
        "customer_name",
        "sales_order_header",
        "Nordlys Avenue Paints",
    ),
    ("status", "sales_order_header", "Delivered"),
];

fn in_narvik(expected: &[(&str, &str)]) {
    let interpreter = persona_with(false, NARVIK);
    let wrong: Vec<String> = expected
        .iter()
        .filter_map(|(question, meaning)| {
            let (found, _) = read(&interpreter, question, None);
            (found != *meaning).then(|| format!("(\n    {question:?},\n    {found:?},\n),"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_town_with_a_warehouse_is_the_warehouse_unless_goods_go_there() {
    in_narvik(&[
        (
            "late orders at Narvik",
            "Sales orders · warehouse: DC2-NARVIK or YD1-NARVIK · overdue order",
        ),
        ("orders to Narvik", "Sales orders · city: Narvik"),
        ("customers in Narvik", "Customers · city: Narvik"),
        (
            "late orders at the Narvik yard",
            "Sales orders · warehouse: YD1-NARVIK · overdue order",
        ),
        (
            "stock value in the yard",
            "Stock value · warehouse: YD1-NARVIK",
        ),
        ("orders heading to Bergen", "Sales orders · city: Bergen"),
    ]);
}

#[test]
fn small_words_are_codes_only_where_they_are_written_as_codes() {
    in_narvik(&[
        ("orders to OR", "Sales orders · city: OR"),
        (
            "orders to Narvik or Bergen",
            "Sales orders · city: Narvik or Bergen",
        ),
        ("orders to Bergen or Norway", "unknown: or"),
        (
            "orders of Nordlys Ave Paints",
            "Sales orders · customer: Nordlys Avenue Paints",
        ),
        (
            "SO 71774: is it delivered or what",
            "Sales orders · order prefix: SO · sales order: 71774",
        ),
    ]);
}

#[test]
fn hurried_spellings_and_times() {
    check(
        false,
        &[
            (
                "nbr of orders since new year",
                "Number of orders · 2025-01-01 to 2025-06-30",
            ),
            (
                "fill rate yer to date",
                "Fill rate · 2025-01-01 to 2025-06-30",
            ),
            ("Norwegian customers", "Customers · country: Norway"),
            ("orders taken on Friday", "Sales orders · 2025-06-27"),
            ("sales last autumn", "Sales · 2024-09-01 to 2024-11-30"),
            (
                "number of orders for all of 2024",
                "Number of orders · 2024",
            ),
            (
                "how many deliveries did we make yesterday",
                "Number of sales orders · delivery date 2025-06-29",
            ),
            (
                "Put May and June side by side per warehouse, units sold",
                "Units sold June 2025 compared with May 2025 by warehouse · largest units sold first",
            ),
        ],
    );
}

#[test]
fn an_order_by_its_number_and_what_is_left() {
    check(
        false,
        &[
            ("where is 417655", "Sales orders · sales order: 417655"),
            ("is order 71774 late", "Sales orders · sales order: 71774"),
            ("orders for 20000 units", "unknown: 20000"),
            (
                "any claw hammers left",
                "Stock rows · product: Stenhammer Claw Hammer · in stock",
            ),
            (
                "orders whose delivery date has passed",
                "Sales orders · overdue order",
            ),
            (
                "when is it arriving?",
                "ask: sales orders due this week | sales orders due today | overdue sales orders",
            ),
        ],
    );
    check(
        true,
        &[
            (
                "what do we get from Almvik Tool Works",
                "Products · supplier: Almvik Tool Works",
            ),
            (
                "what is still expected at OSL-MAIN this month",
                "Purchase orders · warehouse: OSL-MAIN · open purchase order · expected delivery in June 2025",
            ),
            ("how much money is tied up in inventory", "Stock value"),
        ],
    );
}

#[test]
fn turns_that_add_and_move() {
    converse(
        false,
        &[
            (
                "what is below minimum",
                "Stock rows · stock below the minimum",
            ),
            (
                "add the price to that",
                "Stock rows with unit price · stock below the minimum",
            ),
        ],
    );
    converse(
        false,
        &[
            (
                "orders of Birkenhof this year",
                "Sales orders · customer: Birkenhof Eisenwaren GmbH · 2025-01-01 to 2025-06-30",
            ),
            (
                "what are they worth, each one?",
                "Sales orders with order value · customer: Birkenhof Eisenwaren GmbH · 2025-01-01 to 2025-06-30",
            ),
            (
                "and the sum of 2024 for them",
                "Order value · customer: Birkenhof Eisenwaren GmbH · 2024",
            ),
        ],
    );
    converse(
        false,
        &[
            (
                "sales in OSL-MAIN in May",
                "Sales · warehouse: OSL-MAIN · May 2025",
            ),
            (
                "how was it the april before?",
                "Sales · warehouse: OSL-MAIN · April 2025",
            ),
        ],
    );
}

#[test]
fn what_goes_somewhere_in_a_year_is_dated_by_its_order() {
    check(
        false,
        &[
            (
                "count this year's orders going to Norway",
                "Number of sales orders · country: Norway · 2025-01-01 to 2025-06-30",
            ),
            (
                "orders for delivery this week",
                "Sales orders · open order · delivery date 2025-06-30 to 2025-07-06",
            ),
        ],
    );
}
