//! A *server* answers for one database: it runs admitted statements, and says what it holds and when that changes.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use futures::future::BoxFuture;
use tokio::sync::{Mutex, OnceCell};
use tokio::task::JoinHandle;

use super::pool::{Lease, Pool, Unavailable};
use super::session::{Fault, Held, Session, Target, finished};
use super::{Excess, Settings};
use crate::cells;
use crate::engine::{
    ColumnRange, Health, Limits, QueryResult, TableStatus, Warehouse, WarehouseError,
};
use crate::guard::{Admitted, Dialect};
use crate::retry::{Failed, attempts};
use crate::schema::{ColumnType, FoundTable, TableSchema};

/// Rows up to which a table is counted; of a larger one the database's guess is told.
const COUNTED_ROWS: u64 = 5_000_000;
/// Different values of one column that are read at most.
const MOST_VALUES: usize = 1_000_000;
/// How long a look at the health may take.
const LOOK: Duration = Duration::from_secs(3);
/// Limits on what the program itself wants to know.
const OWN: Limits = Limits {
    timeout: Duration::from_mins(2),
    row_cap: MOST_VALUES,
};

/// Why a database cannot serve as a warehouse.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The URL cannot be used.
    #[error("data.warehouse: {0}")]
    Url(String),
    /// It did not answer.
    #[error(transparent)]
    Warehouse(#[from] WarehouseError),
    /// It has none of the declared tables.
    #[error("{place} holds none of the tables {} that the account may read. {mend}", .tables.join(", "))]
    NoTables {
        /// Where it is.
        place: String,
        /// The declared tables.
        tables: Vec<String>,
        /// What to do.
        mend: String,
    },
    /// The account may do more than read, and that was to be refused.
    #[error("the account in {place} may {}. Make one that can only read:\n{}", .excess.join(", "), .grants.join("\n"))]
    Excess {
        /// Where it is.
        place: String,
        /// What it may do.
        excess: Vec<String>,
        /// Statements that make a better one.
        grants: Vec<String>,
    },
}

/// A database as a warehouse.
pub(crate) struct Database<S: Session> {
    shared: Arc<Shared<S>>,
    schemas: Vec<TableSchema>,
    reached: OnceCell<Reached>,
    /// Tables as they were at a version of the data.
    tables: Mutex<Option<(String, Vec<TableStatus>)>>,
    watch: JoinHandle<()>,
}

/// What is known of a database from the first time that it answers.
#[derive(Debug)]
struct Reached {
    version: String,
    warnings: Vec<String>,
}

/// What may be asked of a session: about the declared tables, or about a statement.
type Question<S, T> =
    for<'s> fn(&'s mut S, &'s [TableSchema], &'s str) -> BoxFuture<'s, Result<T, sqlx::Error>>;

struct Shared<S: Session> {
    pool: Pool<S>,
    settings: Settings,
    data_version: RwLock<String>,
}

impl<S: Session> fmt::Debug for Database<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database")
            .field("place", &self.place())
            .field("reached", &self.reached.get())
            .finish_non_exhaustive()
    }
}

impl<S: Session> Drop for Database<S> {
    fn drop(&mut self) {
        self.watch.abort();
    }
}

impl<S: Session> Database<S> {
    /// Connects, looks at what the account may do, and begins to watch whether the data changes.
    ///
    /// # Errors
    /// When the database cannot be reached, unless it may be down; when it has none of the tables, or gives the account
    /// rights that were to be refused.
    pub(super) async fn open(
        schemas: Vec<TableSchema>,
        settings: Settings,
    ) -> Result<Self, OpenError> {
        let may_be_down = settings.may_be_down;
        let target = Arc::new(S::Target::new(&settings).map_err(OpenError::Url)?);
        let shared = Arc::new(Shared::<S> {
            pool: Pool::new(Arc::clone(&target), settings.connections, settings.wait),
            settings,
            data_version: RwLock::default(),
        });
        let watch = tokio::spawn(watch(Arc::clone(&shared), schemas.clone()));
        let database = Self {
            shared,
            schemas,
            reached: OnceCell::new(),
            tables: Mutex::new(None),
            watch,
        };
        match database.reach().await {
            Err(OpenError::Warehouse(error)) if may_be_down && error.is_outage() => {
                tracing::error!(%error, "the database does not answer; it is looked at when it does");
            }
            reached => drop(reached?),
        }
        Ok(database)
    }

    /// Looks at the database if nobody has yet: which it is, what the account may do, and which tables there are. No
    /// statement runs before.
    async fn reach(&self) -> Result<&Reached, OpenError> {
        self.reached.get_or_try_init(|| self.look()).await
    }

    /// The same, for somebody who wants to ask something.
    async fn reached(&self) -> Result<(), WarehouseError> {
        match self.reach().await {
            Ok(_) => Ok(()),
            Err(OpenError::Warehouse(error)) => Err(error),
            Err(error) => Err(WarehouseError::Unreachable(error.to_string())),
        }
    }

    async fn look(&self) -> Result<Reached, OpenError> {
        let (shared, schemas) = (&self.shared, &self.schemas);
        let target = shared.pool.target();
        let version = shared.ask(&[], |session, _, _| session.version()).await?;
        let excess = shared
            .ask(schemas, |session, schemas, _| session.excess(schemas))
            .await?;
        let mut warnings = Vec::new();
        if !excess.is_empty() {
            let grants = S::grants(target, schemas);
            let place = target.place();
            if shared.settings.excess == Excess::Refuse {
                return Err(OpenError::Excess {
                    place,
                    excess,
                    grants,
                });
            }
            let warning = format!(
                "The account in {place} may {}. Make one that can only read: {}",
                excess.join(", "),
                grants.join(" ")
            );
            tracing::warn!("{warning}");
            warnings.push(warning);
        }
        let held = shared
            .ask(schemas, |session, schemas, _| session.held(schemas))
            .await?;
        if held.is_empty() && !schemas.is_empty() {
            return Err(OpenError::NoTables {
                place: target.place(),
                tables: schemas.iter().map(|s| s.name.clone()).collect(),
                mend: format!(
                    "Load them, or allow the account to read them:\n{}",
                    S::grants(target, schemas).join("\n")
                ),
            });
        }
        shared.look_for_changes(schemas).await?;
        Ok(Reached { version, warnings })
    }

    /// Where the database is, without the password.
    fn place(&self) -> String {
        self.shared.pool.target().place()
    }

    async fn held(&self) -> Result<Vec<Held>, WarehouseError> {
        self.reached().await?;
        self.shared
            .ask(&self.schemas, |session, schemas, _| session.held(schemas))
            .await
    }

    fn declared(&self, table: &str, column: &str) -> Result<ColumnType, WarehouseError> {
        let found = self
            .schemas
            .iter()
            .find(|s| s.name == table)
            .and_then(|s| s.columns.iter().find(|c| c.name == column));
        found
            .map(|c| c.data_type)
            .ok_or_else(|| WarehouseError::UnknownColumn {
                table: table.to_owned(),
                column: column.to_owned(),
            })
    }

    /// Whether a declared column is not there.
    async fn lacks(&self, table: &str, column: &str) -> Result<bool, WarehouseError> {
        let tables = self.tables().await?;
        let status = tables.iter().find(|status| status.name == table);
        Ok(status.is_none_or(|s| s.missing_columns.iter().any(|c| c == column)))
    }

    async fn statuses(&self) -> Result<Vec<TableStatus>, WarehouseError> {
        let held = self.held().await?;
        let mut statuses = Vec::new();
        for schema in &self.schemas {
            let found = held.iter().find(|h| h.table.name == schema.name);
            let Some(found) = found else {
                statuses.push(TableStatus {
                    name: schema.name.clone(),
                    rows: None,
                    missing_columns: schema.columns.iter().map(|c| c.name.clone()).collect(),
                    extra_columns: Vec::new(),
                    source: None,
                    modified: None,
                });
                continue;
            };
            let there = |name: &String| found.table.columns.iter().any(|c| c.name == *name);
            let declared = |name: &String| schema.columns.iter().any(|c| c.name == *name);
            let rows = match found.guess {
                Some(guess) if guess > COUNTED_ROWS => guess,
                _ => self.count(&schema.name).await?,
            };
            statuses.push(TableStatus {
                name: schema.name.clone(),
                rows: Some(rows),
                missing_columns: schema
                    .columns
                    .iter()
                    .map(|c| c.name.clone())
                    .filter(|name| !there(name))
                    .collect(),
                extra_columns: found
                    .table
                    .columns
                    .iter()
                    .map(|c| c.name.clone())
                    .filter(|name| !declared(name))
                    .collect(),
                source: Some(format!("{}/{}", self.place(), schema.name)),
                modified: None,
            });
        }
        Ok(statuses)
    }

    async fn count(&self, table: &str) -> Result<u64, WarehouseError> {
        let sql = format!("SELECT COUNT(*) FROM {}", S::SQL.quoted(table));
        let result = self.shared.run(&sql, &OWN).await?;
        let rows = cells::rows(&result)?;
        let count = rows.first().and_then(|row| row.first()?.as_u64());
        count.ok_or_else(|| WarehouseError::Engine(format!("{table} was not counted")))
    }
}

impl<S: Session> Shared<S> {
    /// Runs a statement within its limits, again when it failed for a passing reason.
    async fn run(&self, sql: &str, limits: &Limits) -> Result<QueryResult, WarehouseError> {
        let attempted = attempts(|| self.once(sql, limits));
        match tokio::time::timeout(limits.timeout, attempted).await {
            Ok(result) => result,
            Err(_) => Err(WarehouseError::TimedOut {
                limit: limits.timeout,
            }),
        }
    }

    async fn once(&self, sql: &str, limits: &Limits) -> Result<QueryResult, Failed> {
        let mut lease = self.lease().await?;
        let Some(session) = lease.session() else {
            return Err(WarehouseError::Engine("there is no session".to_owned()).into());
        };
        let gathered = async {
            session.limit(limits.timeout, limits.row_cap).await?;
            session.query(sql, limits.row_cap).await
        };
        let gathered = gathered.await;
        match gathered {
            Ok(collection) => {
                let result = finished(collection)?;
                // The rest of a result that was cut is still under way; dropping the lease stops it.
                if !result.truncated {
                    lease.give_back();
                }
                Ok(result)
            }
            Err(Fault::Value(error)) => Err(error.into()),
            Err(Fault::Driver(error)) => Err(self.failed(lease, error, limits.timeout)),
        }
    }

    /// Asks the database something of the program's own.
    async fn ask<T: Send>(
        &self,
        schemas: &[TableSchema],
        question: Question<S, T>,
    ) -> Result<T, WarehouseError> {
        self.ask_about(schemas, "", question).await
    }

    /// The same about a statement.
    async fn ask_about<T: Send>(
        &self,
        schemas: &[TableSchema],
        sql: &str,
        question: Question<S, T>,
    ) -> Result<T, WarehouseError> {
        let mut number = 1;
        loop {
            let failed = match self.lease().await {
                Ok(mut lease) => {
                    let Some(session) = lease.session() else {
                        return Err(WarehouseError::Engine("there is no session".to_owned()));
                    };
                    match tokio::time::timeout(OWN.timeout, question(session, schemas, sql)).await {
                        Ok(Ok(answer)) => {
                            lease.give_back();
                            return Ok(answer);
                        }
                        Ok(Err(error)) => self.failed(lease, error, OWN.timeout),
                        Err(_) => {
                            return Err(WarehouseError::TimedOut { limit: OWN.timeout });
                        }
                    }
                }
                Err(failed) => failed,
            };
            if !failed.transient || number == crate::retry::ATTEMPTS {
                return Err(failed.error);
            }
            crate::retry::pause(number).await;
            number += 1;
        }
    }

    async fn lease(&self) -> Result<Lease<S>, Failed> {
        let settings = &self.settings;
        self.pool
            .take()
            .await
            .map_err(|unavailable| match unavailable {
                Unavailable::Busy => WarehouseError::Busy {
                    limit: settings.connections,
                    waited: settings.wait,
                }
                .into(),
                Unavailable::Late => Failed {
                    error: WarehouseError::Unreachable(format!(
                        "{} did not answer within {} seconds",
                        self.pool.target().place(),
                        settings.wait.as_secs_f64()
                    )),
                    transient: true,
                },
                Unavailable::Driver(error) => {
                    self.pool.forget();
                    S::explain(error, settings.wait)
                }
            })
    }

    /// Puts an error into words, and keeps the session if its connection is sound.
    fn failed(&self, lease: Lease<S>, error: sqlx::Error, limit: Duration) -> Failed {
        let sound = matches!(error, sqlx::Error::Database(_));
        let failed = S::explain(error, limit);
        if failed.transient {
            // The server is going away or has been away: what is idle is as broken as this one.
            self.pool.forget();
            lease.throw_away();
        } else if sound {
            lease.give_back();
        } else {
            lease.throw_away();
        }
        failed
    }

    async fn look_for_changes(&self, schemas: &[TableSchema]) -> Result<(), WarehouseError> {
        let (state, complete) = self
            .ask(schemas, |session, schemas, _| {
                session.state_of_data(schemas)
            })
            .await?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(state.as_bytes());
        let mut version = hasher.finalize().to_hex().to_string();
        version.truncate(32);
        if !complete {
            // What the database does not tell of may change at any time.
            let since = SystemTime::now().duration_since(UNIX_EPOCH);
            let seconds = since.unwrap_or_default().as_secs();
            let period = seconds / self.settings.freshness.as_secs().max(1);
            version = format!("{version}-{period}");
        }
        *self
            .data_version
            .write()
            .unwrap_or_else(PoisonError::into_inner) = version;
        Ok(())
    }
}

/// Looks again and again whether the data has changed.
async fn watch<S: Session>(shared: Arc<Shared<S>>, schemas: Vec<TableSchema>) {
    let mut looks =
        tokio::time::interval(shared.settings.freshness.max(Duration::from_millis(100)));
    looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    looks.tick().await;
    loop {
        looks.tick().await;
        if let Err(error) = shared.look_for_changes(&schemas).await {
            tracing::warn!(%error, "whether the data has changed is not known");
        }
    }
}

#[async_trait]
impl<S: Session> Warehouse for Database<S> {
    fn sql(&self) -> Dialect {
        S::SQL
    }

    async fn run(
        &self,
        statement: Admitted,
        limits: &Limits,
    ) -> Result<QueryResult, WarehouseError> {
        self.reached().await?;
        let sql = S::capped(statement.sql(), statement.is_limited(), limits.row_cap);
        self.shared.run(&sql, limits).await
    }

    fn data_version(&self) -> String {
        self.shared
            .data_version
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    async fn tables(&self) -> Result<Vec<TableStatus>, WarehouseError> {
        self.reached().await?;
        let version = self.data_version();
        let mut known = self.tables.lock().await;
        if let Some((at, tables)) = known.as_ref()
            && *at == version
        {
            return Ok(tables.clone());
        }
        let tables = self.statuses().await?;
        *known = Some((version, tables.clone()));
        Ok(tables)
    }

    async fn distinct_values(
        &self,
        table: &str,
        column: &str,
    ) -> Result<Vec<(String, u64)>, WarehouseError> {
        self.declared(table, column)?;
        if self.lacks(table, column).await? {
            return Ok(Vec::new());
        }
        let (table, column) = (S::SQL.quoted(table), S::SQL.quoted(column));
        let sql = format!(
            "SELECT CAST({column} AS {}) AS value, COUNT(*) AS number FROM {table} WHERE {column} IS NOT NULL GROUP BY {column}",
            S::TEXT
        );
        let result = self.shared.run(&sql, &OWN).await?;
        if result.truncated {
            tracing::warn!(
                table,
                column,
                limit = MOST_VALUES,
                "not all values are known"
            );
        }
        let mut values: Vec<(String, u64)> = cells::rows(&result)?
            .into_iter()
            .filter_map(|row| match row.as_slice() {
                [value, number] => Some((value.as_str()?.to_owned(), number.as_u64()?)),
                _ => None,
            })
            .collect();
        values.sort_unstable();
        Ok(values)
    }

    async fn range(
        &self,
        table: &str,
        column: &str,
    ) -> Result<Option<ColumnRange>, WarehouseError> {
        if !matches!(
            self.declared(table, column)?,
            ColumnType::Date | ColumnType::Timestamp
        ) || self.lacks(table, column).await?
        {
            return Ok(None);
        }
        let (table, column) = (S::SQL.quoted(table), S::SQL.quoted(column));
        let sql = format!("SELECT MIN({column}), MAX({column}) FROM {table}");
        let result = self.shared.run(&sql, &OWN).await?;
        let rows = cells::rows(&result)?;
        Ok(rows.first().and_then(|row| match row.as_slice() {
            [oldest, newest] => Some(ColumnRange {
                oldest: oldest.as_str()?.to_owned(),
                newest: newest.as_str()?.to_owned(),
            }),
            _ => None,
        }))
    }

    fn running(&self) -> usize {
        let busy = self.shared.pool.connections().busy;
        usize::try_from(busy).unwrap_or(usize::MAX)
    }

    async fn health(&self) -> Health {
        let began = Instant::now();
        let look = async {
            self.reached().await?;
            self.shared.ask(&[], |session, _, _| session.ping()).await
        };
        let fault = match tokio::time::timeout(LOOK, look).await {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error.to_string()),
            Err(_) => Some(format!(
                "{} did not answer within {} seconds.",
                self.place(),
                LOOK.as_secs()
            )),
        };
        let (version, warnings) = match self.reached.get() {
            Some(reached) => (reached.version.clone(), reached.warnings.clone()),
            None => Default::default(),
        };
        Health {
            version,
            fault,
            latency: began.elapsed(),
            connections: Some(self.shared.pool.connections()),
            warnings,
        }
    }

    async fn schema(&self) -> Result<Option<Vec<FoundTable>>, WarehouseError> {
        let held = self.held().await?;
        Ok(Some(held.into_iter().map(|held| held.table).collect()))
    }

    async fn explain(
        &self,
        statement: Admitted,
        limits: &Limits,
    ) -> Result<Option<String>, WarehouseError> {
        self.reached().await?;
        let sql = statement.sql();
        let plan = self
            .shared
            .ask_about(&[], sql, |session, _, sql| session.plan(sql));
        match tokio::time::timeout(limits.timeout, plan).await {
            Ok(plan) => plan.map(Some),
            Err(_) => Err(WarehouseError::TimedOut {
                limit: limits.timeout,
            }),
        }
    }
}
