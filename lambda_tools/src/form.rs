//! A *form* is one of the ways in which a tool can be asked: a typed input with the function over it.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::de::value::MapDeserializer;
use serde_json::{Map, Value};

use crate::calculation::{Calculation, Input, number};
use crate::catalogue;
use crate::error::ToolError;
use crate::parameter::{self, Kind, Parameter, RowSet};

/// The input of a form: a struct whose fields are quantities with a title and a description each. Its fields are
/// everything that is known of it: schema, parameters, small forms and the language model's definition come from them.
pub trait Calculate: Serialize + DeserializeOwned + JsonSchema + 'static {
    /// Name of its tool ("calculate_reorder_point").
    const TOOL: &'static str;
    /// Name of the method where a tool has several ("max–avg").
    const METHOD: &'static str = "";
    /// Name as a function in SQL, for a form of numbers that are all needed; its arguments are the fields in their order.
    const SQL: Option<&'static str> = None;

    /// Works it out; tool, method and inputs are filled in by [`Calculate::calculate`].
    fn work_out(&self) -> Result<Calculation, ToolError>;

    /// The finished calculation.
    fn calculate(&self) -> Result<Calculation, ToolError> {
        let done = self.work_out()?;
        let mut values = done.result.into_iter();
        let figures = done.figures.iter().map(|figure| figure.value);
        if !values.all(f64::is_finite) || !figures.into_iter().all(f64::is_finite) {
            return Err(too_far_apart());
        }
        Ok(Calculation {
            tool: Self::TOOL,
            method: Self::METHOD,
            inputs: inputs(self),
            ..done
        })
    }
}

/// Reads the input of a form and works it out; with the name of the tool.
type Run = fn(&Form, &'static str, &Map<String, Value>) -> Result<Calculation, ToolError>;

/// Computes the main figure of a form from its parameters in their order.
type FromNumbers = fn(&Form, &[f64]) -> Result<f64, ToolError>;

/// One of the ways in which a tool can be asked.
#[derive(Clone, Serialize)]
pub struct Form {
    /// Name of the method where a tool has several ("max–avg").
    pub method: &'static str,
    /// Single values that it takes.
    pub parameters: Vec<Parameter>,
    /// Lists of rows that it takes.
    pub row_sets: Vec<RowSet>,
    /// JSON Schema of its input.
    pub schema: Value,
    /// Name as a function in SQL ("reorder_point"), whose arguments are the parameters in their order.
    pub sql: Option<&'static str>,
    #[serde(skip)]
    run: Run,
    #[serde(skip)]
    value: FromNumbers,
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Form")
            .field("method", &self.method)
            .field("parameters", &self.parameters)
            .finish_non_exhaustive()
    }
}

impl Form {
    /// The form of an input.
    pub fn of<T: Calculate>() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.inline_subschemas = true;
            settings.meta_schema = None;
        });
        let mut schema = settings.into_generator().into_root_schema_for::<T>();
        schema.remove("title");
        if let Some(object) = schema.as_object_mut() {
            parameter::complete(object);
        }
        let schema = Value::from(schema);
        let (parameters, row_sets) = parameter::described(&schema);
        Self {
            method: T::METHOD,
            parameters,
            row_sets,
            schema,
            sql: T::SQL,
            run: run::<T>,
            value: value::<T>,
        }
    }

    /// The parameter of that name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|p| p.name == name)
    }

    /// Names of everything that it takes, in order, with whether it needs it.
    pub fn names(&self) -> impl Iterator<Item = (&str, bool)> {
        self.described().map(|(name, _, needed)| (name, needed))
    }

    /// Everything that it takes, in order: name, description, whether it needs it.
    pub fn described(&self) -> impl Iterator<Item = (&str, &str, bool)> {
        let parameters = self.parameters.iter();
        let parameters = parameters.map(|p| (p.name.as_str(), p.description.as_str(), p.required));
        let row_sets = self.row_sets.iter();
        parameters.chain(row_sets.map(|r| (r.name.as_str(), r.description.as_str(), r.required)))
    }

    /// Whether it takes that, and needs it.
    pub(crate) fn needs(&self, name: &str) -> bool {
        self.names().any(|(own, needed)| needed && own == name)
    }

    /// What it takes, as its schema has it.
    pub(crate) fn properties(&self) -> impl Iterator<Item = (&String, &Value)> {
        parameter::properties(&self.schema)
    }

    /// What it needs, for people: "service_level, avg_daily_demand (service level)".
    pub(crate) fn way(&self) -> String {
        let needed = self.names().filter(|(_, needed)| *needed);
        let needed = needed.map(|(name, _)| name).collect::<Vec<_>>().join(", ");
        match self.method {
            "" => needed,
            method => format!("{needed} ({method})"),
        }
    }

    /// The main figure from the values of all parameters in their order.
    pub fn value(&self, values: &[f64]) -> Result<f64, ToolError> {
        (self.value)(self, values)
    }

    /// Runs it over a JSON object.
    pub(crate) fn run(
        &self,
        tool: &'static str,
        given: &Map<String, Value>,
    ) -> Result<Calculation, ToolError> {
        (self.run)(self, tool, given)
    }
}

fn run<T: Calculate>(
    form: &Form,
    tool: &'static str,
    given: &Map<String, Value>,
) -> Result<Calculation, ToolError> {
    let mut done = read::<T>(form, tool, given)?.calculate()?;
    for input in &mut done.inputs {
        input.defaulted = !given.contains_key(&input.name);
    }
    Ok(done)
}

/// The main figure, without what a calculation carries beside it.
fn value<T: Calculate>(form: &Form, values: &[f64]) -> Result<f64, ToolError> {
    let names = form.parameters.iter().map(|p| p.name.as_str());
    let given = MapDeserializer::<_, serde_json::Error>::new(names.zip(values.iter().copied()));
    let input: T = serde_path_to_error::deserialize(given).map_err(refusal)?;
    let result = input.work_out()?.result;
    let result = result.filter(|value| value.is_finite());
    result.ok_or_else(too_far_apart)
}

/// What is wrong with an input, and where.
fn refusal(error: serde_path_to_error::Error<serde_json::Error>) -> ToolError {
    let name = error.path().to_string();
    let reason = error.into_inner().to_string();
    // Quantities say what they must be; everything else is serde's own sentence.
    let reason = if reason.starts_with("must ") {
        reason
    } else {
        format!("cannot be read: {reason}")
    };
    ToolError::Refused { name, reason }
}

fn too_far_apart() -> ToolError {
    let message = "the numbers are too far apart: the result is larger than anything that can be computed with";
    ToolError::Senseless(message.to_owned())
}

/// The input, or what is wrong with it, by name.
fn read<T: Calculate>(
    form: &Form,
    tool: &'static str,
    given: &Map<String, Value>,
) -> Result<T, ToolError> {
    for name in given.keys() {
        if form.names().all(|(known, _)| known != name) {
            let known = form.names().map(|(name, _)| name).collect::<Vec<_>>();
            return Err(ToolError::UnknownParameter {
                tool,
                name: name.clone(),
                known: known.join(", "),
            });
        }
    }
    for (name, description, needed) in form.described() {
        if needed && !given.contains_key(name) {
            return Err(ToolError::MissingParameter {
                name: name.to_owned(),
                description: description.to_owned(),
            });
        }
    }
    serde_path_to_error::deserialize(given).map_err(refusal)
}

/// The single values of an input, as its form describes them.
fn inputs<T: Calculate>(input: &T) -> Vec<Input> {
    let (Some(form), Ok(Value::Object(mut values))) = (
        catalogue::form_of(T::TOOL, T::METHOD),
        serde_json::to_value(input),
    ) else {
        return Vec::new();
    };
    let described = form.parameters.iter().filter_map(|parameter| {
        let value = values.remove(&parameter.name).filter(|v| !v.is_null())?;
        Some(Input {
            name: parameter.name.clone(),
            label: parameter.label.clone(),
            value: match parameter.kind {
                Kind::Number | Kind::Fraction | Kind::Whole => {
                    value.as_f64().map_or(Value::Null, number)
                }
                _ => value,
            },
            unit: parameter.unit.clone(),
            defaulted: false,
        })
    });
    described.collect()
}
