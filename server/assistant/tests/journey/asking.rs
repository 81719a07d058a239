//! A question on its way to an answer.

use std::sync::atomic::Ordering;

use assistant::{Ask, Engine, Intent, Outcome, StepName};
use interpreter::{Choice, Interpretation};
use serde_json::json;
use tokio::sync::mpsc::unbounded_channel;

use crate::stage::{BUYER, MANAGER, Stage, TODAY, figure, is, stock_rows};

#[tokio::test]
async fn an_answer_has_rows_and_says_what_they_mean() {
    let stage = Stage::new().await;
    stage.script.mean(
        "stock rows",
        stock_rows(json!([is("warehouse_code", "EAST")])),
    );
    let (told, mut steps) = unbounded_channel();
    let answer = stage
        .assistant
        .ask(
            Ask::new("anna", MANAGER, " stock rows ")
                .on(TODAY)
                .told(told),
        )
        .await;

    assert_eq!(
        (answer.outcome, answer.intent, answer.engine),
        (Outcome::Answered, Intent::SqlQuery, Engine::Interpreter)
    );
    assert_eq!(answer.understood, "Understood: stock rows");
    assert_eq!(answer.assumptions, ["An assumption."]);
    assert_eq!(
        *answer.rows,
        [
            vec![json!("EAST"), json!("P2"), json!("Lock"), json!(50)],
            vec![json!("EAST"), json!("P1"), json!("Bell"), json!(10)]
        ]
    );
    assert_eq!(
        (answer.row_count, answer.truncated, answer.cached),
        (2, false, false)
    );
    let names: Vec<_> = answer
        .columns
        .iter()
        .map(|c| (c.name.as_str(), c.data_type.as_str()))
        .collect();
    assert_eq!(
        names[1..3],
        [("product_code", "text"), ("product_name", "text")]
    );
    assert_eq!(answer.columns[3].unit.as_deref(), Some("units"));
    assert!(answer.sql.as_ref().unwrap().contains("FROM"));
    assert_eq!(answer.dialect.as_deref(), Some("embedded"));
    assert_eq!(answer.as_of, "2025-06-30");
    assert!(
        answer
            .message
            .contains("Stock: largest 50 units (EAST, Lock), smallest 10 units (EAST, Bell)."),
        "{}",
        answer.message
    );
    assert!(answer.warnings.is_empty(), "{:?}", answer.warnings);
    assert!(answer.elapsed_ms > 0.0);
    assert_eq!(
        (answer.tables[..1].join(""), answer.data_version.as_str()),
        ("product".to_owned(), "1")
    );
    assert_eq!(answer.steps.len(), 5);
    assert_eq!(
        (
            answer.steps[0].name.as_str(),
            answer.steps[0].detail.as_str()
        ),
        ("understood", "Understood: stock rows")
    );

    let mut names = Vec::new();
    while let Ok(step) = steps.try_recv() {
        names.push(step.name);
    }
    assert_eq!(
        names,
        [
            StepName::Understood,
            StepName::Sql,
            StepName::Checked,
            StepName::Ran,
            StepName::Insight
        ]
    );
}

#[tokio::test]
async fn one_figure_is_a_tile_with_its_definition() {
    let stage = Stage::new().await;
    stage.script.mean("sales", figure("sales", json!([])));
    let answer = stage.ask("sales").await;
    // 162 + 81 + 20 + 27 + 900; the cancelled order of 9000 is left out.
    assert_eq!(*answer.rows, [vec![json!(1190)]]);
    assert_eq!(answer.insight.chart.unwrap()["kind"], "tile");
    assert_eq!(answer.message, "Sales: 1,190 USD.");
    let labels: Vec<_> = answer
        .definitions
        .iter()
        .map(|d| d.label.as_str())
        .collect();
    assert_eq!(labels, ["Sales", "not cancelled"]);
    assert!(!answer.definitions[0].owner.is_empty());
}

#[tokio::test]
async fn questions_have_a_length() {
    let stage = Stage::new().await;
    let longest = "ö".repeat(1000);
    assert_eq!(
        stage.ask(&longest).await.outcome,
        Outcome::Unanswerable,
        "1,000 characters are read"
    );
    let refused = stage.ask(&"ö".repeat(1001)).await;
    assert_eq!(refused.outcome, Outcome::Refused);
    assert!(
        refused.message.contains("1001 characters"),
        "{}",
        refused.message
    );
    assert_eq!(
        stage.ask("x").await.outcome,
        Outcome::Unanswerable,
        "one character is read"
    );
    assert_eq!(stage.ask("   ").await.outcome, Outcome::Refused);
}

#[tokio::test]
async fn what_the_interpreter_says_is_passed_on() {
    let stage = Stage::new().await;
    let choices = ["a", "b", "c", "d"]
        .map(|text| Choice {
            text: text.to_owned(),
        })
        .to_vec();
    stage.script.say(
        "which",
        Interpretation::Clarify {
            question: "Which one?".to_owned(),
            choices,
        },
    );
    stage.script.say(
        "drop it",
        Interpretation::Refused {
            message: "Data is not changed here.".to_owned(),
        },
    );
    let nearest = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
    let message = "Nothing says aisle.".to_owned();
    stage.script.say(
        "aisle",
        Interpretation::Unanswerable {
            message,
            words: Vec::new(),
            nearest,
        },
    );

    let back = stage.ask("which").await;
    assert_eq!(
        (back.outcome, back.message.as_str()),
        (Outcome::Clarify, "Which one?")
    );
    assert_eq!(back.choices, ["a", "b", "c"], "at most three");
    assert_eq!(stage.ask("drop it").await.outcome, Outcome::Refused);
    let declined = stage.ask("aisle").await;
    assert_eq!(
        (declined.outcome, declined.choices.len()),
        (Outcome::Unanswerable, 3)
    );
    assert!(declined.sql.is_none() && declined.rows.is_empty());
}

#[tokio::test]
async fn a_mistake_in_the_interpreter_is_an_answer_too() {
    let stage = Stage::new().await;
    let answer = stage.ask("panic").await;
    assert_eq!(answer.outcome, Outcome::Failed);
    assert!(answer.message.contains("mistake in the program"));
    assert_eq!(stage.shelf.entries().len(), 1);
}

#[tokio::test]
async fn rights_hold_whatever_was_understood() {
    let stage = Stage::new().await;
    stage.script.mean("spend", figure("spend", json!([])));
    let answer = stage.ask("spend").await;
    assert_ne!(answer.outcome, Outcome::Answered);
    assert!(answer.rows.is_empty());
    assert!(!answer.message.contains("purchase"), "{}", answer.message);
    let buyer = stage
        .assistant
        .ask(Ask::new("ben", BUYER, "spend").on(TODAY))
        .await;
    assert_eq!(*buyer.rows, [vec![json!(105)]]); // 60 + 40 + 5
    let nobody = stage
        .assistant
        .ask(Ask::new("eve", "Chief", "spend").on(TODAY))
        .await;
    assert_eq!(nobody.outcome, Outcome::Refused);
}

#[tokio::test]
async fn sql_goes_through_the_guard() {
    let stage = Stage::new().await;
    let sql = async |sql: &str| stage.assistant.sql("anna", MANAGER, sql).await;
    let answer = sql("SELECT product_code, unit_price FROM product ORDER BY 1").await;
    assert_eq!(
        (answer.outcome, answer.engine, answer.row_count),
        (Outcome::Answered, Engine::Sql, 3)
    );
    assert_eq!(answer.rows[2], [json!("P3"), json!(12)]);
    assert_eq!(answer.columns[1].label, "Unit price");
    assert_eq!(
        sql("SELECT * FROM purchase_order_header").await.outcome,
        Outcome::Refused
    );
    assert_eq!(sql("DELETE FROM product").await.outcome, Outcome::Refused);
    assert_eq!(
        sql("SELECT no_such FROM product").await.outcome,
        Outcome::Failed
    );
    assert_eq!(
        sql("SELECT product_code FROM product WHERE 1 = 0")
            .await
            .message,
        "There are no rows."
    );
}

#[tokio::test]
async fn too_many_rows_are_cut_and_it_is_said() {
    let mut settings = assistant::Settings::default();
    settings.bounds.row_cap = 3;
    let stage = Stage::with(crate::company::Company::whole(), settings).await;
    stage.script.mean("stock rows", stock_rows(json!([])));
    let answer = stage.ask("stock rows").await;
    assert_eq!((answer.row_count, answer.truncated), (3, true));
    assert!(
        answer.warnings[0].starts_with("Only the first 3 rows"),
        "{:?}",
        answer.warnings
    );
    assert_eq!(
        answer.insight.sentences,
        ["The first 3 stock rows are shown; there are more."]
    );
}

#[tokio::test]
async fn without_a_day_it_is_the_newest_order_s() {
    let stage = Stage::new().await;
    stage.script.mean("sales", figure("sales", json!([])));
    let answer = stage
        .assistant
        .ask(Ask::new("anna", MANAGER, "sales"))
        .await;
    assert_eq!(answer.as_of, "2025-06-30");
    assert_eq!(stage.assistant.today(), TODAY);
}

#[tokio::test]
async fn proposals_are_shown_when_they_work() {
    let stage = Stage::new().await;
    let by_group = json!({
        "form": {"groups": {}},
        "columns": [{"attribute": "product_group"}, {"measure": {"measure": {"metric": "units_sold"}}}],
        "order": [{"column": 1, "descending": true}],
    });
    stage.script.mean("units by group", by_group);
    stage.script.mean(
        "only Locks",
        figure("units_sold", json!([is("product_group", "Locks")])),
    );
    stage
        .script
        .mean("by warehouse", figure("units_sold", json!([])));
    stage.script.mean("by product", figure("spend", json!([])));
    let answer = stage.ask("units by group").await;
    // "by month" is not understood, and spend is not this persona's to see.
    assert_eq!(answer.insight.follow_ups, ["only Locks", "by warehouse"]);
}

#[tokio::test]
async fn a_verified_query_answers_first_and_within_the_persona_s_rights() {
    let stage = Stage::new().await;
    stage
        .script
        .verify("prices", "SELECT product_code, unit_price FROM product");
    let answer = stage.ask("prices").await;
    assert_eq!(
        (answer.outcome, answer.engine, answer.row_count),
        (Outcome::Answered, Engine::Verified, 3)
    );
    assert_eq!(answer.definitions[0].owner, "Torill");
    assert!(answer.definitions[0].definition.contains("2025-06-01"));
    assert_eq!(
        stage.script.asked.load(Ordering::SeqCst),
        0,
        "nothing was interpreted"
    );

    // What is not for this persona is not there for it: the interpreter is asked instead.
    stage
        .script
        .verify("orders to suppliers", "SELECT * FROM purchase_order_header");
    let answer = stage.ask("orders to suppliers").await;
    assert_eq!(answer.outcome, Outcome::Unanswerable);
    assert!(
        !answer.message.contains("purchase_order_header"),
        "{}",
        answer.message
    );
}
