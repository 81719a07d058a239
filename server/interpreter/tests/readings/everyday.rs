//! Everyday wording: places that share a town's name, politeness, slips of the finger, what a question ends with.

use super::{check, persona_with, read};

#[test]
fn a_town_with_a_warehouse_is_the_warehouse_where_stock_is_spoken_of() {
    let town = [("delivery_city", "sales_order_header", "Main")];
    let interpreter = persona_with(false, &town);
    let meanings: Vec<String> = [
        "stock value main",
        "below minimum main",
        "overdue orders out of main",
        "orders to main",
    ]
    .iter()
    .map(|question| read(&interpreter, question, None).0)
    .collect();
    assert_eq!(
        meanings,
        [
            "Stock value · warehouse: OSL-MAIN",
            "Stock rows · warehouse: OSL-MAIN · stock below the minimum",
            "Sales orders · warehouse: OSL-MAIN · overdue order",
            "Sales orders · city: Main",
        ]
    );
}

#[test]
fn politeness_says_nothing() {
    check(
        false,
        &[
            (
                "sales by warehouse this month, if you don't mind",
                "Sales by warehouse · June 2025 · largest sales first",
            ),
            (
                "Which orders are overdue? A list would be lovely",
                "Sales orders · overdue order",
            ),
            (
                "Great, thanks. Top 3 customers by sales, if I may ask",
                "Sales by customer, first 3 · largest sales first",
            ),
        ],
    );
}

#[test]
fn slips_of_the_finger_are_corrected() {
    check(
        false,
        &[
            (
                "opn orders in vestland",
                "Sales orders · state or region: Vestland · open order",
            ),
            (
                "hwo many orders from teh vestland this yr",
                "Number of sales orders · state or region: Vestland · 2025-01-01 to 2025-06-30",
            ),
            (
                "areas w more than 5 open orders",
                "Number of sales orders by delivery area · open order · number of sales orders above 5 · largest number of sales orders first",
            ),
        ],
    );
}

#[test]
fn one_of_each_group_and_period() {
    check(
        true,
        &[
            (
                "best spend month per warehouse in 2024",
                "Spend by month and warehouse, first of each warehouse · 2024 · largest spend first",
            ),
            (
                "per product group the two best suppliers by spend",
                "Spend by product group and supplier, first 2 of each product group · largest spend first",
            ),
        ],
    );
}

#[test]
fn durations_and_lateness() {
    check(
        false,
        &[
            (
                "how long will the stock of the hand tools last at the pace of the last 90 days",
                "Days of cover by product · product group: Hand Tools · largest days of cover first",
            ),
            (
                "what in OSL-MAIN won't last two weeks",
                "calculate: identify_stockout_risk {\"days\": 14.0}",
            ),
            (
                "late orders, longest overdue first",
                "Sales orders with days since delivery date · overdue order · largest days since delivery date first",
            ),
        ],
    );
    check(
        true,
        &[
            (
                "how long does Solhyll take to deliver on average",
                "Lead time by supplier · supplier: Solhyll Furniture",
            ),
            (
                "How punctual is Solhyll Furniture? Their on-time rate, I mean",
                "On-time rate by supplier · supplier: Solhyll Furniture",
            ),
            (
                "number of days each overdue PO is behind",
                "Purchase orders with days since expected delivery · overdue purchase order",
            ),
        ],
    );
}

#[test]
fn what_nobody_recorded_is_not_made_up() {
    check(false, &[("who packed order SO 100234", "unknown: packed")]);
}
