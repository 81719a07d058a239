//! JSON as the AWS libraries keep it.

use aws_smithy_types::{Document, Number};
use serde_json::Value;

/// A document of a JSON value.
pub(super) fn written(value: &Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(flag) => Document::Bool(*flag),
        Value::Number(number) => Document::Number(
            number
                .as_u64()
                .map(Number::PosInt)
                .or_else(|| number.as_i64().map(Number::NegInt))
                .unwrap_or_else(|| Number::Float(number.as_f64().unwrap_or_default())),
        ),
        Value::String(text) => Document::String(text.clone()),
        Value::Array(values) => Document::Array(values.iter().map(written).collect()),
        Value::Object(values) => Document::Object(
            values
                .iter()
                .map(|(key, value)| (key.clone(), written(value)))
                .collect(),
        ),
    }
}

/// The JSON value of a document; keys in alphabetical order, because a document has none.
pub(super) fn read(document: &Document) -> Value {
    match document {
        Document::Null => Value::Null,
        Document::Bool(flag) => Value::Bool(*flag),
        Document::Number(Number::PosInt(number)) => Value::from(*number),
        Document::Number(Number::NegInt(number)) => Value::from(*number),
        Document::Number(Number::Float(number)) => Value::from(*number),
        Document::String(text) => Value::String(text.clone()),
        Document::Array(values) => Value::Array(values.iter().map(read).collect()),
        Document::Object(values) => {
            let mut keys: Vec<&String> = values.keys().collect();
            keys.sort();
            let entries = keys
                .into_iter()
                .filter_map(|key| values.get(key).map(|value| (key.clone(), read(value))));
            Value::Object(entries.collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_comes_back_as_it_went() {
        let value =
            json!({"a": [1, -2, 0.5, null, true, "x"], "b": {"c": 9_007_199_254_740_993_u64}});
        assert_eq!(read(&written(&value)), value);
    }
}
