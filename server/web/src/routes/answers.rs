//! An *answer's page* shows an answer at an address of its own, as long as the history holds it.

use app::{AskView, EarlierTurn};
use assistant::Outcome;
use assistant::store::{Entry, HistoryFilter};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::error::HttpError;
use super::state::WebState;
use super::{page, show};
use crate::accounts::LoggedIn;

/// Earlier questions that are shown above an answer.
const EARLIER: u32 = 20;

#[derive(Debug, Deserialize)]
pub(super) struct Rows {
    #[serde(default)]
    rows: String,
}

/// The page of an answer.
pub(super) async fn page(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Path(id): Path<String>,
    Query(Rows { rows }): Query<Rows>,
) -> Result<Response, HttpError> {
    let entry = own_entry(&state, &logged_in, &id).await?;
    let most = if rows == "all" {
        usize::MAX
    } else {
        app::FIRST_ROWS
    };
    let mut answer = match state.assistant.recall(&logged_in.username, &id).await {
        Some(answer) => show::answer(&entry.question, &answer, most),
        None => show::entry(&entry),
    };
    if entry.outcome == Outcome::Unanswerable && answer.choices.is_empty() {
        let suggestions = state
            .personas
            .iter()
            .find(|p| p.name == entry.persona)
            .map(|p| p.suggestions.as_slice());
        answer.choices = suggestions
            .unwrap_or_default()
            .iter()
            .take(3)
            .cloned()
            .collect();
    }
    let earlier = earlier(&state, &logged_in, &entry).await?;
    let conversation = entry.conversation.clone();
    let persona = if logged_in.personas.contains(&entry.persona) {
        &entry.persona
    } else {
        ""
    };
    let persona = super::ask::persona_of(&logged_in, Some(persona))?;
    let view = AskView {
        frame: show::frame(
            &state,
            &logged_in,
            &persona,
            conversation.as_deref(),
            entry.as_of,
        )
        .await?,
        // A conversation belongs to its persona; in another one a new conversation begins.
        conversation: conversation.filter(|_| persona == entry.persona),
        question_characters: state.limits.question_characters,
        earlier,
        answer: Some(answer),
        ..AskView::default()
    };
    Ok(page::ask(StatusCode::OK, view).await)
}

async fn own_entry(state: &WebState, logged_in: &LoggedIn, id: &str) -> Result<Entry, HttpError> {
    let entry = state.stores.ledger.entry(id).await?;
    entry
        .filter(|entry| entry.user == logged_in.username)
        .ok_or_else(|| {
            HttpError::not_found(
                "There is no such answer in your history. Answers are for those who asked.",
            )
        })
}

/// Questions of the conversation before this one, oldest first.
async fn earlier(
    state: &WebState,
    logged_in: &LoggedIn,
    entry: &Entry,
) -> Result<Vec<EarlierTurn>, HttpError> {
    let Some(conversation) = &entry.conversation else {
        return Ok(Vec::new());
    };
    let filter = HistoryFilter {
        user: Some(logged_in.username.clone()),
        conversation: Some(conversation.clone()),
        before: Some(entry.id.clone()),
        limit: EARLIER,
        ..HistoryFilter::default()
    };
    let mut turns: Vec<EarlierTurn> = state
        .stores
        .ledger
        .history(&filter)
        .await?
        .into_iter()
        .map(|entry| EarlierTurn {
            answer: entry.id,
            question: entry.question,
            message: entry.message,
        })
        .collect();
    turns.reverse();
    Ok(turns)
}
