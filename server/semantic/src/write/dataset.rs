//! A *dataset document* is a table with its columns as a model file has it.

use serde::Serialize;
use serde_saphyr::FlowSeq;

use super::meaning::FilterDocument;
use super::{
    AiContext, Expression, Extension, List, ai_context, ansi, datatype, extension, ids, strs, yes,
};
use crate::model::{AttributeId, DataType, Dataset, Field, Model, Noun};

#[derive(Serialize)]
pub(super) struct DatasetDocument<'m> {
    name: &'m str,
    source: &'m str,
    primary_key: List<'m>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unique_keys: Vec<List<'m>>,
    description: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ai_context: Option<AiContext<'m>>,
    fields: Vec<FieldDocument<'m>>,
    custom_extensions: [Extension<DatasetExtension<'m>>; 1],
}

#[derive(Serialize)]
struct DatasetExtension<'m> {
    noun: &'m Noun,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_time: Option<&'m AttributeId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<List<'m>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    filters: Vec<FilterDocument<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unreviewed: Option<bool>,
}

impl<'m> DatasetDocument<'m> {
    pub(super) fn of(dataset: &'m Dataset, model: &'m Model) -> Self {
        let key = |columns: &'m [String]| FlowSeq(columns.iter().map(String::as_str).collect());
        let filters = model.filters.iter().filter(|f| f.dataset == dataset.name);
        Self {
            name: &dataset.name,
            source: &dataset.name,
            primary_key: key(&dataset.primary_key),
            unique_keys: dataset.unique_keys.iter().map(|k| key(k)).collect(),
            description: &dataset.description,
            ai_context: ai_context(&dataset.synonyms),
            fields: dataset
                .fields
                .iter()
                .map(|f| FieldDocument::of(f, &dataset.name))
                .collect(),
            custom_extensions: extension(DatasetExtension {
                noun: &dataset.noun,
                default_time: dataset.default_time.as_ref(),
                list: ids(&dataset.list),
                filters: filters.map(FilterDocument::of).collect(),
                unreviewed: yes(dataset.unreviewed),
            }),
        }
    }
}

#[derive(Serialize)]
struct FieldDocument<'m> {
    name: &'m str,
    expression: Expression<'m>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dimension: Option<Dimension>,
    label: &'m str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'m str,
    datatype: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ai_context: Option<AiContext<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_extensions: Option<[Extension<FieldExtension<'m>>; 1]>,
}

#[derive(Serialize)]
struct Dimension {
    is_time: bool,
}

#[derive(Serialize, PartialEq, Default)]
struct FieldExtension<'m> {
    #[serde(skip_serializing_if = "Option::is_none")]
    attribute: Option<&'m str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    indexed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    personal: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery_date: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    additive: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<PartDocument<'m>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sample_values: Vec<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unreviewed: Option<bool>,
}

#[derive(Serialize, PartialEq)]
struct PartDocument<'m> {
    attribute: &'m str,
    position: i32,
    label: &'m str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    synonyms: Vec<&'m str>,
}

impl<'m> FieldDocument<'m> {
    pub(super) fn of(field: &'m Field, dataset: &str) -> Self {
        let is_time = matches!(field.data_type, DataType::Date | DataType::Timestamp);
        let own = format!("{dataset}.{}", field.name);
        let mut names = field.attributes.iter().map(AttributeId::as_str);
        let said = FieldExtension {
            attribute: names.next().filter(|name| *name != own),
            aliases: names.collect(),
            unit: field.unit.as_deref(),
            indexed: yes(field.indexed),
            personal: yes(field.personal),
            delivery_date: yes(field.delivery_date),
            additive: yes(field.additive),
            parts: field
                .parts
                .iter()
                .map(|part| PartDocument {
                    attribute: part.attribute.as_str(),
                    position: part.position,
                    label: &part.label,
                    synonyms: strs(&part.synonyms),
                })
                .collect(),
            sample_values: strs(&field.sample_values),
            unreviewed: yes(field.unreviewed),
        };
        Self {
            name: &field.name,
            expression: ansi(&field.name),
            dimension: is_time.then_some(Dimension { is_time }),
            label: &field.label,
            description: &field.description,
            datatype: datatype(field.data_type),
            ai_context: ai_context(&field.synonyms),
            custom_extensions: (said != FieldExtension::default()).then(|| extension(said)),
        }
    }
}
