//! Replies as the chat completions' reference shows them, from an HTTP double.

use futures::StreamExt;
use serde_json::{Value, json};

use super::*;
use crate::event::Assembly;
use crate::http_double::{Canned, HttpDouble};
use crate::price::Prices;
use crate::reply::{StopReason, Usage};
use crate::request::{Message, Part, Tool, ToolCall, ToolResult};
use crate::role::Role;

const KEY: &str = "sk-very-secret-4711";

fn request() -> Request {
    let prices = Prices {
        input: 0.0,
        output: 0.0,
        cache_read: 0.0,
        cache_write: 0.0,
        read_on: None,
    };
    let role = Role {
        model: "test-model".to_owned(),
        temperature: Some(0.5),
        max_tokens: 900,
        prices,
    };
    let tool = Tool {
        name: "run_sql".to_owned(),
        description: "Runs SQL.".to_owned(),
        input_schema: json!({"type": "object", "properties": {"sql": {"type": "string"}}}),
    };
    let messages = vec![
        Message::Person("How many?".to_owned()),
        Message::Model(vec![
            Part::Text("I look.".to_owned()),
            Part::Call(ToolCall {
                id: "c1".to_owned(),
                name: "run_sql".to_owned(),
                input: json!({"sql": "SELECT 1"}),
            }),
        ]),
        Message::Results(vec![ToolResult {
            call: "c1".to_owned(),
            content: "no such table".to_owned(),
            failed: true,
        }]),
    ];
    Request::to(&role, "You write SQL.", messages, vec![tool])
}

async fn model(replies: Vec<Canned>) -> (OpenAi, HttpDouble) {
    let double = HttpDouble::giving(replies).await;
    let model = OpenAi::connect(&OpenAiSettings {
        endpoint_url: Some(format!("{}/v1/", double.url)),
        api_key: KEY.into(),
        silence: Duration::from_millis(300),
    });
    (model.unwrap(), double)
}

fn completion(message: &Value, finish_reason: &str) -> Value {
    json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1_760_000_000, "model": "test-model",
        "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": finish_reason}],
        "usage": {
            "prompt_tokens": 1117, "completion_tokens": 46, "total_tokens": 1163,
            "prompt_tokens_details": {"cached_tokens": 1024, "audio_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0,
                "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0},
        },
        "service_tier": "default", "system_fingerprint": "fp_1",
    })
}

fn call(id: &str, arguments: &str) -> Value {
    json!({"id": id, "type": "function", "function": {"name": "run_sql", "arguments": arguments}})
}

async fn converse(reply: Canned) -> Result<Reply, ModelError> {
    model(vec![reply]).await.0.converse(&request()).await
}

#[tokio::test]
async fn text_with_its_tokens_by_kind() {
    let message =
        json!({"role": "assistant", "content": "DONE", "refusal": null, "annotations": []});
    let (model, double) = model(vec![Canned::json(200, &completion(&message, "stop"))]).await;
    let reply = model.converse(&request()).await.unwrap();
    assert_eq!(
        (reply.text().as_str(), &reply.stop),
        ("DONE", &StopReason::EndOfTurn)
    );
    // 1,117 tokens of prompt, 1,024 of them from the cache.
    assert_eq!(
        reply.usage,
        Some(Usage {
            input_tokens: 93,
            output_tokens: 46,
            cache_read_tokens: 1024,
            cache_write_tokens: 0
        })
    );
    let heard = &double.heard()[0];
    assert_eq!(heard.path, "/v1/chat/completions");
    assert_eq!(heard.headers["authorization"], format!("Bearer {KEY}"));
    assert_eq!(
        heard.body,
        json!({
            "model": "test-model", "temperature": 0.5, "max_tokens": 900, "tool_choice": "auto",
            "messages": [
                {"role": "system", "content": "You write SQL."},
                {"role": "user", "content": "How many?"},
                {"role": "assistant", "content": "I look.", "tool_calls": [
                    {"type": "function", "id": "c1", "function": {"name": "run_sql", "arguments": "{\"sql\":\"SELECT 1\"}"}}]},
                {"role": "tool", "tool_call_id": "c1", "content": "no such table"},
            ],
            "tools": [{"type": "function", "function": {"name": "run_sql", "description": "Runs SQL.",
                "parameters": {"type": "object", "properties": {"sql": {"type": "string"}}}}}],
        })
    );
}

#[tokio::test]
async fn calls_one_or_several_at_once() {
    let message = json!({"role": "assistant", "content": null, "tool_calls": [
        call("a", "{\"sql\": \"SELECT 1\"}"), call("b", "{\"sql\": \"SELECT 2\"}"), call("c", "{\"sql")]});
    let reply = converse(Canned::json(200, &completion(&message, "tool_calls")))
        .await
        .unwrap();
    assert_eq!(reply.stop, StopReason::ToolUse);
    let calls: Vec<(&str, Value)> = reply
        .calls()
        .map(|c| (c.id.as_str(), c.input.clone()))
        .collect();
    assert_eq!(
        calls,
        [
            ("a", json!({"sql": "SELECT 1"})),
            ("b", json!({"sql": "SELECT 2"})),
            ("c", json!("{\"sql"))
        ]
    );
    // Some endpoints say `stop` after calls.
    let message = json!({"role": "assistant", "tool_calls": [call("a", "")]});
    let reply = converse(Canned::json(200, &completion(&message, "stop")))
        .await
        .unwrap();
    assert_eq!(reply.stop, StopReason::ToolUse);
}

#[tokio::test]
async fn why_the_model_stopped() {
    let message = json!({"role": "assistant", "content": "SELECT cou"});
    for (reason, stop) in [
        ("length", StopReason::MaxTokens),
        ("content_filter", StopReason::ContentFilter),
    ] {
        let reply = converse(Canned::json(200, &completion(&message, reason))).await;
        assert_eq!(reply.unwrap().stop, stop);
    }
}

#[tokio::test]
async fn a_stream_is_put_together() {
    let chunk = |delta: Value, finish: Value| {
        json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_760_000_000, "model": "m",
            "system_fingerprint": null, "choices": [{"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish}]})
    };
    let piece =
        |index: u32, more: Value| json!({"tool_calls": [{"index": index, "function": more}]});
    let begun = |index: u32, id: &str| {
        json!({"tool_calls": [{"index": index, "id": id, "type": "function",
            "function": {"name": "run_sql", "arguments": ""}}]})
    };
    let chunks = [
        chunk(json!({"role": "assistant", "content": "I "}), json!(null)),
        chunk(json!({"content": "look."}), json!(null)),
        chunk(begun(0, "a"), json!(null)),
        chunk(
            piece(0, json!({"arguments": "{\"sql\": \"SEL"})),
            json!(null),
        ),
        chunk(
            piece(0, json!({"name": "", "arguments": "ECT 1\"}"})),
            json!(null),
        ),
        chunk(begun(1, "b"), json!(null)),
        chunk(piece(1, json!({"arguments": "{}"})), json!(null)),
        chunk(json!({}), json!("tool_calls")),
        json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [],
            "usage": {"prompt_tokens": 30, "completion_tokens": 12, "total_tokens": 42}}),
    ];
    let events: Vec<String> = chunks.iter().map(|c| format!("data: {c}\n\n")).collect();
    let body = format!("{}data: [DONE]\n\n", events.concat());
    let canned = Canned::bytes(200, "text/event-stream", body.into_bytes());
    let (model, double) = model(vec![canned]).await;
    let mut events = model.stream(&request()).await.unwrap();
    let mut assembly = Assembly::default();
    while let Some(event) = events.next().await {
        assembly.take(event.unwrap());
    }
    let reply = assembly.finish().unwrap();
    assert_eq!(
        (reply.text().as_str(), &reply.stop),
        ("I look.", &StopReason::ToolUse)
    );
    let inputs: Vec<&Value> = reply.calls().map(|call| &call.input).collect();
    assert_eq!(inputs, [&json!({"sql": "SELECT 1"}), &json!({})]);
    assert_eq!(reply.usage.unwrap().total(), 42);
    let body = &double.heard()[0].body;
    assert_eq!(body["stream"], json!(true));
    assert_eq!(body["stream_options"], json!({"include_usage": true}));
}

#[tokio::test]
async fn failures_are_told_apart_and_say_nothing_of_the_provider() {
    let error = |status: u16, code: &str, message: &str| {
        Canned::json(
            status,
            &json!({"error": {"message": message, "type": "x", "param": null, "code": code}}),
        )
    };
    let cases = [
        (
            error(
                401,
                "invalid_api_key",
                "Incorrect API key provided: sk-ve***4711",
            ),
            ModelErrorKind::Credentials,
        ),
        (error(403, "denied", "no"), ModelErrorKind::Denied),
        (
            error(404, "model_not_found", "no such model"),
            ModelErrorKind::UnknownModel,
        ),
        (
            error(400, "context_length_exceeded", "too long"),
            ModelErrorKind::ContextOverflow,
        ),
        (
            error(
                400,
                "",
                "This model's maximum context length is 8192 tokens",
            ),
            ModelErrorKind::ContextOverflow,
        ),
        (error(400, "", "bad schema"), ModelErrorKind::Rejected),
        (
            Canned::bytes(200, "application/json", b"{\"id\": ".to_vec()),
            ModelErrorKind::Malformed,
        ),
        (
            Canned::json(
                200,
                &json!({"id": "x", "object": "y", "created": 1, "model": "m", "choices": []}),
            ),
            ModelErrorKind::Malformed,
        ),
        (Canned::silence(), ModelErrorKind::TimedOut),
    ];
    for (canned, kind) in cases {
        let error = converse(canned).await.unwrap_err();
        assert_eq!(error.kind, kind, "{error:?}");
        assert!(!error.to_string().contains("sk-"), "{error}");
        assert!(!error.cause.contains(KEY), "{error:?}");
    }
}

#[tokio::test]
async fn throttling_is_tried_again_and_then_said() {
    let busy = Canned::json(
        429,
        &json!({"error": {"message": "Rate limit reached", "type": "requests", "param": null, "code": "rate_limit_exceeded"}}),
    )
    .header("retry-after", "0");
    let message = json!({"role": "assistant", "content": "DONE"});
    let well = Canned::json(200, &completion(&message, "stop"));
    let (model_, double) = model(vec![busy.clone(), busy.clone(), well]).await;
    assert_eq!(model_.converse(&request()).await.unwrap().text(), "DONE");
    assert_eq!(double.heard().len(), 3);
    let (model_, double) = model(vec![busy]).await;
    let error = model_.converse(&request()).await.unwrap_err();
    assert_eq!(error.kind, ModelErrorKind::Throttled);
    assert_eq!(double.heard().len(), 4, "once and three times again");
}

#[tokio::test]
async fn nobody_there() {
    let model = OpenAi::connect(&OpenAiSettings {
        endpoint_url: Some("http://127.0.0.1:1/v1".to_owned()),
        api_key: KEY.into(),
        silence: Duration::from_secs(1),
    })
    .unwrap();
    let error = model.converse(&request()).await.unwrap_err();
    assert_eq!(error.kind, ModelErrorKind::Unreachable);
    assert!(!format!("{model:?}").contains(KEY), "a key is printed");
}

#[test]
fn a_key_that_cannot_be_sent_is_refused() {
    let settings = OpenAiSettings {
        endpoint_url: None,
        api_key: "sk\n1".into(),
        silence: Duration::from_secs(1),
    };
    assert!(matches!(OpenAi::connect(&settings), Err(OpenAiError::Key)));
}
