//! What a language model will charge is estimated before it is asked, and kept to the limits.

use std::sync::Arc;
use std::time::Duration;

use assistant::{Above, Answer, Ask, Engine, LimitKind, Outcome, Policy, Settings, SpendingLimit};
use serde_json::{Value, json};

use crate::company::Company;
use crate::counsel::{Counsel, consultant, script, sql};
use crate::stage::{MANAGER, Stage, TODAY, stock_rows};

const QUESTION: &str = "current stock in warehouse EAST";
const GOOD: &str =
    "SELECT product_code, current_stock FROM warehouse_product WHERE warehouse_code = 'EAST'";
/// Of a reply of the scripts: 1,000 tokens read at $3 and 100 written at $15 a million.
const REPLY: f64 = 0.003 + 0.0015;

/// A stage on which a question may cost so much, asked of a model that follows the script.
async fn stage(script: &Value, usd: f64, above: Above, policy: Policy) -> (Stage, Arc<Counsel>) {
    let (mut consultant, counsel) = consultant(script);
    consultant.settings.policy = policy;
    let mut settings = Settings::default();
    settings.spending.limits.question = Some(SpendingLimit { usd, above });
    let stage = Stage::consulting(Company::whole(), settings, Some(consultant), |_| {}).await;
    (stage, counsel)
}

async fn confirmed(stage: &Stage, question: &str) -> Answer {
    let ask = Ask::new("anna", MANAGER, question).on(TODAY).confirmed();
    stage.assistant.ask(ask).await
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-12
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand bytes")]
fn count(number: u64) -> f64 {
    number as f64
}

/// Bytes of the requests that a script leads to.
async fn bytes(script: &Value) -> Vec<f64> {
    let (stage, counsel) = stage(script, 1e9, Above::Confirm, Policy::WhenDeclined).await;
    stage.ask(QUESTION).await;
    let asked = counsel.asked.lock().unwrap();
    asked.iter().map(|request| count(request.bytes())).collect()
}

/// The first request: three bytes a token at the $3.75 of what goes into the cache, and the longest reply, 1,000 tokens.
fn first(bytes: f64) -> f64 {
    (bytes / 3.0).ceil() * 3.75e-6 + 0.015
}

/// One after requests of `before` bytes, each of which was 1,000 tokens and had a reply of 100.
fn next(before: &[f64], bytes: f64) -> f64 {
    let per_token = before.iter().sum::<f64>() / (1_000.0 * count(before.len() as u64));
    (bytes / per_token).ceil() * 3.75e-6 + 0.0015
}

#[tokio::test]
async fn above_the_limit_the_person_confirms_before_a_model_is_asked() {
    let script = script(QUESTION, json!([sql(GOOD)]));
    let expected = first(bytes(&script).await[0]);
    let within = stage(&script, expected, Above::Confirm, Policy::WhenDeclined).await;
    assert_eq!(within.0.ask(QUESTION).await.outcome, Outcome::Answered);
    let limit = expected - 1e-9;
    let (stage, counsel) = stage(&script, limit, Above::Confirm, Policy::WhenDeclined).await;
    let asked = stage.ask(QUESTION).await;
    assert_eq!(
        (asked.outcome, asked.engine, counsel.requests()),
        (Outcome::Clarify, Engine::Interpreter, 0)
    );
    let confirm = asked.confirm.unwrap();
    assert_eq!(confirm.limit, LimitKind::Question);
    assert!(close(confirm.estimate_usd, expected), "{confirm:?}");
    let beginning =
        format!("I do not know {QUESTION}. A language model can be asked. This would cost about $");
    assert!(asked.message.starts_with(&beginning), "{}", asked.message);
    assert!(asked.message.ends_with("is asked only when you say so."));
    assert!(close(asked.cost.total_usd, 0.0) && asked.language_model.is_none());
    let answered = confirmed(&stage, QUESTION).await;
    assert_eq!(answered.outcome, Outcome::Answered, "{}", answered.message);
    assert!(close(answered.cost.bedrock_usd, REPLY) && close(answered.cost.total_usd, REPLY));
    // What was measured is cheaper than what was assumed, so the next one is asked without a word.
    let again = stage.ask("current stock in warehouse EAST, please").await;
    assert_eq!(again.outcome, Outcome::Answered, "{}", again.message);
    assert!(!again.cached);
}

#[tokio::test]
async fn above_a_limit_that_refuses_the_interpreter_answers() {
    let known = script("known", json!([sql(GOOD)]));
    let refusal = "The language model was not asked. This would cost about $";
    let (stage, counsel) = stage(&known, 0.001, Above::Refuse, Policy::Always).await;
    stage.script.mean("known", stock_rows(json!([])));
    let answer = confirmed(&stage, "known").await;
    assert_eq!(
        (answer.outcome, answer.engine),
        (Outcome::Answered, Engine::Interpreter)
    );
    assert!(
        answer.warnings[0].starts_with(refusal),
        "{:?}",
        answer.warnings
    );
    let answer = confirmed(&stage, "unknown").await;
    assert_eq!(
        (answer.outcome, answer.confirm),
        (Outcome::Unanswerable, None)
    );
    assert_eq!(counsel.requests(), 0);
}

#[tokio::test]
async fn each_further_request_is_kept_to_the_limit() {
    let script = script(QUESTION, json!([sql("SELECT nonsense"), sql(GOOD)]));
    let [one, two] = bytes(&script).await[..] else {
        panic!("not two requests");
    };
    // What the first request is expected to cost alone is confirmed by a question before.
    let ask = async |limit: f64| {
        let (stage, counsel) = stage(&script, limit, Above::Confirm, Policy::WhenDeclined).await;
        let other = Ask::new("ben", MANAGER, QUESTION).on(TODAY).confirmed();
        let outcome = stage.assistant.ask(other).await.outcome;
        assert_eq!(outcome, Outcome::Answered);
        stage.assistant.invalidate("*").await;
        counsel.asked.lock().unwrap().clear();
        (stage.ask(QUESTION).await, counsel)
    };
    // Ben's two requests and Anna's first went before; that one is expected to cost less than both of hers.
    let limit = REPLY + next(&[one, two, one], two);
    assert!(next(&[one, two], one) < limit);
    let (answer, counsel) = ask(limit).await;
    assert_eq!(
        (answer.outcome, counsel.requests()),
        (Outcome::Answered, 2),
        "{}",
        answer.message
    );
    let (answer, counsel) = ask(limit - 1e-9).await;
    assert_eq!(
        (answer.outcome, counsel.requests()),
        (Outcome::Clarify, 1),
        "{}",
        answer.message
    );
    assert!(
        answer.message.contains("Going on would cost about $"),
        "{}",
        answer.message
    );
    assert!(
        close(answer.cost.total_usd, REPLY),
        "what is spent is spent"
    );
    assert_eq!(answer.language_model.unwrap().requests, 1);
}

/// Of four words three are accounted for, so that a second request would follow; what was found already is the answer.
#[tokio::test]
async fn what_was_found_is_given_when_going_on_would_cost_too_much() {
    let question = "current stock frobnicated EAST";
    let script = script(question, json!([sql(GOOD), sql(GOOD)]));
    let (stage, counsel) = stage(&script, 0.009, Above::Confirm, Policy::WhenDeclined).await;
    let other = Ask::new("ben", MANAGER, question).on(TODAY).confirmed();
    stage.assistant.ask(other).await;
    stage.assistant.invalidate("*").await;
    counsel.asked.lock().unwrap().clear();
    // About $0.0053 is expected for each request.
    let answer = stage.ask(question).await;
    assert_eq!(
        (answer.outcome, counsel.requests()),
        (Outcome::Answered, 1),
        "{}",
        answer.message
    );
    let last = answer.warnings.last().unwrap();
    assert!(
        last.starts_with("The language model was not asked any further. Going on would cost about"),
        "{last}"
    );
}

#[tokio::test]
async fn what_a_model_charged_is_spent_when_the_asker_goes_away() {
    let slow = json!({"delay_ms": 60_000});
    let script = script(QUESTION, json!([sql("SELECT nonsense"), slow]));
    let (stage, counsel) = stage(&script, 1e9, Above::Confirm, Policy::WhenDeclined).await;
    let asking = stage.ask(QUESTION);
    let gone = tokio::time::timeout(Duration::from_secs(5), async {
        tokio::select! {
            _ = asking => {}
            () = async { while counsel.requests() < 2 { tokio::task::yield_now().await; } } => {}
        }
    });
    gone.await.unwrap();
    while stage.shelf.entries().is_empty() {
        tokio::task::yield_now().await;
    }
    let entry = &stage.shelf.entries()[0];
    assert!(close(entry.cost.bedrock_usd, REPLY), "{:?}", entry.cost);
    assert_eq!(entry.cost.input_tokens, 1_000);
}
