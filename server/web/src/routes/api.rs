//! The *API* answers programs in JSON, behind the same session as the pages.

use assistant::{Answer, Ask};
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use jiff::civil::Date;
use serde::Deserialize;

use super::ask::{acceptable, is_id, log, persona_of, take_turn};
use super::error::HttpError;
use super::state::WebState;
use crate::accounts::LoggedIn;

/// A question.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    question: String,
    #[serde(default)]
    persona: Option<String>,
    #[serde(default)]
    conversation: Option<String>,
    #[serde(default)]
    today: Option<Date>,
}

/// Answers a question.
pub(super) async fn query(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    body: Result<Json<Query>, JsonRejection>,
) -> Result<Json<Answer>, HttpError> {
    let Json(query) = body.map_err(|rejection| HttpError::unprocessable(rejection.body_text()))?;
    let persona = persona_of(&logged_in, query.persona.as_deref())?;
    acceptable(&state, query.question.trim()).map_err(HttpError::unprocessable)?;
    if query.conversation.as_deref().is_some_and(|id| !is_id(id)) {
        return Err(HttpError::unprocessable(
            "conversation: must be a UUID; a new one begins a conversation.",
        ));
    }
    take_turn(&state, &logged_in)?;
    let mut ask = Ask::new(&logged_in.username, persona, query.question);
    ask.conversation = query.conversation;
    ask.today = query.today;
    let answer = state.assistant.ask(ask).await;
    log(&answer);
    Ok(Json(answer))
}
