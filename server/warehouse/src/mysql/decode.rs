//! *Decoding* turns MySQL's binary values into cells.

use sqlx::mysql::{MySql, MySqlRow, MySqlTypeInfo, MySqlValueRef};
use sqlx::{Decode, Row as _, TypeInfo as _, ValueRef as _};

use crate::collection::{Cell, Decimal, Kind};
use crate::engine::WarehouseError;

const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

/// As what the values of a type are shown; none for a type that cannot be.
pub(super) fn kind(info: &MySqlTypeInfo) -> Option<Kind> {
    let name = info.name();
    Some(match name.strip_suffix(" UNSIGNED").unwrap_or(name) {
        "BOOLEAN" => Kind::Boolean,
        "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "BIGINT" | "YEAR" | "BIT" => Kind::Integer,
        "DECIMAL" => Kind::Decimal,
        "FLOAT" | "DOUBLE" => Kind::Float,
        "DATE" => Kind::Date,
        "DATETIME" | "TIMESTAMP" => Kind::Timestamp,
        "CHAR" | "VARCHAR" | "TINYTEXT" | "TEXT" | "MEDIUMTEXT" | "LONGTEXT" | "ENUM" | "SET"
        | "JSON" | "TIME" | "NULL" | "BINARY" | "VARBINARY" | "TINYBLOB" | "BLOB"
        | "MEDIUMBLOB" | "LONGBLOB" => Kind::Text,
        _ => return None,
    })
}

/// A column of a row as text.
pub(super) fn text(row: &MySqlRow, column: usize) -> Result<String, sqlx::Error> {
    let value = row.try_get_raw(column)?;
    if value.is_null() {
        return Ok(String::new());
    }
    let bytes = <&[u8] as Decode<MySql>>::decode(value).map_err(sqlx::Error::Decode)?;
    String::from_utf8(bytes.to_vec()).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// One value of a column.
pub(super) fn cell(
    value: MySqlValueRef<'_>,
    kind: Kind,
    column: &str,
) -> Result<Cell, WarehouseError> {
    if value.is_null() {
        return Ok(Cell::Null);
    }
    let info = value.type_info().into_owned();
    let broken =
        || WarehouseError::Engine(format!("a value of the column {column} cannot be read"));
    let bytes = <&[u8] as Decode<MySql>>::decode(value).map_err(|_| broken())?;
    Ok(match kind {
        Kind::Integer if info.name() == "BIT" => Cell::Integer(bits(bytes).ok_or_else(broken)?),
        Kind::Integer => {
            let signed = !info.name().ends_with("UNSIGNED") && info.name() != "YEAR";
            let read = integer(bytes, signed).ok_or_else(broken)?;
            Cell::Integer(i64::try_from(read).map_err(|_| {
                WarehouseError::Execution(format!(
                    "the column {column} holds a number beyond 64 bits; cast it to DECIMAL"
                ))
            })?)
        }
        Kind::Boolean => Cell::Boolean(integer(bytes, true).ok_or_else(broken)? != 0),
        Kind::Float => Cell::Float(float(bytes).ok_or_else(broken)?),
        Kind::Decimal => {
            let text = std::str::from_utf8(bytes).map_err(|_| broken())?;
            Cell::Decimal(Decimal::parse(text).ok_or_else(broken)?)
        }
        // The zero date stands for none.
        Kind::Date => instant(bytes)
            .ok_or_else(broken)?
            .map_or(Ok(Cell::Null), |micros| {
                i32::try_from(micros.div_euclid(DAY_MICROS))
                    .map(Cell::Date)
                    .map_err(|_| broken())
            })?,
        Kind::Timestamp => instant(bytes)
            .ok_or_else(broken)?
            .map_or(Cell::Null, Cell::Timestamp),
        Kind::Text if info.name() == "TIME" => Cell::Text(time(bytes).ok_or_else(broken)?),
        Kind::Text => Cell::Text(String::from_utf8(bytes.to_vec()).map_err(|_| {
            WarehouseError::Invalid(format!(
                "the column {column} holds bytes that are no text; leave it out"
            ))
        })?),
    })
}

/// A little-endian integer of one to eight bytes.
fn integer(bytes: &[u8], signed: bool) -> Option<i128> {
    let last = *bytes.last().filter(|_| bytes.len() <= 8)?;
    let fill = if signed && last & 0x80 != 0 { 0xff } else { 0 };
    let mut wide = [fill; 16];
    wide[..bytes.len()].copy_from_slice(bytes);
    Some(i128::from_le_bytes(wide))
}

/// The bits of a BIT column, the highest first.
fn bits(bytes: &[u8]) -> Option<i64> {
    let mut value: i64 = 0;
    for byte in bytes {
        value = value.checked_mul(256)?.checked_add(i64::from(*byte))?;
    }
    Some(value)
}

fn float(bytes: &[u8]) -> Option<f64> {
    Some(match *bytes {
        [a, b, c, d] => f64::from(f32::from_le_bytes([a, b, c, d])),
        _ => f64::from_le_bytes(bytes.try_into().ok()?),
    })
}

/// A date with or without a time in microseconds after 1970-01-01: a length, then year, month and day, then hour, minute
/// and second, then microseconds. What is left out is zero; the inner `None` is the zero date.
#[expect(
    clippy::option_option,
    reason = "bytes that are no date, and the date that is none, are two things"
)]
fn instant(bytes: &[u8]) -> Option<Option<i64>> {
    let (length, rest) = bytes.split_first()?;
    if rest.len() != usize::from(*length) {
        return None;
    }
    let part = |at: usize| rest.get(at).copied().unwrap_or(0);
    let year = i64::from(u16::from_le_bytes([part(0), part(1)]));
    let (month, day) = (i64::from(part(2)), i64::from(part(3)));
    if month == 0 || day == 0 {
        return Some(None);
    }
    let seconds = i64::from(part(4)) * 3600 + i64::from(part(5)) * 60 + i64::from(part(6));
    let micros = i64::from(u32::from_le_bytes([part(7), part(8), part(9), part(10)]));
    Some(Some(
        days(year, month, day) * DAY_MICROS + seconds * 1_000_000 + micros,
    ))
}

/// Days after 1970-01-01 of a day of the Gregorian calendar; years begin in March here, so that the leap day is the last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// A length of time: a length, the sign, days, hours, minutes and seconds, then microseconds.
fn time(bytes: &[u8]) -> Option<String> {
    let (length, rest) = bytes.split_first()?;
    if rest.len() != usize::from(*length) {
        return None;
    }
    let part = |at: usize| rest.get(at).copied().unwrap_or(0);
    let sign = if part(0) == 0 { "" } else { "-" };
    let days = u32::from_le_bytes([part(1), part(2), part(3), part(4)]);
    let hours = u64::from(days) * 24 + u64::from(part(5));
    let clock = format!("{sign}{hours:02}:{:02}:{:02}", part(6), part(7));
    let micros = u32::from_le_bytes([part(8), part(9), part(10), part(11)]);
    Some(if micros == 0 {
        clock
    } else {
        format!("{clock}.{}", format!("{micros:06}").trim_end_matches('0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(days(1970, 1, 1), 0);
        assert_eq!(days(1969, 12, 31), -1);
        assert_eq!(days(2000, 2, 29), 11_016);
        // 2025-06-30 is day 20,269.
        assert_eq!(days(2025, 6, 30), 20_269);
    }

    #[test]
    fn instants_leave_out_what_is_zero() {
        let day = [4, 0xe9, 0x07, 6, 30];
        assert_eq!(instant(&day), Some(Some(20_269 * DAY_MICROS)));
        let moment = [7, 0xe9, 0x07, 6, 30, 12, 44, 56];
        assert_eq!(instant(&moment), Some(Some(1_751_287_496_000_000)));
        let exact = [11, 0xe9, 0x07, 6, 30, 12, 44, 56, 0x20, 0xa1, 0x07, 0];
        assert_eq!(instant(&exact), Some(Some(1_751_287_496_500_000)));
        assert_eq!(instant(&[0]), Some(None));
        assert_eq!(instant(&[4, 1]), None);
    }

    #[test]
    fn integers_have_a_sign_or_not() {
        assert_eq!(integer(&[0xff], true), Some(-1));
        assert_eq!(integer(&[0xff], false), Some(255));
        assert_eq!(integer(&[0x00, 0x80], true), Some(-32_768));
        assert_eq!(integer(&[0xff; 8], false), Some(i128::from(u64::MAX)));
        assert_eq!(integer(&[], true), None);
        assert_eq!(bits(&[1, 0]), Some(256));
    }

    #[test]
    fn times_may_be_longer_than_a_day() {
        assert_eq!(time(&[0]).as_deref(), Some("00:00:00"));
        assert_eq!(
            time(&[8, 1, 1, 0, 0, 0, 2, 3, 4]).as_deref(),
            Some("-26:03:04")
        );
    }
}
