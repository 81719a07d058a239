//! *Athena* reads tables of the Glue catalogue in S3: a query is started, looked at until it is done, and its rows are
//! fetched page by page. It is paid by the bytes that a query reads, so each result says how many.

mod execution;
mod reply;

use std::time::{Duration, Instant};

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_athena::Client;
use aws_sdk_athena::types::{WorkGroup, WorkGroupState};

use crate::aws::{Held, Trouble, catalogue, span_number};
use crate::cells;
use crate::engine::{
    ColumnRange, Health, Limits, QueryResult, TableStatus, Warehouse, WarehouseError,
};
use crate::guard::{Admitted, Dialect};
use crate::schema::{FoundTable, TableSchema};
use crate::usage::Billing;

/// Name of the service in messages.
const SERVICE: &str = "Amazon Athena";
/// Bounds on what the program asks for itself.
const OWN: Limits = Limits {
    timeout: Duration::from_mins(5),
    row_cap: 1_000_000,
};
/// Longest time of asking how it is.
const PULSE: Duration = Duration::from_secs(10);

/// Where the data lies in Athena.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The workgroup, which may bound the bytes that a query reads.
    pub workgroup: String,
    /// The data catalogue ("AwsDataCatalog").
    pub catalog: String,
    /// The database of the Glue catalogue.
    pub database: String,
    /// Where results are written (`s3://bucket/folder/`); none where the workgroup says it.
    pub output_location: Option<String>,
    /// How long what was read counts as fresh. The service does not tell whether data has changed.
    pub freshness: Duration,
}

/// Athena as a warehouse.
#[derive(Debug, Clone)]
pub struct Athena {
    client: Client,
    settings: Settings,
    schemas: Vec<TableSchema>,
    held: Held,
}

impl Athena {
    /// Athena in a workgroup. Nothing is asked yet.
    pub fn new(config: &SdkConfig, settings: Settings, schemas: Vec<TableSchema>) -> Self {
        Self {
            client: Client::new(config),
            settings,
            schemas,
            held: Held::default(),
        }
    }

    /// Runs SQL within limits; past them it is stopped.
    async fn ask(&self, sql: &str, limits: &Limits) -> Result<QueryResult, WarehouseError> {
        let asked = execution::rows_of(&self.client, &self.settings, sql, limits.row_cap);
        tokio::time::timeout(limits.timeout, asked)
            .await
            .unwrap_or(Err(WarehouseError::TimedOut {
                limit: limits.timeout,
            }))
    }

    async fn rows(&self, sql: &str) -> Result<Vec<Vec<serde_json::Value>>, WarehouseError> {
        cells::rows(&self.ask(sql, &OWN).await?)
    }

    /// The declared tables as the catalogue has them.
    async fn found(&self) -> Result<Vec<FoundTable>, WarehouseError> {
        let sql = format!(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = {} AND \
             table_name IN ({}) ORDER BY table_name, ordinal_position",
            catalogue::text(&self.settings.database),
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
        let source = format!("{}.{}", self.settings.catalog, self.settings.database);
        Ok(catalogue::statuses(&self.schemas, &found, &counts, &source))
    }
}

#[async_trait]
impl Warehouse for Athena {
    fn sql(&self) -> Dialect {
        Dialect::Athena
    }

    fn billing(&self) -> Billing {
        Billing::Scan
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
            workgroup,
            catalog,
            database,
            freshness,
            ..
        } = &self.settings;
        let span = span_number(*freshness);
        format!("athena:{workgroup}/{catalog}/{database}@{span}")
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

    // A query would be paid for; what the workgroup is costs nothing.
    async fn health(&self) -> Health {
        let started = Instant::now();
        let asked = self
            .client
            .get_work_group()
            .work_group(&self.settings.workgroup);
        let mut health = Health {
            version: SERVICE.to_owned(),
            ..Health::default()
        };
        match tokio::time::timeout(PULSE, asked.send()).await {
            Err(_) => {
                let reason = format!("{SERVICE} did not reply in {} seconds.", PULSE.as_secs());
                health.fault = Some(reason);
            }
            Ok(Err(error)) => health.fault = Some(Trouble::of(SERVICE, &error).to_string()),
            Ok(Ok(reply)) => {
                let group = reply.work_group();
                if group.and_then(WorkGroup::state) == Some(&WorkGroupState::Disabled) {
                    let name = &self.settings.workgroup;
                    health.fault = Some(format!(
                        "The workgroup {name} is disabled. An operator has to enable it in Athena."
                    ));
                }
                let configured = group.and_then(WorkGroup::configuration);
                let bound = configured.and_then(
                    aws_sdk_athena::types::WorkGroupConfiguration::bytes_scanned_cutoff_per_query,
                );
                if let Some(bytes) = bound {
                    let megabytes = bytes / 1_000_000;
                    health.version = format!("{SERVICE}, at most {megabytes} MB a query");
                }
            }
        }
        health.latency = started.elapsed();
        health
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
