//! A *meaning document* is a metric, a named condition, a thing or a verified query as a model file has it.

use serde::Serialize;

use super::{
    AiContext, Expression, Extension, List, ai_context, ansi, datatype, extension, ids, list, strs,
    yes,
};
use crate::model::{AttributeId, Entity, Metric, MetricKind, NamedFilter, Noun, VerifiedQuery};

#[derive(Serialize)]
pub(super) struct MetricDocument<'m> {
    name: &'m str,
    expression: Expression<'m>,
    description: &'m str,
    datatype: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ai_context: Option<AiContext<'m>>,
    custom_extensions: [Extension<MetricExtension<'m>>; 1],
}

#[derive(Serialize)]
struct MetricExtension<'m> {
    label: &'m str,
    owner: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dataset: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filters: Option<List<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<&'m AttributeId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    additive: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lower_is_better: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    highest: Option<List<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lowest: Option<List<'m>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inputs: Vec<InputDocument<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unreviewed: Option<bool>,
}

#[derive(Serialize)]
struct InputDocument<'m> {
    metric: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    trailing_days: Option<u32>,
}

impl<'m> MetricDocument<'m> {
    pub(super) fn of(metric: &'m Metric) -> Self {
        let (expression, dataset, filters, inputs) = match &metric.kind {
            MetricKind::Aggregate {
                dataset,
                expression,
                filters,
            } => (
                expression,
                Some(dataset.as_str()),
                list(filters),
                Vec::new(),
            ),
            MetricKind::Derived { expression, inputs } => {
                let inputs = inputs.iter().map(|input| InputDocument {
                    metric: &input.metric,
                    trailing_days: input.trailing_days,
                });
                (expression, None, None, inputs.collect())
            }
        };
        Self {
            name: &metric.name,
            expression: ansi(expression),
            description: &metric.description,
            datatype: datatype(metric.data_type),
            ai_context: ai_context(&metric.synonyms),
            custom_extensions: extension(MetricExtension {
                label: &metric.label,
                owner: &metric.owner,
                unit: metric.unit.as_deref(),
                dataset,
                filters,
                time: metric.time.as_ref(),
                additive: yes(metric.additive),
                lower_is_better: yes(metric.lower_is_better),
                highest: list(&metric.highest),
                lowest: list(&metric.lowest),
                inputs,
                unreviewed: yes(metric.unreviewed),
            }),
        }
    }
}

#[derive(Serialize)]
pub(super) struct FilterDocument<'m> {
    name: &'m str,
    label: &'m str,
    description: &'m str,
    owner: &'m str,
    expr: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    synonyms: Option<List<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    show: Option<List<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    degree: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unreviewed: Option<bool>,
}

impl<'m> FilterDocument<'m> {
    pub(super) fn of(filter: &'m NamedFilter) -> Self {
        Self {
            name: &filter.name,
            label: &filter.label,
            description: &filter.description,
            owner: &filter.owner,
            expr: &filter.expression,
            synonyms: list(&filter.synonyms),
            show: ids(&filter.show),
            degree: filter.degree.as_deref(),
            rate: filter.rate.as_deref(),
            unreviewed: yes(filter.unreviewed),
        }
    }
}

#[derive(Serialize)]
pub(super) struct EntityDocument<'m> {
    name: &'m str,
    noun: &'m Noun,
    description: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    synonyms: Option<List<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<List<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_attribute: Option<&'m AttributeId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    datasets: Option<List<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    own_dataset: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<List<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    natural_metrics: Option<List<'m>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    next_questions: Vec<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unreviewed: Option<bool>,
}

impl<'m> EntityDocument<'m> {
    pub(super) fn of(entity: &'m Entity) -> Self {
        Self {
            name: &entity.name,
            noun: &entity.noun,
            description: &entity.description,
            synonyms: list(&entity.synonyms),
            key: ids(&entity.key),
            name_attribute: entity.name_attribute.as_ref(),
            datasets: list(&entity.datasets),
            own_dataset: entity.own_dataset.as_deref(),
            list: ids(&entity.list),
            natural_metrics: list(&entity.natural_metrics),
            next_questions: strs(&entity.next_questions),
            unreviewed: yes(entity.unreviewed),
        }
    }
}

#[derive(Serialize)]
pub(super) struct VerifiedQueryDocument<'m> {
    name: String,
    question: &'m str,
    sql: &'m str,
    verified_by: &'m str,
    verified_at: &'m str,
}

impl<'m> VerifiedQueryDocument<'m> {
    /// A model does not keep the names of its verified queries; they are numbered.
    pub(super) fn of(query: &'m VerifiedQuery, position: usize) -> Self {
        Self {
            name: format!("verified_{}", position + 1),
            question: &query.question,
            sql: &query.sql,
            verified_by: &query.verified_by,
            verified_at: &query.verified_at,
        }
    }
}
