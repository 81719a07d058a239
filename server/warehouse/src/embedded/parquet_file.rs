//! A *Parquet file* holds the rows of one table with types of its own; they are brought to the declared ones without
//! loss, or the value is at fault.

use std::fs;
use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Int64Type, TimeUnit, TimestampMicrosecondType,
};
use arrow::util::display::array_value_to_string;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;

use super::cell::{Cell, parse};
use super::convert::ConvertError;
use super::intake::{BATCH_ROWS, Intake, array_of};
use crate::schema::{ColumnType, TableSchema};

/// Gives each row of a Parquet file to an intake and each full batch to `store`. Returns the names of columns that
/// nobody declared, and the hash of all bytes of the file.
pub(super) fn read(
    path: &Path,
    table: &TableSchema,
    intake: &mut Intake<'_>,
    store: &mut dyn FnMut(&RecordBatch) -> Result<(), ConvertError>,
) -> Result<(Vec<String>, blake3::Hash), ConvertError> {
    let bytes = fs::read(path)?;
    let hash = blake3::hash(&bytes);
    let (reader, extra) = match open(bytes, table, intake) {
        Ok(opened) => opened,
        Err(error) => {
            intake.refuse(
                None,
                format!("not a Parquet file that can be read: {error}"),
            );
            return Ok((Vec::new(), hash));
        }
    };
    let mut line = 0;
    for batch in reader {
        if intake.unreadable {
            break;
        }
        match batch {
            Ok(batch) => rows(&batch, line, table, intake, store)?,
            Err(error) => intake.refuse(None, format!("the Parquet file is damaged: {error}")),
        }
        line += BATCH_ROWS as u64;
    }
    Ok((extra, hash))
}

fn open(
    bytes: Vec<u8>,
    table: &TableSchema,
    intake: &mut Intake<'_>,
) -> Result<(ParquetRecordBatchReader, Vec<String>), ParquetError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes))?
        .with_batch_size(BATCH_ROWS);
    let names: Vec<String> = builder
        .schema()
        .fields()
        .iter()
        .map(|f| f.name().clone())
        .collect();
    let declared = |name: &str| {
        table
            .columns
            .iter()
            .any(|c| c.name.eq_ignore_ascii_case(name))
    };
    let extra = names
        .iter()
        .filter(|name| !declared(name))
        .cloned()
        .collect();
    let places: Vec<Option<usize>> = table
        .columns
        .iter()
        .map(|c| names.iter().position(|n| n.eq_ignore_ascii_case(&c.name)))
        .collect();
    if places.iter().all(Option::is_none) && !table.columns.is_empty() {
        intake.refuse(None, "the file has none of the declared columns".to_owned());
    } else {
        intake.columns_at(&places);
    }
    Ok((builder.build()?, extra))
}

/// A column of the file and what it became.
struct Column {
    /// As the file has it.
    original: ArrayRef,
    /// In the declared type; NULL where a value does not fit.
    declared: ArrayRef,
    /// Why values do not fit.
    reason: &'static str,
}

fn rows(
    batch: &RecordBatch,
    rows_before: u64,
    table: &TableSchema,
    intake: &mut Intake<'_>,
    store: &mut dyn FnMut(&RecordBatch) -> Result<(), ConvertError>,
) -> Result<(), ConvertError> {
    let mut columns = Vec::with_capacity(table.columns.len());
    for column in &table.columns {
        let field = batch
            .schema_ref()
            .fields()
            .iter()
            .position(|f| f.name().eq_ignore_ascii_case(&column.name));
        let Some(field) = field else {
            columns.push(None);
            continue;
        };
        let original = batch.column(field).clone();
        let Some((declared, reason)) = declared(&original, column.data_type) else {
            let reason = format!(
                "a column of {} cannot be read as {}",
                original.data_type(),
                column.data_type
            );
            intake.refuse(Some(column.name.clone()), reason);
            return Ok(());
        };
        columns.push(Some(Column {
            original,
            declared,
            reason,
        }));
    }
    for row in 0..batch.num_rows() {
        let line = rows_before + row as u64 + 1;
        let mut cells = Vec::with_capacity(columns.len());
        for (position, column) in columns.iter().enumerate() {
            let Some(column) = column else {
                cells.push(Cell::Null);
                continue;
            };
            if column.declared.is_null(row) && !column.original.is_null(row) {
                let text = array_value_to_string(&column.original, row).unwrap_or_default();
                if !text.is_empty() {
                    intake.fault(line, position, Some(&text), column.reason);
                    continue;
                }
            }
            cells.push(cell(
                &column.declared,
                row,
                table.columns[position].data_type,
            ));
        }
        if cells.len() < columns.len() {
            intake.reject();
        } else if let Some(batch) = intake.keep(line, &cells)? {
            store(&batch)?;
        }
    }
    Ok(())
}

/// An array in the declared type, with the reason why some of its values may have become NULL. None when the types have
/// nothing to do with each other.
fn declared(array: &ArrayRef, to: ColumnType) -> Option<(ArrayRef, &'static str)> {
    let fits = CastOptions {
        safe: true,
        ..CastOptions::default()
    };
    let from = match array.data_type() {
        DataType::Dictionary(_, values) => values.as_ref().clone(),
        other => other.clone(),
    };
    let converted = |target: &DataType| cast_with_options(array, target, &fits).ok();
    match (to, ColumnType::of(&from)) {
        (ColumnType::Text, ColumnType::Text) if is_text(&from) => {
            Some((converted(&DataType::Utf8)?, "not text"))
        }
        (ColumnType::Text, ColumnType::Integer) => Some((converted(&DataType::Utf8)?, "not text")),
        (_, ColumnType::Text) if is_text(&from) => {
            // Text is judged by the rules for CSV files.
            let text = converted(&DataType::Utf8)?;
            let mut reason = "not of the declared type";
            let cells: Vec<Cell<'_>> = text
                .as_string::<i32>()
                .iter()
                .map(|value| {
                    parse(value.unwrap_or_default(), to).unwrap_or_else(|why| {
                        reason = why;
                        Cell::Null
                    })
                })
                .collect();
            Some((array_of(to, &cells), reason))
        }
        (ColumnType::Integer, ColumnType::Integer) => Some((
            converted(&DataType::Int64)?,
            "a whole number outside the 64 bits that are kept",
        )),
        (ColumnType::Integer, ColumnType::Decimal) => {
            lossless(array, &DataType::Int64, "not a whole number")
        }
        (ColumnType::Decimal, ColumnType::Integer) => Some((
            converted(&to.arrow())?,
            "a number with more than 18 digits before the point",
        )),
        (ColumnType::Decimal, ColumnType::Decimal) => {
            const REASON: &str = "a number with more than 18 digits before or 4 after the point";
            // Binary fractions are never exact; they are rounded to the nearest ten-thousandth.
            if from.is_floating() {
                Some((converted(&to.arrow())?, REASON))
            } else {
                lossless(array, &to.arrow(), REASON)
            }
        }
        (ColumnType::Boolean, ColumnType::Boolean) => {
            Some((array.clone(), "neither true nor false"))
        }
        (ColumnType::Date, ColumnType::Date) => Some((converted(&DataType::Date32)?, "not a date")),
        (ColumnType::Date, ColumnType::Timestamp) => {
            lossless(array, &DataType::Date32, "not a date: it has a time of day")
        }
        (ColumnType::Timestamp, ColumnType::Date) => {
            Some((converted(&to.arrow())?, "not a timestamp"))
        }
        (ColumnType::Timestamp, ColumnType::Timestamp) => match from {
            DataType::Timestamp(_, None) => {
                lossless(array, &to.arrow(), "a timestamp finer than a microsecond")
            }
            // An instant in a zone is kept as its UTC time.
            _ => Some((
                cast_with_options(
                    &converted(&DataType::Timestamp(
                        TimeUnit::Microsecond,
                        Some("UTC".into()),
                    ))?,
                    &to.arrow(),
                    &fits,
                )
                .ok()?,
                "not a timestamp",
            )),
        },
        _ => None,
    }
}

fn is_text(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
    )
}

/// Converts there and back; what does not come back the same becomes NULL.
fn lossless(
    array: &ArrayRef,
    to: &DataType,
    reason: &'static str,
) -> Option<(ArrayRef, &'static str)> {
    let fits = CastOptions {
        safe: true,
        ..CastOptions::default()
    };
    let there = cast_with_options(array, to, &fits).ok()?;
    let back = cast_with_options(&there, array.data_type(), &fits).ok()?;
    let changed = arrow::compute::kernels::cmp::distinct(array, &back).ok()?;
    Some((arrow::compute::nullif(&there, &changed).ok()?, reason))
}

/// One value of an array of a declared type.
fn cell(array: &ArrayRef, row: usize, data_type: ColumnType) -> Cell<'_> {
    if array.is_null(row) {
        return Cell::Null;
    }
    match data_type {
        ColumnType::Text => match array.as_string::<i32>().value(row) {
            "" => Cell::Null,
            text => Cell::Text(text),
        },
        ColumnType::Integer => Cell::Integer(array.as_primitive::<Int64Type>().value(row)),
        ColumnType::Decimal => Cell::Decimal(array.as_primitive::<Decimal128Type>().value(row)),
        ColumnType::Boolean => Cell::Boolean(array.as_boolean().value(row)),
        ColumnType::Date => Cell::Date(array.as_primitive::<Date32Type>().value(row)),
        ColumnType::Timestamp => {
            Cell::Timestamp(array.as_primitive::<TimestampMicrosecondType>().value(row))
        }
    }
}
