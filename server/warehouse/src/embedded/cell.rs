//! A *cell* is one value on its way from a file into a table, strictly of the declared type.

use crate::schema::{ColumnType, DECIMAL_PRECISION, DECIMAL_SCALE};

/// Digits that a decimal holds before the point.
const WHOLE_DIGITS: usize = DECIMAL_PRECISION as usize - DECIMAL_SCALE as usize;
/// Digits that a decimal holds after the point.
const FRACTION_DIGITS: usize = DECIMAL_SCALE as usize;

/// A value of a declared type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell<'a> {
    /// No value.
    Null,
    /// UTF-8 text, never empty.
    Text(&'a str),
    /// Whole number.
    Integer(i64),
    /// Ten-thousandths.
    Decimal(i128),
    /// True or false.
    Boolean(bool),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds since 1970-01-01T00:00:00.
    Timestamp(i64),
}

impl Cell<'_> {
    /// Appends bytes that differ whenever values differ; a sequence of them is unambiguous.
    pub(super) fn write_key(&self, key: &mut Vec<u8>) {
        match self {
            Self::Null => key.push(0),
            Self::Text(text) => {
                key.push(1);
                key.extend_from_slice(&(text.len() as u64).to_le_bytes());
                key.extend_from_slice(text.as_bytes());
            }
            Self::Integer(value) | Self::Timestamp(value) => {
                key.push(2);
                key.extend_from_slice(&value.to_le_bytes());
            }
            Self::Decimal(value) => {
                key.push(3);
                key.extend_from_slice(&value.to_le_bytes());
            }
            Self::Boolean(value) => key.extend_from_slice(&[4, u8::from(*value)]),
            Self::Date(value) => {
                key.push(5);
                key.extend_from_slice(&value.to_le_bytes());
            }
        }
    }
}

/// Reads a cell of a CSV file. An empty one is NULL. The error says what is wrong with the text and what is expected.
pub(super) fn parse(text: &str, data_type: ColumnType) -> Result<Cell<'_>, &'static str> {
    if text.is_empty() {
        return Ok(Cell::Null);
    }
    match data_type {
        ColumnType::Text => Ok(Cell::Text(text)),
        ColumnType::Integer => integer(text).map(Cell::Integer),
        ColumnType::Decimal => decimal(text).map(Cell::Decimal),
        ColumnType::Boolean => boolean(text).map(Cell::Boolean),
        ColumnType::Date => date(text).map(Cell::Date),
        ColumnType::Timestamp => timestamp(text).map(Cell::Timestamp),
    }
}

fn integer(text: &str) -> Result<i64, &'static str> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !all_digits(digits) {
        return Err("not a whole number (digits only, such as 1200)");
    }
    text.parse()
        .map_err(|_| "a whole number outside the 64 bits that are kept")
}

fn decimal(text: &str) -> Result<i128, &'static str> {
    const FORM: &str =
        "not a decimal number (digits with a point, such as 1234.50; no separators of thousands)";
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if (whole.is_empty() && fraction.is_empty())
        || !whole
            .bytes()
            .chain(fraction.bytes())
            .all(|b| b.is_ascii_digit())
    {
        return Err(FORM);
    }
    let whole = whole.trim_start_matches('0');
    if whole.len() > WHOLE_DIGITS {
        return Err("a number with more than 18 digits before the point");
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > FRACTION_DIGITS {
        return Err("a number with more than 4 digits after the point");
    }
    let mut value = 0_i128;
    for digit in whole.bytes().chain(fraction.bytes()) {
        value = value * 10 + i128::from(digit - b'0');
    }
    for _ in fraction.len()..FRACTION_DIGITS {
        value *= 10;
    }
    Ok(if negative { -value } else { value })
}

fn boolean(text: &str) -> Result<bool, &'static str> {
    const TRUE: [&str; 3] = ["true", "t", "1"];
    const FALSE: [&str; 3] = ["false", "f", "0"];
    if TRUE.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        Ok(true)
    } else if FALSE.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        Ok(false)
    } else {
        Err("neither true nor false")
    }
}

fn date(text: &str) -> Result<i32, &'static str> {
    const FORM: &str = "not a date (year-month-day, such as 2025-06-30)";
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return Err(FORM);
    }
    let (Some(year), Some(month), Some(day)) = (
        number(&bytes[..4]),
        number(&bytes[5..7]),
        number(&bytes[8..]),
    ) else {
        return Err(FORM);
    };
    if year == 0 || !(1..=12).contains(&month) || day == 0 || day > days_in(year, month) {
        return Err("a day that the calendar does not have");
    }
    Ok(days_since_epoch(year, month, day))
}

fn timestamp(text: &str) -> Result<i64, &'static str> {
    const FORM: &str = "not a timestamp (such as 2025-06-30T14:05:00, without a time zone)";
    let (Some(day), rest) = (text.get(..10), text.get(10..).unwrap_or_default()) else {
        return Err(FORM);
    };
    let midnight = i64::from(date(day).map_err(|reason| {
        if reason.starts_with("not") {
            FORM
        } else {
            reason
        }
    })?) * 86_400_000_000;
    if rest.is_empty() {
        return Ok(midnight);
    }
    let (clock, fraction) = rest
        .split_once('.')
        .map_or((rest, None), |(clock, fraction)| (clock, Some(fraction)));
    let bytes = clock.as_bytes();
    if bytes.len() != 9 || !matches!(bytes[0], b'T' | b' ') || bytes[3] != b':' || bytes[6] != b':'
    {
        return Err(FORM);
    }
    let (Some(hour), Some(minute), Some(second)) = (
        number(&bytes[1..3]),
        number(&bytes[4..6]),
        number(&bytes[7..]),
    ) else {
        return Err(FORM);
    };
    if hour > 23 || minute > 59 || second > 59 {
        return Err("a time of day that the clock does not have");
    }
    let mut micros = 0_i64;
    if let Some(fraction) = fraction {
        if !all_digits(fraction) {
            return Err(FORM);
        }
        if fraction.trim_end_matches('0').len() > 6 {
            return Err("a timestamp finer than a microsecond");
        }
        for position in 0..6 {
            micros = micros * 10
                + fraction
                    .as_bytes()
                    .get(position)
                    .map_or(0, |b| i64::from(b - b'0'));
        }
    }
    Ok(midnight + i64::from(hour * 3600 + minute * 60 + second) * 1_000_000 + micros)
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A number of a few digits.
fn number(digits: &[u8]) -> Option<i32> {
    digits.iter().try_fold(0, |value, b| {
        b.is_ascii_digit().then(|| value * 10 + i32::from(b - b'0'))
    })
}

fn days_in(year: i32, month: i32) -> i32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, for years from 1 on: Howard Hinnant's `days_from_civil`
/// (<https://howardhinnant.github.io/date_algorithms.html>), in which years begin in March.
fn days_since_epoch(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year / 400;
    let year_of_era = year % 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_cell_is_null() {
        for data_type in [
            ColumnType::Text,
            ColumnType::Integer,
            ColumnType::Decimal,
            ColumnType::Date,
        ] {
            assert_eq!(parse("", data_type), Ok(Cell::Null));
        }
    }

    #[test]
    fn integers() {
        assert_eq!(integer("0"), Ok(0));
        assert_eq!(integer("-17"), Ok(-17));
        assert_eq!(integer("+17"), Ok(17));
        assert_eq!(integer("9223372036854775807"), Ok(i64::MAX));
        assert!(integer("9223372036854775808").is_err());
        for text in ["12.0", " 12", "12 ", "1,200", "1e3", "-", "x"] {
            assert!(integer(text).is_err(), "{text}");
        }
    }

    #[test]
    fn decimals() {
        assert_eq!(decimal("12.5"), Ok(125_000));
        assert_eq!(decimal("-0.0001"), Ok(-1));
        assert_eq!(decimal(".5"), Ok(5_000));
        assert_eq!(decimal("5."), Ok(50_000));
        assert_eq!(decimal("0012.50000000"), Ok(125_000));
        assert_eq!(
            decimal("999999999999999999.9999"),
            Ok(9_999_999_999_999_999_999_999)
        );
        assert!(decimal("1000000000000000000").is_err());
        assert!(decimal("0.00001").is_err());
        for text in ["1,5", "1e3", ".", "-", "NaN", "$5", "1.2.3", "١"] {
            assert!(decimal(text).is_err(), "{text}");
        }
    }

    #[test]
    fn booleans() {
        assert_eq!(boolean("TRUE"), Ok(true));
        assert_eq!(boolean("f"), Ok(false));
        assert_eq!(boolean("0"), Ok(false));
        assert!(boolean("yes").is_err());
    }

    #[test]
    fn dates() {
        // Days counted with Python: (date(y, m, d) - date(1970, 1, 1)).days
        assert_eq!(date("1970-01-01"), Ok(0));
        assert_eq!(date("1969-12-31"), Ok(-1));
        assert_eq!(date("2000-02-29"), Ok(11_016));
        assert_eq!(date("2025-06-30"), Ok(20_269));
        assert_eq!(date("0001-01-01"), Ok(-719_162));
        assert_eq!(date("9999-12-31"), Ok(2_932_896));
        for text in [
            "2025-02-29",
            "1900-02-29",
            "2025-13-01",
            "2025-00-10",
            "2025-04-31",
            "2025-01-00",
            "0000-01-01",
        ] {
            assert_eq!(
                date(text),
                Err("a day that the calendar does not have"),
                "{text}"
            );
        }
        for text in [
            "30.06.2025",
            "2025-6-30",
            "20250630",
            "2025/06/30",
            "2025-06-30T00:00:00",
            "2025-0x-01",
            "ü2025-6-0",
        ] {
            assert!(date(text).is_err(), "{text}");
        }
    }

    #[test]
    fn timestamps() {
        assert_eq!(timestamp("1970-01-02"), Ok(86_400_000_000));
        assert_eq!(
            timestamp("2025-06-30T12:44:56.5"),
            Ok(1_751_287_496_500_000)
        );
        assert_eq!(timestamp("2025-06-30 12:44:56"), Ok(1_751_287_496_000_000));
        assert_eq!(timestamp("1970-01-01T00:00:00.0000010"), Ok(1));
        for text in [
            "2025-06-30T24:00:00",
            "2025-06-30T12:60:00",
            "2025-06-30T12:44",
            "2025-06-30T12:44:56Z",
            "2025-06-30T12:44:56+02:00",
            "2025-06-30T12:44:56.",
            "1970-01-01T00:00:00.0000001",
            "yesterday",
        ] {
            assert!(timestamp(text).is_err(), "{text}");
        }
    }

    #[test]
    fn keys_of_different_rows_differ() {
        let key = |cells: &[Cell<'_>]| {
            let mut key = Vec::new();
            for cell in cells {
                cell.write_key(&mut key);
            }
            key
        };
        assert_ne!(
            key(&[Cell::Text("ab"), Cell::Text("c")]),
            key(&[Cell::Text("a"), Cell::Text("bc")])
        );
        assert_ne!(
            key(&[Cell::Null, Cell::Text("a")]),
            key(&[Cell::Text("a"), Cell::Null])
        );
    }
}
