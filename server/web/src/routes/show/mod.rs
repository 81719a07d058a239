//! *Showing* turns what the program knows into view models.

mod answer;
mod calculation;
mod chart;
mod sql;

use app::{ConversationLink, CostView, Frame};
use jiff::civil::Date;

use super::error::HttpError;
use super::state::WebState;
use crate::accounts::LoggedIn;

pub(super) use answer::{answer, entry, given_up, outcome, removal};
pub(super) use calculation::mistaken;
pub(super) use chart::chart;

/// Conversations in the sidebar.
const CONVERSATIONS: u32 = 30;

/// What stands around a page.
pub(super) async fn frame(
    state: &WebState,
    logged_in: &LoggedIn,
    persona: &str,
    current: Option<&str>,
    as_of: Date,
) -> Result<Frame, HttpError> {
    let today = state.clock.today();
    let zone = jiff::tz::TimeZone::system();
    let conversations = state
        .stores
        .conversations
        .conversations(&logged_in.username, None, CONVERSATIONS)
        .await?;
    let conversations = conversations
        .into_iter()
        .map(|conversation| ConversationLink {
            current: current == Some(conversation.id.as_str()),
            today: conversation.updated.to_zoned(zone.clone()).date() == today,
            id: conversation.id,
            title: conversation.title,
        })
        .collect();
    let report = state.assistant.costs(Some(&logged_in.username)).await?;
    Ok(Frame {
        user: logged_in.username.clone(),
        persona: persona.to_owned(),
        personas: logged_in.personas.clone(),
        as_of: as_of.to_string(),
        conversations,
        cost: Some(CostView {
            today_usd: report.today_usd,
            month_estimate_usd: report.month_estimate_usd,
            questions: report.questions,
            cached: report.cached,
        }),
        operator: logged_in.operator,
    })
}

/// A conversation whose first question is being answered stands in the sidebar already.
pub(super) fn add_conversation(frame: &mut Frame, id: Option<&str>, title: &str) {
    let Some(id) = id else {
        return;
    };
    if frame.conversations.iter().any(|c| c.id == id) {
        return;
    }
    frame.conversations.insert(
        0,
        ConversationLink {
            id: id.to_owned(),
            title: title.to_owned(),
            current: true,
            today: true,
        },
    );
}
