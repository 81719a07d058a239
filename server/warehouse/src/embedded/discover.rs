//! *Discovery* finds the tables of a folder that nobody has declared: its CSV and Parquet files, each column with the
//! narrowest type that all its values have.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use arrow::datatypes::DataType;
use csv::ByteRecord;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::OpenError;
use super::cell::parse;
use crate::schema::{ColumnSchema, ColumnType, TableSchema};

/// Types of the values of a CSV file, the narrowest first. What none of them holds is text.
const TYPES: [ColumnType; 5] = [
    ColumnType::Boolean,
    ColumnType::Integer,
    ColumnType::Decimal,
    ColumnType::Date,
    ColumnType::Timestamp,
];

/// The tables of a folder in the order of their names. Nothing is known of their keys, and every column may be empty;
/// one that has no values at all is text. Blocks while files are read.
///
/// # Errors
/// When the folder or a file cannot be read, or when there is no CSV or Parquet file.
pub fn discover(folder: &Path) -> Result<Vec<TableSchema>, OpenError> {
    let entries = fs::read_dir(folder).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => OpenError::NoFolder(folder.to_owned()),
        _ => OpenError::file(folder, &error),
    })?;
    let mut files: BTreeMap<String, PathBuf> = BTreeMap::new();
    for entry in entries {
        let path = entry.map_err(|e| OpenError::file(folder, &e))?.path();
        let (Some(name), Some(ending)) = (path.file_stem(), path.extension()) else {
            continue;
        };
        if path.is_file() && (ending == "csv" || ending == "parquet") {
            files.insert(name.to_string_lossy().into_owned(), path);
        }
    }
    if files.is_empty() {
        return Err(OpenError::File {
            path: folder.to_owned(),
            message: "there is no CSV or Parquet file in this folder".to_owned(),
        });
    }
    files
        .into_iter()
        .map(|(name, path)| {
            let columns = if path.extension().is_some_and(|e| e == "csv") {
                csv_columns(&path)
            } else {
                parquet_columns(&path)
            };
            let columns = columns.map_err(|error| OpenError::file(&path, &error))?;
            Ok(TableSchema {
                name,
                columns: columns
                    .into_iter()
                    .map(|(name, data_type)| ColumnSchema {
                        name,
                        data_type,
                        nullable: true,
                    })
                    .collect(),
                primary_key: Vec::new(),
            })
        })
        .collect()
}

/// What the values of a column have been so far.
struct Seen {
    /// Types that hold all of them; by position in [`TYPES`].
    possible: [bool; TYPES.len()],
    /// There was a value.
    any: bool,
}

impl Seen {
    fn look_at(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.any = true;
        let Ok(text) = std::str::from_utf8(bytes) else {
            self.possible = [false; TYPES.len()];
            return;
        };
        for (possible, data_type) in self.possible.iter_mut().zip(TYPES) {
            *possible = *possible && holds(data_type, text);
        }
    }

    fn data_type(&self) -> ColumnType {
        let found = TYPES.iter().zip(self.possible).find(|(_, p)| *p);
        match found {
            Some((data_type, _)) if self.any => *data_type,
            _ => ColumnType::Text,
        }
    }
}

/// Whether a type holds a text without losing anything of it: 00123 is a code, not the number 123.
fn holds(data_type: ColumnType, text: &str) -> bool {
    match data_type {
        // A 1 among ones and noughts is a number.
        ColumnType::Boolean => {
            text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
        }
        ColumnType::Integer | ColumnType::Decimal => {
            let mut digits = text.trim_start_matches('-').bytes();
            let padded =
                digits.next() == Some(b'0') && digits.next().is_some_and(|b| b.is_ascii_digit());
            !padded && !text.starts_with('+') && parse(text, data_type).is_ok()
        }
        _ => parse(text, data_type).is_ok(),
    }
}

fn csv_columns(path: &Path) -> io::Result<Vec<(String, ColumnType)>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(1 << 16)
        .from_reader(File::open(path)?);
    let mut record = ByteRecord::new();
    if !reader.read_byte_record(&mut record)? {
        return Ok(Vec::new());
    }
    let names: Vec<String> = record
        .iter()
        .map(|name| String::from_utf8_lossy(name).trim().to_owned())
        .collect();
    let mut seen: Vec<Seen> = names
        .iter()
        .map(|_| Seen {
            possible: [true; TYPES.len()],
            any: false,
        })
        .collect();
    // A row of another width is faulty; opening the folder says so.
    while reader.read_byte_record(&mut record)? {
        for (column, value) in seen.iter_mut().zip(&record) {
            column.look_at(value);
        }
    }
    Ok(names
        .into_iter()
        .zip(seen)
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, seen)| (name, seen.data_type()))
        .collect())
}

fn parquet_columns(path: &Path) -> io::Result<Vec<(String, ColumnType)>> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    // What has no type of its own (lists, structures) is not read.
    let plain = |data_type: &DataType| {
        !data_type.is_nested() || matches!(data_type, DataType::Dictionary(..))
    };
    Ok(builder
        .schema()
        .fields()
        .iter()
        .filter(|field| plain(field.data_type()))
        .map(|field| (field.name().clone(), ColumnType::of(field.data_type())))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn types(csv: &str) -> Vec<(String, ColumnType)> {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let file = folder.path().join("thing.csv");
        fs::write(&file, csv).unwrap_or_else(|e| panic!("{e}"));
        let found = discover(folder.path()).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(found[0].name, "thing");
        found[0]
            .columns
            .iter()
            .map(|c| (c.name.clone(), c.data_type))
            .collect()
    }

    #[test]
    fn each_column_has_the_narrowest_type_of_its_values() {
        let csv = "code,count,price,day,moment,done,none,mixed\n\
                   007,1,1.5,2024-01-02,2024-01-02T10:00:00,true,,1\n\
                   012,0,2,2024-02-29,2024-01-02,FALSE,,x\n";
        let expected = [
            ("code", ColumnType::Text),
            ("count", ColumnType::Integer),
            ("price", ColumnType::Decimal),
            ("day", ColumnType::Date),
            ("moment", ColumnType::Timestamp),
            ("done", ColumnType::Boolean),
            ("none", ColumnType::Text),
            ("mixed", ColumnType::Text),
        ];
        let expected = expected.map(|(name, t)| (name.to_owned(), t));
        assert_eq!(types(csv), expected);
    }

    #[test]
    fn numbers_that_would_lose_something_are_text() {
        assert_eq!(types("a,b\n0.00001,+5\n")[0].1, ColumnType::Text);
        assert_eq!(types("a,b\n0.00001,+5\n")[1].1, ColumnType::Text);
        assert_eq!(types("a\n2024-02-30\n")[0].1, ColumnType::Text);
    }

    #[test]
    fn a_folder_without_tables_is_refused() {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let refused = discover(folder.path()).map(|found| found.len());
        assert!(
            matches!(refused, Err(OpenError::File { .. })),
            "{refused:?}"
        );
        let missing = discover(&folder.path().join("nowhere")).map(|found| found.len());
        assert!(
            matches!(missing, Err(OpenError::NoFolder(_))),
            "{missing:?}"
        );
    }
}
