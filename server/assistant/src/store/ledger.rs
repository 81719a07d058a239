//! The *ledger* is the list of everything that was asked: who, as whom, how it ended, what ran, what it cost.

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{StoreError, Turn};
use crate::answer::{Cost, Engine, Intent, ModelUse, Outcome};

/// One question in the ledger. It is written once and never changed: history, audit and cost are views of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Query id (UUID), the answer's own.
    pub id: String,
    /// When it was asked.
    pub at: Timestamp,
    /// Account that asked.
    pub user: String,
    /// Persona in which it was asked.
    pub persona: String,
    /// Conversation that it belongs to.
    pub conversation: Option<String>,
    /// The question, as typed; SQL where somebody wrote SQL.
    pub question: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Kind of question.
    pub intent: Intent,
    /// Who understood it.
    pub engine: Engine,
    /// What was understood.
    pub understood: String,
    /// What was said.
    pub message: String,
    /// SQL that ran.
    pub sql: Option<String>,
    /// Rows returned.
    pub row_count: u64,
    /// The row cap cut the result.
    pub truncated: bool,
    /// The answer came from the cache.
    pub cached: bool,
    /// 0 to 1.
    pub confidence: f64,
    /// Wall time in milliseconds.
    pub elapsed_ms: f64,
    /// As-of date of the answer.
    pub as_of: Date,
    /// Version of model and personas that decided what was allowed and what words meant.
    pub policy_version: String,
    /// Version of the data that was asked.
    pub data_version: String,
    /// What it cost.
    pub cost: Cost,
    /// US dollars that the cache saved.
    pub saved_usd: f64,
    /// Language models that were asked.
    pub language_model: Option<ModelUse>,
}

/// What is written about one question in one go: the entry, and the turn that its conversation remembers.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The entry.
    pub entry: Entry,
    /// The turn, when it belongs to a conversation.
    pub turn: Option<Turn>,
}

/// Which entries of the history are wanted; newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistoryFilter {
    /// Only this account's, and of those not what it has deleted; `None` for everything, as an auditor sees it.
    pub user: Option<String>,
    /// Only this conversation's.
    pub conversation: Option<String>,
    /// Only entries whose question contains this text, ignoring the case of ASCII letters.
    pub text: Option<String>,
    /// Only entries before this one (its id), for the next page.
    pub before: Option<String>,
    /// At most so many.
    pub limit: u32,
}

/// Costs of one day, account and persona.
#[derive(Debug, Clone, PartialEq)]
pub struct CostRow {
    /// Day in UTC.
    pub day: Date,
    /// Account.
    pub user: String,
    /// Persona.
    pub persona: String,
    /// Questions asked.
    pub questions: u64,
    /// Of those, answered from the cache.
    pub cached: u64,
    /// Of those, understood without a language model.
    pub without_model: u64,
    /// Sum of the costs.
    pub cost: Cost,
    /// US dollars that the cache saved.
    pub saved_usd: f64,
}

/// Keeps the ledger.
#[async_trait]
pub trait Ledger: Send + Sync {
    /// Writes records in one transaction: when it returns `Ok`, losing the process or the power loses none of them;
    /// when it returns an error, none is written. Writing an entry whose id is there already changes nothing.
    async fn record(&self, records: &[Record]) -> Result<(), StoreError>;

    /// Entries, newest first.
    async fn history(&self, filter: &HistoryFilter) -> Result<Vec<Entry>, StoreError>;

    /// One entry, by its id: any, or with an account's name only what is in that account's history.
    async fn entry(&self, id: &str, user: Option<&str>) -> Result<Option<Entry>, StoreError>;

    /// Costs of the days from `from` up to but not including `until`, by day, account and persona in that order: one
    /// account's, or everybody's without a name.
    async fn costs(
        &self,
        from: Date,
        until: Date,
        user: Option<&str>,
    ) -> Result<Vec<CostRow>, StoreError>;
}
