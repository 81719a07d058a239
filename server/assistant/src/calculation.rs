//! A *calculation* is a formula of the catalogue, run with what the question gives and what the data says; what neither
//! knows is asked for, never made up.

use std::collections::BTreeMap;

use interpreter::{Calculation as Asked, Statement};
use lambda_tools::calculation::number;
use lambda_tools::{Calculation, Form, Tool, ToolError};
use semantic::Predicate;
use serde_json::{Map, Value, json};

use crate::answer::{Answer, Engine, Intent, Outcome};
use crate::assistant::Assistant;
use crate::cost::Spending;
use crate::draft::Draft;
use crate::inputs;
use crate::inquiry::{Inquiry, failed};
use crate::measurement::{Finding, Measured, Measurements};
use crate::step::{StepName, Steps};
use crate::store::Turn;
use crate::told::told;

/// Where an input comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The question gave it.
    Given,
    /// The data says so; how it was measured.
    Measured(String),
    /// It is on file; where.
    OnFile(String),
    /// It follows from other inputs; how.
    Computed(String),
}

impl Origin {
    /// Its word in an answer, and how it was found.
    pub(crate) fn told(&self) -> (&'static str, Option<String>) {
        match self {
            Self::Given => ("given", None),
            Self::Measured(how) => ("measured", Some(how.clone())),
            Self::OnFile(how) => ("on_file", Some(how.clone())),
            Self::Computed(how) => ("computed", Some(how.clone())),
        }
    }
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

impl Assistant {
    /// Makes a calculation with given parameters only.
    pub(crate) async fn run_given(
        &self,
        tool: &str,
        parameters: &Value,
        answer: Answer,
        spending: &Spending,
    ) -> Draft {
        let answer = Answer {
            engine: Engine::Tool,
            intent: Intent::Optimization,
            confidence: 1.0,
            ..answer
        };
        let none = Map::new();
        let given = parameters.as_object().unwrap_or(&none);
        let origins = given.keys().map(|name| (name.as_str(), Origin::Given));
        let (calculation, warning) =
            match (lambda_tools::catalogue::named(tool), parameters.is_object()) {
                (Ok(tool), true) => {
                    let made = self.make(tool, given, &answer.id, spending).await;
                    (made.calculation, made.warning)
                }
                (Ok(_), false) => (Err(ToolError::NotAnObject), None),
                (Err(error), _) => (Err(error), None),
            };
        match calculation {
            Ok(done) => {
                let mut answer = told(&done, given, &origins.collect(), &[], answer);
                answer.warnings.extend(warning);
                Draft { answer, turn: None }
            }
            Err(error) => Draft::says(answer, Outcome::Refused, format!("{error}")),
        }
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

/// A calculation by name as a question would ask for it; none when something of it is neither a number nor a word.
pub(crate) fn asked(
    tool: &Tool,
    given: &Map<String, Value>,
    filters: Vec<Predicate>,
) -> Option<Asked> {
    let mut asked = Asked {
        tool: tool.name.to_owned(),
        filters,
        subject: tool.label.to_owned(),
        understood: tool.label.to_owned(),
        confidence: 1.0,
        ..Asked::default()
    };
    for (name, value) in given {
        match value {
            Value::Number(number) => {
                asked.given.insert(name.clone(), number.as_f64()?);
            }
            Value::String(word) => {
                asked.words.insert(name.clone(), word.clone());
            }
            Value::Array(values) => {
                let values: Option<Vec<f64>> = values.iter().map(Value::as_f64).collect();
                asked.lists.insert(name.clone(), values?);
            }
            _ => return None,
        }
    }
    Some(asked)
}

/// What is given, by name.
fn parameters(asked: &Asked) -> Map<String, Value> {
    let numbers = asked.given.iter();
    let numbers = numbers.map(|(name, value)| (name.clone(), number(*value)));
    let words = asked.words.iter();
    let words = words.map(|(name, value)| (name.clone(), json!(value)));
    let lists = asked.lists.iter();
    let lists = lists.map(|(name, values)| {
        let values: Vec<Value> = values.iter().map(|value| number(*value)).collect();
        (name.clone(), json!(values))
    });
    numbers.chain(words).chain(lists).collect()
}

/// Names of what is given.
fn names(asked: &Asked) -> Vec<&str> {
    let numbers = asked.given.keys().chain(asked.words.keys());
    numbers
        .chain(asked.lists.keys())
        .map(String::as_str)
        .collect()
}

/// The form in which a calculation is asked: that of its names or, where inputs of two forms stand side by side, the one
/// that takes what was changed last; what belongs to the other form is taken out.
fn form_of(tool: &'static Tool, asked: &mut Asked) -> Option<&'static Form> {
    // A safety stock is given or follows from a service level: what was said last holds.
    let changed = |name: &str| asked.changes.iter().any(|change| change == name);
    match (changed("safety_stock"), changed("service_level")) {
        (true, false) => asked.given.remove("service_level"),
        (false, true) => asked.given.remove("safety_stock"),
        _ => None,
    };
    let names = names(asked);
    let form = tool.form(&names)?;
    let takes = |form: &Form, name: &str| {
        let mut fields = form.row_sets.iter().flat_map(|rows| &rows.fields);
        form.names().any(|(own, _)| own == name) || fields.any(|field| field.name == name)
    };
    if names.iter().all(|name| takes(form, name)) {
        return Some(form);
    }
    // Without a change all of it was said at once.
    let wanted: Vec<&str> = if asked.changes.is_empty() {
        names.clone()
    } else {
        asked.changes.iter().map(String::as_str).collect()
    };
    let fitting = |form: &&Form| wanted.iter().all(|name| takes(form, name));
    let known = |form: &&Form| names.iter().filter(|name| takes(form, name)).count();
    // Of equals the first: forms stand in the order in which they are preferred.
    let best = tool.forms.iter().filter(fitting).rev().max_by_key(known);
    let Some(best) = best else {
        return Some(form);
    };
    asked.given.retain(|name, _| takes(best, name));
    asked.words.retain(|name, _| takes(best, name));
    Some(best)
}

/// What was understood, part by part: what is computed of what, and each input that is given.
pub(crate) fn understood(asked: &Asked, answer: Answer) -> Answer {
    let parts = asked.parts(&inputs::takes(asked, &BTreeMap::new()));
    let statements = parts.iter().map(|text| Statement {
        text: text.clone(),
        part: None,
    });
    Answer {
        understood: parts.join(" · "),
        statements: statements.collect(),
        calculation: Some(asked.clone()),
        ..answer
    }
}

/// What a conversation remembers of a calculation.
pub(crate) fn remembered(question: &str, asked: Asked, done: Option<&Calculation>) -> Turn {
    let inputs = done.into_iter().flat_map(|done| &done.inputs);
    Turn {
        question: question.to_owned(),
        inputs: inputs
            .filter_map(|input| Some((input.name.clone(), input.value.as_f64()?)))
            .collect(),
        calculation: Some(asked),
        ..Turn::default()
    }
}

impl Inquiry<'_> {
    /// Answers a question that asks for a calculation.
    pub(crate) async fn calculation(
        &self,
        question: &str,
        mut asked: Asked,
        answer: Answer,
        steps: &mut Steps,
    ) -> Draft {
        let answer = Answer {
            assumptions: asked.assumptions.clone(),
            used: asked.used.clone(),
            confidence: asked.confidence,
            engine: Engine::Tool,
            intent: Intent::Optimization,
            ..answer
        };
        let Some(tool) = lambda_tools::find(&asked.tool) else {
            tracing::error!(query_id = %answer.id, tool = %asked.tool, "the interpreter asks for a calculation that there is not");
            let message = format!("There is no calculation named {}.", asked.tool);
            return Draft::says(answer, Outcome::Failed, message);
        };
        let Some(form) = form_of(tool, &mut asked) else {
            let message = format!("{} takes no parameters.", tool.label);
            return Draft::says(answer, Outcome::Failed, message);
        };
        let answer = understood(&asked, answer);
        steps.done(StepName::Understood, answer.understood.clone());
        let product = |filter: &Predicate| {
            matches!(filter, Predicate::In { attribute, .. }
                if matches!(attribute.as_str(), "product_code" | "product_name"))
        };
        let about_one = asked.filters.iter().any(product);
        let about_rows = asked.many || asked.set.is_some() || !asked.filters.is_empty();
        let about_many = asked.many || asked.set.is_some() || about_rows && !about_one;
        let first_has_rows = tool
            .forms
            .first()
            .is_some_and(|form| !form.row_sets.is_empty());
        let needs_rows = first_has_rows
            || crate::data::takes_history(tool)
            || about_rows && !form.row_sets.is_empty();
        if needs_rows || about_many && crate::data::takes_rows(tool) {
            let wanted = crate::data::Wanted {
                tool,
                given: parameters(&asked),
                filters: asked.filters.clone(),
                set: asked.set.clone(),
            };
            return Box::pin(self.data_tool(question, asked, wanted, answer, steps)).await;
        }
        self.formula(question, asked, (tool, form), answer, steps)
            .await
    }

    /// Answers a calculation with single figures: those that are not given are measured.
    async fn formula(
        &self,
        question: &str,
        asked: Asked,
        (tool, form): (&'static Tool, &'static Form),
        answer: Answer,
        steps: &mut Steps,
    ) -> Draft {
        let mut given = asked.given.clone();
        let given_names = names(&asked).into_iter();
        let mut origins: BTreeMap<&str, Origin> =
            given_names.map(|name| (name, Origin::Given)).collect();
        let mut measurements =
            Measurements::new(self, question, &asked.filters, &asked.given, steps);
        for parameter in form.parameters.iter().filter(|p| p.required) {
            if origins.contains_key(parameter.name.as_str()) {
                continue;
            }
            match measurements.find(parameter).await {
                Finding::Value(Measured { value, origin }) => {
                    if let (_, Some(how)) = origin.told() {
                        measurements
                            .steps
                            .done(StepName::Measured, format!("{}: {how}", parameter.label));
                    }
                    given.insert(parameter.name.clone(), value);
                    origins.insert(&parameter.name, origin);
                }
                Finding::Ask {
                    question: back,
                    choices,
                } => {
                    measurements.steps.done(StepName::Calculated, back.clone());
                    let awaits = Asked {
                        awaits: Some(parameter.name.clone()),
                        ..asked.clone()
                    };
                    let turn = remembered(question, awaits, None);
                    let draft = Draft::says(Answer { choices, ..answer }, Outcome::Clarify, back);
                    return Draft {
                        turn: Some(turn),
                        ..draft
                    };
                }
                Finding::Lacking(message) => {
                    return Draft::says(answer, Outcome::Unanswerable, message);
                }
                Finding::Failed(failure) => return failed(answer, &failure),
            }
        }
        let run = Asked {
            given,
            ..asked.clone()
        };
        let run = parameters(&run);
        let made = self
            .assistant
            .make(tool, &run, &answer.id, self.spending)
            .await;
        let (done, warning) = match made.calculation {
            Ok(done) => (done, made.warning),
            Err(error) => {
                return Draft::says(answer, refusal(&error), format!("{}: {error}.", tool.label));
            }
        };
        let measured = origins.values().any(|origin| *origin != Origin::Given);
        let answer = Answer {
            intent: if measured {
                Intent::Hybrid
            } else {
                Intent::Optimization
            },
            sql: measurements.sql(),
            dialect: measured.then(|| self.assistant.warehouse.dialect().to_owned()),
            warnings: measurements.warnings().into_iter().chain(warning).collect(),
            tables: measurements.tables(),
            ..answer
        };
        measurements
            .steps
            .done(StepName::Calculated, done.worked.clone());
        let answer = told(&done, &run, &origins, &[], answer);
        let turn = remembered(question, asked, Some(&done));
        Draft {
            answer: self.with_what_ifs(answer, &turn),
            turn: Some(turn),
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
