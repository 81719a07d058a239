//! A *column* of the sheet knows how its values are written, and how wide they stand.

use assistant::AnswerColumn;
use rust_xlsxwriter::{Format, FormatAlign, Worksheet};
use serde_json::Value;

use super::{
    Cuts, DAY, ExportError, INSTANT, NUMBER_DIGITS, digits, fitting, heading, moment, text,
};

/// Rows that are looked at to find a width.
const MEASURED_ROWS: usize = 1_000;
/// Narrowest column, in characters.
const NARROWEST: f64 = 8.0;
/// Widest column, in characters.
const WIDEST: f64 = 60.0;
/// Room for the arrow of the filter, in characters.
const ARROW: usize = 3;

/// How the values of a column are written.
pub(super) struct Column<'a> {
    of: &'a AnswerColumn,
    pub(super) heading: String,
    pub(super) width: f64,
    format: Format,
    /// For a number that a cell cannot hold: its digits as text, to the right.
    long_number: Format,
}

impl<'a> Column<'a> {
    pub(super) fn new(
        column: &'a AnswerColumn,
        values: impl Iterator<Item = &'a Value> + Clone,
    ) -> Self {
        // A fraction is shown as per cent, which says its own unit.
        let heading = if column.unit.as_deref() == Some("fraction") {
            column.label.clone()
        } else {
            heading(column)
        };
        let format = match column.data_type.as_str() {
            "integer" | "decimal" => {
                let places = values
                    .clone()
                    .filter_map(|value| digits(value, column))
                    .map(|digits| places(&digits))
                    .max()
                    .unwrap_or(0);
                Format::new().set_num_format(number_format(column, places))
            }
            "date" => Format::new().set_num_format(DAY),
            "timestamp" => Format::new().set_num_format(INSTANT),
            _ => Format::new(),
        };
        let widest = values
            .take(MEASURED_ROWS)
            .map(|value| characters(value, column))
            .chain([heading.chars().count() + ARROW])
            .max()
            .unwrap_or(0);
        let width = f64::from(u32::try_from(widest).unwrap_or(u32::MAX)) + 1.0;
        Self {
            of: column,
            heading,
            width: width.clamp(NARROWEST, WIDEST),
            format,
            long_number: Format::new().set_align(FormatAlign::Right),
        }
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self.of.data_type.as_str(), "integer" | "decimal")
    }

    /// Writes one value; no value is an empty cell.
    pub(super) fn write(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        position: u16,
        value: &Value,
        cuts: &mut Cuts,
    ) -> Result<(), ExportError> {
        if let Some(digits) = digits(value, self.of) {
            match digits.parse::<f64>() {
                // A quotient is the nearest binary number, which a cell holds as it is.
                Ok(number) if value.is_f64() || figures(&digits) <= NUMBER_DIGITS => {
                    sheet.write_number_with_format(row, position, number, &self.format)?
                }
                _ => sheet.write_string_with_format(row, position, digits, &self.long_number)?,
            };
            return Ok(());
        }
        match value {
            Value::Null => {}
            Value::Bool(flag) => {
                sheet.write_boolean(row, position, *flag)?;
            }
            value => {
                let text = text(value);
                let moment = match self.of.data_type.as_str() {
                    "date" | "timestamp" => moment(&text),
                    _ => None,
                };
                match moment {
                    Some(moment) => {
                        sheet.write_datetime_with_format(row, position, moment, &self.format)?
                    }
                    None => sheet.write_string(row, position, fitting(&text, cuts))?,
                };
            }
        }
        Ok(())
    }
}

/// How a number is shown; its cell holds all of its digits.
fn number_format(column: &AnswerColumn, places: usize) -> String {
    let places = match places {
        places @ 0..=4 => places,
        // A quotient: rounded to what a person reads.
        _ => 2,
    };
    let point = if places == 0 { "" } else { "." };
    match column.unit.as_deref() {
        Some("USD") if places > 2 => format!("$#,##0.00{}", "#".repeat(places - 2)),
        Some("USD") => "$#,##0.00".to_owned(),
        Some("fraction") => "0.0%".to_owned(),
        // Without a unit a whole number may be a year or an order's number.
        None if column.data_type == "integer" => "0".to_owned(),
        _ => format!("#,##0{point}{}", "0".repeat(places)),
    }
}

/// Digits after the point.
fn places(digits: &str) -> usize {
    digits.split_once('.').map_or(0, |(_, places)| places.len())
}

/// Digits that say something: without sign, point and the zeros before and after them.
fn figures(digits: &str) -> usize {
    let all: String = digits.chars().filter(char::is_ascii_digit).collect();
    let all = all.trim_start_matches('0');
    if digits.contains('.') {
        all.trim_end_matches('0').len()
    } else {
        all.len()
    }
}

/// Characters that a value takes on the sheet.
fn characters(value: &Value, column: &AnswerColumn) -> usize {
    if let Some(digits) = digits(value, column) {
        let (whole, places) = digits.split_once('.').unwrap_or((&digits, ""));
        // Separators, the point and a currency sign.
        return whole.len() + whole.len() / 3 + places.len().min(4) + 2;
    }
    match column.data_type.as_str() {
        _ if value.is_null() => 0,
        "date" => DAY.len(),
        "timestamp" => INSTANT.len(),
        _ => text(value)
            .lines()
            .map(|line| line.chars().count())
            .max()
            .unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format_of(unit: Option<&str>, data_type: &str, places: usize) -> String {
        let column = AnswerColumn {
            data_type: data_type.to_owned(),
            unit: unit.map(str::to_owned),
            ..crate::export::tests::column("n")
        };
        number_format(&column, places)
    }

    #[test]
    fn units_decide_how_a_number_is_shown() {
        assert_eq!(format_of(Some("USD"), "decimal", 0), "$#,##0.00");
        assert_eq!(format_of(Some("USD"), "decimal", 4), "$#,##0.00##");
        assert_eq!(format_of(Some("fraction"), "decimal", 9), "0.0%");
        assert_eq!(format_of(Some("units"), "integer", 0), "#,##0");
        assert_eq!(format_of(Some("days"), "decimal", 16), "#,##0.00");
        assert_eq!(format_of(None, "integer", 0), "0");
        assert_eq!(format_of(None, "decimal", 1), "#,##0.0");
    }

    #[test]
    fn figures_are_counted_without_zeros_around_them() {
        assert_eq!(figures("0.0012"), 2);
        assert_eq!(figures("-120.50"), 4);
        assert_eq!(figures("1200"), 4);
        assert_eq!(figures("123456789012345678.9012"), 22);
    }
}
