//! An *answer* can be had again, rows and all, for some hours; later the history holds what was asked and said.

use std::sync::Arc;

use assistant::Answer;
use axum::Json;
use axum::extract::State;

use super::extract::Id;
use super::problem::{NotAllowed, NotThere, Refused};
use crate::accounts::LoggedIn;
use crate::routes::error::HttpError;
use crate::routes::state::WebState;

/// Get an answer again
///
/// One's own, for up to 12 hours after it was given, and no longer than the program runs.
#[utoipa::path(
    get, path = "/api/v1/answers/{id}", tag = "Questions", operation_id = "answer",
    params(("id" = String, Path, format = "uuid", description = "Id of the answer.")),
    responses((status = 200, description = "The answer.", body = Answer), Refused, NotAllowed, NotThere)
)]
pub(super) async fn answer(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    id: Id,
) -> Result<Json<Arc<Answer>>, HttpError> {
    let id = id.text();
    let ledger = &state.stores.ledger;
    if ledger
        .entry(&id, Some(&logged_in.username))
        .await?
        .is_none()
    {
        return Err(HttpError::not_found(
            "There is no such answer in your history. Answers are for those who asked, and their rows are kept for 12 hours.",
        ));
    }
    if let Some(answer) = state.assistant.recall(&logged_in.username, &id).await {
        if !logged_in.personas.contains(&answer.persona) {
            return Err(HttpError::forbidden(
                "Your account may no longer ask in the persona of this answer. Ask your operator if you should.",
            ));
        }
        return Ok(Json(answer));
    }
    Err(HttpError::not_found(
        "The rows of this answer are gone: they are kept for 12 hours and until the program is started anew. Ask the question again; /api/v1/history still has it.",
    ))
}
