//! The Lambda programs, as Lambda runs them: the test serves the runtime API, and each program fetches events from it and
//! posts its replies.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::collections::VecDeque;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

const PROGRAMS: [(&str, &str); 3] = [
    ("inventory", env!("CARGO_BIN_EXE_inventory_optimizer")),
    ("logistics", env!("CARGO_BIN_EXE_logistics_optimizer")),
    ("supplier", env!("CARGO_BIN_EXE_supplier_analyzer")),
];

/// What the runtime API has to hand out, and where replies go.
#[derive(Clone)]
struct Runtime {
    events: Arc<Mutex<VecDeque<Value>>>,
    replies: mpsc::UnboundedSender<Value>,
}

/// GET /runtime/invocation/next; a program that has had all events waits, as it does between invocations.
async fn next(State(runtime): State<Runtime>) -> Response {
    let event = runtime.events.lock().unwrap().pop_front();
    let Some(event) = event else {
        return std::future::pending().await;
    };
    let headers = [
        (
            "lambda-runtime-aws-request-id",
            "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
        ),
        ("lambda-runtime-deadline-ms", "4102444800000"),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:eu-north-1:123456789012:function:tools",
        ),
        (
            "lambda-runtime-trace-id",
            "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700",
        ),
        ("content-type", "application/json"),
    ];
    let headers = headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
    (HeaderMap::from_iter(headers), event.to_string()).into_response()
}

/// POST /runtime/invocation/ID/response, or …/error.
async fn reply(
    State(runtime): State<Runtime>,
    Path((_, kind)): Path<(String, String)>,
    body: String,
) -> StatusCode {
    let body: Value = serde_json::from_str(&body).unwrap_or(Value::String(body));
    let _ = runtime.replies.send(json!({"kind": kind, "body": body}));
    StatusCode::ACCEPTED
}

/// A program that is stopped with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What the program of an agent replies to events, in their order.
async fn replies(agent: &str, events: Vec<Value>) -> Vec<Value> {
    let program = PROGRAMS.iter().find(|(name, _)| *name == agent).unwrap().1;
    let (sender, mut received) = mpsc::unbounded_channel();
    let expected = events.len();
    let runtime = Runtime {
        events: Arc::new(Mutex::new(events.into())),
        replies: sender,
    };
    let router = Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/{id}/{kind}", post(reply))
        .with_state(runtime);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let _program = Running(
        Command::new(program)
            .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", agent)
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/tools")
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "test")
            .stdout(Stdio::null())
            .spawn()
            .unwrap(),
    );
    let mut replies = Vec::new();
    for _ in 0..expected {
        let reply = tokio::time::timeout(Duration::from_secs(30), received.recv());
        let reply = reply.await.expect("the program replies").unwrap();
        assert_eq!(reply["kind"], "response", "{reply}");
        replies.push(reply["body"].clone());
    }
    serving.abort();
    replies
}

fn references() -> Vec<Value> {
    serde_json::from_str(include_str!("reference_values.json")).unwrap()
}

/// A figure of a calculation, the main one included.
fn figure(calculation: &Value, name: &str) -> f64 {
    if calculation["name"] == name {
        return calculation["result"].as_f64().unwrap();
    }
    let figures = calculation["figures"].as_array().unwrap();
    let figure = figures.iter().find(|figure| figure["name"] == name);
    figure.unwrap()["value"].as_f64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reference_value_comes_out() {
    for (agent, _) in PROGRAMS {
        let own = |reference: &Value| reference["agent"] == agent;
        let references: Vec<Value> = references().into_iter().filter(own).collect();
        let event = |reference: &Value| json!({"agent": agent, "action": reference["action"], "payload": reference["payload"], "context": {"calculation": reference["calculation"]}});
        let replies = replies(agent, references.iter().map(event).collect()).await;
        for (reference, reply) in references.iter().zip(replies) {
            let calculation = reference["calculation"].as_str().unwrap();
            assert_eq!(reply["statusCode"], 200, "{calculation}: {reply}");
            assert_eq!(reply["agent"], agent);
            assert_eq!(reply["metadata"]["context"]["calculation"], *calculation);
            assert_eq!(
                reply["metadata"]["request_id"],
                "8476a536-e9f4-11e8-9739-2dfe598c3fcd"
            );
            for (name, expected) in reference["expected"].as_object().unwrap() {
                let (value, tolerance) =
                    (expected[0].as_f64().unwrap(), expected[1].as_f64().unwrap());
                let found = figure(&reply["result"], name);
                assert!(
                    (found - value).abs() <= tolerance,
                    "{calculation}, {name}: {found}, not {value}"
                );
            }
            for (name, expected) in reference["column"].as_object().into_iter().flatten() {
                let table = &reply["result"]["tables"][0];
                let columns = table["columns"].as_array().unwrap();
                let place = columns
                    .iter()
                    .position(|column| column["name"] == *name)
                    .unwrap();
                let rows = table["rows"].as_array().unwrap();
                let found: Value = rows.iter().map(|row| row[place].clone()).collect();
                assert_eq!(found, *expected, "{calculation}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_come_in_the_payload() {
    let stock = json!([{"warehouse_code": "EAST", "product_code": "A", "current_stock": 30, "maximum_stock": 40}]);
    let event = json!({"agent": "logistics_optimizer", "action": "calculate_warehouse_capacity", "payload": {"stock": stock}});
    let reply = &replies("logistics", vec![event]).await[0];
    assert_eq!(reply["statusCode"], 200, "{reply}");
    assert_eq!(reply["result"]["result"], json!(0.75));
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_events_are_answered_and_the_next_one_is_taken() {
    let sound = json!({"agent": "supplier", "action": "calculate_supplier_score",
                       "payload": {"fill_rate": 1, "on_time_rate": 1, "quality_rate": 1, "cost_competitiveness": 1}});
    let mut other = sound.clone();
    other["agent"] = json!("inventory");
    let mut unknown = sound.clone();
    unknown["action"] = json!("calculate_luck");
    let mut bad = sound.clone();
    bad["payload"]["fill_rate"] = json!(1.2);
    let replies = replies("supplier", vec![json!([1]), other, unknown, bad, sound]).await;
    let errors: Vec<&str> = replies
        .iter()
        .filter_map(|reply| reply["result"]["error"].as_str())
        .collect();
    assert_eq!(
        replies
            .iter()
            .map(|reply| reply["statusCode"].as_u64().unwrap())
            .collect::<Vec<_>>(),
        [400, 400, 400, 400, 200]
    );
    for (error, expected) in errors.iter().zip([
        "the event must be an object",
        "this is the agent supplier",
        "there is no action calculate_luck",
        "payload: fill_rate must be a fraction",
    ]) {
        assert!(error.starts_with(expected), "{error}");
    }
    assert_eq!(replies[4]["result"]["result"], json!(1.0));
}
