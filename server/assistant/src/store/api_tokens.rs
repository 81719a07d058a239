//! An *API token* lets a program ask in somebody's name until a day; only a hash of it is stored.

use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;

use super::StoreError;

/// A token of somebody's program.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Id (UUID), by which it is revoked.
    pub id: String,
    /// Hash of the token that the program holds; the token itself is never stored.
    pub token_hash: String,
    /// Account in whose name it asks.
    pub username: String,
    /// What it is for, in the words of whoever made it; may be empty.
    pub label: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// When it was last noted to be used; `None` when it never was.
    pub used: Option<Timestamp>,
}

// The hash stays out of logs.
impl fmt::Debug for ApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiToken")
            .field("id", &self.id)
            .field("username", &self.username)
            .field("label", &self.label)
            .field("created", &self.created)
            .field("expires", &self.expires)
            .field("used", &self.used)
            .finish_non_exhaustive()
    }
}

/// Keeps API tokens.
#[async_trait]
pub trait ApiTokens: Send + Sync {
    /// Keeps a token; [`StoreError::Exists`] when its id or its hash is taken.
    async fn keep_token(&self, token: &ApiToken) -> Result<(), StoreError>;

    /// The token of that hash, unless it ended before `now`.
    async fn token(&self, token_hash: &str, now: Timestamp)
    -> Result<Option<ApiToken>, StoreError>;

    /// An account's tokens, those that ended included, the newest first.
    async fn tokens(&self, username: &str) -> Result<Vec<ApiToken>, StoreError>;

    /// Ends a token for good; false when there is none of that id.
    async fn revoke_token(&self, id: &str) -> Result<bool, StoreError>;

    /// Notes that a token was used at `at`, unless a use within the minute before is noted already; true when it was.
    async fn token_used(&self, id: &str, at: Timestamp) -> Result<bool, StoreError>;
}
