//! *Told* is a finished calculation as an answer: its rows, its sentences, its picture, what went in.

use std::collections::BTreeMap;
use std::sync::Arc;

use lambda_tools::Calculation;
use lambda_tools::calculation::number;
use serde_json::{Map, Value, json};

use crate::answer::{Answer, AnswerColumn, Definition, Insight, Outcome};
use crate::calculation::{Origin, Source};
use crate::{inputs, picture};

/// The answer of a finished calculation: the rows of its main table or, without one, one row with the result and what
/// went in.
pub(crate) fn told(
    done: &Calculation,
    given: &Map<String, Value>,
    origins: &BTreeMap<&str, Origin>,
    sources: &[Source],
    answer: Answer,
) -> Answer {
    let over_time = over_time(done);
    let line = over_time.is_some();
    let (columns, rows) = match (over_time, done.tables.first()) {
        (Some(shown), _) => shown,
        (None, Some(table)) => (
            table.columns.iter().map(shown).collect(),
            table.rows.clone(),
        ),
        (None, None) => figures(done),
    };
    let method = if done.method.is_empty() {
        String::new()
    } else {
        format!(" ({} method)", done.method)
    };
    let message = match done.result {
        Some(result) => format!(
            "{}{method}: {}{}{}.",
            done.label,
            insight::written(result, Some(done.unit).filter(|unit| *unit != "count")),
            if done.worked.starts_with("over ") {
                " "
            } else {
                ", from "
            },
            done.worked.trim_end_matches('.')
        ),
        None => format!("{}: {}.", done.label, done.worked),
    };
    let chart = match (done.result, done.tables.first()) {
        _ if line => Some(insight::Chart {
            kind: insight::ChartKind::Line,
            title: format!("{}: history, forecast and interval", done.label),
            x: Some(0),
            y: vec![1, 2],
            band: Some((3, 4)),
            ..insight::Chart::tile(String::new(), 1, Some(done.unit.to_owned()))
        }),
        (_, Some(table)) => picture::of(table),
        (Some(_), None) => {
            let unit = Some(done.unit.to_owned());
            Some(insight::Chart::tile(done.label.to_owned(), 0, unit))
        }
        (None, None) => None,
    };
    let mut sentences = vec![message.clone()];
    sentences.extend(done.caveats.iter().cloned());
    let definition = Definition {
        label: done.label.to_owned(),
        definition: done.formula.to_owned(),
        owner: "The catalogue of calculations".to_owned(),
    };
    Answer {
        outcome: Outcome::Answered,
        understood: if answer.understood.is_empty() {
            lambda_tools::find(done.tool)
                .map_or(done.label, |tool| tool.label)
                .to_owned()
        } else {
            answer.understood
        },
        message,
        columns,
        row_count: rows.len(),
        rows: Arc::new(rows),
        tool: Some(described(done, given, origins, sources)),
        insight: Insight {
            chart: chart.and_then(|chart| serde_json::to_value(chart).ok()),
            sentences,
            ..Insight::default()
        },
        definitions: vec![definition],
        ..answer
    }
}

/// History and forecast by period, the latter with its interval; none without dates.
fn over_time(done: &Calculation) -> Option<(Vec<AnswerColumn>, Vec<Vec<Value>>)> {
    let series = done.series.as_ref()?;
    let input = |name: &str| done.inputs.iter().find(|input| input.name == name);
    let grain = match input("period")?.value.as_str()? {
        "day" => insight::Grain::Day,
        "week" => insight::Grain::Week,
        _ => insight::Grain::Month,
    };
    input("first_period")?;
    let time = AnswerColumn {
        grain: Some(grain),
        ..column("period_start", "Period", "", "date")
    };
    let figure = |name, label| column(name, label, done.unit, "decimal");
    let columns = vec![
        time,
        figure("demand", "Demand"),
        figure("forecast", "Forecast"),
        figure("lower", "At least"),
        figure("upper", "At most"),
    ];
    let was = series.history.iter().map(|point| {
        let demand = number(point.value);
        vec![
            json!(point.at),
            demand,
            Value::Null,
            Value::Null,
            Value::Null,
        ]
    });
    let comes = series.forecast.iter().zip(&series.lower).zip(&series.upper);
    let comes = comes.map(|((point, lower), upper)| {
        let [forecast, lower, upper] = [point, lower, upper].map(|point| number(point.value));
        vec![json!(point.at), Value::Null, forecast, lower, upper]
    });
    Some((columns, was.chain(comes).collect()))
}

/// One row with the main figure, the further ones, and the numbers that went in.
fn figures(done: &Calculation) -> (Vec<AnswerColumn>, Vec<Vec<Value>>) {
    let mut columns = Vec::new();
    let mut row = Vec::new();
    let mut put = |name: &str, label: &str, unit: &str, value: Value| {
        columns.push(column(name, label, unit, "decimal"));
        row.push(value);
    };
    if let Some(result) = done.result {
        put(done.name, done.label, done.unit, number(result));
    }
    for figure in &done.figures {
        put(figure.name, figure.label, figure.unit, number(figure.value));
    }
    for input in done.inputs.iter().filter(|input| input.value.is_number()) {
        put(&input.name, &input.label, &input.unit, input.value.clone());
    }
    (columns, vec![row])
}

fn shown(shown: &lambda_tools::table::Column) -> AnswerColumn {
    column(
        shown.name,
        shown.label,
        shown.unit,
        shown.data_type.as_str(),
    )
}

fn column(name: &str, label: &str, unit: &str, data_type: &str) -> AnswerColumn {
    AnswerColumn {
        name: name.to_owned(),
        data_type: data_type.to_owned(),
        label: label.to_owned(),
        unit: (!unit.is_empty()).then(|| unit.to_owned()),
        next: None,
        grain: None,
    }
}

/// The calculation as the answer carries it; the rows of its main table are the answer's own.
fn described(
    done: &Calculation,
    given: &Map<String, Value>,
    origins: &BTreeMap<&str, Origin>,
    sources: &[Source],
) -> Value {
    json!({
        "name": done.tool,
        "label": done.label,
        "method": done.method,
        "result": done.result.map(number),
        "unit": done.unit,
        "formula": done.formula,
        "worked": done.worked,
        "inputs": inputs::of(done, given, origins, sources),
        "sources": sources.iter().map(|source| json!({"label": source.label, "how": source.how})).collect::<Vec<_>>(),
        "figures": done.figures,
        "tables": done.tables.get(1..).unwrap_or_default(),
        "series": done.series,
        "route": done.route,
        "caveats": done.caveats,
    })
}
