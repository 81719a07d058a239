//! How long it takes to understand a question, and how much room the values of the data take.
//!
//! `cargo bench -p interpreter`. Questions and values are those of `AdventureWorks` with its 19,000 customers, below
//! the folder that `QUARTERMASTER_SHARED` names; without it only invented values and word salads are measured.

#![expect(clippy::print_stdout, reason = "a benchmark says what it measured")]

#[path = "../tests/fuzz/words.rs"]
#[expect(dead_code, reason = "the fuzz test asks in more ways")]
mod words;

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::Criterion;
use interpreter::{Context, Interpretation, Interpreter, Value, ValueIndex};
use jiff::civil::{Date, date};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use semantic::{AttributeId, Model};

const TODAY: Date = date(2025, 6, 30);
/// Times that each question is asked; the middle one counts.
const REPEATS: usize = 21;
/// Long texts that are tried.
const SALADS: usize = 300;
/// Letters of a long text.
const LONG: usize = 1_000;
/// Distinct values of the large index.
const MANY: u32 = 1_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let model = semantic::load::load(
        "semantic_model.yaml",
        include_str!("../../../config/semantic_model.yaml"),
    )?;
    match shared() {
        Some(folder) => questions(&model, &folder)?,
        None => println!(
            "left out: QUARTERMASTER_SHARED names no folder with data/adventureworks and bank/dev.jsonl"
        ),
    }
    room();
    Ok(())
}

fn shared() -> Option<PathBuf> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from)?;
    let folder = std::env::var_os("QUARTERMASTER_SHARED")
        .map_or_else(|| package.join("../../../shared"), PathBuf::from);
    let there =
        folder.join("data/adventureworks").is_dir() && folder.join("bank/dev.jsonl").is_file();
    there.then_some(folder)
}

/// The questions of a bank, one by one and all together, then long texts that mean nothing.
fn questions(model: &Model, shared: &Path) -> Result<(), Box<dyn Error>> {
    let values = values(model, &shared.join("data/adventureworks"))?;
    let said: Vec<String> = values.iter().step_by(40).map(|v| v.value.clone()).collect();
    let index = Arc::new(ValueIndex::build(values));
    println!(
        "AdventureWorks: {} distinct values, {:.1} MB",
        index.len(),
        megabytes(index.bytes())
    );
    let interpreters: HashMap<&str, Interpreter> = [
        ("Warehouse Manager", "sales"),
        ("Field Engineer", "sales"),
        ("Procurement Specialist", "purchase"),
    ]
    .into_iter()
    .map(|(persona, side)| (persona, interpreter(model, side, &index)))
    .collect();
    let bank = std::fs::read_to_string(shared.join("bank/dev.jsonl"))?;
    let mut asked: Vec<(&Interpreter, String)> = Vec::new();
    for line in bank.lines().filter(|line| !line.trim().is_empty()) {
        let entry: serde_json::Value = serde_json::from_str(line)?;
        let persona = entry["persona"].as_str().unwrap_or_default();
        let question = entry["question"].as_str().unwrap_or_default();
        if let Some(interpreter) = interpreters.get(persona) {
            asked.push((interpreter, question.to_owned()));
        }
    }
    let context = context();
    let times = asked.iter().map(|(interpreter, question)| {
        let mut times: Vec<Duration> = (0..REPEATS)
            .map(|_| {
                let began = Instant::now();
                std::hint::black_box(interpreter.interpret(question, &context));
                began.elapsed()
            })
            .collect();
        times.sort_unstable();
        (times[REPEATS / 2], question.clone())
    });
    report("a question", times.collect());

    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(5))
        .without_plots()
        .configure_from_args();
    criterion.bench_function(&format!("all {} questions", asked.len()), |bencher| {
        bencher.iter(|| {
            asked
                .iter()
                .filter(|(interpreter, question)| {
                    matches!(
                        interpreter.interpret(question, &context),
                        Interpretation::Answer(_)
                    )
                })
                .count()
        });
    });

    let salad = words::salad(model, &said, 300);
    let letters = proptest::collection::vec("[a-z]{4,9} ", 200).prop_map(|words| words.concat());
    let mut runner = TestRunner::deterministic();
    let mut times = Vec::new();
    let all: Vec<&Interpreter> = interpreters.values().collect();
    for number in 0..SALADS {
        let text = if number % 3 == 0 {
            drawn(&letters, &mut runner)?
        } else {
            drawn(&salad, &mut runner)?
        };
        let text: String = text.chars().cycle().take(LONG).collect();
        let began = Instant::now();
        std::hint::black_box(all[number % all.len()].interpret(&text, &context));
        times.push((began.elapsed(), text));
    }
    report(&format!("{LONG} letters that mean nothing"), times);
    Ok(())
}

fn drawn(
    texts: &impl Strategy<Value = String>,
    runner: &mut TestRunner,
) -> Result<String, Box<dyn Error>> {
    let tree = texts
        .new_tree(runner)
        .map_err(|reason| reason.message().to_owned())?;
    Ok(tree.current())
}

/// What an index of a million values takes: half of them codes, half names of two or three words.
fn room() {
    let values = (0..MANY).map(|number| {
        let customer = number / 2;
        let (attribute, value) = if number % 2 == 0 {
            ("customer_code", format!("AW{customer:08}"))
        } else {
            ("customer_name", name(customer))
        };
        Value {
            attribute: AttributeId::new(attribute),
            dataset: "sales_order_header".to_owned(),
            value,
            frequency: u64::from(number % 50 + 1),
        }
    });
    let before = resident();
    let began = Instant::now();
    let index = ValueIndex::build(values);
    println!(
        "{} distinct values: {:.1} MB held, {:.0} MB more resident after building it for {:.1} s",
        index.len(),
        megabytes(index.bytes()),
        (resident() - before) / 1024.0,
        began.elapsed().as_secs_f64()
    );
}

/// A name that no other number has.
fn name(number: u32) -> String {
    const BEGINNINGS: [&str; 20] = [
        "Al", "Ber", "Cor", "Dal", "El", "Fjor", "Gran", "Hol", "In", "Jor", "Kal", "Lun", "Mar",
        "Nor", "Ost", "Pal", "Ros", "Sol", "Tor", "Vin",
    ];
    const ENDINGS: [&str; 20] = [
        "bach", "berg", "dal", "feld", "garden", "gren", "heim", "hus", "kjaer", "land", "lund",
        "mark", "mo", "nes", "rud", "sen", "son", "stad", "vik", "wald",
    ];
    const TRADES: [&str; 4] = ["Bygg", "Cycles", "Handel AS", "Sport"];
    let mut rest = number;
    let mut next = |of: u32| {
        let at = rest % of;
        rest /= of;
        at as usize
    };
    let first = format!("{}{}", BEGINNINGS[next(20)], ENDINGS[next(20)]);
    let second = format!("{}{}", BEGINNINGS[next(20)], ENDINGS[next(20)]);
    format!("{first} {second} {}", TRADES[next(4)])
}

fn interpreter(model: &Model, side: &str, values: &Arc<ValueIndex>) -> Interpreter {
    let tables = [
        "product".to_owned(),
        "warehouse_product".to_owned(),
        format!("{side}_order_header"),
        format!("{side}_order_line"),
    ];
    Interpreter::new(model, &tables, Arc::clone(values))
}

fn context() -> Context {
    Context {
        today: TODAY,
        previous: None,
        mentions: Vec::new(),
        unanswered: false,
        calculation: None,
    }
}

/// The indexed columns of the data, each value once.
fn values(model: &Model, folder: &Path) -> Result<Vec<Value>, Box<dyn Error>> {
    let mut values = Vec::new();
    for dataset in &model.datasets {
        let mut reader = csv::Reader::from_path(folder.join(format!("{}.csv", dataset.name)))?;
        let columns: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
        let mut distinct: BTreeMap<(usize, String), u64> = BTreeMap::new();
        for row in reader.records() {
            for (column, cell) in row?.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                *distinct.entry((column, cell.to_owned())).or_default() += 1;
            }
        }
        for ((column, value), frequency) in distinct {
            let field = dataset
                .fields
                .iter()
                .find(|f| f.name == columns[column] && f.indexed);
            if let Some(attribute) = field.and_then(|f| f.attributes.first()) {
                values.push(Value {
                    attribute: attribute.clone(),
                    dataset: dataset.name.clone(),
                    value,
                    frequency,
                });
            }
        }
    }
    Ok(values)
}

fn report(what: &str, mut times: Vec<(Duration, String)>) {
    times.sort_unstable();
    let at = |percent: usize| {
        let rank = (times.len() * percent).div_ceil(100).max(1);
        times.get(rank - 1)
    };
    let (Some(middle), Some(high), Some(most)) = (at(50), at(95), at(100)) else {
        return;
    };
    let shown: String = most.1.chars().take(90).collect();
    println!(
        "{what}: p50 {:.3} ms, p95 {:.3} ms, at most {:.3} ms of {}: {shown}",
        milliseconds(middle.0),
        milliseconds(high.0),
        milliseconds(most.0),
        times.len()
    );
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[expect(clippy::cast_precision_loss, reason = "shown to one digit")]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1_000_000.0
}

/// Kilobytes that the process holds, as Linux tells them; zero elsewhere.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok())
        .unwrap_or(0.0)
}
