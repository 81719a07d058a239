//! *Building* turns a source into a model. It fills in defaults and leaves judging to the checks.

use super::document::{
    DialectExpression, EntityDocument, Expression, FilterDocument, MetricDocument, MetricExtension,
    OssieType, RelationshipDocument, RelationshipExtension, Text, VerifiedQueryDocument,
};
use super::source::{DatasetSource, Extended, Source};
use crate::model::{
    AttributeId, DataType, Dataset, DerivedInput, Entity, Field, Metric, MetricKind, Model,
    NamedFilter, Noun, Part, Relationship, VerifiedQuery,
};

/// Dialect in which expressions are read.
pub(super) const DIALECT: &str = "ANSI_SQL";

/// The model that a source describes.
pub(super) fn model(source: &Source) -> Model {
    let document = &source.model.document;
    Model {
        name: document.name.value.clone(),
        description: document.description.clone(),
        fiscal_year_begins: source
            .model
            .extension
            .fiscal_year_begins
            .as_ref()
            .map(|month| month.value),
        datasets: source.datasets.iter().map(dataset).collect(),
        relationships: source.relationships.iter().map(relationship).collect(),
        entities: source.model.extension.entities.iter().map(entity).collect(),
        metrics: source.metrics.iter().map(metric).collect(),
        filters: source
            .datasets
            .iter()
            .flat_map(|d| {
                d.dataset
                    .extension
                    .filters
                    .iter()
                    .map(|f| filter(f, &d.dataset.document.name.value))
            })
            .collect(),
        verified_queries: source
            .model
            .extension
            .verified_queries
            .iter()
            .map(verified_query)
            .collect(),
    }
}

/// The expression in our dialect.
pub(super) fn ansi(expression: &Expression) -> Option<&Text> {
    let found: Option<&DialectExpression> = expression
        .dialects
        .value
        .iter()
        .find(|d| d.dialect == DIALECT);
    found.map(|d| &d.expression)
}

/// The type of the model that a type of the specification is, if there is one.
pub(super) fn data_type(ossie: OssieType) -> Option<DataType> {
    match ossie {
        OssieType::String => Some(DataType::Text),
        OssieType::Integer => Some(DataType::Integer),
        OssieType::Decimal => Some(DataType::Decimal),
        OssieType::Boolean => Some(DataType::Boolean),
        OssieType::Date => Some(DataType::Date),
        OssieType::DateTime => Some(DataType::Timestamp),
        OssieType::Float | OssieType::Time | OssieType::DateTimeTz | OssieType::Opaque => None,
    }
}

fn relationship(source: &Extended<RelationshipDocument, RelationshipExtension>) -> Relationship {
    let document = &source.document;
    Relationship {
        name: document.name.value.clone(),
        from: document.from.value.clone(),
        to: document.to.value.clone(),
        from_columns: texts(&document.from_columns.value),
        to_columns: texts(&document.to_columns.value),
        unreviewed: source.extension.unreviewed,
    }
}

fn texts(list: &[Text]) -> Vec<String> {
    list.iter().map(|text| text.value.clone()).collect()
}

fn attributes(list: &[Text]) -> Vec<AttributeId> {
    list.iter().map(attribute).collect()
}

fn attribute(text: &Text) -> AttributeId {
    AttributeId::new(text.value.clone())
}

/// `sales_order_line` as words: "sales order line".
fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// `sales_order_line` as a heading: "Sales order line".
fn heading(name: &str) -> String {
    let words = words(name);
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn dataset(source: &DatasetSource) -> Dataset {
    let (document, extension) = (&source.dataset.document, &source.dataset.extension);
    let name = document.name.value.clone();
    let default_noun = || Noun {
        singular: words(&name),
        plural: format!("{}s", words(&name)),
    };
    Dataset {
        description: document.description.clone(),
        primary_key: texts(&document.primary_key),
        unique_keys: document.unique_keys.iter().map(|k| texts(k)).collect(),
        fields: source
            .fields
            .iter()
            .map(|f| {
                let (document, extension) = (&f.document, &f.extension);
                Field {
                    name: document.name.value.clone(),
                    attributes: field_attributes(
                        &name,
                        &document.name.value,
                        extension.attribute.as_ref(),
                        &extension.aliases,
                    ),
                    data_type: document
                        .datatype
                        .as_ref()
                        .and_then(|t| data_type(t.value))
                        .unwrap_or(DataType::Text),
                    label: document
                        .label
                        .clone()
                        .unwrap_or_else(|| heading(&document.name.value)),
                    description: document.description.clone(),
                    synonyms: texts(document.ai_context.synonyms()),
                    unit: extension.unit.clone(),
                    indexed: extension.indexed,
                    personal: extension.personal,
                    delivery_date: extension.delivery_date,
                    additive: extension.additive,
                    parts: extension
                        .parts
                        .iter()
                        .map(|part| Part {
                            attribute: attribute(&part.attribute),
                            position: part.position.value,
                            label: part.label.clone(),
                            synonyms: texts(&part.synonyms),
                        })
                        .collect(),
                    sample_values: extension.sample_values.clone(),
                    unreviewed: extension.unreviewed,
                }
            })
            .collect(),
        noun: extension.noun.clone().unwrap_or_else(default_noun),
        synonyms: texts(document.ai_context.synonyms()),
        default_time: extension.default_time.as_ref().map(attribute),
        list: attributes(&extension.list),
        unreviewed: extension.unreviewed,
        name,
    }
}

/// The names of a field: its attribute, which is `dataset.field` where the file gives none, and its aliases.
fn field_attributes(
    dataset: &str,
    field: &str,
    own: Option<&Text>,
    aliases: &[Text],
) -> Vec<AttributeId> {
    let first = own.map_or_else(|| AttributeId::new(format!("{dataset}.{field}")), attribute);
    std::iter::once(first)
        .chain(aliases.iter().map(attribute))
        .collect()
}

fn metric(source: &Extended<MetricDocument, MetricExtension>) -> Metric {
    let (document, extension) = (&source.document, &source.extension);
    let expression = ansi(&document.expression)
        .map(|text| text.value.clone())
        .unwrap_or_default();
    let kind = if extension.inputs.is_empty() {
        MetricKind::Aggregate {
            dataset: extension
                .dataset
                .as_ref()
                .map(|text| text.value.clone())
                .unwrap_or_default(),
            expression,
            filters: texts(&extension.filters),
        }
    } else {
        MetricKind::Derived {
            expression,
            inputs: extension
                .inputs
                .iter()
                .map(|input| DerivedInput {
                    metric: input.metric.value.clone(),
                    trailing_days: input.trailing_days.as_ref().map(|days| days.value),
                })
                .collect(),
        }
    };
    Metric {
        name: document.name.value.clone(),
        label: extension
            .label
            .clone()
            .unwrap_or_else(|| heading(&document.name.value)),
        description: document.description.clone(),
        owner: extension.owner.clone(),
        synonyms: texts(document.ai_context.synonyms()),
        unit: extension.unit.clone(),
        data_type: document
            .datatype
            .as_ref()
            .and_then(|t| data_type(t.value))
            .unwrap_or(DataType::Decimal),
        kind,
        time: extension.time.as_ref().map(attribute),
        additive: extension.additive,
        lower_is_better: extension.lower_is_better,
        highest: texts(&extension.highest),
        lowest: texts(&extension.lowest),
        unreviewed: extension.unreviewed,
    }
}

fn filter(document: &FilterDocument, dataset: &str) -> NamedFilter {
    NamedFilter {
        name: document.name.value.clone(),
        label: document.label.clone(),
        description: document.description.clone(),
        owner: document.owner.clone(),
        synonyms: texts(&document.synonyms),
        dataset: dataset.to_owned(),
        expression: document.expr.value.clone(),
        show: attributes(&document.show),
        degree: document.degree.as_ref().map(|text| text.value.clone()),
        rate: document.rate.as_ref().map(|text| text.value.clone()),
        unreviewed: document.unreviewed,
    }
}

fn entity(document: &EntityDocument) -> Entity {
    Entity {
        name: document.name.value.clone(),
        noun: document.noun.clone(),
        synonyms: texts(&document.synonyms),
        description: document.description.clone(),
        key: attributes(&document.key),
        name_attribute: document.name_attribute.as_ref().map(attribute),
        datasets: texts(&document.datasets),
        own_dataset: document.own_dataset.as_ref().map(|text| text.value.clone()),
        list: attributes(&document.list),
        natural_metrics: texts(&document.natural_metrics),
        next_questions: texts(&document.next_questions),
        unreviewed: document.unreviewed,
    }
}

fn verified_query(document: &VerifiedQueryDocument) -> VerifiedQuery {
    VerifiedQuery {
        question: document.question.clone(),
        sql: document.sql.value.clone(),
        verified_by: document.verified_by.clone(),
        verified_at: document.verified_at.value.clone(),
    }
}
