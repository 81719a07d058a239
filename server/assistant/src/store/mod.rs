//! A *store* keeps what must survive a restart. The assistant owns the traits; `state` implements them.
//!
//! The traits speak of questions, conversations and accounts, never of tables; any implementation that keeps the
//! promises written here will do.

mod accounts;
mod api_tokens;
mod conversations;
mod ledger;

pub use accounts::{Account, Session, Sessions, Users};
pub use api_tokens::{ApiToken, ApiTokens};
pub use conversations::{ConversationSummary, Conversations, Mention, Turn};
pub use ledger::{CostRow, Entry, HistoryFilter, Ledger, Record};

/// Why a store did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached, is locked for too long, or its disk is full.
    #[error("the state database did not answer: {0}")]
    Unavailable(String),
    /// Something stored cannot be read.
    #[error("the state database holds something unreadable: {0}")]
    Unreadable(String),
    /// Something with that identity is there already.
    #[error("{0} exists already")]
    Exists(String),
}
