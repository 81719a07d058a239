//! A *conversation* of the caller can be listed, read, named, pinned and deleted.

use assistant::store::ConversationSummary;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::{Body, Id, Parameters};
use super::paging::{Paging, Size};
use super::problem::{NotAllowed, NotTaken, NotThere, NotUnderstood, Refused};
use super::question::{self, Question, Wanted};
use crate::accounts::LoggedIn;
use crate::routes::conversations::{self, TITLE_CHARACTERS};
use crate::routes::error::HttpError;
use crate::routes::state::WebState;

/// A row of questions that lean on each other.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Conversation {
    /// Id.
    id: String,
    /// Persona that it belongs to.
    persona: String,
    /// Its first question, or the name that it was given.
    title: String,
    /// It stays at the top.
    pinned: bool,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// When it was last asked in.
    #[schema(value_type = String, format = DateTime)]
    updated: Timestamp,
}

impl From<ConversationSummary> for Conversation {
    fn from(summary: ConversationSummary) -> Self {
        Self {
            id: summary.id,
            persona: summary.persona,
            title: summary.title,
            pinned: summary.pinned,
            created: summary.created,
            updated: summary.updated,
        }
    }
}

/// A page of conversations: pinned ones first, then the last asked in first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Conversations {
    /// Conversations.
    conversations: Vec<Conversation>,
    /// `before` of the next page; null on the last one.
    next: Option<String>,
}

/// A conversation with a page of its questions.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ConversationWithQuestions {
    /// The conversation.
    conversation: Conversation,
    /// Its questions, newest first.
    questions: Vec<Question>,
    /// `before` of the next page; null on the last one.
    next: Option<String>,
}

/// What changes about a conversation; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConversationChange {
    /// Its new title: one line.
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = r"^[^\u0000-\u001F\u007F-\u009F]*[^\s\u0000-\u001F\u007F-\u009F][^\u0000-\u001F\u007F-\u009F]*$"
    )]
    title: Option<String>,
    /// Whether it stays at the top.
    pinned: Option<bool>,
}

/// List one's own conversations
#[utoipa::path(
    get, path = "/api/v1/conversations", tag = "Conversations", operation_id = "conversations", params(Paging),
    responses((status = 200, description = "A page of conversations.", body = Conversations), Refused, NotUnderstood)
)]
pub(super) async fn list(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Parameters(paging): Parameters<Paging>,
) -> Result<Json<Conversations>, HttpError> {
    let size = Size::new(paging.limit)?;
    let before = paging.before.map(|id| id.to_string());
    let store = &state.stores.conversations;
    let found = store.conversations(&logged_in.username, before.as_deref(), size.fetched());
    let (found, next) = size.cut(found.await?, |conversation| conversation.id.clone());
    let conversations = found.into_iter().map(Conversation::from).collect();
    Ok(Json(Conversations {
        conversations,
        next,
    }))
}

/// Read a conversation
#[utoipa::path(
    get, path = "/api/v1/conversations/{id}", tag = "Conversations", operation_id = "conversation",
    params(("id" = String, Path, format = "uuid", description = "Id of the conversation."), Paging),
    responses(
        (status = 200, description = "The conversation with a page of its questions.", body = ConversationWithQuestions),
        Refused, NotThere, NotUnderstood
    )
)]
pub(super) async fn read(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    id: Id,
    Parameters(paging): Parameters<Paging>,
) -> Result<Json<ConversationWithQuestions>, HttpError> {
    let size = Size::new(paging.limit)?;
    let conversation = own(&state, &logged_in, &id).await?;
    let wanted = Wanted {
        conversation: Some(conversation.id.clone()),
        before: paging.before,
        ..Wanted::default()
    };
    let (questions, next) = question::own(&state, &logged_in, wanted, size).await?;
    Ok(Json(ConversationWithQuestions {
        conversation,
        questions,
        next,
    }))
}

/// Name or pin a conversation
#[utoipa::path(
    patch, path = "/api/v1/conversations/{id}", tag = "Conversations", operation_id = "change_conversation",
    params(("id" = String, Path, format = "uuid", description = "Id of the conversation.")),
    request_body = ConversationChange,
    responses(
        (status = 200, description = "The conversation as it is now.", body = Conversation),
        Refused, NotAllowed, NotTaken, NotThere, NotUnderstood
    )
)]
pub(super) async fn change(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    id: Id,
    Body(change): Body<ConversationChange>,
) -> Result<Json<Conversation>, HttpError> {
    let title = change.title.as_deref().map(acceptable).transpose()?;
    let (store, user, id_text) = (&state.stores.conversations, &logged_in.username, id.text());
    if let Some(title) = title {
        store.rename(user, &id_text, &title).await?;
    }
    if let Some(pinned) = change.pinned {
        store.pin(user, &id_text, pinned).await?;
    }
    // Neither did anything when it is not the caller's; then this says so.
    Ok(Json(own(&state, &logged_in, &id).await?))
}

/// Delete a conversation
///
/// It leaves the history with all its questions. What it cost stays in the costs, and who asked what in the audit.
#[utoipa::path(
    delete, path = "/api/v1/conversations/{id}", tag = "Conversations", operation_id = "delete_conversation",
    params(("id" = String, Path, format = "uuid", description = "Id of the conversation.")),
    responses((status = 204, description = "It is deleted."), Refused, NotAllowed, NotThere)
)]
pub(super) async fn delete(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    id: Id,
) -> Result<StatusCode, HttpError> {
    let id = id.text();
    let store = &state.stores.conversations;
    if !store.delete(&logged_in.username, &id).await? {
        return Err(not_there());
    }
    state.assistant.forget_conversation(&id).await;
    Ok(StatusCode::NO_CONTENT)
}

async fn own(state: &WebState, logged_in: &LoggedIn, id: &Id) -> Result<Conversation, HttpError> {
    let found = state.stores.conversations.conversation(&id.text()).await?;
    found
        .filter(|found| found.user == logged_in.username)
        .map(Conversation::from)
        .ok_or_else(not_there)
}

fn not_there() -> HttpError {
    HttpError::not_found(
        "There is no such conversation in your history. Conversations are for those who asked.",
    )
}

/// The title as it is kept, if it can be one.
fn acceptable(title: &str) -> Result<String, HttpError> {
    let length = title.chars().count();
    let refused = if length > TITLE_CHARACTERS {
        format!("it has {length} characters; at most {TITLE_CHARACTERS} are kept.")
    } else if title.contains(char::is_control) {
        "it must be one line without control characters.".to_owned()
    } else {
        match conversations::acceptable(title) {
            Ok(title) => return Ok(title),
            Err(refused) => refused,
        }
    };
    Err(HttpError::unprocessable(format!("title: {refused}")))
}
