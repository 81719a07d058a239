//! A *catalogue* is what an engine in AWS holds of the declared tables, asked for in SQL that
//! all of them understand. The program writes this SQL itself, from declared names alone.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Trouble, column_type};
use crate::engine::{ColumnRange, TableStatus, WarehouseError};
use crate::guard::Admitted;
use crate::schema::{ColumnType, FoundColumn, FoundTable, TableSchema};

/// A name in SQL.
pub(crate) fn name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text in SQL. Names are looked up by it; one with a backslash, which might escape, finds nothing.
pub(crate) fn text(text: &str) -> String {
    format!("'{}'", text.replace('\\', "").replace('\'', "''"))
}

/// Texts in SQL, separated by commas.
pub(crate) fn texts<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(text).collect::<Vec<_>>().join(", ")
}

/// The admitted text with a LIMIT of one row more than the cap where it has none, so that the engine need not put together
/// what nobody looks at, and the one row says that there are more.
pub(crate) fn limited(statement: &Admitted, cap: usize) -> String {
    if statement.is_limited() {
        statement.sql().to_owned()
    } else {
        format!("{} LIMIT {}", statement.sql(), cap.saturating_add(1))
    }
}

/// The tables that rows of table, column and type tell of.
pub(crate) fn tables(
    service: &'static str,
    rows: &[Vec<Value>],
) -> Result<Vec<FoundTable>, WarehouseError> {
    let mut found: BTreeMap<String, Vec<FoundColumn>> = BTreeMap::new();
    for row in rows {
        let [table, name, native_type] = row.as_slice() else {
            return Err(Trouble::malformed(service, "three columns were asked for").into());
        };
        let [table, name, native_type] =
            [table, name, native_type].map(|cell| cell.as_str().unwrap_or_default().to_owned());
        found.entry(table).or_default().push(FoundColumn {
            name,
            data_type: column_type(&native_type),
            native_type,
        });
    }
    let table = |(name, columns)| FoundTable { name, columns };
    Ok(found.into_iter().map(table).collect())
}

/// Counts the rows of the declared tables that were found; none when none was.
pub(crate) fn counting(schemas: &[TableSchema], found: &[FoundTable]) -> Option<String> {
    let there = schemas
        .iter()
        .filter(|schema| found.iter().any(|table| table.name == schema.name));
    let counts: Vec<String> = there
        .map(|schema| {
            format!(
                "SELECT {} AS table_name, COUNT(*) AS row_count FROM {}",
                text(&schema.name),
                name(&schema.name)
            )
        })
        .collect();
    (!counts.is_empty()).then(|| counts.join(" UNION ALL "))
}

/// What is there of each declared table, in the order of declaration.
pub(crate) fn statuses(
    schemas: &[TableSchema],
    found: &[FoundTable],
    counts: &[Vec<Value>],
    source: &str,
) -> Vec<TableStatus> {
    let status = |schema: &TableSchema| {
        let there = found.iter().find(|table| table.name == schema.name);
        let has = |name: &str| {
            there.is_some_and(|table| table.columns.iter().any(|column| column.name == name))
        };
        let count = counts
            .iter()
            .find(|row| row.first().and_then(Value::as_str) == Some(&schema.name));
        let missing = schema.columns.iter().filter(|column| !has(&column.name));
        let extra = there.iter().flat_map(|table| &table.columns);
        let extra = extra.filter(|column| schema.position(&column.name).is_none());
        TableStatus {
            name: schema.name.clone(),
            rows: count.and_then(|row| row.get(1)).and_then(Value::as_u64),
            missing_columns: if there.is_some() {
                missing.map(|column| column.name.clone()).collect()
            } else {
                Vec::new()
            },
            extra_columns: extra.map(|column| column.name.clone()).collect(),
            source: there.map(|table| format!("{source}.{}", table.name)),
            modified: None,
        }
    };
    schemas.iter().map(status).collect()
}

/// The declared type of a column.
pub(crate) fn known(
    schemas: &[TableSchema],
    table: &str,
    column: &str,
) -> Result<ColumnType, WarehouseError> {
    let schema = schemas.iter().find(|schema| schema.name == table);
    let declared = schema.and_then(|schema| schema.columns.iter().find(|c| c.name == column));
    let declared = declared.map(|column| column.data_type);
    declared.ok_or_else(|| WarehouseError::UnknownColumn {
        table: table.to_owned(),
        column: column.to_owned(),
    })
}

/// Distinct values of a column as text with the number of rows that hold each.
pub(crate) fn values(table: &str, column: &str, data_type: ColumnType) -> String {
    let (table, column) = (name(table), name(column));
    // Redshift casts no truth value to a text.
    let value = match data_type {
        ColumnType::Boolean => format!("CASE WHEN {column} THEN 'true' ELSE 'false' END"),
        _ => format!("CAST({column} AS VARCHAR)"),
    };
    format!(
        "SELECT {value} AS value, COUNT(*) AS row_count FROM {table} WHERE {column} IS NOT NULL GROUP BY 1"
    )
}

/// Rows of [`values`], sorted by value as Rust sorts texts: engines each have an order of their own.
pub(crate) fn counted(
    service: &'static str,
    rows: &[Vec<Value>],
) -> Result<Vec<(String, u64)>, WarehouseError> {
    let mut values = rows
        .iter()
        .map(|row| match row.as_slice() {
            [Value::String(value), count] => Ok((value.clone(), count.as_u64().unwrap_or(0))),
            _ => Err(Trouble::malformed(service, "a value and a count were asked for").into()),
        })
        .collect::<Result<Vec<_>, WarehouseError>>()?;
    values.sort();
    Ok(values)
}

/// Smallest and largest value of a column.
pub(crate) fn ends(table: &str, column: &str) -> String {
    let (table, column) = (name(table), name(column));
    format!("SELECT MIN({column}) AS oldest, MAX({column}) AS newest FROM {table}")
}

/// The row of [`ends`].
pub(crate) fn range(rows: &[Vec<Value>]) -> Option<ColumnRange> {
    match rows.first()?.as_slice() {
        [Value::String(oldest), Value::String(newest)] => Some(ColumnRange {
            oldest: oldest.clone(),
            newest: newest.clone(),
        }),
        _ => None,
    }
}

/// Rows of one text each, as lines.
pub(crate) fn lines(rows: &[Vec<Value>]) -> String {
    rows.iter()
        .filter_map(|row| row.first().and_then(Value::as_str))
        .collect::<Vec<_>>()
        .join("\n")
}
