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
enum Origin {
    /// The question gave it.
    Given,
    /// The data says so; how it was measured.
    Measured(String),
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
            answer: told(&done, &BTreeMap::new(), answer),
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
            ..
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
            answer: told(&done, &origins, answer),
            turn: None,
        }
    }
}

/// Numbers out of range are for the asker to mend; anything else about parameters is ours.
fn refusal(error: &ToolError) -> Outcome {
    match error {
        ToolError::Refused { .. } | ToolError::Contradiction { .. } | ToolError::Senseless(_) => {
            Outcome::Clarify
        }
        _ => Outcome::Failed,
    }
}

/// The answer of a finished calculation: the rows of its main table or, without one, one row with the result and what
/// went in.
fn told(done: &Calculation, origins: &BTreeMap<&str, Origin>, answer: Answer) -> Answer {
    let (columns, rows) = match done.tables.first() {
        Some(table) => (
            table.columns.iter().map(shown).collect(),
            table.rows.clone(),
        ),
        None => figures(done),
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
            insight::written(result, Some(done.unit)),
            done.worked
        ),
        None => format!("{}: {}.", done.label, done.worked),
    };
    let chart = done
        .result
        .filter(|_| done.tables.is_empty())
        .map(|_| insight::Chart::tile(done.label.to_owned(), 0, Some(done.unit.to_owned())));
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
        tool: Some(described(done, origins)),
        insight: Insight {
            chart: chart.and_then(|chart| serde_json::to_value(chart).ok()),
            sentences,
            ..Insight::default()
        },
        definitions: vec![definition],
        ..answer
    }
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
fn described(done: &Calculation, origins: &BTreeMap<&str, Origin>) -> Value {
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
