//! Questions of every persona, over the sample company, six further invented ones, `AdventureWorks` and Northwind, with
//! rows that `DuckDB` gave for the gold query beside each.

use std::collections::BTreeMap;
use std::path::Path;

use assistant::Ask;
use quartermaster_tests::bank::{self, Question};
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::Home;
use web::wiring::Application;

/// Questions that each persona should have at least.
const EACH: usize = 10;

#[tokio::test]
async fn over_the_sample_company() -> anyhow::Result<()> {
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 5_000, 1)?;
    ask_all(&home, &sample, "sample.jsonl").await
}

#[tokio::test]
async fn over_the_sample_company_as_people_ask() -> anyhow::Result<()> {
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 5_000, 1)?;
    ask_all(&home, &sample, "working.jsonl").await
}

#[tokio::test]
async fn over_a_food_wholesaler() -> anyhow::Result<()> {
    ask_all(&Home::new()?, &data::company("despensa"), "despensa.jsonl").await
}

#[tokio::test]
async fn over_a_supplier_of_hospitals() -> anyhow::Result<()> {
    ask_all(&Home::new()?, &data::company("caremed"), "caremed.jsonl").await
}

#[tokio::test]
async fn over_an_electrical_wholesaler() -> anyhow::Result<()> {
    ask_all(&Home::new()?, &data::company("norvolt"), "norvolt.jsonl").await
}

#[tokio::test]
async fn over_a_distributor_of_medicines() -> anyhow::Result<()> {
    ask_all(&Home::new()?, &data::company("sahyadri"), "sahyadri.jsonl").await
}

#[tokio::test]
async fn over_a_supplier_of_ski_lifts() -> anyhow::Result<()> {
    ask_all(&Home::new()?, &data::company("alpenrad"), "alpenrad.jsonl").await
}

#[tokio::test]
async fn over_a_ship_chandler() -> anyhow::Result<()> {
    ask_all(
        &Home::new()?,
        &data::company("tidewater"),
        "tidewater.jsonl",
    )
    .await
}

#[tokio::test]
async fn over_northwind() -> anyhow::Result<()> {
    let Some(folder) = data::shared("data/northwind") else {
        return Ok(());
    };
    ask_all(&Home::new()?, &folder, "northwind.jsonl").await
}

#[tokio::test]
async fn over_adventureworks() -> anyhow::Result<()> {
    let Some(folder) = data::shared("data/adventureworks") else {
        return Ok(());
    };
    ask_all(&Home::new()?, &folder, "adventureworks.jsonl").await
}

async fn ask_all(home: &Home, folder: &Path, bank: &str) -> anyhow::Result<()> {
    let questions = bank::read(bank)?;
    let mut of_persona: BTreeMap<&str, usize> = BTreeMap::new();
    for question in &questions {
        *of_persona.entry(&question.entry.persona).or_default() += 1;
    }
    assert!(
        of_persona.len() == 3 && of_persona.values().all(|&n| n >= EACH),
        "{of_persona:?}"
    );
    let today = questions.first().map_or(TODAY, |q| &q.entry.today);
    let program = data::open(home.path(), Some(folder), today).await?;
    let mut faults = Vec::new();
    for question in &questions {
        faults.extend(fault(&program, question).await?);
    }
    assert!(
        faults.is_empty(),
        "{} of {}:\n{}",
        faults.len(),
        questions.len(),
        faults.join("\n")
    );
    Ok(())
}

/// What is wrong with the answer to a question.
async fn fault(program: &Application, question: &Question) -> anyhow::Result<Option<String>> {
    let entry = &question.entry;
    let mut ask = Ask::new("bank", &entry.persona, &entry.question).on(entry.today.parse()?);
    ask.conversation.clone_from(&entry.conversation);
    let answer = program.assistant.ask(ask).await;
    Ok(match (question.is_right(&answer)?, &question.known_wrong) {
        (true, None) | (false, Some(_)) => None,
        (true, Some(why)) => Some(format!(
            "{}: is answered rightly now; take its mark away ({why})",
            entry.id
        )),
        (false, None) => Some(format!(
            "{}: {}\n  {:?}: {} {}\n  expected {:?}\n  answered {:?}",
            entry.id,
            entry.question,
            answer.outcome,
            answer.understood,
            answer.message,
            question.expected.iter().take(5).collect::<Vec<_>>(),
            answer.rows.iter().take(5).collect::<Vec<_>>(),
        )),
    })
}
