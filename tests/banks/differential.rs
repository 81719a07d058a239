//! The same questions on other engines: what PostgreSQL and MariaDB find for a question is what the embedded engine finds.
//!
//! A question is understood once, over the embedded engine. Its query is compiled for each server's SQL, admitted by the
//! guard, and run on a real server that holds the same rows. Names and types of columns, rows and their order must agree.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use assistant::{Answer, Ask, Outcome};
use quartermaster_tests::bank;
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::databases::{Product, Server, TableData, read_all};
use quartermaster_tests::program::Home;
use semantic::compile::CompileError;
use serde_json::Value;
use warehouse::database::{self, Settings};
use warehouse::guard::{self, Rights};
use warehouse::{ColumnType, Limits, QueryResult, Warehouse, cells};
use web::eval::bank::Entry;
use web::wiring::Application;

/// Numbers may differ by this much relative to the larger: quotients and averages are rounded in each engine's way.
const ROUNDING: f64 = 1e-7;

/// What came of the questions of one bank on one server.
#[derive(Default)]
struct Tally {
    asked: usize,
    same: usize,
    declined: BTreeMap<String, Vec<String>>,
    different: Vec<String>,
}

/// One server with a database for each company.
struct Other {
    product: Product,
    server: Server,
    tally: Tally,
}

#[tokio::test(flavor = "multi_thread")]
async fn the_development_bank_gives_the_same_on_every_engine() -> anyhow::Result<()> {
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
    let mut others = servers()?;
    compare(&mut others, "adventureworks", &folder, &entries).await?;
    judged(&others)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_company_gives_the_same_on_every_engine() -> anyhow::Result<()> {
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 5_000, 1)?;
    own("sample", &sample, &["sample.jsonl", "working.jsonl"]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_food_wholesaler_gives_the_same_on_every_engine() -> anyhow::Result<()> {
    own("despensa", &data::company("despensa"), &["despensa.jsonl"]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supplier_of_hospitals_gives_the_same_on_every_engine() -> anyhow::Result<()> {
    own("caremed", &data::company("caremed"), &["caremed.jsonl"]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_electrical_wholesaler_gives_the_same_on_every_engine() -> anyhow::Result<()> {
    own("norvolt", &data::company("norvolt"), &["norvolt.jsonl"]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_distributor_of_medicines_gives_the_same_on_every_engine() -> anyhow::Result<()> {
    own("sahyadri", &data::company("sahyadri"), &["sahyadri.jsonl"]).await
}

async fn own(name: &str, folder: &Path, banks: &[&str]) -> anyhow::Result<()> {
    let mut entries = Vec::new();
    for bank in banks {
        entries.extend(bank::read(bank)?.into_iter().map(|q| q.entry));
    }
    let mut others = servers()?;
    compare(&mut others, name, folder, &entries).await?;
    judged(&others)
}

fn servers() -> anyhow::Result<Vec<Other>> {
    let mut others = Vec::new();
    for product in Product::ALL {
        if let Some(server) = Server::start(product)? {
            others.push(Other {
                product,
                server,
                tally: Tally::default(),
            });
        }
    }
    Ok(others)
}

/// Asks the questions over a folder and compares what each server finds.
async fn compare(
    others: &mut [Other],
    name: &str,
    folder: &Path,
    entries: &[Entry],
) -> anyhow::Result<()> {
    let home = Home::new()?;
    let today = entries.first().map_or(TODAY, |entry| &entry.today);
    let program = data::open(home.path(), Some(folder), today).await?;
    let schemas = program.meaning.schemas();
    let tables: Vec<TableData> = read_all(program.warehouse.as_ref(), &schemas).await?;
    let mut warehouses: Vec<Arc<dyn Warehouse>> = Vec::new();
    for other in &*others {
        other.server.load(name, &tables)?;
        let settings = Settings::new(other.server.url(name));
        warehouses.push(database::open(schemas.clone(), settings).await?);
    }
    for entry in entries.iter().filter(|entry| entry.kind.is_answerable()) {
        let mut ask = Ask::new("bank", &entry.persona, &entry.question).on(entry.today.parse()?);
        ask.conversation.clone_from(&entry.conversation);
        let answer = program.assistant.ask(ask).await;
        if answer.outcome != Outcome::Answered || answer.query.is_none() {
            continue;
        }
        for (other, warehouse) in others.iter_mut().zip(&warehouses) {
            other.tally.asked += 1;
            match found(&program, entry, &answer, other.product, warehouse.as_ref()).await? {
                Found::Rows(result) => match difference(&answer, &result)? {
                    None => other.tally.same += 1,
                    Some(what) => other.tally.different.push(format!(
                        "{name} {}: {}\n  {what}\n{}",
                        entry.id,
                        entry.question,
                        answer.sql.as_deref().unwrap_or_default()
                    )),
                },
                Found::Declined(reason) => {
                    let declined = other.tally.declined.entry(reason).or_default();
                    declined.push(format!("{name} {}", entry.id));
                }
                Found::Failed(reason) => other.tally.different.push(format!(
                    "{name} {}: {}\n  {reason}",
                    entry.id, entry.question
                )),
            }
        }
    }
    Ok(())
}

enum Found {
    Rows(QueryResult),
    /// The engine has no words for it.
    Declined(String),
    Failed(String),
}

/// What another engine finds for the query of an answer.
async fn found(
    program: &Application,
    entry: &Entry,
    answer: &Answer,
    product: Product,
    warehouse: &dyn Warehouse,
) -> anyhow::Result<Found> {
    let dialect = match product {
        Product::Postgres => semantic::Dialect::Postgres,
        Product::Maria => semantic::Dialect::Mysql,
    };
    let persona = program.meaning.persona(&entry.persona);
    let tables = persona.map(|p| p.tables.clone()).unwrap_or_default();
    let model = program.meaning.model.restricted_to(&tables);
    let Some(query) = &answer.query else {
        return Ok(Found::Failed("there is no query".into()));
    };
    let compiled = match semantic::compile::compile(&model, query, dialect, entry.today.parse()?) {
        Ok(compiled) => compiled,
        Err(error @ CompileError::Inexpressible { .. }) => {
            return Ok(Found::Declined(error.to_string()));
        }
        Err(error) => return Ok(Found::Failed(error.to_string())),
    };
    let admitted = match guard::admit(&compiled.sql, &Rights::new(tables), warehouse.sql()) {
        Ok(admitted) => admitted,
        Err(refusal) => return Ok(Found::Failed(format!("{refusal}\n{}", compiled.sql))),
    };
    Ok(match warehouse.run(admitted, &Limits::default()).await {
        Ok(result) => Found::Rows(result),
        Err(error) => Found::Failed(format!("{error}\n{}", compiled.sql)),
    })
}

/// In what a result differs from an answer.
fn difference(answer: &Answer, result: &QueryResult) -> anyhow::Result<Option<String>> {
    let columns = result.columns();
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let expected: Vec<&str> = answer.columns.iter().map(|c| c.name.as_str()).collect();
    if names != expected {
        return Ok(Some(format!("columns {names:?}, not {expected:?}")));
    }
    for ((name, found), shown) in columns.iter().zip(&answer.columns) {
        let kind = |name: &str| if name == "integer" { "decimal" } else { name }.to_owned();
        // A column without a value has no type of its own in some engines.
        let empty = answer.rows.is_empty();
        if kind(found.name()) != kind(&shown.data_type) && !empty && *found != ColumnType::Text {
            return Ok(Some(format!("{name} is {found}, not {}", shown.data_type)));
        }
    }
    let rows = cells::rows(result)?;
    if result.truncated != answer.truncated || rows.len() != answer.rows.len() {
        return Ok(Some(format!(
            "{} rows, not {}",
            rows.len(),
            answer.rows.len()
        )));
    }
    let wrong = rows
        .iter()
        .zip(answer.rows.iter())
        .position(|(row, expected)| !row.iter().zip(expected).all(|(a, b)| same(a, b)));
    Ok(wrong.map(|position| {
        format!(
            "row {position}: {:?}, not {:?}",
            rows[position], answer.rows[position]
        )
    }))
}

fn same(one: &Value, other: &Value) -> bool {
    let number = |value: &Value| match value {
        Value::Number(number) => number.as_f64(),
        _ => None,
    };
    match (number(one), number(other)) {
        (Some(a), Some(b)) => (a - b).abs() <= (ROUNDING * a.abs().max(b.abs())).max(1e-7),
        _ => one == other,
    }
}

/// Prints what came of it; an unexplained difference fails.
fn judged(others: &[Other]) -> anyhow::Result<()> {
    for Other { product, tally, .. } in others {
        say(&format!(
            "{product:?}: {} queries, {} with the same result, {} declined, {} different",
            tally.asked,
            tally.same,
            tally.declined.values().map(Vec::len).sum::<usize>(),
            tally.different.len()
        ));
        for (reason, ids) in &tally.declined {
            say(&format!("  {reason} ({})", ids.join(", ")));
        }
    }
    for Other { product, tally, .. } in others {
        anyhow::ensure!(
            tally.different.is_empty(),
            "{product:?}:\n{}",
            tally.different.join("\n")
        );
        anyhow::ensure!(tally.same > 0, "{product:?}: nothing was compared");
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "shown by `--no-capture`")]
fn say(text: &str) {
    println!("{text}");
}
