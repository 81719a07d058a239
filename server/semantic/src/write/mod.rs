//! *Writing* turns a model into the text that loading reads: Open Semantic Interchange YAML, ours in extensions.
//!
//! What a model says by default is left out, so that a file holds only what somebody may want to change.

mod dataset;
mod meaning;

use serde::Serialize;
use serde_saphyr::{FlowMap, FlowSeq};

use crate::model::{AttributeId, DataType, Model, Relationship};
use dataset::DatasetDocument;
use meaning::{EntityDocument, MetricDocument, VerifiedQueryDocument};

/// Version of the specification that is written.
const VERSION: &str = "0.2.0.dev0";
/// Vendor of our extensions.
const VENDOR: &str = "QUARTERMASTER";

/// A model could not be put into YAML.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the model cannot be written as YAML: {0}")]
pub struct WriteError(String);

/// The model as YAML; loading it gives the model again.
pub fn write(model: &Model) -> Result<String, WriteError> {
    let document = Document {
        version: VERSION,
        semantic_model: [ModelDocument::of(model)],
    };
    serde_saphyr::to_string(&document).map_err(|error| WriteError(error.to_string()))
}

type List<'m> = FlowSeq<Vec<&'m str>>;

fn list(texts: &[String]) -> Option<List<'_>> {
    (!texts.is_empty()).then(|| FlowSeq(texts.iter().map(String::as_str).collect()))
}

fn ids(attributes: &[AttributeId]) -> Option<List<'_>> {
    (!attributes.is_empty()).then(|| FlowSeq(attributes.iter().map(AttributeId::as_str).collect()))
}

fn strs(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

fn yes(said: bool) -> Option<bool> {
    said.then_some(true)
}

#[derive(Serialize)]
struct Document<'m> {
    version: &'static str,
    semantic_model: [ModelDocument<'m>; 1],
}

#[derive(Serialize)]
struct ModelDocument<'m> {
    name: &'m str,
    description: &'m str,
    datasets: Vec<DatasetDocument<'m>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relationships: Vec<RelationshipDocument<'m>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    metrics: Vec<MetricDocument<'m>>,
    custom_extensions: [Extension<ModelExtension<'m>>; 1],
}

#[derive(Serialize)]
struct Extension<X> {
    vendor_name: &'static str,
    data: X,
}

fn extension<X>(data: X) -> [Extension<X>; 1] {
    [Extension {
        vendor_name: VENDOR,
        data,
    }]
}

#[derive(Serialize)]
struct AiContext<'m> {
    synonyms: List<'m>,
}

fn ai_context(synonyms: &[String]) -> Option<AiContext<'_>> {
    list(synonyms).map(|synonyms| AiContext { synonyms })
}

#[derive(Serialize)]
struct Expression<'m> {
    dialects: [FlowMap<DialectExpression<'m>>; 1],
}

#[derive(Serialize)]
struct DialectExpression<'m> {
    dialect: &'static str,
    expression: &'m str,
}

fn ansi(expression: &str) -> Expression<'_> {
    Expression {
        dialects: [FlowMap(DialectExpression {
            dialect: "ANSI_SQL",
            expression,
        })],
    }
}

fn datatype(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Text => "String",
        DataType::Integer => "Integer",
        DataType::Decimal => "Decimal",
        DataType::Boolean => "Boolean",
        DataType::Date => "Date",
        DataType::Timestamp => "DateTime",
    }
}

impl<'m> ModelDocument<'m> {
    fn of(model: &'m Model) -> Self {
        Self {
            name: &model.name,
            description: &model.description,
            datasets: model
                .datasets
                .iter()
                .map(|d| DatasetDocument::of(d, model))
                .collect(),
            relationships: model.relationships.iter().map(relationship).collect(),
            metrics: model.metrics.iter().map(MetricDocument::of).collect(),
            custom_extensions: extension(ModelExtension {
                fiscal_year_begins: model.fiscal_year_begins,
                entities: model.entities.iter().map(EntityDocument::of).collect(),
                verified_queries: model
                    .verified_queries
                    .iter()
                    .enumerate()
                    .map(|(position, query)| VerifiedQueryDocument::of(query, position))
                    .collect(),
            }),
        }
    }
}

#[derive(Serialize)]
struct RelationshipDocument<'m> {
    name: &'m str,
    from: &'m str,
    to: &'m str,
    from_columns: FlowSeq<Vec<&'m str>>,
    to_columns: FlowSeq<Vec<&'m str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_extensions: Option<[Extension<Mark>; 1]>,
}

#[derive(Serialize)]
struct Mark {
    unreviewed: bool,
}

fn relationship(relationship: &Relationship) -> RelationshipDocument<'_> {
    let mark = relationship.unreviewed.then_some(Mark { unreviewed: true });
    RelationshipDocument {
        name: &relationship.name,
        from: &relationship.from,
        to: &relationship.to,
        from_columns: FlowSeq(strs(&relationship.from_columns)),
        to_columns: FlowSeq(strs(&relationship.to_columns)),
        custom_extensions: mark.map(extension),
    }
}

#[derive(Serialize)]
struct ModelExtension<'m> {
    #[serde(skip_serializing_if = "Option::is_none")]
    fiscal_year_begins: Option<i8>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    entities: Vec<EntityDocument<'m>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    verified_queries: Vec<VerifiedQueryDocument<'m>>,
}

#[cfg(test)]
mod tests {
    use crate::load::load;

    const PRODUCT: &str = include_str!("../../../../config/semantic_model.yaml");

    #[test]
    fn what_is_written_is_read_as_the_same_model() {
        let mut model = load("ours", PRODUCT).unwrap_or_else(|e| panic!("{e}"));
        let yaml = super::write(&model).unwrap_or_else(|e| panic!("{e}"));
        let again = load("written", &yaml).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(again, model);
        assert!(!yaml.contains("unreviewed"));
        // Marks, further keys and texts that look like other things in YAML survive as well.
        let product = &mut model.datasets[0];
        product.unreviewed = true;
        product.unique_keys = vec![vec!["product_name".to_owned()]];
        product.fields[2].sample_values = ["yes", "12", "a: b", "null", "", " #1 ", "x\ny", "…"]
            .map(str::to_owned)
            .to_vec();
        product.fields[2].unreviewed = true;
        model.fiscal_year_begins = Some(4);
        model.relationships[0].unreviewed = true;
        model.metrics[0].unreviewed = true;
        model.filters[0].unreviewed = true;
        model.entities[0].unreviewed = true;
        let yaml = super::write(&model).unwrap_or_else(|e| panic!("{e}"));
        let again = load("written", &yaml).unwrap_or_else(|e| panic!("{e}\n{yaml}"));
        assert_eq!(again, model);
        assert_eq!(yaml.matches("unreviewed: true").count(), 6);
    }
}
