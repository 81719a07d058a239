//! Tests of the embedded engine over small files that each test writes itself.

mod files;
mod functions;
mod imports;
mod public_data;
mod queries;
mod stale;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::*;
use crate::cells;
use crate::schema::{ColumnSchema, ColumnType};

/// A folder for data and one for the program.
struct Place {
    data: TempDir,
    program: TempDir,
}

impl Place {
    fn with(files: &[(&str, &str)]) -> Self {
        let place = Self {
            data: TempDir::new().unwrap(),
            program: TempDir::new().unwrap(),
        };
        for (name, text) in files {
            place.write(name, text);
        }
        place
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.data.path().join(name), text).unwrap();
    }

    fn settings(&self) -> Settings {
        Settings::new(self.program.path())
    }

    fn open(&self, schemas: &[TableSchema]) -> Result<EmbeddedWarehouse, OpenError> {
        EmbeddedWarehouse::open(self.data.path(), schemas.to_vec(), &self.settings())
    }

    fn faults(&self, schemas: &[TableSchema]) -> Vec<String> {
        match self.open(schemas) {
            Err(OpenError::Faulty(faults)) => {
                faults.listed.iter().map(ToString::to_string).collect()
            }
            other => panic!("expected faults, not {other:?}"),
        }
    }
}

fn table(name: &str, columns: &[(&str, ColumnType)], key: &[&str]) -> TableSchema {
    let columns = columns
        .iter()
        .map(|(name, data_type)| ColumnSchema {
            name: (*name).to_owned(),
            data_type: *data_type,
            nullable: true,
        })
        .collect();
    TableSchema {
        name: name.to_owned(),
        columns,
        primary_key: key.iter().map(|k| (*k).to_owned()).collect(),
    }
}

/// A table with a column of each type.
fn parts() -> TableSchema {
    table(
        "part",
        &[
            ("code", ColumnType::Text),
            ("stock", ColumnType::Integer),
            ("price", ColumnType::Decimal),
            ("active", ColumnType::Boolean),
            ("made", ColumnType::Date),
            ("seen", ColumnType::Timestamp),
        ],
        &["code"],
    )
}

/// A table of one column of whole numbers.
fn numbers() -> TableSchema {
    table("number", &[("n", ColumnType::Integer)], &[])
}

fn names(tables: &[&str]) -> BTreeSet<String> {
    tables.iter().map(|t| (*t).to_owned()).collect()
}

/// Rows of a query over all tables.
async fn rows(warehouse: &EmbeddedWarehouse, sql: &str) -> Vec<Vec<Value>> {
    let tables = warehouse.schemas.iter().map(|t| t.name.clone()).collect();
    cells::rows(
        &warehouse
            .query(sql, &tables, &Limits::default())
            .await
            .unwrap(),
    )
    .unwrap()
}

fn files_in(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.extension().is_some_and(|e| e == ending));
    found.sort();
    found
}

/// One line for each number from `first` to `last`.
fn lines(first: usize, last: usize, line: impl Fn(usize) -> String) -> String {
    (first..=last).map(line).collect::<Vec<_>>().join("\n") + "\n"
}
