//! What turns of a conversation mean beside the answer before and the things that it named.

use interpreter::{Context, Interpretation, Mention};
use jiff::civil::date;
use semantic::AttributeId;

use super::{check, persona};

/// Things that an answer named: entity, key attributes, keys.
type Named<'a> = (&'a str, &'a [&'a str], &'a [&'a [&'a str]]);

/// A question, what it means, and what its answer names.
type Turn<'a> = (&'a str, &'a str, &'a [Named<'a>]);

fn talk(purchasing: bool, turns: &[Turn<'_>]) {
    let interpreter = persona(purchasing);
    let mut context = Context {
        today: date(2025, 6, 30),
        previous: None,
        mentions: Vec::new(),
        unanswered: false,
        calculation: None,
    };
    let mut wrong: Vec<String> = Vec::new();
    for (question, meaning, named) in turns {
        let found = match interpreter.interpret(question, &context) {
            Interpretation::Answer(reading) => {
                context.previous = Some(reading.query);
                reading.understood
            }
            Interpretation::Unanswerable { message, .. } => format!("unanswerable: {message}"),
            other => format!("{other:?}"),
        };
        if !found.starts_with(meaning) {
            wrong.push(format!(
                "{question:?}\n  means {found:?}\n  not   {meaning:?}"
            ));
        }
        if !named.is_empty() {
            context.mentions = named.iter().map(mention).collect();
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn mention((entity, key, values): &Named<'_>) -> Mention {
    Mention {
        entity: (*entity).to_owned(),
        key: key.iter().map(|k| AttributeId::new(*k)).collect(),
        values: values
            .iter()
            .map(|v| v.iter().map(ToString::to_string).collect())
            .collect(),
    }
}

const THREE: Named<'_> = (
    "product",
    &["product_code"],
    &[&["HT-1029"], &["GH1073-25M"], &["LI-2044"]],
);
const ORDERS: Named<'_> = (
    "sales_order",
    &["sales_order_prefix", "sales_order_number"],
    &[&["SO", "71774"], &["SO", "71780"]],
);

#[test]
fn things_that_were_named_are_pointed_at() {
    talk(
        false,
        &[
            (
                "top 3 products by sales this year",
                "Sales by product, first 3 · 2025-01-01 to 2025-06-30 · largest sales first",
                &[THREE],
            ),
            (
                "what is the stock value of the second one",
                "Stock value by product · product: GH1073-25M",
                &[],
            ),
        ],
    );
    talk(
        false,
        &[
            (
                "top 3 products by sales in 2024",
                "Sales by product, first 3 · 2024 · largest sales first",
                &[THREE],
            ),
            (
                "what does that make in total",
                "Total sales · 2024 · product: HT-1029 or GH1073-25M or LI-2044",
                &[],
            ),
        ],
    );
    talk(
        true,
        &[
            (
                "supplier with the lowest on-time rate",
                "On-time rate by supplier, first 1 · smallest on-time rate first",
                &[("supplier", &["supplier_code"], &[&["ALM-01"]])],
            ),
            (
                "how much did we buy from them last year",
                "Spend · 2024 · supplier: ALM-01",
                &[],
            ),
        ],
    );
}

#[test]
fn orders_have_contents() {
    talk(
        false,
        &[
            (
                "open orders for skane",
                "Sales orders · state or region: Skåne · open order",
                &[ORDERS],
            ),
            (
                "which articles are in these orders?",
                "Sales order lines · state or region: Skåne · open order",
                &[],
            ),
        ],
    );
    talk(
        false,
        &[
            (
                "open orders for skane",
                "Sales orders · state or region: Skåne · open order",
                &[ORDERS],
            ),
            (
                "what is on the second one",
                "Sales order lines · state or region: Skåne · open order · order prefix: SO · sales order: 71780",
                &[],
            ),
        ],
    );
}

#[test]
fn the_rest_is_kept_when_one_part_changes() {
    talk(
        false,
        &[
            (
                "top 5 product groups by units sold in 2024",
                "Units sold by product group, first 5 · 2024 · largest units sold first",
                &[],
            ),
            (
                "by turnover instead",
                "Sales by product group, first 5 · 2024 · largest sales first",
                &[],
            ),
            (
                "and the year before",
                "Sales by product group, first 5 · 2023 · largest sales first",
                &[],
            ),
            (
                "only the two weakest",
                "Sales by product group, first 2 · 2023 · smallest sales first",
                &[],
            ),
            (
                "in units please",
                "Units sold by product group, first 2 · 2023 · smallest units sold first",
                &[],
            ),
        ],
    );
    talk(
        false,
        &[
            (
                "number of overdue orders by warehouse",
                "Number of sales orders by warehouse · overdue order",
                &[(
                    "warehouse",
                    &["warehouse_code"],
                    &[&["OSL-MAIN"], &["BER-NORTH"]],
                )],
            ),
            ("show them", "Sales orders · overdue order", &[ORDERS]),
            (
                "how many per customer",
                "Number of sales orders by customer · overdue order",
                &[],
            ),
            (
                "show me the SQL for it",
                "unanswerable: Each answer shows the SQL",
                &[],
            ),
        ],
    );
}

#[test]
fn what_cannot_be_pointed_at_is_not_guessed() {
    talk(
        true,
        &[
            (
                "the 3 suppliers with the lowest on-time rate",
                "On-time rate by supplier, first 3 · smallest on-time rate first",
                &[],
            ),
            (
                "what is their fill rate?",
                "unanswerable: I could not tell what that points at",
                &[],
            ),
        ],
    );
    talk(
        false,
        &[
            (
                "top 3 products by sales",
                "Sales by product, first 3",
                &[THREE],
            ),
            (
                "what is the stock of the fifth one",
                "unanswerable: I could not tell what that points at",
                &[],
            ),
        ],
    );
}

#[test]
fn ordinary_words_around_a_question() {
    check(
        false,
        &[
            (
                "umm, what is the stock of hand tools, leaving aside OSL-MAIN?",
                "List of stock rows with stock · product group: Hand Tools · warehouse: not OSL-MAIN",
            ),
            (
                "haven't we sold any lighting this month",
                "Sales · product group: Lighting · June 2025",
            ),
            (
                "products cheaper than 20 dollars",
                "Products · unit price below 20",
            ),
            ("stale garden hoses", "unknown: stale"),
            ("slowest garden hoses lately", "unknown: lately"),
            (
                "products that nobody ordered this year",
                "Products · without sales (2025-01-01 to 2025-06-30)",
            ),
            (
                "expensive products",
                "ask: top 10 products by unit price | top 10 products by unit cost",
            ),
        ],
    );
    check(
        true,
        &[
            (
                "everything that turned red at OSL-MAIN",
                "unknown: turned, red",
            ),
            (
                "how often did Solhyll Furniture deliver late",
                "Number of purchase orders · supplier: Solhyll Furniture · delivered late",
            ),
        ],
    );
}

#[test]
fn times_take_the_date_that_is_spoken_of() {
    check(
        false,
        &[
            (
                "orders due on wednesday 9 july",
                "Sales orders · open order · delivery date 2025-07-09",
            ),
            (
                "orders due in August",
                "Sales orders · open order · delivery date in August 2025",
            ),
            ("overdue orders as of today", "Sales orders · overdue order"),
            (
                "open orders that are more than 45 days old",
                "Sales orders with days since order date · open order · up to 2025-05-15",
            ),
            ("sales 1-15 may", "Sales · 2025-05-01 to 2025-05-15"),
            (
                "orders with a delivery date this week",
                "Sales orders · delivery date 2025-06-30 to 2025-07-06",
            ),
        ],
    );
    check(
        true,
        &[
            (
                "purchase orders that came late in april",
                "Purchase orders · delivered late · actual delivery in April 2025",
            ),
            (
                "orders expected on or before 5 July",
                "Purchase orders · open purchase order · expected delivery up to 2025-07-05",
            ),
        ],
    );
}
