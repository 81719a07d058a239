//! A *calculation* is a formula of the catalogue, run with what the question gives and what the data says; what neither
//! knows is asked for, never made up.

use std::collections::BTreeMap;
use std::sync::Arc;

use interpreter::Calculation as Asked;
use lambda_tools::{Calculation, Input, ToolError};
use serde_json::{Map, Number, Value, json};

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
        let mut origins: BTreeMap<&'static str, Origin> = BTreeMap::new();
        for parameter in form.parameters {
            if given.contains_key(parameter.name) {
                origins.insert(parameter.name, Origin::Given);
                continue;
            }
            match measurements.find(parameter).await {
                Finding::Value(Measured { value, how }) => {
                    given.insert(parameter.name.to_owned(), value);
                    origins.insert(parameter.name, Origin::Measured(how));
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
        ToolError::OutOfRange { .. }
        | ToolError::Contradiction { .. }
        | ToolError::NotANumber { .. } => Outcome::Clarify,
        _ => Outcome::Failed,
    }
}

/// The answer of a finished calculation: one row with the result and what went in.
fn told(done: &Calculation, origins: &BTreeMap<&'static str, Origin>, answer: Answer) -> Answer {
    let column = |name: &str, label: &str, unit: &str| AnswerColumn {
        name: name.to_owned(),
        data_type: "decimal".to_owned(),
        label: label.to_owned(),
        unit: Some(unit.to_owned()),
        next: None,
        grain: None,
    };
    let mut columns = vec![column(done.name, done.label, done.unit)];
    let mut row = vec![number(done.result)];
    for input in &done.inputs {
        columns.push(column(input.name, input.label, input.unit));
        row.push(number(input.value));
    }
    let method = if done.method.is_empty() {
        String::new()
    } else {
        format!(" ({} method)", done.method)
    };
    let message = format!(
        "{}{method}: {}, from {}.",
        done.label,
        insight::written(done.result, Some(done.unit)),
        done.worked
    );
    let chart = insight::Chart::tile(done.label.to_owned(), 0, Some(done.unit.to_owned()));
    let mut sentences = vec![message.clone()];
    sentences.extend(done.caveats.iter().cloned());
    let tool = json!({
        "name": done.tool,
        "label": done.label,
        "method": done.method,
        "result": number(done.result),
        "unit": done.unit,
        "formula": done.formula,
        "worked": done.worked,
        "inputs": done.inputs.iter().map(|input| described(input, origins.get(input.name))).collect::<Vec<_>>(),
        "caveats": done.caveats,
    });
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
        row_count: 1,
        rows: Arc::new(vec![row]),
        tool: Some(tool),
        insight: Insight {
            chart: serde_json::to_value(chart).ok(),
            sentences,
            ..Insight::default()
        },
        definitions: vec![definition],
        ..answer
    }
}

fn described(input: &Input, origin: Option<&Origin>) -> Value {
    let (origin, how) = match origin {
        None | Some(Origin::Given) => ("given", None),
        Some(Origin::Measured(how)) => ("measured", Some(how.as_str())),
    };
    json!({
        "name": input.name,
        "label": input.label,
        "value": number(input.value),
        "unit": input.unit,
        "origin": origin,
        "how": how,
    })
}

/// A number as JSON: whole ones as integers.
fn number(value: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        return Value::from(value as i64);
    }
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}
