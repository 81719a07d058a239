//! Figures and columns beside what is asked for, parts of it, and what comes before or after.

use super::{check, converse};

#[test]
fn a_part_is_counted_in_a_time_of_its_own() {
    check(
        false,
        &[
            (
                "open orders by warehouse, and of these how many are due today",
                "Number of sales orders, due 2025-06-30 by warehouse · open order · largest number of sales orders first",
            ),
            (
                "sales orders per country and how many of them were ordered this month",
                "Number of sales orders, June 2025 by country · largest number of sales orders first",
            ),
            (
                "how many open orders are due today",
                "Number of sales orders · open order · delivery date 2025-06-30",
            ),
        ],
    );
}

#[test]
fn a_condition_beside_a_rate_is_its_rate() {
    check(
        true,
        &[
            (
                "on time and fill rate by supplier in 2024",
                "On-time rate, supplier fill rate by supplier · 2024 · largest on-time rate first",
            ),
            (
                "fill rate above 90 % by supplier, late orders only",
                "Supplier fill rate by supplier · delivered late · supplier fill rate above 90 % · largest supplier fill rate first",
            ),
        ],
    );
}

#[test]
fn a_rate_of_orders_is_one_figure() {
    check(
        false,
        &[
            (
                "orders to Norway last month: fill rate?",
                "Fill rate · country: Norway · May 2025",
            ),
            (
                "orders to Norway last month: average order value",
                "Average order value · country: Norway · May 2025",
            ),
            (
                "orders to Norway last month, each with its fill rate",
                "Fill rate by order prefix, sales order, customer, order date, warehouse, delivery area, delivery date and status · country: Norway · May 2025 · largest fill rate first",
            ),
        ],
    );
}

#[test]
fn with_names_a_column() {
    check(
        false,
        &[
            (
                "hand tools with their stock",
                "Stock rows · product group: Hand Tools",
            ),
            (
                "hand tools with stock",
                "Stock rows · product group: Hand Tools · in stock",
            ),
            (
                "power tools with stock below 12",
                "Stock rows · product group: Power Tools · stock below 12",
            ),
            (
                "things we still have that nobody bought since May, with the quantity",
                "Stock rows · in stock · without sales (2025-05-01 to 2025-06-30)",
            ),
        ],
    );
}

#[test]
fn the_lines_of_the_last_order() {
    check(
        false,
        &[
            (
                "what did Birkenhof get on its most recent order",
                "First sales order line with order date · customer: Birkenhof Eisenwaren GmbH · newest order date first",
            ),
            (
                "which products were on the last order of Birkenhof",
                "First sales order line with order date · customer: Birkenhof Eisenwaren GmbH · newest order date first",
            ),
            (
                "what did Birkenhof order last",
                "First sales order line with order date · customer: Birkenhof Eisenwaren GmbH · newest order date first",
            ),
            (
                "the last order of Birkenhof",
                "First sales order · customer: Birkenhof Eisenwaren GmbH · newest order date first",
            ),
            (
                "SO 4711: what's on it?",
                "Sales order lines · order prefix: SO · sales order: 4711",
            ),
        ],
    );
}

#[test]
fn what_lasts_and_what_runs_out() {
    check(
        false,
        &[
            (
                "anything that will last us less than two weeks",
                "Days of cover, stock by product · days of cover below 14 · largest days of cover first",
            ),
            (
                "everything in OSL-MAIN with under 20 days of cover",
                "Days of cover, stock by product · warehouse: OSL-MAIN · days of cover below 20 · largest days of cover first",
            ),
            (
                "which products will be out of stock by next week",
                "unknown: out of stock",
            ),
        ],
    );
}

#[test]
fn columns_that_are_filled_or_empty() {
    check(
        true,
        &[
            (
                "how many articles have a lead time on file",
                "Number of products · with planned lead time",
            ),
            (
                "for how many products is a price recorded",
                "Number of products · with unit price",
            ),
            (
                "articles without a lead time",
                "Stock rows · without planned lead time",
            ),
            (
                "products with a price from 12 to 20",
                "Products · unit price at least 12 · unit price at most 20",
            ),
        ],
    );
}

#[test]
fn how_many_of_another_thing_each_has() {
    check(
        true,
        &[
            (
                "single-product suppliers",
                "Number of products by supplier · number of products exactly 1 · largest number of products first",
            ),
            (
                "multi-supplier products",
                "Number of suppliers by product · number of suppliers above 1 · largest number of suppliers first",
            ),
            (
                "suppliers offering more than two product groups",
                "Number of product groups by supplier · number of product groups above 2 · largest number of product groups first",
            ),
            ("suppliers of a single product", "unknown: a single"),
        ],
    );
}

#[test]
fn the_biggest_are_those_with_the_most_business() {
    check(
        true,
        &[
            (
                "lead time of our three largest suppliers",
                "Lead time, spend by supplier, first 3 · largest spend first",
            ),
            (
                "the three suppliers with the largest lead time",
                "Lead time by supplier, first 3 · largest lead time first",
            ),
            (
                "five dearest articles with their supplier",
                "List price by product and main supplier, first 5 · largest list price first",
            ),
            (
                "five biggest suppliers by what we hold of theirs, valued at list price",
                "Stock at selling price by supplier, first 5 · largest stock at selling price first",
            ),
        ],
    );
}

#[test]
fn how_long_an_order_has_been_open() {
    check(
        false,
        &[
            (
                "orders open for more then three weeks",
                "Sales orders · open order · order date up to 2025-06-08",
            ),
            (
                "orders that needed over 20 days to get there",
                "Sales orders with days from order date to delivery date · days from order date to delivery date above 20",
            ),
            ("new orders this week", "Sales orders · 2025-06-30"),
            (
                "incoming orders last week",
                "Sales orders · 2025-06-23 to 2025-06-29",
            ),
            (
                "customers who ordered in April but not since then",
                "Customers · without sales order lines (from 2025-05-01 on) · April 2025",
            ),
        ],
    );
}

#[test]
fn suppliers_of_somebody_without_purchases() {
    check(
        false,
        &[
            ("which vendor keeps delivering late", "refused"),
            (
                "which suppliers have articles below minimum",
                "Supplier and product · stock below the minimum",
            ),
        ],
    );
}

#[test]
fn short_years() {
    check(
        false,
        &[
            ("sales in 24", "Sales · 2024"),
            ("sales for '98", "Sales · 1998"),
            ("sales in 1998", "Sales · 1998"),
        ],
    );
    converse(
        false,
        &[
            ("number of orders in 2024", "Number of orders · 2024"),
            ("and 25 so far?", "Number of orders · 2025"),
        ],
    );
}

#[test]
fn a_place_gives_way_to_a_place() {
    converse(
        false,
        &[
            (
                "sales to Vestland this year",
                "Sales · state or region: Vestland · 2025-01-01 to 2025-06-30",
            ),
            (
                "now Norway",
                "Sales · country: Norway · 2025-01-01 to 2025-06-30",
            ),
            (
                "and Skåne?",
                "Sales · state or region: Skåne · 2025-01-01 to 2025-06-30",
            ),
        ],
    );
}

#[test]
fn later_turns() {
    converse(
        false,
        &[
            (
                "what is below its minimum in OSL-MAIN",
                "Stock rows · warehouse: OSL-MAIN · stock below the minimum",
            ),
            (
                "add how many each one is short",
                "List of stock rows with shortage · warehouse: OSL-MAIN · stock below the minimum",
            ),
        ],
    );
    converse(
        true,
        &[
            (
                "what is below its minimum in OSL-MAIN",
                "Stock rows · warehouse: OSL-MAIN · stock below the minimum",
            ),
            (
                "and who do we buy those from",
                "Main suppliers · warehouse: OSL-MAIN · stock below the minimum",
            ),
        ],
    );
    converse(
        false,
        &[
            (
                "open orders to Norway",
                "Sales orders · country: Norway · open order",
            ),
            (
                "how much is that in total",
                "Total order value · country: Norway · open order",
            ),
            (
                "which products are on them, with quantities",
                "Sales order lines · country: Norway · open order",
            ),
        ],
    );
}

#[test]
fn what_the_words_of_a_group_leave_open() {
    check(
        false,
        &[
            (
                "average price of the hand tools",
                "Average unit price · product group: Hand Tools",
            ),
            (
                "price of the hand tools",
                "Products with unit price · product group: Hand Tools",
            ),
            (
                "for each Norwegian state the product group with the highest sales",
                "Sales by state or region and product group, first of each state or region · country: Norway · largest sales first",
            ),
            (
                "our slowest month for sales in 2024",
                "Sales by month, first 1 · 2024 · smallest sales first",
            ),
            (
                "top three articles by sales, with their share of the total",
                "Sales, share of sales by product, first 3 · largest sales first",
            ),
            (
                "what share of sales do our top three customers have",
                "Sales, share of sales by customer, first 3 together · largest sales first",
            ),
            ("which warehouse ships the most", "unknown: ships"),
            (
                "everything going to Bergen next week",
                "Sales orders · city: Bergen · open order · delivery date 2025-07-07 to 2025-07-13",
            ),
            (
                "what did Birkenhof order in May",
                "Products · customer: Birkenhof Eisenwaren GmbH · May 2025",
            ),
            (
                "who bought the most lighting this year",
                "Units sold by customer, first 1 · product group: Lighting · 2025-01-01 to 2025-06-30 · largest units sold first",
            ),
            (
                "how much is the claw hammer",
                "Products with unit price · product: Stenhammer Claw Hammer",
            ),
            (
                "which orders are overdue today",
                "Sales orders · overdue order",
            ),
            (
                "any warehouse over 90 % of its capacity",
                "Capacity utilisation by warehouse · capacity utilisation above 90 % · largest capacity utilisation first",
            ),
        ],
    );
}

#[test]
fn among_those_before() {
    converse(
        false,
        &[
            (
                "stock of Slangvik garden hose",
                "Stock rows · product: Slangvik Garden Hose 25 m or Slangvik Garden Hose 50 m",
            ),
            (
                "only the 50 m one",
                "Stock rows · product: Slangvik Garden Hose 50 m",
            ),
        ],
    );
    converse(
        false,
        &[
            (
                "what is over its maximum in OSL-MAIN",
                "Stock rows · warehouse: OSL-MAIN · stock above the maximum",
            ),
            (
                "by how much?",
                "List of stock rows with excess · warehouse: OSL-MAIN · stock above the maximum",
            ),
            (
                "just the three worst",
                "List of first 3 stock rows with excess · warehouse: OSL-MAIN · stock above the maximum · largest excess first",
            ),
        ],
    );
}
