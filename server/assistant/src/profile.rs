//! A *data profile* is what the data lacks and how far it reaches: empty tables, columns without a value, newest dates.
//!
//! Zeros that come from missing data look like facts; the profile is what lets the assistant say otherwise.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use semantic::{DataType, Model};
use warehouse::{Limits, Warehouse, WarehouseError, cells};

/// What the data lacks and how far it reaches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DataProfile {
    /// Tables by name. A table that is not here is not known to lack anything.
    pub tables: BTreeMap<String, TableProfile>,
    /// The data has not answered yet: nothing is known of it.
    pub unread: bool,
}

/// What one table lacks and how far it reaches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableProfile {
    /// Number of rows; 0 also when the data does not have the table.
    pub rows: u64,
    /// The data does not have the table.
    pub missing: bool,
    /// Rows in which each column has a value.
    pub filled: BTreeMap<String, u64>,
    /// Columns that have no value in any row.
    pub empty_columns: BTreeSet<String>,
    /// Newest day of each date column that has one.
    pub newest: BTreeMap<String, Date>,
}

/// Why a profile could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The warehouse did not answer.
    #[error(transparent)]
    Warehouse(#[from] WarehouseError),
    /// The guard did not admit the counting query.
    #[error("the columns of {table} cannot be counted: {refusal}")]
    Refused {
        /// Table.
        table: String,
        /// Why.
        refusal: warehouse::guard::Refusal,
    },
}

impl DataProfile {
    /// Of data that has not answered yet.
    pub fn unread() -> Self {
        Self {
            unread: true,
            ..Self::default()
        }
    }

    /// Measures the profile: one counting query a table.
    pub async fn measure(warehouse: &dyn Warehouse, model: &Model) -> Result<Self, ProfileError> {
        let mut profile = Self::default();
        for status in warehouse.tables().await? {
            let Some(dataset) = model.dataset(&status.name) else {
                continue;
            };
            let mut table = TableProfile {
                rows: status.rows.unwrap_or(0),
                missing: status.rows.is_none(),
                ..TableProfile::default()
            };
            if table.rows > 0 {
                let dialect = warehouse.sql();
                // A column that the data lacks has no value in any row.
                let counts = dataset
                    .fields
                    .iter()
                    .map(|f| {
                        if status.missing_columns.contains(&f.name) {
                            "0".to_owned()
                        } else {
                            format!("COUNT({})", dialect.quoted(&f.name))
                        }
                    })
                    .collect::<Vec<_>>();
                let from = dialect.quoted(&dataset.name);
                let sql = format!("SELECT {} FROM {from}", numbered(&counts));
                let rights = warehouse::guard::Rights::new([dataset.name.clone()]);
                let admitted =
                    warehouse::guard::admit(&sql, &rights, dialect).map_err(|refusal| {
                        ProfileError::Refused {
                            table: dataset.name.clone(),
                            refusal,
                        }
                    })?;
                let result = warehouse.run(admitted, &Limits::default()).await?;
                let rows = cells::rows(&result)?;
                for (position, field) in dataset.fields.iter().enumerate() {
                    let count = rows
                        .first()
                        .and_then(|row| row.get(position))
                        .and_then(serde_json::Value::as_u64);
                    if let Some(count) = count {
                        table.filled.insert(field.name.clone(), count);
                    }
                    if count == Some(0) {
                        table.empty_columns.insert(field.name.clone());
                    }
                }
                for field in &dataset.fields {
                    if field.data_type == DataType::Date
                        && !status.missing_columns.contains(&field.name)
                        && let Some(range) = warehouse.range(&dataset.name, &field.name).await?
                        && let Ok(newest) = range.newest.parse::<Date>()
                    {
                        table.newest.insert(field.name.clone(), newest);
                    }
                }
            }
            profile.tables.insert(status.name, table);
        }
        Ok(profile)
    }

    /// The table is there and holds nothing.
    pub fn is_empty_table(&self, table: &str) -> bool {
        self.tables.get(table).is_some_and(|t| t.rows == 0)
    }

    /// The column has no value although the table has rows.
    pub fn is_empty_column(&self, table: &str, column: &str) -> bool {
        self.tables
            .get(table)
            .is_some_and(|t| t.rows > 0 && t.empty_columns.contains(column))
    }

    /// Newest day of a date column.
    pub fn newest(&self, table: &str, column: &str) -> Option<Date> {
        self.tables
            .get(table)
            .and_then(|t| t.newest.get(column))
            .copied()
    }

    /// Newest day on which something was ordered: the latest of the tables' default times.
    pub fn newest_order(&self, model: &Model) -> Option<Date> {
        model
            .datasets
            .iter()
            .filter_map(|dataset| {
                let (owner, field) =
                    model.resolve(&dataset.name, dataset.default_time.as_ref()?)?;
                self.newest(&owner.name, &field.name)
            })
            .max()
    }
}

/// `COUNT(a) AS n0, COUNT(b) AS n1`.
fn numbered(expressions: &[String]) -> String {
    expressions
        .iter()
        .enumerate()
        .map(|(n, e)| format!("{e} AS n{n}"))
        .collect::<Vec<_>>()
        .join(", ")
}
