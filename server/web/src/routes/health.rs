//! *Health* tells a supervisor whether the program lives and whether it can answer.

use std::time::Duration;

use assistant::{CircuitState, CircuitStatus};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use warehouse::TableStatus;

use super::state::WebState;

/// How long a part may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(2);

/// The program lives.
pub(super) async fn alive() -> &'static str {
    "ok"
}

/// Whether the program can answer. Without its state database it cannot (503), nor without data in its own process. When a
/// service outside does not answer it is degraded (200): what was kept can still be read, and no other replica would do
/// better. The names of the parts that do not answer are told, and nothing more.
pub(super) async fn ready(State(state): State<WebState>) -> Response {
    let (database, warehouse, cache) = tokio::join!(
        state_database(&state),
        warehouse(&state),
        shared_cache(&state)
    );
    let outside = state.assistant.data_circuit().is_some();
    let language_model = state.assistant.model_circuit();
    let calculations = state.assistant.calculation_circuit();
    let parts = [
        ("state database", database.err(), true),
        ("warehouse", warehouse.err(), !outside),
        ("shared cache", cache.and_then(Result::err), false),
        ("language model", left_alone(language_model), false),
        ("calculation service", left_alone(calculations), false),
    ];
    let ill = parts.into_iter().filter_map(|(part, error, needed)| {
        let error = error?;
        tracing::error!(part, error, needed, "a part does not answer");
        Some((part, needed))
    });
    let (names, needed): (Vec<&str>, Vec<bool>) = ill.unzip();
    if names.is_empty() {
        return Json(json!({"status": "ready"})).into_response();
    }
    if needed.contains(&true) {
        let body = json!({"status": "not ready", "parts": names});
        return (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response();
    }
    Json(json!({"status": "degraded", "parts": names})).into_response()
}

/// Whether the state database answers; else why not.
pub(super) async fn state_database(state: &WebState) -> Result<(), String> {
    match tokio::time::timeout(PATIENCE, state.stores.users.user("")).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(too_long()),
    }
}

/// The tables of the warehouse when it answers and holds any rows; else why not. A service that is being left alone is not
/// asked.
pub(super) async fn warehouse(state: &WebState) -> Result<Vec<TableStatus>, String> {
    if let Some(circuit) = state.assistant.data_circuit()
        && circuit.state == CircuitState::Open
    {
        return Err(circuit_in_words(circuit));
    }
    // Tables may be known from before; an engine of its own is asked whether it is still there.
    match tokio::time::timeout(PATIENCE, state.warehouse.health()).await {
        Ok(health) => health.fault.map_or(Ok(()), Err)?,
        Err(_) => return Err(too_long()),
    }
    let tables = match tokio::time::timeout(PATIENCE, state.warehouse.tables()).await {
        Ok(Ok(tables)) => tables,
        Ok(Err(error)) => return Err(error.to_string()),
        Err(_) => return Err(too_long()),
    };
    if tables
        .iter()
        .any(|table| table.rows.is_some_and(|rows| rows > 0))
    {
        Ok(tables)
    } else {
        Err("no table holds any rows".to_owned())
    }
}

/// Whether the cache that replicas share answers; none when there is none.
pub(super) async fn shared_cache(state: &WebState) -> Option<Result<(), String>> {
    let answers = state.assistant.shared_cache_answers().await?;
    if answers {
        return Some(Ok(()));
    }
    let circuit = state.assistant.shared_cache_statistics()?.circuit;
    Some(Err(circuit_in_words(circuit)))
}

/// How the circuit stands of a service that is asked by questions alone, when it failed and is not known to be back.
pub(super) fn left_alone(circuit: Option<CircuitStatus>) -> Option<String> {
    let circuit = circuit.filter(|circuit| circuit.state != CircuitState::Closed)?;
    Some(circuit_in_words(circuit))
}

/// How a circuit stands, for people.
pub(super) fn circuit_in_words(circuit: CircuitStatus) -> String {
    let CircuitStatus {
        state,
        failures,
        wait,
    } = circuit;
    let s = if failures == 1 { "" } else { "s" };
    match state {
        CircuitState::Closed if failures == 0 => "circuit closed".to_owned(),
        CircuitState::Closed => format!("circuit closed, {failures} failure{s} in a row"),
        CircuitState::HalfOpen => {
            format!("circuit half open: it is being tried again after {failures} failure{s}")
        }
        CircuitState::Open => format!(
            "circuit open: left alone for another {} s after {failures} failure{s} in a row",
            wait.unwrap_or_default().as_secs_f64().ceil()
        ),
    }
}

fn too_long() -> String {
    format!("there was no answer within {} seconds", PATIENCE.as_secs())
}
