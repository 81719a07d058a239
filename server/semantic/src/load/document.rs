//! A *document* is a model file as it was written: Open Semantic Interchange YAML with line numbers, nothing checked yet.
//!
//! The names are those of the specification (0.1.1 and 0.2). What the specification lacks stands in
//! `custom_extensions`, in the extension types at the end; where Snowflake's semantic models have a name for such
//! a thing (`filters`, `expr`, `verified_queries`, `sample_values`), it is that one.

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::extension::{Extension, TextOr};
use crate::model::Noun;

/// A text that knows its line.
pub(super) type Text = Spanned<String>;

/// A whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) version: Text,
    /// Version 0.1.1 lists the dialects in use here; nothing depends on it.
    #[serde(default, rename = "dialects")]
    _dialects: Vec<String>,
    /// Version 0.1.1 lists the vendors in use here; nothing depends on it.
    #[serde(default, rename = "vendors")]
    _vendors: Vec<String>,
    pub(super) semantic_model: Spanned<Vec<ModelDocument>>,
}

/// A semantic model.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ModelDocument {
    pub(super) name: Text,
    #[serde(default)]
    pub(super) description: String,
    #[serde(default, rename = "ai_context")]
    _ai_context: AiContext,
    pub(super) datasets: Vec<DatasetDocument>,
    #[serde(default)]
    pub(super) relationships: Vec<RelationshipDocument>,
    #[serde(default)]
    pub(super) metrics: Vec<MetricDocument>,
    #[serde(default)]
    pub(super) custom_extensions: Vec<Extension<ModelExtension>>,
}

/// A dataset.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DatasetDocument {
    pub(super) name: Text,
    pub(super) source: Text,
    #[serde(default)]
    pub(super) primary_key: Vec<Text>,
    #[serde(default)]
    pub(super) unique_keys: Vec<Vec<Text>>,
    #[serde(default)]
    pub(super) description: String,
    #[serde(default)]
    pub(super) ai_context: AiContext,
    #[serde(default)]
    pub(super) fields: Vec<FieldDocument>,
    #[serde(default)]
    pub(super) custom_extensions: Vec<Extension<DatasetExtension>>,
}

/// A field of a dataset.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldDocument {
    pub(super) name: Text,
    pub(super) expression: Expression,
    #[serde(default)]
    pub(super) dimension: Option<Dimension>,
    #[serde(default)]
    pub(super) label: Option<String>,
    #[serde(default)]
    pub(super) description: String,
    #[serde(default)]
    pub(super) datatype: Option<Spanned<OssieType>>,
    #[serde(default)]
    pub(super) ai_context: AiContext,
    #[serde(default)]
    pub(super) custom_extensions: Vec<Extension<FieldExtension>>,
}

/// Data types of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum OssieType {
    String,
    Integer,
    Decimal,
    Float,
    Boolean,
    Date,
    Time,
    DateTime,
    DateTimeTz,
    Opaque,
}

/// Role of a field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dimension {
    #[serde(default)]
    pub(super) is_time: Option<Spanned<bool>>,
}

/// An expression in one or more dialects.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expression {
    pub(super) dialects: Spanned<Vec<DialectExpression>>,
}

/// An expression in one dialect.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DialectExpression {
    pub(super) dialect: String,
    pub(super) expression: Text,
}

/// A join.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RelationshipDocument {
    pub(super) name: Text,
    pub(super) from: Text,
    pub(super) to: Text,
    pub(super) from_columns: Spanned<Vec<Text>>,
    pub(super) to_columns: Spanned<Vec<Text>>,
    #[serde(default, rename = "ai_context")]
    _ai_context: AiContext,
    #[serde(default)]
    pub(super) custom_extensions: Vec<Extension<RelationshipExtension>>,
}

/// A metric.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MetricDocument {
    pub(super) name: Text,
    pub(super) expression: Expression,
    #[serde(default)]
    pub(super) description: String,
    #[serde(default)]
    pub(super) datatype: Option<Spanned<OssieType>>,
    #[serde(default)]
    pub(super) ai_context: AiContext,
    #[serde(default)]
    pub(super) custom_extensions: Vec<Extension<MetricExtension>>,
}

/// Hints for whoever interprets questions. A plain text is an instruction; synonyms are a list.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct AiContext(TextOr<AiContextBody>);

/// The structured form of the hints.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AiContextBody {
    #[serde(default, rename = "instructions")]
    _instructions: Option<String>,
    #[serde(default)]
    synonyms: Vec<Text>,
    #[serde(default, rename = "examples")]
    _examples: Vec<String>,
}

impl AiContext {
    /// The synonyms, if there are any.
    pub(super) fn synonyms(&self) -> &[Text] {
        match &self.0 {
            TextOr::Mapping(body) => &body.synonyms,
            TextOr::Text(_) => &[],
        }
    }
}

/// What a model has beside the specification.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ModelExtension {
    /// Month, 1 to 12.
    #[serde(default)]
    pub(super) fiscal_year_begins: Option<Spanned<i8>>,
    #[serde(default)]
    pub(super) entities: Vec<EntityDocument>,
    #[serde(default)]
    pub(super) verified_queries: Vec<VerifiedQueryDocument>,
}

/// What a dataset has beside the specification.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DatasetExtension {
    #[serde(default)]
    pub(super) noun: Option<Noun>,
    #[serde(default)]
    pub(super) default_time: Option<Text>,
    #[serde(default)]
    pub(super) list: Vec<Text>,
    #[serde(default)]
    pub(super) filters: Vec<FilterDocument>,
    #[serde(default)]
    pub(super) unreviewed: bool,
}

/// What a field has beside the specification.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each stands for itself in the file"
)]
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldExtension {
    #[serde(default)]
    pub(super) attribute: Option<Text>,
    #[serde(default)]
    pub(super) aliases: Vec<Text>,
    #[serde(default)]
    pub(super) unit: Option<String>,
    #[serde(default)]
    pub(super) indexed: bool,
    #[serde(default)]
    pub(super) personal: bool,
    #[serde(default)]
    pub(super) delivery_date: bool,
    #[serde(default)]
    pub(super) additive: bool,
    #[serde(default)]
    pub(super) parts: Vec<PartDocument>,
    #[serde(default)]
    pub(super) sample_values: Vec<String>,
    #[serde(default)]
    pub(super) unreviewed: bool,
}

/// A part of a composed text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartDocument {
    pub(super) attribute: Text,
    pub(super) position: Spanned<i32>,
    pub(super) label: String,
    #[serde(default)]
    pub(super) synonyms: Vec<Text>,
}

/// What a metric has beside the specification.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MetricExtension {
    #[serde(default)]
    pub(super) label: Option<String>,
    #[serde(default)]
    pub(super) owner: String,
    #[serde(default)]
    pub(super) unit: Option<String>,
    #[serde(default)]
    pub(super) dataset: Option<Text>,
    #[serde(default)]
    pub(super) filters: Vec<Text>,
    #[serde(default)]
    pub(super) time: Option<Text>,
    #[serde(default)]
    pub(super) additive: bool,
    #[serde(default)]
    pub(super) lower_is_better: bool,
    #[serde(default)]
    pub(super) highest: Vec<Text>,
    #[serde(default)]
    pub(super) lowest: Vec<Text>,
    #[serde(default)]
    pub(super) inputs: Vec<InputDocument>,
    #[serde(default)]
    pub(super) unreviewed: bool,
}

/// A metric that a derived one uses.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InputDocument {
    pub(super) metric: Text,
    #[serde(default)]
    pub(super) trailing_days: Option<Spanned<u32>>,
}

/// What a relationship has beside the specification.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RelationshipExtension {
    #[serde(default)]
    pub(super) unreviewed: bool,
}

/// A named condition of a dataset.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FilterDocument {
    pub(super) name: Text,
    pub(super) label: String,
    pub(super) description: String,
    pub(super) owner: String,
    #[serde(default)]
    pub(super) synonyms: Vec<Text>,
    pub(super) expr: Text,
    #[serde(default)]
    pub(super) show: Vec<Text>,
    #[serde(default)]
    pub(super) degree: Option<Text>,
    #[serde(default)]
    pub(super) rate: Option<Text>,
    #[serde(default)]
    pub(super) unreviewed: bool,
}

/// A thing that people talk about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntityDocument {
    pub(super) name: Text,
    pub(super) noun: Noun,
    pub(super) description: String,
    #[serde(default)]
    pub(super) synonyms: Vec<Text>,
    pub(super) key: Vec<Text>,
    #[serde(default)]
    pub(super) name_attribute: Option<Text>,
    pub(super) datasets: Vec<Text>,
    #[serde(default)]
    pub(super) own_dataset: Option<Text>,
    #[serde(default)]
    pub(super) list: Vec<Text>,
    #[serde(default)]
    pub(super) natural_metrics: Vec<Text>,
    #[serde(default)]
    pub(super) next_questions: Vec<Text>,
    #[serde(default)]
    pub(super) unreviewed: bool,
}

/// A question with SQL that an expert has verified.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VerifiedQueryDocument {
    pub(super) name: Text,
    pub(super) question: String,
    pub(super) sql: Text,
    pub(super) verified_by: String,
    pub(super) verified_at: Text,
}
