//! A *database* is a server that many programs share: what all such engines have in common stands here.
//!
//! A [`pool`] lends sessions; [`server`] runs statements in them and is the [`crate::Warehouse`]; what one product does in
//! its own way is a [`session::Session`] of its own.

mod pool;
mod server;
mod session;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use server::OpenError;
pub(crate) use session::{Fault, Held, Session, Target};

use server::Database;

use crate::engine::Warehouse;
use crate::mysql::MysqlSession;
use crate::postgres::PostgresSession;
use crate::schema::TableSchema;

/// How to reach a database and how much of it the program may use.
#[derive(Clone)]
pub struct Settings {
    /// `postgres://USER:PASSWORD@HOST/NAME` or `mysql://…`; it may hold a password.
    pub url: String,
    /// Namespace of the tables; the database's own default without one. MySQL has none.
    pub schema: Option<String>,
    /// Connections at most.
    pub connections: u32,
    /// How long a question waits for a free connection, and how long making one may take.
    pub wait: Duration,
    /// How long a statement may run in the server, unless its limits say otherwise.
    pub timeout: Duration,
    /// How often it is looked whether the data has changed; where the database does not tell, how long an answer counts
    /// as fresh.
    pub freshness: Duration,
    /// What to do when the program's account may do more than read.
    pub excess: Excess,
    /// It may be out of order when it is opened; it is then looked at when it answers.
    pub may_be_down: bool,
}

impl Settings {
    /// The defaults: ten connections, ten seconds of waiting, half a minute for a statement, a minute between looks.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            schema: None,
            connections: 10,
            wait: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            freshness: Duration::from_mins(1),
            excess: Excess::Warn,
            may_be_down: false,
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("connections", &self.connections)
            .field("schema", &self.schema)
            .finish_non_exhaustive()
    }
}

/// Whether a text is the URL of a database that can be opened.
pub fn is_url(text: &str) -> bool {
    Product::of(text).is_some()
}

/// Connects to the database of a URL, looks at what the account may do, and begins to watch whether the data changes.
///
/// # Errors
/// When the database cannot be reached (unless it may be down), has none of the tables, or gives the account rights that were to be refused.
pub async fn open(
    schemas: Vec<TableSchema>,
    settings: Settings,
) -> Result<Arc<dyn Warehouse>, OpenError> {
    Ok(match Product::of(&settings.url) {
        Some(Product::Postgres) => {
            Arc::new(Database::<PostgresSession>::open(schemas, settings).await?)
        }
        Some(Product::Mysql) => Arc::new(Database::<MysqlSession>::open(schemas, settings).await?),
        None => {
            let schemes = "the URL must begin with postgres:// or mysql://";
            return Err(OpenError::Url(schemes.to_owned()));
        }
    })
}

/// Products that can be a warehouse.
enum Product {
    Postgres,
    Mysql,
}

impl Product {
    fn of(url: &str) -> Option<Self> {
        match url.split_once("://")?.0 {
            "postgres" | "postgresql" => Some(Self::Postgres),
            "mysql" | "mariadb" => Some(Self::Mysql),
            _ => None,
        }
    }
}

/// What to do about an account that may do more than read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Excess {
    /// Say so, with the statements that make a better one.
    #[default]
    Warn,
    /// Do not start.
    Refuse,
}
