//! The plug is pulled while people ask: whatever was answered before is in history, audit and costs afterwards.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use assistant::store::{Conversations, HistoryFilter, Ledger};
use jiff::civil::date;
use quartermaster_tests::browser::Browser;
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::{Home, Server};
use serde_json::{Value, json};
use state::State;

/// Answers after which the plug is pulled.
const ENOUGH: usize = 60;
const ASKERS: usize = 3;
/// A conversation of one's own for each asker.
const CONVERSATIONS: [&str; ASKERS] = [
    "00000000-0000-4000-8000-000000000001",
    "00000000-0000-4000-8000-000000000002",
    "00000000-0000-4000-8000-000000000003",
];

fn question(number: usize) -> String {
    match number % 4 {
        0 => format!("Stock value of the first {} products", number % 40 + 1),
        1 => format!("Sales in {}", 2022 + number % 3),
        2 => format!("Top {} products by units sold last year", number % 30 + 1),
        _ => "What is the weather like?".to_owned(),
    }
}

/// Asks until the server is gone; what was answered.
fn ask_until_cut_off(
    url: &str,
    session: String,
    conversation: &str,
    answered: &AtomicUsize,
) -> Vec<Value> {
    let mut browser = Browser::new(url);
    browser.take_session(session);
    let mut answers = Vec::new();
    for number in 0.. {
        let asked = json!({"question": question(number), "conversation": conversation});
        match browser.query(&asked) {
            Ok(answer) => answers.push(answer),
            Err(_) => break,
        }
        answered.fetch_add(1, Ordering::Relaxed);
    }
    answers
}

/// Lets all askers ask, and kills the server in the middle of it; what was answered until then.
fn ask_and_pull_the_plug(server: Server, token: &str) -> anyhow::Result<Vec<Value>> {
    let url = server.url.clone();
    let answered = AtomicUsize::new(0);
    let given: Vec<Value> = thread::scope(|scope| {
        let ask = |conversation| ask_until_cut_off(&url, token.to_owned(), conversation, &answered);
        let askers = CONVERSATIONS.map(|conversation| scope.spawn(move || ask(conversation)));
        let patience = Instant::now() + Duration::from_mins(1);
        while answered.load(Ordering::Relaxed) < ENOUGH && Instant::now() < patience {
            thread::sleep(Duration::from_millis(5));
        }
        server.kill()?;
        let given = askers
            .into_iter()
            .map(|asker| asker.join().map_err(|_| anyhow::anyhow!("an asker broke")));
        anyhow::Ok(given.collect::<anyhow::Result<Vec<_>>>()?.concat())
    })?;
    assert!(given.len() >= ENOUGH, "only {} answers", given.len());
    assert!(
        given.iter().all(|answer| answer.get("outcome").is_some()),
        "an error: {given:?}"
    );
    Ok(given)
}

/// Every answer that was given is in the ledger, as it was given; what it cost counts.
async fn assert_kept(home: &Home, user: &str, answers: &[Value]) -> anyhow::Result<()> {
    let state = State::open(&home.state_url()).await?;
    for answer in answers {
        let id = answer["id"].as_str().with_context(|| answer.to_string())?;
        let entry = state
            .entry(id, None)
            .await?
            .with_context(|| format!("{id} is missing from the ledger"))?;
        assert_eq!(entry.user, user);
        assert_eq!(serde_json::to_value(entry.outcome)?, answer["outcome"]);
        assert_eq!(serde_json::to_value(&entry.sql)?, answer["sql"]);
        assert_eq!(Some(entry.row_count), answer["row_count"].as_u64());
    }
    let filter = HistoryFilter {
        user: Some(user.to_owned()),
        limit: 10_000,
        ..HistoryFilter::default()
    };
    let history = state.history(&filter).await?;
    let listed = |answer: &&Value| history.iter().any(|entry| answer["id"] == entry.id);
    assert_eq!(
        answers.iter().filter(listed).count(),
        answers.len(),
        "all are in the history"
    );
    let costs = state
        .costs(date(2000, 1, 1), date(2200, 1, 1), Some(user))
        .await?;
    let counted: u64 = costs.iter().map(|row| row.questions).sum();
    assert_eq!(
        counted,
        u64::try_from(history.len())?,
        "the costs count what the history holds"
    );
    Ok(())
}

#[tokio::test]
async fn a_killed_server_has_kept_every_answer() -> anyhow::Result<()> {
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 1_000, 1)?;
    let mut answers: Vec<Value> = Vec::new();
    let mut session: Option<String> = None;
    for _ in 0..2 {
        let server = Server::start(&home, &sample, TODAY)?;
        // The second time, the session that was opened before the plug was pulled still holds.
        let token = if let Some(token) = session.take() {
            token
        } else {
            let mut browser = Browser::new(&server.url);
            browser.log_in("warehouse")?;
            browser.session().context("a session")?.to_owned()
        };
        answers.extend(ask_and_pull_the_plug(server, &token)?);
        session = Some(token);
        assert_kept(&home, "warehouse", &answers).await?;
    }
    let state = State::open(&home.state_url()).await?;
    for conversation in CONVERSATIONS {
        assert!(state.conversation(conversation).await?.is_some());
        assert!(!state.turns(conversation, 10).await?.is_empty());
    }
    // After the restart an answer's address still shows it.
    let server = Server::start(&home, &sample, TODAY)?;
    let mut browser = Browser::new(&server.url);
    browser.take_session(session.context("a session")?);
    let id = answers
        .last()
        .and_then(|answer| answer["id"].as_str())
        .context("an answer")?;
    assert_eq!(browser.get(&format!("/answers/{id}"))?.status, 200);
    Ok(())
}

#[tokio::test]
async fn a_killed_batch_has_kept_every_line_that_it_printed() -> anyhow::Result<()> {
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 1_000, 1)?;
    let data = sample.to_str().context("a path in UTF-8")?;
    let mut command = home.command(&[
        "ask", "--data", data, "--today", TODAY, "--json", "--batch", "-",
    ])?;
    let mut child = command
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut input = child.stdin.take().context("standard input is piped")?;
    let output = BufReader::new(child.stdout.take().context("standard output is piped")?);
    let asking = thread::spawn(move || {
        // Writing fails when the program is gone, which is what this waits for.
        (0..100_000)
            .all(|number| writeln!(input, "{}", json!({"question": question(number)})).is_ok())
    });
    let mut printed = Vec::new();
    for line in output.lines() {
        // The last line may be cut off by the kill; it was not printed then.
        let Ok(answer) = serde_json::from_str::<Value>(&line?) else {
            break;
        };
        printed.push(answer);
        if printed.len() == ENOUGH {
            child.kill()?;
        }
    }
    child.wait()?;
    assert!(
        !asking.join().map_err(|_| anyhow::anyhow!("asking broke"))?,
        "it was cut off"
    );
    assert!(printed.len() >= ENOUGH);
    assert_kept(&home, "command line", &printed).await
}
