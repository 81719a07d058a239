//! What the program says that it understood is a question too: asked again, it means the same.

use std::path::Path;

use assistant::{Answer, Ask};
use quartermaster_tests::data;
use quartermaster_tests::program::Home;
use semantic::{AttributeId, Column, Form, Measure, MetricKind, Model, Predicate, SemanticQuery};
use serde_json::Value;
use web::eval::bank::{self, Entry};
use web::wiring::Application;

/// Of a hundred questions, how many must survive being restated.
const AT_LEAST: usize = 90;

#[tokio::test]
async fn over_the_sample_company() -> anyhow::Result<()> {
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 5_000, 1)?;
    let banks = data::package().join("banks");
    ask_again(
        &home,
        &sample,
        &[banks.join("sample.jsonl"), banks.join("working.jsonl")],
    )
    .await
}

#[tokio::test]
async fn over_adventureworks() -> anyhow::Result<()> {
    let Some(folder) = data::shared("data/adventureworks") else {
        return Ok(());
    };
    let mut banks = vec![data::package().join("banks/adventureworks.jsonl")];
    banks.extend(data::shared("bank/dev.jsonl"));
    ask_again(&Home::new()?, &folder, &banks).await
}

/// Asks the questions of the banks, then what was understood of each; prints the pairs that differ.
async fn ask_again(home: &Home, folder: &Path, banks: &[std::path::PathBuf]) -> anyhow::Result<()> {
    let program = data::open(home.path(), Some(folder), data::TODAY).await?;
    let model = &program.meaning.model;
    let (mut asked, mut same) = (0, 0);
    for file in banks {
        for entry in bank::read(file)? {
            let answer = ask(
                &program,
                &entry,
                &entry.question,
                entry.conversation.clone(),
            )
            .await?;
            let Some(query) = &answer.query else {
                continue;
            };
            let again = ask(&program, &entry, &answer.understood, None).await?;
            asked += 1;
            if again.query.as_ref().map(|q| meaning(q, model)) == Some(meaning(query, model)) {
                same += 1;
            } else {
                say(&format!(
                    "{} {}\n  understood {}\n  asked again {}{}",
                    entry.id, entry.question, answer.understood, again.understood, again.message
                ));
            }
        }
    }
    say(&format!(
        "{same} of {asked} questions mean the same when what was understood is asked"
    ));
    assert!(asked >= 60, "only {asked} questions are answered");
    assert!(
        same * 100 >= asked * AT_LEAST,
        "{same} of {asked} are less than {AT_LEAST} %"
    );
    Ok(())
}

async fn ask(
    program: &Application,
    entry: &Entry,
    question: &str,
    conversation: Option<String>,
) -> anyhow::Result<Answer> {
    let mut ask = Ask::new("bank", &entry.persona, question).on(entry.today.parse()?);
    ask.conversation = conversation;
    Ok(program.assistant.ask(ask).await)
}

/// A query without what makes no difference: headings, the order of conditions, and whether all rows are counted by
/// name, by kind or by metric.
fn meaning(query: &SemanticQuery, model: &Model) -> Value {
    let mut query = query.clone();
    for column in &mut query.columns {
        if let Column::Measure(used) = column {
            used.label = None;
            sort(&mut used.filters);
            if let Some(dataset) = counted(&used.measure, model) {
                used.measure = Measure::Rows { dataset };
            }
        }
    }
    if is_one_row(&query, model) {
        query.order.clear();
    }
    sort(&mut query.filters);
    serde_json::json!(query)
}

/// Whether every group of a query is held to one value, so that there is one row and no order.
fn is_one_row(query: &SemanticQuery, model: &Model) -> bool {
    let held = |attribute: &AttributeId| {
        model.entities.iter().any(|entity| {
            let own = |a: &AttributeId| {
                entity.key.as_slice() == std::slice::from_ref(a)
                    || entity.name_attribute.as_ref() == Some(a)
            };
            own(attribute)
                && query.filters.iter().any(|filter| {
                    matches!(filter, Predicate::In { attribute, values, negated: false }
                        if own(attribute) && values.len() == 1)
                })
        })
    };
    let mut groups = query.columns.iter().filter_map(|column| match column {
        Column::Attribute(attribute) => Some(attribute),
        _ => None,
    });
    matches!(query.form, Form::Groups { .. }) && groups.all(held)
}

/// The dataset whose rows a measure counts, each once.
fn counted(measure: &Measure, model: &Model) -> Option<String> {
    match measure {
        Measure::Rows { dataset } => Some(dataset.clone()),
        Measure::Entities { entity, dataset } => model
            .entity(entity)
            .is_some_and(|e| e.own_dataset.as_ref() == Some(dataset))
            .then(|| dataset.clone()),
        Measure::Metric(name) => match &model.metric(name)?.kind {
            MetricKind::Aggregate {
                dataset,
                expression,
                filters,
            } => (expression == "COUNT(*)" && filters.is_empty()).then(|| dataset.clone()),
            MetricKind::Derived { .. } => None,
        },
        Measure::Aggregate { .. } => None,
    }
}

fn sort(predicates: &mut [Predicate]) {
    for predicate in predicates.iter_mut() {
        match predicate {
            Predicate::Any(inner) | Predicate::Related { filters: inner, .. } => sort(inner),
            Predicate::In { values, .. } => values.sort_by_key(|value| format!("{value:?}")),
            _ => {}
        }
    }
    predicates.sort_by_key(|predicate| serde_json::json!(predicate).to_string());
}

#[expect(clippy::print_stdout, reason = "shown by `--no-capture`")]
fn say(text: &str) {
    println!("{text}");
}
