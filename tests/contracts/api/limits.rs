//! What is taken and what is not: every limit just inside and just outside, every problem in the same form.

use anyhow::Context;
use quartermaster_tests::client::{Client, token};
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::{Home, Server};
use serde_json::{Value, json};

use super::{NOTHING, Stage, ask, assert_problem};

#[test]
fn every_limit_holds_just_inside_and_just_outside() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let program = stage.program("demo")?;
    let status = |path: &str, body: &Value| program.post(path, body).map(|reply| reply.status);
    for path in ["/api/v1/query", "/api/v1/query/stream"] {
        for (body, expected) in [
            (json!({"question": "x"}), 200),
            (json!({"question": ""}), 422),
            (json!({"question": "\u{0}\t \u{a0}"}), 422),
            (json!({"question": "x".repeat(1_000)}), 200),
            (json!({"question": "x".repeat(1_001)}), 422),
            (json!({"question": "ü".repeat(1_000)}), 200),
            (json!({"question": "x", "today": "2024-02-29"}), 200),
            (json!({"question": "x", "today": "2023-02-29"}), 422),
            (json!({"question": "x", "today": "20240229"}), 422),
            (json!({"question": "x", "today": "2024-02-29T10:00"}), 422),
            (
                json!({"question": "x", "today": null, "persona": null}),
                200,
            ),
            (json!({"question": "x", "conversation": NOTHING}), 200),
            (json!({"question": "x", "conversation": "1"}), 422),
            (json!({"question": "x", "persona": "Field Engineer"}), 200),
            (json!({"question": "x", "persona": "field engineer"}), 403),
            (json!({"question": "x", "personna": "Field Engineer"}), 422),
            (json!({"question": 1}), 422),
            (json!({}), 422),
            (json!(["question"]), 422),
        ] {
            assert_eq!(status(path, &body)?, expected, "{path} {body}");
        }
    }
    for (path, expected) in [
        ("/api/v1/history?limit=1", 200),
        ("/api/v1/history?limit=200", 200),
        ("/api/v1/history?limit=0", 422),
        ("/api/v1/history?limit=201", 422),
        ("/api/v1/history?limit=-1", 422),
        ("/api/v1/history?limit=many", 422),
        ("/api/v1/history?limit=1&limit=2", 422),
        ("/api/v1/history?text=", 200),
        ("/api/v1/history?text=%00", 422),
        ("/api/v1/history?text=%FF", 200),
        ("/api/v1/history?before=1", 422),
        ("/api/v1/history?page=2", 422),
        ("/api/v1/conversations?limit=200", 200),
        ("/api/v1/conversations?limit=201", 422),
        ("/api/v1/conversations/1", 404),
        ("/api/v1/conversations/%00", 404),
        ("/api/v1/conversations/%FF", 404),
        ("/api/v1/answers/1", 404),
        ("/api/v1/answers/%00", 404),
    ] {
        let reply = program.get(path)?;
        assert_eq!(reply.status, expected, "{path}: {}", reply.text);
    }
    let text = |length: usize| format!("/api/v1/history?text={}", "x".repeat(length));
    assert_eq!(program.get(&text(200))?.status, 200);
    assert_problem(&program.get(&text(201))?, 422);
    Ok(())
}

#[test]
fn every_problem_has_the_same_form_and_says_what_to_do() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let program = stage.program("warehouse")?;
    let query = "/api/v1/query";
    let json_type = "application/json";

    let detail = assert_problem(&program.get("/api/v1/nothing")?, 404);
    assert!(detail.contains("/api describes"), "{detail}");
    assert_problem(&program.get("/api/")?, 404);
    let reply = program.get(query)?;
    assert_problem(&reply, 405);
    assert_eq!(reply.header("allow"), Some("POST"));
    let reply = program.send("PUT", &format!("/api/v1/conversations/{NOTHING}"), None)?;
    assert_problem(&reply, 405);
    let mut allowed: Vec<&str> = reply
        .header("allow")
        .unwrap_or_default()
        .split(',')
        .collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["DELETE", "GET", "HEAD", "PATCH"]);

    let sent = |media_type: &str, body: &str| program.send("POST", query, Some((media_type, body)));
    let detail = assert_problem(&sent("text/plain", "{}")?, 415);
    assert!(detail.contains("application/json"), "{detail}");
    assert_problem(&sent("", "{}")?, 415);
    let detail = assert_problem(&sent(json_type, "{\"question\":")?, 400);
    assert!(detail.contains("not JSON"), "{detail}");
    assert_problem(&sent(json_type, "")?, 400);
    assert_problem(&sent(json_type, "{\"question\": \"\\ud800\"}")?, 400);
    let detail = assert_problem(
        &sent(json_type, "{\"question\": \"x\", \"persnoa\": 1}")?,
        422,
    );
    assert!(
        detail.contains("persnoa") && detail.contains("`persona`"),
        "{detail}"
    );
    let detail = assert_problem(
        &sent(json_type, "{\"question\": \"x\", \"today\": \"soon\"}")?,
        422,
    );
    assert!(
        detail.contains("today") && detail.contains("2025-06-30"),
        "{detail}"
    );
    let detail = assert_problem(&program.get("/api/v1/history?limit=201")?, 422);
    assert!(
        detail.contains("limit") && detail.contains("200"),
        "{detail}"
    );
    // 64 KiB are taken, blanks included.
    let question = "{\"question\": \"Stock\"}";
    let blank = |length: usize| format!("{question}{}", " ".repeat(length - question.len()));
    assert_eq!(sent(json_type, &blank(65_536))?.status, 200);
    assert_problem(&sent(json_type, &blank(65_537))?, 413);
    let forbidden = json!({"question": "x", "persona": "Procurement Specialist"});
    assert_problem(&program.post(query, &forbidden)?, 403);
    Ok(())
}

#[test]
fn too_many_questions_have_to_wait() -> anyhow::Result<()> {
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 1_000, 1)?;
    let server = Server::start_with(
        &home,
        &sample,
        TODAY,
        &[("QUARTERMASTER__LIMITS__QUESTIONS_PER_MINUTE", "2")],
    )?;
    let program = Client::new(&server.url).bearing(&token(&home, "warehouse")?);
    let question = json!({"question": "Stock by warehouse"});
    for _ in 0..2 {
        ask(&program, &question)?;
    }
    for path in ["/api/v1/query", "/api/v1/query/stream"] {
        let reply = program.post(path, &question)?;
        assert_problem(&reply, 429);
        let wait: u64 = reply.header("retry-after").context("how long")?.parse()?;
        assert!((1..=60).contains(&wait), "{wait}");
    }
    assert_eq!(program.get("/api/v1/history")?.status, 200);
    Ok(())
}
