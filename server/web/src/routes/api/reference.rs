//! The *reference* is the description of the API for people, made from the OpenAPI document.

use std::sync::Arc;

use app::{
    ApiBody, ApiField, ApiGroup, ApiKind, ApiOperation, ApiReference, ApiResponse, ApiSchema,
    ApiView, ApiWord,
};
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::document::Document;
use crate::accounts::LoggedIn;
use crate::routes::ask::persona_of;
use crate::routes::error::HttpError;
use crate::routes::state::WebState;
use crate::routes::{page, show};

#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    persona: Option<String>,
}

/// The page that describes the API.
pub(super) async fn page(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    headers: HeaderMap,
    Query(Choice { persona }): Query<Choice>,
    Extension(document): Extension<Arc<Document>>,
) -> Result<Response, HttpError> {
    let persona = persona_of(&logged_in, persona.as_deref())?;
    let today = state.assistant.today();
    let view = ApiView {
        frame: show::frame(&state, &logged_in, &persona, None, today).await?,
        address: address(&state, &headers),
        reference: document.reference.clone(),
    };
    Ok(page::api(StatusCode::OK, view).await)
}

/// Where the program is reached: as configured, else as the browser reached it.
fn address(state: &WebState, headers: &HeaderMap) -> String {
    if let Some(url) = &state.public_url {
        return url.to_string();
    }
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .filter(|host| {
            host.chars()
                .all(|c| c.is_ascii_alphanumeric() || ".:-[]".contains(c))
        });
    format!("http://{}", host.unwrap_or("127.0.0.1:8501"))
}

/// The reference of an OpenAPI document.
pub(super) fn of(document: &Value) -> ApiReference {
    let schemas = &document["components"]["schemas"];
    let groups = list(&document["tags"]).map(|tag| ApiGroup {
        name: text(&tag["name"]),
        description: text(&tag["description"]),
        operations: operations(document, &tag["name"]),
    });
    ApiReference {
        version: text(&document["info"]["version"]),
        description: text(&document["info"]["description"]),
        groups: groups.collect(),
        schemas: entries(schemas)
            .map(|(name, schema)| ApiSchema {
                name: name.clone(),
                description: text(&schema["description"]),
                fields: fields(schema),
                values: list(&schema["enum"]).map(text).collect(),
            })
            .collect(),
    }
}

fn operations(document: &Value, tag: &Value) -> Vec<ApiOperation> {
    let schemas = &document["components"]["schemas"];
    let operations = entries(&document["paths"]).flat_map(|(path, item)| {
        entries(item).map(move |(method, operation)| (path, method, operation))
    });
    operations
        .filter(|(_, _, operation)| list(&operation["tags"]).any(|own| own == tag))
        .map(|(path, method, operation)| ApiOperation {
            id: text(&operation["operationId"]),
            method: method.to_uppercase(),
            path: path.clone(),
            summary: text(&operation["summary"]),
            description: text(&operation["description"]),
            parameters: list(&operation["parameters"]).map(parameter).collect(),
            body: entries(&operation["requestBody"]["content"]).next().map(
                |(media_type, content)| ApiBody {
                    media_type: media_type.clone(),
                    kind: kind(&content["schema"]),
                    example: example(schemas, &content["schema"]),
                },
            ),
            responses: entries(&operation["responses"])
                .map(|(status, response)| ApiResponse {
                    status: status.clone(),
                    description: text(&response["description"]),
                    content: entries(&response["content"])
                        .next()
                        .map(|(media_type, content)| {
                            (media_type.clone(), kind(&content["schema"]))
                        }),
                    headers: entries(&response["headers"])
                        .map(|(name, header)| (name.clone(), text(&header["description"])))
                        .collect(),
                })
                .collect(),
        })
        .collect()
}

fn parameter(parameter: &Value) -> ApiField {
    ApiField {
        name: text(&parameter["name"]),
        place: text(&parameter["in"]),
        required: parameter["required"] == true,
        kind: kind(&parameter["schema"]),
        description: text(&parameter["description"]),
        bounds: bounds(&parameter["schema"]),
    }
}

fn fields(schema: &Value) -> Vec<ApiField> {
    entries(&schema["properties"])
        .map(|(name, field)| ApiField {
            name: name.clone(),
            place: String::new(),
            required: list(&schema["required"]).any(|required| required == name),
            kind: kind(field),
            description: text(&field["description"]),
            bounds: bounds(field),
        })
        .collect()
}

/// What a schema stands for.
fn kind(schema: &Value) -> ApiKind {
    let word = |word: &str| ApiWord::Text(word.to_owned());
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or(reference);
        return vec![ApiWord::Schema(name.to_owned())];
    }
    let choices = list(&schema["oneOf"]).chain(list(&schema["anyOf"]));
    let mut choices: Vec<ApiKind> = choices.map(kind).collect();
    // "null" comes last, as people say it.
    choices.sort_by_key(|choice| *choice == [word("null")]);
    if !choices.is_empty() {
        return choices.join(&word(" or "));
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => return vec![word("anything")],
    };
    let mut words = Vec::new();
    for (position, name) in types.iter().enumerate() {
        if position > 0 {
            words.push(word(" or "));
        }
        match (*name, &schema["format"]) {
            ("array", _) => {
                words.push(word("array of "));
                words.extend(kind(&schema["items"]));
            }
            ("object", _) if schema["additionalProperties"].is_object() => {
                words.push(word("object of "));
                words.extend(kind(&schema["additionalProperties"]));
            }
            ("string", Value::String(format)) => words.push(word(&format!("string ({format})"))),
            (name, _) => words.push(word(name)),
        }
    }
    words
}

/// Bounds and default of a value, in words.
fn bounds(schema: &Value) -> Vec<String> {
    let mut bounds = Vec::new();
    let range = |least: &Value, most: &Value, unit: &str| match (least, most) {
        (Value::Null, Value::Null) => None,
        (least, Value::Null) => Some(format!("At least {least}{unit}.")),
        (Value::Null, most) => Some(format!("At most {most}{unit}.")),
        (least, most) => Some(format!("{least} to {most}{unit}.")),
    };
    bounds.extend(range(&schema["minimum"], &schema["maximum"], ""));
    bounds.extend(range(
        &schema["minLength"],
        &schema["maxLength"],
        " characters",
    ));
    if let Some(pattern) = schema["pattern"].as_str() {
        bounds.push(format!("Matches `{pattern}`."));
    }
    if let Some(default) = schema.get("default").filter(|default| !default.is_null()) {
        bounds.push(format!("{default} when it is left out."));
    }
    bounds
}

/// An example of a schema, from the examples of its fields.
fn example(schemas: &Value, schema: &Value) -> String {
    let name = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next());
    let schema = name.map_or(schema, |name| &schemas[name]);
    let fields = entries(&schema["properties"]);
    let example: Map<String, Value> = fields
        .filter_map(|(name, field)| Some((name.clone(), field["examples"].get(0)?.clone())))
        .collect();
    json!(example).to_string()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: ApiKind) -> String {
        kind.into_iter()
            .map(|word| match word {
                ApiWord::Text(text) => text,
                ApiWord::Schema(name) => format!("[{name}]"),
            })
            .collect()
    }

    #[test]
    fn kinds_are_said_as_people_say_them() {
        for (schema, words) in [
            (json!({"type": "string", "format": "uuid"}), "string (uuid)"),
            (json!({"type": ["string", "null"]}), "string or null"),
            (json!({"$ref": "#/components/schemas/Answer"}), "[Answer]"),
            (
                json!({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Change"}]}),
                "[Change] or null",
            ),
            (
                json!({"type": "array", "items": {"type": "array", "items": {}}}),
                "array of array of anything",
            ),
            (
                json!({"type": "object", "additionalProperties": {"type": "number"}}),
                "object of number",
            ),
        ] {
            assert_eq!(said(kind(&schema)), words, "{schema}");
        }
    }

    #[test]
    fn bounds_are_said_in_words() {
        assert_eq!(
            bounds(&json!({"minimum": 1, "maximum": 200, "default": 50})),
            ["1 to 200.", "50 when it is left out."]
        );
        assert_eq!(bounds(&json!({"maxLength": 9})), ["At most 9 characters."]);
        assert!(bounds(&json!({})).is_empty());
    }
}
