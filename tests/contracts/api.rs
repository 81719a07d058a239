//! The API: who gets in, what is taken, what comes back, and that every problem is said in the same form.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::Context;
use quartermaster_tests::browser::Browser;
use quartermaster_tests::client::{Client, Reply, token};
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::{Home, Server};
use serde_json::{Value, json};

use super::answer::assert_shape;

/// Somebody's id that nothing has.
const NOTHING: &str = "00000000-0000-4000-8000-000000000000";

/// The program over the sample company.
struct Stage {
    server: Server,
    home: Home,
}

impl Stage {
    fn new() -> anyhow::Result<Self> {
        let home = Home::new()?;
        let sample = home.path().join("sample");
        data::write_sample(&sample, 1_000, 1)?;
        Ok(Self {
            server: Server::start(&home, &sample, TODAY)?,
            home,
        })
    }

    fn client(&self) -> Client {
        Client::new(&self.server.url)
    }

    /// A program that asks in somebody's name.
    fn program(&self, username: &str) -> anyhow::Result<Client> {
        Ok(self.client().bearing(&token(&self.home, username)?))
    }
}

/// Fails unless the reply is a problem of that status; its detail.
#[track_caller]
fn assert_problem(reply: &Reply, status: u16) -> String {
    assert_eq!(reply.status, status, "{}", reply.text);
    assert_eq!(
        reply.header("content-type"),
        Some("application/problem+json"),
        "{}",
        reply.text
    );
    let problem = reply.json().unwrap_or_default();
    assert_eq!(problem["type"], "about:blank", "{problem}");
    assert_eq!(problem["status"], status, "{problem}");
    assert!(
        problem["title"]
            .as_str()
            .is_some_and(|title| !title.is_empty()),
        "{problem}"
    );
    let number = reply.header("x-request-id").unwrap_or_default();
    assert_eq!(
        problem["instance"],
        format!("urn:uuid:{number}"),
        "{problem}"
    );
    let detail = problem["detail"].as_str().unwrap_or_default();
    assert!(!detail.is_empty(), "{problem}");
    detail.to_owned()
}

fn ask(client: &Client, body: &Value) -> anyhow::Result<Value> {
    let reply = client.post("/api/v1/query", body)?;
    anyhow::ensure!(reply.status == 200, "{}", reply.text);
    reply.json()
}

#[test]
fn tokens_hold_until_they_are_revoked_or_their_account_is_disabled() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let users = |arguments: &[&str]| stage.home.run(&[&["users"], arguments].concat());
    let made = users(&[
        "token",
        "warehouse",
        "--label",
        "night report",
        "--expires-days",
        "7",
    ])?;
    assert_eq!(made.code, Some(0), "{}", made.notices);
    let secret = made.output.trim();
    assert!(secret.starts_with("qm_") && secret.len() == 67, "{secret}");

    let listed = users(&["tokens", "warehouse"])?.output;
    assert!(!listed.contains(secret), "only a hash is kept: {listed}");
    assert!(
        listed.contains("night report") && listed.contains("never"),
        "{listed}"
    );
    let database = std::fs::read(stage.home.directory().join("state.sqlite"))?;
    let log = std::fs::read(stage.home.directory().join("state.sqlite-wal")).unwrap_or_default();
    for kept in [database, log] {
        let found = kept
            .windows(secret.len())
            .any(|part| part == secret.as_bytes());
        assert!(!found, "the token itself is never stored");
    }

    let program = stage.client().bearing(secret);
    let personas = program.get("/api/v1/personas")?.json()?;
    assert_eq!(personas["personas"][0]["name"], "Warehouse Manager");
    assert_eq!(personas["personas"].as_array().map(Vec::len), Some(1));
    let listed = users(&["tokens", "warehouse"])?.output;
    assert!(!listed.contains("never"), "its use is noted: {listed}");

    // A wrong token is refused even where a session would do.
    let mut browser = Browser::new(&stage.server.url);
    browser.log_in("warehouse")?;
    let session = browser.session().context("a session")?.to_owned();
    let both = stage.client().with("cookie", &session).bearing("qm_wrong");
    let refused = both.get("/api/v1/personas")?;
    assert_problem(&refused, 401);
    let challenge = refused.header("www-authenticate").unwrap_or_default();
    assert!(
        challenge.starts_with("Bearer") && challenge.contains("invalid_token"),
        "{challenge}"
    );
    // Pages know no tokens.
    assert_eq!(program.get("/")?.status, 303);
    assert_eq!(program.get("/api")?.status, 303);
    assert_eq!(both.get("/")?.status, 200);

    let id = listed
        .lines()
        .find(|line| line.contains("night report"))
        .and_then(|line| line.split_whitespace().next())
        .context("an id")?;
    assert_eq!(users(&["revoke", id])?.code, Some(0));
    assert_eq!(users(&["revoke", id])?.code, Some(1));
    assert_problem(&program.get("/api/v1/personas")?, 401);

    let other = stage.program("warehouse")?;
    assert_eq!(other.get("/api/v1/personas")?.status, 200);
    assert_eq!(browser.get("/")?.status, 200);
    assert_eq!(users(&["disable", "warehouse"])?.code, Some(0));
    assert_problem(&other.get("/api/v1/personas")?, 401);
    assert_eq!(
        browser.get("/")?.status,
        303,
        "its sessions have ended, too"
    );
    let refused = users(&["token", "warehouse"])?;
    assert_eq!(refused.code, Some(1), "{}", refused.output);

    for (arguments, code) in [
        (&["token", "nobody"][..], 1),
        (&["tokens", "nobody"], 1),
        (&["token", "field", "--expires-days", "0"], 2),
        (&["token", "field", "--expires-days", "367"], 2),
        (&["token", "field", "--label", "two\nlines"], 1),
    ] {
        let ran = users(arguments)?;
        assert_eq!(ran.code, Some(code), "{arguments:?}: {}", ran.notices);
        assert!(!ran.output.contains("qm_"), "{}", ran.output);
    }
    Ok(())
}

#[test]
fn nothing_of_the_api_is_open() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let stranger = stage.client();
    let program = stage.program("demo")?;
    let description = program.get("/api/openapi.json")?.json()?;
    let paths = description["paths"].as_object().context("paths")?;
    assert!(paths.len() >= 8, "{:?}", paths.keys());
    for (path, item) in paths {
        let path = path.replace("{id}", NOTHING);
        for method in item.as_object().context("operations")?.keys() {
            let reply = stranger.send(
                &method.to_uppercase(),
                &path,
                Some(("application/json", "{}")),
            )?;
            assert_problem(&reply, 401);
            assert_eq!(
                reply.header("www-authenticate"),
                Some("Bearer realm=\"quartermaster\""),
                "{method} {path}"
            );
        }
    }
    for path in ["/api/v1/nothing", "/api/", "/api/v1/query?x=1"] {
        assert_problem(&stranger.get(path)?, 401);
    }
    assert_eq!(stranger.get("/api")?.status, 303, "the page asks to log in");
    Ok(())
}

#[test]
fn a_session_works_from_own_pages_and_a_token_from_anywhere() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut browser = Browser::new(&stage.server.url);
    browser.log_in("warehouse")?;
    let session = browser.session().context("a session")?;
    let question = json!({"question": "Stock by warehouse"});
    let by_session = || stage.client().with("cookie", session);
    let program = stage.program("warehouse")?;

    assert_shape(&ask(&by_session(), &question)?);
    assert_shape(&ask(
        &by_session().with("origin", &stage.server.url),
        &question,
    )?);
    for (name, value) in [
        ("origin", "https://elsewhere.example"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let reply = by_session()
            .with(name, value)
            .post("/api/v1/query", &question)?;
        assert_problem(&reply, 403);
        assert_eq!(
            by_session()
                .with(name, value)
                .get("/api/v1/personas")?
                .status,
            200
        );
    }
    let elsewhere = program.with("origin", "https://elsewhere.example");
    assert_shape(&ask(&elsewhere, &question)?);
    Ok(())
}

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

#[test]
fn conversations_are_for_those_who_asked() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let (keeper, engineer) = (stage.program("warehouse")?, stage.program("field")?);
    let ids = [
        "00000000-0000-4000-8000-000000000001",
        "00000000-0000-4000-8000-000000000002",
        "00000000-0000-4000-8000-000000000003",
    ];
    for id in ids {
        let answer = ask(
            &keeper,
            &json!({"question": "Stock by warehouse", "conversation": id}),
        )?;
        assert_eq!(answer["conversation"], id);
    }
    let last = ask(
        &keeper,
        &json!({"question": "only GOT-PORT", "conversation": ids[0]}),
    )?;
    assert_eq!(last["row_count"], 1, "{last}");

    // A page at a time, the last asked in first.
    let listed = |client: &Client, query: &str| -> anyhow::Result<(Vec<String>, Value)> {
        let page = client
            .get(&format!("/api/v1/conversations{query}"))?
            .json()?;
        let ids = page["conversations"].as_array().context("a list")?.iter();
        let ids = ids.filter_map(|c| c["id"].as_str().map(str::to_owned));
        Ok((ids.collect(), page["next"].clone()))
    };
    let (first, next) = listed(&keeper, "?limit=2")?;
    assert_eq!(first, [ids[0], ids[2]]);
    assert_eq!(next, ids[2]);
    let (second, next) = listed(&keeper, &format!("?limit=2&before={}", ids[2]))?;
    assert_eq!(second, [ids[1]]);
    assert_eq!(next, Value::Null);
    assert!(listed(&engineer, "")?.0.is_empty());

    let own = format!("/api/v1/conversations/{}", ids[0]);
    let read = keeper.get(&own)?.json()?;
    assert_eq!(read["conversation"]["title"], "Stock by warehouse");
    let questions = read["questions"].as_array().context("questions")?;
    let questions: Vec<&Value> = questions.iter().map(|q| &q["question"]).collect();
    assert_eq!(questions, ["only GOT-PORT", "Stock by warehouse"]);
    let page = keeper.get(&format!("{own}?limit=1"))?.json()?;
    assert_eq!(page["next"], last["id"]);

    let patch = |client: &Client, body: &Value| {
        client.send("PATCH", &own, Some(("application/json", &body.to_string())))
    };
    let changed = patch(&keeper, &json!({"title": "  Ports ", "pinned": true}))?.json()?;
    assert_eq!(
        (&changed["title"], &changed["pinned"]),
        (&json!("Ports"), &json!(true))
    );
    let unpinned = patch(&keeper, &json!({"pinned": false}))?.json()?;
    assert_eq!(
        (&unpinned["title"], &unpinned["pinned"]),
        (&json!("Ports"), &json!(false))
    );
    assert_eq!(patch(&keeper, &json!({}))?.json()?, unpinned);
    for (body, expected) in [
        (json!({"title": "x".repeat(200)}), 200),
        (json!({"title": "x".repeat(201)}), 422),
        (json!({"title": ""}), 422),
        (json!({"title": " "}), 422),
        (json!({"title": "two\nlines"}), 422),
        (json!({"pinned": "yes"}), 422),
        (json!({"user": "field"}), 422),
    ] {
        assert_eq!(patch(&keeper, &body)?.status, expected, "{body}");
    }

    // Nobody else's: not to read, not to change, not to delete, not to continue.
    assert_problem(&engineer.get(&own)?, 404);
    assert_problem(&patch(&engineer, &json!({"title": "mine"}))?, 404);
    assert_problem(&engineer.send("DELETE", &own, None)?, 404);
    let elsewhere = ask(
        &engineer,
        &json!({"question": "Stock by warehouse", "conversation": ids[0]}),
    )?;
    assert_ne!(elsewhere["conversation"], ids[0]);
    let answer = format!("/api/v1/answers/{}", last["id"].as_str().context("an id")?);
    let again = keeper.get(&answer)?.json()?;
    assert_shape(&again);
    assert_eq!(again["rows"], last["rows"]);
    let detail = assert_problem(&engineer.get(&answer)?, 404);
    assert!(detail.contains("12 hours"), "{detail}");

    assert_eq!(keeper.send("DELETE", &own, None)?.status, 204);
    assert_problem(&keeper.send("DELETE", &own, None)?, 404);
    assert_problem(&keeper.get(&own)?, 404);
    assert_eq!(listed(&keeper, "")?.0, [ids[2], ids[1]]);
    Ok(())
}

#[test]
fn the_history_is_searched_and_paged() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let (keeper, engineer) = (stage.program("warehouse")?, stage.program("field")?);
    for question in [
        "Stock by warehouse",
        "Sales in 2023",
        "stock value",
        "Sales in 2024",
    ] {
        ask(&keeper, &json!({"question": question}))?;
    }
    ask(&engineer, &json!({"question": "Stock by product"}))?;
    let page = |query: &str| -> anyhow::Result<(Vec<String>, Option<String>)> {
        let page = keeper.get(&format!("/api/v1/history{query}"))?.json()?;
        let questions = page["questions"].as_array().context("a list")?.iter();
        let questions = questions.filter_map(|q| q["question"].as_str().map(str::to_owned));
        Ok((
            questions.collect(),
            page["next"].as_str().map(str::to_owned),
        ))
    };
    let all = page("")?;
    assert_eq!(
        all.0,
        [
            "Sales in 2024",
            "stock value",
            "Sales in 2023",
            "Stock by warehouse"
        ]
    );
    assert_eq!(all.1, None);
    assert_eq!(
        page("?text=STOCK")?.0,
        ["stock value", "Stock by warehouse"]
    );
    assert!(page("?text=100%25")?.0.is_empty(), "% stands for itself");
    let (first, next) = page("?text=sales&limit=1")?;
    assert_eq!(first, ["Sales in 2024"]);
    let next = next.context("there is more")?;
    assert_eq!(
        page(&format!("?text=sales&limit=1&before={next}"))?,
        (vec!["Sales in 2023".to_owned()], None)
    );
    Ok(())
}

#[test]
fn costs_are_ones_own_and_everybodys_for_operators() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let (keeper, engineer, operator) = (
        stage.program("warehouse")?,
        stage.program("field")?,
        stage.program("demo")?,
    );
    ask(&keeper, &json!({"question": "Stock by warehouse"}))?;
    ask(&keeper, &json!({"question": "Stock by warehouse"}))?;
    ask(&engineer, &json!({"question": "Sales in 2024"}))?;
    let costs = |client: &Client| client.get("/api/v1/costs")?.json();
    let own = costs(&keeper)?;
    assert_eq!(
        (&own["questions"], &own["cached"]),
        (&json!(2), &json!(1)),
        "{own}"
    );
    let names = |report: &Value| -> Vec<String> {
        report["by_user"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone())
            .collect()
    };
    assert_eq!(names(&own), ["warehouse"]);
    let all = costs(&operator)?;
    assert_eq!(all["questions"], 3, "{all}");
    assert_eq!(names(&all), ["field", "warehouse"]);

    // The same in CSV: a row of headings, then one for each day, person and persona.
    let csv = |client: &Client, query: &str| client.get(&format!("/api/v1/costs.csv{query}"));
    let file = csv(&keeper, "")?;
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    let lines: Vec<&str> = file.text.lines().collect();
    assert_eq!(lines.len(), 2, "{}", file.text);
    assert!(
        lines[1].contains("\"warehouse\",\"Warehouse Manager\",2,1,2,"),
        "{}",
        lines[1]
    );
    assert_eq!(csv(&operator, "")?.text.lines().count(), 3);
    assert_eq!(csv(&operator, "?month=2020-02")?.text.lines().count(), 1);
    for wrong in ["?month=", "?month=2020-13", "?month=2020-2", "?year=2020"] {
        assert_problem(&csv(&operator, wrong)?, 422);
    }
    Ok(())
}

#[test]
fn people_can_read_the_description() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let program = stage.program("warehouse")?;
    let description = program.get("/api/openapi.json")?.json()?;
    assert_eq!(description["openapi"], "3.1.0");
    let question = &description["components"]["schemas"]["Query"]["properties"]["question"];
    assert_eq!(question["maxLength"], 1_000);

    // Whatever it refers to is there.
    let text = description.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap_or_default();
        assert!(description.pointer(pointer).is_some(), "{pointer}");
    }

    let mut browser = Browser::new(&stage.server.url);
    browser.log_in("warehouse")?;
    let page = browser.get("/api")?;
    assert_eq!(page.status, 200);
    let words = page.words();
    for (path, item) in description["paths"].as_object().context("paths")? {
        for (method, operation) in item.as_object().context("operations")? {
            let summary = operation["summary"].as_str().unwrap_or_default();
            assert!(
                !summary.is_empty(),
                "{method} {path} says nothing about itself"
            );
            let heading = format!("{} {path}", method.to_uppercase());
            assert!(
                words.contains(summary) && words.contains(&heading),
                "{heading}"
            );
        }
    }
    for (name, schema) in description["components"]["schemas"]
        .as_object()
        .context("schemas")?
    {
        assert!(
            page.text.contains(&format!("id=\"schema-{name}\"")),
            "{name}"
        );
        for (field, described) in schema["properties"].as_object().into_iter().flatten() {
            assert!(
                described["description"].is_string(),
                "{name}.{field} is not described"
            );
        }
    }
    assert!(
        words.contains("curl") && words.contains(&stage.server.url),
        "{words}"
    );
    for forbidden in ["<script>", "style=", "onclick="] {
        assert!(!page.text.contains(forbidden), "{forbidden}");
    }
    Ok(())
}
