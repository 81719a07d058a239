//! *Decoding* turns PostgreSQL's binary values into cells.

use std::fmt::Write as _;

use arrow::datatypes::i256;
use sqlx::postgres::{PgTypeInfo, PgTypeKind, PgValueFormat, PgValueRef};
use sqlx::{TypeInfo as _, ValueRef as _};

use crate::collection::{Cell, Decimal, Kind};
use crate::engine::WarehouseError;

/// Days from 1970-01-01 to 2000-01-01, from which PostgreSQL counts.
const EPOCH_DAYS: i32 = 10_957;
/// The same in microseconds.
const EPOCH_MICROS: i64 = 946_684_800_000_000;

/// As what the values of a type are shown; none for a type that cannot be.
pub(super) fn kind(info: &PgTypeInfo) -> Option<Kind> {
    Some(match info.name() {
        "INT2" | "INT4" | "INT8" | "OID" => Kind::Integer,
        "NUMERIC" => Kind::Decimal,
        "FLOAT4" | "FLOAT8" => Kind::Float,
        "BOOL" => Kind::Boolean,
        "DATE" => Kind::Date,
        "TIMESTAMP" | "TIMESTAMPTZ" => Kind::Timestamp,
        "TEXT" | "VARCHAR" | "CHAR" | "NAME" | "\"CHAR\"" | "UNKNOWN" | "JSON" | "JSONB"
        | "UUID" | "TIME" | "INTERVAL" => Kind::Text,
        _ => match info.kind() {
            PgTypeKind::Enum(_) => Kind::Text,
            PgTypeKind::Domain(base) => kind(base)?,
            _ => return None,
        },
    })
}

/// One value of a column.
pub(super) fn cell(
    value: &PgValueRef<'_>,
    kind: Kind,
    column: &str,
) -> Result<Cell, WarehouseError> {
    if value.is_null() {
        return Ok(Cell::Null);
    }
    let broken =
        || WarehouseError::Engine(format!("a value of the column {column} cannot be read"));
    if value.format() != PgValueFormat::Binary {
        return Err(broken());
    }
    let bytes = value.as_bytes().map_err(|_| broken())?;
    let info = value.type_info();
    let info: &PgTypeInfo = match info.kind() {
        PgTypeKind::Domain(base) => base,
        _ => &info,
    };
    let infinite = || {
        WarehouseError::Execution(format!(
            "the column {column} holds a date that is infinite; leave such rows out"
        ))
    };
    Ok(match kind {
        Kind::Integer => Cell::Integer(integer(bytes).ok_or_else(broken)?),
        Kind::Float => Cell::Float(float(bytes).ok_or_else(broken)?),
        Kind::Boolean => Cell::Boolean(bytes.first().ok_or_else(broken)? != &0),
        Kind::Decimal => numeric(bytes).ok_or_else(|| {
            WarehouseError::Execution(format!(
                "the column {column} holds a number of too many digits; round it"
            ))
        })?,
        Kind::Date => {
            let days = i32::from_be_bytes(bytes.try_into().map_err(|_| broken())?);
            Cell::Date(
                days.checked_add(EPOCH_DAYS)
                    .filter(|_| days > i32::MIN)
                    .ok_or_else(infinite)?,
            )
        }
        Kind::Timestamp => {
            let micros = i64::from_be_bytes(bytes.try_into().map_err(|_| broken())?);
            let since = micros
                .checked_add(EPOCH_MICROS)
                .filter(|_| micros > i64::MIN);
            Cell::Timestamp(since.ok_or_else(infinite)?)
        }
        Kind::Text => Cell::Text(text(bytes, info.name()).ok_or_else(broken)?),
    })
}

fn integer(bytes: &[u8]) -> Option<i64> {
    Some(match *bytes {
        [a, b] => i64::from(i16::from_be_bytes([a, b])),
        [a, b, c, d] => i64::from(i32::from_be_bytes([a, b, c, d])),
        _ => i64::from_be_bytes(bytes.try_into().ok()?),
    })
}

fn float(bytes: &[u8]) -> Option<f64> {
    Some(match *bytes {
        [a, b, c, d] => f64::from(f32::from_be_bytes([a, b, c, d])),
        _ => f64::from_be_bytes(bytes.try_into().ok()?),
    })
}

/// A `numeric`: how many groups of four digits, where the point is, the sign, and how many digits are shown after the
/// point; then the groups. What is no number (NaN, infinity) is no value.
fn numeric(bytes: &[u8]) -> Option<Cell> {
    let word = |at: usize| -> Option<u16> {
        let two = bytes.get(at * 2..at * 2 + 2)?;
        Some(u16::from_be_bytes(two.try_into().ok()?))
    };
    let groups = usize::from(word(0)?);
    let weight = i64::from(word(1)?.cast_signed());
    let negative = match word(2)? {
        0x0000 => false,
        0x4000 => true,
        _ => return Some(Cell::Null),
    };
    let scale = u32::from(word(3)?);
    let group = |place: i64| -> Option<i128> {
        let at = usize::try_from(weight - place).ok();
        match at.filter(|at| *at < groups) {
            Some(at) => Some(i128::from(word(4 + at)?)),
            None => Some(0),
        }
    };
    // Groups after the point that hold the shown digits, and how many digits too many they hold.
    let after = i64::from(scale.div_ceil(4));
    let surplus = u32::try_from(after).ok()? * 4 - scale;
    let first = weight.max(0);
    let mut small: i128 = 0;
    let mut large: Option<i256> = None;
    let mut place = first;
    while place >= -after {
        let next = group(place)?;
        // Most numbers fit; only longer ones pay for 256 bits.
        large = match large {
            None => match small.checked_mul(10_000).and_then(|n| n.checked_add(next)) {
                Some(sum) => {
                    small = sum;
                    None
                }
                None => Some(longer(i256::from_i128(small), next)?),
            },
            Some(digits) => Some(longer(digits, next)?),
        };
        place -= 1;
    }
    let digits = large.unwrap_or(i256::from_i128(small));
    let digits = digits.checked_div(i256::from_i128(10_i128.pow(surplus)))?;
    let digits = if negative {
        digits.checked_neg()?
    } else {
        digits
    };
    Some(Cell::Decimal(Decimal { digits, scale }))
}

fn longer(digits: i256, group: i128) -> Option<i256> {
    digits
        .checked_mul(i256::from_i128(10_000))?
        .checked_add(i256::from_i128(group))
}

fn text(bytes: &[u8], name: &str) -> Option<String> {
    match name {
        "UUID" => uuid(bytes),
        "TIME" => Some(time(i64::from_be_bytes(bytes.try_into().ok()?))),
        "INTERVAL" => interval(bytes),
        // The version stands before the text.
        "JSONB" => String::from_utf8(bytes.get(1..)?.to_vec()).ok(),
        // Blanks at the end of a `char(n)` are padding.
        "CHAR" => Some(
            std::str::from_utf8(bytes)
                .ok()?
                .trim_end_matches(' ')
                .to_owned(),
        ),
        _ => String::from_utf8(bytes.to_vec()).ok(),
    }
}

fn uuid(bytes: &[u8]) -> Option<String> {
    let mut written = String::new();
    for (position, byte) in bytes.iter().enumerate() {
        if matches!(position, 4 | 6 | 8 | 10) {
            written.push('-');
        }
        write!(written, "{byte:02x}").ok()?;
    }
    (bytes.len() == 16).then_some(written)
}

/// A time of day, or a length of time below a day.
fn time(micros: i64) -> String {
    let sign = if micros < 0 { "-" } else { "" };
    let micros = micros.unsigned_abs();
    let (seconds, rest) = (micros / 1_000_000, micros % 1_000_000);
    let clock = format!(
        "{sign}{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
    if rest == 0 {
        clock
    } else {
        format!("{clock}.{}", format!("{rest:06}").trim_end_matches('0'))
    }
}

fn interval(bytes: &[u8]) -> Option<String> {
    let micros = i64::from_be_bytes(bytes.get(..8)?.try_into().ok()?);
    let days = i32::from_be_bytes(bytes.get(8..12)?.try_into().ok()?);
    let months = i32::from_be_bytes(bytes.get(12..16)?.try_into().ok()?);
    let mut parts = Vec::new();
    for (number, one, many) in [(months, "month", "months"), (days, "day", "days")] {
        if number != 0 {
            parts.push(format!("{number} {}", if number == 1 { one } else { many }));
        }
    }
    if micros != 0 || parts.is_empty() {
        parts.push(time(micros));
    }
    Some(parts.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The binary form as `numeric_send` writes it.
    fn sent(weight: i16, sign: u16, scale: u16, groups: &[u16]) -> Vec<u8> {
        let mut words = vec![
            u16::try_from(groups.len()).unwrap(),
            weight.cast_unsigned(),
            sign,
            scale,
        ];
        words.extend(groups);
        words.iter().flat_map(|w| w.to_be_bytes()).collect()
    }

    fn read(weight: i16, sign: u16, scale: u16, groups: &[u16]) -> (String, u32) {
        match numeric(&sent(weight, sign, scale, groups)) {
            Some(Cell::Decimal(Decimal { digits, scale })) => (digits.to_string(), scale),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn numbers_are_read_from_groups_of_four_digits() {
        // 12345.6789 is 1|2345|6789 with the first group worth 10000.
        assert_eq!(read(1, 0, 4, &[1, 2345, 6789]), ("123456789".into(), 4));
        // 0.0012: one group, behind the point.
        assert_eq!(read(-1, 0, 4, &[12]), ("12".into(), 4));
        // 0.00000005: trailing group of the second place behind the point.
        assert_eq!(read(-2, 0, 8, &[5]), ("5".into(), 8));
        // 12.5 with two digits shown.
        assert_eq!(read(0, 0x4000, 2, &[12, 5000]), ("-1250".into(), 2));
        // 1000000: trailing zero groups are not sent.
        assert_eq!(read(1, 0, 0, &[100]), ("1000000".into(), 0));
        assert_eq!(read(0, 0, 0, &[]), ("0".into(), 0));
        // 48 digits, more than 128 bits hold.
        assert_eq!(read(11, 0, 0, &[9999; 12]), ("9".repeat(48), 0));
    }

    #[test]
    fn what_is_no_number_is_no_value() {
        for sign in [0xC000, 0xD000, 0xF000] {
            assert_eq!(numeric(&sent(0, sign, 0, &[])), Some(Cell::Null));
        }
        assert_eq!(numeric(&[0, 1]), None);
    }

    #[test]
    fn other_types_become_text() {
        let id = [
            0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 1, 2, 3, 4, 5, 6, 7, 8,
        ];
        assert_eq!(
            text(&id, "UUID").as_deref(),
            Some("12345678-9abc-def0-0102-030405060708")
        );
        assert_eq!(
            text(&45_296_500_000_i64.to_be_bytes(), "TIME").as_deref(),
            Some("12:34:56.5")
        );
        let mut length = 3_600_000_000_i64.to_be_bytes().to_vec();
        length.extend(1_i32.to_be_bytes());
        length.extend(2_i32.to_be_bytes());
        assert_eq!(
            text(&length, "INTERVAL").as_deref(),
            Some("2 months 1 day 01:00:00")
        );
        assert_eq!(text(b"ab  ", "CHAR").as_deref(), Some("ab"));
        assert_eq!(text(b"\x01{}", "JSONB").as_deref(), Some("{}"));
        assert_eq!(text(&[0xff], "TEXT"), None);
    }
}
