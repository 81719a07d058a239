//! Questions that are dictated, or typed with the signs and shorthand of column heads.

use super::*;

#[test]
fn signs_and_shorthand_are_words() {
    check(
        false,
        &[
            (
                "fill rate < 90% by warehouse last 30d",
                "Fill rate by warehouse · June 2025 · fill rate below 90 % · largest fill rate first",
            ),
            ("# orders, L30D", "Number of orders · June 2025"),
            (
                "hand tools at OSL-MAIN, stock <= 5",
                "List of stock rows with stock · product group: Hand Tools · warehouse: OSL-MAIN · stock at most 5",
            ),
            (
                "units sold LY by product group",
                "Units sold by product group · 2024 · largest units sold first",
            ),
        ],
    );
}

#[test]
fn a_share_is_that_of_each_group() {
    check(
        false,
        &[
            (
                "what share of each area's sales is lighting",
                "Share of sales for product group: Lighting by delivery area",
            ),
            (
                "for each warehouse, what part of its sales in 2024 came from power tools",
                "Share of sales for product group: Power Tools by warehouse · 2024",
            ),
            (
                "each area's sales in 2024",
                "Sales by delivery area · 2024 · largest sales first",
            ),
            (
                "which customer has the largest share of sales in 2024",
                "Sales by customer, first 1 · 2024 · largest sales first",
            ),
        ],
    );
}

#[test]
fn what_was_taken_back_does_not_count() {
    check(
        false,
        &[
            (
                "stock of power tools no wait stock of hand tools by warehouse",
                "Stock by warehouse · product group: Hand Tools · largest stock first",
            ),
            (
                "orders placed since the first of march",
                "Sales orders · 2025-03-01 to 2025-06-30",
            ),
            (
                "customers that have gone quiet since march",
                "Customers · without sales (2025-03-01 to 2025-06-30)",
            ),
            (
                "how many days does it take on average from order to delivery by area",
                "Delivery time by delivery area · largest delivery time first",
            ),
            (
                "which warehouse had the most orders in 2024? Ties: show all",
                "Number of orders by warehouse, first 1 · 2024 · largest number of orders first",
            ),
        ],
    );
}

#[test]
fn suppliers_get_orders() {
    check(
        true,
        &[
            (
                "suppliers that have not received a single order since march",
                "Suppliers · without purchase orders (2025-03-01 to 2025-06-30)",
            ),
            (
                "which supplier received the largest share of our spend in 2024",
                "Spend by supplier, first 1 · 2024 · largest spend first",
            ),
            (
                "suppliers whose spend dropped over 50% between Q1 2024 and Q1 2025",
                "Spend by supplier · less in Q1 2025 than in Q1 2024 · the change below -50 % · largest spend first",
            ),
            (
                "suppliers whose lead time got longer by more than 2 days between 2023 and 2024",
                "Lead time by supplier · more in 2024 than in 2023 · the difference above 2 · largest lead time first",
            ),
            (
                "vendors we have not ordered from in the last 60 days, although we ordered from them before",
                "Suppliers · without spend (2025-05-02 to 2025-06-30)",
            ),
        ],
    );
}
