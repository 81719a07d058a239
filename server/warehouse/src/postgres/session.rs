//! A *PostgreSQL session* and how it is set up, stopped and reset.

use std::str::FromStr;
use std::time::Duration;

use async_trait::async_trait;
use futures::TryStreamExt;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Column as _, ConnectOptions, Connection, Executor, Row, TypeInfo as _};

use super::{catalogue, decode, explain};
use crate::collection::{Collection, Kind};
use crate::database::{Fault, Held, Session, Settings, Target};
use crate::engine::WarehouseError;
use crate::guard::Dialect;
use crate::retry::Failed;
use crate::schema::TableSchema;

/// One connection to PostgreSQL.
#[derive(Debug)]
pub(crate) struct PostgresSession {
    connection: PgConnection,
    pid: i32,
    /// What the server was told that a statement may take, in milliseconds.
    timeout: u64,
    /// What it falls back to when the session is reset.
    usual_timeout: u64,
}

/// A PostgreSQL database.
pub(crate) struct PostgresTarget {
    options: PgConnectOptions,
    /// The schema that was configured.
    pub(super) schema: Option<String>,
    timeout: u64,
}

impl PostgresTarget {
    /// Name of the account.
    pub(super) fn role(&self) -> &str {
        self.options.get_username()
    }

    /// Name of the database.
    pub(super) fn database(&self) -> &str {
        self.options.get_database().unwrap_or(self.role())
    }
}

impl Target for PostgresTarget {
    fn new(settings: &Settings) -> Result<Self, String> {
        let wrong =
            "it must look like postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=verify-full";
        let options = PgConnectOptions::from_str(&settings.url)
            .map_err(|_| format!("the URL cannot be read; {wrong}"))?;
        let timeout = millis(settings.timeout);
        let mut set = vec![
            ("default_transaction_read_only", "on".to_owned()),
            ("standard_conforming_strings", "on".to_owned()),
            ("statement_timeout", timeout.to_string()),
            ("lock_timeout", "5000".to_owned()),
            ("idle_in_transaction_session_timeout", "60000".to_owned()),
        ];
        if let Some(schema) = &settings.schema {
            set.push((
                "search_path",
                format!("\"{}\"", schema.replace('"', "\"\"")),
            ));
        }
        let options = options
            .application_name("quartermaster")
            .statement_cache_capacity(0)
            .options(set)
            .disable_statement_logging();
        Ok(Self {
            options,
            schema: settings.schema.clone(),
            timeout,
        })
    }

    fn place(&self) -> String {
        let options = &self.options;
        let host = match options.get_socket() {
            Some(socket) => socket.display().to_string(),
            None => format!("{}:{}", options.get_host(), options.get_port()),
        };
        format!("postgres://{host}/{}", self.database())
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis())
        .unwrap_or(u64::MAX)
        .clamp(1, 2_147_483_647)
}

#[async_trait]
impl Session for PostgresSession {
    const SQL: Dialect = Dialect::Postgres;
    const TEXT: &'static str = "TEXT";
    type Target = PostgresTarget;

    async fn open(target: &PostgresTarget) -> Result<Self, sqlx::Error> {
        let mut connection = target.options.connect().await?;
        let pid = sqlx::query_scalar("SELECT pg_backend_pid()")
            .persistent(false)
            .fetch_one(&mut connection)
            .await?;
        Ok(Self {
            connection,
            pid,
            timeout: target.timeout,
            usual_timeout: target.timeout,
        })
    }

    async fn reset(&mut self) -> Result<(), sqlx::Error> {
        // What was set when connecting stays; whatever came later goes.
        sqlx::query("DISCARD ALL")
            .persistent(false)
            .execute(&mut self.connection)
            .await?;
        self.timeout = self.usual_timeout;
        Ok(())
    }

    async fn ping(&mut self) -> Result<(), sqlx::Error> {
        sqlx::query("SELECT 1")
            .persistent(false)
            .execute(&mut self.connection)
            .await
            .map(drop)
    }

    fn id(&self) -> u64 {
        u64::try_from(self.pid).unwrap_or(0)
    }

    async fn stop(target: &PostgresTarget, id: u64) -> Result<(), sqlx::Error> {
        let pid = i32::try_from(id).unwrap_or(0);
        let mut other = target.options.connect().await?;
        // A request to cancel that arrives before the statement does is forgotten; one to end is not, and the session is
        // not used again anyway.
        sqlx::query("SELECT pg_terminate_backend($1)")
            .persistent(false)
            .bind(pid)
            .execute(&mut other)
            .await?;
        other.close().await
    }

    async fn limit(&mut self, time: Duration, _rows: usize) -> Result<(), sqlx::Error> {
        let timeout = millis(time);
        if timeout != self.timeout {
            let set = format!("SET statement_timeout = {timeout}");
            sqlx::query(AssertSqlSafe(set))
                .persistent(false)
                .execute(&mut self.connection)
                .await?;
            self.timeout = timeout;
        }
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
                    decode::cell(&value, *kind, row.column(position).name())
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

    fn capped(sql: &str, limited: bool, rows: usize) -> String {
        if limited {
            sql.to_owned()
        } else {
            // One more tells that there are more.
            format!("({sql}) LIMIT {}", rows.saturating_add(1))
        }
    }

    fn explain(error: sqlx::Error, limit: Duration) -> Failed {
        explain::explain(error, limit)
    }

    async fn version(&mut self) -> Result<String, sqlx::Error> {
        let version: String = sqlx::query_scalar("SELECT current_setting('server_version')")
            .persistent(false)
            .fetch_one(&mut self.connection)
            .await?;
        Ok(format!("PostgreSQL {version}"))
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

    async fn excess(&mut self, schemas: &[TableSchema]) -> Result<Vec<String>, sqlx::Error> {
        catalogue::excess(&mut self.connection, schemas).await
    }

    fn grants(target: &PostgresTarget, schemas: &[TableSchema]) -> Vec<String> {
        catalogue::grants(target, schemas)
    }

    async fn plan(&mut self, sql: &str) -> Result<String, sqlx::Error> {
        let lines: Vec<String> = sqlx::query_scalar(AssertSqlSafe(format!("EXPLAIN {sql}")))
            .persistent(false)
            .fetch_all(&mut self.connection)
            .await?;
        Ok(lines.join("\n"))
    }

    async fn close(self) {
        // The server notices a connection that is gone as well as one that says goodbye.
        let _ = self.connection.close().await;
    }
}

/// An empty collection of these columns, and their kinds.
fn begun(
    columns: &[sqlx::postgres::PgColumn],
    cap: usize,
) -> Result<(Collection, Vec<Kind>), WarehouseError> {
    let kinds: Vec<Kind> = columns
        .iter()
        .map(|column| {
            let kind = decode::kind(column.type_info());
            kind.ok_or_else(|| {
                WarehouseError::Invalid(format!(
                    "the column {} has the type {}, which cannot be shown; cast it to text",
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
