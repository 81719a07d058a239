//! A *CSV file* holds the rows of one table as RFC 4180 text: UTF-8, with or without a byte order mark, lines ended by
//! LF or CRLF, a header with the columns' names.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use arrow::array::RecordBatch;
use csv::ByteRecord;

use super::cell::{Cell, parse};
use super::convert::ConvertError;
use super::intake::Intake;
use crate::schema::TableSchema;

/// Gives each row of a CSV file to an intake and each full batch to `store`. Returns the names of columns that nobody
/// declared, and the hash of all bytes of the file.
pub(super) fn read(
    path: &Path,
    table: &TableSchema,
    intake: &mut Intake<'_>,
    store: &mut dyn FnMut(&RecordBatch) -> Result<(), ConvertError>,
) -> Result<(Vec<String>, blake3::Hash), ConvertError> {
    let mut source = HashingReader {
        inner: File::open(path)?,
        hasher: blake3::Hasher::new(),
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(1 << 16)
        .from_reader(&mut source);
    let mut record = ByteRecord::new();
    let mut extra = Vec::new();
    if reader.read_byte_record(&mut record)? {
        let header = header(&record, table, intake);
        extra = header.extra;
        if !intake.unreadable {
            rows(
                &mut reader,
                &header.places,
                record.len(),
                table,
                intake,
                store,
            )?;
        }
    } else {
        intake.refuse(
            None,
            "the file is empty; its first line must name the columns".to_owned(),
        );
    }
    drop(reader);
    io::copy(&mut source, &mut io::sink())?;
    Ok((extra, source.hasher.finalize()))
}

struct Header {
    /// Position in the file of each declared column.
    places: Vec<Option<usize>>,
    /// Columns that nobody declared.
    extra: Vec<String>,
}

fn header(record: &ByteRecord, table: &TableSchema, intake: &mut Intake<'_>) -> Header {
    let mut places = vec![None; table.columns.len()];
    let mut extra = Vec::new();
    for (place, name) in record.iter().enumerate() {
        let Ok(name) = std::str::from_utf8(name) else {
            intake.refuse(None, "the header is not UTF-8 text".to_owned());
            continue;
        };
        let name = name.trim();
        match table
            .columns
            .iter()
            .position(|c| c.name.eq_ignore_ascii_case(name))
        {
            Some(position) if places[position].is_some() => {
                intake.refuse(
                    Some(name.to_owned()),
                    "the header names this column twice".to_owned(),
                );
            }
            Some(position) => places[position] = Some(place),
            None => extra.push(name.to_owned()),
        }
    }
    if places.iter().all(Option::is_none) && !table.columns.is_empty() {
        let expected = table
            .columns
            .iter()
            .map(|c| c.name.as_str())
            .collect::<Vec<_>>()
            .join(",");
        intake.refuse(
            None,
            format!("the first line names none of the columns; it should be {expected}"),
        );
    } else {
        intake.columns_at(&places);
    }
    Header { places, extra }
}

fn rows<R: Read>(
    reader: &mut csv::Reader<R>,
    places: &[Option<usize>],
    width: usize,
    table: &TableSchema,
    intake: &mut Intake<'_>,
    store: &mut dyn FnMut(&RecordBatch) -> Result<(), ConvertError>,
) -> Result<(), ConvertError> {
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() != width {
            let mut reason = format!(
                "{} values where the header names {width} columns",
                record.len()
            );
            if record.iter().any(|value| value.contains(&b'\n')) {
                reason.push_str(
                    "; a value runs over the end of its line: is a quotation mark not closed?",
                );
            }
            let first = record.get(0).map(String::from_utf8_lossy);
            intake.row_fault(line, first.as_deref(), reason);
            intake.reject();
            continue;
        }
        let mut cells = Vec::with_capacity(places.len());
        for (position, (place, column)) in places.iter().zip(&table.columns).enumerate() {
            let Some(bytes) = place.and_then(|p| record.get(p)) else {
                cells.push(Cell::Null);
                continue;
            };
            match std::str::from_utf8(bytes) {
                Err(_) => {
                    intake.fault(
                        line,
                        position,
                        Some(&String::from_utf8_lossy(bytes)),
                        "not UTF-8 text",
                    );
                }
                Ok(text) => match parse(text, column.data_type) {
                    Ok(cell) => cells.push(cell),
                    Err(reason) => intake.fault(line, position, Some(text), reason),
                },
            }
        }
        if cells.len() < places.len() {
            intake.reject();
        } else if let Some(batch) = intake.keep(line, &cells)? {
            store(&batch)?;
        }
    }
    Ok(())
}

/// Hashes what is read through it.
struct HashingReader<R> {
    inner: R,
    hasher: blake3::Hasher,
}

impl<R: Read> Read for HashingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        Ok(count)
    }
}
