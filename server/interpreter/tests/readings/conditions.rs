//! What conditions and dates mean: which date a time restricts, columns and dates against each other, what is denied.

use super::check;

#[test]
fn dates_and_times() {
    check(
        false,
        &[
            (
                "orders placed in April for delivery in May",
                "Sales orders · open order · order date in April 2025 · delivery date in May 2025",
            ),
            (
                "orders due from today until sunday",
                "Sales orders · open order · delivery date 2025-06-30 to 2025-07-06",
            ),
            ("sales in the 30 days before 1 May", "Sales · April 2025"),
            (
                "orders placed on 1 June or later",
                "Sales orders · June 2025",
            ),
            (
                "orders that should go out tomorrow",
                "Sales orders · open order · delivery date 2025-07-01",
            ),
            (
                "items not restocked since April",
                "Stock rows · last restocked on up to 2025-03-31",
            ),
            (
                "stock rows not restocked for more than 90 days",
                "Stock rows · last restocked on up to 2025-03-31",
            ),
            (
                "what was restocked at OSL-MAIN in the past 14 days",
                "Stock rows · warehouse: OSL-MAIN · last restocked on 2025-06-17 to 2025-06-30",
            ),
            ("products restocked on a monday", "unknown: monday"),
            (
                "sales this year excluding May",
                "Sales · 2025-01-01 to 2025-06-30 · up to 2025-04-30 or from 2025-06-01 on",
            ),
        ],
    );
}

#[test]
fn columns_against_each_other() {
    check(
        false,
        &[
            (
                "items more than 25 units over their maximum",
                "Stock rows with maximum stock · stock minus maximum stock above 25",
            ),
            (
                "stock less than half its minimum",
                "List of stock rows with stock · stock below 0.5 times minimum stock",
            ),
            (
                "items under 10% of their maximum",
                "Stock rows · stock below 0.1 times maximum stock",
            ),
            (
                "products priced at least 30% above cost",
                "Products · unit price at least 1.3 times unit cost",
            ),
            (
                "stock rows between the reorder point and the maximum",
                "Stock rows · stock at least reorder point · stock at most maximum stock",
            ),
            (
                "orders promised more than 5 days after the order date",
                "Sales orders with days from order date to delivery date · days from order date to delivery date above 5",
            ),
            (
                "orders with a promised date before the order date",
                "Sales orders · delivery date below order date",
            ),
        ],
    );
}

#[test]
fn some_but_not_others() {
    check(
        false,
        &[
            (
                "products OSL-MAIN has but BER-NORTH hasn't",
                "Stock rows · warehouse: OSL-MAIN · without stock rows (warehouse: BER-NORTH)",
            ),
            (
                "products kept at both OSL-MAIN and BER-NORTH",
                "Products · with stock rows (warehouse: OSL-MAIN) · with stock rows (warehouse: BER-NORTH)",
            ),
            (
                "products missing at BER-NORTH",
                "Products · without stock rows (warehouse: BER-NORTH)",
            ),
            (
                "products not stocked anywhere",
                "Products · without stock rows",
            ),
            (
                "customers who bought lighting but no power tools in May",
                "Customers · product group: Lighting · not cancelled · without sales (product group: Power Tools, May 2025) · May 2025",
            ),
            (
                "customers who only bought lighting",
                "Customers · product group: Lighting · not cancelled · without sales (product group: not Lighting)",
            ),
            (
                "customers who haven't placed any order since March",
                "Customers · without sales orders (2025-03-01 to 2025-06-30)",
            ),
            (
                "customers whose last order was before April",
                "Customers · without sales orders (from 2025-04-01 on)",
            ),
            (
                "orders with all lines backordered",
                "Sales orders · without sales order lines (not backordered)",
            ),
            (
                "orders without any backordered line",
                "Sales orders · never backordered",
            ),
            (
                "orders with two or more backordered lines",
                "Sales orders · at least 2 sales order lines (backordered)",
            ),
            (
                "orders in May, the cancelled ones don't count",
                "Sales orders · not cancelled · May 2025",
            ),
            (
                "orders that were not shipped from OSL-MAIN",
                "Sales orders · warehouse: not OSL-MAIN",
            ),
            (
                "products without a supplier or without a cost",
                "unknown: or",
            ),
        ],
    );
}

#[test]
fn purchasing_conditions() {
    check(
        true,
        &[
            (
                "what should have come in last week and is still open",
                "Purchase orders · overdue purchase order · open purchase order · expected delivery 2025-06-23 to 2025-06-29",
            ),
            (
                "POs placed in April and received in May",
                "Purchase orders · received · order date in April 2025 · actual delivery in May 2025",
            ),
            (
                "purchase orders promised more than 12 days after the order date",
                "Purchase orders with days from order date to expected delivery · days from order date to expected delivery above 12",
            ),
            (
                "purchase orders delivered at least 3 days late",
                "Purchase orders with days from expected delivery to actual delivery · delivered · days from expected delivery to actual delivery at least 3",
            ),
            (
                "purchase orders that took longer than two weeks to arrive",
                "Purchase orders with actual delivery and days from order date to actual delivery · days from order date to actual delivery above 14",
            ),
            (
                "POs received on the expected date",
                "Purchase orders · actual delivery is expected delivery",
            ),
            (
                "purchase lines at over 5% above the list cost",
                "Purchase order lines · cost paid above 1.05 times unit cost",
            ),
            (
                "lines where we received less than half of what we ordered",
                "Purchase order lines · received quantity below 0.5 times ordered quantity",
            ),
            (
                "suppliers that have not been late once this year",
                "Suppliers · without late deliveries (2025-01-01 to 2025-06-30) · 2025-01-01 to 2025-06-30",
            ),
            (
                "suppliers with no deliveries in May",
                "Suppliers · without purchase orders (actual delivery in May 2025)",
            ),
            (
                "suppliers we bought from in 2024 but not this year",
                "Suppliers · neither cancelled nor rejected · without spend (2025-01-01 to 2025-06-30) · 2024",
            ),
            (
                "stock below minimum with no open purchase order for that product to that warehouse",
                "Stock rows · without open purchase order value · stock below the minimum",
            ),
            (
                "purchase lines from a supplier other than the usual one",
                "Purchase order lines · main supplier is not main supplier",
            ),
            (
                "POs with at least one rejected line",
                "Purchase orders · at least 1 purchase order line (rejected)",
            ),
        ],
    );
}
