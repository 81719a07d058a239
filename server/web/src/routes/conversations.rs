//! A *conversation's address* leads to its newest answer.

use assistant::store::HistoryFilter;
use axum::extract::{Path, State};
use axum::response::Redirect;

use super::error::HttpError;
use super::state::WebState;
use crate::accounts::LoggedIn;

/// Goes to the newest answer of one's own conversation.
pub(super) async fn newest(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Path(id): Path<String>,
) -> Result<Redirect, HttpError> {
    let filter = HistoryFilter {
        user: Some(logged_in.username),
        conversation: Some(id),
        limit: 1,
        ..HistoryFilter::default()
    };
    let newest = state
        .stores
        .ledger
        .history(&filter)
        .await?
        .into_iter()
        .next();
    match newest {
        Some(entry) => Ok(Redirect::to(&format!("/answers/{}", entry.id))),
        None => Err(HttpError::not_found(
            "There is no such conversation in your history.",
        )),
    }
}
