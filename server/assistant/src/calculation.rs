//! A *calculation* is a formula of the catalogue, run with what the question gives and what the data says; what neither
//! knows is asked for, never made up.

use std::collections::BTreeMap;
use std::sync::Arc;

use interpreter::Calculation as Asked;
use lambda_tools::calculation::number;
use lambda_tools::{Calculation, Input, ToolError};
use serde_json::{Map, Value, json};

use crate::answer::{Answer, AnswerColumn, Definition, Engine, Insight, Intent, Outcome};
use crate::draft::Draft;
use crate::inquiry::{Inquiry, failed};
use crate::measurement::{Finding, Measured, Measurements};
use crate::step::{StepName, Steps};

/// Where an input comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The question gave it.
    Given,
    /// The data says so; how it was measured.
    Measured(String),
}

/// Where rows of a calculation come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    /// What they are ("Demand").
    pub label: String,
    /// How they were got ("units sold ÷ 90 days, 2025-04-02 to 2025-06-30").
    pub how: String,
    /// Parameters that follow from them.
    pub inputs: Vec<String>,
}

/// Runs a calculation with given parameters only.
pub(crate) fn run_given(tool: &str, parameters: &Value, answer: Answer) -> Draft {
    let answer = Answer {
        engine: Engine::Tool,
        intent: Intent::Optimization,
        confidence: 1.0,
        ..answer
    };
    match lambda_tools::run(tool, parameters) {
        Ok(done) => Draft {
            answer: told(&done, &BTreeMap::new(), &[], answer),
            turn: None,
        },
        Err(error) => Draft::says(answer, Outcome::Refused, format!("{error}")),
    }
}

/// A calculation by name as the history shows it: rows are counted, not written out.
pub(crate) fn spoken(tool: &str, parameters: &Value) -> String {
    let Value::Object(given) = parameters else {
        return tool.to_owned();
    };
    let shown: Map<String, Value> = given
        .iter()
        .map(|(name, value)| match value {
            Value::Array(rows) if rows.iter().any(Value::is_object) => {
                (name.clone(), json!(format!("{} rows", rows.len())))
            }
            value => (name.clone(), value.clone()),
        })
        .collect();
    format!("{tool} {}", Value::Object(shown))
}

impl Inquiry<'_> {
    /// Answers a question that asks for a calculation.
    pub(crate) async fn calculation(
        &self,
        question: &str,
        asked: Asked,
        answer: Answer,
        steps: &mut Steps,
    ) -> Draft {
        let Asked {
            tool: name,
            mut given,
            filters,
            understood,
            assumptions,
            confidence,
            used,
            words,
            set,
        } = asked;
        let answer = Answer {
            understood,
            assumptions,
            used,
            confidence,
            engine: Engine::Tool,
            intent: Intent::Optimization,
            ..answer
        };
        let Some(tool) = lambda_tools::find(&name) else {
            tracing::error!(query_id = %answer.id, tool = %name, "the interpreter asks for a calculation that there is not");
            return Draft::says(
                answer,
                Outcome::Failed,
                format!("There is no calculation named {name}."),
            );
        };
        let product = |filter: &semantic::Predicate| {
            matches!(filter, semantic::Predicate::In { attribute, .. }
                if matches!(attribute.as_str(), "product_code" | "product_name"))
        };
        let about_one = filters.iter().any(product);
        let needs_rows = tool
            .forms
            .first()
            .is_some_and(|form| !form.row_sets.is_empty())
            || crate::data::takes_history(tool);
        let about_many = set.is_some() || !filters.is_empty() && !about_one;
        if needs_rows || about_many && crate::data::takes_rows(tool) {
            let numbers = given
                .iter()
                .map(|(name, value)| (name.clone(), number(*value)));
            let words = words
                .iter()
                .map(|(name, value)| (name.clone(), json!(value)));
            let wanted = crate::data::Wanted {
                tool,
                given: numbers.chain(words).collect(),
                filters,
                set,
            };
            return Box::pin(self.data_tool(question, wanted, answer, steps)).await;
        }
        let Some(form) = tool.form(&given.keys().map(String::as_str).collect::<Vec<_>>()) else {
            return Draft::says(
                answer,
                Outcome::Failed,
                format!("{} takes no parameters.", tool.label),
            );
        };
        let mut measurements = Measurements::new(self, question, &filters, &given);
        let mut origins: BTreeMap<&str, Origin> = BTreeMap::new();
        for parameter in form.parameters.iter().filter(|p| p.required) {
            if given.contains_key(&parameter.name) {
                origins.insert(&parameter.name, Origin::Given);
                continue;
            }
            match measurements.find(parameter).await {
                Finding::Value(Measured { value, how }) => {
                    given.insert(parameter.name.clone(), value);
                    origins.insert(&parameter.name, Origin::Measured(how));
                }
                Finding::Ask { question, choices } => {
                    steps.done(StepName::Calculated, question.clone());
                    return Draft::says(Answer { choices, ..answer }, Outcome::Clarify, question);
                }
                Finding::Lacking(message) => {
                    return Draft::says(answer, Outcome::Unanswerable, message);
                }
                Finding::Failed(failure) => return failed(answer, &failure),
            }
        }
        let parameters: Map<String, Value> = given
            .iter()
            .map(|(name, value)| (name.clone(), json!(value)))
            .collect();
        let done = match tool.run(&parameters) {
            Ok(done) => done,
            Err(error) => {
                return Draft::says(answer, refusal(&error), format!("{}: {error}.", tool.label));
            }
        };
        let measured = origins
            .values()
            .any(|origin| matches!(origin, Origin::Measured(_)));
        let answer = Answer {
            intent: if measured {
                Intent::Hybrid
            } else {
                Intent::Optimization
            },
            sql: measurements.sql(),
            dialect: measured.then(|| self.assistant.warehouse.dialect().to_owned()),
            warnings: measurements.warnings(),
            ..answer
        };
        steps.done(StepName::Calculated, done.worked.clone());
        Draft {
            answer: told(&done, &origins, &[], answer),
            turn: None,
        }
    }
}

/// Numbers out of range are for the asker to mend; anything else about parameters is ours.
pub(crate) fn refusal(error: &ToolError) -> Outcome {
    match error {
        ToolError::Refused { .. } | ToolError::Contradiction { .. } | ToolError::Senseless(_) => {
            Outcome::Clarify
        }
        _ => Outcome::Failed,
    }
}

/// The answer of a finished calculation: the rows of its main table or, without one, one row with the result and what
/// went in.
pub(crate) fn told(
    done: &Calculation,
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
            "{}{method}: {}, from {}.",
            done.label,
            insight::written(result, Some(done.unit).filter(|unit| *unit != "count")),
            done.worked.trim_end_matches('.')
        ),
        None => format!("{}: {}.", done.label, done.worked),
    };
    let chart = done
        .result
        .filter(|_| done.tables.is_empty())
        .map(|_| insight::Chart::tile(done.label.to_owned(), 0, Some(done.unit.to_owned())));
    let chart = if line {
        Some(insight::Chart {
            kind: insight::ChartKind::Line,
            title: format!("{}: history, forecast and interval", done.label),
            x: Some(0),
            y: vec![1, 2, 3, 4],
            ..insight::Chart::tile(String::new(), 1, Some(done.unit.to_owned()))
        })
    } else {
        chart
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
            done.label.to_owned()
        } else {
            answer.understood
        },
        message,
        columns,
        row_count: rows.len(),
        rows: Arc::new(rows),
        tool: Some(described(done, origins, sources)),
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
fn described(done: &Calculation, origins: &BTreeMap<&str, Origin>, sources: &[Source]) -> Value {
    let inputs = done.inputs.iter();
    json!({
        "name": done.tool,
        "label": done.label,
        "method": done.method,
        "result": done.result.map(number),
        "unit": done.unit,
        "formula": done.formula,
        "worked": done.worked,
        "inputs": inputs.map(|input| origin(input, origins.get(input.name.as_str()))).collect::<Vec<_>>(),
        "sources": sources.iter().map(|source| json!({"label": source.label, "how": source.how})).collect::<Vec<_>>(),
        "figures": done.figures,
        "tables": done.tables.get(1..).unwrap_or_default(),
        "series": done.series,
        "route": done.route,
        "caveats": done.caveats,
    })
}

fn origin(input: &Input, origin: Option<&Origin>) -> Value {
    let (origin, how) = match origin {
        Some(Origin::Measured(how)) => ("measured", Some(how.as_str())),
        _ if input.defaulted => ("defaulted", None),
        None | Some(Origin::Given) => ("given", None),
    };
    json!({
        "name": input.name,
        "label": input.label,
        "value": input.value,
        "unit": input.unit,
        "origin": origin,
        "how": how,
    })
}
