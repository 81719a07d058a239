//! *Redshift* is asked through its Data API: a statement is handed in, looked at until it is done, and its rows are
//! fetched page by page. No connection is kept, and no driver is needed.
//!
//! A statement that nobody waits for any more is cancelled: when the time limit passes, when the asker goes away, and
//! also when that happens before the service has told the statement's name.

mod reply;
mod statement;

use std::time::{Duration, Instant};

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_redshiftdata::Client;

use crate::aws::{Held, Trouble, catalogue, span_number};
use crate::cells;
use crate::engine::{
    ColumnRange, Health, Limits, QueryResult, TableStatus, Warehouse, WarehouseError,
};
use crate::guard::{Admitted, Dialect};
use crate::schema::{FoundTable, TableSchema};
use crate::usage::Billing;

/// Name of the service in messages.
const SERVICE: &str = "Amazon Redshift";
/// Bounds on what the program asks for itself. A workgroup that rests takes a while to wake up.
const OWN: Limits = Limits {
    timeout: Duration::from_mins(5),
    row_cap: 1_000_000,
};
/// Longest time of asking how it is.
const PULSE: Duration = Duration::from_secs(10);
/// The schema in which a session finds tables without being told.
const USUAL_SCHEMA: &str = "public";

/// Which Redshift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A serverless workgroup, by name or ARN.
    Workgroup(String),
    /// A provisioned cluster.
    Cluster {
        /// Its identifier.
        identifier: String,
        /// The database user for whom temporary credentials are made; none where a secret or the role says it.
        user: Option<String>,
    },
}

/// Where the data lies in Redshift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Which Redshift.
    pub place: Place,
    /// The database.
    pub database: String,
    /// The schema that holds the tables.
    pub schema: String,
    /// ARN of the secret with the database user; none to come in as the IAM role.
    pub secret_arn: Option<String>,
    /// How long what was read counts as fresh. The service does not tell whether data has changed.
    pub freshness: Duration,
}

/// Redshift as a warehouse.
#[derive(Debug, Clone)]
pub struct Redshift {
    client: Client,
    settings: Settings,
    schemas: Vec<TableSchema>,
    held: Held,
}

impl Redshift {
    /// Redshift at a place. Nothing is asked yet.
    pub fn new(config: &SdkConfig, settings: Settings, schemas: Vec<TableSchema>) -> Self {
        Self {
            client: Client::new(config),
            settings,
            schemas,
            held: Held::default(),
        }
    }

    /// Runs SQL within limits; past them it is cancelled.
    async fn ask(&self, sql: &str, limits: &Limits) -> Result<QueryResult, WarehouseError> {
        let asked = statement::rows_of(&self.client, &self.settings, sql, limits.row_cap);
        tokio::time::timeout(limits.timeout, asked)
            .await
            .unwrap_or(Err(WarehouseError::TimedOut {
                limit: limits.timeout,
            }))
    }

    async fn rows(&self, sql: &str) -> Result<Vec<Vec<serde_json::Value>>, WarehouseError> {
        cells::rows(&self.ask(sql, &OWN).await?)
    }

    /// The declared tables as the catalogue of the database has them.
    async fn found(&self) -> Result<Vec<FoundTable>, WarehouseError> {
        // This view has external tables and late-binding views as well.
        let sql = format!(
            "SELECT table_name, column_name, data_type FROM svv_columns WHERE table_schema = {} AND table_name IN ({}) \
             ORDER BY table_name, ordinal_position",
            catalogue::text(&self.settings.schema),
            catalogue::texts(self.schemas.iter().map(|s| s.name.as_str()))
        );
        catalogue::tables(SERVICE, &self.rows(&sql).await?)
    }

    async fn read_tables(&self) -> Result<Vec<TableStatus>, WarehouseError> {
        let found = self.found().await?;
        let counts = match catalogue::counting(&self.schemas, &found) {
            Some(sql) => self.rows(&sql).await?,
            None => Vec::new(),
        };
        let source = format!("{}.{}", self.settings.database, self.settings.schema);
        Ok(catalogue::statuses(&self.schemas, &found, &counts, &source))
    }
}

#[async_trait]
impl Warehouse for Redshift {
    fn sql(&self) -> Dialect {
        Dialect::Redshift
    }

    fn billing(&self) -> Billing {
        Billing::Time
    }

    async fn run(
        &self,
        statement: Admitted,
        limits: &Limits,
    ) -> Result<QueryResult, WarehouseError> {
        let sql = catalogue::limited(&statement, limits.row_cap);
        self.ask(&sql, limits).await
    }

    fn data_version(&self) -> String {
        let Settings {
            place,
            database,
            schema,
            freshness,
            ..
        } = &self.settings;
        let place = match place {
            Place::Workgroup(name) => name,
            Place::Cluster { identifier, .. } => identifier,
        };
        let span = span_number(*freshness);
        format!("redshift:{place}/{database}/{schema}@{span}")
    }

    async fn tables(&self) -> Result<Vec<TableStatus>, WarehouseError> {
        let own = self.clone();
        let reading = async move { own.read_tables().await };
        self.held.tables(self.data_version(), reading).await
    }

    async fn distinct_values(
        &self,
        table: &str,
        column: &str,
    ) -> Result<Vec<(String, u64)>, WarehouseError> {
        let data_type = catalogue::known(&self.schemas, table, column)?;
        let sql = catalogue::values(table, column, data_type);
        let rows = self.rows(&sql).await?;
        catalogue::counted(SERVICE, &rows)
    }

    async fn range(
        &self,
        table: &str,
        column: &str,
    ) -> Result<Option<ColumnRange>, WarehouseError> {
        catalogue::known(&self.schemas, table, column)?;
        let rows = self.rows(&catalogue::ends(table, column)).await?;
        Ok(catalogue::range(&rows))
    }

    // A query would wake a workgroup that rests, and be paid for; the list of statements costs nothing.
    async fn health(&self) -> Health {
        let started = Instant::now();
        let (workgroup, cluster) = match &self.settings.place {
            Place::Workgroup(name) => (Some(name.clone()), None),
            Place::Cluster { identifier, .. } => (None, Some(identifier.clone())),
        };
        let asked = self
            .client
            .list_statements()
            .max_results(1)
            .set_workgroup_name(workgroup)
            .set_cluster_identifier(cluster)
            .database(&self.settings.database);
        let answered = tokio::time::timeout(PULSE, asked.send()).await;
        Health {
            version: SERVICE.to_owned(),
            fault: match answered {
                Err(_) => Some(format!(
                    "{SERVICE} did not reply in {} seconds.",
                    PULSE.as_secs()
                )),
                Ok(answered) => answered.err().map(|e| Trouble::of(SERVICE, &e).to_string()),
            },
            latency: started.elapsed(),
            ..Health::default()
        }
    }

    async fn schema(&self) -> Result<Option<Vec<FoundTable>>, WarehouseError> {
        self.found().await.map(Some)
    }

    async fn explain(
        &self,
        statement: Admitted,
        limits: &Limits,
    ) -> Result<Option<String>, WarehouseError> {
        let sql = format!("EXPLAIN {}", statement.sql());
        let plan = self.ask(&sql, limits).await?;
        Ok(Some(catalogue::lines(&cells::rows(&plan)?)))
    }
}
