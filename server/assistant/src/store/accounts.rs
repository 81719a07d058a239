//! An *account* is somebody who may log in, with the personas in which they may ask.

use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;

use super::StoreError;

/// Somebody who may log in.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Name to log in with; unique.
    pub username: String,
    /// bcrypt hash of the password.
    pub password_hash: String,
    /// Names of the personas in which they may ask.
    pub personas: Vec<String>,
    /// May log in.
    pub active: bool,
    /// Runs the program: sees everybody's costs and how the program does.
    pub operator: bool,
    /// When the account was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
}

// The hash stays out of logs.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("username", &self.username)
            .field("personas", &self.personas)
            .field("active", &self.active)
            .field("operator", &self.operator)
            .finish_non_exhaustive()
    }
}

/// Keeps accounts.
#[async_trait]
pub trait Users: Send + Sync {
    /// The account of that name; names are compared as they stand.
    async fn user(&self, username: &str) -> Result<Option<Account>, StoreError>;

    /// All accounts, by name.
    async fn users(&self) -> Result<Vec<Account>, StoreError>;

    /// Adds an account; [`StoreError::Exists`] when the name is taken.
    async fn add_user(&self, account: &Account) -> Result<(), StoreError>;

    /// Changes an account of that name, all but its creation time; false when there is none.
    async fn change_user(&self, account: &Account) -> Result<bool, StoreError>;

    /// Removes an account, ends its sessions and revokes its tokens; false when there is none. The ledger keeps its entries.
    async fn remove_user(&self, username: &str) -> Result<bool, StoreError>;
}

/// A login that lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Hash of the token that the browser holds; the token itself is never stored.
    pub token_hash: String,
    /// Who is logged in.
    pub username: String,
    /// When it began.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
}

/// Keeps sessions, so that they survive a restart.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Keeps a session.
    async fn open_session(&self, session: &Session) -> Result<(), StoreError>;

    /// The session of that token hash, unless it ended before `now`.
    async fn session(
        &self,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<Option<Session>, StoreError>;

    /// Lets a session end at `expires` instead; false when there is none of that token hash.
    async fn prolong_session(
        &self,
        token_hash: &str,
        expires: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Ends a session; ending one that is not there is no error.
    async fn end_session(&self, token_hash: &str) -> Result<(), StoreError>;

    /// Ends all sessions of an account; says how many.
    async fn end_sessions_of(&self, username: &str) -> Result<u64, StoreError>;

    /// How many sessions have not ended before `now`.
    async fn open_sessions(&self, now: Timestamp) -> Result<u64, StoreError>;

    /// Forgets sessions that ended before `now`; says how many.
    async fn forget_sessions(&self, now: Timestamp) -> Result<u64, StoreError>;
}
