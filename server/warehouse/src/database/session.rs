//! A *session* is one connection to a database, set up so that it can only read.

use std::time::Duration;

use async_trait::async_trait;

use super::Settings;
use crate::collection::Collection;
use crate::engine::QueryResult;
use crate::guard::Dialect;
use crate::retry::Failed;
use crate::schema::{FoundTable, TableSchema};

/// A database, as its sessions need to know it.
pub(crate) trait Target: Sized + Send + Sync + 'static {
    /// Reads a URL.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it, without the password.
    fn new(settings: &Settings) -> Result<Self, String>;

    /// Where it is, for people, without the password.
    fn place(&self) -> String;
}

/// A declared table as the database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) table: FoundTable,
    /// Number of rows as the database guesses it; none where it has no guess.
    pub(crate) guess: Option<u64>,
}

/// A connection that can only read. Errors are the driver's; [`Session::explain`] puts them into words.
#[async_trait]
pub(crate) trait Session: Sized + Send + 'static {
    /// SQL that it understands.
    const SQL: Dialect;
    /// Type to which anything is cast to become text.
    const TEXT: &'static str;

    /// What it connects to.
    type Target: Target;

    /// Connects, and sets the connection up.
    async fn open(target: &Self::Target) -> Result<Self, sqlx::Error>;

    /// Forgets whatever its last user left behind.
    async fn reset(&mut self) -> Result<(), sqlx::Error>;

    /// Asks whether the server is still there.
    async fn ping(&mut self) -> Result<(), sqlx::Error>;

    /// What the server calls this connection.
    fn id(&self) -> u64;

    /// Ends a connection together with what it computes, from another one.
    async fn stop(target: &Self::Target, id: u64) -> Result<(), sqlx::Error>;

    /// Lets statements run no longer than this, in the server, and give no more rows.
    async fn limit(&mut self, time: Duration, rows: usize) -> Result<(), sqlx::Error>;

    /// Runs one statement by the extended protocol and gathers its rows.
    ///
    /// # Errors
    /// The driver's, or what is wrong with a value.
    async fn query(&mut self, sql: &str, cap: usize) -> Result<Collection, Fault>;

    /// The statement with a limit on its rows, where the server cannot be told otherwise.
    fn capped(sql: &str, _limited: bool, _rows: usize) -> String {
        sql.to_owned()
    }

    /// Puts an error of the driver into words.
    fn explain(error: sqlx::Error, limit: Duration) -> Failed;

    /// Product and version.
    async fn version(&mut self) -> Result<String, sqlx::Error>;

    /// The declared tables that are there and that the account may read.
    async fn held(&mut self, schemas: &[TableSchema]) -> Result<Vec<Held>, sqlx::Error>;

    /// A text that changes when these tables change, and whether it tells of each of them.
    async fn state_of_data(
        &mut self,
        schemas: &[TableSchema],
    ) -> Result<(String, bool), sqlx::Error>;

    /// What the account may do besides reading, a phrase each.
    async fn excess(&mut self, schemas: &[TableSchema]) -> Result<Vec<String>, sqlx::Error>;

    /// Statements that make an account that may read these tables and nothing else.
    fn grants(target: &Self::Target, schemas: &[TableSchema]) -> Vec<String>;

    /// How the server would compute a statement.
    async fn plan(&mut self, sql: &str) -> Result<String, sqlx::Error>;

    /// Says goodbye.
    async fn close(self);
}

/// Why a statement gave no rows.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The driver's error.
    Driver(sqlx::Error),
    /// A value that cannot be shown.
    Value(crate::engine::WarehouseError),
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        Self::Driver(error)
    }
}

impl From<crate::engine::WarehouseError> for Fault {
    fn from(error: crate::engine::WarehouseError) -> Self {
        Self::Value(error)
    }
}

/// Rows that were gathered, as a result.
pub(crate) fn finished(collection: Collection) -> Result<QueryResult, Failed> {
    collection.finish().map_err(Failed::from)
}
