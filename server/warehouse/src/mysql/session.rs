//! A *MySQL session* and how it is set up, stopped and reset.

use std::str::FromStr;
use std::time::Duration;

use async_trait::async_trait;
use futures::TryStreamExt;
use sqlx::mysql::{MySqlColumn, MySqlConnectOptions, MySqlConnection};
use sqlx::{AssertSqlSafe, Column as _, ConnectOptions, Connection, Executor, Row, TypeInfo as _};

use super::{catalogue, decode, explain};
use crate::collection::{Collection, Kind};
use crate::database::{Fault, Held, Session, Settings, Target};
use crate::engine::WarehouseError;
use crate::guard::Dialect;
use crate::retry::Failed;
use crate::schema::TableSchema;

/// What a session is set to, whatever the server is set to. With this mode a backslash is a letter, and a value out of
/// range is an error instead of a guess. Means of integers keep more than four digits after the point.
const MODE: &str = "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES,NO_ENGINE_SUBSTITUTION,\
                    NO_ZERO_DATE,NO_ZERO_IN_DATE', time_zone = '+00:00', lock_wait_timeout = 5, \
                    div_precision_increment = 12";

/// One connection to MySQL or MariaDB.
#[derive(Debug)]
pub(crate) struct MysqlSession {
    connection: MySqlConnection,
    id: u64,
    maria: bool,
    /// What the server was told about a statement's time and rows.
    limits: Option<(Duration, usize)>,
}

/// A database of MySQL or MariaDB.
pub(crate) struct MysqlTarget {
    options: MySqlConnectOptions,
}

impl MysqlTarget {
    /// Name of the database.
    pub(super) fn database(&self) -> &str {
        self.options.get_database().unwrap_or_default()
    }
}

impl Target for MysqlTarget {
    fn new(settings: &Settings) -> Result<Self, String> {
        let wrong =
            "it must look like mysql://USER:PASSWORD@HOST:PORT/DATABASE?ssl-mode=VERIFY_IDENTITY";
        let url = match settings.url.strip_prefix("mariadb://") {
            Some(rest) => format!("mysql://{rest}"),
            None => settings.url.clone(),
        };
        let options = MySqlConnectOptions::from_str(&url)
            .map_err(|_| format!("the URL cannot be read; {wrong}"))?;
        if options.get_database().is_none_or(str::is_empty) {
            return Err(format!("the URL names no database; {wrong}"));
        }
        let options = options
            .statement_cache_capacity(0)
            .disable_statement_logging();
        Ok(Self { options })
    }

    fn place(&self) -> String {
        let options = &self.options;
        let host = match options.get_socket() {
            Some(socket) => socket.display().to_string(),
            None => format!("{}:{}", options.get_host(), options.get_port()),
        };
        format!("mysql://{host}/{}", self.database())
    }
}

impl MysqlSession {
    async fn set_up(&mut self) -> Result<(), sqlx::Error> {
        self.limits = None;
        sqlx::raw_sql(MODE).execute(&mut self.connection).await?;
        let unlimited = if self.maria {
            "SET SESSION sql_select_limit = DEFAULT, max_statement_time = 0"
        } else {
            "SET SESSION sql_select_limit = DEFAULT, max_execution_time = 0"
        };
        sqlx::raw_sql(unlimited)
            .execute(&mut self.connection)
            .await?;
        sqlx::raw_sql("SET SESSION TRANSACTION READ ONLY")
            .execute(&mut self.connection)
            .await?;
        if !self.maria {
            // The dictionary is to tell what is, not what was a day ago.
            sqlx::raw_sql("SET SESSION information_schema_stats_expiry = 0")
                .execute(&mut self.connection)
                .await?;
        }
        Ok(())
    }
}

#[async_trait]
impl Session for MysqlSession {
    const SQL: Dialect = Dialect::Mysql;
    const TEXT: &'static str = "CHAR";
    type Target = MysqlTarget;

    async fn open(target: &MysqlTarget) -> Result<Self, sqlx::Error> {
        let mut connection = target.options.connect().await?;
        let (id, version): (u64, String) =
            sqlx::query_as("SELECT CAST(CONNECTION_ID() AS UNSIGNED), CAST(VERSION() AS CHAR)")
                .persistent(false)
                .fetch_one(&mut connection)
                .await?;
        let mut session = Self {
            connection,
            id,
            maria: version.contains("MariaDB"),
            limits: None,
        };
        session.set_up().await?;
        Ok(session)
    }

    // What the guard admits leaves nothing behind: no variable, no lock, no table. The settings are set anew all the same.
    async fn reset(&mut self) -> Result<(), sqlx::Error> {
        self.set_up().await
    }

    async fn ping(&mut self) -> Result<(), sqlx::Error> {
        self.connection.ping().await
    }

    fn id(&self) -> u64 {
        self.id
    }

    async fn stop(target: &MysqlTarget, id: u64) -> Result<(), sqlx::Error> {
        let mut other = target.options.connect().await?;
        // KILL QUERY is forgotten when it arrives before the statement does.
        sqlx::raw_sql(AssertSqlSafe(format!("KILL CONNECTION {id}")))
            .execute(&mut other)
            .await?;
        other.close().await
    }

    async fn limit(&mut self, time: Duration, rows: usize) -> Result<(), sqlx::Error> {
        if self.limits == Some((time, rows)) {
            return Ok(());
        }
        let time_limit = if self.maria {
            format!("max_statement_time = {:.3}", time.as_secs_f64().max(0.001))
        } else {
            format!("max_execution_time = {}", time.as_millis().max(1))
        };
        // One row more tells that there are more. A statement with a LIMIT of its own is not concerned.
        let rows_limit = u64::try_from(rows).unwrap_or(u64::MAX).saturating_add(1);
        let set = format!("SET SESSION {time_limit}, sql_select_limit = {rows_limit}");
        sqlx::raw_sql(AssertSqlSafe(set))
            .execute(&mut self.connection)
            .await?;
        self.limits = Some((time, rows));
        Ok(())
    }

    async fn query(&mut self, sql: &str, cap: usize) -> Result<Collection, Fault> {
        let mut gathered: Option<(Collection, Vec<Kind>)> = None;
        {
            let query = sqlx::query(AssertSqlSafe(sql.to_owned())).persistent(false);
            let mut rows = query.fetch(&mut self.connection);
            while let Some(row) = rows.try_next().await? {
                if gathered.is_none() {
                    gathered = Some(begun(row.columns(), cap)?);
                }
                let Some((collection, kinds)) = &mut gathered else {
                    break;
                };
                let cells = kinds.iter().enumerate().map(|(position, kind)| {
                    let value = row
                        .try_get_raw(position)
                        .map_err(|error| WarehouseError::Engine(error.to_string()))?;
                    decode::cell(value, *kind, row.column(position).name())
                });
                if !collection.push(cells)? {
                    break;
                }
            }
        }
        if let Some((collection, _)) = gathered {
            return Ok(collection);
        }
        // Without rows the columns have not been told.
        let sql = sqlx::SqlSafeStr::into_sql_str(AssertSqlSafe(sql.to_owned()));
        let statement = self.connection.prepare(sql).await?;
        Ok(begun(sqlx::Statement::columns(&statement), cap)?.0)
    }

    fn explain(error: sqlx::Error, limit: Duration) -> Failed {
        explain::explain(error, limit)
    }

    async fn version(&mut self) -> Result<String, sqlx::Error> {
        let version: String = sqlx::query_scalar("SELECT CAST(VERSION() AS CHAR)")
            .persistent(false)
            .fetch_one(&mut self.connection)
            .await?;
        let product = if self.maria { "MariaDB" } else { "MySQL" };
        Ok(format!(
            "{product} {}",
            version.split('-').next().unwrap_or_default()
        ))
    }

    async fn held(&mut self, schemas: &[TableSchema]) -> Result<Vec<Held>, sqlx::Error> {
        catalogue::held(&mut self.connection, schemas).await
    }

    async fn state_of_data(
        &mut self,
        schemas: &[TableSchema],
    ) -> Result<(String, bool), sqlx::Error> {
        catalogue::state_of_data(&mut self.connection, schemas).await
    }

    async fn excess(&mut self, _schemas: &[TableSchema]) -> Result<Vec<String>, sqlx::Error> {
        catalogue::excess(&mut self.connection).await
    }

    fn grants(target: &MysqlTarget, schemas: &[TableSchema]) -> Vec<String> {
        catalogue::grants(target, schemas)
    }

    async fn plan(&mut self, sql: &str) -> Result<String, sqlx::Error> {
        let explain = format!("EXPLAIN FORMAT=JSON {sql}");
        let row = sqlx::query(AssertSqlSafe(explain))
            .persistent(false)
            .fetch_one(&mut self.connection)
            .await?;
        decode::text(&row, 0)
    }

    async fn close(self) {
        // The server notices a connection that is gone as well as one that says goodbye.
        let _ = self.connection.close().await;
    }
}

/// An empty collection of these columns, and their kinds.
fn begun(columns: &[MySqlColumn], cap: usize) -> Result<(Collection, Vec<Kind>), WarehouseError> {
    let kinds: Vec<Kind> = columns
        .iter()
        .map(|column| {
            decode::kind(column.type_info()).ok_or_else(|| {
                WarehouseError::Invalid(format!(
                    "the column {} has the type {}, which cannot be shown; cast it to CHAR",
                    column.name(),
                    column.type_info().name()
                ))
            })
        })
        .collect::<Result<_, _>>()?;
    let named = columns.iter().map(|c| c.name().to_owned());
    let collection = Collection::new(named.zip(kinds.iter().copied()), cap);
    Ok((collection, kinds))
}
