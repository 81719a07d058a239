//! Questions typed in a hurry, said politely, or short after others: what they mean beside the careful ones.

use super::*;

fn said(purchasing: bool, expected: &[(&str, &str)]) {
    let interpreter = persona(purchasing);
    let wrong: Vec<String> = expected
        .iter()
        .filter_map(|(question, meaning)| {
            let (found, _) = read(&interpreter, question, None);
            (!found.starts_with(meaning)).then(|| format!("({question:?}, {found:?}),"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn short_spellings_are_read() {
    said(
        false,
        &[
            (
                "wich opn ordrs r goin to bergen",
                "Sales orders · city: Bergen · open order",
            ),
            (
                "hw mny units of power tools did we sell in may n june togther",
                "Units sold · product group: Power Tools · 2025-05-01 to 2025-06-30",
            ),
            (
                "ordrs this mnth worth over 2 lakh rupees",
                "Sales orders · June 2025 · order value above 200000",
            ),
        ],
    );
}

#[test]
fn politeness_says_nothing() {
    said(
        true,
        &[
            (
                "Sorry to bother you, what did we spend with Solhyll Furniture in March, if I may ask?",
                "Spend · supplier: Solhyll Furniture · March 2025",
            ),
            (
                "If it is not too much trouble: spend by supplier in Q1 2025",
                "Spend by supplier · Q1 2025",
            ),
        ],
    );
}

#[test]
fn places_of_stock_are_warehouses() {
    let more = [
        ("delivery_state", "sales_order_header", "Fjordby"),
        ("warehouse_code", "warehouse_product", "CS-FJORDBY"),
    ];
    let interpreter = persona_with(false, &more);
    let (found, _) = read(&interpreter, "how much stock is at fjordby", None);
    assert!(
        found.starts_with("Stock · warehouse: CS-FJORDBY"),
        "{found}"
    );
    let (found, _) = read(&interpreter, "units sold in fjordby in May 2025", None);
    assert!(
        found.starts_with("Units sold · state or region: Fjordby"),
        "{found}"
    );
}

#[test]
fn numbers_of_a_calculation_go_by_their_units() {
    said(
        true,
        &[
            (
                "safety stock: max 48 a day and 12 days, normally 30 a day and 8 days of lead time",
                "calculate: calculate_safety_stock",
            ),
            (
                "reorder point for an item selling one hundred and forty a week, lead time two weeks, safety stock 25",
                "calculate: calculate_reorder_point {\"avg_daily_demand\": 20.0, \"lead_time_days\": 14.0, \"safety_stock\": 25.0}",
            ),
            (
                "supplier score of Solhyll Furniture",
                "calculate: calculate_supplier_score {}",
            ),
            (
                "compare what suppliers charge for hand tools",
                "calculate: compare_supplier_costs {}",
            ),
            (
                "how concentrated is our spend? share of each supplier",
                "calculate: supplier_concentration {}",
            ),
            (
                "where would we save more than a tenth by leaving the main supplier for the cheapest one",
                "calculate: identify_cost_savings {\"threshold_percent\": 10.0}",
            ),
            (
                "We buy 90 a month, each order costs us 25 and storing one piece costs 0.30 a month. Economic order quantity?",
                "calculate: calculate_eoq {\"annual_demand\": 1080.0, \"fixed_cost\": 25.0, \"holding_cost\": 3.6}",
            ),
        ],
    );
}

#[test]
fn several_orders_are_looked_into() {
    said(
        false,
        &[
            (
                "orders SO 1204 and 1207",
                "Sales orders · order prefix: SO · sales order: 1204 or 1207",
            ),
            (
                "lines of 4204 and 4207",
                "Sales order lines · sales order: 4204 or 4207",
            ),
        ],
    );
}

#[test]
fn each_of_the_things_before_is_counted() {
    said(
        false,
        &[
            (
                "customers in Norway, orders each in 2024",
                "Number of sales orders by customer · country: Norway · 2024",
            ),
            (
                "busiest order day in May",
                "Number of orders by day, first 1 · May 2025",
            ),
        ],
    );
}

#[test]
fn the_last_price_is_that_of_the_newest_line() {
    said(
        true,
        &[
            (
                "what did we last pay for the Stenhammer Claw Hammer",
                "First purchase order line with cost paid and order date · product: Stenhammer Claw Hammer",
            ),
            (
                "last price paid for HT-1029",
                "First purchase order line with cost paid and order date · product: HT-1029",
            ),
        ],
    );
}

#[test]
fn turns_keep_what_was_spoken_of() {
    let interpreter = persona(false);
    let talk: [(&str, &str); 8] = [
        (
            "units sold of the Slangvik Garden Hose 25 m in May",
            "Units sold",
        ),
        (
            "same but the 50 m one",
            "Units sold · product: Slangvik Garden Hose 50 m · May 2025",
        ),
        (
            "sales to Norway by month this year",
            "Sales by month · country: Norway",
        ),
        (
            "make it units instead of money",
            "Units sold by month · country: Norway",
        ),
        ("orders to Bergen in May", "Sales orders · city: Bergen"),
        ("worth?", "Order value · city: Bergen · May 2025"),
        (
            "below minimum items at OSL-MAIN",
            "Stock rows · warehouse: OSL-MAIN",
        ),
        (
            "short by how many units altogether?",
            "Shortage · warehouse: OSL-MAIN · stock below the minimum",
        ),
    ];
    let mut previous = None;
    let mut wrong = String::new();
    for (question, meaning) in talk {
        let (found, query) = read(&interpreter, question, previous);
        previous = query;
        if !found.starts_with(meaning) {
            wrong.push_str(&format!("({question:?}, {found:?}),\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
