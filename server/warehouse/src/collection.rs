//! A *collection* gathers the cells that an engine sends, row by row, into Arrow batches, no more rows than the cap.
//!
//! Decimals come with digits after the point as each has them. They keep every digit: a column gets as many after the
//! point as its longest value has, in 128 bits if that holds them and in 256 bits otherwise.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Decimal256Array, Float64Array,
    Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{Field, Schema, i256};

use crate::engine::{QueryResult, WarehouseError};
use crate::usage::Usage;

/// Rows of one batch.
const BATCH_ROWS: usize = 8_192;
/// Digits that 128 bits hold.
const DIGITS_128: u32 = 38;
/// Digits that 256 bits hold.
const DIGITS_256: u32 = 76;

/// Kinds of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// 64-bit integers.
    Integer,
    /// Exact decimals.
    Decimal,
    /// Binary floating point.
    Float,
    /// True or false.
    Boolean,
    /// Days after 1970-01-01.
    Date,
    /// Microseconds after 1970-01-01T00:00:00.
    Timestamp,
    /// UTF-8.
    Text,
}

/// An exact decimal: `digits` divided by ten to the power of `scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decimal {
    pub(crate) digits: i256,
    pub(crate) scale: u32,
}

impl Decimal {
    /// Reads digits such as `-12.50`; none when there are others in it, or more than 256 bits hold.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let mut digits = i256::ZERO;
        for digit in whole.chars().chain(fraction.chars()) {
            digits = digits
                .checked_mul(i256::from_i128(10))?
                .checked_add(i256::from_i128(i128::from(digit.to_digit(10)?)))?;
        }
        Some(Self {
            digits: if negative {
                digits.checked_neg()?
            } else {
                digits
            },
            scale: u32::try_from(fraction.len()).ok()?,
        })
    }

    /// The digits with so many after the point.
    fn at(self, scale: u32) -> Option<i256> {
        let power = i256::from_i128(10).checked_pow(scale.checked_sub(self.scale)?)?;
        self.digits.checked_mul(power)
    }
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// No value.
    Null,
    Integer(i64),
    Decimal(Decimal),
    Float(f64),
    Boolean(bool),
    /// Days after 1970-01-01.
    Date(i32),
    /// Microseconds after 1970-01-01T00:00:00.
    Timestamp(i64),
    Text(String),
}

#[derive(Debug)]
enum Values {
    Integer(Vec<Option<i64>>),
    Decimal(Vec<Option<Decimal>>),
    Float(Vec<Option<f64>>),
    Boolean(Vec<Option<bool>>),
    Date(Vec<Option<i32>>),
    Timestamp(Vec<Option<i64>>),
    Text(Vec<Option<String>>),
}

#[derive(Debug)]
struct Column {
    name: String,
    values: Values,
}

/// Rows that are being gathered.
#[derive(Debug)]
pub(crate) struct Collection {
    columns: Vec<Column>,
    rows: usize,
    cap: usize,
    truncated: bool,
}

impl Collection {
    /// Gathers rows of these columns, no more than `cap`.
    pub(crate) fn new(columns: impl IntoIterator<Item = (String, Kind)>, cap: usize) -> Self {
        let columns = columns.into_iter().map(|(name, kind)| Column {
            name,
            values: match kind {
                Kind::Integer => Values::Integer(Vec::new()),
                Kind::Decimal => Values::Decimal(Vec::new()),
                Kind::Float => Values::Float(Vec::new()),
                Kind::Boolean => Values::Boolean(Vec::new()),
                Kind::Date => Values::Date(Vec::new()),
                Kind::Timestamp => Values::Timestamp(Vec::new()),
                Kind::Text => Values::Text(Vec::new()),
            },
        });
        Self {
            columns: columns.collect(),
            rows: 0,
            cap,
            truncated: false,
        }
    }

    /// Adds a row, one cell a column; false when the cap leaves no place for it, and none will follow.
    ///
    /// # Errors
    /// When a cell does not fit its column's kind.
    pub(crate) fn push(
        &mut self,
        cells: impl IntoIterator<Item = Result<Cell, WarehouseError>>,
    ) -> Result<bool, WarehouseError> {
        if self.rows == self.cap {
            self.truncated = true;
            return Ok(false);
        }
        let mut cells = cells.into_iter();
        for column in &mut self.columns {
            column.push(cells.next().transpose()?.unwrap_or(Cell::Null))?;
        }
        self.rows += 1;
        Ok(true)
    }

    /// The rows as batches.
    ///
    /// # Errors
    /// When a decimal has more digits than can be kept.
    pub(crate) fn finish(self) -> Result<QueryResult, WarehouseError> {
        let mut fields = Vec::new();
        let mut arrays = Vec::new();
        for column in self.columns {
            let array = column.values.array(&column.name)?;
            fields.push(Field::new(column.name, array.data_type().clone(), true));
            arrays.push(array);
        }
        let schema = Arc::new(Schema::new(fields));
        let mut batches = Vec::new();
        if !arrays.is_empty() {
            let all = RecordBatch::try_new(Arc::clone(&schema), arrays)
                .map_err(|error| WarehouseError::Engine(error.to_string()))?;
            let mut from = 0;
            while from < self.rows {
                let length = BATCH_ROWS.min(self.rows - from);
                batches.push(all.slice(from, length));
                from += length;
            }
        }
        Ok(QueryResult {
            schema,
            batches,
            truncated: self.truncated,
            usage: Usage::Free,
        })
    }
}

impl Column {
    fn push(&mut self, cell: Cell) -> Result<(), WarehouseError> {
        match (&mut self.values, cell) {
            (Values::Integer(values), Cell::Integer(value)) => values.push(Some(value)),
            (Values::Decimal(values), Cell::Decimal(value)) => values.push(Some(value)),
            (Values::Float(values), Cell::Float(value)) => values.push(Some(value)),
            (Values::Boolean(values), Cell::Boolean(value)) => values.push(Some(value)),
            (Values::Date(values), Cell::Date(value)) => values.push(Some(value)),
            (Values::Timestamp(values), Cell::Timestamp(value)) => values.push(Some(value)),
            (Values::Text(values), Cell::Text(value)) => values.push(Some(value)),
            (Values::Integer(values) | Values::Timestamp(values), Cell::Null) => values.push(None),
            (Values::Decimal(values), Cell::Null) => values.push(None),
            (Values::Float(values), Cell::Null) => values.push(None),
            (Values::Boolean(values), Cell::Null) => values.push(None),
            (Values::Date(values), Cell::Null) => values.push(None),
            (Values::Text(values), Cell::Null) => values.push(None),
            (_, other) => {
                return Err(WarehouseError::Engine(format!(
                    "the column {} holds {other:?}, which is not of its type",
                    self.name
                )));
            }
        }
        Ok(())
    }
}

impl Values {
    fn array(self, name: &str) -> Result<ArrayRef, WarehouseError> {
        Ok(match self {
            Self::Integer(values) => Arc::new(Int64Array::from(values)),
            Self::Decimal(values) => decimals(&values, name)?,
            Self::Float(values) => Arc::new(Float64Array::from(values)),
            Self::Boolean(values) => Arc::new(BooleanArray::from(values)),
            Self::Date(values) => Arc::new(Date32Array::from(values)),
            Self::Timestamp(values) => Arc::new(TimestampMicrosecondArray::from(values)),
            Self::Text(values) => Arc::new(StringArray::from(values)),
        })
    }
}

/// The values with as many digits after the point as the longest has.
fn decimals(values: &[Option<Decimal>], name: &str) -> Result<ArrayRef, WarehouseError> {
    let too_long = || {
        WarehouseError::Execution(format!(
            "the column {name} has numbers of more than {DIGITS_256} digits; round them"
        ))
    };
    let scale = values.iter().flatten().map(|v| v.scale).max().unwrap_or(0);
    let at_scale: Vec<Option<i256>> = values
        .iter()
        .map(|value| value.map(|v| v.at(scale).ok_or_else(too_long)).transpose())
        .collect::<Result<_, _>>()?;
    let scale = i8::try_from(scale).map_err(|_| too_long())?;
    let within = |digits: u32| {
        let bound = i256::from_i128(10).wrapping_pow(digits);
        let negative = bound.wrapping_neg();
        u32::from(scale.unsigned_abs()) <= digits
            && at_scale
                .iter()
                .flatten()
                .all(|v| *v < bound && *v > negative)
    };
    // A sum of integers comes as a decimal without a fraction.
    let whole: Option<Vec<Option<i64>>> = at_scale
        .iter()
        .map(|value| match value {
            Some(v) => v.to_i128().and_then(|v| i64::try_from(v).ok()).map(Some),
            None => Some(None),
        })
        .collect();
    if let (0, Some(whole)) = (scale, whole)
        && at_scale.iter().any(Option::is_some)
    {
        return Ok(Arc::new(Int64Array::from(whole)));
    }
    let failed = |error: arrow::error::ArrowError| WarehouseError::Engine(error.to_string());
    if within(DIGITS_128) {
        let narrow = at_scale.iter().map(|v| v.and_then(i256::to_i128));
        let array: Decimal128Array = narrow.collect();
        let array = array.with_precision_and_scale(38, scale).map_err(failed)?;
        return Ok(Arc::new(array));
    }
    if !within(DIGITS_256) {
        return Err(too_long());
    }
    let array: Decimal256Array = at_scale.into_iter().collect();
    let array = array.with_precision_and_scale(76, scale).map_err(failed)?;
    Ok(Arc::new(array))
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::DataType;
    use serde_json::json;

    use super::*;
    use crate::cells;

    fn decimal(text: &str) -> Cell {
        Cell::Decimal(Decimal::parse(text).unwrap())
    }

    fn one(kind: Kind, cells: Vec<Cell>) -> Result<QueryResult, WarehouseError> {
        let mut collection = Collection::new([("c".to_owned(), kind)], 100);
        for cell in cells {
            assert!(collection.push([Ok(cell)])?);
        }
        collection.finish()
    }

    #[test]
    fn decimals_keep_every_digit_at_the_longest_scale() {
        let result = one(
            Kind::Decimal,
            vec![decimal("12.5"), Cell::Null, decimal("-0.125"), decimal("7")],
        )
        .unwrap();
        assert_eq!(
            *result.schema.field(0).data_type(),
            DataType::Decimal128(38, 3)
        );
        let rows = cells::rows(&result).unwrap();
        assert_eq!(json!(rows), json!([[12.5], [null], [-0.125], [7]]));
    }

    #[test]
    fn thirty_eight_digits_fit_128_bits_and_one_more_does_not() {
        let nines = "9".repeat(38);
        let result = one(Kind::Decimal, vec![decimal(&nines)]).unwrap();
        assert_eq!(
            *result.schema.field(0).data_type(),
            DataType::Decimal128(38, 0)
        );
        let longer = format!("{nines}.5");
        let result = one(Kind::Decimal, vec![decimal(&longer)]).unwrap();
        assert_eq!(
            *result.schema.field(0).data_type(),
            DataType::Decimal256(76, 1)
        );
        assert_eq!(cells::rows(&result).unwrap(), [[json!(longer)]]);
        // 60 digits before the point and 20 after it are more than 256 bits hold.
        let wide = vec![decimal(&"9".repeat(60)), decimal("0.00000000000000000001")];
        assert!(one(Kind::Decimal, wide).is_err());
    }

    #[test]
    fn only_digits_are_decimals() {
        assert_eq!(Decimal::parse("+1.50").unwrap().scale, 2);
        assert_eq!(Decimal::parse(".5").unwrap().scale, 1);
        for bad in ["", "-", ".", "1e5", "NaN", "1,5", &"9".repeat(90)] {
            assert!(Decimal::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn the_cap_is_kept_and_said_to_be() {
        let gathered = |rows: usize| {
            let mut collection = Collection::new([("c".to_owned(), Kind::Integer)], 3);
            for _ in 0..rows {
                if !collection.push([Ok(Cell::Integer(1))]).unwrap() {
                    break;
                }
            }
            let result = collection.finish().unwrap();
            (result.row_count(), result.truncated)
        };
        assert_eq!(gathered(3), (3, false));
        assert_eq!(gathered(4), (3, true));
    }

    #[test]
    fn rows_come_in_batches() {
        let cells = vec![Cell::Integer(1); BATCH_ROWS + 1];
        let mut collection = Collection::new([("c".to_owned(), Kind::Integer)], usize::MAX);
        for cell in cells {
            collection.push([Ok(cell)]).unwrap();
        }
        let result = collection.finish().unwrap();
        let sizes: Vec<usize> = result.batches.iter().map(RecordBatch::num_rows).collect();
        assert_eq!(sizes, [BATCH_ROWS, 1]);
    }

    #[test]
    fn columns_are_known_without_rows() {
        let result = one(Kind::Date, Vec::new()).unwrap();
        assert_eq!(*result.schema.field(0).data_type(), DataType::Date32);
        assert_eq!(result.row_count(), 0);
    }

    #[test]
    fn a_cell_of_another_kind_is_an_error() {
        assert!(one(Kind::Integer, vec![Cell::Text("a".into())]).is_err());
    }
}
