//! A *conversation's address* leads to its newest answer; below it one's own conversation is pinned, named and deleted.

use app::RenameMistake;
use assistant::store::{ConversationSummary, HistoryFilter};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::error::HttpError;
use super::history::{self, Wanted, may_be_id};
use super::page;
use super::state::WebState;
use crate::accounts::LoggedIn;

/// Characters that a name may have.
pub(super) const TITLE_CHARACTERS: usize = 200;

/// What was done to a conversation, as the address of the history says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Done {
    Pinned,
    Unpinned,
    Renamed,
    Deleted,
}

impl Done {
    fn word(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::Unpinned => "unpinned",
            Self::Renamed => "renamed",
            Self::Deleted => "deleted",
        }
    }

    /// What was done, for people.
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::Pinned => "The conversation stays at the top from now on.",
            Self::Unpinned => "The conversation is back among the others.",
            Self::Renamed => "The conversation has its new name.",
            Self::Deleted => "The conversation was deleted.",
        }
    }
}

/// Where a form was sent from.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Origin {
    before: Option<String>,
    persona: Option<String>,
}

/// Whether a conversation stays at the top.
#[derive(Debug, Deserialize)]
pub(super) struct Pin {
    pinned: bool,
    #[serde(flatten)]
    origin: Origin,
}

/// A name for a conversation.
#[derive(Debug, Deserialize)]
pub(super) struct Name {
    #[serde(default)]
    title: String,
    #[serde(flatten)]
    origin: Origin,
}

/// Goes to the newest answer of one's own conversation.
pub(super) async fn newest(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Path(id): Path<String>,
) -> Result<Redirect, HttpError> {
    let filter = HistoryFilter {
        user: Some(logged_in.username),
        conversation: Some(id).filter(|id| may_be_id(id)),
        limit: 1,
        ..HistoryFilter::default()
    };
    if filter.conversation.is_none() {
        return Err(not_there());
    }
    let newest = state
        .stores
        .ledger
        .history(&filter)
        .await?
        .into_iter()
        .next();
    let entry = newest.ok_or_else(not_there)?;
    Ok(Redirect::to(&format!("/answers/{}", entry.id)))
}

/// Pins or unpins one's own conversation.
pub(super) async fn pin(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Path(id): Path<String>,
    Form(Pin { pinned, origin }): Form<Pin>,
) -> Result<Redirect, HttpError> {
    let own = own(&state, &logged_in, &id).await?;
    let store = &state.stores.conversations;
    if !store.pin(&logged_in.username, &own.id, pinned).await? {
        return Err(not_there());
    }
    let done = if pinned { Done::Pinned } else { Done::Unpinned };
    // It stands on another page now: the first one shows it, or shows that it is gone from the top.
    let origin = Origin {
        before: None,
        ..origin
    };
    Ok(back(&origin, done))
}

/// Gives one's own conversation a name, or says why it cannot have it.
pub(super) async fn rename(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Path(id): Path<String>,
    Form(Name { title, origin }): Form<Name>,
) -> Result<Response, HttpError> {
    let own = own(&state, &logged_in, &id).await?;
    let name = match acceptable(&title) {
        Ok(name) => name,
        Err(message) => {
            let wanted = Wanted {
                before: origin.before,
                persona: origin.persona,
                ..Wanted::default()
            };
            let mistake = RenameMistake {
                conversation: own.id.clone(),
                title,
                message,
            };
            return history::not_renamed(&state, &logged_in, wanted, own, mistake).await;
        }
    };
    let store = &state.stores.conversations;
    if !store.rename(&logged_in.username, &own.id, &name).await? {
        return Err(not_there());
    }
    Ok(back(&origin, Done::Renamed).into_response())
}

/// Deletes one's own conversation. The ledger keeps its entries.
pub(super) async fn delete(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Path(id): Path<String>,
    Form(origin): Form<Origin>,
) -> Result<Redirect, HttpError> {
    let own = own(&state, &logged_in, &id).await?;
    let store = &state.stores.conversations;
    if !store.delete(&logged_in.username, &own.id).await? {
        return Err(not_there());
    }
    state.assistant.forget_conversation(&own.id).await;
    // The page may have begun after the conversation that is gone.
    let origin = Origin {
        before: origin.before.filter(|before| *before != own.id),
        ..origin
    };
    Ok(back(&origin, Done::Deleted))
}

/// One's own conversation; anybody else's is not there.
async fn own(
    state: &WebState,
    logged_in: &LoggedIn,
    id: &str,
) -> Result<ConversationSummary, HttpError> {
    if !may_be_id(id) {
        return Err(not_there());
    }
    let found = state.stores.conversations.conversation(id).await?;
    found
        .filter(|found| found.user == logged_in.username)
        .ok_or_else(not_there)
}

fn not_there() -> HttpError {
    HttpError::not_found(
        "There is no such conversation in your history. It may have been deleted; conversations are for those who asked.",
    )
}

/// To the history, where it says what was done.
fn back(origin: &Origin, done: Done) -> Redirect {
    let mut address = format!("/history?done={}", done.word());
    for (name, value) in [("before", &origin.before), ("persona", &origin.persona)] {
        if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
            address.push_str(&format!("&{name}={}", page::encoded(value)));
        }
    }
    Redirect::to(&address)
}

/// A name as it is kept: one line without blanks around it; else what is wrong with it.
pub(super) fn acceptable(title: &str) -> Result<String, String> {
    let line: Vec<&str> = title.split_whitespace().collect();
    let name = line.join(" ");
    match name.chars().count() {
        0 => Err("Write a name first.".to_owned()),
        length if length > TITLE_CHARACTERS => Err(format!(
            "The name has {length} characters; at most {TITLE_CHARACTERS} are kept."
        )),
        _ if name.contains(char::is_control) => {
            Err("The name holds a character that cannot be shown. Type it anew.".to_owned())
        }
        _ => Ok(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_of_up_to_two_hundred_characters() {
        assert_eq!(acceptable("  Low\r\n stock "), Ok("Low stock".to_owned()));
        assert_eq!(acceptable(&"ä".repeat(200)), Ok("ä".repeat(200)));
        assert!(acceptable(&"ä".repeat(201)).is_err_and(|said| said.contains("201 characters")));
        assert!(acceptable(" \n ").is_err());
        assert!(acceptable("a\0b").is_err());
    }

    #[test]
    fn one_comes_back_to_where_one_was() {
        let origin = Origin {
            before: Some("a&b".to_owned()),
            persona: Some("Field Engineer".to_owned()),
        };
        let response = back(&origin, Done::Deleted).into_response();
        assert_eq!(
            response.headers()["location"],
            "/history?done=deleted&before=a%26b&persona=Field+Engineer"
        );
    }
}
