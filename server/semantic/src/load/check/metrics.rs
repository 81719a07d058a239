//! *Metrics* aggregate a dataset that exists, or are worked out from metrics that do.

use super::{dataset_exists, expressions, is_number, present, resolve_date};
use crate::load::build::{ansi, data_type};
use crate::load::document::{MetricDocument, MetricExtension, Text};
use crate::load::faults::Faults;
use crate::load::source::{Extended, Source};
use crate::model::{MetricKind, Model};

pub(super) fn check(source: &Source, model: &Model, faults: &mut Faults) {
    for metric in &source.metrics {
        let (document, extension) = (&metric.document, &metric.extension);
        present(
            &document.description,
            "description",
            &document.name,
            metric.path("description"),
            faults,
        );
        present(
            &extension.owner,
            "owner",
            &document.name,
            metric.extension_path("owner"),
            faults,
        );
        result_type(metric, faults);
        let Some(expression) = ansi(&document.expression) else {
            let place = &document.expression.dialects;
            faults.at(
                place,
                metric.path("expression.dialects"),
                "there is no expression in ANSI_SQL",
            );
            continue;
        };
        match (&extension.dataset, extension.inputs.is_empty()) {
            (Some(dataset), true) => aggregate(metric, dataset, expression, model, faults),
            (None, false) => derived(metric, expression, model, faults),
            (Some(dataset), false) => {
                let message = "a metric has a dataset (it aggregates rows) or inputs (it uses metrics), not both";
                faults.at(dataset, metric.extension_path("dataset"), message);
            }
            (None, true) => {
                let message = format!(
                    "metric {} has neither a dataset nor inputs",
                    document.name.value
                );
                faults.at(&document.name, metric.extension_path("dataset"), message);
            }
        }
    }
}

fn result_type(metric: &Extended<MetricDocument, MetricExtension>, faults: &mut Faults) {
    let name = &metric.document.name;
    let Some(ossie) = &metric.document.datatype else {
        faults.at(
            name,
            metric.path("datatype"),
            format!("metric {} has no datatype", name.value),
        );
        return;
    };
    if !data_type(ossie.value).is_some_and(is_number) {
        faults.at(
            ossie,
            metric.path("datatype"),
            "a metric is an Integer or a Decimal",
        );
    }
}

fn aggregate(
    metric: &Extended<MetricDocument, MetricExtension>,
    dataset: &Text,
    expression: &Text,
    model: &Model,
    faults: &mut Faults,
) {
    let extension = &metric.extension;
    if !dataset_exists(model, dataset, metric.extension_path("dataset"), faults) {
        return;
    }
    expressions::aggregate(
        model,
        &dataset.value,
        expression,
        &metric.path("expression"),
        faults,
    );
    for (position, filter) in extension.filters.iter().enumerate() {
        let path = metric.extension_path(&format!("filters[{position}]"));
        let Some(found) = model.filter(&filter.value) else {
            faults.at(filter, path, format!("no filter {}", filter.value));
            continue;
        };
        if model
            .reachable(&dataset.value)
            .iter()
            .all(|(reached, _)| reached.name != found.dataset)
        {
            let message = format!(
                "filter {} speaks of {}, which no many-to-one relationship reaches from {}",
                filter.value, found.dataset, dataset.value
            );
            faults.at(filter, path, message);
        }
    }
    if let Some(time) = &extension.time {
        resolve_date(
            model,
            &dataset.value,
            time,
            metric.extension_path("time"),
            faults,
        );
    }
}

fn derived(
    metric: &Extended<MetricDocument, MetricExtension>,
    expression: &Text,
    model: &Model,
    faults: &mut Faults,
) {
    let extension = &metric.extension;
    for (position, input) in extension.inputs.iter().enumerate() {
        let path = metric.extension_path(&format!("inputs[{position}].metric"));
        match model.metric(&input.metric.value).map(|found| &found.kind) {
            None => faults.at(
                &input.metric,
                path,
                format!("no metric {}", input.metric.value),
            ),
            Some(MetricKind::Derived { .. }) => {
                let message = format!(
                    "{} is worked out from others itself; use those",
                    input.metric.value
                );
                faults.at(&input.metric, path, message);
            }
            Some(MetricKind::Aggregate { .. }) => {}
        }
        if let Some(days) = input.trailing_days.as_ref().filter(|days| days.value == 0) {
            let path = metric.extension_path(&format!("inputs[{position}].trailing_days"));
            faults.at(days, path, "a window has at least one day");
        }
    }
    let unused = [
        ("filters", extension.filters.first()),
        ("time", extension.time.as_ref()),
    ];
    for (what, text) in unused {
        if let Some(text) = text {
            let message =
                format!("{what} is for a metric that aggregates rows; the inputs have their own");
            faults.at(text, metric.extension_path(what), message);
        }
    }
    let inputs: Vec<&str> = extension
        .inputs
        .iter()
        .map(|input| input.metric.value.as_str())
        .collect();
    expressions::derived(&inputs, expression, &metric.path("expression"), faults);
}
