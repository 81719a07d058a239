//! *Inputs* are what goes into a calculation: each with its value, where that comes from, and what else it could be.

use std::collections::{BTreeMap, BTreeSet};

use interpreter::{Before, Calculation as Asked, Takes};
use lambda_tools::parameter::Kind;
use lambda_tools::{Calculation, Form, Parameter, Tool};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::calculation::{Origin, Source};
use crate::store::Turn;

/// Inputs that follow from the question's day and rows; nobody types them.
const OWN: [&str; 4] = ["today", "first_period", "history", "stockouts"];
/// Fields of rows with a product's demand that can be given for all rows at once.
const OF_ROWS: [&str; 3] = ["avg_daily_demand", "lead_time_days", "safety_stock"];

/// An input of a calculation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Name by which it is given ("lead_time_days").
    pub name: String,
    /// For people ("Lead time").
    pub label: String,
    /// What it is, in a sentence.
    pub description: String,
    /// Value in `unit`: a number, a word, a day, a list; null where it was left out or differs from row to row.
    pub value: Value,
    /// Unit ("days"); empty for words and days.
    pub unit: String,
    /// given, measured, `on_file`, computed, defaulted, or open: nobody said it and nothing stands for it.
    pub origin: String,
    /// How it was measured, computed or looked up.
    pub how: Option<String>,
    /// Whether it can be given another value.
    pub changeable: bool,
    /// Words that it may be, for a choice.
    pub choices: Vec<String>,
    /// What it may be, for people ("0 or more").
    pub range: String,
    /// Least number that is taken.
    pub minimum: Option<f64>,
    /// Largest number that is taken.
    pub maximum: Option<f64>,
}

/// The inputs of a finished calculation, in the order of its form.
pub(crate) fn of(
    done: &Calculation,
    given: &Map<String, Value>,
    origins: &BTreeMap<&str, Origin>,
    sources: &[Source],
) -> Vec<Input> {
    let Some(form) = form_of(done) else {
        return Vec::new();
    };
    let single = form.parameters.iter().map(|parameter| {
        let input = done
            .inputs
            .iter()
            .find(|input| input.name == parameter.name);
        let value = input.map(|input| input.value.clone()).unwrap_or_default();
        let (origin, how) = match (input, origins.get(parameter.name.as_str())) {
            (None, _) => ("open", None),
            (Some(_), Some(origin)) => origin.told(),
            (Some(_), None) => ("defaulted", None),
        };
        Input {
            changeable: is_changeable(parameter),
            ..described(parameter, value, origin, how)
        }
    });
    let of_rows = row_fields(form).map(|field| {
        let value = given.get(&field.name).cloned().unwrap_or_default();
        let source = sources
            .iter()
            .find(|source| source.inputs.contains(&field.name));
        let (origin, how) = match (&value, source, field.name.as_str()) {
            (Value::Null, Some(source), "lead_time_days") => ("on_file", Some(source.how.clone())),
            (Value::Null, Some(source), _) => ("measured", Some(source.how.clone())),
            (Value::Null, None, _) => ("computed", Some("for each row".to_owned())),
            _ => ("given", Some("for all rows".to_owned())),
        };
        Input {
            changeable: true,
            ..described(field, value, origin, how)
        }
    });
    single.chain(of_rows).collect()
}

fn described(parameter: &Parameter, value: Value, origin: &str, how: Option<String>) -> Input {
    Input {
        name: parameter.name.clone(),
        label: parameter.label.clone(),
        description: parameter.description.clone(),
        value,
        unit: parameter.unit.clone(),
        origin: origin.to_owned(),
        how,
        changeable: false,
        choices: parameter.choices.clone(),
        range: parameter.range(),
        minimum: parameter.minimum,
        maximum: parameter.maximum,
    }
}

fn is_changeable(parameter: &Parameter) -> bool {
    parameter.is_typed() && !OWN.contains(&parameter.name.as_str())
}

/// The form in which a calculation was made.
fn form_of(done: &Calculation) -> Option<&'static Form> {
    let tool = lambda_tools::find(done.tool)?;
    tool.forms.iter().find(|form| form.method == done.method)
}

/// Fields of a form's rows that can be given for all rows at once.
fn row_fields(form: &Form) -> impl Iterator<Item = &Parameter> {
    let fields = form.row_sets.iter().flat_map(|rows| &rows.fields);
    let has_demand = form.row_sets.iter().any(|rows| {
        rows.fields
            .iter()
            .any(|field| field.name == "avg_daily_demand")
    });
    fields.filter(move |field| has_demand && OF_ROWS.contains(&field.name.as_str()))
}

/// The parameter of that name in any form of a tool, or the field of its rows.
pub(crate) fn parameter<'a>(tool: &'a Tool, name: &str) -> Option<&'a Parameter> {
    let own = tool.forms.iter().find_map(|form| form.parameter(name));
    own.or_else(|| {
        let fields = tool.forms.iter().flat_map(row_fields);
        fields.into_iter().find(|field| field.name == name)
    })
}

/// What a calculation can be asked with: everything that can be typed, in any of its forms. Forms over rows count only
/// where it is about rows.
pub(crate) fn takes(asked: &Asked, values: &BTreeMap<String, f64>) -> Vec<Takes> {
    let Some(tool) = lambda_tools::find(&asked.tool) else {
        return Vec::new();
    };
    let about_rows = asked.many || !asked.filters.is_empty() || asked.set.is_some();
    let has_rows = |form: &&Form| !form.row_sets.is_empty();
    let only_rows = tool.forms.iter().all(|form| has_rows(&form));
    let many = asked.many && tool.forms.iter().any(|form| has_rows(&form));
    let forms = tool.forms.iter().filter(|form| {
        if has_rows(form) {
            about_rows || only_rows
        } else {
            !many
        }
    });
    // Fields of rows are given for all rows at once; a single thing has inputs of its own.
    let parameters = forms.flat_map(|form| {
        let fields = row_fields(form).filter(|_| many || only_rows);
        form.parameters.iter().chain(fields)
    });
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut takes = Vec::new();
    for parameter in parameters {
        let numbers = matches!(parameter.kind, Kind::Number | Kind::Fraction | Kind::Whole);
        let is_word = parameter.kind == Kind::Choice;
        if !is_changeable(parameter) || !(numbers || is_word) || !seen.insert(&parameter.name) {
            continue;
        }
        takes.push(Takes {
            name: parameter.name.clone(),
            label: parameter.label.clone(),
            unit: if parameter.name == "periods" {
                "periods".to_owned()
            } else {
                parameter.unit.clone()
            },
            choices: parameter.choices.clone(),
            value: values.get(&parameter.name).copied(),
        });
    }
    takes
}

/// The calculation that a question after these turns may repeat with other inputs: the newest turn's, if it is one.
pub fn before(turns: &[Turn]) -> Option<Before> {
    let newest = turns.iter().rev().find(|turn| turn.is_understood())?;
    let calculation = newest.calculation.clone()?;
    Some(Before {
        takes: takes(&calculation, &newest.inputs),
        calculation,
    })
}
