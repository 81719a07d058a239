//! Questions that lean on each other.

use assistant::Ask;
use serde_json::json;

use crate::stage::{ENGINEER, MANAGER, Stage, TODAY, figure, is, stock_rows};

#[tokio::test]
async fn a_turn_is_remembered_with_the_things_it_named() {
    let stage = Stage::new().await;
    stage
        .script
        .mean("stock rows", stock_rows(json!([is("product_code", "P2")])));
    stage.script.mean("and sales", figure("sales", json!([])));
    let first = stage.ask_in("talk", "stock rows").await;
    assert_eq!(first.conversation.as_deref(), Some("talk"));
    assert!(stage.script.seen.lock().unwrap().is_empty());
    stage.ask_in("talk", "and sales").await;
    let seen = stage.script.seen.lock().unwrap().clone();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].question, "stock rows");
    let query = serde_json::to_value(&seen[0].query).unwrap();
    assert_eq!(query["filters"][0]["in"]["values"][0]["text"], "P2");
    let product = seen[0]
        .mentions
        .iter()
        .find(|m| m.entity == "product")
        .unwrap();
    assert_eq!(product.values, [["P2"]]);
    let row = seen[0]
        .mentions
        .iter()
        .find(|m| m.entity == "stock_row")
        .unwrap();
    assert_eq!(row.values, [["EAST", "P2"]]);
}

#[tokio::test]
async fn without_a_conversation_nothing_is_remembered() {
    let stage = Stage::new().await;
    stage.script.mean("stock rows", stock_rows(json!([])));
    assert_eq!(stage.ask("stock rows").await.conversation, None);
    assert!(stage.shelf.records.lock().unwrap()[0].turn.is_none());
}

#[tokio::test]
async fn what_a_conversation_remembers_is_part_of_the_cache_s_key() {
    let stage = Stage::new().await;
    stage.script.mean("stock rows", stock_rows(json!([])));
    stage.script.mean("and then", figure("sales", json!([])));
    assert!(!stage.ask_in("one", "and then").await.cached);
    assert!(
        stage.ask_in("two", "and then").await.cached,
        "both are fresh"
    );
    stage.ask_in("three", "stock rows").await;
    assert!(
        !stage.ask_in("three", "and then").await.cached,
        "this one has a past"
    );
    stage.ask_in("four", "stock rows").await;
    assert!(
        stage.ask_in("four", "and then").await.cached,
        "the same past"
    );
}

#[tokio::test]
async fn cached_turns_are_remembered_too() {
    let stage = Stage::new().await;
    stage.script.mean("stock rows", stock_rows(json!([])));
    stage.script.mean("and sales", figure("sales", json!([])));
    stage.ask("stock rows").await;
    assert!(stage.ask_in("talk", "stock rows").await.cached);
    stage.ask_in("talk", "and sales").await;
    assert_eq!(stage.script.seen.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_conversation_belongs_to_one_persona_and_one_account() {
    let stage = Stage::new().await;
    stage.script.mean("stock rows", stock_rows(json!([])));
    stage.script.mean("and sales", figure("sales", json!([])));
    stage.ask_in("talk", "stock rows").await;
    let other = stage
        .assistant
        .ask(
            Ask::new("anna", ENGINEER, "and sales")
                .on(TODAY)
                .within("talk"),
        )
        .await;
    let fresh = other.conversation.clone().unwrap();
    assert_ne!(fresh, "talk");
    assert!(
        stage.script.seen.lock().unwrap().is_empty(),
        "nothing is carried over"
    );
    let stranger = stage
        .assistant
        .ask(
            Ask::new("eve", MANAGER, "and sales")
                .on(TODAY)
                .within("talk"),
        )
        .await;
    assert_ne!(stranger.conversation.as_deref(), Some("talk"));
    // The fresh one goes on by itself, and the old one as it was.
    stage.script.mean("on", figure("units_sold", json!([])));
    stage
        .assistant
        .ask(Ask::new("anna", ENGINEER, "on").on(TODAY).within(fresh))
        .await;
    assert_eq!(stage.script.seen.lock().unwrap()[0].question, "and sales");
    stage.ask_in("talk", "on").await;
    assert_eq!(stage.script.seen.lock().unwrap()[0].question, "stock rows");
}

#[tokio::test]
async fn ten_turns_are_remembered() {
    let stage = Stage::new().await;
    for n in 0..12 {
        let question = format!("question {n}");
        stage.script.mean(&question, stock_rows(json!([])));
        stage.ask_in("talk", &question).await;
    }
    let seen = stage.script.seen.lock().unwrap().clone();
    assert_eq!(seen.len(), 10);
    assert_eq!(
        (seen[0].question.as_str(), seen[9].question.as_str()),
        ("question 1", "question 10")
    );
}

#[tokio::test]
async fn conversations_survive_a_restart() {
    let stage = Stage::new().await;
    stage.script.mean("stock rows", stock_rows(json!([])));
    stage.script.mean("and sales", figure("sales", json!([])));
    stage.ask_in("talk", "stock rows").await;
    let stage = stage.restarted();
    stage.ask_in("talk", "and sales").await;
    assert_eq!(stage.script.seen.lock().unwrap()[0].question, "stock rows");
    let switched = stage
        .assistant
        .ask(
            Ask::new("anna", ENGINEER, "and sales")
                .on(TODAY)
                .within("talk"),
        )
        .await;
    assert_ne!(switched.conversation.as_deref(), Some("talk"));
}
