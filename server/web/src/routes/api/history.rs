//! The *history* is everything that the caller's account has asked, and not deleted.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::extract::Parameters;
use super::paging::Size;
use super::problem::{NotUnderstood, Refused};
use super::question::{self, Question, Wanted};
use crate::accounts::LoggedIn;
use crate::routes::error::HttpError;
use crate::routes::state::WebState;

/// Characters of a text to look for at most.
const TEXT_CHARACTERS: usize = 200;

/// What is looked for in the history.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Search {
    /// Only questions that contain this text; the case of letters a to z makes no difference.
    #[param(value_type = String, required = false, max_length = 200, pattern = r"^[^\u0000-\u001F\u007F-\u009F]*$")]
    text: Option<String>,
    /// At most so many.
    #[param(value_type = u32, required = false, minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// Only questions before the one of this id: `next` of the page before.
    #[param(value_type = String, required = false, format = "uuid")]
    before: Option<Uuid>,
}

/// A page of the history, newest question first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct History {
    /// Questions.
    questions: Vec<Question>,
    /// `before` of the next page; null on the last one.
    next: Option<String>,
}

/// Look through one's own questions
///
/// Newest first. The rows of an answer are not part of the history; they stay at `/api/v1/answers/{id}` for a while.
#[utoipa::path(
    get, path = "/api/v1/history", tag = "History", operation_id = "history", params(Search),
    responses((status = 200, description = "A page of the history.", body = History), Refused, NotUnderstood)
)]
pub(super) async fn search(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Parameters(search): Parameters<Search>,
) -> Result<Json<History>, HttpError> {
    let size = Size::new(search.limit)?;
    let text = search.text.filter(|text| !text.is_empty());
    if let Some(text) = &text {
        let length = text.chars().count();
        if length > TEXT_CHARACTERS {
            return Err(HttpError::unprocessable(format!(
                "text: has {length} characters; at most {TEXT_CHARACTERS} are looked for."
            )));
        }
        if text.contains(char::is_control) {
            return Err(HttpError::unprocessable(
                "text: must be one line without control characters.",
            ));
        }
    }
    let wanted = Wanted {
        text,
        before: search.before,
        ..Wanted::default()
    };
    let (questions, next) = question::own(&state, &logged_in, wanted, size).await?;
    Ok(Json(History { questions, next }))
}
