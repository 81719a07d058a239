//! *Names* identify one thing each, and synonyms say something.

use std::collections::HashMap;

use crate::load::document::Text;
use crate::load::faults::{Faults, line_of};
use crate::load::source::Source;

pub(super) fn check(source: &Source, faults: &mut Faults) {
    duplicates(source, faults);
    for dataset in &source.datasets {
        let (d, documents) = (&dataset.dataset, &dataset.fields);
        synonyms(
            d.document.ai_context.synonyms(),
            &d.path("ai_context.synonyms"),
            faults,
        );
        for field in documents {
            synonyms(
                field.document.ai_context.synonyms(),
                &field.path("ai_context.synonyms"),
                faults,
            );
            for (position, part) in field.extension.parts.iter().enumerate() {
                let path = field.extension_path(&format!("parts[{position}].synonyms"));
                synonyms(&part.synonyms, &path, faults);
            }
        }
        for (position, filter) in d.extension.filters.iter().enumerate() {
            let path = d.extension_path(&format!("filters[{position}].synonyms"));
            synonyms(&filter.synonyms, &path, faults);
        }
    }
    for metric in &source.metrics {
        synonyms(
            metric.document.ai_context.synonyms(),
            &metric.path("ai_context.synonyms"),
            faults,
        );
        synonyms(
            &metric.extension.highest,
            &metric.extension_path("highest"),
            faults,
        );
        synonyms(
            &metric.extension.lowest,
            &metric.extension_path("lowest"),
            faults,
        );
    }
    for (position, entity) in source.model.extension.entities.iter().enumerate() {
        let path = source
            .model
            .extension_path(&format!("entities[{position}].synonyms"));
        synonyms(&entity.synonyms, &path, faults);
    }
}

/// Synonyms of one thing: none is empty, none stands twice.
fn synonyms(list: &[Text], path: &str, faults: &mut Faults) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (position, synonym) in list.iter().enumerate() {
        let path = format!("{path}[{position}]");
        let word = synonym.value.trim().to_lowercase();
        if word.is_empty() {
            faults.at(
                synonym,
                path,
                "a synonym is empty; write a word or leave it out",
            );
        } else if let Some(line) = seen.insert(word, line_of(synonym)) {
            faults.at(
                synonym,
                path,
                format!(
                    "the synonym {} stands on line {line} already",
                    synonym.value
                ),
            );
        }
    }
}

fn duplicates(source: &Source, faults: &mut Faults) {
    let model = &source.model;
    unique(
        "dataset",
        source
            .datasets
            .iter()
            .map(|d| (&d.dataset.document.name, d.dataset.path("name"))),
        faults,
    );
    for dataset in &source.datasets {
        unique(
            "field",
            dataset
                .fields
                .iter()
                .map(|f| (&f.document.name, f.path("name"))),
            faults,
        );
    }
    unique(
        "relationship",
        source
            .relationships
            .iter()
            .map(|r| (&r.document.name, r.path("name"))),
        faults,
    );
    unique(
        "metric",
        source
            .metrics
            .iter()
            .map(|m| (&m.document.name, m.path("name"))),
        faults,
    );
    let filters = source.datasets.iter().flat_map(|d| {
        let filters = d.dataset.extension.filters.iter().enumerate();
        filters.map(|(i, f)| {
            (
                &f.name,
                d.dataset.extension_path(&format!("filters[{i}].name")),
            )
        })
    });
    unique("filter", filters, faults);
    let entities = model.extension.entities.iter().enumerate();
    unique(
        "entity",
        entities.map(|(i, e)| {
            (
                &e.name,
                model.extension_path(&format!("entities[{i}].name")),
            )
        }),
        faults,
    );
    let queries = model.extension.verified_queries.iter().enumerate();
    let queries = queries.map(|(i, q)| {
        (
            &q.name,
            model.extension_path(&format!("verified_queries[{i}].name")),
        )
    });
    unique("verified query", queries, faults);
}

fn unique<'s>(kind: &str, names: impl Iterator<Item = (&'s Text, String)>, faults: &mut Faults) {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (name, path) in names {
        if name.value.trim().is_empty() {
            faults.at(name, path, format!("a {kind} has no name"));
        } else if let Some(line) = seen.get(name.value.as_str()) {
            faults.at(
                name,
                path,
                format!(
                    "a {kind} named {} stands on line {line} already",
                    name.value
                ),
            );
        } else {
            seen.insert(&name.value, line_of(name));
        }
    }
}
