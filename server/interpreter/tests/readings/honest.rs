//! What is not answered because a word of the question would not show in the answer, and the neighbours that are.

use super::{check, converse};

#[test]
fn rows_are_of_the_kind_that_is_asked_for() {
    check(
        false,
        &[
            (
                "which warehouse fulfils the most orders",
                "unknown: fulfils",
            ),
            (
                "what did customers in Bergen buy most this year",
                "Sales by product, first 10 · city: Bergen · 2025-01-01 to 2025-06-30 · largest sales first",
            ),
            (
                "fill rate for orders from OSL-MAIN",
                "Fill rate · warehouse: OSL-MAIN",
            ),
            ("average stock per product at OSL-MAIN", "unknown: average"),
            (
                "average stock per warehouse of garden hoses",
                "Average stock by warehouse · product group: Garden Hoses · largest average stock first",
            ),
            (
                "what share of our products is out of stock",
                "unknown: products",
            ),
            ("orders placed in May", "Sales orders · May 2025"),
            (
                "orders placed in May by warehouse",
                "Number of sales orders by warehouse · May 2025 · largest number of sales orders first",
            ),
            (
                "products that are at zero in every warehouse",
                "unknown: every",
            ),
            (
                "warehouses with no stock of lighting",
                "unknown: with no stock",
            ),
        ],
    );
}

#[test]
fn rows_of_purchases_are_of_the_kind_that_is_asked_for() {
    check(
        true,
        &[
            (
                "which supplier do we buy the most from per product group",
                "Spend by product group and supplier, first of each product group · largest spend first",
            ),
            (
                "purchase orders placed in May and still open",
                "Purchase orders · open purchase order · May 2025",
            ),
            (
                "suppliers without open purchase orders",
                "Suppliers · never open purchase order",
            ),
            (
                "products with no open purchase order",
                "Products · without open purchase order value",
            ),
        ],
    );
}

#[test]
fn comparisons_compare_what_they_say() {
    check(
        false,
        &[
            ("real versus stated stock by warehouse", "unknown: versus"),
            (
                "orders with four or more lines",
                "Sales orders · at least 4 sales order lines",
            ),
            (
                "compare the warehouses by stock value",
                "Stock value by warehouse · largest stock value first",
            ),
            (
                "how much stock do we need to fill all shortages",
                "unknown: fill, shortages",
            ),
            ("orders not yet shipped", "unknown: shipped"),
            (
                "orders that are not shipped",
                "Sales orders · status: not Shipped",
            ),
        ],
    );
}

#[test]
fn parts_are_parts_of_what_is_said() {
    check(
        true,
        &[
            (
                "received quantity as a share of ordered quantity by supplier",
                "unknown: ordered quantity",
            ),
            (
                "orders since May, leaving out cancelled and rejected ones",
                "Purchase orders · not cancelled · not rejected · 2025-05-01 to 2025-06-30",
            ),
        ],
    );
}

#[test]
fn levels_are_listed_with_how_far_they_lie() {
    converse(
        false,
        &[
            (
                "how many products are below minimum at OSL-MAIN",
                "Number of products · warehouse: OSL-MAIN · stock below the minimum",
            ),
            (
                "list them",
                "Stock rows · warehouse: OSL-MAIN · stock below the minimum",
            ),
            (
                "by how much",
                "List of stock rows with shortage · warehouse: OSL-MAIN · stock below the minimum",
            ),
            (
                "biggest first",
                "List of stock rows with shortage · warehouse: OSL-MAIN · stock below the minimum · largest shortage first",
            ),
        ],
    );
}

#[test]
fn a_number_restricts_the_figures_before() {
    converse(
        false,
        &[
            (
                "stock value by warehouse",
                "Stock value by warehouse · largest stock value first",
            ),
            (
                "leave out warehouses under 1000",
                "Stock value by warehouse · stock value at least 1000 · largest stock value first",
            ),
            (
                "smallest first",
                "Stock value by warehouse · stock value at least 1000 · smallest stock value first",
            ),
            (
                "how many are there",
                "Number of warehouses · stock value at least 1000",
            ),
        ],
    );
}

#[test]
fn a_percentage_restricts_rates() {
    converse(
        true,
        &[
            (
                "on-time rate by supplier this year",
                "On-time rate by supplier · 2025-01-01 to 2025-06-30 · largest on-time rate first",
            ),
            (
                "only those below 80%",
                "On-time rate by supplier · 2025-01-01 to 2025-06-30 · on-time rate below 80 % · largest on-time rate first",
            ),
            (
                "with at least 10 purchase orders",
                "On-time rate, number of purchase orders by supplier · 2025-01-01 to 2025-06-30 · on-time rate below 80 % · number of purchase orders at least 10 · largest on-time rate first",
            ),
            (
                "how many are there",
                "Number of suppliers · 2025-01-01 to 2025-06-30 · on-time rate below 80 % · at least 10 purchase orders",
            ),
        ],
    );
}

#[test]
fn rows_are_put_in_another_order() {
    converse(
        false,
        &[
            (
                "overdue orders at OSL-MAIN",
                "Sales orders · warehouse: OSL-MAIN · overdue order",
            ),
            (
                "just those still shipped",
                "Sales orders · warehouse: OSL-MAIN · overdue order · status: Shipped",
            ),
            (
                "oldest first",
                "Sales orders · warehouse: OSL-MAIN · overdue order · status: Shipped · oldest order date first",
            ),
            (
                "sort by customer",
                "Sales orders · warehouse: OSL-MAIN · overdue order · status: Shipped · smallest customer name first",
            ),
            (
                "total value?",
                "Total order value · warehouse: OSL-MAIN · overdue order · status: Shipped",
            ),
            (
                "the lines please",
                "Sales order lines · warehouse: OSL-MAIN · overdue order · status: Shipped",
            ),
        ],
    );
}

#[test]
fn others_are_all_but_those_before() {
    converse(
        false,
        &[
            (
                "stock of the claw hammer at OSL-MAIN",
                "Stock by product · product: Stenhammer Claw Hammer · warehouse: OSL-MAIN",
            ),
            (
                "and the other warehouses",
                "Stock by warehouse · product: Stenhammer Claw Hammer · warehouse: not OSL-MAIN · largest stock first",
            ),
        ],
    );
}

#[test]
fn one_thing_has_columns_of_its_own() {
    converse(
        false,
        &[
            (
                "stock of the claw hammer",
                "Stock by product · product: Stenhammer Claw Hammer",
            ),
            (
                "its unit cost?",
                "Products with unit cost · product: Stenhammer Claw Hammer",
            ),
        ],
    );
}

#[test]
fn two_times_stand_side_by_side() {
    converse(
        false,
        &[
            (
                "sales of lighting in 2024",
                "Sales · product group: Lighting · 2024",
            ),
            (
                "compare with 2023",
                "Sales 2024 compared with 2023 · product group: Lighting",
            ),
        ],
    );
}

#[test]
fn nothing_before_and_nothing_said_is_asked_back() {
    converse(
        false,
        &[
            ("only the top five", "unknown: "),
            (
                "check Birkenhof for me",
                "ask: sales for Birkenhof | orders of customer Birkenhof",
            ),
        ],
    );
}
