//! What is told around a request: it is cut away where it restricts nothing, and kept or declined where it does.

use super::check;

#[test]
fn what_is_told_around_a_request_is_no_part_of_it() {
    check(
        false,
        &[
            (
                "Hello, I am drafting the annual review for my boss. Could you give me the units sold per month in 2024?",
                "Units sold by month · 2024",
            ),
            (
                "Some shops keep complaining about everything. How many open orders do we have?",
                "Number of sales orders · open order",
            ),
            (
                "One of the questionnaires asks how many orders were cancelled in May",
                "Number of sales orders · cancelled · May 2025",
            ),
            (
                "For the slide on our partners I need the sales by customer in May",
                "Sales by customer · May 2025 · largest sales first",
            ),
            (
                "I spilled coffee on my printout, so please list the open orders by country",
                "Number of sales orders by country · open order · largest number of sales orders first",
            ),
            (
                "Show me the open orders by country. I want to phone them about the firmware",
                "Number of sales orders by country · open order · largest number of sales orders first",
            ),
        ],
    );
}

#[test]
fn a_name_that_the_request_points_at_takes_its_place() {
    check(
        false,
        &[
            (
                "I'll be driving around Bergen next week, so could you list the open orders there?",
                "Sales orders · city: Bergen · open order",
            ),
            (
                "A chap keeps asking about garden hoses. What did we sell of that group in May?",
                "Sales · product group: Garden Hoses · May 2025",
            ),
            (
                "Some drivers claim that nothing leaves OSL-MAIN. How many orders did that warehouse have in May?",
                "Number of sales orders · warehouse: OSL-MAIN · May 2025",
            ),
        ],
    );
}

#[test]
fn what_restricts_is_not_passed_over() {
    check(
        false,
        &[
            (
                "I want to tackle the overdue ones first. Show me all open orders",
                "unknown: tackle",
            ),
            (
                "I am worried about prices above 50. Which products do we have?",
                "unknown: worried",
            ),
            (
                "We fear some stock rows in OSL-MAIN were tampered with and never had a date. For which products is this the case?",
                "unknown: tampered",
            ),
            (
                "I suspect that cancelled orders pile up. How many of them are for Bergen?",
                "unknown: pile",
            ),
            (
                "Show me the open orders. I am worried about those in Bergen",
                "Sales orders · city: Bergen · open order",
            ),
        ],
    );
}

#[test]
fn a_wish_that_names_nothing_is_told() {
    check(
        false,
        &[(
            "I want to see the ones that matter: which five customers had the highest sales in May?",
            "Sales by customer, first 5 · May 2025 · largest sales first",
        )],
    );
}

#[test]
fn remarks_take_nothing_away() {
    check(
        false,
        &[
            (
                "how many garden hoses of each size are in stock",
                "Stock by product · product group: Garden Hoses · in stock · largest stock first",
            ),
            (
                "open orders due this week, no matter where they go",
                "Sales orders · open order · delivery date 2025-06-30 to 2025-07-06",
            ),
            (
                "orders whose delivery date is already behind us",
                "Sales orders · overdue order",
            ),
            (
                "which orders have passed their delivery date",
                "Sales orders · overdue order",
            ),
            (
                "which orders for Bergen aren't finished yet",
                "Sales orders · city: Bergen · open order",
            ),
            (
                "which products don't appear on any order this year",
                "Products · without sales order lines (2025-01-01 to 2025-06-30)",
            ),
            (
                "which products have hit the reorder level at OSL-MAIN",
                "Stock rows · warehouse: OSL-MAIN · at or below the reorder point",
            ),
            (
                "lower and upper stock limits for the products at OSL-MAIN",
                "Stock rows with minimum stock and maximum stock · warehouse: OSL-MAIN",
            ),
            (
                "leaving OSL-MAIN aside, how many products are below minimum",
                "Number of products · warehouse: not OSL-MAIN · stock below the minimum",
            ),
            (
                "sales by group in Q1 vs Q2 2025 incl. the difference",
                "Sales Q2 2025 compared with Q1 2025 by product group · largest sales first",
            ),
        ],
    );
    check(
        true,
        &[
            (
                "purchase orders that came in later than promised in May",
                "Purchase orders · delivered late · actual delivery in May 2025",
            ),
            (
                "which products, in which warehouse, have a planned lead time longer than 20 days?",
                "List of stock rows with planned lead time · planned lead time above 20",
            ),
        ],
    );
}
