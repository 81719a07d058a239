//! *Relationships* are many-to-one: they lead to a key, column by column.

use super::{column_exists, dataset_exists};
use crate::load::document::RelationshipDocument;
use crate::load::faults::Faults;
use crate::load::source::Source;
use crate::model::Model;

pub(super) fn check(source: &Source, model: &Model, faults: &mut Faults) {
    for extended in &source.relationships {
        let relationship = &extended.document;
        let path = |below: &str| extended.path(below);
        let (from, to) = (&relationship.from, &relationship.to);
        let (from_columns, to_columns) = (
            &relationship.from_columns.value,
            &relationship.to_columns.value,
        );
        dataset_exists(model, from, path("from"), faults);
        let leads_somewhere = dataset_exists(model, to, path("to"), faults);
        for (inner, column) in from_columns.iter().enumerate() {
            column_exists(
                model,
                &from.value,
                column,
                path(&format!("from_columns[{inner}]")),
                faults,
            );
        }
        for (inner, column) in to_columns.iter().enumerate() {
            column_exists(
                model,
                &to.value,
                column,
                path(&format!("to_columns[{inner}]")),
                faults,
            );
        }
        if from_columns.len() != to_columns.len() {
            let message = format!(
                "{} columns in from_columns but {} in to_columns; they correspond one to one",
                from_columns.len(),
                to_columns.len()
            );
            faults.at(&relationship.to_columns, path("to_columns"), message);
        } else if leads_somewhere && !leads_to_key(source, relationship) {
            let message = format!(
                "to_columns are neither the primary key nor a unique key of {}; the join would count rows twice",
                to.value
            );
            faults.at(&relationship.to_columns, path("to_columns"), message);
        }
    }
}

fn leads_to_key(source: &Source, relationship: &RelationshipDocument) -> bool {
    let columns = |list: &[crate::load::document::Text]| {
        let mut names: Vec<String> = list.iter().map(|column| column.value.clone()).collect();
        names.sort();
        names
    };
    let reached = columns(&relationship.to_columns.value);
    source
        .datasets
        .iter()
        .map(|dataset| &dataset.dataset.document)
        .filter(|document| document.name.value == relationship.to.value)
        .any(|document| {
            columns(&document.primary_key) == reached
                || document
                    .unique_keys
                    .iter()
                    .any(|key| columns(key) == reached)
        })
}
