//! A *cell* is one value of a result as JSON.
//!
//! Numbers are JSON numbers, dates and timestamps ISO text, NULL is null. Decimals keep their value:
//!
//! - trailing zeros are dropped: `12.5000` is `12.5` and `12.0000` is `12`;
//! - a whole number is a JSON integer if 64 bits hold it;
//! - otherwise a decimal is a JSON number if the nearest binary number prints as exactly the same digits. That holds
//!   for all decimals of up to 15 significant digits, and for most of 16;
//! - a longer decimal of at most four digits after the point (money, quantities: each digit counts) is text, because
//!   a JSON number would change it;
//! - a longer one with more digits than that after the point (an average, a quotient: rounded anyway) is the nearest
//!   JSON number, off by less than one part in 10^15.
//!
//! Values of floating point that are no number (NaN, infinity) are null.

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Decimal256Type, Float64Type, Int64Type, UInt64Type};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use serde_json::{Number, Value};

use crate::engine::{QueryResult, WarehouseError};
use crate::schema::DECIMAL_SCALE;

/// The rows of a result as JSON values, in order.
pub fn rows(result: &QueryResult) -> Result<Vec<Vec<Value>>, WarehouseError> {
    let mut rows = Vec::with_capacity(result.row_count());
    for batch in &result.batches {
        let columns = batch
            .columns()
            .iter()
            .map(column)
            .collect::<Result<Vec<_>, _>>()?;
        let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
        rows.extend((0..batch.num_rows()).map(|_| {
            columns
                .iter_mut()
                .map(|values| values.next().unwrap_or(Value::Null))
                .collect::<Vec<_>>()
        }));
    }
    Ok(rows)
}

/// The values of one array as JSON.
fn column(array: &ArrayRef) -> Result<Vec<Value>, WarehouseError> {
    match array.data_type() {
        DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => {
            let array = converted(array, &DataType::Int64)?;
            Ok(array
                .as_primitive::<Int64Type>()
                .iter()
                .map(|v| v.map_or(Value::Null, Value::from))
                .collect())
        }
        DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => {
            let array = converted(array, &DataType::UInt64)?;
            Ok(array
                .as_primitive::<UInt64Type>()
                .iter()
                .map(|v| v.map_or(Value::Null, Value::from))
                .collect())
        }
        DataType::Float16 | DataType::Float32 | DataType::Float64 => {
            let array = converted(array, &DataType::Float64)?;
            Ok(array
                .as_primitive::<Float64Type>()
                .iter()
                .map(|v| v.map_or(Value::Null, float))
                .collect())
        }
        DataType::Decimal32(_, scale)
        | DataType::Decimal64(_, scale)
        | DataType::Decimal128(_, scale) => Ok(decimals(&converted(
            array,
            &DataType::Decimal256(76, *scale),
        )?)),
        DataType::Decimal256(..) => Ok(decimals(array)),
        DataType::Boolean => {
            let array: &BooleanArray = array.as_boolean();
            Ok(array
                .iter()
                .map(|v| v.map_or(Value::Null, Value::from))
                .collect())
        }
        DataType::Dictionary(_, values) => column(&converted(array, values)?),
        DataType::Date64 => column(&converted(array, &DataType::Date32)?),
        _ => texts(array),
    }
}

fn converted(array: &ArrayRef, to: &DataType) -> Result<ArrayRef, WarehouseError> {
    if array.data_type() == to {
        return Ok(array.clone());
    }
    cast(array, to).map_err(|error| WarehouseError::Engine(error.to_string()))
}

fn decimals(array: &ArrayRef) -> Vec<Value> {
    let array = array.as_primitive::<Decimal256Type>();
    (0..array.len())
        .map(|row| {
            if array.is_null(row) {
                Value::Null
            } else {
                decimal(&array.value_as_string(row))
            }
        })
        .collect()
}

fn texts(array: &ArrayRef) -> Result<Vec<Value>, WarehouseError> {
    let options = FormatOptions::new().with_timestamp_format(Some("%Y-%m-%dT%H:%M:%S%.f"));
    let formatter = ArrayFormatter::try_new(array, &options)
        .map_err(|error| WarehouseError::Engine(error.to_string()))?;
    (0..array.len())
        .map(|row| {
            if array.is_null(row) {
                return Ok(Value::Null);
            }
            let text = formatter.value(row).try_to_string();
            text.map(Value::String)
                .map_err(|error| WarehouseError::Engine(error.to_string()))
        })
        .collect()
}

/// A floating-point value; one without a fraction is an integer, as a decimal would be.
fn float(value: f64) -> Value {
    // Below 2^53 every whole number is exact, so nothing is lost.
    if value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0 {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
        let whole = value as i64;
        return Value::from(whole);
    }
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}

/// The JSON value of decimal digits such as `-12.5000`.
fn decimal(digits: &str) -> Value {
    let short = match digits.split_once('.') {
        Some(_) => digits.trim_end_matches('0').trim_end_matches('.'),
        None => digits,
    };
    let Some((_, fraction)) = short.split_once('.') else {
        if let Ok(whole) = short.parse::<i64>() {
            return Value::from(whole);
        }
        if let Ok(whole) = short.parse::<u64>() {
            return Value::from(whole);
        }
        return Value::String(short.to_owned());
    };
    let Ok(nearest) = short.parse::<f64>() else {
        return Value::String(short.to_owned());
    };
    let exact = nearest.to_string() == short;
    if exact || fraction.len() > usize::from(DECIMAL_SCALE.unsigned_abs()) {
        return Number::from_f64(nearest).map_or(Value::Null, Value::Number);
    }
    Value::String(short.to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{
        Date32Array, Decimal128Array, DictionaryArray, Float64Array, Int64Array, RecordBatch,
        StringArray, TimestampMicrosecondArray, UInt64Array,
    };
    use arrow::datatypes::{Field, Int32Type, Schema};
    use serde_json::json;

    use super::*;
    use crate::schema::ColumnType;

    fn result(columns: Vec<ArrayRef>) -> QueryResult {
        let fields: Vec<Field> = columns
            .iter()
            .enumerate()
            .map(|(i, a)| Field::new(format!("c{i}"), a.data_type().clone(), true))
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let batch = RecordBatch::try_new(schema.clone(), columns).unwrap();
        QueryResult {
            schema,
            batches: vec![batch],
            truncated: false,
            usage: crate::usage::Usage::Free,
        }
    }

    #[test]
    fn decimals_keep_their_value() {
        assert_eq!(decimal("12.5000"), json!(12.5));
        assert_eq!(decimal("12.0000"), json!(12));
        assert_eq!(decimal("0.0000"), json!(0));
        assert_eq!(decimal("-0.0100"), json!(-0.01));
        assert_eq!(decimal("100"), json!(100));
        assert_eq!(decimal("0.3000").to_string(), "0.3");
        assert_eq!(decimal("99999999999.9999").to_string(), "99999999999.9999");
        assert_eq!(
            decimal("999999999999999999.0000").to_string(),
            "999999999999999999"
        );
        assert_eq!(
            decimal("18446744073709551615").to_string(),
            "18446744073709551615"
        );
    }

    #[test]
    fn a_decimal_too_long_for_a_json_number_is_text_rather_than_wrong() {
        // The nearest binary number of this amount prints as …567.9 (checked with Python's decimal module).
        assert_eq!(
            decimal("123456789012345678.9012"),
            json!("123456789012345678.9012")
        );
        assert_eq!(
            decimal("18446744073709551616"),
            json!("18446744073709551616")
        );
    }

    #[test]
    fn a_quotient_is_the_nearest_number() {
        assert_eq!(
            decimal("0.333333333333333333"),
            json!(0.333_333_333_333_333_3)
        );
        assert_eq!(decimal("2.50000000"), json!(2.5));
    }

    #[test]
    fn each_type_has_its_form() {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from(vec![Some("a"), None])),
            Arc::new(Int64Array::from(vec![Some(-3), None])),
            Arc::new(UInt64Array::from(vec![Some(u64::MAX), None])),
            Arc::new(
                Decimal128Array::from(vec![Some(125_000), None])
                    .with_precision_and_scale(22, 4)
                    .unwrap(),
            ),
            Arc::new(BooleanArray::from(vec![Some(true), None])),
            // 2025-06-30 is day 20,269 after 1970-01-01.
            Arc::new(Date32Array::from(vec![Some(20_269), None])),
            Arc::new(TimestampMicrosecondArray::from(vec![
                Some(1_751_287_496_500_000),
                None,
            ])),
            Arc::new(Float64Array::from(vec![Some(f64::NAN), Some(2.0)])),
        ];
        let result = result(columns);
        let types: Vec<_> = result.columns().into_iter().map(|(_, t)| t).collect();
        assert_eq!(
            types,
            [
                ColumnType::Text,
                ColumnType::Integer,
                ColumnType::Integer,
                ColumnType::Decimal,
                ColumnType::Boolean,
                ColumnType::Date,
                ColumnType::Timestamp,
                ColumnType::Decimal
            ]
        );
        let rows = rows(&result).unwrap();
        assert_eq!(
            serde_json::to_string(&rows).unwrap(),
            r#"[["a",-3,18446744073709551615,12.5,true,"2025-06-30","2025-06-30T12:44:56.500",null],[null,null,null,null,null,null,null,2]]"#
        );
    }

    #[test]
    fn dictionaries_are_shown_as_their_values() {
        let array: DictionaryArray<Int32Type> =
            vec![Some("x"), None, Some("x")].into_iter().collect();
        assert_eq!(
            rows(&result(vec![Arc::new(array)])).unwrap(),
            vec![vec![json!("x")], vec![json!(null)], vec![json!("x")]]
        );
    }

    #[test]
    fn no_batches_are_no_rows() {
        let empty = QueryResult {
            schema: Arc::new(Schema::empty()),
            batches: Vec::new(),
            truncated: false,
            usage: crate::usage::Usage::Free,
        };
        assert!(rows(&empty).unwrap().is_empty());
    }
}
