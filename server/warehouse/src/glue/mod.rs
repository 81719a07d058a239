//! *Glue* is the catalogue of AWS: which tables there are, with which columns. What it says is kept for an hour and
//! compared with what is declared, so that people hear of a change before a question fails because of it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use aws_config::SdkConfig;
use aws_sdk_glue::Client;
use aws_sdk_glue::types::{Column, StorageDescriptor, Table};
use tokio::sync::Mutex;

use crate::aws::{Trouble, column_type};
use crate::schema::{FoundColumn, FoundTable};

/// Name of the service in messages.
const SERVICE: &str = "AWS Glue";
/// How long what the catalogue said is kept.
pub const KEPT: Duration = Duration::from_hours(1);
/// Tables of a page; more than the service allows would be refused.
const PAGE: i32 = 100;

/// Which catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The database.
    pub database: String,
    /// Account that owns the catalogue; none for the program's own.
    pub catalog_id: Option<String>,
}

/// The tables of a database in Glue's catalogue.
#[derive(Debug)]
pub struct Glue {
    client: Client,
    settings: Settings,
    kept: Mutex<Option<(Instant, Tables)>>,
    /// Requests that were made and not told of yet.
    requests: AtomicU64,
}

/// What the catalogue holds, and what asking took.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tables {
    /// The tables.
    pub tables: Vec<FoundTable>,
    /// Requests to the service that this answer took; 0 when it was kept from before.
    pub requests: u64,
}

impl Glue {
    /// A database of the catalogue. Nothing is asked yet.
    pub fn new(config: &SdkConfig, settings: Settings) -> Self {
        Self {
            client: Client::new(config),
            settings,
            kept: Mutex::new(None),
            requests: AtomicU64::new(0),
        }
    }

    /// Requests to the service since this was asked last, failed ones included; attempts of one request count as one.
    pub fn take_requests(&self) -> u64 {
        self.requests.swap(0, Ordering::Relaxed)
    }

    /// The tables as the catalogue has them, an hour old at most.
    pub async fn tables(&self) -> Result<Tables, Trouble> {
        self.at(Instant::now()).await
    }

    /// The tables as the catalogue has them now.
    pub async fn read_again(&self) -> Result<Tables, Trouble> {
        *self.kept.lock().await = None;
        self.tables().await
    }

    /// The tables for somebody who asks at this time. Those who ask at once wait for one reading.
    async fn at(&self, now: Instant) -> Result<Tables, Trouble> {
        let mut kept = self.kept.lock().await;
        if let Some((read, tables)) = &*kept
            && now.duration_since(*read) < KEPT
        {
            return Ok(Tables {
                requests: 0,
                ..tables.clone()
            });
        }
        let tables = self.read().await?;
        *kept = Some((now, tables.clone()));
        Ok(tables)
    }

    async fn read(&self) -> Result<Tables, Trouble> {
        let mut found = Tables::default();
        let mut token: Option<String> = None;
        loop {
            self.requests.fetch_add(1, Ordering::Relaxed);
            let page = self
                .client
                .get_tables()
                .database_name(&self.settings.database)
                .set_catalog_id(self.settings.catalog_id.clone())
                .max_results(PAGE)
                .set_next_token(token.clone())
                .send()
                .await
                .map_err(|error| Trouble::of(SERVICE, &error))?;
            found.requests += 1;
            found.tables.extend(page.table_list().iter().map(table));
            match page.next_token.filter(|next| !next.is_empty()) {
                None => return Ok(found),
                Some(next) if Some(&next) == token.as_ref() => {
                    return Err(Trouble::malformed(SERVICE, "a page is followed by itself"));
                }
                Some(next) => token = Some(next),
            }
        }
    }
}

/// Columns by which a table is partitioned can be asked for like the others.
fn table(table: &Table) -> FoundTable {
    let stored = table
        .storage_descriptor()
        .map(StorageDescriptor::columns)
        .unwrap_or_default();
    FoundTable {
        name: table.name().to_owned(),
        columns: stored
            .iter()
            .chain(table.partition_keys())
            .map(column)
            .collect(),
    }
}

fn column(column: &Column) -> FoundColumn {
    let native_type = column.r#type().unwrap_or("unknown").to_owned();
    FoundColumn {
        name: column.name().to_owned(),
        data_type: column_type(&native_type),
        native_type,
    }
}
