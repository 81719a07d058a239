//! A *conversation* is a row of questions that lean on each other, asked by one account in one persona.

use std::collections::BTreeMap;

use async_trait::async_trait;
use interpreter::Calculation;
use jiff::Timestamp;
use semantic::{AttributeId, SemanticQuery};
use serde::{Deserialize, Serialize};

use super::StoreError;

/// What a conversation remembers of one question.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Turn {
    /// The question.
    pub question: String,
    /// What it meant, when it was understood as a query.
    pub query: Option<SemanticQuery>,
    /// Things that the result named, when they were few: what "that product" and "those orders" mean.
    #[serde(default)]
    pub mentions: Vec<Mention>,
    /// What it asked for, when it was understood as a calculation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calculation: Option<Calculation>,
    /// What the inputs of that calculation came to, each in its unit.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub inputs: BTreeMap<String, f64>,
}

impl Turn {
    /// Whether anything can lean on it.
    pub fn is_understood(&self) -> bool {
        self.query.is_some() || self.calculation.is_some()
    }
}

/// Things that a result named.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mention {
    /// Entity of the model ("product").
    pub entity: String,
    /// Its key attributes (`product_code`; prefix and number for an order).
    pub key: Vec<AttributeId>,
    /// One list of key values for each thing, in the order of `key`.
    pub values: Vec<Vec<String>>,
}

/// A conversation, as a list of them shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationSummary {
    /// Id.
    pub id: String,
    /// Account that holds it.
    pub user: String,
    /// Persona that it belongs to.
    pub persona: String,
    /// Its first question, or the name that it was given.
    pub title: String,
    /// It stays at the top.
    pub pinned: bool,
    /// When it began.
    pub created: Timestamp,
    /// When it was last asked in.
    pub updated: Timestamp,
    /// Questions asked in it.
    pub questions: u64,
}

/// Keeps conversations. Turns are written together with their entry by [`Ledger::record`](super::Ledger::record).
#[async_trait]
pub trait Conversations: Send + Sync {
    /// A conversation by its id, unless it has been deleted. One that is asked in again after that begins anew.
    async fn conversation(&self, id: &str) -> Result<Option<ConversationSummary>, StoreError>;

    /// Its newest turns, at most `limit`, the oldest of them first. None when it has been deleted.
    async fn turns(&self, id: &str, limit: u32) -> Result<Vec<Turn>, StoreError>;

    /// An account's conversations that are not deleted: pinned ones first, then the last asked in first. Only those
    /// that come after the one of the id `before`, if one is given.
    async fn conversations(
        &self,
        user: &str,
        before: Option<&str>,
        limit: u32,
    ) -> Result<Vec<ConversationSummary>, StoreError>;

    /// Gives one's own conversation a name; false when there is none of that id.
    async fn rename(&self, user: &str, id: &str, title: &str) -> Result<bool, StoreError>;

    /// Pins or unpins one's own conversation; false when there is none of that id.
    async fn pin(&self, user: &str, id: &str, pinned: bool) -> Result<bool, StoreError>;

    /// Takes one's own conversation out of one's history and forgets its turns; false when there is none of that id.
    /// The ledger keeps the entries: audit and cost do not forget.
    async fn delete(&self, user: &str, id: &str) -> Result<bool, StoreError>;
}
