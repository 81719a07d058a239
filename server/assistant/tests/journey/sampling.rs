//! Ten questions about the sample company that the interpreter, the real one, declines, and a language model takes.

use std::sync::Arc;

use assistant::store::{Conversations, Ledger, Turn};
use assistant::{
    AsOf, Ask, Assistant, DataProfile, Engine, Knowledge, Outcome, Parts, Settings, SystemClock,
    Understand,
};
use interpreter::{Context, Interpretation, Interpreter, Reading, Value, ValueIndex, Verified};
use jiff::civil::Date;
use semantic::{Model, SemanticQuery};
use serde_json::{Value as Json, json};
use warehouse::Warehouse;
use warehouse::embedded::{EmbeddedWarehouse, Settings as Embedded};
use warehouse::sample::{self, SampleOptions};

use crate::company;
use crate::counsel::{calls, consultant, done};
use crate::stage::{MANAGER, Shelf, TODAY, persona};

struct Desk(Arc<Interpreter>);

impl Understand for Desk {
    fn understand(&self, question: &str, today: Date, _: &[Turn]) -> Interpretation {
        let context = Context {
            today,
            previous: None,
            mentions: Vec::new(),
            unanswered: false,
            calculation: None,
        };
        self.0.interpret(question, &context)
    }

    fn given(&self, query: SemanticQuery) -> Reading {
        self.0.given(query)
    }

    fn verified(&self, question: &str, today: Date) -> Option<Verified> {
        self.0.verified(question, today)
    }
}

async fn values(model: &Model, warehouse: &dyn Warehouse) -> ValueIndex {
    let mut values = Vec::new();
    for dataset in &model.datasets {
        for field in dataset.fields.iter().filter(|f| f.indexed) {
            let distinct = warehouse
                .distinct_values(&dataset.name, &field.name)
                .await
                .unwrap();
            values.extend(distinct.into_iter().map(|(value, frequency)| Value {
                attribute: field.attributes[0].clone(),
                dataset: dataset.name.clone(),
                value,
                frequency,
            }));
        }
    }
    ValueIndex::build(values)
}

/// A question, what the model calls for it, and SQL that finds the same in another way.
struct Taken {
    question: &'static str,
    exchanges: Json,
    gold: &'static str,
    /// Requests that it takes.
    requests: u32,
}

fn query(sql: &str, words: &[&str]) -> Json {
    let words: Vec<Json> = words
        .iter()
        .map(|word| json!({"words": word, "meaning": "as the SQL says"}))
        .collect();
    calls(&[(
        "run_sql",
        json!({"sql": sql, "understood": "As asked.", "words": words}),
    )])
}

fn taken(question: &'static str, words: &[&str], sql: &str, gold: &'static str) -> Taken {
    Taken {
        question,
        exchanges: json!([query(sql, words), done()]),
        gold,
        requests: 2,
    }
}

fn nine() -> Vec<Taken> {
    let mended = "SELECT l2.product_code, COUNT(*) AS together FROM sales_order_line AS l1 JOIN sales_order_line AS l2 ON l1.sales_order_prefix = l2.sales_order_prefix AND l1.sales_order_number = l2.sales_order_number AND l1.product_code <> l2.product_code WHERE l1.product_code = (SELECT product_code FROM sales_order_line GROUP BY product_code ORDER BY SUM(order_quantity) DESC, product_code LIMIT 1) GROUP BY l2.product_code ORDER BY together DESC, l2.product_code LIMIT 5";
    let partners = ["bundle", "partners", "bestselling"];
    let broken = mended.replace("SUM(order_quantity)", "SUM(quantity_sold)");
    vec![
        taken(
            "which articles are gathering dust",
            &["gathering", "dust"],
            "SELECT p.product_code, p.product_name FROM product p JOIN warehouse_product w ON w.product_code = p.product_code LEFT JOIN (SELECT DISTINCT l.product_code FROM sales_order_line l JOIN sales_order_header h ON h.sales_order_prefix = l.sales_order_prefix AND h.sales_order_number = l.sales_order_number WHERE h.order_date >= DATE '2025-06-01') s ON s.product_code = p.product_code WHERE s.product_code IS NULL GROUP BY p.product_code, p.product_name HAVING SUM(w.current_stock) > 0 ORDER BY p.product_code",
            "SELECT product_code, product_name FROM product WHERE product_code IN (SELECT product_code FROM warehouse_product GROUP BY product_code HAVING SUM(current_stock) > 0) AND product_code NOT IN (SELECT product_code FROM sales_order_line WHERE sales_order_prefix || '-' || CAST(sales_order_number AS VARCHAR) IN (SELECT sales_order_prefix || '-' || CAST(sales_order_number AS VARCHAR) FROM sales_order_header WHERE order_date >= DATE '2025-06-01')) ORDER BY product_code",
        ),
        taken(
            "which weekday do buyers favour when they order",
            &["weekday", "buyers", "favour"],
            "SELECT date_part('dow', order_date) AS weekday, COUNT(*) AS orders FROM sales_order_header GROUP BY date_part('dow', order_date) ORDER BY orders DESC, weekday",
            "WITH days AS (SELECT date_part('dow', order_date) AS weekday FROM sales_order_header) SELECT weekday, COUNT(weekday) AS orders FROM days GROUP BY weekday ORDER BY 2 DESC, 1",
        ),
        taken(
            "how lopsided is turnover across clientele",
            &["lopsided", "clientele", "turnover"],
            "SELECT MAX(turnover) / SUM(turnover) AS lopsided FROM (SELECT h.customer_code, SUM(l.line_total) AS turnover FROM sales_order_line l JOIN sales_order_header h ON h.sales_order_prefix = l.sales_order_prefix AND h.sales_order_number = l.sales_order_number WHERE h.status <> 'Cancelled' GROUP BY h.customer_code) AS t",
            "WITH t AS (SELECT h.customer_code AS c, SUM(l.line_total) AS s FROM sales_order_header h JOIN sales_order_line l ON h.sales_order_prefix = l.sales_order_prefix AND h.sales_order_number = l.sales_order_number WHERE NOT h.status = 'Cancelled' GROUP BY 1) SELECT (SELECT s FROM t ORDER BY s DESC LIMIT 1) / (SELECT SUM(s) FROM t) AS lopsided",
        ),
        taken(
            "what would our shelves fetch at full sticker prices",
            &["shelves", "fetch", "full", "sticker", "prices"],
            "SELECT SUM(w.current_stock * p.unit_price) AS sticker FROM warehouse_product w JOIN product p ON p.product_code = w.product_code",
            "SELECT SUM(stock * unit_price) AS sticker FROM product p JOIN (SELECT product_code, SUM(current_stock) AS stock FROM warehouse_product GROUP BY product_code) w ON w.product_code = p.product_code",
        ),
        taken(
            "orders with the fattest baskets",
            &["fattest", "baskets"],
            "SELECT sales_order_prefix, sales_order_number, COUNT(*) AS baskets FROM sales_order_line GROUP BY sales_order_prefix, sales_order_number ORDER BY baskets DESC, sales_order_prefix, sales_order_number LIMIT 5",
            "SELECT h.sales_order_prefix, h.sales_order_number, COUNT(l.product_code) AS baskets FROM sales_order_header h JOIN sales_order_line l ON h.sales_order_prefix = l.sales_order_prefix AND h.sales_order_number = l.sales_order_number GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 5",
        ),
        taken(
            "which clients have drifted away from us",
            &["clients", "drifted", "away"],
            "SELECT customer_code, MAX(order_date) AS newest FROM sales_order_header GROUP BY customer_code HAVING MAX(order_date) < DATE '2025-01-01' ORDER BY customer_code",
            "SELECT customer_code, MAX(order_date) AS newest FROM sales_order_header WHERE customer_code NOT IN (SELECT customer_code FROM sales_order_header WHERE order_date >= DATE '2025-01-01') GROUP BY customer_code ORDER BY 1",
        ),
        taken(
            "how scattered are goods over depots",
            &["scattered", "goods", "depots"],
            "SELECT depots, COUNT(*) AS goods FROM (SELECT product_code, COUNT(*) AS depots FROM warehouse_product GROUP BY product_code) AS t GROUP BY depots ORDER BY depots",
            "WITH t AS (SELECT product_code, COUNT(DISTINCT warehouse_code) AS depots FROM warehouse_product GROUP BY product_code) SELECT depots, COUNT(product_code) AS goods FROM t GROUP BY depots ORDER BY 1",
        ),
        taken(
            "spread of stickers within every shelf family",
            &["spread", "stickers", "shelf"],
            "SELECT product_group, MAX(unit_price) - MIN(unit_price) AS spread FROM product GROUP BY product_group ORDER BY product_group",
            "SELECT a.product_group, MAX(a.unit_price - b.unit_price) AS spread FROM product a JOIN product b ON a.product_group = b.product_group GROUP BY a.product_group ORDER BY 1",
        ),
        Taken {
            question: "bundle partners of the bestselling article",
            exchanges: json!([query(&broken, &partners), query(mended, &partners), done()]),
            gold: "WITH best AS (SELECT product_code FROM (SELECT product_code, SUM(order_quantity) AS q FROM sales_order_line GROUP BY product_code) AS t ORDER BY q DESC, product_code LIMIT 1), baskets AS (SELECT sales_order_prefix AS p, sales_order_number AS n FROM sales_order_line WHERE product_code IN (SELECT product_code FROM best)) SELECT l.product_code, COUNT(*) AS together FROM baskets b JOIN sales_order_line l ON l.sales_order_prefix = b.p AND l.sales_order_number = b.n WHERE l.product_code NOT IN (SELECT product_code FROM best) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5",
            requests: 3,
        },
    ]
}

#[tokio::test]
async fn ten_questions_that_the_interpreter_declines() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let options = SampleOptions {
        lines: 1_500,
        seed: 7,
        as_of: TODAY,
    };
    sample::write(&options, &data).unwrap();
    let model = Arc::new(company::model());
    let settings = Embedded::new(folder.path().join("own"));
    let warehouse = EmbeddedWarehouse::open(&data, company::schemas(&model), &settings).unwrap();
    let warehouse = Arc::new(warehouse);
    let index = Arc::new(values(&model, warehouse.as_ref()).await);
    let manager = persona(MANAGER);
    let interpreter = Arc::new(Interpreter::new(&model, &manager.tables, index));
    let profile = DataProfile::measure(warehouse.as_ref(), &model)
        .await
        .unwrap();

    let back = "how dense is business per shelf metre";
    let asked = json!({"question": "Which business do you mean?", "choices": ["sales by warehouse", "stock value by warehouse"]});
    let mut conversations: Vec<Json> = nine()
        .iter()
        .map(|taken| json!({"question": taken.question, "exchanges": taken.exchanges}))
        .collect();
    conversations.push(json!({"question": back, "exchanges": [calls(&[("ask_user", asked)])]}));
    let (consultant, counsel) =
        consultant(&json!({"plays": "bedrock", "conversations": conversations}));
    let shelf = Arc::new(Shelf::default());
    let desk = Arc::new(Desk(Arc::clone(&interpreter))) as Arc<dyn Understand>;
    let consulting = Assistant::new(Parts {
        warehouse: Arc::clone(&warehouse) as Arc<dyn Warehouse>,
        knowledge: Knowledge {
            model: Arc::clone(&model),
            personas: vec![(manager, desk)],
            profile,
        },
        ledger: Arc::clone(&shelf) as Arc<dyn Ledger>,
        conversations: Arc::clone(&shelf) as Arc<dyn Conversations>,
        clock: Arc::new(SystemClock),
        consultant: Some(consultant),
        shared_cache: None,
        settings: Settings {
            as_of: AsOf::Fixed(TODAY),
            ..Settings::default()
        },
    });
    let context = Context {
        today: TODAY,
        previous: None,
        mentions: Vec::new(),
        unanswered: false,
        calculation: None,
    };
    for taken in nine() {
        let question = taken.question;
        assert!(
            matches!(
                interpreter.interpret(question, &context),
                Interpretation::Unanswerable { .. }
            ),
            "{question} is not declined: {:?}",
            interpreter.interpret(question, &context)
        );
        let answer = consulting
            .ask(Ask::new("anna", MANAGER, question).on(TODAY))
            .await;
        assert_eq!(
            answer.outcome,
            Outcome::Answered,
            "{question}: {}",
            answer.message
        );
        assert_eq!(answer.engine, Engine::Bedrock);
        let gold = consulting.sql("anna", MANAGER, taken.gold).await;
        assert_eq!(
            gold.outcome,
            Outcome::Answered,
            "{question}: {}",
            gold.message
        );
        assert!(gold.row_count > 0, "{question}: nothing to compare");
        assert_eq!(answer.rows, gold.rows, "{question}");
        // Each call takes 1,000 tokens read at 3 and 100 written at 15 millionths of a dollar; DONE 1,200 and 4.
        let usd = f64::from(taken.requests - 1) * 0.0045 + 0.003_66;
        assert!(
            (answer.cost.total_usd - usd).abs() < 1e-12,
            "{question}: {:?}",
            answer.cost
        );
        assert_eq!(
            (answer.cost.input_tokens, answer.cost.output_tokens),
            (
                u64::from(taken.requests - 1) * 1000 + 1200,
                u64::from(taken.requests - 1) * 100 + 4
            )
        );
    }
    let answer = consulting
        .ask(Ask::new("anna", MANAGER, back).on(TODAY))
        .await;
    assert_eq!(
        (answer.outcome, answer.message.as_str()),
        (Outcome::Clarify, "Which business do you mean?")
    );
    assert_eq!(answer.choices.len(), 2);
    // 8 × 2 requests, 3 of the mended one, 1 of the question back.
    assert_eq!(counsel.requests(), 20);
}
