//! *Datasets* have fields of known types, keys that exist, and attributes that mean one thing.

use std::collections::{HashMap, HashSet};

use super::{
    column_exists, expressions, is_date, is_number, metric_exists, present, resolve, resolve_date,
};
use crate::load::build::{ansi, data_type};
use crate::load::document::{FieldDocument, FieldExtension, Text};
use crate::load::faults::{Faults, line_of};
use crate::load::source::{DatasetSource, Extended, Source};
use crate::model::{DataType, Model};

pub(super) fn check(source: &Source, model: &Model, faults: &mut Faults) {
    for dataset in &source.datasets {
        keys(dataset, model, faults);
        for field in &dataset.fields {
            self::field(field, faults);
        }
        extension(dataset, model, faults);
        filters(dataset, model, faults);
    }
    attributes(source, faults);
}

fn keys(source: &DatasetSource, model: &Model, faults: &mut Faults) {
    let dataset = &source.dataset;
    let (document, name) = (&dataset.document, &dataset.document.name.value);
    present(
        &document.description,
        "description",
        &document.name,
        dataset.path("description"),
        faults,
    );
    let table = document.source.value.rsplit('.').next().unwrap_or_default();
    if table != name {
        let message = format!(
            "the source {} must end in the dataset's name {name}",
            document.source.value
        );
        faults.at(&document.source, dataset.path("source"), message);
    }
    if document.primary_key.is_empty() {
        faults.at(
            &document.name,
            dataset.path("primary_key"),
            format!("dataset {name} has no primary key"),
        );
    }
    for (position, column) in document.primary_key.iter().enumerate() {
        column_exists(
            model,
            name,
            column,
            dataset.path(&format!("primary_key[{position}]")),
            faults,
        );
    }
    for (position, key) in document.unique_keys.iter().enumerate() {
        for (inner, column) in key.iter().enumerate() {
            let path = dataset.path(&format!("unique_keys[{position}][{inner}]"));
            column_exists(model, name, column, path, faults);
        }
    }
}

fn field(field: &Extended<FieldDocument, FieldExtension>, faults: &mut Faults) {
    let (document, extension) = (&field.document, &field.extension);
    let name = &document.name;
    match ansi(&document.expression) {
        None => {
            let place = &document.expression.dialects;
            faults.at(
                place,
                field.path("expression.dialects"),
                "there is no expression in ANSI_SQL",
            );
        }
        Some(expression) if expression.value != name.value => {
            let message = format!(
                "a field is a column of its table: write {} here",
                name.value
            );
            faults.at(expression, field.path("expression"), message);
        }
        Some(_) => {}
    }
    let Some(ossie) = &document.datatype else {
        faults.at(
            name,
            field.path("datatype"),
            format!("field {} has no datatype", name.value),
        );
        return;
    };
    let Some(data_type) = data_type(ossie.value) else {
        let message = "use String, Integer, Decimal, Boolean, Date or DateTime";
        faults.at(ossie, field.path("datatype"), message);
        return;
    };
    let is_time = document
        .dimension
        .as_ref()
        .and_then(|dimension| dimension.is_time.as_ref());
    if let Some(is_time) = is_time.filter(|is_time| is_time.value && !is_date(data_type)) {
        faults.at(
            is_time,
            field.path("dimension.is_time"),
            format!("{} is not a date", name.value),
        );
    }
    if extension.delivery_date && !is_date(data_type) {
        faults.at(
            name,
            field.extension_path("delivery_date"),
            format!("{} is not a date", name.value),
        );
    }
    if extension.additive && !is_number(data_type) {
        faults.at(
            name,
            field.extension_path("additive"),
            format!("{} is not a number", name.value),
        );
    }
    for (position, part) in extension.parts.iter().enumerate() {
        if data_type != DataType::Text {
            let path = field.extension_path(&format!("parts[{position}]"));
            faults.at(
                &part.attribute,
                path,
                format!("{} is not a text, it has no parts", name.value),
            );
        }
        if part.position.value == 0 {
            let path = field.extension_path(&format!("parts[{position}].position"));
            faults.at(
                &part.position,
                path,
                "parts are counted from 1, or from −1 backwards",
            );
        }
    }
}

fn extension(source: &DatasetSource, model: &Model, faults: &mut Faults) {
    let dataset = &source.dataset;
    let name = &dataset.document.name.value;
    if let Some(time) = &dataset.extension.default_time {
        resolve_date(
            model,
            name,
            time,
            dataset.extension_path("default_time"),
            faults,
        );
    }
    for (position, attribute) in dataset.extension.list.iter().enumerate() {
        resolve(
            model,
            name,
            attribute,
            dataset.extension_path(&format!("list[{position}]")),
            faults,
        );
    }
}

fn filters(source: &DatasetSource, model: &Model, faults: &mut Faults) {
    let dataset = &source.dataset;
    let name = &dataset.document.name.value;
    for (position, filter) in dataset.extension.filters.iter().enumerate() {
        let path = |below: &str| dataset.extension_path(&format!("filters[{position}].{below}"));
        present(&filter.label, "label", &filter.name, path("label"), faults);
        present(
            &filter.description,
            "description",
            &filter.name,
            path("description"),
            faults,
        );
        present(&filter.owner, "owner", &filter.name, path("owner"), faults);
        expressions::condition(model, name, &filter.expr, &path("expr"), faults);
        for (inner, attribute) in filter.show.iter().enumerate() {
            resolve(
                model,
                name,
                attribute,
                path(&format!("show[{inner}]")),
                faults,
            );
        }
        if let Some(degree) = &filter.degree {
            metric_exists(model, degree, path("degree"), faults);
        }
        if let Some(rate) = &filter.rate {
            metric_exists(model, rate, path("rate"), faults);
        }
    }
}

/// Within a dataset an attribute is one column; across datasets it has one type.
fn attributes(source: &Source, faults: &mut Faults) {
    let mut types: HashMap<&str, (DataType, usize)> = HashMap::new();
    for dataset in &source.datasets {
        let mut carried: HashSet<&str> = HashSet::new();
        for field in &dataset.fields {
            let whole = field
                .document
                .datatype
                .as_ref()
                .and_then(|t| data_type(t.value));
            let named = field
                .extension
                .attribute
                .iter()
                .chain(&field.extension.aliases)
                .map(|name| (name, whole));
            let parts = field
                .extension
                .parts
                .iter()
                .map(|part| (&part.attribute, Some(DataType::Text)));
            for (name, data_type) in named.chain(parts) {
                attribute(
                    name,
                    data_type,
                    &field.extension_path,
                    &mut carried,
                    &mut types,
                    faults,
                );
            }
        }
    }
}

fn attribute<'s>(
    name: &'s Text,
    data_type: Option<DataType>,
    path: &str,
    carried: &mut HashSet<&'s str>,
    types: &mut HashMap<&'s str, (DataType, usize)>,
    faults: &mut Faults,
) {
    if name.value.is_empty() || name.value.contains('.') {
        let message = format!(
            "{:?} is no name for an attribute; dataset.field is the name where none is given",
            name.value
        );
        faults.at(name, path, message);
        return;
    }
    if !carried.insert(&name.value) {
        faults.at(
            name,
            path,
            format!(
                "another field of this dataset is called {} already",
                name.value
            ),
        );
        return;
    }
    let Some(data_type) = data_type else { return };
    let (first, line) = *types
        .entry(&name.value)
        .or_insert((data_type, line_of(name)));
    if first != data_type {
        let message = format!(
            "{} has another datatype on line {line}; one attribute means one thing",
            name.value
        );
        faults.at(name, path, message);
    }
}
