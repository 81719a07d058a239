//! A *definition* says what a figure of an answer means and who answers for that.

use semantic::{Column, Measure, MetricKind, Model, Predicate, SemanticQuery};

use crate::answer::Definition;

/// The definitions that a query rests on: its metrics, their inputs and its named filters, each once.
pub(crate) fn of(query: &SemanticQuery, model: &Model) -> Vec<Definition> {
    let mut definitions = Vec::new();
    for column in &query.columns {
        if let Column::Measure(used) = column {
            if let Measure::Metric(name) = &used.measure {
                metric(model, name, &mut definitions);
            }
            used.filters
                .iter()
                .for_each(|filter| named(model, filter, &mut definitions));
        }
    }
    query
        .filters
        .iter()
        .for_each(|filter| named(model, filter, &mut definitions));
    definitions
}

fn metric(model: &Model, name: &str, definitions: &mut Vec<Definition>) {
    let Some(metric_) = model.metric(name) else {
        return;
    };
    push(
        definitions,
        &metric_.label,
        &metric_.description,
        &metric_.owner,
    );
    match &metric_.kind {
        MetricKind::Aggregate { filters, .. } => {
            for filter in filters {
                named(
                    model,
                    &Predicate::Named {
                        filter: filter.clone(),
                        negated: false,
                    },
                    definitions,
                );
            }
        }
        MetricKind::Derived { inputs, .. } => {
            for input in inputs {
                metric(model, &input.metric, definitions);
            }
        }
    }
}

fn named(model: &Model, predicate: &Predicate, definitions: &mut Vec<Definition>) {
    match predicate {
        Predicate::Named { filter, .. } => {
            if let Some(filter) = model.filter(filter) {
                push(
                    definitions,
                    &filter.label,
                    &filter.description,
                    &filter.owner,
                );
            }
        }
        Predicate::Any(parts) => parts
            .iter()
            .for_each(|part| named(model, part, definitions)),
        Predicate::Related { filters, .. } => filters
            .iter()
            .for_each(|part| named(model, part, definitions)),
        _ => {}
    }
}

fn push(definitions: &mut Vec<Definition>, label: &str, definition: &str, owner: &str) {
    if definitions.iter().all(|known| known.label != label) {
        definitions.push(Definition {
            label: label.to_owned(),
            definition: definition.to_owned(),
            owner: owner.to_owned(),
        });
    }
}
