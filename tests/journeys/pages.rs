//! A person's way through the pages: log in, ask, ask on, log out; and what is kept from others.

use std::path::PathBuf;

use anyhow::Context;
use quartermaster_tests::browser::{Browser, Page};
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::{Home, Server};
use serde_json::json;

/// A server over the sample company.
struct Stage {
    server: Server,
    _home: Home,
}

impl Stage {
    fn new() -> anyhow::Result<Self> {
        let home = Home::new()?;
        let sample: PathBuf = home.path().join("sample");
        data::write_sample(&sample, 5_000, 1)?;
        Ok(Self {
            server: Server::start(&home, &sample, TODAY)?,
            _home: home,
        })
    }

    fn browser(&self) -> Browser {
        Browser::new(&self.server.url)
    }
}

fn assert_holds(page: &Page, parts: &[&str]) {
    let words = page.words();
    for part in parts {
        assert!(
            words.contains(part),
            "“{part}” is not on the page ({}): {words}",
            page.status
        );
    }
}

#[test]
fn asking_and_asking_on() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut browser = stage.browser();
    assert_holds(
        &browser.get("/login")?,
        &["Demo accounts", "warehouse", "procurement", "Log in"],
    );
    browser.log_in("demo")?;
    let empty = browser.get("/?persona=Warehouse+Manager")?;
    assert_eq!(empty.status, 200);
    assert_holds(
        &empty,
        &[
            "Warehouse Manager",
            "Procurement Specialist",
            "as of 30 Jun 2025",
            "below minimum stock",
        ],
    );

    let persona = ("persona", "Warehouse Manager");
    let answer = browser.submit("/ask", &[persona, ("question", "Stock by warehouse")])?;
    assert_eq!(answer.status, 200);
    // DuckDB: 7 warehouses, 13,142 units at OSL-MAIN and 9,780 at GOT-PORT.
    assert_holds(
        &answer,
        &[
            "Stock by warehouse",
            "I understood:",
            "7 rows",
            "OSL-MAIN",
            "13,142",
            "9,780",
        ],
    );
    assert_holds(
        &answer,
        &[
            "Dialect: embedded",
            "SELECT",
            "FROM warehouse_product",
            " s · $0.00 · ",
            "How computed",
        ],
    );
    assert!(answer.text.contains("<table"), "{}", answer.text);

    let conversation = answer
        .field("conversation")
        .context("the form continues the conversation")?
        .to_owned();
    let within = ("conversation", conversation.as_str());
    let next = browser.submit("/ask", &[persona, within, ("question", "only GOT-PORT")])?;
    assert_holds(
        &next,
        &["I understood:", "warehouse: GOT-PORT", "9,780", "1 row "],
    );
    assert_eq!(next.field("conversation"), Some(conversation.as_str()));

    // The conversation has an address of its own, and stands in the sidebar under its first question.
    let newest = browser.get(&format!("/c/{conversation}"))?;
    assert_eq!(newest.status, 303);
    let again = browser.get(newest.location.as_deref().context("an address")?)?;
    assert_holds(&again, &["only GOT-PORT", "9,780", "Stock by warehouse"]);

    let unknown = browser.submit(
        "/ask",
        &[persona, ("question", "What is the weather like?")],
    )?;
    assert_holds(&unknown, &["weather", "cannot be answered"]);
    let too_long = browser.post("/ask", &[persona, ("question", &"x".repeat(1_001))])?;
    assert_eq!(too_long.status, 422);
    assert_holds(&too_long, &["1001 characters"]);
    assert!(
        too_long.text.contains(&"x".repeat(1_001)),
        "what was typed is still there"
    );
    Ok(())
}

#[test]
fn a_condition_is_taken_away_by_a_press() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut browser = stage.browser();
    browser.log_in("warehouse")?;
    let question = "Which products are below minimum stock at GOT-PORT?";
    let answer = browser.submit("/ask", &[("question", question)])?;
    // DuckDB: 10 of the products at GOT-PORT are below their minimum, 62 everywhere.
    assert_holds(
        &answer,
        &[
            "✓ 10 rows",
            "warehouse: GOT-PORT",
            "stock below the minimum",
        ],
    );
    let without = answer
        .text
        .split("action=\"")
        .filter_map(|action| action.split_once('"'))
        .map(|(path, _)| path.to_owned())
        .find(|path| path.ends_with("/without"))
        .context("a form that takes conditions away")?;
    let part = |words: &str| -> anyhow::Result<String> {
        let (before, _) = answer
            .text
            .split_once(&format!("aria-label=\"Ask without “{words}”\""))
            .context("a button")?;
        let (_, value) = before.rsplit_once("value=\"").context("a value")?;
        Ok(value.trim_end().trim_end_matches('"').to_owned())
    };
    let wider = browser.submit(&without, &[("part", &part("warehouse: GOT-PORT")?)])?;
    assert_holds(
        &wider,
        &[
            "✓ 62 rows",
            "stock below the minimum",
            "(without “warehouse: GOT-PORT”)",
        ],
    );
    assert!(
        !wider.words().contains("I understood: Stock rows warehouse"),
        "{}",
        wider.words()
    );

    assert_eq!(browser.post(&without, &[("part", "filter-9")])?.status, 422);
    assert_eq!(
        browser
            .post("/answers/1/without", &[("part", "filter-0")])?
            .status,
        404
    );
    let mut other = stage.browser();
    other.log_in("field")?;
    assert_eq!(other.post(&without, &[("part", "filter-0")])?.status, 404);
    Ok(())
}

#[test]
fn a_single_figure_is_set_beside_the_period_before() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut browser = stage.browser();
    browser.log_in("warehouse")?;
    let answer = browser.submit(
        "/ask",
        &[("question", "How many units were sold last month?")],
    )?;
    // DuckDB: 1,540 units in May, 1,193 in April.
    assert_holds(&answer, &["1,540", "▲ 29.1 % more than April 2025 (1,193)"]);
    Ok(())
}

#[test]
fn a_code_asks_the_next_question() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut browser = stage.browser();
    browser.log_in("warehouse")?;
    let answer = browser.submit("/ask", &[("question", "Stock by warehouse")])?;
    let next = "stock by product group at GOT-PORT";
    assert!(
        answer.text.contains(&format!("value=\"{next}\"")),
        "{}",
        answer.text
    );
    // DuckDB: 9,780 units at GOT-PORT.
    let conversation = answer
        .field("conversation")
        .context("a conversation")?
        .to_owned();
    let there = browser.submit(
        "/ask",
        &[("question", next), ("conversation", &conversation)],
    )?;
    assert_holds(&there, &["warehouse: GOT-PORT", "together: 9,780 units"]);
    Ok(())
}

#[test]
fn a_question_waits_for_the_login() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut browser = stage.browser();
    let question = ("question", "Stock by <warehouse>");
    let waits = browser.post("/ask", &[question, ("persona", "Warehouse Manager")])?;
    assert_eq!(waits.status, 401);
    assert_holds(
        &waits,
        &["Your session has ended", "Stock by <warehouse>", "Log in"],
    );
    assert!(
        waits.text.contains("value=\"Stock by &lt;warehouse&gt;\""),
        "{}",
        waits.text
    );

    let asked = ("question", "Stock by warehouse");
    let wrong = [("username", "warehouse"), ("password", "wrong"), asked];
    let again = browser.post("/login", &wrong)?;
    assert_eq!(again.status, 422);
    assert!(
        again.text.contains("value=\"Stock by warehouse\""),
        "{}",
        again.text
    );
    let right = [
        ("username", "warehouse"),
        ("password", "quartermaster"),
        asked,
    ];
    let answer = browser.submit("/login", &right)?;
    assert_holds(&answer, &["Stock by warehouse", "I understood:", "9,780"]);

    // Somebody else may not ask in that persona: the question stands in the input.
    let mut other = stage.browser();
    let foreign = [
        ("username", "field"),
        ("password", "quartermaster"),
        ("question", "Stock by warehouse"),
        ("persona", "Procurement Specialist"),
    ];
    let opened = other.submit("/login", &foreign)?;
    assert_eq!(opened.status, 200);
    assert!(
        opened.text.contains(">Stock by warehouse</textarea>"),
        "{}",
        opened.text
    );
    Ok(())
}

#[test]
fn nobody_gets_what_is_not_theirs() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut stranger = stage.browser();
    for path in ["/", "/answers/1", "/c/1"] {
        let page = stranger.get(path)?;
        assert_eq!(page.status, 303, "{path}");
        assert!(
            page.location
                .as_deref()
                .is_some_and(|to| to.starts_with("/login")),
            "{path}: {:?}",
            page.location
        );
    }
    let asked = stranger.post("/ask", &[("question", "Stock")])?;
    assert_eq!((asked.status, asked.location), (401, None));
    assert_eq!(
        stranger.query(&json!({"question": "Stock"}))?["status"],
        401
    );
    assert_eq!(stranger.get("/healthz")?.status, 200);

    for (username, password) in [("warehouse", "wrong"), ("nobody", "quartermaster")] {
        let page = stranger.post("/login", &[("username", username), ("password", password)])?;
        assert_eq!(page.status, 422);
        assert!(page.cookie.is_none());
        assert_holds(&page, &["Invalid username or password. Please try again."]);
    }

    let mut keeper = stage.browser();
    keeper.log_in("warehouse")?;
    for page in [
        keeper.get("/?persona=Procurement+Specialist")?,
        keeper.post(
            "/ask",
            &[
                ("persona", "Procurement Specialist"),
                ("question", "Spend last month"),
            ],
        )?,
    ] {
        assert_eq!(page.status, 403);
        assert!(!page.words().contains("spend"), "{}", page.words());
    }
    let refused = keeper
        .query(&json!({"question": "Spend last month", "persona": "Procurement Specialist"}))?;
    assert_eq!(refused["status"], 403);
    let own = keeper.query(&json!({"question": "Spend last month"}))?;
    assert!(
        ["refused", "unanswerable"].contains(&own["outcome"].as_str().unwrap_or_default()),
        "{own}"
    );

    // An answer's address is for who asked.
    let answer = keeper.query(&json!({"question": "Stock by warehouse"}))?;
    let address = format!("/answers/{}", answer["id"].as_str().context("an id")?);
    assert_eq!(keeper.get(&address)?.status, 200);
    let mut engineer = stage.browser();
    engineer.log_in("field")?;
    assert_eq!(engineer.get(&address)?.status, 404);
    Ok(())
}

#[test]
fn other_sites_change_nothing_and_logging_out_ends_the_session() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut browser = stage.browser();
    browser.log_in("warehouse")?;
    let question = [("question", "Stock by warehouse")];
    for headers in [
        [("origin", "https://elsewhere.example")],
        [("sec-fetch-site", "cross-site")],
    ] {
        for path in ["/ask", "/logout"] {
            assert_eq!(
                browser.post_with(path, &question, &headers)?.status,
                403,
                "{path} {headers:?}"
            );
        }
    }
    let own = [
        ("origin", stage.server.url.as_str()),
        ("sec-fetch-site", "same-origin"),
    ];
    assert_eq!(browser.post_with("/ask", &question, &own)?.status, 303);

    let mut copy = stage.browser();
    copy.log_in("warehouse")?;
    let out = browser.post("/logout", &[])?;
    assert_eq!((out.status, out.location.as_deref()), (303, Some("/login")));
    assert!(
        out.cookie
            .as_deref()
            .is_some_and(|cookie| cookie.contains("Max-Age=0")),
        "{:?}",
        out.cookie
    );
    assert_eq!(browser.get("/")?.status, 303);
    assert_eq!(
        copy.get("/")?.status,
        200,
        "another login of the same account stays"
    );
    Ok(())
}

#[test]
fn a_session_that_was_ended_is_worth_nothing() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut browser = stage.browser();
    browser.log_in("field")?;
    let stolen = browser.session().context("a session")?.to_owned();
    browser.post("/logout", &[])?;
    let mut thief = stage.browser();
    thief.take_session(stolen);
    assert_eq!(thief.get("/")?.status, 303);
    Ok(())
}

#[test]
fn a_session_is_not_what_somebody_put_into_the_browser() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut victim = stage.browser();
    let planted =
        "quartermaster_session=0000000000000000000000000000000000000000000000000000000000000000";
    victim.take_session(planted.to_owned());
    victim.log_in("warehouse")?;
    let session = victim.session().context("a session")?.to_owned();
    assert_ne!(session, planted);
    let mut thief = stage.browser();
    thief.take_session(planted.to_owned());
    assert_eq!(thief.get("/")?.status, 303);

    // Logging in once more does not hand the session of before on.
    victim.log_in("field")?;
    assert_ne!(victim.session(), Some(session.as_str()));
    Ok(())
}

#[test]
fn a_question_is_shown_as_text_wherever_it_is_shown() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut browser = stage.browser();
    browser.log_in("warehouse")?;
    let question =
        "Stock of <img src=x onerror=alert(1)>\"><script>alert(2)</script> by 'warehouse'";
    let answer = browser.submit("/ask", &[("question", question)])?;
    for page in [answer, browser.get("/")?, browser.get("/history")?] {
        assert_eq!(page.status, 200);
        for evil in ["<img src=x", "<script>alert"] {
            assert!(!page.text.contains(evil), "{}", page.text);
        }
        assert_holds(&page, &["Stock of <img src=x onerror=alert(1)>"]);
    }
    Ok(())
}
