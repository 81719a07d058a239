//! What happens when the data service does not answer.

use std::sync::atomic::Ordering;
use std::time::Duration;

use assistant::{Ask, BreakerSettings, CircuitState, FailureCategory, Outcome, Settings};
use serde_json::json;

use crate::company::Company;
use crate::stage::{ENGINEER, MANAGER, Stage, TODAY, stock_rows};

async fn stage(open: Duration, stale: Duration) -> Stage {
    let mut settings = Settings::default();
    settings.failure.breaker = BreakerSettings {
        failures: 2,
        open,
        trials: 1,
    };
    settings.failure.stale = stale;
    let stage = Stage::with(Company::whole(), settings).await;
    stage.depot.outside.store(true, Ordering::SeqCst);
    for question in ["stock rows", "Stock  rows?", "a", "b", "c"] {
        stage.script.mean(question, stock_rows(json!([])));
    }
    stage
}

fn kill(stage: &Stage) {
    stage.depot.dead.store(true, Ordering::SeqCst);
}

#[tokio::test]
async fn an_earlier_answer_is_given_with_its_age_when_the_service_is_dead() {
    let stage = stage(Duration::from_mins(1), Duration::from_hours(24)).await;
    let fresh = stage.ask("stock rows").await;
    assert!(fresh.stale.is_none());
    kill(&stage);
    // The data has changed since, so the cache does not know it any more.
    stage.depot.version.store(2, Ordering::SeqCst);
    let stale = stage.ask("Stock  rows?").await;
    assert_eq!((stale.outcome, stale.cached), (Outcome::Answered, true));
    assert_eq!(
        (&stale.rows, &stale.data_version),
        (&fresh.rows, &fresh.data_version)
    );
    assert_ne!(stale.id, fresh.id);
    assert_eq!(stale.stale.as_ref().unwrap().age_seconds, 0);
    assert!(
        stale.warnings[0].starts_with("The data service does not answer at this moment. This is the answer of 2025-06-30 12:00 UTC, 0 seconds old, as of 2025-06-30;"),
        "{:?}",
        stale.warnings
    );
    // Not for another persona, who may have other rights.
    let other = Ask::new("anna", ENGINEER, "stock rows").on(TODAY);
    assert_eq!(stage.assistant.ask(other).await.outcome, Outcome::Failed);
    // The ledger knows that nothing new was found.
    assert!(stage.shelf.entries()[1].cached);
}

#[tokio::test]
async fn without_an_earlier_answer_the_person_is_told_what_still_works() {
    let stage = stage(Duration::from_mins(1), Duration::ZERO).await;
    stage.ask("stock rows").await;
    kill(&stage);
    assert!(
        stage.ask("stock rows").await.cached,
        "the cache answers still"
    );
    stage.depot.version.store(2, Ordering::SeqCst);
    let answer = stage.ask("stock rows").await;
    assert_eq!(answer.outcome, Outcome::Failed);
    let error = answer.error.unwrap();
    assert_eq!(
        (error.category, &error.reference),
        (FailureCategory::DataService, &answer.id)
    );
    assert!(
        answer
            .message
            .starts_with("The data service does not answer at this moment.")
            && answer
                .message
                .ends_with(&format!("give your operator the reference {}.", answer.id)),
        "{}",
        answer.message
    );
    assert!(
        !answer.message.contains("connection refused"),
        "the cause is for the log"
    );
}

#[tokio::test]
async fn a_dead_service_is_left_alone_and_then_tried_again() {
    let stage = stage(Duration::from_millis(60), Duration::ZERO).await;
    let started = || stage.depot.started.load(Ordering::SeqCst);
    let state = || stage.assistant.data_circuit().unwrap().state;
    kill(&stage);
    stage.ask("a").await;
    assert_eq!(state(), CircuitState::Closed);
    stage.ask("b").await;
    assert_eq!((started(), state()), (2, CircuitState::Open));
    let left_alone = stage.ask("c").await;
    assert_eq!((started(), left_alone.outcome), (2, Outcome::Failed));
    assert_eq!(
        left_alone.error.unwrap().category,
        FailureCategory::DataService
    );
    stage.depot.dead.store(false, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(80)).await;
    assert_eq!(stage.ask("c").await.outcome, Outcome::Answered);
    assert_eq!(state(), CircuitState::Closed);
}

#[tokio::test]
async fn a_statement_that_the_service_refuses_is_no_failure_of_the_service() {
    let stage = stage(Duration::from_mins(1), Duration::ZERO).await;
    for _ in 0..3 {
        let sql = "SELECT product_name + 1 FROM product";
        let answer = stage.assistant.sql("anna", MANAGER, sql).await;
        assert_eq!(answer.outcome, Outcome::Failed, "{}", answer.message);
    }
    assert_eq!(
        stage.assistant.data_circuit().unwrap().state,
        CircuitState::Closed
    );
}

#[tokio::test]
async fn data_in_this_process_has_no_circuit() {
    let stage = stage(Duration::from_mins(1), Duration::ZERO).await;
    stage.depot.outside.store(false, Ordering::SeqCst);
    kill(&stage);
    for question in ["a", "b", "c"] {
        stage.ask(question).await;
    }
    assert_eq!(stage.depot.started.load(Ordering::SeqCst), 3);
    assert!(stage.assistant.data_circuit().is_none());
}
