//! A *value* is one cell of a reply: what the JSON of a service can say. It becomes a cell of the kind that the column is
//! declared as; decimals stay exact, and what does not fit is an error, never a guess.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::Trouble;
use crate::collection::{Cell, Decimal, Kind};
use crate::engine::WarehouseError;
use crate::schema::ColumnType;

/// 1970-01-01.
const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// One cell of a reply.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// NULL.
    Null,
    /// A text, or anything that is written as one: decimals, dates.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number in binary floating point.
    Float(f64),
    /// True or false.
    Truth(bool),
}

/// A column as a service declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// Type by the service's name ("numeric", "decimal(22,4)").
    pub(crate) declared: String,
}

impl Column {
    pub(crate) fn kind(&self) -> Kind {
        kind(&self.declared).unwrap_or(Kind::Text)
    }

    /// The value as a cell of this column.
    pub(crate) fn cell(
        &self,
        value: &Value,
        service: &'static str,
    ) -> Result<Cell, WarehouseError> {
        if *value == Value::Null {
            return Ok(Cell::Null);
        }
        let cell = match self.kind() {
            Kind::Text => Some(Cell::Text(text(value))),
            Kind::Integer => whole(value).map(Cell::Integer),
            Kind::Float => float(value).map(Cell::Float),
            Kind::Boolean => truth(value).map(Cell::Boolean),
            Kind::Date => day(value).map(Cell::Date),
            Kind::Timestamp => instant(value).map(Cell::Timestamp),
            Kind::Decimal => decimal(value).map(Cell::Decimal),
        };
        cell.ok_or_else(|| {
            let Self { name, declared } = self;
            let cause = format!("the column {name} is {declared} and holds {value:?}");
            Trouble::malformed(service, cause).into()
        })
    }
}

/// The kind of a type by its name in Redshift, Athena or Glue; none for one that is neither a number, a text nor a time.
fn kind(declared: &str) -> Option<Kind> {
    let declared = declared.trim().to_ascii_lowercase();
    // `decimal(22,4)`, `timestamp(3) with time zone`, `varchar(20)`.
    let name = declared.split('(').next().unwrap_or_default().trim();
    Some(match name {
        "int" | "int2" | "int4" | "int8" | "smallint" | "integer" | "bigint" | "tinyint"
        | "oid" => Kind::Integer,
        "float" | "float4" | "float8" | "real" | "double" | "double precision" => Kind::Float,
        "bool" | "boolean" => Kind::Boolean,
        "numeric" | "decimal" => Kind::Decimal,
        "date" => Kind::Date,
        "text" | "varchar" | "char" | "bpchar" | "nvarchar" | "nchar" | "character"
        | "character varying" | "string" | "name" => Kind::Text,
        _ if name.starts_with("timestamp") => Kind::Timestamp,
        _ => return None,
    })
}

/// The product's type for a type by its name in Redshift, Athena or Glue.
pub(crate) fn column_type(declared: &str) -> Option<ColumnType> {
    Some(match kind(declared)? {
        Kind::Integer => ColumnType::Integer,
        Kind::Decimal | Kind::Float => ColumnType::Decimal,
        Kind::Boolean => ColumnType::Boolean,
        Kind::Date => ColumnType::Date,
        Kind::Timestamp => ColumnType::Timestamp,
        Kind::Text => ColumnType::Text,
    })
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text.clone(),
        Value::Whole(whole) => whole.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Truth(truth) => truth.to_string(),
    }
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Whole(whole) => Some(*whole),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Float(number) => Some(*number),
        Value::Text(text) => text.parse().ok(),
        #[expect(clippy::cast_precision_loss, reason = "the column is a float")]
        Value::Whole(whole) => Some(*whole as f64),
        _ => None,
    }
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Truth(truth) => Some(*truth),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Text(text) => Decimal::parse(text),
        Value::Whole(whole) => Decimal::parse(&whole.to_string()),
        _ => None,
    }
}

/// Days since 1970.
fn day(value: &Value) -> Option<i32> {
    let Value::Text(text) = value else {
        return None;
    };
    let day: Date = text.parse().ok()?;
    EPOCH.until(day).ok().map(|span| span.get_days())
}

/// Microseconds since 1970; an offset is brought to UTC.
fn instant(value: &Value) -> Option<i64> {
    let Value::Text(text) = value else {
        return None;
    };
    let text = text.trim();
    let utc = text.strip_suffix(" UTC").unwrap_or(text);
    if let Ok(instant) = utc.parse::<jiff::Timestamp>() {
        return Some(instant.as_microsecond());
    }
    let local: DateTime = utc.parse().ok()?;
    let instant = local.to_zoned(TimeZone::UTC).ok()?.timestamp();
    Some(instant.as_microsecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(declared: &str, value: &Value) -> Result<Cell, WarehouseError> {
        let column = Column {
            name: "c".to_owned(),
            declared: declared.to_owned(),
        };
        column.cell(value, "Amazon Redshift")
    }

    fn written(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn each_type_reads_what_its_service_writes() {
        let decimal = Decimal::parse("-12.50").unwrap();
        for (declared, value, expected) in [
            ("numeric", written("-12.50"), Cell::Decimal(decimal)),
            ("decimal(22,4)", written("-12.50"), Cell::Decimal(decimal)),
            ("int8", Value::Whole(7), Cell::Integer(7)),
            ("bigint", written("7"), Cell::Integer(7)),
            ("float8", Value::Float(0.5), Cell::Float(0.5)),
            ("double", written("5.0E-1"), Cell::Float(0.5)),
            ("bool", Value::Truth(true), Cell::Boolean(true)),
            ("boolean", written("false"), Cell::Boolean(false)),
            ("varchar(20)", written(""), Cell::Text(String::new())),
            ("super", written("[1]"), Cell::Text("[1]".to_owned())),
            // Counted with Python's datetime.
            ("date", written("2025-06-30"), Cell::Date(20_269)),
            ("date", written("1969-12-31"), Cell::Date(-1)),
            ("date", Value::Null, Cell::Null),
        ] {
            assert_eq!(cell(declared, &value), Ok(expected), "{declared}");
        }
        for text in [
            "2025-06-30 12:44:56.5",
            "2025-06-30T12:44:56.5",
            "2025-06-30 12:44:56.500+00",
            "2025-06-30 14:44:56.500+02",
            "2025-06-30 12:44:56.500 UTC",
        ] {
            let read = cell("timestamp(3) with time zone", &written(text));
            assert_eq!(read, Ok(Cell::Timestamp(1_751_287_496_500_000)), "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (declared, value) in [
            ("numeric", written("1e5")),
            ("numeric", Value::Float(0.1)),
            ("int8", written("1.5")),
            ("date", written("soon")),
            ("bool", written("maybe")),
            ("timestamp", Value::Whole(1)),
        ] {
            let error = cell(declared, &value).unwrap_err().to_string();
            assert!(
                error.contains(&format!("the column c is {declared} and holds")),
                "{error}"
            );
        }
    }

    #[test]
    fn types_are_those_of_the_product() {
        for (declared, expected) in [
            ("character varying", Some(ColumnType::Text)),
            ("string", Some(ColumnType::Text)),
            ("INT", Some(ColumnType::Integer)),
            ("decimal(12,2)", Some(ColumnType::Decimal)),
            ("double precision", Some(ColumnType::Decimal)),
            ("timestamp without time zone", Some(ColumnType::Timestamp)),
            ("array<string>", None),
            ("struct<a:int>", None),
        ] {
            assert_eq!(column_type(declared), expected, "{declared}");
        }
    }
}
