//! A *data tool* is a calculation over rows: the rows come from the data, with the asker's rights and along the way of any
//! question, a semantic query that is compiled, checked by the guard and run.

mod history;
mod keys;
mod products;
mod rows;

use std::collections::BTreeMap;

use interpreter::Calculation as Asked;
use lambda_tools::{Form, Tool, ToolError};
use semantic::{Literal, Predicate, SemanticQuery};
use serde_json::{Map, Value};

use crate::answer::{Answer, Intent, Outcome};
use crate::calculation::{Origin, Source, refusal, remembered};
use crate::draft::Draft;
use crate::inquiry::{Inquiry, failed};
use crate::measurement::{Finding, Measurements};
use crate::step::{StepName, Steps};
use crate::told::told;
use keys::Keys;

/// What a data tool is asked for.
pub(crate) struct Wanted {
    pub tool: &'static Tool,
    /// Parameters that are given, and fields of rows that are given for every row.
    pub given: Map<String, Value>,
    /// Conditions on the rows.
    pub filters: Vec<Predicate>,
    /// Rows that it is about, as a query of its own ("our five biggest suppliers").
    pub set: Option<SemanticQuery>,
}

/// Codes by which somebody narrows a data tool, beside its own parameters: name and attribute.
const NARROWING: [(&str, &str); 5] = [
    ("product_code", "product_code"),
    ("warehouse_code", "warehouse_code"),
    ("supplier_code", "supplier_code"),
    ("product_group", "product_group"),
    ("delivery_area", "delivery_area"),
];

/// Whether a tool has a form that takes rows of the data, or the demand of periods.
pub(crate) fn takes_rows(tool: &Tool) -> bool {
    tool.name == history::TOOL || tool.forms.iter().any(has_rows)
}

/// Whether a tool takes the demand of periods.
pub(crate) fn takes_history(tool: &Tool) -> bool {
    tool.name == history::TOOL
}

fn has_rows(form: &Form) -> bool {
    form.row_sets.iter().any(rows::is_known)
}

/// What a call by name means for the data: none when it gives all that a form needs, or when the tool takes no rows.
pub(crate) fn called(
    tool: &'static Tool,
    parameters: &Map<String, Value>,
) -> Result<Option<Wanted>, ToolError> {
    let names: Vec<&str> = parameters.keys().map(String::as_str).collect();
    let complete = tool.forms.iter().any(|form| {
        let known = names
            .iter()
            .all(|name| form.names().any(|(own, _)| own == *name));
        known
            && form
                .names()
                .all(|(own, needed)| !needed || names.contains(&own))
    });
    // Rows that somebody brings are computed with as they are.
    let brings_rows = tool
        .forms
        .iter()
        .flat_map(|form| &form.row_sets)
        .any(|rows| names.contains(&rows.name.as_str()));
    let narrowed = NARROWING.iter().any(|(name, _)| names.contains(name));
    let asks = tool.forms.first().is_some_and(has_rows) || narrowed;
    if complete || brings_rows || names.contains(&"history") || !takes_rows(tool) || !asks {
        return Ok(None);
    }
    let mut given = parameters.clone();
    let mut filters = Vec::new();
    for (name, attribute) in NARROWING {
        let Some(value) = given.remove(name) else {
            continue;
        };
        filters.push(Predicate::In {
            attribute: semantic::AttributeId::new(attribute),
            values: codes(name, &value)?,
            negated: false,
        });
    }
    Ok(Some(Wanted {
        tool,
        given,
        filters,
        set: None,
    }))
}

/// Whether a call by name is over rows of the data: it gives codes, or nothing, where the tool takes rows.
pub fn reads_data(tool: &str, parameters: &Value) -> bool {
    let tool = lambda_tools::find(tool).zip(parameters.as_object());
    tool.is_some_and(|(tool, parameters)| !matches!(called(tool, parameters), Ok(None)))
}

/// A code, or a list of them.
fn codes(name: &str, value: &Value) -> Result<Vec<Literal>, ToolError> {
    let one = |value: &Value| match value {
        Value::String(text) => Ok(Literal::Text(text.clone())),
        Value::Number(number) => Ok(Literal::Text(number.to_string())),
        other => Err(ToolError::Refused {
            name: name.to_owned(),
            reason: format!("must be a code or a list of codes, not {other}"),
        }),
    };
    match value {
        Value::Array(several) if !several.is_empty() => several.iter().map(one).collect(),
        value => Ok(vec![one(value)?]),
    }
}

/// Everything that a form is run with.
pub(crate) struct Gathered {
    pub parameters: Map<String, Value>,
    pub sources: Vec<Source>,
}

/// Gathers what a form needs from the data.
pub(crate) struct Gatherer<'a, 'b> {
    pub(crate) measurements: &'a mut Measurements<'b>,
    pub(crate) wanted: &'a Wanted,
    pub(crate) keys: Option<Keys>,
    pub(crate) sources: Vec<Source>,
}

impl Gatherer<'_, '_> {
    async fn gather(mut self) -> Result<Gathered, Finding> {
        if let Some(set) = &self.wanted.set {
            self.keys = Some(Keys::of(self.measurements, set).await?);
        }
        let mut parameters = if self.wanted.tool.name == history::TOOL {
            self.history().await?
        } else {
            self.rows_of_form().await?
        };
        let form = self.form();
        let today = self.measurements.inquiry.today.to_string();
        if form.is_some_and(|form| form.parameter("today").is_some()) {
            parameters.entry("today").or_insert_with(|| today.into());
        }
        Ok(Gathered {
            parameters,
            sources: self.sources,
        })
    }

    /// The form that takes rows and everything that is given.
    fn form(&self) -> Option<&'static Form> {
        let forms = self.wanted.tool.forms.iter();
        let knows = |form: &&Form| {
            self.wanted
                .given
                .keys()
                .filter(|name| {
                    let fields = form.row_sets.iter().flat_map(|rows| &rows.fields);
                    form.parameter(name).is_none()
                        && fields.into_iter().all(|field| field.name != **name)
                })
                .count()
        };
        forms.filter(|form| has_rows(form)).min_by_key(knows)
    }

    async fn rows_of_form(&mut self) -> Result<Map<String, Value>, Finding> {
        let mut parameters = self.wanted.given.clone();
        let Some(form) = self.form() else {
            return Ok(parameters);
        };
        // A field of rows that is given holds for every row.
        let for_rows: Vec<(String, Value)> = form
            .row_sets
            .iter()
            .flat_map(|rows| &rows.fields)
            .filter(|field| form.parameter(&field.name).is_none())
            .filter_map(|field| parameters.remove_entry(&field.name))
            .collect();
        for row_set in form.row_sets.iter().filter(|rows| rows::is_known(rows)) {
            let mut found = self.row_set(form, row_set, &mut parameters).await?;
            for row in found.iter_mut().filter_map(Value::as_object_mut) {
                let named = for_rows
                    .iter()
                    .filter(|(name, _)| row_set.fields.iter().any(|f| f.name == *name));
                row.extend(named.cloned());
            }
            parameters.insert(row_set.name.clone(), Value::Array(found));
        }
        Ok(parameters)
    }
}

impl Inquiry<'_> {
    /// Answers a data tool.
    pub(crate) async fn data_tool(
        &self,
        question: &str,
        asked: Asked,
        wanted: Wanted,
        answer: Answer,
        steps: &mut Steps,
    ) -> Draft {
        let none = BTreeMap::new();
        let mut measurements = Measurements::new(self, question, &wanted.filters, &none, steps);
        let gatherer = Gatherer {
            measurements: &mut measurements,
            wanted: &wanted,
            keys: None,
            sources: Vec::new(),
        };
        let gathered = match gatherer.gather().await {
            Ok(gathered) => gathered,
            Err(Finding::Ask { question, choices }) => {
                measurements
                    .steps
                    .done(StepName::Calculated, question.clone());
                return Draft::says(Answer { choices, ..answer }, Outcome::Clarify, question);
            }
            Err(Finding::Lacking(message)) => {
                return Draft::says(answer, Outcome::Unanswerable, message);
            }
            Err(Finding::Failed(failure)) => return failed(answer, &failure),
            Err(Finding::Value(_)) => {
                return Draft::says(
                    answer,
                    Outcome::Failed,
                    "A figure was found where rows were looked for.",
                );
            }
        };
        for source in &gathered.sources {
            measurements.steps.done(
                StepName::Measured,
                format!("{}: {}", source.label, source.how),
            );
        }
        let tool = wanted.tool;
        let made = self
            .assistant
            .make(tool, &gathered.parameters, &answer.id, self.spending)
            .await;
        let (done, warning) = match made.calculation {
            Ok(done) => (done, made.warning),
            Err(error) => {
                let outcome = match &error {
                    // The data leaves nothing to compute with.
                    ToolError::Senseless(_) => Outcome::Unanswerable,
                    error => refusal(error),
                };
                return Draft::says(answer, outcome, format!("{}: {error}.", tool.label));
            }
        };
        let mut origins = BTreeMap::new();
        for name in wanted.given.keys() {
            origins.insert(name.as_str(), Origin::Given);
        }
        for source in &gathered.sources {
            for input in &source.inputs {
                origins
                    .entry(input.as_str())
                    .or_insert_with(|| Origin::Measured(source.how.clone()));
            }
        }
        let answer = Answer {
            intent: Intent::Hybrid,
            sql: measurements.sql(),
            dialect: Some(self.assistant.warehouse.dialect().to_owned()),
            warnings: measurements.warnings().into_iter().chain(warning).collect(),
            tables: measurements.tables(),
            ..answer
        };
        measurements
            .steps
            .done(StepName::Calculated, done.worked.clone());
        let turn = remembered(question, asked, Some(&done));
        let answer = told(&done, &wanted.given, &origins, &gathered.sources, answer);
        Draft {
            answer: self.with_what_ifs(answer, &turn),
            turn: Some(turn),
        }
    }
}
