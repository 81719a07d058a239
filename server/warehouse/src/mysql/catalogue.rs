//! The *catalogue* of MySQL and MariaDB: which tables there are, when they change, and what the account may do.

use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, MySql};

use super::decode;
use super::session::MysqlTarget;
use crate::database::Held;
use crate::guard::Dialect;
use crate::schema::{ColumnType, FoundColumn, FoundTable, TableSchema};

/// Rights of an account that only reads.
const READING: [&str; 4] = ["USAGE", "SELECT", "SHOW VIEW", "SHOW DATABASES"];

/// A statement about the declared tables, with `{}` where their names belong.
fn about(sql: &str, schemas: &[TableSchema]) -> String {
    let marks = vec!["?"; schemas.len().max(1)].join(", ");
    sql.replace("{}", &marks)
}

fn bound<'q, O>(
    mut query: sqlx::query::QueryAs<'q, MySql, O, sqlx::mysql::MySqlArguments>,
    schemas: &[TableSchema],
) -> sqlx::query::QueryAs<'q, MySql, O, sqlx::mysql::MySqlArguments> {
    if schemas.is_empty() {
        query = query.bind(String::new());
    }
    for schema in schemas {
        query = query.bind(schema.name.clone());
    }
    query
}

/// Declared tables and views of the database with the columns that the account may read: others are not shown to it.
pub(super) async fn held(
    connection: &mut MySqlConnection,
    schemas: &[TableSchema],
) -> Result<Vec<Held>, sqlx::Error> {
    let sql = about(
        "SELECT CAST(c.TABLE_NAME AS CHAR), CAST(COALESCE(t.TABLE_ROWS, 0) AS SIGNED), CAST(c.COLUMN_NAME AS CHAR), \
                CAST(c.COLUMN_TYPE AS CHAR), CAST(c.DATA_TYPE AS CHAR) \
         FROM information_schema.COLUMNS AS c \
         JOIN information_schema.TABLES AS t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME \
         WHERE c.TABLE_SCHEMA = DATABASE() AND c.TABLE_NAME IN ({}) \
         ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION",
        schemas,
    );
    let query = sqlx::query_as(AssertSqlSafe(sql)).persistent(false);
    let rows: Vec<(String, i64, String, String, String)> =
        bound(query, schemas).fetch_all(connection).await?;
    let mut held: Vec<Held> = Vec::new();
    for (table, guess, column, native_type, data_type) in rows {
        // Names that differ by case may be found all the same.
        if schemas.iter().all(|schema| schema.name != table) {
            continue;
        }
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
                data_type: column_type(&data_type, &native_type),
                native_type,
            });
        }
    }
    Ok(held)
}

fn column_type(data_type: &str, native: &str) -> Option<ColumnType> {
    Some(match data_type {
        "tinyint" if native.starts_with("tinyint(1)") => ColumnType::Boolean,
        "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "year" | "bit" => {
            ColumnType::Integer
        }
        "decimal" | "float" | "double" => ColumnType::Decimal,
        "date" => ColumnType::Date,
        "datetime" | "timestamp" => ColumnType::Timestamp,
        "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" | "enum" | "set"
        | "json" | "time" | "uuid" => ColumnType::Text,
        _ => return None,
    })
}

/// When each table was made and last written, and about how many rows it has. Views and partitioned tables are not told
/// of.
pub(super) async fn state_of_data(
    connection: &mut MySqlConnection,
    schemas: &[TableSchema],
) -> Result<(String, bool), sqlx::Error> {
    let sql = about(
        "SELECT CAST(CONCAT_WS(':', TABLE_NAME, CREATE_TIME, COALESCE(UPDATE_TIME, ''), TABLE_ROWS, \
                  COALESCE(AUTO_INCREMENT, '')) AS CHAR), \
                CAST(TABLE_TYPE = 'BASE TABLE' AND ENGINE IN ('InnoDB', 'MyISAM', 'Aria') \
                  AND COALESCE(CREATE_OPTIONS, '') NOT LIKE '%partitioned%' AS SIGNED) \
         FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ({}) ORDER BY TABLE_NAME",
        schemas,
    );
    let query = sqlx::query_as(AssertSqlSafe(sql)).persistent(false);
    let rows: Vec<(Option<String>, Option<i64>)> =
        bound(query, schemas).fetch_all(connection).await?;
    let complete = rows.iter().all(|(_, told)| *told == Some(1));
    let states: Vec<String> = rows.into_iter().filter_map(|(state, _)| state).collect();
    Ok((states.join(","), complete))
}

/// What the account may do besides reading.
pub(super) async fn excess(connection: &mut MySqlConnection) -> Result<Vec<String>, sqlx::Error> {
    let rows = sqlx::query("SHOW GRANTS")
        .persistent(false)
        .fetch_all(connection)
        .await?;
    let mut excess = Vec::new();
    for row in rows {
        for right in beyond_reading(&decode::text(&row, 0)?) {
            if !excess.contains(&right) {
                excess.push(right);
            }
        }
    }
    Ok(excess)
}

/// Rights of one line of SHOW GRANTS that an account which only reads does not have.
fn beyond_reading(line: &str) -> Vec<String> {
    let Some((rights, rest)) = line
        .strip_prefix("GRANT ")
        .and_then(|rest| rest.split_once(" ON "))
    else {
        return Vec::new();
    };
    let place = rest.split(" TO ").next().unwrap_or_default();
    // Lists of columns stand in parentheses behind a right.
    let mut depth = 0_u32;
    let plain: String = rights
        .chars()
        .filter(|letter| {
            match letter {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => return depth == 0,
            }
            false
        })
        .collect();
    let mut found: Vec<String> = plain
        .split(',')
        .map(str::trim)
        .filter(|right| !READING.contains(right))
        .map(|right| format!("{right} on {place}"))
        .collect();
    if rest.contains("WITH GRANT OPTION") {
        found.push(format!("GRANT OPTION on {place}"));
    }
    found
}

/// Statements that make an account that may read these tables and nothing else.
pub(super) fn grants(target: &MysqlTarget, schemas: &[TableSchema]) -> Vec<String> {
    let quoted = |name: &str| Dialect::Mysql.quoted(name);
    let account = "'quartermaster_reader'@'%'";
    let database = quoted(target.database());
    let mut grants = vec![format!("CREATE USER {account} IDENTIFIED BY '…';")];
    grants.extend(schemas.iter().map(|s| {
        format!(
            "GRANT SELECT ON {database}.{} TO {account};",
            quoted(&s.name)
        )
    }));
    grants
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_beyond_reading_are_found() {
        let reading = [
            "GRANT USAGE ON *.* TO `r`@`%` IDENTIFIED BY PASSWORD '*A'",
            "GRANT SELECT, SHOW VIEW ON `company`.* TO `r`@`%`",
            "GRANT SELECT (`a`, `b`) ON `company`.`product` TO `r`@`%`",
            "GRANT `reader` TO `r`@`%`",
        ];
        for line in reading {
            assert!(beyond_reading(line).is_empty(), "{line}");
        }
        assert_eq!(
            beyond_reading("GRANT SELECT, INSERT (`a`), FILE ON *.* TO `r`@`%` WITH GRANT OPTION"),
            ["INSERT on *.*", "FILE on *.*", "GRANT OPTION on *.*"]
        );
        assert_eq!(
            beyond_reading("GRANT ALL PRIVILEGES ON `company`.* TO `r`@`%`"),
            ["ALL PRIVILEGES on `company`.*"]
        );
    }
}
