//! A *literal* is a value, a type, or a part of a date, written out.

use sqlparser::ast::{DataType, DateTimeField, Expr, Interval, TypedString, Value};

use super::{Refusal, foreign, refuse};

/// Checks a value.
pub(super) fn value(value: &Value) -> Result<(), Refusal> {
    match value {
        Value::Number(_, false)
        | Value::SingleQuotedString(_)
        | Value::Boolean(_)
        | Value::Null => Ok(()),
        Value::Number(_, true) => Err(refuse(
            "A number with a letter behind it",
            "Write the digits alone.",
        )),
        Value::Placeholder(_) => Err(refuse("A parameter", "Write the value itself.")),
        Value::DollarQuotedString(_)
        | Value::TripleSingleQuotedString(_)
        | Value::TripleDoubleQuotedString(_)
        | Value::EscapedStringLiteral(_)
        | Value::UnicodeStringLiteral(_)
        | Value::SingleQuotedByteStringLiteral(_)
        | Value::DoubleQuotedByteStringLiteral(_)
        | Value::TripleSingleQuotedByteStringLiteral(_)
        | Value::TripleDoubleQuotedByteStringLiteral(_)
        | Value::SingleQuotedRawStringLiteral(_)
        | Value::DoubleQuotedRawStringLiteral(_)
        | Value::TripleSingleQuotedRawStringLiteral(_)
        | Value::TripleDoubleQuotedRawStringLiteral(_)
        | Value::NationalStringLiteral(_)
        | Value::QuoteDelimitedStringLiteral(_)
        | Value::NationalQuoteDelimitedStringLiteral(_)
        | Value::HexStringLiteral(_)
        | Value::DoubleQuotedString(_) => Err(refuse(
            "Text in other than plain single quotes",
            "Write it as '…'.",
        )),
    }
}

/// Checks a text with its type before it, such as `DATE '2025-06-30'`.
pub(super) fn typed(typed: &TypedString) -> Result<(), Refusal> {
    let TypedString {
        data_type: kind,
        value: text,
        uses_odbc_syntax,
    } = typed;
    if *uses_odbc_syntax {
        return Err(refuse(
            "A value in braces",
            "Write DATE '…' or TIMESTAMP '…'.",
        ));
    }
    match kind {
        DataType::Date | DataType::Time(..) | DataType::Timestamp(..) => value(&text.value),
        _ => Err(refuse("A type before a text", "Write CAST('…' AS type).")),
    }
}

/// Checks an interval, such as `INTERVAL '3' MONTH`.
pub(super) fn interval(interval: &Interval) -> Result<(), Refusal> {
    let Interval {
        value: length,
        leading_field,
        leading_precision,
        last_field,
        fractional_seconds_precision,
    } = interval;
    if leading_precision.is_some() || fractional_seconds_precision.is_some() {
        return Err(foreign("A precision in an interval"));
    }
    let Expr::Value(length) = length.as_ref() else {
        return Err(refuse(
            "INTERVAL without a literal",
            "Write INTERVAL '1' DAY.",
        ));
    };
    value(&length.value)?;
    [leading_field, last_field]
        .into_iter()
        .flatten()
        .try_for_each(field)
}

/// Checks a part of a date or a time.
pub(super) fn field(field: &DateTimeField) -> Result<(), Refusal> {
    match field {
        DateTimeField::Year
        | DateTimeField::Years
        | DateTimeField::Month
        | DateTimeField::Months
        | DateTimeField::Week(None)
        | DateTimeField::Weeks
        | DateTimeField::Day
        | DateTimeField::DayOfWeek
        | DateTimeField::DayOfYear
        | DateTimeField::Days
        | DateTimeField::Hour
        | DateTimeField::Hours
        | DateTimeField::Minute
        | DateTimeField::Minutes
        | DateTimeField::Second
        | DateTimeField::Seconds
        | DateTimeField::Century
        | DateTimeField::Decade
        | DateTimeField::Dow
        | DateTimeField::Doy
        | DateTimeField::Epoch
        | DateTimeField::Isodow
        | DateTimeField::Isoyear
        | DateTimeField::IsoWeek
        | DateTimeField::Microsecond
        | DateTimeField::Microseconds
        | DateTimeField::Millisecond
        | DateTimeField::Milliseconds
        | DateTimeField::Nanosecond
        | DateTimeField::Nanoseconds
        | DateTimeField::Quarter => Ok(()),
        DateTimeField::Week(Some(_))
        | DateTimeField::Date
        | DateTimeField::Datetime
        | DateTimeField::Julian
        | DateTimeField::Millenium
        | DateTimeField::Millennium
        | DateTimeField::Time
        | DateTimeField::Timezone
        | DateTimeField::TimezoneAbbr
        | DateTimeField::TimezoneHour
        | DateTimeField::TimezoneMinute
        | DateTimeField::TimezoneRegion
        | DateTimeField::NoDateTime
        | DateTimeField::Custom(_) => Err(refuse(
            "This part of a date",
            "Use YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE or SECOND.",
        )),
    }
}

/// Checks a type to which something is cast.
pub(super) fn data_type(kind: &DataType) -> Result<(), Refusal> {
    match kind {
        DataType::Character(_)
        | DataType::Char(_)
        | DataType::CharacterVarying(_)
        | DataType::CharVarying(_)
        | DataType::Varchar(_)
        | DataType::Text
        | DataType::String(_)
        | DataType::Numeric(_)
        | DataType::Decimal(_)
        | DataType::Dec(_)
        | DataType::Float(_)
        | DataType::TinyInt(_)
        | DataType::Int2(_)
        | DataType::SmallInt(_)
        | DataType::Int(_)
        | DataType::Int4(_)
        | DataType::Int8(_)
        | DataType::Integer(_)
        | DataType::BigInt(_)
        | DataType::Float4
        | DataType::Real
        | DataType::Float8
        | DataType::Double(_)
        | DataType::DoublePrecision
        | DataType::Bool
        | DataType::Boolean
        | DataType::Date
        | DataType::Time(..)
        | DataType::Timestamp(..)
        | DataType::Interval { .. } => Ok(()),
        DataType::Table(_)
        | DataType::NamedTable { .. }
        | DataType::Nvarchar(_)
        | DataType::Uuid
        | DataType::CharacterLargeObject(_)
        | DataType::CharLargeObject(_)
        | DataType::Clob(_)
        | DataType::Binary(_)
        | DataType::Varbinary(_)
        | DataType::Blob(_)
        | DataType::TinyBlob
        | DataType::MediumBlob
        | DataType::LongBlob
        | DataType::Bytes(_)
        | DataType::DecimalUnsigned(_)
        | DataType::BigNumeric(_)
        | DataType::BigDecimal(_)
        | DataType::DecUnsigned(_)
        | DataType::FloatUnsigned(_)
        | DataType::TinyIntUnsigned(_)
        | DataType::UTinyInt
        | DataType::Int2Unsigned(_)
        | DataType::SmallIntUnsigned(_)
        | DataType::USmallInt
        | DataType::MediumInt(_)
        | DataType::MediumIntUnsigned(_)
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::Int128
        | DataType::Int256
        | DataType::IntUnsigned(_)
        | DataType::Int4Unsigned(_)
        | DataType::IntegerUnsigned(_)
        | DataType::HugeInt
        | DataType::UHugeInt
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32
        | DataType::UInt64
        | DataType::UInt128
        | DataType::UInt256
        | DataType::BigIntUnsigned(_)
        | DataType::UBigInt
        | DataType::Int8Unsigned(_)
        | DataType::Signed
        | DataType::SignedInteger
        | DataType::Unsigned
        | DataType::UnsignedInteger
        | DataType::Float32
        | DataType::Float64
        | DataType::RealUnsigned
        | DataType::DoubleUnsigned(_)
        | DataType::DoublePrecisionUnsigned
        | DataType::Date32
        | DataType::Datetime(_)
        | DataType::Datetime64(..)
        | DataType::TimestampNtz(_)
        | DataType::JSON
        | DataType::JSONB
        | DataType::Regclass
        | DataType::TinyText
        | DataType::MediumText
        | DataType::LongText
        | DataType::FixedString(_)
        | DataType::Bytea
        | DataType::Bit(_)
        | DataType::BitVarying(_)
        | DataType::VarBit(_)
        | DataType::Custom(..)
        | DataType::Array(_)
        | DataType::Map(..)
        | DataType::Tuple(_)
        | DataType::Nested(_)
        | DataType::Enum(..)
        | DataType::Set(_)
        | DataType::Struct(..)
        | DataType::Union(_)
        | DataType::Nullable(_)
        | DataType::LowCardinality(_)
        | DataType::Unspecified
        | DataType::Trigger
        | DataType::AnyType
        | DataType::GeometricType(_)
        | DataType::TsVector
        | DataType::TsQuery => Err(refuse(
            "This type",
            "Use VARCHAR, INTEGER, BIGINT, DECIMAL(p, s), DOUBLE, BOOLEAN, DATE or TIMESTAMP.",
        )),
    }
}
