//! An *evaluation* asks a bank of questions and says how many were answered right.
//!
//! Gold queries run on the embedded engine with the rights to every table; nothing but this module hands out such rights.

pub mod bank;
pub mod calibration;
pub mod compare;
pub mod gold;
pub mod report;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use assistant::{Answer, Ask, Outcome};
use jiff::civil::Date;
use serde_json::{Number, Value};
use warehouse::guard::{self, Rights};
use warehouse::sample::{self, SampleOptions};
use warehouse::{Limits, cells};

use crate::config::{self, Overrides};
use crate::wiring::Application;
use bank::Entry;
use compare::Rows;
use report::{Case, Verdict};

/// Sales order lines of the sample company that banks ask about.
const SAMPLE_LINES: u64 = 5_000;

/// Asks all questions of a bank.
pub async fn run(file: &Path, overrides: &Overrides) -> anyhow::Result<Vec<Case>> {
    let entries = bank::read(file)?;
    let mut datasets: BTreeMap<&str, Application> = BTreeMap::new();
    let mut cases = Vec::with_capacity(entries.len());
    for entry in &entries {
        if !datasets.contains_key(entry.dataset.as_str()) {
            let data = folder(file, &entry.dataset, overrides)?;
            let configuration = config::load(&Overrides {
                data: Some(data.clone()),
                ..overrides.clone()
            })?;
            let application = Application::open_scratch(configuration)
                .await
                .with_context(|| format!("dataset {} in {}", entry.dataset, data.display()))?;
            datasets.insert(&entry.dataset, application);
        }
        if let Some(application) = datasets.get(entry.dataset.as_str()) {
            cases.push(judge(application, entry).await);
        }
    }
    Ok(cases)
}

/// The folder of a dataset. The sample company needs none: without one it is made.
fn folder(file: &Path, dataset: &str, overrides: &Overrides) -> anyhow::Result<PathBuf> {
    let folder = bank::dataset_folder(file, dataset);
    if dataset != bank::SAMPLE || folder.is_dir() {
        return Ok(folder);
    }
    let own = config::load(overrides)?.data.directory;
    let folder = own.join("evaluation").join(bank::SAMPLE);
    let options = SampleOptions {
        lines: SAMPLE_LINES,
        ..SampleOptions::default()
    };
    sample::write(&options, &folder).context("the sample company")?;
    Ok(folder)
}

async fn judge(application: &Application, entry: &Entry) -> Case {
    let mut ask = Ask::new("evaluation", &entry.persona, &entry.question);
    ask.today = entry.today.parse::<Date>().ok();
    ask.conversation.clone_from(&entry.conversation);
    let started = Instant::now();
    let answer = application.assistant.ask(ask).await;
    let elapsed_ms = started.elapsed().as_secs_f64() * 1000.0;
    let mut case = Case::new(entry, &answer, elapsed_ms);
    case.verdict = if entry.kind.is_answerable() {
        judge_rows(application, entry, &answer, &mut case).await
    } else {
        report::judge_outcome(entry.kind, &answer)
    };
    case
}

async fn judge_rows(
    application: &Application,
    entry: &Entry,
    answer: &Answer,
    case: &mut Case,
) -> Verdict {
    let gold = entry.gold_sql.iter().chain(entry.alt_sql.iter().flatten());
    let mut expected: Vec<(Rows, Vec<usize>)> = Vec::new();
    for sql in gold {
        match gold_rows(application, sql).await {
            Ok(found) => expected.push(found),
            Err(error) => case.gold_errors.push(format!("{error:#}")),
        }
    }
    let Some((first, _)) = expected.first() else {
        return Verdict::GoldFailed;
    };
    case.expected = first.clone();
    match answer.outcome {
        Outcome::Answered => {}
        Outcome::Clarify => return Verdict::AskedBack,
        Outcome::Refused | Outcome::Unanswerable => return Verdict::Declined,
        Outcome::Failed => return Verdict::Failed,
    }
    case.given = answer_rows(answer);
    let right = expected.iter().any(|(rows, order)| {
        compare::matches(rows, &case.given, entry.ordered.then_some(order.as_slice()))
    });
    if right {
        Verdict::Right
    } else {
        Verdict::Wrong
    }
}

/// Rows of a gold query, with the positions of the columns that they are sorted by.
async fn gold_rows(application: &Application, sql: &str) -> anyhow::Result<(Rows, Vec<usize>)> {
    let gold = gold::reword(sql)?;
    let rights = Rights::new(
        application
            .meaning
            .model
            .datasets
            .iter()
            .map(|d| d.name.clone()),
    );
    let admitted = guard::admit(&gold.sql, &rights, guard::Dialect::Embedded)?;
    let limits = Limits {
        row_cap: 1_000_000,
        ..Limits::default()
    };
    let result = application.warehouse.run(admitted, &limits).await?;
    let columns = result.columns();
    let types: Vec<&str> = columns
        .iter()
        .map(|(_, data_type)| data_type.name())
        .collect();
    let rows = typed(cells::rows(&result)?, &types);
    Ok((
        Rows {
            columns: columns.into_iter().map(|(name, _)| name).collect(),
            rows,
        },
        gold.order,
    ))
}

/// Rows of an answer, ready to be compared.
pub fn answer_rows(answer: &Answer) -> Rows {
    let types: Vec<&str> = answer
        .columns
        .iter()
        .map(|c| c.data_type.as_str())
        .collect();
    Rows {
        columns: answer.columns.iter().map(|c| c.name.clone()).collect(),
        rows: typed(answer.rows.to_vec(), &types),
    }
}

/// Long decimals travel as text; for a comparison they are numbers.
fn typed(mut rows: Vec<Vec<Value>>, types: &[&str]) -> Vec<Vec<Value>> {
    for row in &mut rows {
        for (cell, data_type) in row.iter_mut().zip(types) {
            if *data_type == "decimal"
                && let Value::String(digits) = cell
                && let Some(number) = digits.parse().ok().and_then(Number::from_f64)
            {
                *cell = Value::Number(number);
            }
        }
    }
    rows
}
