//! Replies as the reference of Converse and ConverseStream shows them, from an HTTP double.

use aws_sdk_bedrockruntime::config::{Credentials, SharedCredentialsProvider};
use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message as Frame};
use serde_json::{Value, json};

use super::*;
use crate::event::Assembly;
use crate::http_double::{Canned, HttpDouble};
use crate::price::Prices;
use crate::reply::{StopReason, Usage};
use crate::request::{Message, Part, Tool, ToolCall, ToolChoice, ToolResult};
use crate::role::Role;

const SECRET: &str = "wJalr-very-secret-4711";
const PROFILE: &str =
    "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-v1:0";

fn request() -> Request {
    let prices = Prices {
        input: 0.0,
        output: 0.0,
        cache_read: 0.0,
        cache_write: 0.0,
        read_on: None,
    };
    let role = Role {
        model: PROFILE.to_owned(),
        temperature: Some(0.5),
        max_tokens: 900,
        prices,
    };
    let tool = Tool {
        name: "run_sql".to_owned(),
        description: "Runs SQL.".to_owned(),
        input_schema: json!({"type": "object"}),
    };
    let call = |id: &str, input: Value| {
        Part::Call(ToolCall {
            id: id.to_owned(),
            name: "run_sql".to_owned(),
            input,
        })
    };
    let result = |id: &str, content: &str, failed| ToolResult {
        call: id.to_owned(),
        content: content.to_owned(),
        failed,
    };
    let messages = vec![
        Message::Person("How many?".to_owned()),
        Message::Model(vec![
            Part::Text(" ".to_owned()),
            call("c1", json!({"sql": "SELECT 1"})),
            call("c2", json!("{\"sql")),
        ]),
        Message::Results(vec![
            result("c1", "1 row", false),
            result("c2", "no JSON", true),
        ]),
    ];
    Request::to(&role, "You write SQL.", messages, vec![tool])
}

fn settings(double: &HttpDouble) -> BedrockSettings {
    BedrockSettings {
        region: None,
        endpoint_url: Some(double.url.clone()),
        guardrail: None,
        prompt_cache: false,
        silence: Duration::from_millis(400),
    }
}

fn over(settings: &BedrockSettings) -> Bedrock {
    let credentials = Credentials::new("AKIDEXAMPLE", SECRET, None, None, "test");
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(Tls::Rustls(CryptoMode::Ring))
        .build_https();
    let shared = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http)
        .build();
    Bedrock::over(&shared, settings)
}

async fn model(replies: Vec<Canned>) -> (Bedrock, HttpDouble) {
    let double = HttpDouble::giving(replies).await;
    (over(&settings(&double)), double)
}

async fn converse(reply: Canned) -> Result<Reply, ModelError> {
    model(vec![reply]).await.0.converse(&request()).await
}

fn output(content: &Value, stop: &str) -> Value {
    json!({
        "output": {"message": {"role": "assistant", "content": content}},
        "stopReason": stop,
        "usage": {"inputTokens": 125, "outputTokens": 60, "totalTokens": 4281,
            "cacheReadInputTokens": 4000, "cacheWriteInputTokens": 96},
        "metrics": {"latencyMs": 1175},
    })
}

fn error(status: u16, code: &str, message: &str) -> Canned {
    Canned::json(status, &json!({"message": message})).header("x-amzn-errortype", code)
}

#[tokio::test]
async fn text_with_its_tokens_by_kind() {
    let content = json!([
        {"reasoningContent": {"reasoningText": {"text": "Hm.", "signature": "x"}}}, {"text": "DONE"}]);
    let (model, double) = model(vec![Canned::json(200, &output(&content, "end_turn"))]).await;
    let reply = model.converse(&request()).await.unwrap();
    assert_eq!(reply.parts, [Part::Text("DONE".to_owned())]);
    assert_eq!(reply.stop, StopReason::EndOfTurn);
    assert_eq!(
        reply.usage,
        Some(Usage {
            input_tokens: 125,
            output_tokens: 60,
            cache_read_tokens: 4000,
            cache_write_tokens: 96
        })
    );
    let heard = &double.heard()[0];
    assert_eq!(
        heard.path,
        "/model/arn%3Aaws%3Abedrock%3Aeu-central-1%3A123456789012%3Ainference-profile%2Feu.anthropic.claude-v1%3A0/converse"
    );
    assert!(heard.headers["authorization"].starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"));
    assert_eq!(
        heard.body,
        json!({
            "system": [{"text": "You write SQL."}],
            "inferenceConfig": {"maxTokens": 900, "temperature": 0.5},
            "messages": [
                {"role": "user", "content": [{"text": "How many?"}]},
                {"role": "assistant", "content": [
                    {"toolUse": {"toolUseId": "c1", "name": "run_sql", "input": {"sql": "SELECT 1"}}},
                    {"toolUse": {"toolUseId": "c2", "name": "run_sql", "input": {"unreadable": "{\"sql"}}}]},
                {"role": "user", "content": [
                    {"toolResult": {"toolUseId": "c1", "content": [{"text": "1 row"}], "status": "success"}},
                    {"toolResult": {"toolUseId": "c2", "content": [{"text": "no JSON"}], "status": "error"}}]},
            ],
            "toolConfig": {
                "tools": [{"toolSpec": {"name": "run_sql", "description": "Runs SQL.",
                    "inputSchema": {"json": {"type": "object"}}}}],
                "toolChoice": {"auto": {}},
            },
        })
    );
}

#[tokio::test]
async fn cache_points_and_guardrail_go_with_the_request() {
    let double = HttpDouble::giving(vec![Canned::json(
        200,
        &output(&json!([{"text": "x"}]), "end_turn"),
    )])
    .await;
    let model = over(&BedrockSettings {
        guardrail: Some(Guardrail {
            id: "gr-1".to_owned(),
            version: "2".to_owned(),
        }),
        prompt_cache: true,
        ..settings(&double)
    });
    let mut request = request();
    request.tool_choice = ToolChoice::Any;
    request.temperature = None;
    model.converse(&request).await.unwrap();
    let body = &double.heard()[0].body;
    let point = json!({"cachePoint": {"type": "default"}});
    assert_eq!(body["system"][1], point);
    assert_eq!(body["toolConfig"]["tools"][1], point);
    assert_eq!(body["toolConfig"]["toolChoice"], json!({"any": {}}));
    assert_eq!(body["inferenceConfig"], json!({"maxTokens": 900}));
    assert_eq!(
        body["guardrailConfig"],
        json!({"guardrailIdentifier": "gr-1", "guardrailVersion": "2", "trace": "disabled"})
    );
}

#[tokio::test]
async fn calls_one_or_several_at_once() {
    let call = |id: &str, sql: &str| json!({"toolUse": {"toolUseId": id, "name": "run_sql", "input": {"sql": sql, "limit": 5}}});
    let one = json!([{"text": "I look."}, call("a", "SELECT 1")]);
    let reply = converse(Canned::json(200, &output(&one, "tool_use")))
        .await
        .unwrap();
    assert_eq!(
        (reply.text().as_str(), &reply.stop),
        ("I look.", &StopReason::ToolUse)
    );
    assert_eq!(reply.calls().count(), 1);
    let both = json!([call("a", "SELECT 1"), call("b", "SELECT 2")]);
    let reply = converse(Canned::json(200, &output(&both, "tool_use")))
        .await
        .unwrap();
    let calls: Vec<(&str, &Value)> = reply.calls().map(|c| (c.id.as_str(), &c.input)).collect();
    assert_eq!(
        calls,
        [
            ("a", &json!({"sql": "SELECT 1", "limit": 5})),
            ("b", &json!({"sql": "SELECT 2", "limit": 5}))
        ]
    );
}

#[tokio::test]
async fn why_the_model_stopped() {
    for (reason, stop) in [
        ("max_tokens", StopReason::MaxTokens),
        ("guardrail_intervened", StopReason::Guardrail),
        ("content_filtered", StopReason::ContentFilter),
        ("model_context_window_exceeded", StopReason::ContextOverflow),
        ("malformed_tool_use", StopReason::Malformed),
        ("something_new", StopReason::Malformed),
    ] {
        let reply = converse(Canned::json(200, &output(&json!([{"text": "x"}]), reason))).await;
        assert_eq!(reply.unwrap().stop, stop, "{reason}");
    }
}

fn frame(kind: &str, name: &str, body: &Value) -> Vec<u8> {
    let header =
        |name: &'static str, value: String| Header::new(name, HeaderValue::String(value.into()));
    let named = if kind == "exception" {
        ":exception-type"
    } else {
        ":event-type"
    };
    let frame = Frame::new(body.to_string().into_bytes())
        .add_header(header(":message-type", kind.to_owned()))
        .add_header(header(named, name.to_owned()))
        .add_header(header(":content-type", "application/json".to_owned()));
    let mut bytes = Vec::new();
    write_message_to(&frame, &mut bytes).unwrap();
    bytes
}

fn streamed(frames: &[Vec<u8>]) -> Canned {
    Canned::bytes(200, "application/vnd.amazon.eventstream", frames.concat())
}

async fn assembled(model: &Bedrock) -> Result<Reply, ModelError> {
    let mut events = model.stream(&request()).await?;
    let mut assembly = Assembly::default();
    while let Some(event) = events.next().await {
        assembly.take(event?);
    }
    assembly.finish()
}

fn beginning() -> Vec<Vec<u8>> {
    let event = |name: &str, body: Value| frame("event", name, &body);
    let start = |index: i32, id: &str| {
        event(
            "contentBlockStart",
            json!({"contentBlockIndex": index, "start": {"toolUse": {"toolUseId": id, "name": "run_sql"}}}),
        )
    };
    let delta = |index: i32, delta: Value| {
        event(
            "contentBlockDelta",
            json!({"contentBlockIndex": index, "delta": delta}),
        )
    };
    let stop = |index: i32| event("contentBlockStop", json!({"contentBlockIndex": index}));
    vec![
        event("messageStart", json!({"role": "assistant"})),
        delta(0, json!({"text": "I "})),
        delta(0, json!({"text": "look."})),
        stop(0),
        start(1, "a"),
        delta(1, json!({"toolUse": {"input": "{\"sql\": \"SEL"}})),
        delta(1, json!({"toolUse": {"input": "ECT 1\"}"}})),
        stop(1),
        start(2, "b"),
        delta(2, json!({"toolUse": {"input": "{}"}})),
        stop(2),
    ]
}

#[tokio::test]
async fn a_stream_is_put_together() {
    let mut frames = beginning();
    frames.push(frame(
        "event",
        "messageStop",
        &json!({"stopReason": "tool_use"}),
    ));
    frames.push(frame(
        "event",
        "metadata",
        &json!({"usage": {"inputTokens": 30, "outputTokens": 12, "totalTokens": 42}, "metrics": {"latencyMs": 9}}),
    ));
    let (model, double) = model(vec![streamed(&frames)]).await;
    let reply = assembled(&model).await.unwrap();
    assert_eq!(
        (reply.text().as_str(), &reply.stop),
        ("I look.", &StopReason::ToolUse)
    );
    let inputs: Vec<&Value> = reply.calls().map(|call| &call.input).collect();
    assert_eq!(inputs, [&json!({"sql": "SELECT 1"}), &json!({})]);
    assert_eq!(reply.usage.unwrap().total(), 42);
    assert!(double.heard()[0].path.ends_with("/converse-stream"));
}

#[tokio::test]
async fn a_stream_that_fails_midway_is_no_reply() {
    let mut frames = beginning();
    let message = json!({"message": "Too many requests"});
    frames.push(frame("exception", "throttlingException", &message));
    let (model_, _double) = model(vec![streamed(&frames)]).await;
    let error = assembled(&model_).await.unwrap_err();
    assert_eq!(error.kind, ModelErrorKind::Throttled, "{error:?}");
    // Broken off between two frames, and within one.
    let (model_, _double) = model(vec![streamed(&beginning())]).await;
    let error = assembled(&model_).await.unwrap_err();
    assert_eq!(error.kind, ModelErrorKind::Malformed, "{error:?}");
    let mut bytes = beginning().concat();
    bytes.truncate(bytes.len() - 7);
    let (model_, _double) = model(vec![streamed(&[bytes])]).await;
    let error = assembled(&model_).await.unwrap_err();
    assert_eq!(error.kind, ModelErrorKind::Malformed, "{error:?}");
}

#[tokio::test]
async fn failures_are_told_apart_and_say_nothing_of_the_provider() {
    let cases = [
        (
            error(
                403,
                "ExpiredTokenException",
                "The security token included in the request is expired",
            ),
            ModelErrorKind::Credentials,
        ),
        (
            error(
                403,
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            ),
            ModelErrorKind::Credentials,
        ),
        (
            error(
                403,
                "AccessDeniedException",
                "arn:aws:iam::123456789012:user/q is not authorized",
            ),
            ModelErrorKind::Denied,
        ),
        (
            error(
                400,
                "ValidationException",
                "Input is too long for requested model.",
            ),
            ModelErrorKind::ContextOverflow,
        ),
        (
            error(
                400,
                "ValidationException",
                "The provided model identifier is invalid.",
            ),
            ModelErrorKind::UnknownModel,
        ),
        (
            error(400, "ValidationException", "1 validation error detected"),
            ModelErrorKind::Rejected,
        ),
        (
            error(404, "ResourceNotFoundException", "no"),
            ModelErrorKind::UnknownModel,
        ),
        (
            Canned::bytes(200, "application/json", b"{\"output\": {".to_vec()),
            ModelErrorKind::Malformed,
        ),
        (
            Canned::bytes(400, "text/html", b"<html>proxy</html>".to_vec()),
            ModelErrorKind::Malformed,
        ),
        (
            Canned::json(200, &json!({"stopReason": "end_turn"})),
            ModelErrorKind::Malformed,
        ),
    ];
    for (canned, kind) in cases {
        let error = converse(canned).await.unwrap_err();
        assert_eq!(error.kind, kind, "{error:?}");
        assert!(!error.to_string().contains("123456789012"), "{error}");
        assert!(!format!("{error:?}").contains(SECRET), "{error:?}");
    }
}

#[tokio::test]
async fn throttling_is_tried_again_and_then_said() {
    let busy = || {
        error(
            429,
            "ThrottlingException",
            "Too many requests, please wait before trying again.",
        )
    };
    let well = Canned::json(200, &output(&json!([{"text": "DONE"}]), "end_turn"));
    let (model_, double) = model(vec![busy(), busy(), well]).await;
    assert_eq!(model_.converse(&request()).await.unwrap().text(), "DONE");
    assert_eq!(double.heard().len(), 3);
    let (model_, double) = model(vec![busy()]).await;
    let error = model_.converse(&request()).await.unwrap_err();
    assert_eq!(error.kind, ModelErrorKind::Throttled);
    assert_eq!(double.heard().len(), 3, "three times in all");
}

#[tokio::test]
async fn silence_ends_and_nobody_there_is_said() {
    let (model_, _double) = model(vec![Canned::silence()]).await;
    let error = model_.converse(&request()).await.unwrap_err();
    assert_eq!(error.kind, ModelErrorKind::TimedOut, "{error:?}");
    let double = HttpDouble::giving(vec![Canned::silence()]).await;
    let model = over(&BedrockSettings {
        endpoint_url: Some("http://127.0.0.1:1".to_owned()),
        ..settings(&double)
    });
    let error = model.converse(&request()).await.unwrap_err();
    assert_eq!(error.kind, ModelErrorKind::Unreachable, "{error:?}");
    assert!(!format!("{model:?}").contains(SECRET), "a key is printed");
}
