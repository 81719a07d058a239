//! An *Excel workbook* holds the rows as typed cells, and on a second sheet what is behind them.
//!
//! Texts are written as texts, never as formulas, whatever they begin with. A number that a cell cannot hold exactly (more
//! than 15 digits) is text. Days and instants are real dates, as far as Excel's calendar reaches (1900 to 9999).

use jiff::tz::TimeZone;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use serde_json::Value;

use super::{Export, ExportError, digits, heading, text};

mod about;
mod column;

use column::Column;

/// Rows of a sheet, the heading included.
const SHEET_ROWS: usize = 1_048_576;
/// Columns of a sheet.
const SHEET_COLUMNS: usize = 16_384;
/// Characters of a cell, counted as UTF-16 has them.
const CELL_CHARACTERS: usize = 32_767;
/// Digits that a number in a cell has.
const NUMBER_DIGITS: usize = 15;
/// What is written at the end of a text that was cut.
const CUT: &str = " … (cut)";

const DAY: &str = "yyyy-mm-dd";
const INSTANT: &str = "yyyy-mm-dd hh:mm:ss";

/// What a workbook has no room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Cuts {
    /// Rows that are left out.
    rows: usize,
    /// Texts of which the end is left out.
    texts: usize,
}

impl From<XlsxError> for ExportError {
    fn from(error: XlsxError) -> Self {
        Self::Writer(error.to_string())
    }
}

/// The workbook of an answer.
pub(super) fn answer(export: &Export) -> Result<Vec<u8>, ExportError> {
    let mut workbook = Workbook::new();
    let properties = DocProperties::new()
        .set_title(fitting(&export.question, &mut Cuts::default()))
        .set_author("Quartermaster");
    workbook.set_properties(&properties);
    let cuts = result(workbook.add_worksheet(), export)?;
    about::write(workbook.add_worksheet(), export, cuts)?;
    Ok(workbook.save_to_buffer()?)
}

/// Writes the rows; says what there was no room for.
fn result(sheet: &mut Worksheet, export: &Export) -> Result<Cuts, ExportError> {
    let answer = &export.answer;
    if answer.columns.len() > SHEET_COLUMNS {
        return Err(ExportError::TooLarge(format!(
            "The result has {} columns; a sheet of Excel holds {SHEET_COLUMNS}. Take the CSV file.",
            answer.columns.len()
        )));
    }
    let rows = &answer.rows[..answer.rows.len().min(SHEET_ROWS - 1)];
    let mut cuts = Cuts {
        rows: answer.rows.len() - rows.len(),
        texts: 0,
    };
    sheet.set_name("Result")?;
    for (position, column) in (0_u16..).zip(&answer.columns) {
        let index = usize::from(position);
        let values = rows
            .iter()
            .map(|row| row.get(index).unwrap_or(&Value::Null));
        let shown = Column::new(column, values.clone());
        sheet.set_column_width(position, shown.width)?;
        let mut heading_format = bold().set_border_bottom(FormatBorder::Thin);
        if shown.is_number() {
            heading_format = heading_format.set_align(FormatAlign::Right);
        }
        sheet.write_string_with_format(
            0,
            position,
            fitting(&shown.heading, &mut cuts),
            &heading_format,
        )?;
        for (row, value) in (1_u32..).zip(values) {
            shown.write(sheet, row, position, value, &mut cuts)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    if let Some(last) = answer.columns.len().checked_sub(1) {
        // Both fit: they were compared with the sheet's limits.
        let last_row = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        sheet.autofilter(0, 0, last_row, u16::try_from(last).unwrap_or(u16::MAX))?;
    }
    sheet.set_landscape().set_repeat_rows(0, 0)?;
    Ok(cuts)
}

/// A text as a cell can hold it; a longer one is cut, says so, and is counted.
fn fitting(text: &str, cuts: &mut Cuts) -> String {
    if text.encode_utf16().count() <= CELL_CHARACTERS {
        return text.to_owned();
    }
    cuts.texts += 1;
    let room = CELL_CHARACTERS - CUT.encode_utf16().count();
    let mut length = 0;
    let mut fitting: String = text
        .chars()
        .take_while(|letter| {
            length += letter.len_utf16();
            length <= room
        })
        .collect();
    fitting.push_str(CUT);
    fitting
}

fn bold() -> Format {
    Format::new().set_bold()
}

/// A day or instant in ISO form as Excel's; none when its calendar does not reach there.
fn moment(iso: &str) -> Option<ExcelDateTime> {
    let is_moment = iso.len() >= 10 && iso.as_bytes().get(4) == Some(&b'-');
    is_moment
        .then(|| ExcelDateTime::parse_from_str(iso).ok())
        .flatten()
}
