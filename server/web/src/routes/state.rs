//! *Web state* is what handlers need: the assistant, the stores, who may log in, and the limits.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use assistant::store::StoreError;
use assistant::{Assistant, Clock, Persona};
use jiff::Timestamp;
use warehouse::Warehouse;

use crate::accounts::{
    Attempts, Passwords, SessionKeeper, Synchronised, TokenKeeper, UsersFile, synchronise,
};
use crate::config::LimitsConfig;
use crate::metrics::Metrics;
use crate::serving::OpenConnections;
use crate::under_way::{PATIENCE, UnderWay};
use crate::wiring::{Application, CatalogueWatch, Stores};

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
    /// Finds out who holds a token.
    pub(super) tokens: TokenKeeper,
    /// Compares passwords with hashes.
    pub(super) passwords: Arc<Passwords>,
    /// Counts and times what the program does.
    pub metrics: Arc<Metrics>,
    /// Connections of clients.
    pub connections: OpenConnections,
    /// Where the data lives.
    pub(super) warehouse: Arc<dyn Warehouse>,
    /// Looks at the catalogue, when there is one.
    pub(super) catalogue: Option<Arc<CatalogueWatch>>,
    /// What the state database is.
    pub(super) state_engine: &'static str,
    /// Time that a client gets to send the body of a request.
    pub(super) body_time: Duration,
    /// Time that an answer may take: a query's, and that of asking a language model.
    pub(super) answer_time: Duration,
    /// Other replicas of the program may share the state database.
    pub(super) replicated: bool,
    /// Questions that are being answered.
    pub under_way: UnderWay,
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
        let tokens = TokenKeeper::new(
            Arc::clone(&stores.tokens),
            Arc::clone(&stores.users),
            personas.iter().map(|p| p.name.clone()),
        );
        let limits = application.configuration.limits.clone();
        let replicated = application.configuration.state.is_shared();
        Self {
            assistant: Arc::clone(&application.assistant),
            stores,
            sessions,
            tokens,
            passwords: Arc::default(),
            metrics: Arc::new(Metrics::new(personas.iter().map(|p| p.name.clone()))),
            connections: OpenConnections::default(),
            warehouse: Arc::clone(&application.warehouse),
            catalogue: application.catalogue.clone(),
            state_engine: match application.configuration.state.file {
                Some(_) => "SQLite",
                None => "PostgreSQL",
            },
            replicated,
            // The answer's page may be asked of another replica, which then waits for the answer.
            under_way: if replicated {
                UnderWay::patient_for(limits.query.saturating_add(PATIENCE))
            } else {
                UnderWay::patient_for(PATIENCE)
            },
            body_time: application.configuration.server.body,
            answer_time: limits
                .query
                .saturating_add(application.configuration.language_model.time()),
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
        let (users, sessions) = (self.stores.users.as_ref(), self.stores.sessions.as_ref());
        let done = synchronise(users, sessions, file, now).await?;
        self.demo.set(file.is_example);
        Ok(done)
    }
}
