//! A further condition leaves rows out and never brings any in, whatever was asked.

use std::collections::BTreeMap;

use assistant::{Answer, Ask, Outcome};
use jiff::civil::date;
use quartermaster_tests::bank;
use quartermaster_tests::data;
use quartermaster_tests::program::Home;
use semantic::{
    Aggregate, AttributeId, Column, Literal, Measure, MetricKind, Model, Predicate, QueryPart,
    SemanticQuery, Window,
};
use serde_json::Value;
use web::wiring::Application;

/// Pairs of a query and a narrower one that must have been compared.
const AT_LEAST: usize = 300;

#[tokio::test]
async fn a_condition_more_never_adds_rows() -> anyhow::Result<()> {
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 2_000, 1)?;
    let program = data::open(home.path(), Some(&sample), data::TODAY).await?;
    let further = further(&program).await?;
    let (mut compared, mut faults) = (0, Vec::new());
    for name in ["sample.jsonl", "working.jsonl"] {
        for question in bank::read(name)? {
            let entry = &question.entry;
            let mut ask = Ask::new("bank", &entry.persona, &entry.question);
            ask.conversation.clone_from(&entry.conversation);
            let Some(query) = program.assistant.ask(ask).await.query else {
                continue;
            };
            let query = unlimited(query);
            for (wide, narrow) in pairs(&query, &further) {
                let wider = run(&program, &entry.persona, &wide).await;
                let narrower = run(&program, &entry.persona, &narrow).await;
                // Some conditions say nothing of some rows; the program declines those.
                if wider.outcome != Outcome::Answered || narrower.outcome != Outcome::Answered {
                    continue;
                }
                compared += 1;
                if let Some(fault) = grown(&program.meaning.model, &wide, &wider, &narrower) {
                    faults.push(format!(
                        "{} {}\n  {}\n  {}\n  {fault}",
                        entry.id, entry.question, wider.understood, narrower.understood
                    ));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(compared >= AT_LEAST, "only {compared} pairs were compared");
    Ok(())
}

/// Conditions that nearly any question could have beside its own: a group, a warehouse, a year.
async fn further(program: &Application) -> anyhow::Result<Vec<Predicate>> {
    let mut found = Vec::new();
    for (dataset, column) in [
        ("product", "product_group"),
        ("warehouse_product", "warehouse_code"),
    ] {
        let values = program.warehouse.distinct_values(dataset, column).await?;
        let value = values.into_iter().max_by_key(|(_, rows)| *rows);
        found.extend(value.map(|(value, _)| Predicate::In {
            attribute: AttributeId::new(column),
            values: vec![Literal::Text(value)],
            negated: false,
        }));
    }
    found.push(Predicate::Within {
        attribute: None,
        window: Window {
            from: Some(date(2024, 1, 1)),
            until: Some(date(2025, 1, 1)),
        },
    });
    Ok(found)
}

/// The query with all its rows: limits and conditions on figures let other rows move up.
fn unlimited(mut query: SemanticQuery) -> SemanticQuery {
    query.limit = None;
    query.having.clear();
    query.order.clear();
    query
        .columns
        .retain(|c| !matches!(c, Column::RunningTotal { .. }));
    query
}

/// The query beside each narrower one: with a condition more, and itself beside it without one of its own.
fn pairs(query: &SemanticQuery, further: &[Predicate]) -> Vec<(SemanticQuery, SemanticQuery)> {
    let narrower = further.iter().map(|condition| {
        let mut narrow = query.clone();
        narrow.filters.push(condition.clone());
        (query.clone(), narrow)
    });
    let wider = (0..query.filters.len())
        .filter_map(|position| query.without(QueryPart::Filter(position)))
        .map(|wide| (wide, query.clone()));
    narrower.chain(wider).collect()
}

async fn run(program: &Application, persona: &str, query: &SemanticQuery) -> Answer {
    let ask = Ask::new("bank", persona, "narrowed").meaning(query.clone());
    program.assistant.ask(ask).await
}

/// How the narrower answer holds more than the wider one, if it does.
fn grown(model: &Model, query: &SemanticQuery, wide: &Answer, narrow: &Answer) -> Option<String> {
    if wide.truncated || narrow.truncated {
        return None;
    }
    if query.counted.is_some() {
        let figure = |answer: &Answer| answer.rows.first()?.first()?.as_f64();
        return (figure(narrow) > figure(wide)).then(|| "counts more".to_owned());
    }
    if narrow.rows.len() > wide.rows.len() {
        return Some(format!("{} rows of {}", narrow.rows.len(), wide.rows.len()));
    }
    let keyed = |c: &Column| matches!(c, Column::Attribute(_) | Column::Time { .. });
    let keys: Vec<usize> = (0..query.columns.len())
        .filter(|at| keyed(&query.columns[*at]))
        .collect();
    let key = |row: &Vec<Value>| -> String {
        let cells = keys.iter().filter_map(|at| row.get(*at));
        let cells: Vec<String> = cells.map(Value::to_string).collect();
        cells.join("\u{1f}")
    };
    let before: BTreeMap<String, &Vec<Value>> = wide.rows.iter().map(|r| (key(r), r)).collect();
    for row in narrow.rows.iter() {
        let Some(known) = before.get(&key(row)) else {
            return Some(format!("a new row: {row:?}"));
        };
        for (at, column) in query.columns.iter().enumerate() {
            let figures = (number(row.get(at)), number(known.get(at)));
            if let (Column::Measure(used), (Some(now), Some(was))) = (column, figures)
                && adds_up(model, &used.measure)
                && now > was + 1e-6
            {
                return Some(format!("{now} of {was} in {row:?}"));
            }
        }
    }
    None
}

fn number(cell: Option<&Value>) -> Option<f64> {
    match cell? {
        Value::String(digits) => digits.parse().ok(),
        other => other.as_f64(),
    }
}

/// The measure is a sum of what is never negative.
fn adds_up(model: &Model, measure: &Measure) -> bool {
    match measure {
        Measure::Rows { .. } | Measure::Entities { .. } => true,
        Measure::Aggregate { function, .. } => {
            matches!(function, Aggregate::Sum | Aggregate::CountDistinct)
        }
        Measure::Metric(name) => model.metric(name).is_some_and(|metric| {
            let sum = matches!(&metric.kind, MetricKind::Aggregate { expression, .. }
                if !expression.contains(" - "));
            sum && metric.additive
        }),
    }
}
