//! *Values* of a column, read straight from memory for the host's own use.

use std::collections::HashMap;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Date32Type, TimestampMicrosecondType};
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};

use crate::engine::{ColumnRange, WarehouseError};

/// Distinct values as text with the number of rows that hold each, sorted; NULL is left out.
pub(super) fn distinct(arrays: &[ArrayRef]) -> Result<Vec<(String, u64)>, WarehouseError> {
    let mut texts: HashMap<&str, u64> = HashMap::new();
    let mut others: HashMap<String, u64> = HashMap::new();
    for array in arrays {
        if let Some(array) = array.as_string_opt::<i32>() {
            for value in array.iter().flatten() {
                *texts.entry(value).or_default() += 1;
            }
            continue;
        }
        let formatter = ArrayFormatter::try_new(array, &iso()).map_err(failed)?;
        for row in (0..array.len()).filter(|row| array.is_valid(*row)) {
            let text = formatter.value(row).try_to_string().map_err(failed)?;
            *others.entry(text).or_default() += 1;
        }
    }
    let mut values: Vec<(String, u64)> = texts
        .into_iter()
        .map(|(value, rows)| (value.to_owned(), rows))
        .collect();
    values.extend(others);
    values.sort_unstable();
    Ok(values)
}

/// Earliest and latest value of a date or timestamp column; none when it is of another type or has no values.
pub(super) fn range(arrays: &[ArrayRef]) -> Result<Option<ColumnRange>, WarehouseError> {
    let mut bounds: Option<(i64, i64)> = None;
    for array in arrays {
        let found = match array.data_type() {
            DataType::Date32 => {
                let array = array.as_primitive::<Date32Type>();
                (
                    arrow::compute::min(array).map(i64::from),
                    arrow::compute::max(array).map(i64::from),
                )
            }
            DataType::Timestamp(..) => {
                let array = array.as_primitive::<TimestampMicrosecondType>();
                (arrow::compute::min(array), arrow::compute::max(array))
            }
            _ => (None, None),
        };
        if let (Some(low), Some(high)) = found {
            bounds = Some(bounds.map_or((low, high), |(oldest, newest)| {
                (oldest.min(low), newest.max(high))
            }));
        }
    }
    let (Some((oldest, newest)), Some(first)) = (bounds, arrays.first()) else {
        return Ok(None);
    };
    let ends = arrow::array::Int64Array::from(vec![oldest, newest]);
    let ends = match first.data_type() {
        DataType::Date32 => {
            let days = arrow::compute::cast(&ends, &DataType::Int32).map_err(failed)?;
            arrow::compute::cast(&days, &DataType::Date32)
        }
        other => arrow::compute::cast(&ends, other),
    };
    let ends = ends.map_err(failed)?;
    let formatter = ArrayFormatter::try_new(&ends, &iso()).map_err(failed)?;
    let text = |row| formatter.value(row).try_to_string().map_err(failed);
    Ok(Some(ColumnRange {
        oldest: text(0)?,
        newest: text(1)?,
    }))
}

fn iso() -> FormatOptions<'static> {
    FormatOptions::new().with_timestamp_format(Some("%Y-%m-%dT%H:%M:%S%.f"))
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn failed(error: ArrowError) -> WarehouseError {
    WarehouseError::Engine(error.to_string())
}
