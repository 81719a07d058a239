//! A *table schema* is what the product expects of a table: its columns with their types, and what identifies a row.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

/// Digits that a decimal holds in all, before and after the point.
pub(crate) const DECIMAL_PRECISION: u8 = 22;
/// Digits that a decimal holds after the point.
pub(crate) const DECIMAL_SCALE: i8 = 4;

/// Type of the values in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnType {
    /// UTF-8 text.
    Text,
    /// 64-bit signed integer.
    Integer,
    /// Exact decimal, 18 digits before and 4 after the point (`DECIMAL(22,4)`).
    Decimal,
    /// True or false.
    Boolean,
    /// Calendar day.
    Date,
    /// Instant without a zone, in microseconds.
    Timestamp,
}

impl ColumnType {
    /// The name that answers use: `text`, `integer`, `decimal`, `boolean`, `date` or `timestamp`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Timestamp => "timestamp",
        }
    }

    /// The type as which values of an Arrow type are shown. What has no type of its own (intervals, lists) is text.
    pub fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Int8
            | DataType::Int16
            | DataType::Int32
            | DataType::Int64
            | DataType::UInt8
            | DataType::UInt16
            | DataType::UInt32
            | DataType::UInt64 => Self::Integer,
            DataType::Float16
            | DataType::Float32
            | DataType::Float64
            | DataType::Decimal32(..)
            | DataType::Decimal64(..)
            | DataType::Decimal128(..)
            | DataType::Decimal256(..) => Self::Decimal,
            DataType::Boolean => Self::Boolean,
            DataType::Date32 | DataType::Date64 => Self::Date,
            DataType::Timestamp(..) => Self::Timestamp,
            DataType::Dictionary(_, values) => Self::of(values),
            _ => Self::Text,
        }
    }

    /// The Arrow type in which the embedded engine keeps values.
    pub fn arrow(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Integer => DataType::Int64,
            Self::Decimal => DataType::Decimal128(DECIMAL_PRECISION, DECIMAL_SCALE),
            Self::Boolean => DataType::Boolean,
            Self::Date => DataType::Date32,
            Self::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, None),
        }
    }
}

impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A declared column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSchema {
    /// Name, as in the header of a file.
    pub name: String,
    /// Type of the values.
    pub data_type: ColumnType,
    /// Whether a value may be absent. A column that a file lacks altogether is absent throughout even when this is
    /// false, and is reported as missing.
    pub nullable: bool,
}

/// A declared table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSchema {
    /// Name, as in SQL and as the file's name without its ending.
    pub name: String,
    /// Columns in order.
    pub columns: Vec<ColumnSchema>,
    /// Columns that together identify a row; empty when nothing does. They are never NULL.
    pub primary_key: Vec<String>,
}

/// A column as a database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundColumn {
    /// Name.
    pub name: String,
    /// Type as the product knows it; none for one that it cannot read.
    pub data_type: Option<ColumnType>,
    /// Type in the database's own words (`numeric(12,2)`).
    pub native_type: String,
}

/// A table as a database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundTable {
    /// Name.
    pub name: String,
    /// Columns in order.
    pub columns: Vec<FoundColumn>,
}

impl TableSchema {
    /// The schema of the table's record batches. Every field is nullable, because a file may lack a column.
    pub fn arrow(&self) -> SchemaRef {
        let fields: Vec<Field> = self
            .columns
            .iter()
            .map(|c| Field::new(&c.name, c.data_type.arrow(), true))
            .collect();
        Arc::new(Schema::new(fields))
    }

    /// Positions of the primary key's columns.
    pub(crate) fn key_positions(&self) -> Vec<usize> {
        self.primary_key
            .iter()
            .filter_map(|key| self.position(key))
            .collect()
    }

    /// Position of a column.
    pub(crate) fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == column)
    }

    /// Whether a value must be present: the column is declared so or identifies rows.
    pub(crate) fn is_required(&self, column: &ColumnSchema) -> bool {
        !column.nullable || self.primary_key.contains(&column.name)
    }

    /// A hash over everything that decides how a file is read into this table.
    pub(crate) fn fingerprint(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        let mut put = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        put(&self.name);
        for column in &self.columns {
            put(&column.name);
            put(column.data_type.name());
            put(if column.nullable {
                "nullable"
            } else {
                "required"
            });
        }
        put("key");
        for column in &self.primary_key {
            put(column);
        }
        hasher.finalize()
    }
}
