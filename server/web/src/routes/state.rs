//! *Web state* is what handlers need: the assistant, the stores, who may log in, and the limits.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use assistant::store::StoreError;
use assistant::{Assistant, Clock, Persona};
use jiff::Timestamp;

use crate::accounts::{Attempts, SessionKeeper, Synchronised, UsersFile, synchronise};
use crate::config::LimitsConfig;
use crate::wiring::{Application, Stores};

/// Whether the demo accounts are in use; it can change while the program runs.
#[derive(Debug, Clone, Default)]
pub struct DemoAccounts(Arc<AtomicBool>);

impl DemoAccounts {
    /// They are, or are not.
    pub fn set(&self, in_use: bool) {
        self.0.store(in_use, Ordering::Relaxed);
    }

    /// Whether they are in use.
    pub fn in_use(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What handlers need.
#[derive(Clone)]
pub struct WebState {
    /// Takes questions to answers.
    pub assistant: Arc<Assistant>,
    /// What is kept.
    pub stores: Stores,
    /// Opens, finds and ends sessions.
    pub sessions: SessionKeeper,
    /// Who asks.
    pub personas: Arc<[Persona]>,
    /// What a question may take.
    pub limits: LimitsConfig,
    /// Says what time it is.
    pub clock: Arc<dyn Clock>,
    /// Whether the demo accounts are in use.
    pub demo: DemoAccounts,
    /// Wrong passwords by account.
    pub(super) by_account: Arc<Attempts<String>>,
    /// Wrong passwords by address.
    pub(super) by_address: Arc<Attempts<IpAddr>>,
    /// Questions by account.
    pub(super) questions: Arc<Attempts<String>>,
    /// People come over https.
    pub https: bool,
    /// Where people reach the pages, when it differs from the address that is listened on.
    pub(super) public_url: Option<Arc<str>>,
}

impl WebState {
    /// The state of an application that keeps something.
    pub fn new(application: &Application, stores: Stores, clock: Arc<dyn Clock>) -> Self {
        let security = &application.configuration.security;
        let personas: Arc<[Persona]> = application.meaning.personas.clone().into();
        let sessions = SessionKeeper::new(
            Arc::clone(&stores.sessions),
            Arc::clone(&stores.users),
            personas.iter().map(|p| p.name.clone()),
            security.session,
        );
        let limits = application.configuration.limits.clone();
        Self {
            assistant: Arc::clone(&application.assistant),
            stores,
            sessions,
            personas,
            clock,
            demo: DemoAccounts::default(),
            by_account: Arc::new(Attempts::new(security.login_attempts, security.login_wait)),
            // People behind one address share it; a few of them may mistype.
            by_address: Arc::new(Attempts::new(
                security.login_attempts.saturating_mul(5),
                security.login_wait,
            )),
            questions: Arc::new(Attempts::new(
                limits.questions_per_minute,
                Duration::from_mins(1),
            )),
            limits,
            https: application.configuration.server.is_https(),
            public_url: application
                .configuration
                .server
                .public_url
                .as_deref()
                .map(Arc::from),
        }
    }

    /// Takes the accounts of a users file over.
    pub async fn take_over(
        &self,
        file: &UsersFile,
        now: Timestamp,
    ) -> Result<Synchronised, StoreError> {
        let done = synchronise(self.stores.users.as_ref(), file, now).await?;
        self.demo.set(file.is_example);
        Ok(done)
    }
}
