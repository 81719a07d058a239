//! Data that is not there: plain words instead of zeros.

use assistant::{Ask, Outcome, Settings};
use serde_json::{Value, json};

use crate::company::Company;
use crate::stage::{BUYER, MANAGER, Stage, TODAY, figure, is, stock_rows};

async fn bare() -> Stage {
    Stage::with(Company::bare(), Settings::default()).await
}

#[tokio::test]
async fn an_empty_table_is_said() {
    let stage = bare().await;
    stage.script.mean("spend", figure("spend", json!([])));
    let answer = stage
        .assistant
        .ask(Ask::new("ben", BUYER, "spend").on(TODAY))
        .await;
    assert_eq!(answer.outcome, Outcome::Unanswerable);
    assert_eq!(answer.message, "This data holds no purchase order lines.");
    assert!(answer.rows.is_empty());
}

#[tokio::test]
async fn how_many_there_are_of_nothing_is_none() {
    let stage = bare().await;
    stage
        .script
        .mean("how many", figure("purchase_order_count", json!([])));
    let answer = stage
        .assistant
        .ask(Ask::new("ben", BUYER, "how many").on(TODAY))
        .await;
    assert_eq!(answer.outcome, Outcome::Answered);
    assert_eq!(*answer.rows, [vec![json!(0)]]);
    assert_eq!(answer.warnings, ["This data holds no purchase orders."]);
}

#[tokio::test]
async fn an_empty_column_is_said() {
    let stage = bare().await;
    stage
        .script
        .mean("stock value", figure("stock_value", json!([])));
    let answer = stage.ask("stock value").await;
    assert_eq!(
        (answer.outcome, answer.message.as_str()),
        (
            Outcome::Unanswerable,
            "Unit cost is empty for all products."
        )
    );
    // Beside a figure that is there it is a warning.
    let both = json!({
        "form": {"groups": {}},
        "columns": [{"measure": {"measure": {"metric": "stock"}}}, {"measure": {"measure": {"metric": "stock_value"}}}],
    });
    stage.script.mean("both", both);
    let answer = stage.ask("both").await;
    assert_eq!(*answer.rows, [vec![json!(90), Value::Null]]);
    assert_eq!(answer.warnings, ["Unit cost is empty for all products."]);
}

#[tokio::test]
async fn a_condition_on_nothing_is_said() {
    let stage = bare().await;
    let dear = json!({"compare": {"left": {"attribute": "product.unit_cost"}, "comparator": "greater",
                      "right": {"literal": {"number": "3"}}}});
    let query = json!({"form": {"rows": {"dataset": "product"}}, "columns": [{"attribute": "product_code"}],
                       "filters": [dear]});
    stage.script.mean("dear", query);
    assert_eq!(
        stage.ask("dear").await.message,
        "Unit cost is empty for all products."
    );
    let without = json!({"form": {"rows": {"dataset": "product"}}, "columns": [{"attribute": "product_code"}],
                         "filters": [{"missing": {"attribute": "product.unit_cost"}}]});
    stage.script.mean("without cost", without);
    let answer = stage.ask("without cost").await;
    assert_eq!(
        (answer.outcome, answer.row_count),
        (Outcome::Answered, 3),
        "{}",
        answer.message
    );
}

#[tokio::test]
async fn the_condition_that_empties_a_result_is_named() {
    let stage = Stage::new().await;
    let filters = json!([is("warehouse_code", "WEST"), is("product_group", "Locks")]);
    stage.script.mean("locks in the west", stock_rows(filters));
    let answer = stage.ask("locks in the west").await;
    assert_eq!((answer.outcome, answer.row_count), (Outcome::Answered, 0));
    assert_eq!(
        answer.message,
        "There are no such stock rows. Leaving out one of these would give some: warehouse is WEST; product group is Locks."
    );
    let filters = json!([is("warehouse_code", "NORTH"), is("product_group", "Locks")]);
    stage.script.mean("locks in the north", stock_rows(filters));
    let answer = stage.ask("locks in the north").await;
    assert_eq!(
        answer.message,
        "There are no such stock rows. Without “warehouse is NORTH” there would be some."
    );
    stage
        .script
        .mean("north", stock_rows(json!([is("warehouse_code", "NORTH")])));
    let answer = stage.ask("north").await;
    assert_eq!(
        answer.message,
        "There are no such stock rows. Nothing meets the condition “warehouse is NORTH”."
    );
}

#[tokio::test]
async fn a_sum_over_nothing_is_no_figure() {
    let stage = Stage::new().await;
    let march = json!({"within": {"window": {"from": "2025-03-01", "until": "2025-04-01"}}});
    stage.script.mean("march", figure("sales", json!([march])));
    let answer = stage.ask("march").await;
    assert_eq!(answer.outcome, Outcome::Answered);
    assert_eq!(*answer.rows, [vec![Value::Null]]);
    assert!(
        answer.message.starts_with("Nothing fits"),
        "{}",
        answer.message
    );
    assert!(!answer.warnings.is_empty());
}

#[tokio::test]
async fn data_that_ends_before_the_question_is_said() {
    let stage = Stage::new().await;
    let ask = async |name: &str, from: &str, until: &str, today| {
        let window = json!({"within": {"window": {"from": from, "until": until}}});
        stage.script.mean(name, figure("sales", json!([window])));
        stage
            .assistant
            .ask(Ask::new("anna", MANAGER, name).on(today))
            .await
            .warnings
    };
    let august = jiff::civil::date(2025, 8, 15);
    let warnings = ask("summer", "2025-06-01", "2025-08-16", august).await;
    assert_eq!(
        warnings,
        ["The newest order date in the data is 2025-06-30; the question runs to 2025-08-15."]
    );
    let warnings = ask("august", "2025-08-01", "2025-08-16", august).await;
    assert!(
        warnings.contains(
            &"The newest order date in the data is 2025-06-30; the question begins on 2025-08-01."
                .to_owned()
        ),
        "{warnings:?}"
    );
    assert!(
        ask("june", "2025-06-01", "2025-07-01", august)
            .await
            .is_empty()
    );
    assert!(
        ask("to the week", "2025-06-01", "2025-07-07", august)
            .await
            .is_empty(),
        "six quiet days are no gap"
    );
    assert!(
        ask("the future", "2025-06-01", "2026-01-01", TODAY)
            .await
            .is_empty(),
        "what is to come is not missing"
    );
}
