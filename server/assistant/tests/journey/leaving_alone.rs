//! A language model that fails again and again is left alone, and tried again later.

use std::sync::Arc;
use std::time::Duration;

use assistant::{BreakerSettings, CircuitState, Outcome, Settings};
use serde_json::{Value, json};

use crate::company::Company;
use crate::counsel::{Counsel, consultant, sql};
use crate::stage::{Stage, stock_rows};

const GOOD: &str =
    "SELECT product_code, current_stock FROM warehouse_product WHERE warehouse_code = 'EAST'";
const WELL: &str = "current stock in warehouse EAST";
const LEFT_ALONE: &str =
    "The language model failed several times in a row and is left alone for another 60 s.";

/// A stage on which three failures in a row open the circuit; each of these faults answers the question of its name.
async fn stage(faults: &[&str], open: Duration) -> (Stage, Arc<Counsel>) {
    let faulty =
        |fault: &&str| json!({"question": format!("{fault}!"), "exchanges": [{"fault": fault}]});
    let mut conversations: Vec<Value> = faults.iter().map(faulty).collect();
    conversations.push(json!({"question": WELL, "exchanges": [sql(GOOD)]}));
    let script = json!({"plays": "bedrock", "conversations": conversations});
    let (consultant, counsel) = consultant(&script);
    let mut settings = Settings::default();
    settings.failure.breaker = BreakerSettings {
        failures: 3,
        open,
        trials: 1,
    };
    let stage = Stage::consulting(Company::whole(), settings, Some(consultant), |_| {}).await;
    (stage, counsel)
}

fn state(stage: &Stage) -> CircuitState {
    stage.assistant.model_circuit().unwrap().state
}

#[tokio::test]
async fn a_model_that_failed_three_times_in_a_row_is_not_asked() {
    for fault in ["unreachable", "throttled", "timed_out", "malformed"] {
        let (stage, counsel) = stage(&[fault], Duration::from_mins(1)).await;
        let faulty = format!("{fault}!");
        // Two failures, and one success between them and the next two, leave it closed.
        for question in [&faulty, &faulty, &WELL.to_owned(), &faulty, &faulty] {
            stage.ask(question).await;
        }
        assert_eq!(
            (counsel.requests(), state(&stage)),
            (5, CircuitState::Closed),
            "{fault}"
        );
        stage.ask(&faulty).await;
        assert_eq!((counsel.requests(), state(&stage)), (6, CircuitState::Open));
        let question = "something else";
        let answer = stage.ask(question).await;
        assert_eq!(counsel.requests(), 6, "it is not asked");
        assert_eq!(answer.outcome, Outcome::Unanswerable);
        assert_eq!(
            answer.message,
            format!("I do not know {question}. {LEFT_ALONE}")
        );
        // Nobody was asked, so nobody charges, and nothing is uncounted.
        assert_eq!((answer.language_model, answer.cost.input_tokens), (None, 0));
        assert_eq!(answer.warnings, [] as [&str; 0]);
        stage.script.mean("stock rows", stock_rows(json!([])));
        assert_eq!(stage.ask("stock rows").await.outcome, Outcome::Answered);
    }
}

#[tokio::test]
async fn what_a_model_refuses_is_a_reply() {
    let (stage, counsel) =
        stage(&["credentials", "context_overflow"], Duration::from_mins(1)).await;
    for _ in 0..3 {
        stage.ask("credentials!").await;
        stage.ask("context_overflow!").await;
        // The script knows no such question and refuses it.
        stage.ask("nonsense").await;
    }
    assert_eq!(
        (counsel.requests(), state(&stage)),
        (9, CircuitState::Closed)
    );
}

#[tokio::test]
async fn it_is_tried_again_and_asked_by_everybody_when_it_is_back() {
    let (stage, counsel) = stage(&["unreachable"], Duration::from_millis(1)).await;
    for _ in 0..3 {
        stage.ask("unreachable!").await;
    }
    tokio::time::sleep(Duration::from_millis(5)).await;
    let answer = stage.ask(WELL).await;
    assert_eq!(answer.outcome, Outcome::Answered, "{}", answer.message);
    assert_eq!(
        (counsel.requests(), state(&stage)),
        (4, CircuitState::Closed)
    );
}

#[tokio::test]
async fn a_model_that_is_silent_until_the_time_is_over_has_failed() {
    let slow = json!({"question": "slow", "exchanges": [{"delay_ms": 60_000}]});
    let script = json!({"plays": "bedrock", "conversations": [slow]});
    let (mut consultant, counsel) = consultant(&script);
    consultant.settings.time_limit = Duration::from_millis(20);
    let mut settings = Settings::default();
    settings.failure.breaker.failures = 2;
    let stage = Stage::consulting(Company::whole(), settings, Some(consultant), |_| {}).await;
    for (expected, asked) in [
        (CircuitState::Closed, 1),
        (CircuitState::Open, 2),
        (CircuitState::Open, 2),
    ] {
        stage.ask("slow").await;
        assert_eq!((state(&stage), counsel.requests()), (expected, asked));
    }
}

#[tokio::test]
async fn without_a_model_there_is_no_circuit() {
    let stage = Stage::new().await;
    assert!(stage.assistant.model_circuit().is_none());
    assert!(stage.assistant.language_models().is_none());
    assert!(stage.assistant.calculation_circuit().is_none());
}
