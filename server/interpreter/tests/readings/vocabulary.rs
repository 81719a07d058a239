//! Words that say nothing where they stand, words that mean a known thing, and values in other spellings.

use super::*;

/// Values beside those of the other readings, in spellings that people change.
const MORE: &[(&str, &str, &str)] = &[
    ("warehouse_code", "warehouse_product", "NOR-STORSUND"),
    ("warehouse_code", "sales_order_header", "NOR-STORSUND"),
    ("product_group", "product", "Oil & Varnish"),
    ("product_group", "product", "Work Gloves"),
    ("product_name", "product", "Linseed Oil 25L"),
    ("product_name", "product", "Teak Oil 25L"),
    ("product_name", "product", "Teak Oil 5L"),
    ("product_name", "product", "Lamp Battery LX300"),
    ("product_name", "product", "Lamp Battery LX500"),
    ("product_name", "product", "Headlamp LX500"),
    ("product_name", "product", "Ladder Telescopic 3 m"),
    (
        "supplier_name",
        "purchase_order_header",
        "Ardal Glove Company Ltd",
    ),
    ("customer_name", "sales_order_header", "Hotel Fjordglimt"),
    ("customer_name", "sales_order_header", "Hotel Solsiden"),
    ("status", "sales_order_header", "On Hold"),
];

fn reader(purchasing: bool) -> Interpreter {
    persona_with(purchasing, MORE)
}

fn readings(purchasing: bool, expected: &[(&str, &str)]) {
    let interpreter = reader(purchasing);
    let wrong: Vec<String> = expected
        .iter()
        .filter_map(|(question, meaning)| {
            let (found, _) = read(&interpreter, question, None);
            (found != *meaning).then(|| format!("(\n    {question:?},\n    {found:?},\n),"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn who_asks_and_what_for_are_no_conditions() {
    readings(
        false,
        &[
            (
                "the accountants want the stock value of OSL-MAIN",
                "Stock value · warehouse: OSL-MAIN",
            ),
            (
                "for tomorrow's board meeting: open orders by warehouse",
                "Number of sales orders by warehouse · open order · largest number of sales orders first",
            ),
            (
                "stock by warehouse, these I can show around",
                "Stock by warehouse · largest stock first",
            ),
            (
                "which products have no restock date recorded",
                "Stock rows · without last restocked on",
            ),
            (
                "products w/o a supplier assigned",
                "Products · without main supplier",
            ),
            (
                "which hand tools are completely out of stock in OSL-MAIN",
                "Stock rows · product group: Hand Tools · warehouse: OSL-MAIN · out of stock",
            ),
            (
                "sales of power tools in May, in euros",
                "Sales · product group: Power Tools · May 2025",
            ),
            (
                "how many euros of power tools did we sell in May",
                "Sales · product group: Power Tools · May 2025",
            ),
            (
                "stock of hand tools including the reorder point",
                "List of stock rows with reorder point and stock · product group: Hand Tools",
            ),
            ("sales in May, all depots together", "Sales · May 2025"),
            ("open orders, any depot", "Sales orders · open order"),
        ],
    );
}

#[test]
fn unknown_words_that_could_be_conditions_still_decline() {
    readings(
        false,
        &[
            (
                "the perishable requested articles in OSL-MAIN",
                "unknown: perishable, requested",
            ),
            ("refrigerated hand tools in stock", "unknown: refrigerated"),
            ("orders for vegan customers", "unknown: vegan"),
            (
                "stock of hand tools, we want the fragile",
                "unknown: fragile",
            ),
            ("products recorded by inspectors", "unknown: inspectors"),
            ("completed inspections by warehouse", "unknown: inspections"),
        ],
    );
}

#[test]
fn words_of_the_trade() {
    readings(
        false,
        &[
            (
                "anything at zero in OSL-MAIN?",
                "Stock rows · warehouse: OSL-MAIN · out of stock",
            ),
            (
                "what must go to Bergen in the next 7 days",
                "Sales orders · city: Bergen · open order · delivery date 2025-06-30 to 2025-07-07",
            ),
            (
                "the five articles tying up the most money in OSL-MAIN",
                "Stock value by product, first 5 · warehouse: OSL-MAIN · largest stock value first",
            ),
            (
                "average ticket by warehouse this year",
                "Average order value by warehouse · 2025-01-01 to 2025-06-30 · largest average order value first",
            ),
            (
                "which hand tools does OSL-MAIN carry that BER-NORTH doesn't",
                "Stock rows · product group: Hand Tools · warehouse: OSL-MAIN · without stock rows (warehouse: BER-NORTH)",
            ),
            (
                "claw hammer: who has it on the shelf and how much",
                "Stock by warehouse and product · product: Stenhammer Claw Hammer · in stock · largest stock first",
            ),
            (
                "which lines are below minimum in OSL-MAIN",
                "Stock rows · warehouse: OSL-MAIN · stock below the minimum",
            ),
            (
                "open orders of last month: which lines went out short?",
                "Sales order lines · open order · not completely fulfilled · May 2025",
            ),
        ],
    );
}

#[test]
fn values_in_other_spellings() {
    readings(
        false,
        &[
            ("stock in stor sund", "Stock · warehouse: NOR-STORSUND"),
            ("stock in oslmain", "Stock · warehouse: OSL-MAIN"),
            (
                "stock of the 25 litre oils",
                "Stock rows · product: Linseed Oil 25L or Teak Oil 25L",
            ),
            (
                "stock of telescopic ladders",
                "Stock by product · product: Ladder Telescopic 3 m",
            ),
            (
                "stock of oil and varnish by warehouse",
                "Stock by warehouse · product group: Oil & Varnish · largest stock first",
            ),
            (
                "stock of lamp batteries LX300 and LX500 in OSL-MAIN",
                "Stock by product · product: Lamp Battery LX300 or Lamp Battery LX500 · warehouse: OSL-MAIN · largest stock first",
            ),
            ("stock of gloves", "Stock · product group: Work Gloves"),
            (
                "sales to the hotels this year",
                "Total sales · customer: Hotel Fjordglimt or Hotel Solsiden · 2025-01-01 to 2025-06-30",
            ),
            ("orders on hold", "Sales orders · status: On Hold"),
            (
                "hand tools plus lighting: stock in OSL-MAIN",
                "Stock by product group · product group: Hand Tools or Lighting · warehouse: OSL-MAIN · largest stock first",
            ),
        ],
    );
}

#[test]
fn what_suppliers_sell_is_what_they_supply() {
    check(
        true,
        &[
            (
                "suppliers who sell lighting",
                "Suppliers · product group: Lighting",
            ),
            (
                "what do we sell the claw hammer for",
                "Products with unit price · product: Stenhammer Claw Hammer",
            ),
        ],
    );
}
