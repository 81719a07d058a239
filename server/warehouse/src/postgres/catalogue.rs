//! The *catalogue* of PostgreSQL: which tables there are, when they change, and what the account may do.

use sqlx::postgres::PgConnection;

use super::session::PostgresTarget;
use crate::database::Held;
use crate::guard::Dialect;
use crate::schema::{ColumnType, FoundColumn, FoundTable, TableSchema};

fn names(schemas: &[TableSchema]) -> Vec<String> {
    schemas.iter().map(|schema| schema.name.clone()).collect()
}

/// Declared tables, views and the like in the session's schema, with the columns that the account may read.
pub(super) async fn held(
    connection: &mut PgConnection,
    schemas: &[TableSchema],
) -> Result<Vec<Held>, sqlx::Error> {
    let rows: Vec<(String, i64, String, String, String)> = sqlx::query_as(
        "SELECT c.relname::text, c.reltuples::bigint, a.attname::text, format_type(a.atttypid, a.atttypmod), \
                CASE WHEN t.typtype = 'e' THEN 'text' WHEN t.typtype = 'd' THEN b.typname::text ELSE t.typname::text END \
         FROM pg_class AS c \
         JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
         JOIN pg_type AS t ON t.oid = a.atttypid \
         LEFT JOIN pg_type AS b ON b.oid = t.typbasetype \
         WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) \
           AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname = ANY($1) \
           AND has_column_privilege(c.oid, a.attnum, 'SELECT') \
         ORDER BY c.relname, a.attnum",
    )
    .persistent(false)
    .bind(names(schemas))
    .fetch_all(connection)
    .await?;
    let mut held: Vec<Held> = Vec::new();
    for (table, guess, column, native_type, base) in rows {
        if held.last().is_none_or(|h| h.table.name != table) {
            held.push(Held {
                table: FoundTable {
                    name: table,
                    columns: Vec::new(),
                },
                guess: u64::try_from(guess).ok(),
            });
        }
        if let Some(last) = held.last_mut() {
            last.table.columns.push(FoundColumn {
                name: column,
                data_type: column_type(&base),
                native_type,
            });
        }
    }
    Ok(held)
}

fn column_type(name: &str) -> Option<ColumnType> {
    Some(match name {
        "int2" | "int4" | "int8" => ColumnType::Integer,
        "numeric" | "float4" | "float8" => ColumnType::Decimal,
        "bool" => ColumnType::Boolean,
        "date" => ColumnType::Date,
        "timestamp" | "timestamptz" => ColumnType::Timestamp,
        "text" | "varchar" | "bpchar" | "char" | "name" | "uuid" | "json" | "jsonb" | "time"
        | "interval" => ColumnType::Text,
        _ => return None,
    })
}

/// The counters of rows that were written, and the files that hold them, which TRUNCATE changes. A replica has no
/// counters of its own, but a place in the log. Views, partitioned and foreign tables are not told of.
pub(super) async fn state_of_data(
    connection: &mut PgConnection,
    schemas: &[TableSchema],
) -> Result<(String, bool), sqlx::Error> {
    sqlx::query_as(
        "SELECT CASE WHEN pg_is_in_recovery() THEN COALESCE(pg_last_wal_replay_lsn()::text, '') ELSE \
           COALESCE(string_agg(concat_ws(':', c.relname, c.oid, c.relfilenode, \
             s.n_tup_ins, s.n_tup_upd, s.n_tup_del), ',' ORDER BY c.relname), '') END, \
           pg_is_in_recovery() OR (COALESCE(bool_and(c.relkind = 'r'), true) \
             AND current_setting('track_counts')::boolean) \
         FROM pg_class AS c \
         LEFT JOIN pg_stat_all_tables AS s ON s.relid = c.oid \
         WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) \
           AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname = ANY($1)",
    )
    .persistent(false)
    .bind(names(schemas))
    .fetch_one(connection)
    .await
}

/// What the account may do besides reading.
pub(super) async fn excess(
    connection: &mut PgConnection,
    schemas: &[TableSchema],
) -> Result<Vec<String>, sqlx::Error> {
    let (superuser, create_role, create_db, bypass, powers, written): (
        bool,
        bool,
        bool,
        bool,
        bool,
        Vec<String>,
    ) = sqlx::query_as(
        "SELECT r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolbypassrls, \
           EXISTS (SELECT 1 FROM pg_roles AS p WHERE p.rolname IN ('pg_write_all_data', 'pg_read_server_files', \
             'pg_write_server_files', 'pg_execute_server_program', 'pg_signal_backend') \
             AND pg_has_role(current_user, p.oid, 'USAGE')), \
           ARRAY(SELECT c.relname::text FROM pg_class AS c \
             WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) \
               AND c.relname = ANY($1) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') \
               AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') ORDER BY 1) \
         FROM pg_roles AS r WHERE r.rolname = current_user",
    )
    .persistent(false)
    .bind(names(schemas))
    .fetch_one(connection)
    .await?;
    if superuser {
        return Ok(vec!["do everything, being a superuser".to_owned()]);
    }
    let mut excess: Vec<String> = [
        (create_role, "make roles"),
        (create_db, "make databases"),
        (bypass, "pass by row security"),
        (
            powers,
            "read or write beyond its tables by a role that it is a member of",
        ),
    ]
    .into_iter()
    .filter(|(has, _)| *has)
    .map(|(_, what)| what.to_owned())
    .collect();
    if !written.is_empty() {
        excess.push(format!("write to {}", written.join(", ")));
    }
    Ok(excess)
}

/// Statements that make an account that may read these tables and nothing else.
pub(super) fn grants(target: &PostgresTarget, schemas: &[TableSchema]) -> Vec<String> {
    let quoted = |name: &str| Dialect::Postgres.quoted(name);
    let schema = quoted(target.schema.as_deref().unwrap_or("public"));
    let role = "quartermaster_reader";
    let tables: Vec<String> = schemas
        .iter()
        .map(|s| format!("{schema}.{}", quoted(&s.name)))
        .collect();
    let mut grants = vec![
        format!("CREATE ROLE {role} LOGIN PASSWORD '…' NOSUPERUSER NOCREATEDB NOCREATEROLE;"),
        format!(
            "GRANT CONNECT ON DATABASE {} TO {role};",
            quoted(target.database())
        ),
        format!("GRANT USAGE ON SCHEMA {schema} TO {role};"),
        format!("GRANT SELECT ON {} TO {role};", tables.join(", ")),
        format!("ALTER ROLE {role} SET default_transaction_read_only = on;"),
    ];
    if tables.is_empty() {
        grants.remove(3);
    }
    grants
}
