//! A *parameter* is a named value that a tool takes, as its form's schema describes it; a *row set* is a list of rows.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::quantity::UNIT;

/// What a parameter may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A number.
    Number,
    /// A number between 0 and 1.
    Fraction,
    /// A whole number.
    Whole,
    /// One of `choices`.
    Choice,
    /// Any text.
    Text,
    /// A day (ISO).
    Date,
    /// Yes or no.
    Flag,
    /// A list of numbers, or of texts.
    List,
    /// An object of several values.
    Object,
}

/// A named value that a tool takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// Name in JSON ("lead_time_days").
    pub name: String,
    /// For people ("Lead time").
    pub label: String,
    /// What it is, one sentence with the unit.
    pub description: String,
    /// Unit ("units", "units/day", "days", "fraction"); empty for words and days.
    pub unit: String,
    /// What it may be.
    pub kind: Kind,
    /// Whether the tool needs it.
    pub required: bool,
    /// What is taken when nobody gives it; null for nothing.
    pub default: Value,
    /// Words that it may be, for a choice.
    pub choices: Vec<String>,
    /// Least number that is taken.
    pub minimum: Option<f64>,
    /// Largest number that is taken.
    pub maximum: Option<f64>,
    /// The least number itself is not taken.
    pub minimum_excluded: bool,
    /// The largest number itself is not taken.
    pub maximum_excluded: bool,
}

/// A list of rows that a tool takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowSet {
    /// Name in JSON ("stock").
    pub name: String,
    /// For people ("Stock rows").
    pub label: String,
    /// What a row is, one sentence.
    pub description: String,
    /// Whether the tool needs it.
    pub required: bool,
    /// What a row has, named as the data has it where the data has it ("current_stock").
    pub fields: Vec<Parameter>,
}

/// The parameters and row sets of an object's schema, in its order.
pub(crate) fn described(schema: &Value) -> (Vec<Parameter>, Vec<RowSet>) {
    let needed = names(schema.get("required"));
    let mut parameters = Vec::new();
    let mut row_sets = Vec::new();
    for (name, property) in properties(schema) {
        let required = needed.iter().any(|needed| needed == name);
        let parameter = parameter(name, property, required);
        let items = property.get("items");
        match items.filter(|items| has_type(items, "object")) {
            Some(items) => row_sets.push(RowSet {
                fields: described(items).0,
                name: parameter.name,
                label: parameter.label,
                description: parameter.description,
                required,
            }),
            None => parameters.push(parameter),
        }
    }
    (parameters, row_sets)
}

/// Properties of an object's schema.
pub(crate) fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.into_iter().flatten()
}

fn parameter(name: &str, property: &Value, required: bool) -> Parameter {
    let text = |key: &str| {
        let text = property.get(key).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let number = |keys: [&str; 2]| keys.iter().find_map(|key| property.get(*key)?.as_f64());
    let choices = choices(property);
    let (minimum, maximum) = (
        number(["minimum", "exclusiveMinimum"]),
        number(["maximum", "exclusiveMaximum"]),
    );
    let kind = if !choices.is_empty() {
        Kind::Choice
    } else if has_type(property, "array") {
        Kind::List
    } else if has_type(property, "object") {
        Kind::Object
    } else if has_type(property, "boolean") {
        Kind::Flag
    } else if has_type(property, "string") {
        match property.get("format").and_then(Value::as_str) {
            Some("date") => Kind::Date,
            _ => Kind::Text,
        }
    } else if has_type(property, "integer") {
        Kind::Whole
    } else if maximum == Some(1.0) {
        Kind::Fraction
    } else {
        Kind::Number
    };
    Parameter {
        name: name.to_owned(),
        label: text("title"),
        description: text("description"),
        unit: unit(property),
        kind,
        required,
        default: property.get("default").cloned().unwrap_or_default(),
        choices,
        minimum,
        maximum,
        minimum_excluded: property.get("exclusiveMinimum").is_some(),
        maximum_excluded: property.get("exclusiveMaximum").is_some(),
    }
}

/// The words of a choice: an `enum`, or constants with a description each.
fn choices(property: &Value) -> Vec<String> {
    let constants = listed(property, "oneOf");
    let constants = constants.filter_map(|constant| constant.get("const")?.as_str());
    let optional = listed(property, "anyOf").flat_map(choices);
    let words = names(property.get("enum"));
    words
        .into_iter()
        .chain(constants.map(str::to_owned))
        .chain(optional)
        .collect()
}

/// The unit that a property says, of itself or of its items.
fn unit(property: &Value) -> String {
    let own = property.get(UNIT);
    let unit = own.or_else(|| property.get("items")?.get(UNIT));
    unit.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Completes an object's schema, and that of its rows: each description says the unit ("… on an average day (units/day)."),
/// and what has no title is called by its name ("Warehouse code").
pub(crate) fn complete(schema: &mut Map<String, Value>) {
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (name, property) in properties.into_iter().flatten() {
        if let Some(property) = property.as_object_mut()
            && !property.contains_key("title")
        {
            property.insert("title".to_owned(), title(name).into());
        }
        let unit = unit(property);
        if let Some(Value::String(description)) = property.get_mut("description")
            && !unit.is_empty()
            && !description.contains(&unit)
        {
            *description = format!("{} ({unit}).", description.trim_end_matches('.'));
        }
        if let Some(Value::Object(items)) = property.get_mut("items") {
            complete(items);
        }
    }
}

/// "warehouse_code" as a title: "Warehouse code".
fn title(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let title: String = first.into_iter().chain(letters).collect();
    title.replace('_', " ")
}

/// The schemas of a list of them.
fn listed<'a>(property: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    let list = property.get(key).and_then(Value::as_array);
    list.into_iter().flatten()
}

/// Whether a property may be of that type; one that may be null, or several things, says several.
fn has_type(property: &Value, wanted: &str) -> bool {
    let several = listed(property, "anyOf").chain(listed(property, "oneOf"));
    if several.into_iter().any(|one| has_type(one, wanted)) {
        return true;
    }
    match property.get("type") {
        Some(Value::String(own)) => own == wanted,
        Some(Value::Array(several)) => several.iter().any(|own| own == wanted),
        _ => false,
    }
}

fn names(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}
