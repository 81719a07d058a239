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
