//! Two times side by side, and the periods that a time is cut into.

use super::check;

#[test]
fn a_change_is_asked_for_in_many_words() {
    check(
        false,
        &[
            (
                "how did units sold move from Q1 to Q2 2025 by product group",
                "Units sold Q2 2025 compared with Q1 2025 by product group · largest units sold first",
            ),
            (
                "units sold in April and May per warehouse, and how much it went up or down",
                "Units sold May 2025 compared with April 2025 by warehouse · largest units sold first",
            ),
            (
                "sales by warehouse: May minus April",
                "Sales May 2025 compared with April 2025 by warehouse · largest sales first",
            ),
            (
                "how have sales per warehouse changed from last quarter to this quarter",
                "Sales Q2 2025 compared with Q1 2025 by warehouse · largest sales first",
            ),
            (
                "units sold by warehouse in April and in May, and what is the change between the two",
                "Units sold May 2025 compared with April 2025 by warehouse · largest units sold first",
            ),
            (
                "quarter on quarter units sold by warehouse, Q2 2025 over Q1 2025 with the delta",
                "Units sold Q2 2025 compared with Q1 2025 by warehouse · largest units sold first",
            ),
            (
                "how many units did we move from May to June",
                "Units sold · 2025-05-01 to 2025-06-30",
            ),
        ],
    );
}

#[test]
fn a_time_is_cut_into_periods() {
    check(
        false,
        &[
            (
                "units sold in each week from 5 May to 15 June",
                "Units sold by week · 2025-05-05 to 2025-06-15",
            ),
            (
                "units sold per week, 5 May to 15 June",
                "Units sold by week · 2025-05-05 to 2025-06-15",
            ),
            (
                "split the units sold from 5 May until 15 June into weeks",
                "Units sold by week · 2025-05-05 to 2025-06-15",
            ),
            (
                "sales by month, March 2025 to date",
                "Sales by month · 2025-03-01 to 2025-06-30",
            ),
            (
                "sales by warehouse 2024 ytd",
                "Sales by warehouse · 2024-01-01 to 2024-06-30 · largest sales first",
            ),
        ],
    );
}

#[test]
fn the_first_of_a_ranking_are_its_top() {
    check(
        true,
        &[
            (
                "rank suppliers by this year's spend and show the first seven",
                "Spend by supplier, first 7 · 2025-01-01 to 2025-06-30 · largest spend first",
            ),
            (
                "what share of this year's spend does each of the five largest suppliers take",
                "Spend, share of spend by supplier, first 5 · 2025-01-01 to 2025-06-30 · largest spend first",
            ),
            (
                "group the purchase orders by status and count them",
                "Number of purchase orders by status · largest number of purchase orders first",
            ),
            ("rejected POs 2025", "Purchase orders · rejected · 2025"),
        ],
    );
}

#[test]
fn an_order_is_said_by_its_two_ends() {
    check(
        false,
        &[
            (
                "rank warehouses by stock value, from highest to lowest",
                "Stock value by warehouse · largest stock value first",
            ),
            (
                "stock value by warehouse sorted from the smallest to the largest",
                "Stock value by warehouse · smallest stock value first",
            ),
            (
                "late orders per warehouse, worst first",
                "Number of sales orders by warehouse · overdue order · largest number of sales orders first",
            ),
            (
                "longest standing open order for OSL-MAIN",
                "First sales order · warehouse: OSL-MAIN · open order · oldest order date first",
            ),
        ],
    );
}

#[test]
fn what_was_sent_of_what_was_ordered_is_a_rate() {
    check(
        false,
        &[
            (
                "units fulfilled divided by units ordered in 2024",
                "Fill rate · 2024",
            ),
            (
                "what proportion of the quantity ordered in 2024 has been fulfilled",
                "Fill rate · 2024",
            ),
            (
                "of the quantities ordered from OSL-MAIN in 2024, what share did we send",
                "Fill rate · warehouse: OSL-MAIN · 2024",
            ),
        ],
    );
}
