//! What is told around a request: it is cut away where it restricts nothing, and kept or declined where it does.

use super::check;

#[test]
fn what_is_told_around_a_request_is_no_part_of_it() {
    check(
        false,
        &[
            (
                "Hello, I am drafting the annual review for my boss. Could you give me the units sold per month in 2024?",
                "",
            ),
            (
                "Some shops keep complaining about everything. How many open orders do we have?",
                "",
            ),
            (
                "One of the questionnaires asks how many orders were cancelled in May",
                "",
            ),
            (
                "For the slide on our partners I need the sales by customer in May",
                "",
            ),
            (
                "I spilled coffee on my printout, so please list the open orders by country",
                "",
            ),
            (
                "Show me the open orders by country. I want to phone them about the firmware",
                "",
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
                "",
            ),
            (
                "A chap keeps asking about garden hoses. What did we sell of that group in May?",
                "",
            ),
            (
                "Some drivers claim that nothing leaves OSL-MAIN. How many orders did that warehouse have in May?",
                "",
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
                "",
            ),
            (
                "I am worried about prices above 50. Which products do we have?",
                "",
            ),
            (
                "I suspect that cancelled orders pile up. How many of them are for Bergen?",
                "",
            ),
            ("We were drowning in work in March. What did we sell?", ""),
            (
                "Show me the open orders. I am worried about those in Bergen",
                "",
            ),
        ],
    );
}
