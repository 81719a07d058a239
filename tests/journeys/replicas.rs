//! Two replicas of the program share a state database and a cache: whoever asks does not notice which one answers.

use std::time::Duration;

use anyhow::Context;
use quartermaster_tests::browser::Browser;
use quartermaster_tests::client::Client;
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::{Home, Server};
use quartermaster_tests::servers::Service;
use serde_json::{Value, json};

use super::company::{MANAGER, assert_holds};

/// Two replicas over the same data.
struct Replicas {
    one: Server,
    two: Server,
    postgres: Service,
    redis: Service,
    _homes: [Home; 2],
}

impl Replicas {
    fn start() -> anyhow::Result<Option<Self>> {
        let (Some(postgres), Some(redis)) = (Service::postgres()?, Service::redis()?) else {
            return Ok(None);
        };
        let homes = [Home::new()?, Home::new()?];
        let sample = homes[0].path().join("sample");
        data::write_sample(&sample, 5_000, 1)?;
        let variables = [
            ("QUARTERMASTER__STATE__URL", postgres.url()),
            ("QUARTERMASTER__CACHE__REDIS_URL", redis.url()),
            ("QUARTERMASTER__CACHE__WARM", "false".to_owned()),
            (
                "QUARTERMASTER__FAILURE__BREAKER_OPEN_SECONDS",
                "1".to_owned(),
            ),
        ];
        let variables = variables
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        let start = |home| Server::start_with(home, &sample, TODAY, &variables);
        Ok(Some(Self {
            one: start(&homes[0])?,
            two: start(&homes[1])?,
            postgres,
            redis,
            _homes: homes,
        }))
    }
}

fn ask(browser: &mut Browser, conversation: &str, question: &str) -> anyhow::Result<Value> {
    let question = json!({"persona": MANAGER, "question": question, "conversation": conversation});
    let answer = browser.query(&question)?;
    anyhow::ensure!(answer["outcome"] == "answered", "{question}: {answer}");
    Ok(answer)
}

/// Until a replica says this of itself; else what it said the last time.
fn ready(server: &Server, status: u16, text: &str) -> anyhow::Result<()> {
    let client = Client::new(&server.url);
    let mut said = String::new();
    for _ in 0..200 {
        let reply = client.get("/readyz")?;
        if reply.status == status && reply.text == text {
            return Ok(());
        }
        said = format!("{} {}", reply.status, reply.text);
        std::thread::sleep(Duration::from_millis(100));
    }
    anyhow::bail!("not {status} {text} but {said}")
}

#[test]
fn one_session_and_one_conversation_go_on_at_either_replica() -> anyhow::Result<()> {
    let Some(replicas) = Replicas::start()? else {
        return Ok(());
    };
    let mut one = Browser::new(&replicas.one.url);
    one.log_in("warehouse")?;
    let mut two = Browser::new(&replicas.two.url);
    two.take_session(one.session().context("a session")?.to_owned());
    assert_eq!(two.get("/")?.status, 200, "nobody logs in a second time");

    // Each turn leans on the one before, which the other replica answered.
    let talk = "0197a1b2-0000-7000-8000-000000000001";
    ask(&mut one, talk, "Stock by warehouse")?;
    let second = ask(&mut two, talk, "Top 5 products by sales this year")?;
    assert_eq!(second["row_count"], 5);
    let third = ask(&mut one, talk, "make that three")?;
    assert_eq!(third["row_count"], 3);
    assert_eq!(
        third["rows"].as_array().map(Vec::as_slice),
        second["rows"].as_array().and_then(|rows| rows.get(..3)),
        "of what was asked at the other one"
    );
    let fourth = ask(&mut two, talk, "make that two")?;
    assert_eq!(fourth["row_count"], 2);
    let questions = [
        "Stock by warehouse",
        "Top 5 products",
        "make that three",
        "make that two",
    ];
    for browser in [&mut one, &mut two] {
        assert_holds(&browser.get("/history")?, &questions[..1]);
        let page = browser.get(&format!("/c/{talk}"))?;
        let page = browser.get(&page.location.context("the newest answer")?)?;
        assert_holds(&page, &questions);
    }

    // What one has answered, the other has at hand: as an answer, as a page, as a file.
    let asked_again = two.query(&json!({"persona": MANAGER, "question": "stock by warehouse"}))?;
    assert_eq!(asked_again["cached"], true);
    let id = third["id"].as_str().context("an id")?;
    let code = third["rows"][0][0].as_str().context("a code")?;
    assert_holds(&two.get(&format!("/answers/{id}"))?, &[code]);
    let file = two.download(&format!("/answers/{id}/export.csv"))?;
    assert_eq!(file.status, 200);
    assert!(String::from_utf8(file.bytes)?.contains(code));

    // The form goes to one replica and the browser to the other.
    let form = [
        ("persona", MANAGER),
        ("question", "Stock value by warehouse"),
    ];
    let sent = one.post("/ask", &form)?;
    let page = two.get(&sent.location.context("the answer's address")?)?;
    assert_eq!(page.status, 200);
    assert_holds(&page, &["Stock value by warehouse", "I understood:"]);
    let unknown = "0197a1b2-0000-7000-8000-0000000000ff";
    assert_eq!(
        two.get(&format!("/answers/{unknown}"))?.status,
        404,
        "nobody waits for what is old"
    );

    // One goes; the other carries on.
    let Replicas {
        one: first,
        two: _two,
        postgres: _postgres,
        redis: _redis,
        _homes,
    } = replicas;
    first.kill()?;
    assert_eq!(ask(&mut two, talk, "make that four")?["row_count"], 4);
    Ok(())
}

#[test]
fn services_that_die_and_come_back_are_seen_at_readyz_and_cost_no_answer() -> anyhow::Result<()> {
    let Some(mut replicas) = Replicas::start()? else {
        return Ok(());
    };
    let well = r#"{"status":"ready"}"#;
    ready(&replicas.one, 200, well)?;
    let mut person = Browser::new(&replicas.one.url);
    person.log_in("demo")?;

    replicas.redis.kill()?;
    ready(
        &replicas.one,
        200,
        r#"{"status":"degraded","parts":["shared cache"]}"#,
    )?;
    let asked = json!({"persona": MANAGER, "question": "Stock by warehouse"});
    assert_eq!(person.query(&asked)?["outcome"], "answered");
    assert_holds(
        &person.get("/status")?,
        &["Does not answer: Shared cache.", "Redis"],
    );
    replicas.redis.run()?;
    ready(&replicas.one, 200, well)?;
    assert_holds(&person.get("/status")?, &["All parts answer."]);

    replicas.postgres.kill()?;
    let ill = r#"{"status":"not ready","parts":["state database"]}"#;
    ready(&replicas.one, 503, ill)?;
    ready(&replicas.two, 503, ill)?;
    let page = person.get("/history")?;
    assert_eq!(page.status, 503);
    assert_holds(&page, &["Not available"]);
    replicas.postgres.run()?;
    ready(&replicas.one, 200, well)?;
    ready(&replicas.two, 200, well)?;
    assert_holds(&person.get("/history?q=stock")?, &["Stock by warehouse"]);
    assert_eq!(person.query(&asked)?["outcome"], "answered");
    Ok(())
}

#[test]
fn a_redis_is_shared_with_tls_and_its_certificate_is_checked() -> anyhow::Result<()> {
    let Some(redis) = Service::redis_with_tls()? else {
        return Ok(());
    };
    let homes = [Home::new()?, Home::new()?, Home::new()?];
    let sample = homes[0].path().join("sample");
    data::write_sample(&sample, 1_000, 1)?;
    let url = redis.url();
    let authority = redis.authority();
    let shared = [
        ("QUARTERMASTER__CACHE__REDIS_URL", url.as_str()),
        ("QUARTERMASTER__CACHE__REDIS_TIMEOUT_MS", "5000"),
        ("QUARTERMASTER__CACHE__WARM", "false"),
    ];
    let trusting = ("SSL_CERT_FILE", authority.to_str().context("UTF-8")?);
    let known = [&shared[..], &[trusting]].concat();
    let start = |home, variables| Server::start_with(home, &sample, TODAY, variables);
    let one = start(&homes[0], &known)?;
    let two = start(&homes[1], &known)?;
    // The system's own certificates do not vouch for it.
    let stranger = start(&homes[2], &shared)?;
    for (server, cached) in [(&one, false), (&two, true), (&stranger, false)] {
        let mut manager = Browser::new(&server.url);
        manager.log_in("warehouse")?;
        let question = json!({"persona": MANAGER, "question": "stock by warehouse"});
        let answer = manager.query(&question)?;
        assert_eq!(answer["outcome"], "answered", "{answer}");
        assert_eq!(answer["cached"], cached, "{answer}");
    }
    ready(&one, 200, r#"{"status":"ready"}"#)?;
    ready(
        &stranger,
        200,
        r#"{"status":"degraded","parts":["shared cache"]}"#,
    )
}
