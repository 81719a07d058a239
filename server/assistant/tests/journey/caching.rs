//! A question that is asked again.

use std::sync::atomic::Ordering;
use std::time::Duration;

use assistant::{Ask, Lifetime, Outcome, Settings};
use jiff::civil::date;
use serde_json::json;

use crate::company::Company;
use crate::stage::{ENGINEER, MANAGER, Stage, TODAY, figure, stock_rows};

#[tokio::test]
async fn the_second_answer_comes_from_the_cache_under_its_own_id() {
    let stage = Stage::new().await;
    stage.script.mean("Stock rows?", stock_rows(json!([])));
    stage.script.mean("stock  ROWS", stock_rows(json!([])));
    let first = stage.ask("Stock rows?").await;
    let second = stage.ask("stock  ROWS").await;
    assert!(!first.cached && second.cached);
    assert_ne!(first.id, second.id);
    assert_eq!(
        (second.rows, second.understood),
        (first.rows, first.understood)
    );
    assert_eq!(stage.depot.started.load(Ordering::SeqCst), 1, "it ran once");
    let entries = stage.shelf.entries();
    assert_eq!(
        entries.iter().map(|e| e.cached).collect::<Vec<_>>(),
        [false, true],
        "both are in the ledger"
    );
    assert_eq!(entries[1].question, "stock  ROWS");
    let statistics = stage.assistant.cache_statistics().await;
    assert_eq!(
        (statistics.hits, statistics.misses, statistics.entries),
        (1, 1, 1)
    );
    assert!((statistics.hit_rate - 0.5).abs() < 1e-12);
}

#[tokio::test]
async fn whatever_changes_the_answer_changes_the_key() {
    let stage = Stage::new().await;
    stage.script.mean("stock rows", stock_rows(json!([])));
    let ask = async |persona: &str, day| {
        stage
            .assistant
            .ask(Ask::new("anna", persona, "stock rows").on(day))
            .await
            .cached
    };
    assert!(!ask(MANAGER, TODAY).await);
    assert!(ask(MANAGER, TODAY).await);
    assert!(!ask(ENGINEER, TODAY).await, "another persona");
    assert!(!ask(MANAGER, date(2025, 6, 29)).await, "another day");
    stage.depot.version.store(2, Ordering::SeqCst);
    assert!(!ask(MANAGER, TODAY).await, "other data");
    assert!(ask(MANAGER, TODAY).await);
    let mut knowledge = stage.knowledge.clone();
    knowledge.personas[0].0.tables.pop();
    let before = stage.assistant.policy_version();
    stage.assistant.learn(knowledge);
    assert_ne!(stage.assistant.policy_version(), before);
    assert!(!ask(MANAGER, TODAY).await, "other rights");
}

#[tokio::test]
async fn only_answers_are_kept() {
    let stage = Stage::new().await;
    assert_eq!(stage.ask("nothing").await.outcome, Outcome::Unanswerable);
    assert!(!stage.ask("nothing").await.cached);
    assert_eq!(stage.assistant.cache_statistics().await.entries, 0);
}

#[tokio::test]
async fn answers_grow_old_on_a_dashboard_later_than_elsewhere() {
    let mut settings = Settings::default();
    assert_eq!(settings.cache.question_lifetime, Duration::from_mins(5));
    assert_eq!(settings.cache.dashboard_lifetime, Duration::from_mins(15));
    settings.cache.question_lifetime = Duration::from_millis(80);
    settings.cache.dashboard_lifetime = Duration::from_mins(1);
    let stage = Stage::with(Company::whole(), settings).await;
    stage.script.mean("stock rows", stock_rows(json!([])));
    stage.script.mean("sales", figure("sales", json!([])));
    stage.ask("stock rows").await;
    let board = Ask {
        lifetime: Lifetime::Dashboard,
        ..Ask::new("anna", MANAGER, "sales").on(TODAY)
    };
    stage.assistant.ask(board.clone()).await;
    tokio::time::sleep(Duration::from_millis(120)).await;
    assert!(!stage.ask("stock rows").await.cached);
    assert!(stage.assistant.ask(board).await.cached);
}

#[tokio::test]
async fn the_least_recently_used_goes_first() {
    let mut settings = Settings::default();
    assert_eq!(settings.cache.entries, 1000);
    settings.cache.entries = 2;
    let stage = Stage::with(Company::whole(), settings).await;
    for question in ["a", "b", "c"] {
        stage.script.mean(question, figure("sales", json!([])));
    }
    stage.ask("a").await;
    stage.ask("b").await;
    stage.assistant.cache_statistics().await;
    assert!(stage.ask("a").await.cached, "a is used again");
    stage.ask("c").await;
    assert_eq!(stage.assistant.cache_statistics().await.entries, 2);
    assert!(stage.ask("a").await.cached);
    assert!(stage.ask("c").await.cached);
    assert!(!stage.ask("b").await.cached, "b went");
}

#[tokio::test]
async fn large_results_do_not_fill_the_memory() {
    let mut settings = Settings::default();
    settings.cache.entries = 10;
    settings.cache.cells = 20;
    let stage = Stage::with(Company::whole(), settings).await;
    // Four rows of four columns are 16 cells; two of them do not fit into 20.
    stage.script.mean("one", stock_rows(json!([])));
    stage.script.mean("two", stock_rows(json!([])));
    stage.ask("one").await;
    stage.ask("two").await;
    assert_eq!(stage.assistant.cache_statistics().await.entries, 1);
}

#[tokio::test]
async fn patterns_forget_what_fits_them() {
    let stage = Stage::new().await;
    for question in ["Sales today", "sales now", "stock"] {
        stage.script.mean(question, figure("sales", json!([])));
        stage.ask(question).await;
    }
    assert_eq!(stage.assistant.invalidate("SALES*").await, 2);
    assert_eq!(stage.assistant.cache_statistics().await.entries, 1);
    assert!(!stage.ask("Sales today").await.cached);
    assert!(stage.ask("stock").await.cached);
    assert_eq!(stage.assistant.invalidate("*").await, 2);
}

#[tokio::test]
async fn suggestions_are_warm_and_nobody_asked_them() {
    let stage = Stage::new().await;
    stage.script.mean("stock rows", stock_rows(json!([])));
    assert_eq!(
        stage.assistant.warm().await,
        3,
        "one suggestion for each persona"
    );
    assert!(stage.shelf.entries().is_empty());
    let answer = stage.ask("stock rows").await;
    assert!(answer.cached);
    assert_eq!(stage.shelf.entries().len(), 1);
}

#[tokio::test]
async fn a_cache_of_nothing_keeps_nothing() {
    let mut settings = Settings::default();
    settings.cache.enabled = false;
    let stage = Stage::with(Company::whole(), settings).await;
    stage.script.mean("stock rows", stock_rows(json!([])));
    stage.ask("stock rows").await;
    assert!(!stage.ask("stock rows").await.cached);
}
