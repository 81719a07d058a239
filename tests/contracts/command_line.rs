//! The command line: exit codes, what is printed, the limits of a question, batches.

use std::path::PathBuf;

use anyhow::Context;
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::{Home, Ran};
use serde_json::{Value, json};

use super::answer::assert_shape;

/// A home with the sample company in it.
struct Desk {
    home: Home,
    data: PathBuf,
}

impl Desk {
    fn new() -> anyhow::Result<Self> {
        let home = Home::new()?;
        let data = home.path().join("sample");
        data::write_sample(&data, 1_000, 1)?;
        Ok(Self { home, data })
    }

    /// Runs a command over the sample company.
    fn run(&self, command: &str, rest: &[&str]) -> anyhow::Result<Ran> {
        let data = self.data.to_str().context("a path in UTF-8")?;
        self.home
            .run(&[&[command, "--data", data, "--today", TODAY], rest].concat())
    }

    /// Asks a file of questions.
    fn batch(&self, lines: &[String]) -> anyhow::Result<Ran> {
        let file = self.home.path().join("questions.jsonl");
        std::fs::write(&file, lines.join("\n"))?;
        self.run(
            "ask",
            &[
                "--json",
                "--batch",
                file.to_str().context("a path in UTF-8")?,
            ],
        )
    }
}

#[test]
fn exit_codes_say_how_it_ended() -> anyhow::Result<()> {
    let desk = Desk::new()?;
    let answered = desk.run("ask", &["Stock by warehouse"])?;
    assert_eq!(answered.code, Some(0), "{}", answered.notices);
    for part in ["I understood", "Stock", "OSL-MAIN", "SELECT", "ms", "$0.00"] {
        assert!(
            answered.output.contains(part),
            "{part} in {}",
            answered.output
        );
    }
    let refused = desk.run("ask", &["delete all sales orders"])?;
    assert_eq!(refused.code, Some(1), "{}", refused.output);
    let folder = desk.home.path().join("nowhere");
    let failed = desk.home.run(&[
        "ask",
        "--data",
        folder.to_str().context("UTF-8")?,
        "Stock by warehouse",
    ])?;
    assert_eq!(failed.code, Some(1));
    assert!(failed.notices.contains("nowhere"), "{}", failed.notices);
    for misuse in [
        &["ask"][..],
        &["nonsense"],
        &["ask", "--today", "yesterday", "Stock"],
        &["ask", "--batch", "x.jsonl", "Stock"],
        &["sample", "--lines", "many", "--out", "x"],
    ] {
        assert_eq!(desk.home.run(misuse)?.code, Some(2), "{misuse:?}");
    }
    let unknown = desk.run("ask", &["--persona", "Astronaut", "Stock"])?;
    assert_eq!(unknown.code, Some(2), "{}", unknown.output);
    assert!(
        unknown.notices.contains("Field Engineer"),
        "it names those there are: {}",
        unknown.notices
    );
    Ok(())
}

#[test]
fn sql_runs_through_the_guard() -> anyhow::Result<()> {
    let desk = Desk::new()?;
    let ran = desk.run(
        "sql",
        &[
            "--json",
            "SELECT warehouse_code, sum(current_stock) AS n FROM warehouse_product GROUP BY 1",
        ],
    )?;
    assert_eq!(ran.code, Some(0), "{}", ran.notices);
    let answers = ran.json()?;
    assert_shape(&answers[0]);
    assert_eq!(answers[0]["columns"][1]["name"], "n");
    let refused = desk.run("sql", &["--json", "SELECT * FROM purchase_order_header"])?;
    assert_eq!(refused.code, Some(1));
    let answers = refused.json()?;
    assert_shape(&answers[0]);
    assert_eq!(answers[0]["outcome"], "refused");
    let refused = desk.run(
        "sql",
        &["--persona", "Procurement Specialist", "DROP TABLE product"],
    )?;
    assert_eq!(refused.code, Some(1));
    assert!(
        refused.output.contains("Only a SELECT"),
        "the reason is printed: {}",
        refused.output
    );
    Ok(())
}

#[test]
fn a_calculation_prints_json_or_why_not() -> anyhow::Result<()> {
    let home = Home::new()?;
    let given =
        json!({"avg_daily_demand": 10, "lead_time_days": 7, "safety_stock": 20}).to_string();
    let ran = home.run(&["tool", "calculate_reorder_point", &given, "--json"])?;
    assert_eq!(ran.code, Some(0), "{} {}", ran.output, ran.notices);
    // 10 a day × 7 days + 20.
    assert_eq!(
        ran.json()?[0]["result"].as_f64(),
        Some(90.0),
        "{}",
        ran.output
    );
    for (name, given) in [
        ("calculate_the_moon", "{}"),
        ("calculate_reorder_point", "{"),
        ("calculate_reorder_point", "{}"),
    ] {
        let refused = home.run(&["tool", name, given])?;
        assert_eq!(refused.code, Some(1), "{name} {given}");
        assert!(
            !refused.notices.trim().is_empty(),
            "{name} {given}: no reason"
        );
    }
    Ok(())
}

#[test]
fn a_batch_echoes_ids_and_keeps_conversations() -> anyhow::Result<()> {
    let desk = Desk::new()?;
    let buyer = "Procurement Specialist";
    let asked = [
        json!({"id": 7, "question": "Stock at OSL-MAIN", "conversation": "a"}),
        json!({"id": "b-1", "question": "Stock by product group", "conversation": "b"}),
        json!({"id": {"turn": 2}, "question": "and at GOT-PORT?", "conversation": "a"}),
        json!({"id": "b-2", "question": "only BGO-WEST", "conversation": "b"}),
        json!({"question": "Spend in May 2025", "persona": buyer}),
        json!({"id": "day", "question": "Spend last month", "persona": buyer, "today": "2025-06-02"}),
        json!({"id": "write", "question": "cancel all orders"}),
        json!({"id": "unknown", "question": "What is the weather in Oslo?"}),
        json!({"id": "nobody", "question": "Stock", "persona": "Astronaut"}),
    ];
    let ran = desk.batch(&asked.each_ref().map(ToString::to_string))?;
    assert_eq!(ran.code, Some(0), "{}", ran.notices);
    let answers = ran.json()?;
    assert_eq!(answers.len(), asked.len());
    for (asked, answer) in asked.iter().zip(&answers) {
        assert_shape(answer);
        match asked.get("id") {
            Some(id) => assert_eq!(answer["id"], *id),
            None => assert!(answer["id"].is_string(), "an id of its own: {answer}"),
        }
    }
    let understood = |place: usize| answers[place]["understood"].as_str().unwrap_or_default();
    assert!(
        understood(2).contains("GOT-PORT") && !understood(2).contains("OSL-MAIN"),
        "{}",
        understood(2)
    );
    assert!(
        understood(3).contains("BGO-WEST") && understood(3).contains("product group"),
        "{}",
        understood(3)
    );
    assert_eq!(
        answers[4]["rows"], answers[5]["rows"],
        "last month of 2 June is May"
    );
    let outcome = |place: usize| answers[place]["outcome"].as_str().unwrap_or_default();
    assert_eq!(
        (outcome(6), outcome(7), outcome(8)),
        ("refused", "unanswerable", "refused")
    );
    Ok(())
}

#[test]
fn nothing_but_answers_is_printed() -> anyhow::Result<()> {
    let desk = Desk::new()?;
    // Sorted groups and a limit are what engines have plans of their own for, and those like to talk.
    let ask = |question: &str| json!({"id": question, "question": question}).to_string();
    let ran = desk.batch(&[
        ask("Which products are out of stock?"),
        ask("List all warehouses"),
        ask("Customers"),
    ])?;
    assert_eq!(ran.json()?.len(), 3, "{}", ran.output);
    assert_eq!(ran.notices, "");
    let sql = "SELECT product_group, max(unit_price) AS price FROM product GROUP BY 1 ORDER BY 2 DESC LIMIT 3";
    assert_eq!(desk.run("sql", &["--json", sql])?.json()?.len(), 1);
    Ok(())
}

#[test]
fn a_line_that_is_no_question_fails_alone() -> anyhow::Result<()> {
    let desk = Desk::new()?;
    let lines = [
        "{".to_owned(),
        json!({"id": 1, "question": "Stock"}).to_string(),
    ];
    let ran = desk.batch(&lines)?;
    assert_eq!(ran.code, Some(1));
    let answers = ran.json()?;
    assert_eq!(
        (&answers[0]["outcome"], &answers[1]["outcome"]),
        (&json!("failed"), &json!("answered"))
    );
    Ok(())
}

#[test]
fn a_question_has_at_most_a_thousand_characters() -> anyhow::Result<()> {
    let desk = Desk::new()?;
    let question = "Stock by warehouse";
    // Letters of two bytes: characters are counted, not bytes.
    let ask = |length: usize| {
        let filler = "é".repeat(length - question.len() - 1);
        json!({"id": length, "question": format!("{question} {filler}")}).to_string()
    };
    let ran = desk.batch(&[ask(1_000), ask(1_001)])?;
    let answers: Vec<Value> = ran.json()?;
    answers.iter().for_each(assert_shape);
    assert_ne!(answers[0]["outcome"], "refused", "{}", answers[0]);
    assert_eq!(answers[1]["outcome"], "refused");
    assert!(
        answers[1]["message"]
            .as_str()
            .is_some_and(|m| m.contains("1001") && m.contains("1000")),
        "{}",
        answers[1]
    );
    Ok(())
}

/// Rewrites the numbers of the sample's sales orders: header and lines alike, all rows from the given one on.
fn renumber(data: &std::path::Path, from: usize) -> anyhow::Result<()> {
    for table in ["sales_order_header", "sales_order_line"] {
        let file = data.join(format!("{table}.csv"));
        let text = std::fs::read_to_string(&file)?;
        let rows = text.lines().enumerate().map(|(row, line)| {
            let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            if row >= from {
                cells[1] = format!("24-{}", cells[1]);
            }
            cells.join(",")
        });
        std::fs::write(&file, rows.collect::<Vec<_>>().join("\n"))?;
    }
    Ok(())
}

#[test]
fn order_numbers_may_be_more_than_digits() -> anyhow::Result<()> {
    let desk = Desk::new()?;
    renumber(&desk.data, 1)?;
    let header = std::fs::read_to_string(desk.data.join("sales_order_header.csv"))?;
    let order: Vec<&str> = header
        .lines()
        .nth(1)
        .context("an order")?
        .split(',')
        .collect();
    let (prefix, number) = (order[0], order[1]);
    // Without its prefix a number may fit several orders.
    let fitting = header
        .lines()
        .filter(|line| line.split(',').nth(1) == Some(number))
        .count();
    for (question, rows) in [
        (format!("status of order {number}"), fitting),
        (format!("what is the status of {prefix}-{number}?"), 1),
        (format!("status of {} {number}", prefix.to_lowercase()), 1),
    ] {
        let ran = desk.run("ask", &["--json", &question])?;
        let answer = ran.json()?.remove(0);
        assert_eq!(answer["outcome"], "answered", "{question}: {answer}");
        let sql = answer["sql"].as_str().unwrap_or_default();
        assert!(sql.contains(&format!("'{number}'")), "{question}: {sql}");
        assert_eq!(answer["row_count"], rows, "{question}: {answer}");
    }
    // Taken over, it is the same.
    let folder = desk.data.to_str().context("a path in UTF-8")?;
    let imported = desk.home.run(&["import", folder])?;
    assert_eq!(imported.code, Some(0), "{}", imported.notices);
    let question = format!("status of {prefix}-{number}");
    let ran = desk.home.run(&["ask", "--json", &question])?;
    let answer = ran.json()?.remove(0);
    assert_eq!(answer["row_count"], 1, "{answer}");
    Ok(())
}

#[test]
fn one_order_number_among_others_that_is_no_number_is_a_fault() -> anyhow::Result<()> {
    let desk = Desk::new()?;
    let file = desk.data.join("sales_order_header.csv");
    let text = std::fs::read_to_string(&file)?;
    let last = text.lines().last().context("an order")?;
    let mut cells: Vec<&str> = last.split(',').collect();
    cells[1] = "12-b";
    std::fs::write(&file, format!("{}\n{}\n", text.trim_end(), cells.join(",")))?;
    let ran = desk.run("ask", &["number of orders"])?;
    assert_eq!(ran.code, Some(1), "{}", ran.output);
    assert!(
        ran.notices.contains("sales_order_number") && ran.notices.contains("12-b"),
        "{}",
        ran.notices
    );
    Ok(())
}
