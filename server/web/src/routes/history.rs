//! The *history* lists one's own conversations and finds one's own questions.

use app::{AskedView, ConversationView, HistoryView, RenameMistake};
use assistant::store::{ConversationSummary, Entry, HistoryFilter};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::conversations::{Done, TITLE_CHARACTERS};
use super::error::HttpError;
use super::state::WebState;
use super::{ask, page, show};
use crate::accounts::LoggedIn;

/// Conversations or questions on one page.
const ON_A_PAGE: u32 = 30;
/// Longest id that is looked for.
const ID_CHARACTERS: usize = 128;

/// Which part of the history is wanted.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    /// Text that the questions hold.
    #[serde(default)]
    pub(super) q: String,
    pub(super) before: Option<String>,
    pub(super) persona: Option<String>,
    /// What was just done.
    pub(super) done: Option<Done>,
}

/// The history page.
pub(super) async fn page(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Response, HttpError> {
    let view = view(&state, &logged_in, wanted).await?;
    Ok(page::history(StatusCode::OK, view).await)
}

/// The page of the conversation that cannot have the name.
pub(super) async fn not_renamed(
    state: &WebState,
    logged_in: &LoggedIn,
    wanted: Wanted,
    summary: ConversationSummary,
    mistake: RenameMistake,
) -> Result<Response, HttpError> {
    let mut view = view(state, logged_in, wanted).await?;
    // What was typed is shown, wherever the conversation has gone in the meantime.
    if view.conversations.iter().all(|c| c.id != summary.id) {
        view.conversations.insert(0, conversation(summary));
    }
    view.mistake = Some(mistake);
    Ok(page::history(StatusCode::UNPROCESSABLE_ENTITY, view).await)
}

async fn view(
    state: &WebState,
    logged_in: &LoggedIn,
    wanted: Wanted,
) -> Result<HistoryView, HttpError> {
    let persona = ask::persona_of(logged_in, wanted.persona.as_deref())?;
    let as_of = state.assistant.today();
    let mut view = HistoryView {
        frame: show::frame(state, logged_in, &persona, None, as_of).await?,
        search: searched(&wanted.q, state.limits.question_characters),
        search_characters: state.limits.question_characters,
        before: wanted.before.filter(|id| may_be_id(id)),
        done: wanted.done.map(Done::sentence),
        title_characters: TITLE_CHARACTERS,
        ..HistoryView::default()
    };
    if view.search.is_empty() {
        let found = state.stores.conversations.conversations(
            &logged_in.username,
            view.before.as_deref(),
            ON_A_PAGE + 1,
        );
        let (found, older) = cut(found.await?, |summary| summary.id.clone());
        view.conversations = found.into_iter().map(conversation).collect();
        view.older = older;
    } else {
        let filter = HistoryFilter {
            user: Some(logged_in.username.clone()),
            text: Some(view.search.clone()),
            before: view.before.clone(),
            limit: ON_A_PAGE + 1,
            ..HistoryFilter::default()
        };
        let (found, older) = cut(state.stores.ledger.history(&filter).await?, |entry| {
            entry.id.clone()
        });
        view.questions = found.into_iter().map(asked).collect();
        view.older = older;
    }
    Ok(view)
}

/// As many as a page holds, and the last one's id when there are more.
fn cut<T>(mut found: Vec<T>, id: impl Fn(&T) -> String) -> (Vec<T>, Option<String>) {
    let most = ON_A_PAGE as usize;
    let more = found.len() > most;
    found.truncate(most);
    let older = found.last().filter(|_| more).map(id);
    (found, older)
}

/// What is searched for: without blanks around it, as long as a question can be, as questions are kept.
fn searched(text: &str, most: usize) -> String {
    let text: String = text.trim().chars().take(most).collect();
    text.replace('\0', "\u{2400}")
}

/// Whether a text can be an id at all.
pub(super) fn may_be_id(text: &str) -> bool {
    (1..=ID_CHARACTERS).contains(&text.len()) && !text.contains(char::is_control)
}

fn conversation(summary: ConversationSummary) -> ConversationView {
    ConversationView {
        updated: local(summary.updated),
        id: summary.id,
        title: summary.title,
        persona: summary.persona,
        questions: summary.questions,
        pinned: summary.pinned,
    }
}

fn asked(entry: Entry) -> AskedView {
    AskedView {
        at: local(entry.at),
        answer: entry.id,
        question: entry.question,
        persona: entry.persona,
        outcome: show::outcome(entry.outcome),
    }
}

/// An instant in the time of the machine, ISO.
fn local(at: Timestamp) -> String {
    let local = at.to_zoned(TimeZone::system()).datetime();
    local.strftime("%Y-%m-%dT%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_no_longer_than_a_question() {
        assert_eq!(searched("  100 % of_it \0", 100), "100 % of_it \u{2400}");
        assert_eq!(searched("äöü", 2), "äö");
    }

    #[test]
    fn there_is_an_older_page_when_more_was_found() {
        let found = |count: u32| cut((0..count).collect(), ToString::to_string);
        assert_eq!(found(30), ((0..30).collect(), None));
        assert_eq!(found(31), ((0..30).collect(), Some("29".to_owned())));
        assert_eq!(found(0), (Vec::new(), None));
    }
}
