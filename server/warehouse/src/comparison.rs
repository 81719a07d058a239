//! A *comparison* sets what a database has against what is declared: missing tables, changed types, new columns.

use std::fmt;

use crate::schema::{ColumnType, FoundTable, TableSchema};

/// Something in which a database differs from what is declared. Printed it is a sentence with the mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// A declared table is not there, or the program's account does not see it.
    MissingTable {
        /// Its name.
        table: String,
    },
    /// A declared column is not there.
    MissingColumn {
        /// Table.
        table: String,
        /// Column.
        column: String,
    },
    /// A column has another type than the declared one.
    ChangedType {
        /// Table.
        table: String,
        /// Column.
        column: String,
        /// What is declared.
        declared: ColumnType,
        /// What the database has, in its own words.
        found: String,
    },
    /// A column that nobody declared.
    NewColumn {
        /// Table.
        table: String,
        /// Column.
        column: String,
        /// Its type, in the database's own words.
        found: String,
    },
}

impl Difference {
    /// Questions about what is declared fail because of it. A new column only waits to be declared.
    pub fn is_fault(&self) -> bool {
        !matches!(self, Self::NewColumn { .. })
    }

    /// The table that it is about.
    pub fn table(&self) -> &str {
        match self {
            Self::MissingTable { table }
            | Self::MissingColumn { table, .. }
            | Self::ChangedType { table, .. }
            | Self::NewColumn { table, .. } => table,
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingTable { table } => write!(
                f,
                "the database has no table {table} that the program's account may read; create it, grant SELECT on it, \
                 or take the dataset out of the semantic model"
            ),
            Self::MissingColumn { table, column } => write!(
                f,
                "the database has no column {table}.{column}; add it, or take the field out of the semantic model"
            ),
            Self::ChangedType {
                table,
                column,
                declared,
                found,
            } => write!(
                f,
                "{table}.{column} is {found} in the database and {declared} in the semantic model; change one of them"
            ),
            Self::NewColumn {
                table,
                column,
                found,
            } => write!(
                f,
                "{table}.{column} ({found}) is not in the semantic model; add a field for it if people are to ask about it"
            ),
        }
    }
}

/// What differs, table by table in the order of declaration.
pub fn differences(declared: &[TableSchema], found: &[FoundTable]) -> Vec<Difference> {
    let mut differences = Vec::new();
    for table in declared {
        let Some(there) = found.iter().find(|t| t.name == table.name) else {
            differences.push(Difference::MissingTable {
                table: table.name.clone(),
            });
            continue;
        };
        for column in &table.columns {
            match there.columns.iter().find(|c| c.name == column.name) {
                None => differences.push(Difference::MissingColumn {
                    table: table.name.clone(),
                    column: column.name.clone(),
                }),
                Some(found) if !fits(column.data_type, found.data_type) => {
                    differences.push(Difference::ChangedType {
                        table: table.name.clone(),
                        column: column.name.clone(),
                        declared: column.data_type,
                        found: found.native_type.clone(),
                    });
                }
                Some(_) => {}
            }
        }
        let new = there
            .columns
            .iter()
            .filter(|c| table.columns.iter().all(|d| d.name != c.name));
        differences.extend(new.map(|column| Difference::NewColumn {
            table: table.name.clone(),
            column: column.name.clone(),
            found: column.native_type.clone(),
        }));
    }
    differences
}

/// Whether values of a type can be taken for those of the declared one. Numbers can stand for each other, and so can
/// days and instants.
fn fits(declared: ColumnType, found: Option<ColumnType>) -> bool {
    use ColumnType::{Date, Decimal, Integer, Timestamp};
    let Some(found) = found else { return false };
    declared == found
        || matches!(
            (declared, found),
            (Decimal, Integer) | (Integer, Decimal) | (Date, Timestamp) | (Timestamp, Date)
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{ColumnSchema, FoundColumn};

    fn declared(name: &str, columns: &[(&str, ColumnType)]) -> TableSchema {
        TableSchema {
            name: name.into(),
            columns: columns
                .iter()
                .map(|(name, data_type)| ColumnSchema {
                    name: (*name).into(),
                    data_type: *data_type,
                    nullable: true,
                })
                .collect(),
            primary_key: Vec::new(),
        }
    }

    fn found(name: &str, columns: &[(&str, Option<ColumnType>, &str)]) -> FoundTable {
        FoundTable {
            name: name.into(),
            columns: columns
                .iter()
                .map(|(name, data_type, native)| FoundColumn {
                    name: (*name).into(),
                    data_type: *data_type,
                    native_type: (*native).into(),
                })
                .collect(),
        }
    }

    #[test]
    fn missing_tables_changed_types_and_new_columns_are_told() {
        use ColumnType::{Date, Decimal, Integer, Text};
        let declared = [
            declared(
                "stock",
                &[("code", Text), ("units", Integer), ("cost", Decimal)],
            ),
            declared("orders", &[("code", Text), ("on_day", Date)]),
            declared("gone", &[("code", Text)]),
        ];
        let found = [
            found(
                "stock",
                &[
                    ("code", Some(Text), "text"),
                    ("units", Some(Text), "character varying(10)"),
                    ("cost", Some(Integer), "bigint"),
                    ("bin", Some(Text), "text"),
                ],
            ),
            found("orders", &[("code", None, "bytea")]),
            found("other", &[]),
        ];
        let differences = differences(&declared, &found);
        let told: Vec<String> = differences.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "stock.units is character varying(10) in the database and integer in the semantic model; change one of them",
                "stock.bin (text) is not in the semantic model; add a field for it if people are to ask about it",
                "orders.code is bytea in the database and text in the semantic model; change one of them",
                "the database has no column orders.on_day; add it, or take the field out of the semantic model",
                "the database has no table gone that the program's account may read; create it, grant SELECT on it, or \
                 take the dataset out of the semantic model",
            ]
        );
        let faults: Vec<bool> = differences.iter().map(Difference::is_fault).collect();
        assert_eq!(faults, [true, false, true, true, true]);
    }
}
