//! A *session* is a login that lasts for a while without a request; its token is stored as a hash only.

use std::sync::Arc;
use std::time::Duration;

use assistant::store::{Account, Session, Sessions, StoreError, Users};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// Name of the cookie that holds the token.
pub const COOKIE: &str = "quartermaster_session";

/// Somebody who is logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedIn {
    /// Their name.
    pub username: String,
    /// Personas in which they may ask, in the order of the personas' file.
    pub personas: Vec<String>,
    /// Runs the program: sees everybody's costs and how the program does.
    pub operator: bool,
}

impl LoggedIn {
    /// The holder of an account, with those of its personas that there are.
    pub(super) fn new(account: Account, personas: &[String]) -> Self {
        let personas = personas
            .iter()
            .filter(|persona| account.personas.contains(persona))
            .cloned()
            .collect();
        Self {
            username: account.username,
            personas,
            operator: account.operator,
        }
    }
}

/// Opens, finds and ends sessions.
#[derive(Clone)]
pub struct SessionKeeper {
    sessions: Arc<dyn Sessions>,
    users: Arc<dyn Users>,
    /// Names of all personas, in the order of their file.
    personas: Arc<[String]>,
    lifetime: SignedDuration,
}

impl SessionKeeper {
    /// Sessions end after `lifetime` without a request.
    pub fn new(
        sessions: Arc<dyn Sessions>,
        users: Arc<dyn Users>,
        personas: impl IntoIterator<Item = String>,
        lifetime: Duration,
    ) -> Self {
        let lifetime = SignedDuration::try_from(lifetime).unwrap_or(SignedDuration::from_hours(1));
        Self {
            sessions,
            users,
            personas: personas.into_iter().collect(),
            lifetime,
        }
    }

    /// Opens a session and returns its token.
    pub async fn open(&self, username: &str, now: Timestamp) -> Result<String, StoreError> {
        let token = random();
        let session = Session {
            token_hash: hashed(&token),
            username: username.to_owned(),
            created: now,
            expires: now.saturating_add(self.lifetime).unwrap_or(now),
        };
        self.sessions.open_session(&session).await?;
        Ok(token)
    }

    /// Who holds the token; the session lasts anew from `now`.
    pub async fn find(&self, token: &str, now: Timestamp) -> Result<Option<LoggedIn>, StoreError> {
        let token_hash = hashed(token);
        let Some(session) = self.sessions.session(&token_hash, now).await? else {
            return Ok(None);
        };
        let Some(account) = self
            .users
            .user(&session.username)
            .await?
            .filter(|account| account.active)
        else {
            self.sessions.end_session(&token_hash).await?;
            return Ok(None);
        };
        let expires = now.saturating_add(self.lifetime).unwrap_or(now);
        // One write a minute is often enough to know when the last request was.
        if session.expires.duration_until(expires) > SignedDuration::from_secs(60) {
            self.sessions.prolong_session(&token_hash, expires).await?;
        }
        Ok(Some(LoggedIn::new(account, &self.personas)))
    }

    /// Ends the session of a token.
    pub async fn end(&self, token: &str) -> Result<(), StoreError> {
        self.sessions.end_session(&hashed(token)).await
    }

    /// How many sessions are open.
    pub async fn count(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.sessions.open_sessions(now).await
    }

    /// Forgets sessions that are over; says how many.
    pub async fn forget(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.sessions.forget_sessions(now).await
    }
}

/// A secret that nobody guesses: two random UUIDs hold 244 random bits.
pub(super) fn random() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

/// What is stored of a secret. It needs no salt: it is random itself.
pub(super) fn hashed(token: &str) -> String {
    blake3::hash(token.as_bytes()).to_hex().to_string()
}
