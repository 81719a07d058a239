//! Questions that the interpreter declines, asked of a language model by the whole program: one that follows a script, and an
//! endpoint over HTTP that dies.

use anyhow::Context;
use quartermaster_tests::client::Client;
use quartermaster_tests::endpoint::{Endpoint, call};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::company::{Company, MANAGER, ask, assert_holds};

/// "Wibbly" is no word of the interpreter's.
const QUESTION: &str = "wibbly stock by warehouse";
const DECLINED: &str = "I do not know “wibbly”.";
const GOOD: &str = "SELECT warehouse_code, sum(current_stock) AS stock FROM warehouse_product GROUP BY warehouse_code ORDER BY warehouse_code";

/// Prices of the model in the configuration, US dollars for a million tokens.
const PRICED: [(&str, &str); 4] = [
    ("QUARTERMASTER__LANGUAGE_MODEL_DEFAULT__MODEL", "plain-1"),
    ("QUARTERMASTER__LANGUAGE_MODEL_DEFAULT__INPUT_USD", "3"),
    ("QUARTERMASTER__LANGUAGE_MODEL_DEFAULT__OUTPUT_USD", "15"),
    (
        "QUARTERMASTER__LANGUAGE_MODEL_DEFAULT__PRICES_READ_ON",
        "2026-11-30",
    ),
];

/// What is run for the question, with what its odd word was taken for.
fn good() -> Value {
    json!({"sql": GOOD, "understood": "Stock of each warehouse",
        "words": [{"words": "wibbly", "meaning": "of any kind"}]})
}

fn open(variables: &[(&str, &str)]) -> anyhow::Result<Company> {
    let variables = [&PRICED[..], variables].concat();
    Company::open_with(&variables, |_| Ok(()))
}

/// The answer that the interpreter gives to what the question was taken for.
fn expected(answer: &Value) -> anyhow::Result<Vec<(Value, Value)>> {
    let rows = answer["rows"].as_array().context("rows")?;
    let mut pairs: Vec<(Value, Value)> = rows
        .iter()
        .map(|row| {
            (
                row[0].clone(),
                row[row.as_array().map_or(0, Vec::len) - 1].clone(),
            )
        })
        .collect();
    pairs.sort_by_key(|(code, _)| code.to_string());
    Ok(pairs)
}

fn step_names(answer: &Value) -> Vec<&str> {
    let steps = answer["steps"].as_array().into_iter().flatten();
    steps.filter_map(|step| step["name"].as_str()).collect()
}

fn close(value: &Value, expected: f64) -> bool {
    value
        .as_f64()
        .is_some_and(|value| (value - expected).abs() < 1e-12)
}

#[test]
fn a_scripted_model_answers_what_the_interpreter_declines() -> anyhow::Result<()> {
    let folder = TempDir::new()?;
    let script = folder.path().join("script.yaml");
    let calls = |input: Value, read: u64, written: u64| json!({"reply": {"calls": [{"name": "run_sql", "input": input}], "usage": {"input": read, "output": written}}});
    let exchanges = json!([
        calls(
            json!({"sql": "SELECT nonsense FROM warehouse_product"}),
            2_000,
            50
        ),
        calls(good(), 2_500, 150),
    ]);
    let conversation = json!({"question": QUESTION, "exchanges": exchanges});
    let play = json!({"plays": "bedrock", "conversations": [conversation]});
    std::fs::write(&script, play.to_string())?;
    let company = open(&[
        ("QUARTERMASTER__LANGUAGE_MODEL__PROVIDER", "scripted"),
        (
            "QUARTERMASTER__LANGUAGE_MODEL__SCRIPT",
            script.to_str().context("a path in UTF-8")?,
        ),
    ])?;
    let mut manager = company.person("warehouse")?;
    let answer = ask(&mut manager, MANAGER, QUESTION)?;
    assert_eq!(answer["outcome"], "answered", "{answer}");
    assert_eq!(answer["engine"], "bedrock");
    assert_eq!(
        step_names(&answer),
        [
            "understood",
            "asked",
            "returned",
            "asked",
            "sql",
            "checked",
            "ran"
        ]
    );
    let known = ask(&mut manager, MANAGER, "current stock by warehouse")?;
    assert_eq!(known["engine"], "interpreter", "{known}");
    assert_eq!(expected(&answer)?, expected(&known)?);
    // 4,500 tokens at $3 and 200 at $15 a million.
    let cost = &answer["cost"];
    assert_eq!(
        (&cost["input_tokens"], &cost["output_tokens"]),
        (&json!(4_500), &json!(200))
    );
    assert!(close(&cost["bedrock_usd"], 0.0135 + 0.003), "{cost}");
    assert!(close(&cost["total_usd"], 0.0165), "{cost}");
    assert_eq!(
        answer["assumptions"],
        json!(["“wibbly” is read as “of any kind”."])
    );
    let used = &answer["language_model"];
    assert_eq!(
        (&used["models"], &used["provider"], &used["requests"]),
        (&json!(["plain-1"]), &json!("bedrock"), &json!(2))
    );
    // The same on its page, in the history and among the costs.
    let id = answer["id"].as_str().context("an id")?;
    let page = manager.get(&format!("/answers/{id}"))?;
    assert_holds(
        &page,
        &[
            QUESTION,
            "asked the language model",
            "Round 1 of 5: run_sql",
            "Round 2 of 5: run_sql",
            "$0.02 · language model (Bedrock)",
            "“wibbly” is read as “of any kind”.",
        ],
    );
    assert_holds(&manager.get("/history?q=wibbly")?, &[QUESTION]);
    assert_holds(
        &manager.get("/costs")?,
        &["Amazon Bedrock $0.02", "Other language models $0.00"],
    );
    let again = ask(&mut manager, MANAGER, QUESTION)?;
    assert_eq!(again["cached"], true);
    assert!(close(&again["saved_usd"], 0.0165) && close(&again["cost"]["total_usd"], 0.0));
    let mut operator = company.person("demo")?;
    assert_holds(
        &operator.get("/status")?,
        &["Language model – asked when needed Amazon Bedrock plain-1; circuit closed"],
    );
    assert_holds(
        &operator.get("/metrics")?,
        &[r#"quartermaster_tokens_total{direction="input",service="bedrock"} 4500"#],
    );
    Ok(())
}

#[test]
fn an_endpoint_answers_and_leaves_the_interpreter_when_it_dies() -> anyhow::Result<()> {
    let endpoint = Endpoint::giving(vec![call("run_sql", &good(), (2_000, 100))])?;
    let company = open(&[
        ("QUARTERMASTER__LANGUAGE_MODEL__PROVIDER", "openai"),
        (
            "QUARTERMASTER__LANGUAGE_MODEL__ENDPOINT_URL",
            &endpoint.url(),
        ),
        ("QUARTERMASTER_MODEL_API_KEY", "sk-secret-4711"),
        ("QUARTERMASTER__FAILURE__BREAKER_FAILURES", "2"),
    ])?;
    let mut manager = company.person("warehouse")?;
    let answer = ask(&mut manager, MANAGER, QUESTION)?;
    assert_eq!(answer["outcome"], "answered", "{answer}");
    assert_eq!(answer["engine"], "openai");
    // 2,000 tokens at $3 and 100 at $15 a million, none of which Bedrock charges.
    let cost = &answer["cost"];
    assert!(close(&cost["language_model_usd"], 0.0075), "{cost}");
    assert!(close(&cost["total_usd"], 0.0075) && close(&cost["bedrock_usd"], 0.0));
    assert_holds(
        &manager.get("/costs")?,
        &["Amazon Bedrock $0.00", "Other language models $0.0075"],
    );
    let heard = endpoint.heard();
    let [request] = &heard[..] else {
        anyhow::bail!("not one request: {heard:?}");
    };
    assert_eq!(
        (request.path.as_str(), request.authorization.as_str()),
        ("/v1/chat/completions", "Bearer sk-secret-4711")
    );
    assert_eq!(request.body["model"], "plain-1");
    let mut operator = company.person("demo")?;
    assert_holds(
        &operator.get("/status")?,
        &["Language model – asked when needed OpenAI-compatible endpoint plain-1"],
    );
    let everybody = Client::new(&company.server.url);
    assert_eq!(everybody.get("/readyz")?.json()?["status"], "ready");

    drop(endpoint);
    for (question, said) in [
        ("wibbly orders", "The language model cannot be reached."),
        ("wibbly products", "The language model cannot be reached."),
        (
            "wibbly customers",
            "The language model failed several times in a row and is left alone for another",
        ),
    ] {
        let answer = ask(&mut manager, MANAGER, question)?;
        assert_eq!(answer["outcome"], "unanswerable", "{answer}");
        let message = answer["message"].as_str().context("a message")?;
        assert!(
            message.starts_with(DECLINED) && message.contains(said),
            "{question}: {message}"
        );
        let id = answer["id"].as_str().context("an id")?;
        assert_holds(&manager.get(&format!("/answers/{id}"))?, &[DECLINED, said]);
    }
    let ready = everybody.get("/readyz")?;
    assert_eq!(ready.status, 200);
    assert_eq!(
        ready.json()?,
        json!({"status": "degraded", "parts": ["language model"]})
    );
    let status = operator.get("/status")?;
    assert_holds(
        &status,
        &["Does not answer: Language model.", "circuit open"],
    );
    assert!(!status.text.contains("sk-secret"));
    // What the interpreter understands, and what was answered before, still comes.
    let known = ask(&mut manager, MANAGER, "stock value by warehouse")?;
    assert_eq!(known["outcome"], "answered");
    assert_eq!(ask(&mut manager, MANAGER, QUESTION)?["cached"], true);
    Ok(())
}
