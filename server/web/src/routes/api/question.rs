//! A *question* is an entry of the history: what was asked, how it ended, what it cost; its rows are not kept.

use assistant::store::{Entry, HistoryFilter};
use assistant::{Cost, Engine, Intent, Outcome};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::paging::Size;
use crate::accounts::LoggedIn;
use crate::routes::error::HttpError;
use crate::routes::state::WebState;

/// A question that was asked.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the API calls it so")]
pub(super) struct Question {
    /// Id (UUID), the answer's own.
    #[schema(format = "uuid")]
    id: String,
    /// When it was asked.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Persona in which it was asked.
    persona: String,
    /// Conversation that it belongs to.
    conversation: Option<String>,
    /// The question, as it was asked.
    question: String,
    /// How it ended.
    outcome: Outcome,
    /// Kind of question.
    intent: Intent,
    /// Who understood it.
    engine: Engine,
    /// What was understood; empty unless answered.
    understood: String,
    /// What was said.
    message: String,
    /// SQL that ran.
    sql: Option<String>,
    /// Rows that there were.
    row_count: u64,
    /// The row cap cut the result.
    truncated: bool,
    /// The answer came from the cache.
    cached: bool,
    /// 0 to 1.
    confidence: f64,
    /// Wall time in milliseconds.
    elapsed_ms: f64,
    /// Day that counted as today.
    #[schema(value_type = String, format = Date)]
    as_of: Date,
    /// What it cost.
    cost: Cost,
}

impl From<Entry> for Question {
    fn from(entry: Entry) -> Self {
        Self {
            id: entry.id,
            at: entry.at,
            persona: entry.persona,
            conversation: entry.conversation,
            question: entry.question,
            outcome: entry.outcome,
            intent: entry.intent,
            engine: entry.engine,
            understood: entry.understood,
            message: entry.message,
            sql: entry.sql,
            row_count: entry.row_count,
            truncated: entry.truncated,
            cached: entry.cached,
            confidence: entry.confidence,
            elapsed_ms: entry.elapsed_ms,
            as_of: entry.as_of,
            cost: entry.cost,
        }
    }
}

/// Which of one's own questions are wanted.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// Only this conversation's.
    pub conversation: Option<String>,
    /// Only those that contain this text.
    pub text: Option<String>,
    /// Only those before this one.
    pub before: Option<Uuid>,
}

/// One's own questions, newest first, and where the next page begins.
pub(super) async fn own(
    state: &WebState,
    logged_in: &LoggedIn,
    wanted: Wanted,
    size: Size,
) -> Result<(Vec<Question>, Option<String>), HttpError> {
    let filter = HistoryFilter {
        user: Some(logged_in.username.clone()),
        conversation: wanted.conversation,
        text: wanted.text,
        before: wanted.before.map(|id| id.to_string()),
        limit: size.fetched(),
    };
    let entries = state.stores.ledger.history(&filter).await?;
    let (entries, next) = size.cut(entries, |entry| entry.id.clone());
    Ok((entries.into_iter().map(Question::from).collect(), next))
}
