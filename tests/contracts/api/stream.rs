//! A stream tells each step, then the answer; whoever goes away stops it.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::Context;
use quartermaster_tests::client::token;
use serde_json::{Value, json};

use super::{Stage, assert_problem};
use crate::contracts::answer::assert_shape;

/// Events of a stream: their names and data.
fn events(text: &str) -> Vec<(String, Value)> {
    let blocks = text.split("\n\n");
    let parsed = blocks.filter_map(|block| {
        let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
        let data = serde_json::from_str(field("data: ")?).ok()?;
        Some((field("event: ")?.to_owned(), data))
    });
    parsed.collect()
}

#[test]
fn a_stream_tells_the_steps_and_then_the_answer() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let program = stage.program("warehouse")?.with("accept-encoding", "gzip");
    let question = json!({"question": "Units sold by month of 2024"});
    let reply = program.post("/api/v1/query/stream", &question)?;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.header("content-type"), Some("text/event-stream"));
    assert_eq!(
        reply.header("content-encoding"),
        None,
        "it is not held back to be compressed"
    );
    assert_eq!(reply.header("x-accel-buffering"), Some("no"));
    assert_eq!(
        reply.header("cache-control"),
        Some("no-store, no-transform")
    );

    let told = events(&reply.text);
    let (last, steps) = told.split_last().context("events")?;
    assert_eq!(last.0, "answer");
    assert_shape(&last.1);
    assert_eq!(last.1["outcome"], "answered", "{}", last.1);
    assert!(steps.iter().all(|(name, _)| name == "step"), "{told:?}");
    let steps: Vec<&Value> = steps.iter().map(|(_, step)| step).collect();
    assert_eq!(steps[0]["name"], "understood", "{steps:?}");
    assert!(steps.len() >= 4, "{steps:?}");
    assert!(steps[0]["detail"].is_string() && steps[0]["elapsed_ms"].is_number());
    let kept = last.1["steps"].as_array().context("steps")?;
    assert_eq!(
        steps,
        kept.iter().collect::<Vec<_>>(),
        "the answer lists the same"
    );

    // The second time it comes from the cache, which is a step, too.
    let again = events(&program.post("/api/v1/query/stream", &question)?.text);
    let names: Vec<&str> = again.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["step", "answer"]);
    assert_eq!(again[0].1["name"], "cached");
    assert_eq!(again[1].1["rows"], last.1["rows"]);

    let plain = stage.program("warehouse")?;
    let refused = plain.post("/api/v1/query/stream", &json!({"question": " "}))?;
    assert_problem(&refused, 422);
    Ok(())
}

/// Asks over a stream, and goes away after the first step.
fn ask_and_go_away(stage: &Stage, token: &str, question: &str) -> anyhow::Result<()> {
    let address = stage.server.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address)?;
    let body = json!({"question": question}).to_string();
    write!(
        stream,
        "POST /api/v1/query/stream HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    for line in BufReader::new(stream).lines() {
        if line?.contains("event: step") {
            return Ok(());
        }
    }
    anyhow::bail!("the stream ended before its first step")
}

#[test]
fn whoever_goes_away_stops_the_query() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let token = token(&stage.home, "warehouse")?;
    let program = stage.client().bearing(&token);
    // Some answers are ready before the program hears that nobody waits for them; not all of them are.
    for number in 1..=40 {
        let question = format!("Top {number} products by units sold by month of 2024");
        ask_and_go_away(&stage, &token, &question)?;
        for _ in 0..100 {
            let newest = program.get("/api/v1/history?limit=1")?.json()?;
            let newest = &newest["questions"][0];
            if newest["question"] != question {
                std::thread::sleep(Duration::from_millis(20));
                continue;
            }
            if newest["outcome"] == "failed" {
                let message = newest["message"].as_str().unwrap_or_default();
                assert!(message.contains("went away"), "{newest}");
                return Ok(());
            }
            break;
        }
    }
    anyhow::bail!("every query went on to its end")
}
