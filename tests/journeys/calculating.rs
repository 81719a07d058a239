//! Calculations on their pages: inputs that are changed and computed again, by form and in words.

use anyhow::Context;
use quartermaster_tests::browser::{Browser, Page};
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::{Home, Server};
use serde_json::{Value, json};

/// All inputs are given: 12 × 7 + 20 = 104.
const REORDER_POINT: &str =
    "reorder point with average daily demand 12, lead time 7 days and safety stock 20";

/// A server over the sample company.
struct Stage {
    server: Server,
    _home: Home,
}

impl Stage {
    fn new() -> anyhow::Result<Self> {
        let home = Home::new()?;
        let sample = home.path().join("sample");
        data::write_sample(&sample, 5_000, 1)?;
        Ok(Self {
            server: Server::start(&home, &sample, TODAY)?,
            _home: home,
        })
    }

    fn browser(&self, username: &str) -> anyhow::Result<Browser> {
        let mut browser = Browser::new(&self.server.url);
        browser.log_in(username)?;
        Ok(browser)
    }
}

#[track_caller]
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

/// The address to which the form of inputs on a page goes.
fn inputs_of(page: &Page) -> anyhow::Result<String> {
    let (before, _) = page
        .text
        .split_once("/inputs\"")
        .context("no form of inputs")?;
    let (_, id) = before.rsplit_once("/answers/").context("no address")?;
    Ok(format!("/answers/{id}/inputs"))
}

#[test]
fn a_changed_input_is_computed_again() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut browser = stage.browser("warehouse")?;
    let first = browser.submit("/ask", &[("question", REORDER_POINT)])?;
    assert_holds(
        &first,
        &[
            "104",
            "12 × 7 + 20 = 104",
            "average daily demand × lead time + safety stock",
            "Compute again",
            "0 or more",
            "given",
        ],
    );
    let conversation = first
        .field("conversation")
        .context("a conversation")?
        .to_owned();
    let form = inputs_of(&first)?;
    let typed = [
        ("avg_daily_demand", "12"),
        ("lead_time_days", "10 days"),
        ("safety_stock", "20"),
    ];
    let sent = browser.post(&form, &typed)?;
    assert_eq!(sent.status, 303);
    let location = sent.location.context("an address")?;
    assert!(
        location.starts_with("/answers/") && !form.starts_with(&location),
        "{location}"
    );
    let second = browser.get(&location)?;
    assert_holds(
        &second,
        &[
            "What if lead time were 10 days?",
            "140",
            "12 × 10 + 20 = 140",
            "lead time 10 days",
        ],
    );
    assert_eq!(second.field("conversation"), Some(conversation.as_str()));
    assert_eq!(second.field("lead_time_days"), Some("10"));
    // The first answer stays where it was, and both are in the history.
    assert_holds(&second, &[REORDER_POINT]);
    let id = form.trim_end_matches("/inputs");
    assert_holds(&browser.get(id)?, &["104"]);
    let history = browser.get("/history?q=What+if+lead+time")?;
    assert_holds(&history, &["What if lead time were 10 days?"]);
    // Changed again from there.
    let third = browser.submit(&inputs_of(&second)?, &[("safety_stock", "25")])?;
    assert_holds(&third, &["12 × 10 + 25 = 145"]);
    Ok(())
}

#[test]
fn an_impossible_input_is_shown_with_what_was_typed() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut browser = stage.browser("warehouse")?;
    let first = browser.submit("/ask", &[("question", REORDER_POINT)])?;
    let form = inputs_of(&first)?;
    let wrong = browser.post(&form, &[("lead_time_days", "-3"), ("safety_stock", "21")])?;
    assert_eq!(wrong.status, 422);
    assert_holds(
        &wrong,
        &[
            "One input is impossible",
            "Lead time must be 0 or more, not “-3”.",
            "104",
        ],
    );
    assert_eq!(wrong.field("lead_time_days"), Some("-3"));
    assert_eq!(
        wrong.field("safety_stock"),
        Some("21"),
        "what was typed beside it stays"
    );
    let emptied = browser.post(&form, &[("lead_time_days", "")])?;
    assert_eq!(emptied.status, 422);
    assert_holds(&emptied, &["Lead time is needed"]);
    let same = browser.post(&form, &[("lead_time_days", "7"), ("moon", "4")])?;
    assert_eq!(same.status, 422);
    assert_holds(&same, &["Nothing was changed"]);
    // Whoever reloads the form's address is led to the answer.
    assert_eq!(
        browser.get(&form)?.location.as_deref(),
        Some(form.trim_end_matches("/inputs"))
    );
    let nowhere = "/answers/00000000-0000-4000-8000-000000000000/inputs";
    assert_eq!(
        browser.post(nowhere, &[("lead_time_days", "5")])?.status,
        404
    );
    let mut other = stage.browser("procurement")?;
    assert_eq!(
        other.post(&form, &[("lead_time_days", "5")])?.status,
        404,
        "it is somebody else's"
    );
    let foreign = browser.post_with(
        &form,
        &[("lead_time_days", "5")],
        &[
            ("origin", "https://elsewhere.example"),
            ("sec-fetch-site", "cross-site"),
        ],
    )?;
    assert_eq!(foreign.status, 403);
    Ok(())
}

/// Asks over the API within a conversation.
fn ask(browser: &mut Browser, question: &str) -> anyhow::Result<Value> {
    let conversation = "00000000-0000-4000-8000-000000000007";
    browser.query(&json!({"question": question, "conversation": conversation}))
}

#[test]
fn the_same_in_words() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut browser = stage.browser("warehouse")?;
    let mut result = |question: &str| -> anyhow::Result<Value> {
        let answer = ask(&mut browser, question)?;
        assert_eq!(answer["outcome"], "answered", "{question}: {answer}");
        Ok(answer["tool"]["result"].clone())
    };
    assert_eq!(result(REORDER_POINT)?, 104);
    assert_eq!(result("what if lead time were 10 days?")?, 140);
    assert_eq!(result("make the safety stock 25")?, 145);
    assert_eq!(result("and with a demand of 84 a week")?, 145);
    assert_eq!(result("what if demand were 50 % higher?")?, 18 * 10 + 25);
    // A new question is new, and the next one leans on it.
    let stock = ask(&mut browser, "Stock by warehouse")?;
    assert_eq!(
        (&stock["intent"], &stock["row_count"]),
        (&json!("SQL_QUERY"), &json!(7))
    );
    let filtered = ask(&mut browser, "only GOT-PORT")?;
    assert_eq!(filtered["row_count"], 1, "{filtered}");
    Ok(())
}

#[test]
fn what_a_calculation_lacks_is_asked_back() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut browser = stage.browser("warehouse")?;
    ask(&mut browser, REORDER_POINT)?;
    let back = ask(&mut browser, "what if the fill rate were 90 %?")?;
    assert_eq!(back["outcome"], "clarify", "{back}");
    let message = back["message"].as_str().context("a message")?;
    assert!(
        message.contains("It takes: average daily demand, lead time, safety stock"),
        "{message}"
    );
    let back = ask(&mut browser, "make it 25")?;
    assert_eq!(back["outcome"], "clarify", "{back}");
    let choice = back["choices"][2]
        .as_str()
        .context("three choices")?
        .to_owned();
    assert_eq!(choice, "make the safety stock 25");
    assert_eq!(ask(&mut browser, &choice)?["tool"]["result"], 12 * 7 + 25);
    // Impossible ones are refused by name.
    let refused = ask(&mut browser, "what if the lead time were -3 days?")?;
    assert_eq!(refused["outcome"], "clarify", "{refused}");
    assert!(
        refused["message"]
            .to_string()
            .contains("lead_time_days must be between 0"),
        "{refused}"
    );
    Ok(())
}

#[test]
fn what_is_asked_back_can_be_answered_with_a_number() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut browser = stage.browser("warehouse")?;
    let back = ask(
        &mut browser,
        "reorder point with average daily demand 12 and lead time 7 days",
    )?;
    assert_eq!(back["outcome"], "clarify", "{back}");
    let answer = ask(&mut browser, "20")?;
    assert_eq!(answer["tool"]["result"], 104, "{answer}");
    Ok(())
}

#[test]
fn the_same_for_another_thing() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut browser = stage.browser("warehouse")?;
    // Counted from the sample's files: 10 stock rows at OSL-MAIN do not cover 30 days, 1 at GOT-PORT.
    let here = ask(&mut browser, "stockout risk within 30 days at OSL-MAIN")?;
    assert_eq!(here["row_count"], 10, "{here}");
    let there = ask(&mut browser, "and for GOT-PORT?")?;
    assert_eq!(there["row_count"], 1, "{there}");
    assert!(
        there["understood"].to_string().contains("GOT-PORT"),
        "{there}"
    );
    assert!(
        !there["understood"].to_string().contains("OSL-MAIN"),
        "{there}"
    );
    Ok(())
}

#[test]
fn a_thousand_products_in_one_go() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut browser = stage.browser("warehouse")?;
    let page = browser.submit("/ask", &[("question", "reorder points for every product")])?;
    // A row for each of the sample's stock rows, and what was done for them step by step.
    assert_holds(
        &page,
        &[
            "1,550 rows",
            "Showing the first 50 of 1,550",
            "stock rows: 1,550 rows",
            "daily demand:",
            "units sold ÷ 90 days, 2 Apr 2025 to 30 Jun 2025",
            "1550 reorder points",
        ],
    );
    // The same for all of them with another lead time.
    let again = browser.submit(&inputs_of(&page)?, &[("lead_time_days", "30")])?;
    assert_holds(
        &again,
        &[
            "What if lead time were 30 days?",
            "1,550 rows",
            "for all rows",
        ],
    );
    let answer = ask(&mut browser, "reorder points for every product")?;
    assert_eq!(answer["row_count"], 1_550);
    let changed = ask(
        &mut browser,
        "what if lead time were 30 days and safety stock 5?",
    )?;
    let place = |name: &str| -> anyhow::Result<usize> {
        let columns = changed["columns"].as_array().context("columns")?;
        columns
            .iter()
            .position(|column| column["name"] == name)
            .context("a column")
    };
    let (point, demand) = (place("reorder_point")?, place("avg_daily_demand")?);
    let rows = changed["rows"].as_array().context("rows")?;
    assert_eq!(rows.len(), 1_550);
    for row in rows {
        let number = |at: usize| row[at].as_f64().unwrap_or(f64::NAN);
        assert!(
            (number(point) - (30.0 * number(demand) + 5.0)).abs() < 1e-9,
            "{row}"
        );
    }
    Ok(())
}
