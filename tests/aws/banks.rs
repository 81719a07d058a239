//! Whole banks of questions, asked of the built program over the double: each answer is the one that the embedded engine
//! gives over the same rows. The program reads its key from the environment, as the default chain does.

use std::path::Path;

use anyhow::Context;
use quartermaster_tests::aws::{ACCESS_KEY, Double, REGION, SECRET_KEY};
use quartermaster_tests::bank;
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::databases::read_all;
use quartermaster_tests::program::{Home, Ran};
use serde_json::{Value, json};
use web::eval::bank::Entry;

/// Numbers may differ by this much relative to the larger: quotients and averages are rounded in each engine's way.
const ROUNDING: f64 = 1e-7;

/// Redshift and Athena.
const ENGINES: [&str; 2] = ["redshift", "athena"];

#[tokio::test(flavor = "multi_thread")]
async fn the_development_bank_gives_the_same() -> anyhow::Result<()> {
    let (Some(file), Some(folder)) = (
        data::shared("bank/dev.jsonl"),
        data::shared("data/adventureworks"),
    ) else {
        return Ok(());
    };
    let entries: Vec<Entry> = web::eval::bank::read(&file)?
        .into_iter()
        .filter(|entry| entry.dataset == "adventureworks")
        .collect();
    compare("adventureworks", &folder, &entries).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_company_gives_the_same() -> anyhow::Result<()> {
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 5_000, 1)?;
    own("sample", &sample, &["sample.jsonl", "working.jsonl"]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_food_wholesaler_gives_the_same() -> anyhow::Result<()> {
    own("despensa", &data::company("despensa"), &["despensa.jsonl"]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supplier_of_hospitals_gives_the_same() -> anyhow::Result<()> {
    own("caremed", &data::company("caremed"), &["caremed.jsonl"]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_electrical_wholesaler_gives_the_same() -> anyhow::Result<()> {
    own("norvolt", &data::company("norvolt"), &["norvolt.jsonl"]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_distributor_of_medicines_gives_the_same() -> anyhow::Result<()> {
    own("sahyadri", &data::company("sahyadri"), &["sahyadri.jsonl"]).await
}

/// Of a company's own questions each fourth, and whole conversations: all of them are compared engine by engine, without
/// the services between, by the tests of the banks.
async fn own(name: &str, folder: &Path, banks: &[&str]) -> anyhow::Result<()> {
    let mut entries = Vec::new();
    for bank in banks {
        let questions = bank::read(bank)?.into_iter().enumerate();
        entries.extend(
            questions
                .filter(|(place, q)| place % 4 == 0 || q.entry.conversation.is_some())
                .map(|(_, q)| q.entry),
        );
    }
    compare(name, folder, &entries).await
}

/// Asks the questions of the embedded engine and of both services, and compares the answers one by one.
async fn compare(name: &str, folder: &Path, entries: &[Entry]) -> anyhow::Result<()> {
    let Some(double) = Double::start()? else {
        return Ok(());
    };
    let home = Home::new()?;
    let today = entries.first().map_or(TODAY, |entry| &entry.today);
    let opened = data::open(home.path(), Some(folder), today).await?;
    let tables = read_all(opened.warehouse.as_ref(), &opened.meaning.schemas()).await?;
    drop(opened);
    double.load(name, &tables)?;
    let lines: Vec<String> = entries.iter().map(line).collect();
    let bank = home.path().join("bank.jsonl");
    std::fs::write(&bank, lines.join("\n"))?;
    let bank = bank.to_str().context("a path in UTF-8")?;
    let folder = folder.to_str().context("a path in UTF-8")?;
    let expected = ask(bank, &[("QUARTERMASTER__DATA__WAREHOUSE", folder)], today)?;
    let url = double.url();
    for engine in ENGINES {
        let variables = [
            ("QUARTERMASTER__DATA__WAREHOUSE", engine),
            ("QUARTERMASTER__REDSHIFT__WORKGROUP", "supply-chain"),
            ("QUARTERMASTER__REDSHIFT__DATABASE", name),
            ("QUARTERMASTER__ATHENA__DATABASE", name),
            ("QUARTERMASTER__AWS__REGION", REGION),
            ("QUARTERMASTER__AWS__ENDPOINT_URL", &url),
            ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
            ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ];
        let answers = ask(bank, &variables, today)?;
        anyhow::ensure!(
            answers.len() == expected.len(),
            "{engine}: lines are missing"
        );
        let (mut same, mut declined, mut different) = (0, Vec::new(), Vec::new());
        for ((entry, answer), expected) in entries.iter().zip(&answers).zip(&expected) {
            let message = answer["message"].as_str().unwrap_or_default();
            if message.contains(" cannot compute ") && expected["outcome"] == "answered" {
                declined.push(format!("{}: {message}", entry.id));
                continue;
            }
            match difference(answer, expected) {
                None => same += 1,
                Some(what) => different.push(format!(
                    "{} {}: {what}\n{}",
                    entry.id,
                    entry.question,
                    answer["sql"].as_str().unwrap_or_default()
                )),
            }
        }
        say(&format!(
            "{engine}, {name}: {} questions, {same} with the same answer, {} declined, {} different",
            entries.len(),
            declined.len(),
            different.len()
        ));
        for line in &declined {
            say(&format!("  {line}"));
        }
        anyhow::ensure!(different.is_empty(), "{engine}:\n{}", different.join("\n"));
        anyhow::ensure!(same > 0, "{engine}: nothing was compared");
    }
    assert_eq!(double.refused()?, Vec::<String>::new());
    double.rests()
}

fn line(entry: &Entry) -> String {
    json!({
        "id": entry.id,
        "persona": entry.persona,
        "question": entry.question,
        "today": entry.today,
        "conversation": entry.conversation,
    })
    .to_string()
}

fn ask(bank: &str, variables: &[(&str, &str)], today: &str) -> anyhow::Result<Vec<Value>> {
    let home = Home::new()?;
    let mut command = home.command(&["ask", "--json", "--batch", bank])?;
    let ended = command
        .env("QUARTERMASTER__DATA__AS_OF", today)
        .envs(variables.iter().copied())
        .output()?;
    let ran = Ran {
        code: ended.status.code(),
        output: String::from_utf8(ended.stdout)?,
        notices: String::from_utf8(ended.stderr)?,
    };
    anyhow::ensure!(!ran.output.is_empty(), "no answers: {}", ran.notices);
    ran.json()
}

/// In what an answer differs from the one that is expected.
fn difference(answer: &Value, expected: &Value) -> Option<String> {
    for field in ["outcome", "understood", "row_count", "truncated"] {
        if answer[field] != expected[field] {
            return Some(format!(
                "{field} is {}, not {} ({})",
                answer[field], expected[field], answer["message"]
            ));
        }
    }
    let names = |answer: &Value| -> Vec<String> {
        let columns = answer["columns"].as_array().into_iter().flatten();
        columns.map(|column| column["name"].to_string()).collect()
    };
    if names(answer) != names(expected) {
        return Some(format!(
            "columns {:?}, not {:?}",
            names(answer),
            names(expected)
        ));
    }
    let rows = |answer: &Value| answer["rows"].as_array().cloned().unwrap_or_default();
    let wrong = rows(answer)
        .into_iter()
        .zip(rows(expected))
        .enumerate()
        .find(|(_, (row, expected))| !same(row, expected));
    wrong.map(|(place, (row, expected))| format!("row {place} is {row}, not {expected}"))
}

fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| same(a, b))
        }
        (Value::Number(one), Value::Number(other)) => {
            let (one, other) = (
                one.as_f64().unwrap_or(f64::NAN),
                other.as_f64().unwrap_or(f64::NAN),
            );
            (one - other).abs() <= (ROUNDING * one.abs().max(other.abs())).max(ROUNDING)
        }
        (one, other) => one == other,
    }
}

#[expect(clippy::print_stdout, reason = "shown by `--no-capture`")]
fn say(text: &str) {
    println!("{text}");
}
