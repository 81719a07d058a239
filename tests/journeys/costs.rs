//! What questions cost: one's own, and everybody's for whoever runs the program.

use anyhow::Context;
use quartermaster_tests::browser::Browser;

use super::company::{BUYER, Company, MANAGER, ask, assert_holds, assert_lacks};

fn records(browser: &mut Browser, path: &str) -> anyhow::Result<Vec<Vec<String>>> {
    let file = browser.download(path)?;
    anyhow::ensure!(file.status == 200, "{path}: {}", file.status);
    let text = String::from_utf8(file.bytes)?;
    let text = text.strip_prefix('\u{feff}').context("the mark")?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let records: Result<Vec<_>, _> = reader.records().collect();
    Ok(records?
        .iter()
        .map(|r| r.iter().map(str::to_owned).collect())
        .collect())
}

#[test]
fn everybody_sees_their_own_and_an_operator_all() -> anyhow::Result<()> {
    let company = Company::open_with(&[("QUARTERMASTER__CACHE__WARM", "false")], |_| Ok(()))?;
    let mut manager = company.person("warehouse")?;
    let mut buyer = company.person("procurement")?;
    for _ in 0..3 {
        ask(&mut manager, MANAGER, "Stock by warehouse")?;
    }
    ask(&mut buyer, BUYER, "Top 10 suppliers by spend this year")?;

    let own = manager.get("/costs")?;
    assert_eq!(own.status, 200);
    assert_holds(
        &own,
        &[
            "your own questions",
            "questions 3",
            "from the cache 66 %",
            "without a language model 100 %",
            "today $0.00",
            "month estimate $0.00",
            "Amazon Bedrock $0.00",
            "Other language models $0.00",
            "No question of this month needed a language model",
            "Warehouse Manager 3 $0.00",
        ],
    );
    assert_lacks(
        &own,
        &["procurement", BUYER, "By person<", "href=\"/status\""],
    );

    let mut operator = company.person("demo")?;
    let all = operator.get("/costs")?;
    assert_holds(
        &all,
        &[
            "everybody's questions",
            "questions 4",
            "By person",
            "warehouse 3 $0.00",
            "procurement 1 $0.00",
            "Procurement Specialist 1 $0.00",
        ],
    );
    // Beside the page, the sidebar says what one's own cost.
    assert_holds(&all, &["questions this month 0"]);
    assert!(
        all.text.contains("href=\"/status\""),
        "an operator has a link to the status"
    );

    let rows = records(&mut manager, "/costs.csv")?;
    assert_eq!(rows[0][..4], ["Day", "Person", "Persona", "Questions"]);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1][1..6], ["warehouse", MANAGER, "3", "2", "3"]);
    assert_eq!(rows[1][6..], ["0"; 13]);
    let everybody = records(&mut operator, "/costs.csv")?;
    let people: Vec<&str> = everybody[1..].iter().map(|row| row[1].as_str()).collect();
    assert_eq!(people, ["procurement", "warehouse"]);

    // Another month is empty; what is no month is said to be none.
    assert_eq!(records(&mut manager, "/costs.csv?month=2001-02")?.len(), 1);
    for month in ["2001-13", "yesterday", "2001-02-01"] {
        assert_eq!(
            manager.get(&format!("/costs.csv?month={month}"))?.status,
            422,
            "{month}"
        );
    }
    let mut stranger = company.stranger();
    for path in ["/costs", "/costs.csv"] {
        assert_eq!(stranger.get(path)?.status, 303, "{path}");
    }
    Ok(())
}

#[test]
fn the_cost_file_is_named_after_its_month() -> anyhow::Result<()> {
    let company = Company::open()?;
    let mut manager = company.person("warehouse")?;
    let file = manager.download("/costs.csv?month=2024-02")?;
    assert_eq!(
        file.disposition.as_deref(),
        Some("attachment; filename=\"costs-2024-02.csv\"; filename*=UTF-8''costs-2024-02.csv")
    );
    Ok(())
}
