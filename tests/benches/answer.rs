//! How long an answer takes: against the bare engine running the same SQL, from the cache, for the interpreter alone,
//! from a cold start; and how much memory the program holds.
//!
//! Over `AdventureWorks` when it is there, else over the sample company. `cargo build --release --workspace`, which
//! makes the program that is started, then `cargo bench --workspace --bench answer`.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use assistant::{Ask, Outcome};
use criterion::Criterion;
use interpreter::{Context, Interpreter, ValueIndex};
use quartermaster_tests::browser::Browser;
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::{Home, Server};
use serde_json::json;
use tokio::runtime::Runtime;
use warehouse::Limits;
use warehouse::guard::{self, Dialect, Rights};
use web::wiring::{self, Application};

const QUESTIONS: &[(&str, &str, &str)] = &[
    ("one figure", "Warehouse Manager", "Stock value"),
    (
        "list",
        "Warehouse Manager",
        "Which products are below minimum stock?",
    ),
    (
        "top five of joined facts",
        "Procurement Specialist",
        "top 5 suppliers by spend last quarter",
    ),
    ("months", "Field Engineer", "Sales by month in 2024"),
    (
        "groups by product",
        "Field Engineer",
        "Top 10 products by units sold last year",
    ),
];
const STARTS: usize = 15;

fn main() -> anyhow::Result<()> {
    let results = results_folder()?;
    let mut criterion = Criterion::default()
        .output_directory(&results)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    let runtime = Runtime::new()?;
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 50_000, 7)?;
    let folder = data::shared("data/adventureworks").unwrap_or_else(|| sample.clone());

    answers(&mut criterion, &runtime, home.path(), &folder)?;
    understanding(&mut criterion, &runtime, home.path(), &folder)?;
    criterion.final_summary();
    // Without `--bench` everything runs once and nothing is measured.
    if std::env::args().any(|argument| argument == "--bench") {
        compare(&results)?;
    }
    starts(&sample)?;
    memory(&folder)
}

/// Criterion's results go beside the other build results.
fn results_folder() -> anyhow::Result<PathBuf> {
    let bench = std::env::current_exe()?;
    let target = bench
        .ancestors()
        .nth(3)
        .context("a benchmark runs below target")?;
    Ok(target.join("criterion"))
}

/// The program over a folder, with its state database, as people use it.
async fn kept(home: &Path, folder: &Path, cache_seconds: u32) -> anyhow::Result<Application> {
    let yaml = format!("cache:\n  seconds: {cache_seconds}\n");
    let configuration = data::configuration(home, Some(folder), TODAY, &yaml)?;
    Ok(Application::open(configuration, None).await?)
}

/// Question to answer, the bare engine, and the cache.
fn answers(
    criterion: &mut Criterion,
    runtime: &Runtime,
    home: &Path,
    folder: &Path,
) -> anyhow::Result<()> {
    let fresh = runtime.block_on(kept(home, folder, 0))?;
    let caching = runtime.block_on(kept(home, folder, 300))?;
    for &(name, persona, question) in QUESTIONS {
        let ask = || Ask::new("benchmark", persona, question);
        let answer = runtime.block_on(fresh.assistant.ask(ask()));
        anyhow::ensure!(
            answer.outcome == Outcome::Answered,
            "{question}: {}",
            answer.message
        );
        let sql = answer.sql.context("an answer has its SQL")?;
        let tables = fresh
            .meaning
            .persona(persona)
            .context("a persona")?
            .tables
            .iter()
            .cloned();
        let admitted = guard::admit(&sql, &Rights::new(tables), Dialect::Embedded)?;
        let limits = Limits::default();
        let mut group = criterion.benchmark_group(name);
        group.bench_function("engine alone", |bencher| {
            bencher
                .to_async(runtime)
                .iter(|| fresh.warehouse.run(admitted.clone(), &limits));
        });
        group.bench_function("question to answer", |bencher| {
            bencher
                .to_async(runtime)
                .iter(|| fresh.assistant.respond(ask()));
        });
        group.bench_function("question to answer, written down", |bencher| {
            bencher
                .to_async(runtime)
                .iter(|| fresh.assistant.ask(ask()));
        });
        runtime.block_on(caching.assistant.ask(ask()));
        anyhow::ensure!(
            runtime.block_on(caching.assistant.ask(ask())).cached,
            "{question} is cached"
        );
        group.bench_function("cached", |bencher| {
            bencher
                .to_async(runtime)
                .iter(|| caching.assistant.respond(ask()));
        });
        group.finish();
    }
    Ok(())
}

/// The interpreter alone, without SQL, guard and engine.
fn understanding(
    criterion: &mut Criterion,
    runtime: &Runtime,
    home: &Path,
    folder: &Path,
) -> anyhow::Result<()> {
    let program = runtime.block_on(data::open(home, Some(folder), TODAY))?;
    let values = runtime.block_on(wiring::values(
        &program.meaning.model,
        program.warehouse.as_ref(),
    ))?;
    let values = Arc::new(ValueIndex::build(values));
    let context = Context {
        today: TODAY.parse()?,
        previous: None,
        mentions: Vec::new(),
        unanswered: false,
        calculation: None,
    };
    for &(name, persona, question) in QUESTIONS {
        let tables = &program
            .meaning
            .persona(persona)
            .context("a persona")?
            .tables;
        let interpreter = Interpreter::new(&program.meaning.model, tables, Arc::clone(&values));
        let mut group = criterion.benchmark_group(name);
        group.bench_function("interpreter alone", |bencher| {
            bencher.iter(|| interpreter.interpret(question, &context));
        });
        group.finish();
    }
    Ok(())
}

/// Prints what criterion measured, side by side: medians in milliseconds.
fn compare(results: &Path) -> anyhow::Result<()> {
    let median = |question: &str, what: &str| -> anyhow::Result<f64> {
        let file = results.join(question).join(what).join("new/estimates.json");
        let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let estimates: serde_json::Value = serde_json::from_str(&text)?;
        Ok(estimates["median"]["point_estimate"]
            .as_f64()
            .context("a median")?
            / 1e6)
    };
    say(&format!(
        "\n{:<26}{:>9}{:>9}{:>10}{:>7}{:>13}{:>10}{:>13}",
        "median, ms",
        "engine",
        "answer",
        "overhead",
        "ratio",
        "written down",
        "cached",
        "interpreter"
    ));
    let mut overheads = Vec::new();
    for (name, _, _) in QUESTIONS {
        let (engine, answer) = (
            median(name, "engine alone")?,
            median(name, "question to answer")?,
        );
        overheads.push(answer - engine);
        say(&format!(
            "{name:<26}{engine:>9.3}{answer:>9.3}{:>10.3}{:>7.2}{:>13.3}{:>10.4}{:>13.4}",
            answer - engine,
            answer / engine,
            median(name, "question to answer, written down")?,
            median(name, "cached")?,
            median(name, "interpreter alone")?,
        ));
    }
    say(&format!(
        "median overhead over the bare engine: {:.3} ms",
        middle(overheads)
    ));
    Ok(())
}

/// From starting the process to its answer: with nothing there at all, then over the data that is there.
fn starts(sample: &Path) -> anyhow::Result<()> {
    let start = |home: &Home, data: Option<&Path>| -> anyhow::Result<f64> {
        let data = data
            .map(|folder| folder.to_str().context("a path in UTF-8"))
            .transpose()?;
        let over = data.map_or(vec![], |folder| vec!["--data", folder]);
        let mut command =
            home.command(&[&["ask"], over.as_slice(), &["Stock by warehouse"]].concat())?;
        let began = Instant::now();
        let ended = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        anyhow::ensure!(ended.success(), "{ended}");
        Ok(began.elapsed().as_secs_f64() * 1000.0)
    };
    let fresh = start(&Home::new()?, None)?;
    let home = Home::new()?;
    let unconverted = start(&home, Some(sample))?;
    let times: Vec<f64> = (0..STARTS)
        .map(|_| start(&home, Some(sample)))
        .collect::<anyhow::Result<_>>()?;
    say(&format!(
        "start to first answer over the sample company: {:.0} ms (median of {STARTS}); {unconverted:.0} ms when its tables \
         are not converted yet; {fresh:.0} ms with the sample company still to be made",
        middle(times),
    ));
    Ok(())
}

/// Resident memory of the serving program, after its start and after some hundred questions.
fn memory(folder: &Path) -> anyhow::Result<()> {
    let home = Home::new()?;
    let server = Server::start(&home, folder, TODAY)?;
    let mut browser = Browser::new(&server.url);
    browser.log_in("demo")?;
    let resident = |key: &str| -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", server.id()))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(key))
            .context("a line of the status")?;
        Ok(line.trim_end_matches("kB").trim().parse::<u64>()? / 1024)
    };
    let at_start = resident("VmRSS:")?;
    for number in 1..=40 {
        for &(_, persona, question) in QUESTIONS {
            // Another day each time, so that nothing comes from the cache.
            let today = format!("2025-{:02}-{:02}", number % 6 + 1, number % 28 + 1);
            let answer = browser
                .query(&json!({"question": question, "persona": persona, "today": today}))?;
            anyhow::ensure!(answer["outcome"] == "answered", "{answer}");
        }
    }
    say(&format!(
        "resident memory over {}: {at_start} MB at start, {} MB after 200 questions, {} MB at most",
        folder.display(),
        resident("VmRSS:")?,
        resident("VmHWM:")?,
    ));
    Ok(())
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
fn say(text: &str) {
    println!("{text}");
}
