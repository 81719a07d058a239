//! An *intake* takes in the rows of one file: it judges each, keeps the good ones as record batches, and lists what is
//! wrong with the others.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Int64Builder, RecordBatch,
    StringBuilder, TimestampMicrosecondBuilder,
};
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;

use super::cell::Cell;
use super::fault::{Fault, Faults, quoted};
use crate::schema::{ColumnType, TableSchema};

/// Rows in a record batch.
pub(super) const BATCH_ROWS: usize = 8192;

/// Takes in the rows of one file.
pub(super) struct Intake<'a> {
    table: &'a TableSchema,
    file: &'a str,
    schema: SchemaRef,
    builders: Vec<ColumnBuilder>,
    key_positions: Vec<usize>,
    /// Whether the file lacks a declared column.
    lacks: Vec<bool>,
    /// Line of each key, by a 128-bit hash: keys that differ never share one in practice, and 24 bytes a row are less
    /// than the keys themselves.
    keys: HashMap<[u8; 16], u64>,
    key: Vec<u8>,
    rows_in_batch: usize,
    /// Rows kept so far.
    pub(super) rows: u64,
    /// Rows left out so far.
    pub(super) rejected: u64,
    /// What is wrong.
    pub(super) faults: Faults,
    /// The file as a whole cannot be read, so that leaving rows out does not help.
    pub(super) unreadable: bool,
}

impl<'a> Intake<'a> {
    pub(super) fn new(table: &'a TableSchema, file: &'a str) -> Self {
        Self {
            table,
            file,
            schema: table.arrow(),
            builders: table
                .columns
                .iter()
                .map(|c| ColumnBuilder::new(c.data_type))
                .collect(),
            key_positions: table.key_positions(),
            lacks: vec![false; table.columns.len()],
            keys: HashMap::new(),
            key: Vec::new(),
            rows_in_batch: 0,
            rows: 0,
            rejected: 0,
            faults: Faults::default(),
            unreadable: false,
        }
    }

    /// Takes note of where the file has each declared column. A file that lacks a part of the key is unreadable.
    pub(super) fn columns_at(&mut self, places: &[Option<usize>]) {
        self.lacks = places.iter().map(Option::is_none).collect();
        for position in self.key_positions.clone() {
            if self.lacks[position] {
                let column = self.table.columns[position].name.clone();
                let reason =
                    "the file lacks this column, which is part of the key that identifies the row";
                self.refuse(Some(column), reason.to_owned());
            }
        }
    }

    /// Names of the declared columns that the file lacks.
    pub(super) fn missing_columns(&self) -> Vec<String> {
        let columns = self.table.columns.iter().zip(&self.lacks);
        columns
            .filter(|(_, lacks)| **lacks)
            .map(|(column, _)| column.name.clone())
            .collect()
    }

    /// Says why the file as a whole cannot be read.
    pub(super) fn refuse(&mut self, column: Option<String>, reason: String) {
        self.unreadable = true;
        self.add_fault(None, column, None, reason);
    }

    /// Says what is wrong with a cell; the row must then be given to `reject`, not to `keep`.
    pub(super) fn fault(&mut self, line: u64, position: usize, value: Option<&str>, reason: &str) {
        let column = self.table.columns.get(position).map(|c| c.name.clone());
        self.add_fault(Some(line), column, value, reason.to_owned());
    }

    /// Says what is wrong with a row.
    pub(super) fn row_fault(&mut self, line: u64, value: Option<&str>, reason: String) {
        self.add_fault(Some(line), None, value, reason);
    }

    fn add_fault(
        &mut self,
        line: Option<u64>,
        column: Option<String>,
        value: Option<&str>,
        reason: String,
    ) {
        let file = self.file.to_owned();
        self.faults.push(Fault {
            file,
            line,
            column,
            value: value.map(quoted),
            reason,
        });
    }

    /// Leaves a row out.
    pub(super) fn reject(&mut self) {
        self.rejected += 1;
    }

    /// Takes a row in if required values are present and its key is new. Returns a batch when one is full.
    pub(super) fn keep(
        &mut self,
        line: u64,
        cells: &[Cell<'_>],
    ) -> Result<Option<RecordBatch>, ArrowError> {
        if !self.is_complete(line, cells) || !self.is_new(line, cells) {
            self.reject();
            return Ok(None);
        }
        for (builder, cell) in self.builders.iter_mut().zip(cells) {
            builder.append(*cell);
        }
        self.rows += 1;
        self.rows_in_batch += 1;
        if self.rows_in_batch == BATCH_ROWS {
            self.finish()
        } else {
            Ok(None)
        }
    }

    /// The rows that wait for a batch to be full, if there are any.
    pub(super) fn finish(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        if self.rows_in_batch == 0 {
            return Ok(None);
        }
        self.rows_in_batch = 0;
        let arrays = self
            .builders
            .iter_mut()
            .map(ColumnBuilder::finish)
            .collect();
        RecordBatch::try_new(self.schema.clone(), arrays).map(Some)
    }

    fn is_complete(&mut self, line: u64, cells: &[Cell<'_>]) -> bool {
        let table = self.table;
        let mut complete = true;
        for (position, (column, cell)) in table.columns.iter().zip(cells).enumerate() {
            // A column that the whole file lacks is reported once, not for each row.
            if *cell == Cell::Null && table.is_required(column) && !self.lacks[position] {
                let reason = if table.primary_key.contains(&column.name) {
                    "empty, but it is part of the key that identifies the row"
                } else {
                    "empty, but a value is required"
                };
                self.fault(line, position, None, reason);
                complete = false;
            }
        }
        complete
    }

    fn is_new(&mut self, line: u64, cells: &[Cell<'_>]) -> bool {
        if self.key_positions.is_empty() {
            return true;
        }
        self.key.clear();
        for position in &self.key_positions {
            cells[*position].write_key(&mut self.key);
        }
        let mut short = [0; 16];
        short.copy_from_slice(&blake3::hash(&self.key).as_bytes()[..16]);
        match self.keys.entry(short) {
            Entry::Vacant(free) => {
                free.insert(line);
                true
            }
            Entry::Occupied(taken) => {
                let first = *taken.get();
                let column = self.table.primary_key.join(", ");
                let value = self
                    .key_positions
                    .iter()
                    .map(|p| shown(&cells[*p]))
                    .collect::<Vec<_>>()
                    .join(", ");
                let reason = format!("the same key as in line {first}");
                self.add_fault(Some(line), Some(column), Some(&value), reason);
                false
            }
        }
    }
}

fn shown(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => (*text).to_owned(),
        Cell::Integer(value) => value.to_string(),
        Cell::Boolean(value) => value.to_string(),
        Cell::Decimal(_) | Cell::Date(_) | Cell::Timestamp(_) => formatted(*cell),
    }
}

/// A cell as Arrow prints it.
fn formatted(cell: Cell<'_>) -> String {
    let data_type = match cell {
        Cell::Decimal(_) => ColumnType::Decimal,
        Cell::Date(_) => ColumnType::Date,
        _ => ColumnType::Timestamp,
    };
    arrow::util::display::array_value_to_string(&array_of(data_type, &[cell]), 0)
        .unwrap_or_default()
}

/// Builds one column.
enum ColumnBuilder {
    Text(StringBuilder),
    Integer(Int64Builder),
    Decimal(Decimal128Builder),
    Boolean(BooleanBuilder),
    Date(Date32Builder),
    Timestamp(TimestampMicrosecondBuilder),
}

impl ColumnBuilder {
    fn new(data_type: ColumnType) -> Self {
        match data_type {
            ColumnType::Text => Self::Text(StringBuilder::new()),
            ColumnType::Integer => Self::Integer(Int64Builder::new()),
            ColumnType::Decimal => {
                Self::Decimal(Decimal128Builder::new().with_data_type(ColumnType::Decimal.arrow()))
            }
            ColumnType::Boolean => Self::Boolean(BooleanBuilder::new()),
            ColumnType::Date => Self::Date(Date32Builder::new()),
            ColumnType::Timestamp => Self::Timestamp(TimestampMicrosecondBuilder::new()),
        }
    }

    /// Appends a cell of this column's type; a cell of another type, which no reader makes, would be NULL.
    fn append(&mut self, cell: Cell<'_>) {
        match (self, cell) {
            (Self::Text(builder), Cell::Text(value)) => builder.append_value(value),
            (Self::Integer(builder), Cell::Integer(value)) => builder.append_value(value),
            (Self::Decimal(builder), Cell::Decimal(value)) => builder.append_value(value),
            (Self::Boolean(builder), Cell::Boolean(value)) => builder.append_value(value),
            (Self::Date(builder), Cell::Date(value)) => builder.append_value(value),
            (Self::Timestamp(builder), Cell::Timestamp(value)) => builder.append_value(value),
            (Self::Text(builder), _) => builder.append_null(),
            (Self::Integer(builder), _) => builder.append_null(),
            (Self::Decimal(builder), _) => builder.append_null(),
            (Self::Boolean(builder), _) => builder.append_null(),
            (Self::Date(builder), _) => builder.append_null(),
            (Self::Timestamp(builder), _) => builder.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(builder) => Arc::new(builder.finish()),
            Self::Integer(builder) => Arc::new(builder.finish()),
            Self::Decimal(builder) => Arc::new(builder.finish()),
            Self::Boolean(builder) => Arc::new(builder.finish()),
            Self::Date(builder) => Arc::new(builder.finish()),
            Self::Timestamp(builder) => Arc::new(builder.finish()),
        }
    }
}

/// An array of a declared type from cells.
pub(super) fn array_of(data_type: ColumnType, cells: &[Cell<'_>]) -> ArrayRef {
    let mut builder = ColumnBuilder::new(data_type);
    for cell in cells {
        builder.append(*cell);
    }
    builder.finish()
}
