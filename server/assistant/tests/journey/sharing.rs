//! Answers that replicas share through a real Redis.

use std::sync::atomic::Ordering;
use std::time::Duration;

use assistant::{Ask, BreakerSettings, CircuitState, Outcome, SharedCacheSettings};
use serde_json::json;

use crate::redis::Redis;
use crate::stage::{ENGINEER, MANAGER, Stage, TODAY, stock_rows};

async fn replica(redis: &Redis, settings: SharedCacheSettings) -> Stage {
    let stage = Stage::sharing(&redis.url(), settings).await;
    for question in ["stock rows", "a", "b"] {
        stage.script.mean(question, stock_rows(json!([])));
    }
    stage
}

fn started(stage: &Stage) -> usize {
    stage.depot.started.load(Ordering::SeqCst)
}

#[tokio::test]
async fn what_one_replica_answered_the_other_knows() {
    let Some(redis) = Redis::start() else { return };
    let one = replica(&redis, SharedCacheSettings::default()).await;
    let two = replica(&redis, SharedCacheSettings::default()).await;
    let first = one.ask("stock rows").await;
    let second = two.ask("Stock  rows?").await;
    assert!(!first.cached && second.cached);
    assert_eq!((started(&one), started(&two)), (1, 0));
    assert_eq!(
        (&second.rows, &second.columns, &second.sql),
        (&first.rows, &first.columns, &first.sql)
    );
    // From there on it has it itself.
    two.ask("stock rows").await;
    let statistics = two.assistant.shared_cache_statistics().unwrap();
    assert_eq!((statistics.hits, statistics.faults), (1, 0));
    // Other rights and other data are other questions.
    let other = Ask::new("anna", ENGINEER, "stock rows").on(TODAY);
    assert!(!two.assistant.ask(other).await.cached);
    two.depot.version.store(2, Ordering::SeqCst);
    assert!(!two.ask("stock rows").await.cached);
    // An answer is called back by its id, by whom it was given to and by nobody else.
    let recalled = two.assistant.recall("anna", &first.id).await.unwrap();
    assert_eq!(recalled.rows, first.rows);
    assert!(two.assistant.recall("ben", &first.id).await.is_none());
}

#[tokio::test]
async fn many_who_ask_the_same_at_once_cause_one_query() {
    let Some(redis) = Redis::start() else { return };
    let one = replica(&redis, SharedCacheSettings::default()).await;
    let two = replica(&redis, SharedCacheSettings::default()).await;
    let asking = (0..10).map(|n| {
        if n % 2 == 0 {
            one.ask("stock rows")
        } else {
            two.ask("stock rows")
        }
    });
    let answers = futures::future::join_all(asking).await;
    assert!(
        answers
            .iter()
            .all(|answer| answer.outcome == Outcome::Answered)
    );
    assert_eq!(started(&one) + started(&two), 1);
    assert_eq!(answers.iter().filter(|answer| !answer.cached).count(), 1);
}

#[tokio::test]
async fn nobody_waits_longer_for_another_than_a_lock_holds() {
    let Some(redis) = Redis::start() else { return };
    let settings = SharedCacheSettings {
        lock: Duration::from_millis(300),
        ..SharedCacheSettings::default()
    };
    let one = replica(&redis, settings).await;
    let two = replica(&redis, settings).await;
    // The first is at it for a minute, longer than its reservation lasts.
    one.depot.slow.store(true, Ordering::SeqCst);
    let hanging = one.ask("stock rows");
    tokio::pin!(hanging);
    let answer = tokio::select! {
        biased;
        _ = &mut hanging => panic!("it hangs"),
        answer = async {
            while started(&one) == 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            two.ask("stock rows").await
        } => answer,
    };
    assert_eq!(
        (answer.outcome, answer.cached, started(&two)),
        (Outcome::Answered, false, 1)
    );
}

#[tokio::test]
async fn values_that_are_too_large_are_not_shared() {
    let Some(redis) = Redis::start() else { return };
    let measured = replica(&redis, SharedCacheSettings::default()).await;
    measured.ask("a").await;
    let settings = SharedCacheSettings {
        value_bytes: 100,
        ..SharedCacheSettings::default()
    };
    let one = replica(&redis, settings).await;
    let two = replica(&redis, settings).await;
    assert_eq!(one.ask("b").await.outcome, Outcome::Answered);
    assert!(!two.ask("b").await.cached);
    assert!(one.assistant.shared_cache_statistics().unwrap().too_large > 0);
    assert!(one.ask("b").await.cached, "its own memory has it");
    assert_eq!(
        measured
            .assistant
            .shared_cache_statistics()
            .unwrap()
            .too_large,
        0
    );
}

#[tokio::test]
async fn a_dead_redis_costs_no_answer_and_is_used_again_when_it_is_back() {
    let Some(mut redis) = Redis::start() else {
        return;
    };
    let settings = SharedCacheSettings {
        breaker: BreakerSettings {
            failures: 2,
            open: Duration::from_millis(200),
            trials: 1,
        },
        ..SharedCacheSettings::default()
    };
    let one = replica(&redis, settings).await;
    assert_eq!(one.ask("stock rows").await.outcome, Outcome::Answered);
    redis.kill();
    assert_eq!(one.ask("a").await.outcome, Outcome::Answered);
    assert!(one.ask("a").await.cached, "memory needs no Redis");
    let statistics = one.assistant.shared_cache_statistics().unwrap();
    assert_eq!(statistics.circuit.state, CircuitState::Open);
    assert_eq!(one.assistant.shared_cache_answers().await, Some(false));
    assert!(redis.run());
    tokio::time::sleep(Duration::from_millis(250)).await;
    let mut answers = false;
    for _ in 0..100 {
        answers = one.assistant.shared_cache_answers().await == Some(true);
        if answers {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(answers, "it is used again");
    one.ask("b").await;
    let two = replica(&redis, settings).await;
    assert!(two.ask("b").await.cached);
}

#[tokio::test]
async fn a_last_answer_is_shared_too() {
    let Some(redis) = Redis::start() else { return };
    let one = replica(&redis, SharedCacheSettings::default()).await;
    let two = replica(&redis, SharedCacheSettings::default()).await;
    let first = one.ask("stock rows").await;
    two.depot.dead.store(true, Ordering::SeqCst);
    two.depot.version.store(2, Ordering::SeqCst);
    let stale = two
        .assistant
        .ask(Ask::new("ben", MANAGER, "stock rows").on(TODAY))
        .await;
    assert_eq!(
        (stale.outcome, &stale.rows),
        (Outcome::Answered, &first.rows)
    );
    assert!(stale.stale.is_some());
}
