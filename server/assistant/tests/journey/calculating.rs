//! Calculations from what the question gives and what the data says.

use assistant::{Ask, Engine, Intent, Outcome};
use serde_json::{Value, json};

use crate::stage::{BUYER, ENGINEER, MANAGER, Stage, TODAY, is};

fn close(value: &Value, expected: f64) {
    let value = value.as_f64().unwrap();
    assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
}

#[tokio::test]
async fn given_parameters_are_enough() {
    let stage = Stage::new().await;
    let given = [
        ("avg_daily_demand", 14.0),
        ("lead_time_days", 9.0),
        ("safety_stock", 35.0),
    ];
    stage.script.calculate(
        "reorder point",
        "calculate_reorder_point",
        &given,
        json!([]),
    );
    let answer = stage
        .assistant
        .ask(Ask::new("anna", ENGINEER, "reorder point").on(TODAY))
        .await;
    assert_eq!(
        (answer.outcome, answer.intent, answer.engine),
        (Outcome::Answered, Intent::Optimization, Engine::Tool)
    );
    assert_eq!(
        *answer.rows,
        [vec![json!(161), json!(14), json!(9), json!(35)]]
    ); // 14 × 9 + 35
    assert_eq!(answer.columns[0].name, "reorder_point");
    assert_eq!(
        answer.message,
        "Reorder point: 161 units, from 14 × 9 + 35 = 161."
    );
    let tool = answer.tool.unwrap();
    assert_eq!(tool["inputs"][0]["origin"], "given");
    assert_eq!(
        tool["formula"],
        "average daily demand × lead time + safety stock"
    );
    assert!(answer.sql.is_none());
}

#[tokio::test]
async fn demand_and_lead_time_are_measured() {
    let stage = Stage::new().await;
    stage.script.calculate(
        "locks",
        "calculate_reorder_point",
        &[("safety_stock", 15.0)],
        json!([is("product_code", "P2")]),
    );
    let answer = stage.ask("locks").await;
    assert_eq!(
        (answer.outcome, answer.intent),
        (Outcome::Answered, Intent::Hybrid),
        "{}",
        answer.message
    );
    // Units of 2 April to 30 June: 18 + 9 + 3 = 30; 1 April is outside, the cancelled order does not count.
    close(&answer.rows[0][0], 30.0 / 90.0 * 5.0 + 15.0);
    close(&answer.rows[0][1], 30.0 / 90.0);
    close(&answer.rows[0][2], 5.0);
    let tool = answer.tool.unwrap();
    assert_eq!(tool["inputs"][0]["origin"], "measured");
    assert_eq!(
        tool["inputs"][0]["how"],
        "units sold ÷ 90 days, 2025-04-02 to 2025-06-30"
    );
    assert_eq!(
        tool["inputs"][1]["how"],
        "planned lead time on file at EAST"
    );
    assert_eq!(tool["inputs"][2]["origin"], "given");
    assert!(answer.sql.unwrap().starts_with("-- daily demand\nSELECT"));
}

#[tokio::test]
async fn for_one_warehouse_the_demand_is_that_of_its_orders() {
    let stage = Stage::new().await;
    let filters = json!([is("product_code", "P2"), is("warehouse_code", "EAST")]);
    stage.script.calculate(
        "locks in the east",
        "calculate_reorder_point",
        &[("safety_stock", 0.0)],
        filters,
    );
    let answer = stage.ask("locks in the east").await;
    close(&answer.rows[0][0], 27.0 / 90.0 * 5.0); // 18 + 9; the 3 left from the west
}

#[tokio::test]
async fn a_named_window_is_used_instead() {
    let stage = Stage::new().await;
    let june = json!({"within": {"window": {"from": "2025-06-01", "until": "2025-07-01"}}});
    let filters = json!([is("product_code", "P2"), june]);
    stage.script.calculate(
        "june",
        "calculate_reorder_point",
        &[("safety_stock", 0.0)],
        filters,
    );
    let answer = stage.ask("june").await;
    close(&answer.rows[0][1], 27.0 / 30.0); // 18 + 9 in 30 days
}

#[tokio::test]
async fn missing_safety_stock_is_computed_and_said() {
    let stage = Stage::new().await;
    stage.script.calculate(
        "locks",
        "calculate_reorder_point",
        &[],
        json!([is("product_code", "P2")]),
    );
    let answer = stage.ask("locks").await;
    // Busiest day 18 units: 18 × 5 − 1/3 × 5 = 88.33; plus 1/3 × 5 = 90.
    close(&answer.rows[0][0], 90.0);
    close(&answer.rows[0][3], 90.0 - 5.0 / 3.0);
    assert!(
        answer.warnings.iter().any(|w| w.contains("max–avg")),
        "{:?}",
        answer.warnings
    );
}

#[tokio::test]
async fn safety_stock_from_data_by_either_method() {
    let stage = Stage::new().await;
    let locks = json!([is("product_code", "P2")]);
    stage
        .script
        .calculate("max avg", "calculate_safety_stock", &[], locks.clone());
    close(
        &stage.ask("max avg").await.rows[0][0],
        18.0 * 5.0 - 30.0 / 90.0 * 5.0,
    );
    let given = [("service_level", 0.95), ("lead_time_std_dev", 0.0)];
    stage
        .script
        .calculate("level", "calculate_safety_stock", &given, locks);
    let answer = stage.ask("level").await;
    // Squares of 18, 9, 3 are 414; minus 90 × (1/3)² = 10; ÷ 89; z = 1.6448536269514722.
    close(
        &answer.rows[0][0],
        1.644_853_626_951_472_2 * (5.0 * (404.0 / 89.0_f64)).sqrt(),
    );
}

#[tokio::test]
async fn what_nothing_says_is_asked_for() {
    let stage = Stage::new().await;
    let calculate = |question: &str, given: &[(&str, f64)], filters: Value| {
        stage
            .script
            .calculate(question, "calculate_reorder_point", given, filters);
    };
    calculate(
        "bells",
        &[("safety_stock", 5.0)],
        json!([is("product_code", "P1")]),
    );
    let back = stage.ask("bells").await;
    assert_eq!(back.outcome, Outcome::Clarify);
    assert!(
        back.message
            .contains("differs between warehouses, from 7 to 9 days"),
        "{}",
        back.message
    );
    assert_eq!(back.choices, ["bells at EAST", "bells at WEST"]);

    calculate(
        "pumps",
        &[("safety_stock", 5.0)],
        json!([is("product_code", "P3")]),
    );
    let back = stage.ask("pumps").await;
    assert_eq!(
        back.message,
        "What is the lead time (days)? The data does not say it."
    );

    calculate(
        "all",
        &[("safety_stock", 5.0)],
        json!([is("main_supplier_code", "S2")]),
    );
    // Several products are answered together, a row for each at each warehouse.
    let all = stage.ask("all").await;
    assert_eq!(all.outcome, Outcome::Answered, "{}", all.message);
    let name = all.columns.iter().position(|c| c.name == "product_name");
    let mut names: Vec<&str> = all
        .rows
        .iter()
        .map(|row| row[name.unwrap()].as_str().unwrap())
        .collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names, ["Lock", "Pump"]);

    calculate(
        "nothing",
        &[("lead_time_days", 7.0), ("safety_stock", 5.0)],
        json!([]),
    );
    let back = stage.ask("nothing").await;
    assert!(
        back.message
            .starts_with("What is the average daily demand (units/day)?"),
        "{}",
        back.message
    );

    calculate(
        "no stock",
        &[("avg_daily_demand", 3.0), ("lead_time_days", 7.0)],
        json!([]),
    );
    let back = stage.ask("no stock").await;
    assert_eq!(back.choices, ["no stock, safety stock 0"]);
}

#[tokio::test]
async fn who_may_not_read_sales_is_asked_for_demand() {
    let stage = Stage::new().await;
    stage.script.calculate(
        "locks",
        "calculate_reorder_point",
        &[("safety_stock", 5.0)],
        json!([is("product_code", "P2")]),
    );
    let back = stage
        .assistant
        .ask(Ask::new("ben", BUYER, "locks").on(TODAY))
        .await;
    assert_eq!(back.outcome, Outcome::Clarify);
    assert!(!back.message.contains("sales"), "{}", back.message);
}

#[tokio::test]
async fn no_demand_is_said() {
    let stage = Stage::new().await;
    let given = [("safety_stock", 5.0), ("lead_time_days", 7.0)];
    stage.script.calculate(
        "pumps",
        "calculate_reorder_point",
        &given,
        json!([is("product_code", "P3")]),
    );
    let answer = stage.ask("pumps").await;
    close(&answer.rows[0][0], 5.0);
    assert!(
        answer.warnings[0].starts_with("Nothing was sold from 2025-04-02 to 2025-06-30"),
        "{:?}",
        answer.warnings
    );
}

#[tokio::test]
async fn a_supplier_is_scored_from_its_orders() {
    let stage = Stage::new().await;
    stage.script.calculate(
        "acme",
        "calculate_supplier_score",
        &[],
        json!([is("supplier_code", "S1")]),
    );
    let answer = stage
        .assistant
        .ask(Ask::new("ben", BUYER, "acme").on(TODAY))
        .await;
    assert_eq!(answer.outcome, Outcome::Answered, "{}", answer.message);
    let row = &answer.rows[0];
    close(&row[1], 0.9); // 36 of 40 received
    close(&row[2], 0.5); // one of two on time
    close(&row[3], 0.5); // one line of two with rejects
    close(&row[4], 0.625); // bells 1 ÷ 2 × 30, locks 1 × 10, ÷ 40
    close(&row[0], 0.645); // 0.27 + 0.15 + 0.1 + 0.125
    stage.script.calculate(
        "all",
        "calculate_supplier_score",
        &[],
        json!([is("product_code", "P1")]),
    );
    let back = stage
        .assistant
        .ask(Ask::new("ben", BUYER, "all").on(TODAY))
        .await;
    assert_eq!((back.outcome, back.choices.len()), (Outcome::Clarify, 2));
    let manager = stage.ask("acme").await;
    assert_eq!(
        manager.outcome,
        Outcome::Clarify,
        "sales data does not score suppliers"
    );
}

#[tokio::test]
async fn numbers_that_make_no_sense_are_asked_again() {
    let stage = Stage::new().await;
    let given = [
        ("avg_daily_demand", -1.0),
        ("lead_time_days", 9.0),
        ("safety_stock", 35.0),
    ];
    stage
        .script
        .calculate("negative", "calculate_reorder_point", &given, json!([]));
    let back = stage.ask("negative").await;
    assert_eq!(back.outcome, Outcome::Clarify);
    assert!(
        back.message.contains("avg_daily_demand must be between 0"),
        "{}",
        back.message
    );
}

#[tokio::test]
async fn tools_run_by_name() {
    let stage = Stage::new().await;
    let run = async |tool: &str, parameters: Value| {
        stage
            .assistant
            .calculate("anna", MANAGER, tool, &parameters)
            .await
    };
    let scores = json!({"fill_rate": 0.9, "on_time_rate": 0.8, "quality_rate": 1, "cost_competitiveness": 0.5});
    let answer = run("calculate_supplier_score", scores).await;
    close(&answer.rows[0][0], 0.81);
    assert_eq!(
        (answer.engine, answer.intent),
        (Engine::Tool, Intent::Optimization)
    );
    let refused = run("calculate_luck", json!({})).await;
    assert_eq!(refused.outcome, Outcome::Refused);
    assert!(
        refused
            .message
            .contains("there is no calculation named calculate_luck")
    );
    assert_eq!(
        run("calculate_reorder_point", json!({"lead_time_days": 1e308}))
            .await
            .outcome,
        Outcome::Refused
    );
}
