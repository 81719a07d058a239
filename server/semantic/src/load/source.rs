//! A *source* is a document whose extensions have been read, each beside the object that it extends.

use super::document::{
    DatasetDocument, DatasetExtension, Document, FieldDocument, FieldExtension, MetricDocument,
    MetricExtension, ModelDocument, ModelExtension, RelationshipDocument, RelationshipExtension,
};
use super::extension::ours;
use super::faults::{Faults, join, line_of};

/// Versions of the specification that are understood.
const VERSIONS: [&str; 3] = ["0.1.1", "0.2.0.dev0", "0.2.0"];

/// An object with what extends it.
#[derive(Debug)]
pub(super) struct Extended<D, X> {
    /// Path of the object.
    pub(super) path: String,
    /// The object as the specification has it.
    pub(super) document: D,
    /// Path of the extension's data.
    pub(super) extension_path: String,
    /// The extension's data.
    pub(super) extension: X,
}

impl<D, X> Extended<D, X> {
    /// Path of something in the object.
    pub(super) fn path(&self, below: &str) -> String {
        join(&self.path, below)
    }

    /// Path of something in the extension.
    pub(super) fn extension_path(&self, below: &str) -> String {
        join(&self.extension_path, below)
    }
}

/// A dataset with its fields.
#[derive(Debug)]
pub(super) struct DatasetSource {
    /// The dataset; its document's field list is empty.
    pub(super) dataset: Extended<DatasetDocument, DatasetExtension>,
    /// Its fields.
    pub(super) fields: Vec<Extended<FieldDocument, FieldExtension>>,
}

/// A model file.
#[derive(Debug)]
pub(super) struct Source {
    /// The model; its document's lists of datasets, relationships and metrics are empty.
    pub(super) model: Extended<ModelDocument, ModelExtension>,
    /// Its datasets.
    pub(super) datasets: Vec<DatasetSource>,
    /// Its joins.
    pub(super) relationships: Vec<Extended<RelationshipDocument, RelationshipExtension>>,
    /// Its metrics.
    pub(super) metrics: Vec<Extended<MetricDocument, MetricExtension>>,
}

impl Source {
    /// Takes a document apart.
    pub(super) fn of(document: Document, faults: &mut Faults) -> Option<Self> {
        if !VERSIONS.contains(&document.version.value.as_str()) {
            let message = format!(
                "version {} is not known; use one of {}",
                document.version.value,
                VERSIONS.join(", ")
            );
            faults.at(&document.version, "version", message);
        }
        let place = line_of(&document.semantic_model);
        let mut models = document.semantic_model.value.into_iter();
        let Some(mut model) = models.next() else {
            faults.add(place, "semantic_model", "there is no model in the list");
            return None;
        };
        for (position, another) in models.enumerate() {
            let path = format!("semantic_model[{}]", position + 1);
            faults.at(
                &another.name,
                path,
                "a file holds one model; put this one into a file of its own",
            );
        }
        let datasets = std::mem::take(&mut model.datasets)
            .into_iter()
            .enumerate()
            .map(|(position, dataset)| DatasetSource::of(dataset, position, faults))
            .collect();
        let metrics = std::mem::take(&mut model.metrics)
            .into_iter()
            .enumerate()
            .map(|(position, mut document)| {
                let path = format!("metrics[{position}]");
                let (extension, extension_path) = ours(
                    std::mem::take(&mut document.custom_extensions),
                    &path,
                    faults,
                );
                Extended {
                    path,
                    document,
                    extension_path,
                    extension,
                }
            })
            .collect();
        let relationships = std::mem::take(&mut model.relationships)
            .into_iter()
            .enumerate()
            .map(|(position, mut document)| {
                let path = format!("relationships[{position}]");
                let (extension, extension_path) = ours(
                    std::mem::take(&mut document.custom_extensions),
                    &path,
                    faults,
                );
                Extended {
                    path,
                    document,
                    extension_path,
                    extension,
                }
            })
            .collect();
        let (extension, extension_path) =
            ours(std::mem::take(&mut model.custom_extensions), "", faults);
        let model = Extended {
            path: String::new(),
            document: model,
            extension_path,
            extension,
        };
        Some(Self {
            model,
            datasets,
            relationships,
            metrics,
        })
    }
}

impl DatasetSource {
    fn of(mut document: DatasetDocument, position: usize, faults: &mut Faults) -> Self {
        let path = format!("datasets[{position}]");
        let fields = std::mem::take(&mut document.fields)
            .into_iter()
            .enumerate()
            .map(|(position, mut document)| {
                let path = format!("{path}.fields[{position}]");
                let (extension, extension_path) = ours(
                    std::mem::take(&mut document.custom_extensions),
                    &path,
                    faults,
                );
                Extended {
                    path,
                    document,
                    extension_path,
                    extension,
                }
            })
            .collect();
        let (extension, extension_path) = ours(
            std::mem::take(&mut document.custom_extensions),
            &path,
            faults,
        );
        Self {
            dataset: Extended {
                path,
                document,
                extension_path,
                extension,
            },
            fields,
        }
    }
}
