//! What questions are charged for beside their queries: calculations made in Lambda, and what Glue was asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use assistant::{
    Answer, Ask, Calculated, Calculator, Outcome, Price, PriceList, PricedUnit, Settings,
};
use async_trait::async_trait;
use jiff::civil::date;
use lambda_tools::Tool;
use serde_json::{Map, Value, json};

use crate::company::Company;
use crate::stage::{MANAGER, Stage, TODAY, stock_rows};

/// A request at $0.20 a million and half a gigabyte-second at $0.00001.
const CALCULATION: f64 = 0.000_000_2 + 0.000_005;

/// Calculates like Lambda: each time a request, and half a gigabyte-second.
#[derive(Default)]
struct Far {
    asked: AtomicUsize,
}

#[async_trait]
impl Calculator for Far {
    async fn calculate(
        &self,
        tool: &'static Tool,
        parameters: &Map<String, Value>,
        _: &str,
    ) -> Calculated {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Calculated {
            calculation: tool.run(parameters),
            warning: None,
            lambda_requests: 1,
            lambda_gigabyte_seconds: 0.5,
        }
    }
}

async fn stage() -> (Stage, Arc<Far>) {
    let price = |unit, usd| Price {
        unit,
        usd,
        from: date(2025, 1, 1),
        read_on: None,
        source: String::new(),
    };
    let prices = vec![
        price(PricedUnit::LambdaMillionRequests, 0.2),
        price(PricedUnit::LambdaGigabyteSecond, 0.000_01),
        price(PricedUnit::GlueMillionRequests, 1.0),
    ];
    let mut settings = Settings::default();
    settings.spending.prices = PriceList::new(prices).unwrap();
    let stage = Stage::with(Company::whole(), settings).await;
    let far = Arc::new(Far::default());
    let assistant = stage
        .assistant
        .with_calculator(Arc::clone(&far) as Arc<dyn Calculator>);
    (Stage { assistant, ..stage }, far)
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-15
}

/// It was charged for one calculation and nothing else.
fn charged_once(answer: &Answer, far: &Far) {
    assert_eq!(far.asked.swap(0, Ordering::SeqCst), 1, "{}", answer.message);
    let cost = answer.cost;
    assert!(close(cost.lambda_usd, CALCULATION), "{cost:?}");
    assert!(close(cost.total_usd, CALCULATION), "{cost:?}");
}

#[tokio::test]
async fn each_way_to_a_calculation_is_charged() {
    let (stage, far) = stage().await;
    let given = [
        ("avg_daily_demand", 10.0),
        ("lead_time_days", 7.0),
        ("safety_stock", 20.0),
    ];
    let tool = "calculate_reorder_point";
    stage.script.calculate("formula", tool, &given, json!([]));
    let answer = stage.ask("formula").await;
    assert_eq!(answer.outcome, Outcome::Answered, "{}", answer.message);
    charged_once(&answer, &far);
    // From the cache it costs nothing.
    let again = stage.ask("formula").await;
    assert!(again.cached && close(again.cost.total_usd, 0.0));
    assert!(close(again.saved_usd, CALCULATION));
    assert_eq!(far.asked.load(Ordering::SeqCst), 0);
    // Over rows of the data.
    let tool = "identify_low_stock";
    stage.script.calculate("rows", tool, &[], json!([]));
    let answer = stage.ask("rows").await;
    assert_eq!(answer.outcome, Outcome::Answered, "{}", answer.message);
    charged_once(&answer, &far);
    // By name.
    let parameters = json!({"avg_daily_demand": 10, "lead_time_days": 7, "safety_stock": 20});
    let by_name = async |parameters: &Value| {
        let tool = "calculate_reorder_point";
        let asking = stage.assistant.calculate("anna", MANAGER, tool, parameters);
        asking.await
    };
    let answer = by_name(&parameters).await;
    assert_eq!(answer.outcome, Outcome::Answered, "{}", answer.message);
    charged_once(&answer, &far);
    // What is refused there was asked there.
    let wrong = json!({"avg_daily_demand": -1, "lead_time_days": 7, "safety_stock": 20});
    let answer = by_name(&wrong).await;
    assert_eq!(answer.outcome, Outcome::Refused);
    charged_once(&answer, &far);
    let entries = stage.shelf.entries();
    let ledger: f64 = entries.iter().map(|entry| entry.cost.lambda_usd).sum();
    assert!(close(ledger, 4.0 * CALCULATION), "{ledger}");
}

#[tokio::test]
async fn what_is_asked_in_advance_is_calculated_for_nothing() {
    let (stage, far) = stage().await;
    let given = [
        ("avg_daily_demand", 10.0),
        ("lead_time_days", 7.0),
        ("safety_stock", 20.0),
    ];
    // The one suggestion of each persona.
    let tool = "calculate_reorder_point";
    stage
        .script
        .calculate("stock rows", tool, &given, json!([]));
    assert_eq!(stage.assistant.warm().await, 3);
    assert_eq!(far.asked.load(Ordering::SeqCst), 0);
    assert!(stage.ask("stock rows").await.cached);
}

#[tokio::test]
async fn what_glue_was_asked_is_charged_to_the_next_question_that_the_cache_does_not_answer() {
    let (stage, _) = stage().await;
    stage.script.mean("stock rows", stock_rows(json!([])));
    let first = stage.ask("stock rows").await;
    assert!(close(first.cost.total_usd, 0.0));
    stage.assistant.catalogued(2);
    stage.assistant.catalogued(1);
    let cached = stage.ask("stock rows").await;
    assert!(cached.cached && close(cached.cost.total_usd, 0.0));
    // Three requests at a dollar a million.
    let other = Ask::new("ben", MANAGER, "something else").on(TODAY);
    let charged = stage.assistant.ask(other).await;
    assert!(
        close(charged.cost.glue_usd, 0.000_003),
        "{:?}",
        charged.cost
    );
    assert!(close(charged.cost.total_usd, 0.000_003));
    let next = stage.ask("another").await;
    assert!(close(next.cost.total_usd, 0.0));
    // SQL and calculations by name are questions, too.
    stage.assistant.catalogued(1);
    let sql = "SELECT product_code FROM product";
    let sql = stage.assistant.sql("anna", MANAGER, sql).await;
    assert!(close(sql.cost.glue_usd, 0.000_001));
    stage.assistant.catalogued(1);
    let none = json!({});
    let tool = "calculate_eoq";
    let made = stage
        .assistant
        .calculate("anna", MANAGER, tool, &none)
        .await;
    assert!(close(made.cost.glue_usd, 0.000_001));
}
