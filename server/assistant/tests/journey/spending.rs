//! What is spent on questions, and what is not spent without a word.

use std::time::Duration;

use assistant::{
    Above, Answer, Ask, LimitKind, Outcome, Price, PriceList, PricedUnit, Settings, SpendingLimit,
    SpendingLimits,
};
use jiff::civil::date;
use serde_json::json;
use warehouse::{Billing, Usage};

use crate::company::Company;
use crate::stage::{MANAGER, Stage, TODAY, stock_rows};

/// Athena's least: 10 of the 2^20 megabytes that $5 buy.
const LEAST: f64 = 50.0 / 1_048_576.0;

/// A company whose data lies where each query scans less than ten megabytes.
async fn scanned(limits: SpendingLimits) -> Stage {
    let price = |unit, usd| Price {
        unit,
        usd,
        from: date(2025, 1, 1),
        read_on: Some(date(2025, 6, 1)),
        source: String::new(),
    };
    let prices = vec![
        price(PricedUnit::AthenaTerabyte, 5.0),
        price(PricedUnit::RedshiftRpuHour, 0.36),
    ];
    let mut settings = Settings::default();
    settings.spending.prices = PriceList::new(prices).unwrap();
    settings.spending.assumed_scan = 1;
    settings.spending.limits = limits;
    let stage = Stage::with(Company::whole(), settings).await;
    charge(&stage, Billing::Scan, Usage::Scanned(1));
    for question in ["stock rows", "stock rows again", "third"] {
        stage.script.mean(question, stock_rows(json!([])));
    }
    stage
}

fn charge(stage: &Stage, billing: Billing, usage: Usage) {
    *stage.depot.charges.lock().unwrap() = (billing, usage);
}

fn limit(usd: f64, above: Above) -> SpendingLimit {
    SpendingLimit { usd, above }
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-12
}

async fn confirmed(stage: &Stage, question: &str) -> Answer {
    let ask = Ask::new("anna", MANAGER, question).on(TODAY).confirmed();
    stage.assistant.ask(ask).await
}

#[tokio::test]
async fn a_question_costs_what_its_query_scans_and_a_cached_one_saves_it() {
    let stage = scanned(SpendingLimits::default()).await;
    charge(&stage, Billing::Scan, Usage::Scanned(25 << 20));
    let first = stage.ask("stock rows").await;
    assert_eq!(first.outcome, Outcome::Answered);
    assert!(close(first.cost.athena_usd, 2.5 * LEAST) && close(first.cost.total_usd, 2.5 * LEAST));
    let checked = first
        .steps
        .iter()
        .find(|step| step.name == "checked")
        .unwrap();
    assert!(
        checked
            .detail
            .contains("Expected to cost $0.000048: 10 MB scanned"),
        "{checked:?}"
    );
    let second = stage.ask("stock rows").await;
    assert!(
        second.cached && close(second.cost.total_usd, 0.0) && close(second.saved_usd, 2.5 * LEAST)
    );
    let report = stage.assistant.costs(Some("anna")).await.unwrap();
    assert!(close(report.by_service["athena"], 2.5 * LEAST));
    assert!(close(report.today_usd, 2.5 * LEAST) && close(report.month_estimate_usd, 2.5 * LEAST));
    assert!(close(report.saved_by_cache_usd, 2.5 * LEAST));
}

#[tokio::test]
async fn redshift_is_charged_by_the_minute_in_which_it_wakes() {
    let stage = scanned(SpendingLimits::default()).await;
    charge(&stage, Billing::Time, Usage::Time(Duration::from_secs(6)));
    let first = stage.ask("stock rows").await;
    // 8 RPUs for 60 s at $0.36 an hour; 54 s of them are not the query's own.
    assert!(close(first.cost.redshift_usd, 0.048) && close(first.cost.allocated_usd, 0.0432));
    // Within the minute that is paid for.
    let second = stage.ask("stock rows again").await;
    assert!(close(second.cost.redshift_usd, 0.0), "{:?}", second.cost);
    let report = stage.assistant.costs(None).await.unwrap();
    assert!(close(report.allocated_usd, 0.0432));
}

#[tokio::test]
async fn above_the_limit_of_a_question_the_person_confirms() {
    let just_enough = SpendingLimits {
        question: Some(limit(LEAST, Above::Confirm)),
        ..SpendingLimits::default()
    };
    assert_eq!(
        scanned(just_enough).await.ask("stock rows").await.outcome,
        Outcome::Answered
    );
    let stage = scanned(SpendingLimits {
        question: Some(limit(LEAST - 1e-9, Above::Confirm)),
        ..SpendingLimits::default()
    })
    .await;
    let asked = stage.ask("stock rows").await;
    assert_eq!(asked.outcome, Outcome::Clarify);
    let confirm = asked.confirm.unwrap();
    assert_eq!(confirm.limit, LimitKind::Question);
    assert!(close(confirm.estimate_usd, LEAST));
    assert!(
        asked.message.contains("only when you say so"),
        "{}",
        asked.message
    );
    assert_eq!(
        stage
            .depot
            .started
            .load(std::sync::atomic::Ordering::SeqCst),
        0,
        "nothing ran"
    );
    let answered = confirmed(&stage, "stock rows").await;
    assert_eq!(answered.outcome, Outcome::Answered);
    assert!(close(answered.cost.total_usd, LEAST));
    // What is in the cache costs nothing, so nobody is asked.
    assert!(stage.ask("stock rows").await.cached);
    // Anybody's SQL is kept to it as well.
    let sql = "SELECT product_code FROM product";
    let refused = stage.assistant.sql("anna", MANAGER, sql).await;
    assert_eq!(refused.outcome, Outcome::Clarify);
    let run = stage
        .assistant
        .sql_confirmed("anna", MANAGER, sql, true)
        .await;
    assert_eq!(run.outcome, Outcome::Answered);
}

#[tokio::test]
async fn a_days_and_a_months_limit_count_what_was_spent() {
    // Two questions fit into anna's day and three into everybody's month.
    let stage = scanned(SpendingLimits {
        user_day: Some(limit(2.0 * LEAST, Above::Confirm)),
        month: Some(limit(3.0 * LEAST, Above::Refuse)),
        ..SpendingLimits::default()
    })
    .await;
    assert_eq!(stage.ask("stock rows").await.outcome, Outcome::Answered);
    assert_eq!(
        stage.ask("stock rows again").await.outcome,
        Outcome::Answered
    );
    let third = stage.ask("third").await;
    assert_eq!(third.confirm.unwrap().limit, LimitKind::UserDay);
    // Ben's day is another, but the month is everybody's.
    let ben = Ask::new("ben", MANAGER, "third").on(TODAY);
    assert_eq!(stage.assistant.ask(ben).await.outcome, Outcome::Answered);
    stage.script.mean("fourth", stock_rows(json!([])));
    let fourth = confirmed(&stage, "fourth").await;
    assert_eq!((fourth.outcome, fourth.confirm), (Outcome::Refused, None));
    assert!(
        fourth.message.contains("a month a question is not asked"),
        "{}",
        fourth.message
    );
    // What was answered already still is.
    assert!(stage.ask("third").await.cached);
}

#[tokio::test]
async fn nothing_is_asked_in_advance_where_it_costs() {
    let stage = scanned(SpendingLimits::default()).await;
    assert_eq!(stage.assistant.warm().await, 0);
    assert!(!stage.ask("stock rows").await.cached);
    charge(&stage, Billing::Free, Usage::Free);
    assert_eq!(stage.assistant.warm().await, 3);
}
