//! Whatever is typed: what the interpreter understands becomes SQL, the guard admits it, and the engine runs it.
//!
//! `PROPTEST_CASES=100000 cargo nextest run --workspace --no-capture -E 'test(whatever_is_typed)'` asks a hundred
//! thousand conversations of up to three turns; a run that is not told how many asks some hundred.

#[path = "../../server/interpreter/tests/fuzz/words.rs"]
mod words;

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use interpreter::{Context, Interpretation, Interpreter, ValueIndex};
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::Home;
use semantic::{CompileError, Dialect, Model};
use tokio::runtime::Runtime;
use warehouse::Limits;
use warehouse::guard::{self, Rights};
use web::wiring;

/// Conversations of a run that is not told how many.
const CASES: u32 = 400;
/// Different queries that are run; every query passes the guard.
const RUN: usize = 3_000;

/// How one persona asks.
struct Desk {
    interpreter: Interpreter,
    model: Model,
    rights: Rights,
}

#[test]
fn whatever_is_typed_runs_or_is_declined() -> anyhow::Result<()> {
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 300, 1)?;
    let runtime = Runtime::new()?;
    let program = runtime.block_on(data::open(home.path(), Some(&sample), TODAY))?;
    let model = &program.meaning.model;
    let values = runtime.block_on(wiring::values(model, program.warehouse.as_ref()))?;
    let said: Vec<String> = values.iter().step_by(7).map(|v| v.value.clone()).collect();
    let index = Arc::new(ValueIndex::build(values));
    let desks: Vec<Desk> = program
        .meaning
        .personas
        .iter()
        .map(|persona| Desk {
            interpreter: Interpreter::new(model, &persona.tables, Arc::clone(&index)),
            model: model.restricted_to(&persona.tables),
            rights: Rights::new(persona.tables.clone()),
        })
        .collect();
    let today: Date = TODAY.parse()?;
    let ran = RefCell::new(HashSet::new());
    let counts = Cell::new([0_u64; 3]);
    let slowest = Cell::new(Duration::ZERO);

    let mut config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = CASES;
    }
    let strategy = (words::conversation(model, &said), 0..desks.len());
    let outcome = TestRunner::new(config).run(&strategy, |(turns, desk)| {
        let desk = &desks[desk];
        let mut previous = None;
        for turn in turns {
            let context = Context {
                today,
                previous: previous.clone(),
                mentions: Vec::new(),
                unanswered: false,
                calculation: None,
            };
            let began = Instant::now();
            let read = desk.interpreter.interpret(&turn, &context);
            let mut count = counts.get();
            count[0] += 1;
            if let Interpretation::Answer(reading) = read {
                count[1] += 1;
                let compiled = semantic::compile::compile(
                    &desk.model,
                    &reading.query,
                    Dialect::Embedded,
                    today,
                );
                let compiled = match compiled {
                    Ok(compiled) => compiled,
                    // Stock has no dates, a purchase no customer: said so in words.
                    Err(CompileError::NoPath { .. }) => continue,
                    Err(error) => return Err(TestCaseError::fail(format!("{turn}: {error}"))),
                };
                let admitted = guard::admit(&compiled.sql, &desk.rights, guard::Dialect::Embedded)
                    .map_err(|refusal| {
                        TestCaseError::fail(format!("{turn}: {refusal}\n{}", compiled.sql))
                    })?;
                slowest.set(slowest.get().max(began.elapsed()));
                let mut ran = ran.borrow_mut();
                if ran.len() < RUN && ran.insert(compiled.sql.clone()) {
                    count[2] += 1;
                    let result =
                        runtime.block_on(program.warehouse.run(admitted, &Limits::default()));
                    if let Err(error) = result {
                        let error = format!("{turn}: {error}\n{}", compiled.sql);
                        // The engine's optimiser and its planner can differ about NULL in an expression that two columns
                        // share. The asker is told that the engine failed; no figure is wrong.
                        if !error.contains("field nullability") {
                            return Err(TestCaseError::fail(error));
                        }
                        say(&error);
                    }
                }
                previous = Some(reading.query);
            }
            counts.set(count);
        }
        Ok(())
    });
    let [turns, understood, run] = counts.get();
    say(&format!(
        "{turns} turns, {understood} understood and admitted, {run} different queries run, the slowest to the guard in {:.1} ms",
        slowest.get().as_secs_f64() * 1000.0
    ));
    outcome.map_err(|found| anyhow::anyhow!("{found}"))?;
    assert!(run * 20 > turns, "{run} queries ran for {turns} turns");
    Ok(())
}

#[expect(clippy::print_stdout, reason = "shown by `--no-capture`")]
fn say(text: &str) {
    println!("{text}");
}
