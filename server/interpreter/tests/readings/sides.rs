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

#[test]
fn a_part_of_two_years_is_compared() {
    check(
        false,
        &[
            (
                "sales January to March this year against last year",
                "Sales Q1 2025 compared with Q1 2024",
            ),
            (
                "sales in the first four months of 2025 and of 2024",
                "Sales 2025-01-01 to 2025-04-30 compared with 2024-01-01 to 2024-04-30",
            ),
            (
                "number of orders in April and May together, this year against last year",
                "Number of orders 2025-04-01 to 2025-05-31 compared with 2024-04-01 to 2024-05-31",
            ),
            (
                "units sold March through May this year compared with those months last year",
                "Units sold 2025-03-01 to 2025-05-31 compared with 2024-03-01 to 2024-05-31",
            ),
            (
                "sales of all delivery areas together, 2025 and 2024 and the change",
                "Sales 2025 compared with 2024",
            ),
        ],
    );
}

#[test]
fn a_time_behind_than_is_compared() {
    check(
        false,
        &[
            (
                "which delivery areas sold less last month than the month before",
                "Sales by delivery area · less in May 2025 than in April 2025 · largest sales first",
            ),
            (
                "did we sell more last month than the month before",
                "Sales May 2025 compared with April 2025",
            ),
            (
                "delivery areas where sales fell from April to May 2025, both months",
                "Sales by delivery area · less in May 2025 than in April 2025 · largest sales first",
            ),
        ],
    );
}

#[test]
fn each_of_the_values_has_its_ranking() {
    check(
        false,
        &[
            (
                "top 3 products by sales in each of OSL-MAIN and BER-NORTH",
                "Sales by warehouse and product, first 3 of each warehouse · warehouse: OSL-MAIN or BER-NORTH · largest sales first",
            ),
            (
                "for each warehouse the product with the largest stock value",
                "Stock value by warehouse and product, first of each warehouse · largest stock value first",
            ),
            (
                "go warehouse by warehouse and tell me the one product with the largest stock value",
                "Stock value by warehouse and product, first of each warehouse · largest stock value first",
            ),
            (
                "for each delivery area the best customer by 2024 sales",
                "Sales by delivery area and customer, first of each delivery area · 2024 · largest sales first",
            ),
        ],
    );
}

#[test]
fn what_is_named_behind_but_is_left_out() {
    check(
        true,
        &[
            (
                "open purchase orders for anywhere but OSL-MAIN",
                "Purchase orders · warehouse: not OSL-MAIN · open purchase order",
            ),
            (
                "spend by warehouse for all warehouses but OSL-MAIN",
                "Spend by warehouse · warehouse: not OSL-MAIN · largest spend first",
            ),
        ],
    );
}

#[test]
fn a_figure_that_is_not_wanted_is_left_out() {
    check(
        false,
        &[
            (
                "sales by month this year, pieces and not money",
                "Units sold by month · 2025-01-01 to 2025-06-30",
            ),
            (
                "sales by month this year in units, not the value",
                "Units sold by month · 2025-01-01 to 2025-06-30",
            ),
            (
                "sales by month this year in pieces rather than money",
                "Units sold by month · 2025-01-01 to 2025-06-30",
            ),
        ],
    );
}

#[test]
fn who_is_traded_with_groups_nothing() {
    check(
        true,
        &[
            (
                "purchase value of everything ordered from suppliers in May",
                "Spend · May 2025",
            ),
            (
                "total spent with suppliers per month this year",
                "Spend by month · 2025-01-01 to 2025-06-30",
            ),
            (
                "where do our purchase orders stand, number for each status",
                "Number of purchase orders by status · largest number of purchase orders first",
            ),
        ],
    );
}

#[test]
fn what_suppliers_are_to_deliver_are_orders() {
    check(
        true,
        &[
            (
                "what are we expecting from our suppliers over the next fortnight",
                "Purchase orders · open purchase order · expected delivery 2025-06-30 to 2025-07-14",
            ),
            (
                "what should our suppliers be delivering this week",
                "Purchase orders · open purchase order · expected delivery 2025-06-30 to 2025-07-06",
            ),
            (
                "compare Almvik Tool Works and Solhyll Furniture on on-time rate and fill rate",
                "On-time rate, supplier fill rate by supplier · supplier: Almvik Tool Works or Solhyll Furniture · largest on-time rate first",
            ),
        ],
    );
}

#[test]
fn conditions_that_shut_each_other_out_are_no_answer() {
    check(
        true,
        &[
            (
                "what was delivered to us in May past its expected delivery date? purchase orders please",
                "unknown: in May, past its expected delivery date",
            ),
            (
                "for each supplier, spend divided by the overall spend",
                "unknown: divided",
            ),
        ],
    );
}

#[test]
fn a_change_on_the_period_before_and_series_apart() {
    check(
        false,
        &[
            (
                "sales each month this year, and how much was that up or down on the previous month",
                "Sales, sales of the month before, the difference, the change by month · 2025-01-01 to 2025-06-30",
            ),
            (
                "units sold by quarter this year for Hand Tools and Lighting, each one separately",
                "Units sold by quarter and product group · product group: Hand Tools or Lighting · 2025-01-01 to 2025-06-30",
            ),
        ],
    );
}
