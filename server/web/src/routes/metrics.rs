//! *Metrics* are given to whoever runs the program, in the text that Prometheus reads.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::error::HttpError;
use super::state::WebState;
use crate::accounts::LoggedIn;
use crate::metrics::{CONTENT_TYPE, Standing};

/// All metrics.
pub(super) async fn text(
    State(state): State<WebState>,
    logged_in: LoggedIn,
) -> Result<Response, HttpError> {
    for_operators(&logged_in)?;
    let standing = standing(&state).await;
    let text = state
        .metrics
        .text(&standing)
        .map_err(|error| HttpError::internal(&error))?;
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], text).into_response())
}

/// Lets only those through who run the program.
pub(super) fn for_operators(logged_in: &LoggedIn) -> Result<(), HttpError> {
    if logged_in.operator {
        return Ok(());
    }
    Err(HttpError::forbidden(
        "This is for those who run the program. Ask your operator if you should see it.",
    ))
}

/// What is looked up when somebody looks.
pub(super) async fn standing(state: &WebState) -> Standing {
    let sessions = match state.sessions.count(state.clock.now()).await {
        Ok(sessions) => Some(sessions),
        Err(error) => {
            tracing::warn!(%error, "open logins cannot be counted");
            None
        }
    };
    Standing {
        cache: state.assistant.cache_statistics().await,
        sessions,
        connections: state.connections.count(),
        queries: state.warehouse.running(),
    }
}
