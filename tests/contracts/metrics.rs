//! The metrics: who may read them, what they count, and what never stands in them.

use std::collections::BTreeMap;

use anyhow::Context;
use quartermaster_tests::browser::{Browser, Page};
use quartermaster_tests::client::{self, Client};
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::{Home, Server};
use serde_json::json;

/// A server over the sample company, with an operator who is logged in.
struct Desk {
    server: Server,
    operator: Browser,
    home: Home,
}

impl Desk {
    fn new() -> anyhow::Result<Self> {
        let home = Home::new()?;
        let sample = home.path().join("sample");
        data::write_sample(&sample, 1_000, 1)?;
        let server = Server::start_with(
            &home,
            &sample,
            TODAY,
            &[("QUARTERMASTER__CACHE__WARM", "false")],
        )?;
        let mut operator = Browser::new(&server.url);
        operator.log_in("demo")?;
        Ok(Self {
            server,
            operator,
            home,
        })
    }

    fn page(&mut self) -> anyhow::Result<Page> {
        let page = self.operator.get("/metrics")?;
        anyhow::ensure!(page.status == 200, "{}", page.text);
        Ok(page)
    }

    /// Value by series, as it is written: `name{label="value"}`.
    fn series(&mut self) -> anyhow::Result<BTreeMap<String, f64>> {
        let text = self.page()?.text;
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines
            .map(|line| {
                let (series, value) = line.rsplit_once(' ').context("a series has a value")?;
                Ok((series.to_owned(), value.parse()?))
            })
            .collect()
    }
}

/// By how much each series that begins like this has grown.
fn grown(
    before: &BTreeMap<String, f64>,
    after: &BTreeMap<String, f64>,
    start: &str,
) -> BTreeMap<String, f64> {
    let of = after.iter().filter(|(series, _)| series.starts_with(start));
    of.map(|(series, value)| {
        let before = before.get(series).copied().unwrap_or_default();
        (series.clone(), value - before)
    })
    .filter(|(_, by)| by.abs() > f64::EPSILON)
    .collect()
}

#[test]
fn only_operators_read_them() -> anyhow::Result<()> {
    let mut desk = Desk::new()?;
    let mut stranger = Browser::new(&desk.server.url);
    assert_eq!(stranger.get("/metrics")?.status, 401);
    let programs = [("demo", 200), ("warehouse", 403)];
    for (username, expected) in programs {
        let token = client::token(&desk.home, username)?;
        let program = Client::new(&desk.server.url).bearing(&token);
        let reply = program.get("/metrics")?;
        assert_eq!(reply.status, expected, "{username}");
        assert_eq!(
            reply.text.contains("quartermaster_build_info"),
            expected == 200,
            "{username}"
        );
        // Pages are for people: a token opens none.
        assert_eq!(program.get("/status")?.status, 303, "{username}");
    }
    let guessed = Client::new(&desk.server.url).bearing("guessed");
    assert_eq!(guessed.get("/metrics")?.status, 401);
    assert_eq!(stranger.get("/status")?.status, 303);
    let mut keeper = Browser::new(&desk.server.url);
    keeper.log_in("warehouse")?;
    for path in ["/metrics", "/status"] {
        let refused = keeper.get(path)?;
        assert_eq!(refused.status, 403, "{path}");
        assert!(!refused.text.contains("resident"), "{path}");
    }
    assert!(
        !keeper.get("/")?.text.contains("\"/status\""),
        "not in their sidebar"
    );
    assert!(desk.page()?.text.contains("quartermaster_build_info"));
    let status = desk.operator.get("/status")?;
    assert_eq!(status.status, 200);
    for part in [
        "All parts answer.",
        "State database",
        "SQLite",
        "p99",
        "/metrics",
    ] {
        assert!(
            status.words().contains(part),
            "{part} in {}",
            status.words()
        );
    }
    Ok(())
}

#[test]
fn a_question_counts_once() -> anyhow::Result<()> {
    let mut desk = Desk::new()?;
    let asked = json!({"question": "Stock by warehouse", "persona": "Warehouse Manager"});
    let before = desk.series()?;
    let answer = desk.operator.query(&asked)?;
    let after = desk.series()?;
    let rows = answer["row_count"].as_f64().context("rows")?;
    let one = |series: &str| BTreeMap::from([(series.to_owned(), 1.0)]);
    assert_eq!(
        grown(&before, &after, "quartermaster_answers_total"),
        one(
            "quartermaster_answers_total{cached=\"no\",engine=\"interpreter\",outcome=\"answered\",persona=\"Warehouse Manager\"}"
        )
    );
    assert_eq!(
        grown(&before, &after, "quartermaster_rows_returned_total"),
        BTreeMap::from([("quartermaster_rows_returned_total".to_owned(), rows)])
    );
    let requests = grown(&before, &after, "quartermaster_http_requests_total");
    let query =
        "quartermaster_http_requests_total{method=\"POST\",route=\"/api/v1/query\",status=\"200\"}";
    assert_eq!(requests.get(query), Some(&1.0), "{requests:?}");
    let stages = grown(&before, &after, "quartermaster_stage_seconds_count");
    for stage in ["understood", "sql", "checked", "ran", "insight", "total"] {
        let series = format!("quartermaster_stage_seconds_count{{stage=\"{stage}\"}}");
        assert_eq!(stages.get(&series), Some(&1.0), "{stages:?}");
    }
    let misses = grown(&before, &after, "quartermaster_cache_misses_total");
    assert_eq!(misses, one("quartermaster_cache_misses_total"));

    desk.operator.query(&asked)?;
    let again = desk.series()?;
    let hits = grown(&after, &again, "quartermaster_cache_hits_total");
    assert_eq!(hits, one("quartermaster_cache_hits_total"));
    let answers = grown(&after, &again, "quartermaster_answers_total");
    assert!(
        answers.len() == 1
            && answers
                .keys()
                .all(|series| series.contains("cached=\"yes\"")),
        "{answers:?}"
    );
    Ok(())
}

#[test]
fn logins_and_errors_are_counted_by_kind() -> anyhow::Result<()> {
    let mut desk = Desk::new()?;
    let before = desk.series()?;
    let mut other = Browser::new(&desk.server.url);
    other.post("/login", &[("username", "field"), ("password", "wrong")])?;
    other.log_in("field")?;
    let unknown = json!({"question": "What is the weather like?"});
    assert_eq!(other.query(&unknown)?["outcome"], "unanswerable");
    let after = desk.series()?;
    assert_eq!(
        grown(&before, &after, "quartermaster_logins_total"),
        BTreeMap::from([
            (
                "quartermaster_logins_total{result=\"accepted\"}".to_owned(),
                1.0
            ),
            (
                "quartermaster_logins_total{result=\"refused\"}".to_owned(),
                1.0
            ),
        ])
    );
    assert_eq!(
        grown(&before, &after, "quartermaster_errors_total"),
        BTreeMap::from([(
            "quartermaster_errors_total{category=\"understanding\"}".to_owned(),
            1.0
        )])
    );
    assert_eq!(
        grown(&before, &after, "quartermaster_open_sessions"),
        BTreeMap::from([("quartermaster_open_sessions".to_owned(), 1.0)])
    );
    Ok(())
}

#[test]
fn no_label_holds_what_somebody_wrote() -> anyhow::Result<()> {
    let mut desk = Desk::new()?;
    let mut somebody = Browser::new(&desk.server.url);
    somebody.post(
        "/login",
        &[("username", "mallory"), ("password", "hunter22")],
    )?;
    somebody.log_in("warehouse")?;
    somebody.query(&json!({"question": "Stock at OSL-MAIN"}))?;
    somebody.query(&json!({"question": "Stock at OSL-MAIN", "persona": "Astronaut"}))?;
    somebody.query(&json!({"question": "gobbledygook of zanzibar"}))?;
    for path in [
        "/secret-path",
        "/answers/secret-id",
        "/api/v1/secret",
        "/?persona=secret",
    ] {
        somebody.get(path)?;
    }
    let text = desk.page()?.text.to_lowercase();
    for word in [
        "mallory",
        "hunter22",
        "osl-main",
        "stock",
        "astronaut",
        "gobbledygook",
        "zanzibar",
        "secret",
        "\"warehouse\"",
        "\"demo\"",
    ] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    Ok(())
}

#[test]
fn they_are_written_as_prometheus_reads_them() -> anyhow::Result<()> {
    let mut desk = Desk::new()?;
    desk.operator
        .query(&json!({"question": "Stock by warehouse"}))?;
    let text = desk.page()?.text;
    let mut kinds = BTreeMap::new();
    for line in text.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let (name, kind) = line.split_once(' ').context("a type has a name")?;
        assert!(
            kinds.insert(name, kind).is_none(),
            "{name} stands there twice"
        );
        assert!(
            text.contains(&format!("# HELP {name} ")),
            "{name} has no help"
        );
        assert_eq!(
            kind == "counter",
            name.ends_with("_total"),
            "{name} is a {kind}"
        );
        assert!(
            name.starts_with("quartermaster_") || name.starts_with("process_"),
            "{name}"
        );
    }
    let buckets: Vec<f64> = text
        .lines()
        .filter(|line| {
            line.starts_with("quartermaster_stage_seconds_bucket") && line.contains("\"total\"")
        })
        .filter_map(|line| line.rsplit_once(' ')?.1.parse().ok())
        .collect();
    assert_eq!(
        buckets.len(),
        17,
        "16 bounds from 0.1 ms to 10 s and infinity"
    );
    assert!(buckets.is_sorted(), "{buckets:?}");
    assert_eq!(buckets.last(), Some(&1.0));
    Ok(())
}
