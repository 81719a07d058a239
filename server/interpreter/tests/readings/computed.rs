//! What is computed: means per period, measures against measures, firsts and lasts, changes, shares of the first few.

use super::check;

#[test]
fn means_comparisons_and_changes() {
    check(
        false,
        &[
            (
                "orders a week on average in Q1 2025",
                "Number of sales orders, average number of sales orders per week · Q1 2025",
            ),
            (
                "average monthly sales in 2024 by warehouse",
                "Sales, average sales per month by warehouse · 2024 · largest sales first",
            ),
            (
                "customers with 12 orders or more this year",
                "Number of sales orders by customer · 2025-01-01 to 2025-06-30 · number of sales orders at least 12 · largest number of sales orders first",
            ),
            (
                "orders with seven or more lines",
                "Sales orders · at least 7 sales order lines",
            ),
            (
                "depot with more orders than any other in May",
                "Number of sales orders by warehouse, first 1 · May 2025 · largest number of sales orders first",
            ),
            (
                "products that sold more units this year than we have in stock",
                "Units sold, stock by product · 2025-01-01 to 2025-06-30 · units sold above stock · largest units sold first",
            ),
            (
                "products whose stock is less than what was ordered in the last 60 days",
                "Stock, units sold by product · 2025-05-02 to 2025-06-30 · stock below units sold · largest stock first",
            ),
            (
                "sales by month this year with the change on the month before",
                "Sales, sales of the month before, the difference, the change by month · 2025-01-01 to 2025-06-30",
            ),
            (
                "Q1 sales by product group, this year next to last year, with the difference",
                "Sales Q1 2025 compared with Q1 2024 by product group · largest sales first",
            ),
            (
                "products whose sales rose by more than 30 % from 2023 to 2024",
                "Sales by product · more in 2024 than in 2023 · the change above 30 % · largest sales first",
            ),
            (
                "what share of this year's sales do our four biggest customers have",
                "Sales, share of sales by customer, first 4 together · 2025-01-01 to 2025-06-30 · largest sales first",
            ),
            (
                "how many customers in Vestland or Skåne",
                "Number of customers · state or region: Vestland or Skåne",
            ),
            (
                "what share of its maximum stock does each warehouse hold",
                "Capacity utilisation by warehouse · largest capacity utilisation first",
            ),
            (
                "stock divided by maximum stock per warehouse",
                "Capacity utilisation by warehouse · largest capacity utilisation first",
            ),
            (
                "total stock at OSL-MAIN over the total maximum stock",
                "Capacity utilisation · warehouse: OSL-MAIN",
            ),
            (
                "to what degree is the capacity used, by warehouse",
                "Capacity utilisation by warehouse · largest capacity utilisation first",
            ),
            (
                "stock rows where the stock is below 50 % of the maximum stock",
                "List of stock rows with stock · stock below 0.5 times maximum stock",
            ),
            (
                "capacity utilisation by depot, fullest on top",
                "Capacity utilisation by warehouse · largest capacity utilisation first",
            ),
            (
                "the two best products per warehouse in May",
                "Sales by warehouse and product, first 2 of each warehouse · May 2025 · largest sales first",
            ),
            (
                "warehouses where more than 5 % of the order lines are backordered",
                "Share of number of sales order lines for backordered by warehouse · share of Part (backordered) above 5 %",
            ),
            (
                "sales to customers that dropped by more than half compared with last year",
                "Sales by customer · less in 2025-01-01 to 2025-06-30 than in 2024 · the change below -50 % · largest sales first",
            ),
            (
                "areas where we sold most this year",
                "Sales by delivery area, first 10 · 2025-01-01 to 2025-06-30 · largest sales first",
            ),
        ],
    );
}

#[test]
fn firsts_and_lasts() {
    check(
        false,
        &[
            (
                "when did Birkenhof last order",
                "Last order date · customer: Birkenhof Eisenwaren GmbH",
            ),
            (
                "days since each customer's last order",
                "Last order date, days since last order date by customer · up to 2025-06-30 · largest days since last order date first",
            ),
            (
                "new customers in 2025",
                "First order date by customer · without sales orders (up to 2024-12-31) · 2025 · newest first order date first",
            ),
        ],
    );
    check(
        true,
        &[
            (
                "the last three times we bought HT-1029",
                "First 3 purchase order lines with order date · product: HT-1029 · neither cancelled nor rejected · newest order date first",
            ),
            (
                "when did we first buy from Solhyll",
                "First order date · supplier: Solhyll Furniture · neither cancelled nor rejected",
            ),
        ],
    );
}

#[test]
fn rates_of_suppliers() {
    check(
        true,
        &[
            (
                "planned vs actual lead time by supplier",
                "Planned lead time, lead time by supplier · largest planned lead time first",
            ),
            (
                "suppliers on time on less than 70 percent of their deliveries",
                "On-time rate by supplier · on-time rate below 70 % · largest on-time rate first",
            ),
            (
                "suppliers with at least 10 deliveries and their on-time rate",
                "On-time rate, number of purchase orders (delivered) by supplier · number of purchase orders (delivered) at least 10 · largest on-time rate first",
            ),
            (
                "when Solhyll delivers late, by how many days on average",
                "Days late by supplier · supplier: Solhyll Furniture",
            ),
            (
                "products bought from two or more different suppliers",
                "Number of suppliers by product · neither cancelled nor rejected · number of suppliers at least 2 · largest number of suppliers first",
            ),
            (
                "how many open POs are there, and worth how much",
                "Number of purchase orders, purchase order value · open purchase order",
            ),
            (
                "how often did we order from Solhyll in 2024",
                "Number of purchase orders · supplier: Solhyll Furniture · 2024",
            ),
        ],
    );
}
