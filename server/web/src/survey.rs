//! A *survey* reads out of a warehouse what a semantic model is derived from: profiles of tables, and evidence.
//!
//! It asks in SQL like everybody else, through the guard, so that it works on any engine.

use semantic::DataType;
use semantic::derive::{ColumnProfile, Evidence, Inclusion, TableProfile};
use serde_json::Value;
use tokio::runtime::Handle;
use warehouse::guard::{self, Dialect, Refusal, Rights};
use warehouse::{ColumnType, Limits, TableSchema, Warehouse, WarehouseError, cells};

/// Values of a column that are looked at.
const SAMPLES: usize = 40;

/// Why a survey cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum SurveyError {
    /// The guard refuses a query, which happens when a name cannot be written in SQL.
    #[error("a table cannot be read: {0}")]
    Refused(#[from] Refusal),
    /// The warehouse does not answer.
    #[error(transparent)]
    Warehouse(#[from] WarehouseError),
}

/// Reads tables of a warehouse. Its queries block, so it must not run where futures are polled.
pub struct Survey<'w> {
    warehouse: &'w dyn Warehouse,
    rights: Rights,
    limits: Limits,
    runtime: Handle,
}

impl<'w> Survey<'w> {
    /// A survey of these tables.
    pub fn new(
        warehouse: &'w dyn Warehouse,
        schemas: &[TableSchema],
        limits: Limits,
        runtime: Handle,
    ) -> Self {
        Self {
            warehouse,
            rights: Rights::new(schemas.iter().map(|s| s.name.clone())),
            limits,
            runtime,
        }
    }

    /// What stands in a table.
    pub fn profile(&self, schema: &TableSchema) -> Result<TableProfile, SurveyError> {
        let table = quoted(&schema.name);
        let counts: Vec<String> = schema
            .columns
            .iter()
            .enumerate()
            .map(|(position, column)| format!(", COUNT({}) AS c{position}", quoted(&column.name)))
            .collect();
        let counted = self.first(&format!(
            "SELECT COUNT(*) AS n{} FROM {table}",
            counts.concat()
        ))?;
        let rows = number(counted.first());
        let columns = schema.columns.iter().enumerate().map(|(position, column)| {
            let name = quoted(&column.name);
            let distinct = number(
                self.first(&format!(
                    "SELECT COUNT(*) AS n FROM (SELECT DISTINCT {name} FROM {table} WHERE {name} IS NOT NULL) AS v"
                ))?
                .first(),
            );
            let samples = self.rows(&format!(
                "SELECT {name} AS v, COUNT(*) AS n FROM {table} WHERE {name} IS NOT NULL GROUP BY {name} \
                 ORDER BY n DESC, v LIMIT {SAMPLES}"
            ))?;
            Ok(ColumnProfile {
                name: column.name.clone(),
                data_type: (distinct > 0).then(|| data_type(column.data_type)),
                distinct,
                nulls: rows - number(counted.get(position + 1)),
                samples: samples.iter().filter_map(|r| r.first()).map(text).collect(),
            })
        });
        Ok(TableProfile {
            name: schema.name.clone(),
            rows,
            columns: columns.collect::<Result<_, SurveyError>>()?,
        })
    }

    fn rows(&self, sql: &str) -> Result<Vec<Vec<Value>>, SurveyError> {
        let admitted = guard::admit(sql, &self.rights, Dialect::Embedded)?;
        let result = self
            .runtime
            .block_on(self.warehouse.run(admitted, &self.limits))?;
        Ok(cells::rows(&result)?)
    }

    fn first(&self, sql: &str) -> Result<Vec<Value>, SurveyError> {
        Ok(self.rows(sql)?.into_iter().next().unwrap_or_default())
    }
}

impl Evidence for Survey<'_> {
    type Error = SurveyError;

    fn distinct(&mut self, table: &str, columns: &[&str]) -> Result<u64, SurveyError> {
        let sql = format!(
            "SELECT COUNT(*) AS n FROM ({}) AS v",
            distinct(table, columns, "c")
        );
        Ok(number(self.first(&sql)?.first()))
    }

    fn inclusion(
        &mut self,
        table: &str,
        columns: &[&str],
        to: &str,
        to_columns: &[&str],
    ) -> Result<Inclusion, SurveyError> {
        let same: Vec<String> = (0..columns.len())
            .map(|position| format!("k.k{position} = v.c{position}"))
            .collect();
        let sql = format!(
            "SELECT COUNT(*) AS n, COUNT(k.k0) AS found FROM ({}) AS v LEFT JOIN ({}) AS k ON {}",
            distinct(table, columns, "c"),
            distinct(to, to_columns, "k"),
            same.join(" AND ")
        );
        let counted = self.first(&sql)?;
        Ok(Inclusion {
            values: number(counted.first()),
            found: number(counted.get(1)),
        })
    }
}

/// The distinct combinations without NULL, named by a letter and a number.
fn distinct(table: &str, columns: &[&str], letter: &str) -> String {
    let names: Vec<String> = columns.iter().map(|c| quoted(c)).collect();
    let shown: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(position, name)| format!("{name} AS {letter}{position}"))
        .collect();
    let present: Vec<String> = names.iter().map(|n| format!("{n} IS NOT NULL")).collect();
    format!(
        "SELECT DISTINCT {} FROM {} WHERE {}",
        shown.join(", "),
        quoted(table),
        present.join(" AND ")
    )
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn number(cell: Option<&Value>) -> u64 {
    cell.and_then(Value::as_u64).unwrap_or(0)
}

fn text(cell: &Value) -> String {
    cell.as_str()
        .map_or_else(|| cell.to_string(), str::to_owned)
}

fn data_type(column: ColumnType) -> DataType {
    match column {
        ColumnType::Text => DataType::Text,
        ColumnType::Integer => DataType::Integer,
        ColumnType::Decimal => DataType::Decimal,
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Date => DataType::Date,
        ColumnType::Timestamp => DataType::Timestamp,
    }
}
