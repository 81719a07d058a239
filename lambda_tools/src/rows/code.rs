//! A *code* names a thing in the data: a product, a warehouse, an order number.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// A code; data that keeps its codes as numbers may give numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Code(String);

impl Code {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Code {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<&Code> for crate::table::Cell {
    fn from(code: &Code) -> Self {
        code.as_str().into()
    }
}

struct CodeVisitor;

impl Visitor<'_> for CodeVisitor {
    type Value = Code;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a code: text or a whole number")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Code, E> {
        Ok(Code(value.to_owned()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Code, E> {
        Ok(Code(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Code, E> {
        Ok(Code(value.to_string()))
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CodeVisitor)
    }
}

impl JsonSchema for Code {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["string", "integer"]})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_text_or_whole_numbers() {
        let read = |json: &str| serde_json::from_str::<Code>(json).map(|code| code.0);
        assert_eq!(read("\"WB-H098\"").unwrap(), "WB-H098");
        assert_eq!(read("43659").unwrap(), "43659");
        assert!(read("1.5").unwrap_err().to_string().contains("a code"));
        assert!(read("null").is_err());
    }
}
