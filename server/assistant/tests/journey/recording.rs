//! What the ledger hears.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use assistant::{Ask, Outcome};
use futures::future::join_all;
use serde_json::json;

use crate::stage::{MANAGER, Stage, TODAY, figure, stock_rows};

#[tokio::test]
async fn every_question_has_an_entry() {
    let stage = Stage::new().await;
    stage.script.mean("stock rows", stock_rows(json!([])));
    let answer = stage.ask_in("talk", "stock rows").await;
    stage.ask("nonsense").await;
    stage.ask("").await;
    stage
        .assistant
        .sql("anna", MANAGER, "DROP TABLE product")
        .await;
    stage
        .assistant
        .calculate("anna", MANAGER, "calculate_luck", &json!({}))
        .await;
    let entries = stage.shelf.entries();
    assert_eq!(entries.len(), 5);
    let first = &entries[0];
    assert_eq!(
        (
            first.id.as_str(),
            first.user.as_str(),
            first.persona.as_str()
        ),
        (answer.id.as_str(), "anna", MANAGER)
    );
    assert_eq!(
        (first.outcome, first.row_count, first.as_of),
        (Outcome::Answered, 4, TODAY)
    );
    assert_eq!(first.sql, answer.sql);
    assert_eq!(first.conversation.as_deref(), Some("talk"));
    assert_eq!(first.policy_version, *stage.assistant.policy_version());
    assert_eq!(first.data_version, "1");
    assert!(first.elapsed_ms > 0.0);
    assert_eq!(entries[3].question, "DROP TABLE product");
    assert_eq!(entries[3].outcome, Outcome::Refused);
}

#[tokio::test]
async fn an_answer_is_acknowledged_only_when_it_is_durable() {
    let stage = Stage::new().await;
    stage.script.mean("stock rows", stock_rows(json!([])));
    *stage.shelf.delay.lock().unwrap() = Duration::from_millis(100);
    let ask = Ask::new("anna", MANAGER, "stock rows").on(TODAY);
    let response = Box::pin(stage.assistant.respond(ask)).await;
    assert!(
        stage.shelf.entries().is_empty(),
        "the answer is there before its record"
    );
    let answer = response.acknowledged().await;
    assert_eq!(stage.shelf.entries()[0].id, answer.id);
}

#[tokio::test]
async fn a_ledger_that_fails_is_said() {
    let stage = Stage::new().await;
    stage.script.mean("stock rows", stock_rows(json!([])));
    stage.shelf.broken.store(true, Ordering::SeqCst);
    let answer = stage.ask("stock rows").await;
    assert_eq!(answer.outcome, Outcome::Answered);
    assert!(
        answer.warnings[0].contains(
            "missing from the history: the state database did not answer: the disk is full"
        ),
        "{:?}",
        answer.warnings
    );
    let answer = stage.ask_in("talk", "stock rows").await;
    assert_eq!(
        answer.outcome,
        Outcome::Failed,
        "a conversation that cannot be read is not made up"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn many_records_share_a_transaction() {
    let stage = Arc::new(Stage::new().await);
    stage.script.mean("sales", figure("sales", json!([])));
    *stage.shelf.delay.lock().unwrap() = Duration::from_millis(20);
    let asks = (0..50).map(|_| {
        let stage = Arc::clone(&stage);
        tokio::spawn(async move { stage.ask("sales").await })
    });
    for answer in join_all(asks).await {
        assert!(answer.unwrap().warnings.is_empty());
    }
    assert_eq!(stage.shelf.entries().len(), 50);
    assert!(
        stage.shelf.writes.load(Ordering::SeqCst) < 25,
        "{}",
        stage.shelf.writes.load(Ordering::SeqCst)
    );
}

#[tokio::test]
async fn an_asker_who_goes_away_stops_the_query() {
    let stage = Stage::new().await;
    stage.script.mean("stock rows", stock_rows(json!([])));
    stage.depot.slow.store(true, Ordering::SeqCst);
    let gone = tokio::time::timeout(Duration::from_millis(300), stage.ask("stock rows")).await;
    assert!(gone.is_err());
    assert_eq!(stage.depot.stopped.load(Ordering::SeqCst), 1);
    for _ in 0..100 {
        if !stage.shelf.entries().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let entry = &stage.shelf.entries()[0];
    assert_eq!(entry.outcome, Outcome::Failed);
    assert!(
        entry.message.starts_with("The asker went away"),
        "{}",
        entry.message
    );
    assert!(entry.elapsed_ms >= 250.0);
}

#[tokio::test]
async fn answers_can_be_called_back_by_whoever_asked() {
    let stage = Stage::new().await;
    stage.script.mean("stock rows", stock_rows(json!([])));
    let answer = stage.ask("stock rows").await;
    let recalled = stage.assistant.recall("anna", &answer.id).await.unwrap();
    assert_eq!(recalled.rows, answer.rows);
    assert!(stage.assistant.recall("eve", &answer.id).await.is_none());
    assert!(stage.assistant.recall("anna", "none").await.is_none());
}

#[tokio::test]
async fn costs_are_reported_from_the_ledger() {
    let stage = Stage::new().await;
    stage.script.mean("stock rows", stock_rows(json!([])));
    stage.ask("stock rows").await;
    stage.ask("stock rows").await;
    let report = stage.assistant.costs(None).await.unwrap();
    assert_eq!(
        (
            report.today,
            report.questions,
            report.cached,
            report.without_model
        ),
        (TODAY, 2, 1, 2)
    );
    assert!(report.month_estimate_usd.abs() < 1e-12);
    assert_eq!(report.by_user["anna"].questions, 2);
    assert_eq!(stage.assistant.costs(Some("anna")).await.unwrap(), report);
    let others = stage.assistant.costs(Some("ben")).await.unwrap();
    assert_eq!((others.questions, others.by_user.len()), (0, 0));
}
