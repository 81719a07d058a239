//! *Health* tells a supervisor whether the program lives and whether it can answer.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::state::WebState;

/// The program lives.
pub(super) async fn alive() -> &'static str {
    "ok"
}

/// The program can answer: its state database does.
pub(super) async fn ready(State(state): State<WebState>) -> Response {
    match state.stores.users.user("").await {
        Ok(_) => Json(json!({"status": "ready", "as_of": state.assistant.today()})).into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                Json(json!({"status": "the state database does not answer"})),
            )
                .into_response()
        }
    }
}
