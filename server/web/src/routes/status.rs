//! The *status page* shows whoever runs the program how it does.

use app::{
    CacheView, HealthView, HoldingsView, LatencyView, PartView, PercentileView, RecentErrorView,
    StatusView,
};
use assistant::{CircuitState, CircuitStatus, Provider};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use warehouse::{Health, TableStatus};

use super::error::HttpError;
use super::metrics::{for_operators, standing};
use super::state::WebState;
use super::{health, page, show};
use crate::accounts::LoggedIn;
use crate::metrics::{Latency, Percentile, RecentError};

/// The page.
pub(super) async fn page(
    State(state): State<WebState>,
    logged_in: LoggedIn,
) -> Result<Response, HttpError> {
    for_operators(&logged_in)?;
    let persona = logged_in.personas.first().map_or("", String::as_str);
    let today = state.assistant.today();
    let frame = show::frame(&state, &logged_in, persona, None, today).await?;
    let (standing, database, warehouse, engine, shared) = tokio::join!(
        standing(&state),
        health::state_database(&state),
        health::warehouse(&state),
        state.warehouse.health(),
        health::shared_cache(&state)
    );
    let metrics = &state.metrics;
    let view = StatusView {
        frame,
        holdings: warehouse
            .as_deref()
            .ok()
            .map(|tables| holdings(tables, today)),
        parts: parts(&state, database, warehouse.map(drop), &engine, shared),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        uptime_seconds: metrics.uptime().as_secs(),
        memory_bytes: metrics.resident_memory(),
        connections: standing.connections,
        queries: standing.queries,
        sessions: standing.sessions,
        cache: CacheView {
            hits: standing.cache.hits,
            misses: standing.cache.misses,
            hit_rate: standing.cache.hit_rate,
            entries: standing.cache.entries,
        },
        outcomes: metrics.answers_by_outcome(),
        errors: metrics
            .errors_by_category()
            .into_iter()
            .map(|(category, count)| (category.label().to_owned(), count))
            .collect(),
        recent: metrics.recent_errors().into_iter().map(recent).collect(),
        stages: metrics.stage_latencies().into_iter().map(latency).collect(),
        routes: metrics.route_latencies().into_iter().map(latency).collect(),
    };
    Ok(page::status(StatusCode::OK, view).await)
}

/// The parts, each with how it does at this moment.
fn parts(
    state: &WebState,
    database: Result<(), String>,
    warehouse: Result<(), String>,
    engine: &Health,
    shared: Option<Result<(), String>>,
) -> Vec<PartView> {
    let part = |name: &str, engine: &str, answered: Result<String, String>| PartView {
        name: name.to_owned(),
        engine: engine.to_owned(),
        health: match answered {
            Ok(_) => HealthView::Well,
            Err(_) => HealthView::Ill,
        },
        detail: answered.unwrap_or_else(|error| error),
    };
    let detail = "accounts, sessions, conversations, history, costs".to_owned();
    vec![
        part(
            "State database",
            state.state_engine,
            database.map(|()| detail),
        ),
        part(
            "Warehouse",
            state.warehouse.dialect(),
            warehouse.map(|()| {
                let standing = standing_of(engine, &state.warehouse.data_version());
                match state.assistant.data_circuit() {
                    Some(circuit) => format!("{standing}; {}", health::circuit_in_words(circuit)),
                    None => standing,
                }
            }),
        ),
        match shared {
            Some(shared) => part(
                "Shared cache",
                "Redis",
                shared.map(|()| shared_cache(state)),
            ),
            None => without_health(
                "Shared cache",
                HealthView::Absent,
                "none is configured; each replica has its own".to_owned(),
            ),
        },
        without_health(
            "Interpreter",
            HealthView::BuiltIn,
            format!(
                "version of model and personas {}",
                state.assistant.policy_version()
            ),
        ),
        without_health("Cache", HealthView::BuiltIn, String::new()),
        match state.assistant.calculation_circuit() {
            Some(circuit) => asked_when_needed("Calculations", "AWS Lambda", "", circuit),
            None => without_health("Calculations", HealthView::BuiltIn, String::new()),
        },
        language_model(state),
    ]
}

fn language_model(state: &WebState) -> PartView {
    let assistant = &state.assistant;
    let name = "Language model";
    let Some(((provider, models), circuit)) =
        assistant.language_models().zip(assistant.model_circuit())
    else {
        let detail = "none is configured; questions are understood without one".to_owned();
        return without_health(name, HealthView::Absent, detail);
    };
    let engine = match provider {
        Provider::Bedrock => "Amazon Bedrock",
        Provider::OpenAi => "OpenAI-compatible endpoint",
    };
    asked_when_needed(name, engine, &format!("{}; ", models.join(", ")), circuit)
}

/// A service that questions alone ask, because it charges for each request.
fn asked_when_needed(name: &str, engine: &str, detail: &str, circuit: CircuitStatus) -> PartView {
    PartView {
        name: name.to_owned(),
        engine: engine.to_owned(),
        health: match circuit.state {
            CircuitState::Closed => HealthView::AskedWhenNeeded,
            CircuitState::Open | CircuitState::HalfOpen => HealthView::Ill,
        },
        detail: format!("{detail}{}", health::circuit_in_words(circuit)),
    }
}

/// What there is to say of an engine that answers.
fn standing_of(engine: &Health, data_version: &str) -> String {
    let mut said = Vec::new();
    if !engine.version.is_empty() {
        said.push(engine.version.clone());
    }
    if let Some(connections) = engine.connections {
        said.push(format!(
            "{} of {} connections in use",
            connections.busy, connections.limit
        ));
    }
    said.push(format!("data version {data_version}"));
    said.extend(engine.warnings.iter().cloned());
    said.join("; ")
}

/// What there is to say about the cache that replicas share.
fn shared_cache(state: &WebState) -> String {
    let Some(statistics) = state.assistant.shared_cache_statistics() else {
        return String::new();
    };
    let circuit = health::circuit_in_words(statistics.circuit);
    format!(
        "known {}, not known {}, too large {}, failures {}; {circuit}",
        statistics.hits, statistics.misses, statistics.too_large, statistics.faults
    )
}

/// A part that is not asked how it does.
fn without_health(name: &str, health: HealthView, detail: String) -> PartView {
    PartView {
        name: name.to_owned(),
        engine: "—".to_owned(),
        health,
        detail,
    }
}

/// What the warehouse holds.
fn holdings(tables: &[TableStatus], as_of: Date) -> HoldingsView {
    HoldingsView {
        tables: tables.iter().filter(|table| table.rows.is_some()).count(),
        declared: tables.len(),
        rows: tables.iter().filter_map(|table| table.rows).sum(),
        as_of: as_of.to_string(),
    }
}

fn latency(latency: Latency) -> LatencyView {
    LatencyView {
        percentiles: latency.percentiles.map(|percentile| {
            percentile.map(|percentile| match percentile {
                Percentile::About(seconds) => PercentileView {
                    seconds,
                    beyond: false,
                },
                Percentile::Beyond(seconds) => PercentileView {
                    seconds,
                    beyond: true,
                },
            })
        }),
        name: latency.name,
        count: latency.count,
    }
}

fn recent(error: RecentError) -> RecentErrorView {
    RecentErrorView {
        at: error.at.to_string(),
        category: error.category.label().to_owned(),
        place: error.place,
        reference: error.reference,
    }
}
