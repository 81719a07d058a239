//! *Health* tells a supervisor whether the program lives and whether it can answer.

use std::time::Duration;

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

/// The program can answer: its state database and the warehouse do. Else 503 says which part does not, and nothing more.
pub(super) async fn ready(State(state): State<WebState>) -> Response {
    let (database, warehouse) = tokio::join!(state_database(&state), warehouse(&state));
    let parts: Vec<&str> = [
        ("state database", database.err()),
        ("warehouse", warehouse.err()),
    ]
    .into_iter()
    .filter_map(|(part, error)| {
        let error = error?;
        tracing::error!(part, error, "not ready");
        Some(part)
    })
    .collect();
    if parts.is_empty() {
        return Json(json!({"status": "ready"})).into_response();
    }
    let body = json!({"status": "not ready", "parts": parts});
    (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response()
}

/// Whether the state database answers; else why not.
pub(super) async fn state_database(state: &WebState) -> Result<(), String> {
    match tokio::time::timeout(PATIENCE, state.stores.users.user("")).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(too_long()),
    }
}

/// The tables of the warehouse when it answers and holds any rows; else why not.
pub(super) async fn warehouse(state: &WebState) -> Result<Vec<TableStatus>, String> {
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

fn too_long() -> String {
    format!("there was no answer within {} seconds", PATIENCE.as_secs())
}
