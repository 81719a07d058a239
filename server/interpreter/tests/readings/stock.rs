//! What is asked of stock and orders in few words: rows or figures, which limit belongs to what, which time is meant.

use super::check;

#[test]
fn levels_with_their_places_are_rows() {
    check(
        false,
        &[
            (
                "Power Tools out of stock, by warehouse",
                "Stock rows · product group: Power Tools · out of stock",
            ),
            (
                "which hand tools are below the minimum, at which warehouse, and how many units are they short",
                "List of stock rows with shortage · product group: Hand Tools · stock below the minimum",
            ),
            (
                "under minimum at OSL-MAIN, and short by how many",
                "List of stock rows with shortage · warehouse: OSL-MAIN · stock below the minimum",
            ),
            (
                "which hand tools exceed their maximum at OSL-MAIN, and by what quantity",
                "List of stock rows with excess · product group: Hand Tools · warehouse: OSL-MAIN · stock above the maximum",
            ),
            ("total excess at OSL-MAIN", "Excess · warehouse: OSL-MAIN"),
            (
                "stock of each product at OSL-MAIN",
                "Stock by product · warehouse: OSL-MAIN · largest stock first",
            ),
        ],
    );
}

#[test]
fn limits_belong_to_what_stands_beside_them() {
    check(
        false,
        &[
            (
                "OSL-MAIN days of cover < 15",
                "Days of cover, stock by product · warehouse: OSL-MAIN · days of cover below 15 · largest days of cover first",
            ),
            (
                "customers, cancelled orders >= 4, count",
                "Number of sales orders by customer · cancelled · number of sales orders at least 4 · largest number of sales orders first",
            ),
            (
                "shortage for each product group, only groups missing more than 60",
                "Shortage by product group · shortage above 60 · largest shortage first",
            ),
            (
                "warehouse with the most overstocked items",
                "Number of products by warehouse, first 1 · stock above the maximum · largest number of products first",
            ),
            (
                "in which month of 2024 did we get the fewest orders",
                "Number of sales orders by month, first 1 · 2024 · smallest number of sales orders first",
            ),
        ],
    );
}

#[test]
fn dates_may_be_blank() {
    check(
        false,
        &[
            (
                "stock rows at OSL-MAIN whose last restock date is empty",
                "Stock rows · warehouse: OSL-MAIN · without last restocked on",
            ),
            (
                "for which items is the date of the last restock missing",
                "Stock rows · without last restocked on",
            ),
            (
                "which items have no restock date entered",
                "Stock rows · without last restocked on",
            ),
            ("items whose stock is empty", "Stock rows · out of stock"),
        ],
    );
}

#[test]
fn times_say_what_is_due() {
    check(
        false,
        &[
            (
                "orders going to Bergen since May",
                "Sales orders · city: Bergen · 2025-05-01 to 2025-06-30",
            ),
            (
                "orders going to Bergen this week",
                "Sales orders · city: Bergen · open order · delivery date 2025-06-30 to 2025-07-06",
            ),
            (
                "Bergen drops in april",
                "Sales orders · city: Bergen · completed · delivery date in April 2025",
            ),
            (
                "due between 2 and 4 july",
                "Sales orders · open order · delivery date 2025-07-02 to 2025-07-04",
            ),
            (
                "orders falling due in the next 3 days",
                "Sales orders · open order · delivery date 2025-06-30 to 2025-07-03",
            ),
            (
                "products whose creation date falls in this year",
                "Products · created on 2025-01-01 to 2025-06-30",
            ),
            (
                "orders 2024 with order value",
                "Sales orders with order value · 2024",
            ),
            (
                "orders booked last month",
                "Sales orders · order date in May 2025",
            ),
        ],
    );
}

#[test]
fn things_are_counted_once() {
    check(
        false,
        &[
            ("distinct customers 2024", "Number of customers · 2024"),
            (
                "how many individual customers had an order in 2024",
                "Number of customers · 2024",
            ),
            ("overdue orders count", "Number of orders · overdue order"),
            (
                "Vestland customers no orders since 1 April",
                "Customers · state or region: Vestland · without sales orders (Q2 2025)",
            ),
            (
                "what is the average demand for HT-1029, per day",
                "Average daily demand · product: HT-1029",
            ),
        ],
    );
}

#[test]
fn a_level_said_twice_asks_how_far_it_holds() {
    check(
        false,
        &[(
            "OSL-MAIN overstock, quantity above max",
            "List of stock rows with excess · warehouse: OSL-MAIN · stock above the maximum",
        )],
    );
}
