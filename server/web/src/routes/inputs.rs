//! *Inputs* of a calculation are changed on its answer's page; computing again is a question of its own in the same
//! conversation, with an address, an entry in the history and a record in the ledger.

use assistant::{Again, Answer, Ask, Mistake};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::error::HttpError;
use super::state::WebState;
use super::{answers, ask, page, show};
use crate::accounts::LoggedIn;

/// What somebody typed, by input.
type Typed = Vec<(String, String)>;

/// Whoever reloads the address of the form is led to its answer.
pub(super) async fn back(Path(id): Path<String>) -> Redirect {
    Redirect::to(&format!("/answers/{}", app::encoded(&id)))
}

/// Makes an answer's calculation again with the inputs as they were typed, and goes to the new answer's address.
pub(super) async fn compute_again(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let Some(answer) = state.assistant.recall(&logged_in.username, &id).await else {
        return Err(HttpError::not_found(
            "This answer is no longer kept, so it cannot be computed again. Ask its question again.",
        ));
    };
    let persona = ask::persona_of(&logged_in, Some(&answer.persona))?;
    let again = match assistant::again(&answer, &typed) {
        Ok(Some(again)) => again,
        Ok(None) => {
            let message = "Nothing was changed. Change an input, then compute again.";
            return refused(&state, &logged_in, &answer, &typed, message, &[]).await;
        }
        Err(mistakes) => {
            let message = match mistakes.len() {
                1 => "One input is impossible. It is marked below.",
                _ => "Some inputs are impossible. They are marked below.",
            };
            return refused(&state, &logged_in, &answer, &typed, message, &mistakes).await;
        }
    };
    ask::take_turn(&state, &logged_in)?;
    Ok(ask::set_out(
        &state,
        repeated(
            &logged_in,
            persona,
            &answer,
            again,
            state.limits.question_characters,
        ),
    ))
}

/// The question that an answer's calculation made again is.
pub(super) fn repeated(
    logged_in: &LoggedIn,
    persona: String,
    answer: &Answer,
    again: Again,
    most_characters: usize,
) -> Ask {
    let question: String = again.question.chars().take(most_characters).collect();
    let mut ask = Ask::new(&logged_in.username, persona, question).calculating(again.calculation);
    ask.conversation.clone_from(&answer.conversation);
    ask.today = answer.as_of.parse().ok();
    ask
}

/// The answer's page again, with what was typed and what is wrong with it.
async fn refused(
    state: &WebState,
    logged_in: &LoggedIn,
    answer: &Answer,
    typed: &[(String, String)],
    message: &str,
    mistakes: &[Mistake],
) -> Result<Response, HttpError> {
    let entry = answers::own_entry(state, logged_in, &answer.id).await?;
    let shown = show::answer(&entry.question, answer, app::FIRST_ROWS);
    let shown = show::mistaken(shown, typed, message, mistakes);
    let view = answers::view_of(state, logged_in, &entry, shown).await?;
    Ok(page::ask(StatusCode::UNPROCESSABLE_ENTITY, view, None)
        .await
        .into_response())
}
