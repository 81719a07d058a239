//! What questions mean, over a small invented company: each line is a question and the words for its meaning.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "readings/beside.rs"]
mod beside;
#[path = "readings/computed.rs"]
mod computed;
#[path = "readings/conditions.rs"]
mod conditions;
#[path = "readings/conversation.rs"]
mod conversation;
#[path = "readings/doubtful.rs"]
mod doubtful;
#[path = "readings/everyday.rs"]
mod everyday;
#[path = "readings/hands.rs"]
mod hands;
#[path = "readings/honest.rs"]
mod honest;
#[path = "readings/hurried.rs"]
mod hurried;
#[path = "readings/narrative.rs"]
mod narrative;
#[path = "readings/places.rs"]
mod places;
#[path = "readings/spoken.rs"]
mod spoken;
#[path = "readings/stock.rs"]
mod stock;
#[path = "readings/vocabulary.rs"]
mod vocabulary;

use std::sync::Arc;

use interpreter::{Context, Interpretation, Interpreter, Value, ValueIndex};
use jiff::civil::date;
use semantic::{AttributeId, Model, SemanticQuery};

const VALUES: &[(&str, &str, &str)] = &[
    ("product_group", "product", "Garden Hoses"),
    ("product_group", "product", "Hand Tools"),
    ("product_group", "product", "Power Tools"),
    ("product_group", "product", "Lighting"),
    ("product_code", "product", "HT-1029"),
    ("product_code", "product", "GH1073-25M"),
    ("product_name", "product", "Stenhammer Claw Hammer"),
    ("product_name", "product", "Slangvik Garden Hose 25 m"),
    ("product_name", "product", "Slangvik Garden Hose 50 m"),
    ("supplier_name", "product", "Almvik Tool Works"),
    (
        "supplier_name",
        "purchase_order_header",
        "Almvik Tool Works",
    ),
    (
        "supplier_name",
        "purchase_order_header",
        "Almvik Trading AB",
    ),
    (
        "supplier_name",
        "purchase_order_header",
        "Solhyll Furniture",
    ),
    ("warehouse_code", "warehouse_product", "OSL-MAIN"),
    ("warehouse_code", "warehouse_product", "BER-NORTH"),
    ("warehouse_code", "sales_order_header", "OSL-MAIN"),
    ("warehouse_code", "purchase_order_header", "OSL-MAIN"),
    (
        "customer_name",
        "sales_order_header",
        "Birkenhof Eisenwaren GmbH",
    ),
    ("delivery_state", "sales_order_header", "Vestland"),
    ("delivery_state", "sales_order_header", "Skåne"),
    ("delivery_country", "sales_order_header", "Norway"),
    ("delivery_city", "sales_order_header", "Bergen"),
    ("delivery_postcode", "sales_order_header", "5656 AT"),
    ("sales_order_prefix", "sales_order_header", "SO"),
    ("purchase_order_prefix", "purchase_order_header", "PO"),
    ("status", "sales_order_header", "Shipped"),
];

fn model() -> Model {
    semantic::load::load(
        "semantic_model.yaml",
        include_str!("../../../config/semantic_model.yaml"),
    )
    .unwrap()
}

fn persona(purchasing: bool) -> Interpreter {
    persona_with(purchasing, &[])
}

fn persona_with(purchasing: bool, more: &[(&str, &str, &str)]) -> Interpreter {
    let own = if purchasing {
        ["purchase_order_header", "purchase_order_line"]
    } else {
        ["sales_order_header", "sales_order_line"]
    };
    let tables: Vec<String> = ["product", "warehouse_product"]
        .iter()
        .chain(&own)
        .map(ToString::to_string)
        .collect();
    let values = VALUES
        .iter()
        .chain(more)
        .map(|(attribute, dataset, value)| Value {
            attribute: AttributeId::new(*attribute),
            dataset: (*dataset).to_owned(),
            value: (*value).to_owned(),
            frequency: 1,
        });
    Interpreter::new(&model(), &tables, Arc::new(ValueIndex::build(values)))
}

fn read(
    interpreter: &Interpreter,
    question: &str,
    previous: Option<SemanticQuery>,
) -> (String, Option<SemanticQuery>) {
    let context = Context {
        today: date(2025, 6, 30),
        previous,
        mentions: Vec::new(),
        unanswered: false,
        calculation: None,
    };
    match interpreter.interpret(question, &context) {
        Interpretation::Answer(reading) => (reading.understood, Some(reading.query)),
        Interpretation::Calculate(calculation) => (
            format!("calculate: {} {:?}", calculation.tool, calculation.given),
            None,
        ),
        Interpretation::Clarify { choices, .. } => (
            format!(
                "ask: {}",
                choices
                    .into_iter()
                    .map(|c| c.text)
                    .collect::<Vec<_>>()
                    .join(" | ")
            ),
            None,
        ),
        Interpretation::Refused { .. } => ("refused".to_owned(), None),
        Interpretation::Unanswerable { words, .. } => {
            (format!("unknown: {}", words.join(", ")), None)
        }
    }
}

fn check(purchasing: bool, expected: &[(&str, &str)]) {
    let interpreter = persona(purchasing);
    let wrong: Vec<String> = expected
        .iter()
        .filter_map(|(question, meaning)| {
            let (found, _) = read(&interpreter, question, None);
            (found != *meaning).then(|| format!("(\n    {question:?},\n    {found:?},\n),"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn converse(purchasing: bool, turns: &[(&str, &str)]) {
    let interpreter = persona(purchasing);
    let mut previous = None;
    let mut wrong: Vec<String> = Vec::new();
    for (question, meaning) in turns {
        let (found, query) = read(&interpreter, question, previous.clone());
        if found != *meaning {
            wrong.push(format!("(\n    {question:?},\n    {found:?},\n),"));
        }
        previous = query.or(previous);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn warehouse_questions() {
    check(
        false,
        &[
            (
                "Which products at OSL-MAIN are below minimum stock?",
                "Stock rows · warehouse: OSL-MAIN · stock below the minimum",
            ),
            (
                "which five products sold the most units this year?",
                "Units sold by product, first 5 · 2025-01-01 to 2025-06-30 · largest units sold first",
            ),
            (
                "orders worth over 4,000",
                "Sales orders · order value above 4000",
            ),
            (
                "how much are the power tools in stock worth?",
                "Stock value · product group: Power Tools · in stock",
            ),
            (
                "Which products in OSL-MAIN are below minimum stock?",
                "Stock rows · warehouse: OSL-MAIN · stock below the minimum",
            ),
            (
                "stock value per warehouse",
                "Stock value by warehouse · largest stock value first",
            ),
            (
                "top 3 garden hoses by units sold last month",
                "Units sold by product, first 3 · product group: Garden Hoses · May 2025 · largest units sold first",
            ),
            (
                "how many orders did we get yesterday",
                "Number of sales orders · 2025-06-29",
            ),
            (
                "sales by month since March",
                "Sales by month · 2025-03-01 to 2025-06-30",
            ),
            (
                "sales of hand and power tools this year",
                "Sales by product group · product group: Hand Tools or Power Tools · 2025-01-01 to 2025-06-30 · largest sales first",
            ),
            (
                "what share of 2025 sales came from lighting",
                "Share of sales for product group: Lighting · 2025",
            ),
            (
                "orders from skane due next week",
                "Sales orders · state or region: Skåne · open order · delivery date 2025-07-07 to 2025-07-13",
            ),
            (
                "any deliveries in bergen this week?",
                "Sales orders · city: Bergen · open order · delivery date 2025-06-30 to 2025-07-06",
            ),
            ("products never sold", "Products · without sales"),
            (
                "customers with more than 5 orders this year",
                "Number of sales orders by customer · 2025-01-01 to 2025-06-30 · number of sales orders above 5 · largest number of sales orders first",
            ),
            (
                "best seller of each warehouse last quarter",
                "Sales by warehouse and product, first of each warehouse · Q1 2025 · largest sales first",
            ),
            (
                "compare sales of Q1 and Q2 2025 by product group",
                "Sales Q2 2025 compared with Q1 2025 by product group · largest sales first",
            ),
            (
                "is revenue more this quarter than in the previous one?",
                "Sales Q2 2025 compared with Q1 2025",
            ),
            (
                "status of SO 100234",
                "Sales orders · order prefix: SO · sales order: 100234",
            ),
            (
                "last order of Birkenhof",
                "First sales order · customer: Birkenhof Eisenwaren GmbH · newest order date first",
            ),
            ("stock of HT-1029", "Stock by product · product: HT-1029"),
            (
                "how many hammers do we have",
                "Stock by product · product: Stenhammer Claw Hammer",
            ),
            ("out of stck products", "Stock rows · out of stock"),
            (
                "overdue orders with their value, largest value first",
                "Sales orders with order value · overdue order · largest order value first",
            ),
            (
                "products with stock above 500 in BER-NORTH",
                "Stock rows · warehouse: BER-NORTH · in stock · stock above 500",
            ),
            (
                "sales excluding lighting in may",
                "Sales · product group: not Lighting · May 2025",
            ),
            (
                "days of cover of power tools",
                "Days of cover · product group: Power Tools",
            ),
            (
                "which country orders the most",
                "Number of sales orders by country, first 1 · largest number of sales orders first",
            ),
            (
                "average order value by week for the last 4 weeks",
                "Average order value by week · 2025-06-03 to 2025-06-30",
            ),
            (
                "stock under its reorder point",
                "Stock rows · at or below the reorder point",
            ),
        ],
    );
}

#[test]
fn purchasing_questions() {
    check(
        true,
        &[
            (
                "top 5 suppliers by spend last quarter",
                "Spend by supplier, first 5 · Q1 2025 · largest spend first",
            ),
            (
                "overdue purchase orders",
                "Purchase orders · overdue purchase order",
            ),
            (
                "on-time rate by supplier this year",
                "On-time rate by supplier · 2025-01-01 to 2025-06-30 · largest on-time rate first",
            ),
            (
                "spend with Solhyll in 2024",
                "Spend · supplier: Solhyll Furniture · 2024",
            ),
            (
                "suppliers with a fill rate below 95%",
                "Supplier fill rate by supplier · supplier fill rate below 95 % · largest supplier fill rate first",
            ),
            (
                "which suppliers got no order in the last 30 days",
                "Suppliers · without purchase orders (June 2025)",
            ),
            (
                "open POs by supplier with value",
                "Purchase order value, number of purchase orders by supplier · open purchase order · largest purchase order value first",
            ),
            (
                "average lead time of Solhyll Furniture",
                "Lead time by supplier · supplier: Solhyll Furniture",
            ),
            ("products we never ordered", "Products · without spend"),
            (
                "purchase orders over 20k in May",
                "Purchase orders · May 2025 · purchase order value above 20000",
            ),
            (
                "late deliveries in Q1 by month",
                "Number of purchase orders by month · delivered late · actual delivery in Q1 2025",
            ),
        ],
    );
}

#[test]
fn every_word_has_its_part() {
    check(
        false,
        &[
            (
                "how many customers placed more than 3 orders in 2024",
                "Number of customers · 2024 · more than 3 sales orders",
            ),
            (
                "how many customers placed only one order",
                "Number of customers · exactly 1 sales order",
            ),
            (
                "number of distinct products that we sold in may",
                "Number of products · not cancelled · May 2025",
            ),
            (
                "how many products cost more than 30",
                "Number of products · unit cost above 30",
            ),
            (
                "the reorder point of a product is below the minimum",
                "Stock rows · reorder point below minimum stock",
            ),
            (
                "products with a minimum stock of 0",
                "List of stock rows with minimum stock · minimum stock exactly 0",
            ),
            (
                "products whose maximum is over three times the minimum",
                "Stock rows · maximum stock above 3 times minimum stock",
            ),
            (
                "power tools priced between 10 and 40",
                "Products · product group: Power Tools · unit price at least 10 · unit price at most 40",
            ),
            (
                "busiest country in 2024",
                "Number of orders by country, first 1 · 2024 · largest number of orders first",
            ),
            (
                "sales by quarter, 2023 and 2024",
                "Sales by quarter · 2023-01-01 to 2024-12-31",
            ),
            (
                "orders in may per warehouse, and how many of them were cancelled",
                "Number of sales orders by warehouse, how many of them cancelled · May 2025 · largest number of sales orders first",
            ),
            (
                "what is on SO 100234",
                "Sales order lines · order prefix: SO · sales order: 100234",
            ),
            (
                "where can i get at least 9 garden hoses",
                "Stock rows · product group: Garden Hoses · stock at least 9",
            ),
            (
                "orders with more than four lines",
                "Sales orders · more than 4 sales order lines",
            ),
            (
                "products that OSL-MAIN does not keep",
                "Products · without stock rows (warehouse: OSL-MAIN)",
            ),
            (
                "customers who bought in 2023 but not in 2024",
                "Customers · not cancelled · without sales (2024) · 2023",
            ),
            (
                "all orders of Skåne and the other regions",
                "unknown: other",
            ),
            (
                "products without any restock date",
                "Stock rows · without last restocked on",
            ),
            (
                "customers that account for more than 4 % of sales in 2024, with their share",
                "Sales, share of sales by customer · 2024 · share of sales above 4 %",
            ),
            (
                "capacity utilisation by warehouse, fullest first",
                "Capacity utilisation by warehouse · largest capacity utilisation first",
            ),
        ],
    );
    check(
        true,
        &[
            (
                "what share of purchase orders in 2024 was cancelled or rejected",
                "Share of number of purchase orders for cancelled or rejected · 2024",
            ),
            (
                "how long is every overdue PO overdue",
                "Purchase orders with days since expected delivery · overdue purchase order",
            ),
            (
                "purchase orders more than 5 days overdue",
                "Purchase orders · overdue purchase order · expected delivery up to 2025-06-24",
            ),
            (
                "suppliers who are no main supplier of products",
                "Suppliers · without products",
            ),
            ("number of units yet to be received", "Units to receive"),
        ],
    );
}

#[test]
fn declined_and_calculated() {
    check(
        false,
        &[
            ("show me the weather in bergen", "unknown: weather"),
            ("which aisle is HT-1029 in", "unknown: aisle"),
            ("what did Almvik deliver", "unknown: deliver"),
            (
                "how is bergen doing",
                "ask: Sales for bergen this month | Units sold for bergen this month",
            ),
            ("delete all orders", "refused"),
            ("set HT-1029 to a minimum of 5", "refused"),
            ("show purchase orders", "refused"),
            (
                "reorder point: average demand 12 per day with a lead time of a week and safety stock twenty",
                "calculate: calculate_reorder_point {\"avg_daily_demand\": 12.0, \"lead_time_days\": 7.0, \"safety_stock\": 20.0}",
            ),
            (
                "safety stock: max demand 30, average demand 10, max lead time 12 days, average lead time 7",
                "calculate: calculate_safety_stock {\"avg_daily_demand\": 10.0, \"avg_lead_time_days\": 7.0, \"max_daily_demand\": 30.0, \"max_lead_time_days\": 12.0}",
            ),
            (
                "what will run out in the next two weeks",
                "calculate: identify_stockout_risk {\"days\": 14.0}",
            ),
            (
                "demand forecast for each product for the next 3 months",
                "calculate: forecast_demand {\"periods\": 3.0}",
            ),
            (
                "how many hand tools will we sell next month",
                "calculate: forecast_demand {\"periods\": 1.0}",
            ),
            (
                "which hand tools in OSL-MAIN wont last another 20 days at the current pace",
                "calculate: identify_stockout_risk {\"days\": 20.0}",
            ),
            (
                "what will OSL-MAIN run out of in the coming 30 days",
                "calculate: identify_stockout_risk {\"days\": 30.0}",
            ),
            (
                "what is going to run out within 10 days",
                "calculate: identify_stockout_risk {\"days\": 10.0}",
            ),
        ],
    );
}

#[test]
fn follow_ups_patch_the_query_before() {
    converse(
        false,
        &[
            (
                "top 4 products by stock value in OSL-MAIN",
                "Stock value by product, first 4 · warehouse: OSL-MAIN · largest stock value first",
            ),
            (
                "what about BER-NORTH",
                "Stock value by product, first 4 · warehouse: BER-NORTH · largest stock value first",
            ),
            (
                "make that eight",
                "Stock value by product, first 8 · warehouse: BER-NORTH · largest stock value first",
            ),
        ],
    );
    converse(
        false,
        &[
            (
                "how many orders did skane place last month",
                "Number of sales orders · state or region: Skåne · May 2025",
            ),
            (
                "and vestland?",
                "Number of sales orders · state or region: Vestland · May 2025",
            ),
            (
                "likewise for last quarter",
                "Number of sales orders · state or region: Vestland · Q1 2025",
            ),
            (
                "by week",
                "Number of sales orders by week · state or region: Vestland · Q1 2025",
            ),
        ],
    );
    converse(
        false,
        &[
            (
                "open orders for skane",
                "Sales orders · state or region: Skåne · open order",
            ),
            (
                "only what is due by friday",
                "Sales orders · state or region: Skåne · open order · delivery date up to 2025-07-04",
            ),
            (
                "how much are they worth together",
                "Total order value · state or region: Skåne · open order · delivery date up to 2025-07-04",
            ),
        ],
    );
    converse(
        true,
        &[
            (
                "show stock below its reorder point in OSL-MAIN",
                "Stock rows · warehouse: OSL-MAIN · at or below the reorder point",
            ),
            (
                "how many of them per supplier",
                "Number of products by supplier · warehouse: OSL-MAIN · at or below the reorder point",
            ),
            (
                "top 3 suppliers by spend this year",
                "Spend by supplier, first 3 · 2025-01-01 to 2025-06-30 · largest spend first",
            ),
        ],
    );
}
