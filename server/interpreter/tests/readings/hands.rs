//! Whom things go to, what of them has come, what is short, which end comes first: words that say whose, where and how much,
//! rather than what groups.

use super::{check, converse, persona_with, read};

#[test]
fn whom_things_go_to_does_not_group_beside_what_groups() {
    check(
        false,
        &[
            (
                "units sold to customers by warehouse",
                "Units sold by warehouse · largest units sold first",
            ),
            (
                "units we owe our customers, per depot",
                "Units to send by warehouse · largest units to send first",
            ),
            (
                "units sold by warehouse and customer",
                "Units sold by warehouse and customer · largest units sold first",
            ),
        ],
    );
}

#[test]
fn an_order_by_sense_follows_the_measure() {
    check(
        true,
        &[
            (
                "on-time rate by supplier, worst first",
                "On-time rate by supplier · smallest on-time rate first",
            ),
            (
                "on-time rate by supplier, best first",
                "On-time rate by supplier · largest on-time rate first",
            ),
            (
                "lead time by supplier, worst first",
                "Lead time by supplier · largest lead time first",
            ),
            (
                "spend by supplier, lowest on top",
                "Spend by supplier · smallest spend first",
            ),
        ],
    );
    check(
        false,
        &[
            (
                "shortage by warehouse, worst first",
                "Shortage by warehouse · largest shortage first",
            ),
            (
                "three worst shortages",
                "List of first 3 stock rows with shortage · stock below the minimum · largest shortage first",
            ),
            ("what are we shortest of", "unknown: shortest"),
        ],
    );
}

#[test]
fn limits_are_columns_and_ends_are_ends() {
    check(
        false,
        &[
            (
                "min and max of HT-1029 at OSL-MAIN",
                "Stock rows with minimum stock and maximum stock · product: HT-1029 · warehouse: OSL-MAIN",
            ),
            (
                "max, min and reorder point for HT-1029 by depot",
                "Stock rows with reorder point, maximum stock and minimum stock · product: HT-1029",
            ),
        ],
    );
}

#[test]
fn a_status_of_the_data_comes_before_a_word_for_another() {
    let status = [(
        "purchase_order_line.receipt_status",
        "purchase_order_line",
        "Damaged",
    )];
    let interpreter = persona_with(true, &status);
    assert_eq!(
        read(&interpreter, "damaged purchase lines", None).0,
        "Purchase order lines · receipt status: Damaged"
    );
    check(
        true,
        &[
            (
                "damaged purchase lines",
                "Purchase order lines · with rejects",
            ),
            (
                "purchase lines rejected outright",
                "Purchase order lines · rejected",
            ),
            (
                "purchase lines with rejects",
                "Purchase order lines · with rejects",
            ),
        ],
    );
}

#[test]
fn deliveries_that_come_next_and_that_came_last() {
    check(
        false,
        &[
            (
                "when is the next delivery to Birkenhof Eisenwaren",
                "First sales order · customer: Birkenhof Eisenwaren GmbH · open order · delivery date from 2025-06-30 on · oldest delivery date first",
            ),
            (
                "next two deliveries out of OSL-MAIN",
                "First 2 sales orders · warehouse: OSL-MAIN · open order · delivery date from 2025-06-30 on · oldest delivery date first",
            ),
            (
                "last delivery to Birkenhof Eisenwaren",
                "First sales order · customer: Birkenhof Eisenwaren GmbH · completed · newest delivery date first",
            ),
        ],
    );
}

#[test]
fn what_is_paid_on_lines_is_compared_line_by_line_and_means_as_means() {
    check(
        true,
        &[
            (
                "purchase lines priced above the unit cost on file",
                "Purchase order lines with unit price · cost paid above unit cost",
            ),
            (
                "what did we buy in 2024 at an average cost above the standard cost",
                "Average unit cost, standard cost by product · 2024 · average unit cost above standard cost · largest average unit cost first",
            ),
            (
                "products whose average cost paid is more than 4 % above the standard cost",
                "unknown: 0.04",
            ),
            (
                "cheapest supplier of HT-1029",
                "Average unit cost by supplier, first 1 · product: HT-1029 · smallest average unit cost first",
            ),
        ],
    );
}

#[test]
fn outside_tables_and_names_nobody_has_are_not_answered() {
    check(
        false,
        &[
            ("what do we have on order with Almvik", "refused"),
            ("who cancelled SO-12", "unknown: who"),
            (
                "items at OSL-MAIN that were never restocked",
                "Stock rows · warehouse: OSL-MAIN · without last restocked on",
            ),
        ],
    );
}

#[test]
fn a_turn_with_a_number_picks_among_the_groups_before() {
    converse(
        false,
        &[
            (
                "sales by customer this year",
                "Sales by customer · 2025-01-01 to 2025-06-30 · largest sales first",
            ),
            (
                "only customers above 3000",
                "Sales by customer · 2025-01-01 to 2025-06-30 · sales above 3000 · largest sales first",
            ),
            (
                "add how many orders each of them placed",
                "Sales, number of sales orders by customer · 2025-01-01 to 2025-06-30 · sales above 3000 · largest sales first",
            ),
        ],
    );
    converse(
        true,
        &[
            (
                "spend by supplier in the second half of 2024",
                "Spend by supplier · 2024-07-01 to 2024-12-31 · largest spend first",
            ),
            (
                "now the first half",
                "Spend by supplier · 2024-01-01 to 2024-06-30 · largest spend first",
            ),
        ],
    );
    converse(
        true,
        &[
            (
                "open purchase orders with Solhyll",
                "Purchase orders · supplier: Solhyll Furniture · open purchase order",
            ),
            (
                "expected when",
                "Purchase orders · supplier: Solhyll Furniture · open purchase order",
            ),
            (
                "add the value, largest first",
                "Purchase orders with purchase order value · supplier: Solhyll Furniture · open purchase order · largest purchase order value first",
            ),
        ],
    );
}
