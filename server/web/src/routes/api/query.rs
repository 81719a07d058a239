//! A *query* is a question from a program; it is answered at once, or step by step.

use assistant::{Answer, Ask};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer};
use tokio::sync::mpsc;
use utoipa::ToSchema;
use uuid::Uuid;

use super::extract::Body;
use super::problem::{NotAllowed, NotTaken, NotUnderstood, Refused, TooMany};
use super::stream;
use crate::accounts::LoggedIn;
use crate::routes::ask::{acceptable, log, persona_of, take_turn};
use crate::routes::error::HttpError;
use crate::routes::state::WebState;

/// A question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// The question, in plain language.
    #[schema(
        min_length = 1,
        pattern = r"[^\s\u0000-\u001F\u007F-\u009F]",
        examples("Stock by warehouse")
    )]
    question: String,
    /// Persona in which it is asked; without one, the first one of the account.
    #[serde(default)]
    #[schema(examples("Warehouse Manager"))]
    persona: Option<String>,
    /// Conversation that it continues. A new id begins one; without any, nothing is remembered.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid")]
    conversation: Option<Uuid>,
    /// Day that counts as today (YYYY-MM-DD); without one, the usual day.
    #[serde(default, deserialize_with = "day")]
    #[schema(value_type = Option<String>, format = Date)]
    today: Option<Date>,
    /// It may cost more than is spent without a word: the answer whose `confirm` says so has been read.
    #[serde(default)]
    confirm_cost: bool,
}

/// Ask a question
///
/// Always answers with 200 when the question was taken: `outcome` says whether there are rows, a question back, a
/// refusal, or nothing that the data could say.
#[utoipa::path(
    post, path = "/api/v1/query", tag = "Questions", operation_id = "ask", request_body = Query,
    responses(
        (
            status = 200, description = "The answer.", body = Answer,
            links(
                ("answer" = (operation_id = "answer", parameters(("id" = "$response.body#/id")), description = "The same answer again.")),
                ("conversation" = (operation_id = "conversation", parameters(("id" = "$response.body#/conversation")), description = "The conversation that it belongs to."))
            )
        ),
        Refused, NotAllowed, NotTaken, NotUnderstood, TooMany
    )
)]
pub(super) async fn ask(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Body(query): Body<Query>,
) -> Result<Json<Answer>, HttpError> {
    let ask = take(&state, &logged_in, &query)?;
    let answer = state.assistant.ask(ask).await;
    log(&state.metrics, &answer);
    Ok(Json(answer))
}

/// Ask a question and hear each step
///
/// Answers with server-sent events: a `step` (an `AnswerStep` in JSON) for each step as it finishes, then one `answer` (an
/// `Answer` in JSON), then the end. Lines that begin with a colon keep the connection open and say nothing. Whoever goes
/// away stops the query.
#[utoipa::path(
    post, path = "/api/v1/query/stream", tag = "Questions", operation_id = "ask_and_listen", request_body = Query,
    responses(
        (status = 200, description = "Events named `step`, then one named `answer`.", body = stream::Described, content_type = "text/event-stream"),
        Refused, NotAllowed, NotTaken, NotUnderstood, TooMany
    )
)]
pub(super) async fn ask_and_listen(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Body(query): Body<Query>,
) -> Result<Response, HttpError> {
    let (sender, steps) = mpsc::unbounded_channel();
    let ask = take(&state, &logged_in, &query)?.told(sender);
    let answering = async move {
        let answer = state.assistant.ask(ask).await;
        log(&state.metrics, &answer);
        answer
    };
    Ok(stream::response(stream::events(steps, answering)))
}

/// The question, if it can be taken from this account now.
fn take(state: &WebState, logged_in: &LoggedIn, query: &Query) -> Result<Ask, HttpError> {
    let persona = persona_of(logged_in, query.persona.as_deref())?;
    // Counted as it was sent, blanks around it included, as the description says.
    let question = query
        .question
        .trim_matches(|letter: char| letter.is_whitespace() || letter.is_control());
    let checked = if question.is_empty() {
        question
    } else {
        &query.question
    };
    acceptable(state, checked).map_err(HttpError::unprocessable)?;
    take_turn(state, logged_in)?;
    let mut ask = Ask::new(&logged_in.username, persona, question);
    ask.conversation = query.conversation.as_ref().map(ToString::to_string);
    ask.today = query.today;
    ask.confirmed = query.confirm_cost;
    Ok(ask)
}

/// A day as RFC 3339 writes it, and in no other way.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    let day = text.parse::<Date>().ok();
    match day.filter(|day| day.to_string() == text && day.year() >= 0) {
        Some(day) => Ok(Some(day)),
        None => Err(serde::de::Error::custom("must be a day such as 2025-06-30")),
    }
}
