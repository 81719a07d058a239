//! A *last answer* is what a question was answered the last time, however old the data was. It is given, marked as stale,
//! when the data service does not answer.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use moka::future::Cache;
use serde::Serialize;

use crate::answer::{Answer, Cost};
use crate::cache::{SharedCache, Shelf, Stored, hashed};
use crate::failure::Stale;
use crate::store::Turn;

/// What a question and the right to ask it consist of; the data's version and the usual day may have moved on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub(crate) struct LastKey {
    /// The question, normalised.
    pub question: String,
    /// Persona.
    pub persona: String,
    /// Hash of what the conversation remembers.
    pub conversation: Option<[u8; 32]>,
    /// Day that the asker named.
    pub today: Option<Date>,
    /// Version of model and personas: with other rights it is another question.
    pub policy_version: Arc<str>,
}

/// An answer, with what the conversation remembers of it, and when it was given.
#[derive(Debug, Clone)]
pub(crate) struct Last {
    answer: Arc<Answer>,
    turn: Option<Turn>,
    at: Timestamp,
}

/// Keeps last answers, here and in the shared cache.
#[derive(Debug)]
pub(crate) struct LastAnswers {
    kept: Option<Cache<LastKey, Last>>,
    shared: Option<Arc<SharedCache>>,
    lifetime: Duration,
}

impl LastAnswers {
    /// Answers of `lifetime`, of at most `cells` cells together; a lifetime of zero keeps none.
    pub(crate) fn new(lifetime: Duration, cells: u64, shared: Option<Arc<SharedCache>>) -> Self {
        let kept = (!lifetime.is_zero()).then(|| {
            Cache::builder()
                .max_capacity(cells)
                .weigher(|_: &LastKey, last: &Last| {
                    let cells = last.answer.rows.len() * last.answer.columns.len();
                    // An answer without rows still has its sentences, about as large as a few hundred cells.
                    u32::try_from(500 + cells).unwrap_or(u32::MAX)
                })
                .time_to_live(lifetime)
                .build()
        });
        Self {
            kept,
            shared,
            lifetime,
        }
    }

    pub(crate) async fn keep(
        &self,
        key: LastKey,
        answer: Arc<Answer>,
        turn: Option<Turn>,
        at: Timestamp,
        user: &str,
    ) {
        let Some(kept) = &self.kept else { return };
        if let Some(shared) = &self.shared
            && let Some(hashed) = hashed(&key)
            && let Some(value) = Stored::new(&answer, turn.clone(), at, user).written()
        {
            shared
                .put(Shelf::Last, &hashed, &value, self.lifetime)
                .await;
        }
        kept.insert(key, Last { answer, turn, at }).await;
    }

    pub(crate) async fn find(&self, key: &LastKey) -> Option<Last> {
        if let Some(last) = self.kept.as_ref()?.get(key).await {
            return Some(last);
        }
        let value = self
            .shared
            .as_ref()?
            .get(Shelf::Last, &hashed(key)?)
            .await?;
        let stored = Stored::read(&value)?;
        Some(Last {
            answer: Arc::new(stored.answer),
            turn: stored.turn,
            at: stored.at,
        })
    }
}

impl Last {
    /// The earlier answer in place of one that `failed`, marked as what it is, with what the conversation remembers of it.
    pub(crate) fn in_place_of(self, failed: &Answer, now: Timestamp) -> (Answer, Option<Turn>) {
        let stale = Stale::at(self.at, now);
        let mut answer = Answer {
            id: failed.id.clone(),
            conversation: failed.conversation.clone(),
            cached: true,
            cost: Cost::default(),
            language_model: None,
            saved_usd: 0.0,
            steps: failed.steps.clone(),
            ..Answer::clone(&self.answer)
        };
        let warning = format!(
            "The data service does not answer at this moment. This is the answer of {} UTC, {} old, as of {}; what has changed since then is not in it.",
            self.at
                .to_zoned(jiff::tz::TimeZone::UTC)
                .strftime("%Y-%m-%d %H:%M"),
            stale.age(),
            answer.as_of,
        );
        answer.warnings.insert(0, warning);
        answer.stale = Some(stale);
        (answer, self.turn)
    }
}
