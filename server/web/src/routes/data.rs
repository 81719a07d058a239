//! The *data's addresses* say what a persona may read and ask for; what it may not read is not there.

use std::time::Duration;

use app::{
    CatalogueView, DataColumnView, DataTableView, DataView, FilterView, Frame, MetricView,
    NewestView, RelationshipView, TableView,
};
use assistant::{Catalogue, Samples};
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use semantic::{DataType, Dataset, Field, Model, Relationship};
use serde::Deserialize;

use super::error::HttpError;
use super::metrics::for_operators;
use super::state::WebState;
use super::{ask, page, show};
use crate::accounts::LoggedIn;

/// How long the page waits for the catalogue, which is kept for an hour.
const CATALOGUE_PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    persona: Option<String>,
}

/// The page that lists what one can ask about.
pub(super) async fn page(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Query(Choice { persona }): Query<Choice>,
) -> Result<Response, HttpError> {
    let (frame, catalogue) = open(&state, &logged_in, persona.as_deref()).await?;
    let model = catalogue.model();
    let metrics = model.metrics.iter().map(|metric| MetricView {
        label: metric.label.clone(),
        definition: metric.description.clone(),
        owner: metric.owner.clone(),
        unit: metric.unit.clone(),
        synonyms: metric.synonyms.clone(),
    });
    let filters = model.filters.iter().map(|filter| FilterView {
        label: filter.label.clone(),
        definition: filter.description.clone(),
        owner: filter.owner.clone(),
        rows_are: model
            .dataset(&filter.dataset)
            .map_or_else(|| filter.dataset.clone(), rows_are),
        synonyms: filter.synonyms.clone(),
    });
    let view = DataView {
        frame,
        // The model's own description speaks of tables that are not for everybody.
        description: catalogue.persona().description.clone(),
        tables: model
            .datasets
            .iter()
            .map(|d| table(&catalogue, d))
            .collect(),
        metrics: metrics.collect(),
        filters: filters.collect(),
        catalogue: compared(&state, model, logged_in.operator).await,
    };
    Ok(page::data(StatusCode::OK, view).await)
}

/// In what the catalogue differs, as far as the persona may read the tables.
async fn compared(state: &WebState, model: &Model, operator: bool) -> Option<CatalogueView> {
    let catalogue = state.catalogue.as_ref()?;
    let reading = tokio::time::timeout(CATALOGUE_PATIENCE, catalogue.differences()).await;
    state.assistant.catalogued(catalogue.take_requests());
    let differences = match reading {
        Ok(Ok(differences)) => {
            let readable = differences
                .iter()
                .filter(|difference| model.dataset(difference.table()).is_some());
            Some(readable.map(ToString::to_string).collect())
        }
        Ok(Err(trouble)) => {
            tracing::error!(%trouble, "the catalogue was not compared");
            None
        }
        Err(_) => {
            tracing::error!("the catalogue was not read in time");
            None
        }
    };
    Some(CatalogueView {
        name: catalogue.to_string(),
        differences,
        may_read_again: operator,
    })
}

/// Reads the catalogue again, though the hour is not over.
pub(super) async fn read_catalogue(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Form(Choice { persona }): Form<Choice>,
) -> Result<Redirect, HttpError> {
    for_operators(&logged_in)?;
    let Some(catalogue) = &state.catalogue else {
        return Err(HttpError::not_found(
            "No catalogue is configured (aws.glue_database).",
        ));
    };
    let persona = ask::persona_of(&logged_in, persona.as_deref())?;
    // How it went is on the page, which asks for what was read.
    let _ = tokio::time::timeout(CATALOGUE_PATIENCE, catalogue.read_again()).await;
    state.assistant.catalogued(catalogue.take_requests());
    let persona = page::encoded(&persona);
    Ok(Redirect::to(&format!("/data?persona={persona}#catalogue")))
}

/// The page of one table.
pub(super) async fn table_page(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Path(name): Path<String>,
    Query(Choice { persona }): Query<Choice>,
) -> Result<Response, HttpError> {
    let (frame, catalogue) = open(&state, &logged_in, persona.as_deref()).await?;
    let Some(dataset) = catalogue.model().dataset(&name) else {
        // The same words whether there is such a table for somebody else or for nobody.
        return Err(HttpError::not_found(format!(
            "{} has no such table. The Data page lists those that it has.",
            frame.persona
        )));
    };
    let samples = state.assistant.samples(&catalogue, &name).await;
    let samples = samples.map_err(|error| HttpError::unavailable(&error))?;
    let samples = samples.unwrap_or_default();
    let model = catalogue.model();
    let view = DataTableView {
        frame,
        table: table(&catalogue, dataset),
        relationships: relationships(model, dataset),
        columns: dataset
            .fields
            .iter()
            .map(|field| column(&catalogue, dataset, field, &samples))
            .collect(),
    };
    Ok(page::data_table(StatusCode::OK, view).await)
}

async fn open(
    state: &WebState,
    logged_in: &LoggedIn,
    persona: Option<&str>,
) -> Result<(Frame, Catalogue), HttpError> {
    let persona = ask::persona_of(logged_in, persona)?;
    let frame = show::frame(state, logged_in, &persona, None, state.assistant.today()).await?;
    let catalogue = state.assistant.catalogue(&persona);
    let catalogue = catalogue.ok_or_else(|| {
        HttpError::not_found("There is no such persona any more. Ask your operator for another.")
    })?;
    Ok((frame, catalogue))
}

fn table(catalogue: &Catalogue, dataset: &Dataset) -> TableView {
    TableView {
        name: dataset.name.clone(),
        rows_are: rows_are(dataset),
        description: dataset.description.clone(),
        rows: catalogue.rows(&dataset.name),
        newest: catalogue.newest(dataset).map(|(field, day)| NewestView {
            column: field.label.clone(),
            day: day.to_string(),
        }),
    }
}

fn column(
    catalogue: &Catalogue,
    dataset: &Dataset,
    field: &Field,
    samples: &Samples,
) -> DataColumnView {
    let points_to = catalogue
        .model()
        .relationships
        .iter()
        .find(|r| r.from == dataset.name && r.from_columns.contains(&field.name));
    DataColumnView {
        name: field.name.clone(),
        label: field.label.clone(),
        kind: kind(field.data_type),
        unit: field.unit.clone(),
        description: field.description.clone(),
        synonyms: field.synonyms.clone(),
        key: dataset.primary_key.contains(&field.name),
        points_to: points_to.map(|r| r.to.clone()),
        samples: samples.get(&field.name).cloned().unwrap_or_default(),
        personal: field.personal,
        empty: catalogue.empty_share(&dataset.name, &field.name),
        newest: catalogue
            .newest_day(&dataset.name, field)
            .map(|day| day.to_string()),
    }
}

/// How a table goes together with others, in words; first what its rows belong to, then what belongs to them.
fn relationships(model: &Model, dataset: &Dataset) -> Vec<RelationshipView> {
    let sentence = |relationship: &Relationship, to: &str, written: String| {
        let columns = relationship.from_columns.join(" and ");
        RelationshipView {
            sentence: format!("{written}, by {columns}."),
            table: to.to_owned(),
        }
    };
    let belongs = model
        .relationships
        .iter()
        .filter(|r| r.from == dataset.name)
        .filter_map(|r| {
            let other = model.dataset(&r.to)?;
            let written = format!("Each {} belongs to one {}", one(dataset), one(other));
            Some(sentence(r, &r.to, written))
        });
    let has = model
        .relationships
        .iter()
        .filter(|r| r.to == dataset.name)
        .filter_map(|r| {
            let other = model.dataset(&r.from)?;
            let written = format!(
                "One {} can have any number of {}",
                one(dataset),
                rows_are(other)
            );
            Some(sentence(r, &r.from, written))
        });
    belongs.chain(has).collect()
}

/// What one row is called.
fn one(dataset: &Dataset) -> &str {
    let name = &dataset.noun.singular;
    if name.is_empty() { &dataset.name } else { name }
}

/// What the rows are called.
fn rows_are(dataset: &Dataset) -> String {
    let name = &dataset.noun.plural;
    if name.is_empty() {
        dataset.name.clone()
    } else {
        name.clone()
    }
}

fn kind(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Text => "text",
        DataType::Integer => "whole number",
        DataType::Decimal => "number",
        DataType::Boolean => "yes or no",
        DataType::Date => "day",
        DataType::Timestamp => "day and time",
    }
}
