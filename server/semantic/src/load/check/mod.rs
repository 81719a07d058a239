//! A *check* looks for one kind of contradiction in a source and records every case of it.
//!
//! Checks run on the source, which knows lines, beside the model that was built from it, which knows what is reachable
//! from where. A reference that does not exist is recorded once, where it stands; what depends on it stays silent.

mod datasets;
mod entities;
mod expressions;
mod metrics;
mod names;
mod relationships;

use super::document::Text;
use super::faults::Faults;
use super::source::Source;
use crate::model::{AttributeId, DataType, Field, Model};

/// Runs all checks.
pub(super) fn everything(source: &Source, model: &Model, faults: &mut Faults) {
    names::check(source, faults);
    datasets::check(source, model, faults);
    relationships::check(source, model, faults);
    metrics::check(source, model, faults);
    entities::check(source, model, faults);
}

/// Whether a field holds dates.
fn is_date(data_type: DataType) -> bool {
    matches!(data_type, DataType::Date | DataType::Timestamp)
}

/// Whether a field holds numbers.
fn is_number(data_type: DataType) -> bool {
    matches!(data_type, DataType::Integer | DataType::Decimal)
}

/// The field that an attribute means when rows of `dataset` are read; records a fault when there is none.
///
/// A dataset that does not exist is somebody else's fault and goes unmentioned here.
fn resolve<'m>(
    model: &'m Model,
    dataset: &str,
    attribute: &Text,
    path: String,
    faults: &mut Faults,
) -> Option<&'m Field> {
    model.dataset(dataset)?;
    let found = model.resolve(dataset, &AttributeId::new(attribute.value.clone()));
    if found.is_none() {
        let message = format!(
            "no attribute {} on rows of {dataset} or of the datasets that it points to; \
             a field is known by its attribute (dataset.field where the file gives none), its aliases and parts",
            attribute.value
        );
        faults.at(attribute, path, message);
    }
    found.map(|(_, field)| field)
}

/// Like [`resolve`], for an attribute that must be a date.
fn resolve_date(model: &Model, dataset: &str, attribute: &Text, path: String, faults: &mut Faults) {
    if let Some(field) = resolve(model, dataset, attribute, path.clone(), faults)
        && !is_date(field.data_type)
    {
        faults.at(
            attribute,
            path,
            format!("{} is not a date", attribute.value),
        );
    }
}

/// Records a fault unless the dataset exists.
fn dataset_exists(model: &Model, dataset: &Text, path: String, faults: &mut Faults) -> bool {
    let exists = model.dataset(&dataset.value).is_some();
    if !exists {
        let names: Vec<&str> = model.datasets.iter().map(|d| d.name.as_str()).collect();
        faults.at(
            dataset,
            path,
            format!(
                "no dataset {}; there are {}",
                dataset.value,
                names.join(", ")
            ),
        );
    }
    exists
}

/// Records a fault unless the dataset has the column.
fn column_exists(model: &Model, dataset: &str, column: &Text, path: String, faults: &mut Faults) {
    let Some(dataset) = model.dataset(dataset) else {
        return;
    };
    if dataset
        .fields
        .iter()
        .all(|field| field.name != column.value)
    {
        faults.at(
            column,
            path,
            format!("dataset {} has no field {}", dataset.name, column.value),
        );
    }
}

/// Records a fault unless the metric exists.
fn metric_exists(model: &Model, metric: &Text, path: String, faults: &mut Faults) {
    if model.metric(&metric.value).is_none() {
        faults.at(metric, path, format!("no metric {}", metric.value));
    }
}

/// Records a fault when a text that people will read is missing.
fn present(text: &str, what: &str, place: &Text, path: String, faults: &mut Faults) {
    if text.trim().is_empty() {
        faults.at(
            place,
            path,
            format!("{} has no {what}; it is shown with answers", place.value),
        );
    }
}
