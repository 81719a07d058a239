//! *Entities* are found in the datasets that they name; verified queries are SQL with a date.

use jiff::civil::Date;
use sqlparser::ast::Statement;
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;

use super::{dataset_exists, metric_exists, present, resolve};
use crate::load::document::{EntityDocument, Text};
use crate::load::faults::{Faults, line_of};
use crate::load::source::Source;
use crate::model::{AttributeId, Model};

pub(super) fn check(source: &Source, model: &Model, faults: &mut Faults) {
    for (position, document) in source.model.extension.entities.iter().enumerate() {
        let path = |below: &str| {
            source
                .model
                .extension_path(&format!("entities[{position}].{below}"))
        };
        entity(document, &path, model, faults);
    }
    if let Some(month) = &source.model.extension.fiscal_year_begins
        && !(1..=12).contains(&month.value)
    {
        let path = source.model.extension_path("fiscal_year_begins");
        faults.add(
            line_of(month),
            path,
            format!("{} is no month; write 1 to 12", month.value),
        );
    }
    for (position, query) in source.model.extension.verified_queries.iter().enumerate() {
        let path = |below: &str| {
            source
                .model
                .extension_path(&format!("verified_queries[{position}].{below}"))
        };
        present(
            &query.question,
            "question",
            &query.name,
            path("question"),
            faults,
        );
        present(
            &query.verified_by,
            "verified_by",
            &query.name,
            path("verified_by"),
            faults,
        );
        if query.verified_at.value.parse::<Date>().is_err() {
            faults.at(
                &query.verified_at,
                path("verified_at"),
                "write the day as YYYY-MM-DD",
            );
        }
        let slots = slots(&query.question);
        for slot in &slots {
            let attribute = AttributeId::new(slot.clone());
            if slot != "number" && model.fields_of(&attribute).next().is_none() {
                let message = format!("there is no attribute {slot} that the slot could stand for");
                faults.at(&query.name, path("question"), message);
            }
        }
        // What stands in a slot is a value; `{today}` is the as-of date.
        let filled = slots.iter().fold(
            query.sql.value.replace("{today}", "DATE '2000-01-01'"),
            |sql, slot| sql.replace(&format!("{{{slot}}}"), "1"),
        );
        if let Some((_, unfilled)) = filled.split_once('{') {
            let name = unfilled.split('}').next().unwrap_or_default();
            let message = format!("the question has no slot {{{name}}}");
            faults.at(&query.sql, path("sql"), message);
            continue;
        }
        match Parser::parse_sql(&GenericDialect {}, &filled) {
            Err(error) => faults.at(&query.sql, path("sql"), error.to_string()),
            Ok(statements) if !matches!(statements.as_slice(), [Statement::Query(_)]) => {
                faults.at(&query.sql, path("sql"), "a verified query is one SELECT");
            }
            Ok(_) => {}
        }
    }
}

/// Names in braces.
fn slots(question: &str) -> Vec<String> {
    question
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(slot, _)| slot.to_owned())
        .collect()
}

fn entity(
    document: &EntityDocument,
    path: &dyn Fn(&str) -> String,
    model: &Model,
    faults: &mut Faults,
) {
    let name = &document.name;
    present(
        &document.description,
        "description",
        name,
        path("description"),
        faults,
    );
    present(
        &document.noun.singular,
        "singular",
        name,
        path("noun.singular"),
        faults,
    );
    present(
        &document.noun.plural,
        "plural",
        name,
        path("noun.plural"),
        faults,
    );
    if document.key.is_empty() {
        faults.at(
            name,
            path("key"),
            format!("entity {} has no key", name.value),
        );
    }
    if document.datasets.is_empty() {
        faults.at(
            name,
            path("datasets"),
            format!("entity {} is found in no dataset", name.value),
        );
    }
    for (position, dataset) in document.datasets.iter().enumerate() {
        dataset_exists(
            model,
            dataset,
            path(&format!("datasets[{position}]")),
            faults,
        );
    }
    // It can be told apart wherever it is found.
    let mut everywhere = |attribute: &Text, place: &str| {
        let missing = |dataset: &&Text| {
            let attribute = AttributeId::new(attribute.value.clone());
            model.dataset(&dataset.value).is_some()
                && model.resolve(&dataset.value, &attribute).is_none()
        };
        if let Some(dataset) = document.datasets.iter().find(missing) {
            resolve(model, &dataset.value, attribute, path(place), faults);
        }
    };
    for (position, attribute) in document.key.iter().enumerate() {
        everywhere(attribute, &format!("key[{position}]"));
    }
    if let Some(attribute) = &document.name_attribute {
        everywhere(attribute, "name_attribute");
    }
    if let Some(own) = &document.own_dataset {
        let exists = dataset_exists(model, own, path("own_dataset"), faults);
        if exists
            && document
                .datasets
                .iter()
                .all(|dataset| dataset.value != own.value)
        {
            let message = format!("{} is not among the datasets of {}", own.value, name.value);
            faults.at(own, path("own_dataset"), message);
        }
    }
    if let Some(shown) = document.own_dataset.as_ref().or(document.datasets.first()) {
        for (position, attribute) in document.list.iter().enumerate() {
            resolve(
                model,
                &shown.value,
                attribute,
                path(&format!("list[{position}]")),
                faults,
            );
        }
    }
    for (position, metric) in document.natural_metrics.iter().enumerate() {
        metric_exists(
            model,
            metric,
            path(&format!("natural_metrics[{position}]")),
            faults,
        );
    }
    for (position, question) in document.next_questions.iter().enumerate() {
        if question.value.matches("{key}").count() != 1 {
            faults.at(
                question,
                path(&format!("next_questions[{position}]")),
                "a next question holds {key} once, where the key belongs",
            );
        }
    }
}
