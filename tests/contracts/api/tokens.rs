//! Who gets in: by a token as long as it holds, by a session from the program's own pages, nobody else.

use anyhow::Context;
use quartermaster_tests::browser::Browser;
use serde_json::json;

use super::{NOTHING, Stage, ask, assert_problem};
use crate::contracts::answer::assert_shape;

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
