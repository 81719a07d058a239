//! Calculations over rows of the data, with the asker's rights.

use assistant::{Intent, Outcome};
use serde_json::{Value, json};

use crate::stage::{BUYER, MANAGER, Stage};

fn cell<'a>(answer: &'a assistant::Answer, row: usize, name: &str) -> &'a Value {
    let place = answer.columns.iter().position(|column| column.name == name);
    &answer.rows[row][place.unwrap()]
}

#[tokio::test]
async fn a_tool_by_name_reads_stock() {
    let stage = Stage::new().await;
    let given = json!({"warehouse_code": "EAST"});
    let answer = stage
        .assistant
        .calculate("anna", MANAGER, "identify_low_stock", &given)
        .await;
    assert_eq!(
        (answer.outcome, answer.intent),
        (Outcome::Answered, Intent::Hybrid),
        "{}",
        answer.message
    );
    assert!((0..answer.row_count).all(|row| cell(&answer, row, "warehouse_code") == "EAST"));
    assert_eq!(answer.tables, ["product", "warehouse_product"]);
    assert!(answer.sql.unwrap().starts_with("-- stock rows\nSELECT"));
}

#[tokio::test]
async fn reorder_points_of_a_warehouse_are_measured_row_by_row() {
    let stage = Stage::new().await;
    let given = json!({"warehouse_code": "EAST", "product_code": "P2", "safety_stock": 0});
    let answer = stage
        .assistant
        .calculate("anna", MANAGER, "calculate_reorder_point", &given)
        .await;
    assert_eq!(answer.outcome, Outcome::Answered, "{}", answer.message);
    // 18 + 9 units leave from the east in 90 days; the planned lead time is 5 days: 27 ÷ 90 × 5 = 1.5.
    assert_eq!(answer.row_count, 1);
    let point = cell(&answer, 0, "reorder_point").as_f64().unwrap();
    assert!((point - 1.5).abs() < 1e-9, "{point}");
    let sources = answer.tool.unwrap()["sources"].to_string();
    assert!(sources.contains("2025-04-02 to 2025-06-30"), "{sources}");
}

#[tokio::test]
async fn all_demand_is_that_of_the_only_warehouse_that_keeps_a_product() {
    let stage = Stage::new().await;
    let given = json!({"product_code": "P2", "safety_stock": 0});
    let answer = stage
        .assistant
        .calculate("anna", MANAGER, "calculate_reorder_point", &given)
        .await;
    assert_eq!(answer.outcome, Outcome::Answered, "{}", answer.message);
    // Locks are kept in the east alone; 18 + 9 units left from there and 3 from the west: 30 ÷ 90 × 5.
    assert_eq!(answer.row_count, 1);
    let point = cell(&answer, 0, "reorder_point").as_f64().unwrap();
    assert!((point - 30.0 / 90.0 * 5.0).abs() < 1e-9, "{point}");
}

#[tokio::test]
async fn the_askers_rights_decide() {
    let stage = Stage::new().await;
    for (persona, tool, given) in [
        (MANAGER, "analyze_purchase_trends", json!({})),
        (BUYER, "classify_abc_xyz", json!({})),
        (
            BUYER,
            "forecast_demand",
            json!({"product_code": "P1", "days": 14}),
        ),
    ] {
        let answer = stage
            .assistant
            .calculate("anna", persona, tool, &given)
            .await;
        assert_eq!(answer.outcome, Outcome::Unanswerable, "{tool}");
        assert!(
            answer
                .message
                .contains("outside what this persona may read")
        );
        assert!(answer.sql.is_none() && answer.rows.is_empty());
    }
}

#[tokio::test]
async fn what_is_impossible_is_refused_by_name() {
    let stage = Stage::new().await;
    let refused = |tool: &'static str, given: Value| {
        let assistant = &stage.assistant;
        async move {
            assistant
                .calculate("anna", MANAGER, tool, &given)
                .await
                .message
        }
    };
    let message = refused("identify_stockout_risk", json!({"days": -3})).await;
    assert!(
        message.contains("days must be a whole number from 1 to 3660, not -3"),
        "{message}"
    );
    let message = refused("identify_low_stock", json!({"warehouse_code": {"a": 1}})).await;
    assert!(
        message.starts_with("warehouse_code must be a code"),
        "{message}"
    );
}
