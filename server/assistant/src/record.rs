//! A *pending* question is one that has been asked and not yet answered: whatever happens to it, the ledger hears of it.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::answer::{Answer, Cost, Engine, Intent, Outcome};
use crate::cost::Spending;
use crate::ledger_writer::{LedgerWriter, Receipt};
use crate::store::{Entry, Record, Turn};

/// A question that has been asked and not yet answered. Dropped without an answer, it is recorded as given up.
#[derive(Debug)]
pub(crate) struct Pending {
    writer: LedgerWriter,
    since: Instant,
    entry: Option<Entry>,
    id: String,
    user: String,
    spending: Spending,
}

impl Pending {
    #[expect(
        clippy::too_many_arguments,
        reason = "each is a different column of one ledger entry"
    )]
    pub(crate) fn begin(
        writer: LedgerWriter,
        at: Timestamp,
        user: &str,
        persona: &str,
        question: &str,
        as_of: Date,
        policy_version: &str,
        data_version: String,
        id: Option<&str>,
        spending: Spending,
    ) -> Self {
        let id = id.map_or_else(|| Uuid::now_v7().to_string(), str::to_owned);
        let entry = Entry {
            id: id.clone(),
            at,
            user: user.to_owned(),
            persona: persona.to_owned(),
            conversation: None,
            // Not every database has a text for NUL; the question is recorded all the same.
            question: question.replace('\0', "\u{2400}"),
            outcome: Outcome::Failed,
            intent: Intent::SqlQuery,
            engine: Engine::Interpreter,
            understood: String::new(),
            message: "The asker went away before the answer was there; the query was stopped."
                .to_owned(),
            sql: None,
            row_count: 0,
            truncated: false,
            cached: false,
            confidence: 0.0,
            elapsed_ms: 0.0,
            as_of,
            policy_version: policy_version.to_string(),
            data_version,
            cost: Cost::default(),
            saved_usd: 0.0,
            language_model: None,
        };
        Self {
            writer,
            since: Instant::now(),
            entry: Some(entry),
            id,
            user: user.to_owned(),
            spending,
        }
    }

    /// What it has cost so far.
    pub(crate) fn spending(&self) -> &Spending {
        &self.spending
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn question(&self) -> &str {
        self.entry.as_ref().map_or("", |entry| &entry.question)
    }

    pub(crate) fn user(&self) -> &str {
        &self.user
    }

    pub(crate) fn data_version(&self) -> &str {
        self.entry.as_ref().map_or("", |entry| &entry.data_version)
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.since.elapsed()
    }

    /// Hands the answer's record over to the ledger.
    pub(crate) fn finish(mut self, answer: &Answer, turn: Option<Turn>) -> Receipt {
        let entry = self.entry.take().map(|entry| Entry {
            conversation: answer.conversation.clone(),
            outcome: answer.outcome,
            intent: answer.intent,
            engine: answer.engine,
            understood: answer.understood.clone(),
            message: answer.message.clone(),
            sql: answer.sql.clone(),
            row_count: answer.row_count as u64,
            truncated: answer.truncated,
            cached: answer.cached,
            confidence: answer.confidence,
            elapsed_ms: answer.elapsed_ms,
            cost: answer.cost,
            saved_usd: answer.saved_usd,
            language_model: answer.language_model.clone(),
            ..entry
        });
        match entry {
            Some(entry) => self.writer.hand_over(Record { entry, turn }),
            None => Receipt::void(),
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some(mut entry) = self.entry.take() {
            entry.elapsed_ms = self.since.elapsed().as_secs_f64() * 1000.0;
            // What was spent before the asker went away is spent.
            entry.cost = self.spending.cost();
            // Nobody waits for this receipt; the writer logs a failure.
            let _ = self.writer.hand_over(Record { entry, turn: None });
        }
    }
}
