//! *Asking* takes a question from the form to the address of its answer.

use std::sync::Arc;
use std::time::Instant;

use app::AskView;
use assistant::{Answer, Ask};
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::error::HttpError;
use super::state::WebState;
use super::{login, page, show};
use crate::accounts::{LoggedIn, Wait};
use crate::metrics::Metrics;

/// What an empty page may be opened with.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Opening {
    persona: Option<String>,
    /// A question that stands in the input already.
    question: Option<String>,
    conversation: Option<String>,
}

/// A question as it comes from the form.
#[derive(Debug, Default, Deserialize)]
pub(super) struct QuestionForm {
    #[serde(default)]
    pub(super) question: String,
    pub(super) persona: Option<String>,
    pub(super) conversation: Option<String>,
}

/// The empty page.
pub(super) async fn page(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Query(opening): Query<Opening>,
) -> Result<Response, HttpError> {
    let persona = persona_of(&logged_in, opening.persona.as_deref())?;
    let mut view = empty(&state, &logged_in, &persona).await?;
    let most = state.limits.question_characters;
    view.question = opening
        .question
        .unwrap_or_default()
        .chars()
        .take(most)
        .collect();
    view.conversation = opening.conversation.filter(|id| is_id(id));
    Ok(page::ask(StatusCode::OK, view, None).await)
}

/// Begins to answer the question and goes to the answer's address. Without a session the question waits for the login.
pub(super) async fn submit(
    State(state): State<WebState>,
    logged_in: Option<LoggedIn>,
    Form(form): Form<QuestionForm>,
) -> Result<Response, HttpError> {
    match logged_in {
        Some(logged_in) => begin(&state, &logged_in, form).await,
        None => Ok(login::ask_to_log_in(&state, form).await),
    }
}

/// Begins to answer somebody's question and goes to the answer's address.
pub(super) async fn begin(
    state: &WebState,
    logged_in: &LoggedIn,
    form: QuestionForm,
) -> Result<Response, HttpError> {
    let persona = persona_of(logged_in, form.persona.as_deref())?;
    let question = form.question.trim();
    if let Err(mistake) = acceptable(state, question) {
        let mut view = empty(state, logged_in, &persona).await?;
        form.question.clone_into(&mut view.question);
        view.conversation = form.conversation.filter(|id| is_id(id));
        view.error = Some(mistake);
        return Ok(page::ask(StatusCode::UNPROCESSABLE_ENTITY, view, None).await);
    }
    take_turn(state, logged_in)?;
    let conversation = form
        .conversation
        .filter(|id| is_id(id))
        .unwrap_or_else(|| Uuid::now_v7().to_string());
    let ask = Ask::new(&logged_in.username, persona, question).within(conversation);
    Ok(set_out(state, ask))
}

/// Begins to answer and goes to the answer's address, where it is waited for.
pub(super) fn set_out(state: &WebState, ask: Ask) -> Response {
    let metrics = Arc::clone(&state.metrics);
    let assistant = Arc::clone(&state.assistant);
    let id = state
        .under_way
        .begin(assistant, ask, move |answer| log(&metrics, answer));
    Redirect::to(&format!("/answers/{id}")).into_response()
}

async fn empty(
    state: &WebState,
    logged_in: &LoggedIn,
    persona: &str,
) -> Result<AskView, HttpError> {
    let suggestions = state
        .personas
        .iter()
        .find(|p| p.name == persona)
        .map(|p| p.suggestions.clone());
    Ok(AskView {
        frame: show::frame(state, logged_in, persona, None, state.assistant.today()).await?,
        question_characters: state.limits.question_characters,
        suggestions: suggestions.unwrap_or_default(),
        ..AskView::default()
    })
}

/// The persona that was asked for, if it is theirs; their first one when none was.
pub(super) fn persona_of(
    logged_in: &LoggedIn,
    asked_for: Option<&str>,
) -> Result<String, HttpError> {
    let found = match asked_for.filter(|name| !name.is_empty()) {
        Some(name) => logged_in.personas.iter().find(|persona| *persona == name),
        None => logged_in.personas.first(),
    };
    found.cloned().ok_or_else(|| {
        HttpError::forbidden(
            "Your account may not ask in this persona. Ask your operator if you should.",
        )
    })
}

/// Counts a question against the number that one may ask in a minute.
pub(super) fn take_turn(state: &WebState, logged_in: &LoggedIn) -> Result<(), HttpError> {
    state.questions.take(logged_in.username.clone(), Instant::now()).map_err(|Wait(wait)| {
        let message = format!(
            "You have asked {} questions within a minute, which is as many as are taken. Wait a moment and ask again.",
            state.limits.questions_per_minute
        );
        HttpError::too_many(message, wait)
    })
}

/// Whether a question can be taken at all; else what is wrong with it.
pub(super) fn acceptable(state: &WebState, question: &str) -> Result<(), String> {
    let most = state.limits.question_characters;
    match question.chars().count() {
        0 => Err("Write a question first.".to_owned()),
        length if length > most => Err(format!(
            "The question has {length} characters; at most {most} are taken."
        )),
        _ => Ok(()),
    }
}

/// Counts an answer, and ties it to its request in the log.
pub(super) fn log(metrics: &Metrics, answer: &Answer) {
    metrics.observe(answer);
    let outcome = answer.outcome;
    tracing::info!(query_id = %answer.id, ?outcome, cached = answer.cached, milliseconds = answer.elapsed_ms, "answer");
}

/// Conversations are known by ids that this program made.
pub(super) fn is_id(text: &str) -> bool {
    text.parse::<Uuid>().is_ok()
}
