//! *Converting* writes the rows of a source to a Parquet file of the declared types, with what was noticed on the way.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use arrow::error::ArrowError;
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use serde::{Deserialize, Serialize};

use super::fault::Faults;
use super::intake::{BATCH_ROWS, Intake};
use super::source::{Format, Source};
use super::{csv_file, parquet_file};
use crate::schema::TableSchema;

/// Name under which notes are kept in a converted file.
const NOTES_KEY: &str = "warehouse.notes";

/// Why a file could not be read or written at all.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConvertError {
    /// Reading or writing failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The CSV reader failed, which only happens when reading bytes fails.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// Building columns failed.
    #[error(transparent)]
    Arrow(#[from] ArrowError),
    /// Writing Parquet failed, or a converted file is damaged.
    #[error(transparent)]
    Parquet(#[from] ParquetError),
}

/// What was noticed about a file; kept with its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Notes {
    /// Declared columns that the file lacks.
    pub(super) missing_columns: Vec<String>,
    /// Columns that nobody declared.
    pub(super) extra_columns: Vec<String>,
    /// Rows that were left out because something is wrong with them.
    pub(super) rejected: u64,
}

/// A file that has been converted.
#[derive(Debug)]
pub(super) struct Converted {
    /// Hash of the source's bytes as they were read.
    pub(super) source_hash: blake3::Hash,
    /// Hash of the converted file.
    pub(super) content_hash: blake3::Hash,
    /// Rows kept.
    pub(super) rows: u64,
    /// What was noticed.
    pub(super) notes: Notes,
    /// What is wrong with the rows that were left out.
    pub(super) faults: Faults,
    /// The file as a whole cannot be read.
    pub(super) unreadable: bool,
}

/// Converts a source into a new file at `target`, which is on disk for good when this returns.
pub(super) fn convert(
    source: &Source,
    table: &TableSchema,
    target: &Path,
) -> Result<Converted, ConvertError> {
    let name = source.name();
    let mut intake = Intake::new(table, &name);
    let file = HashingWriter {
        inner: BufWriter::new(File::create(target)?),
        hasher: blake3::Hasher::new(),
    };
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .build();
    let mut writer = ArrowWriter::try_new(file, table.arrow(), Some(properties))?;
    let mut store = |batch: &RecordBatch| writer.write(batch).map_err(ConvertError::from);
    let (extra_columns, source_hash) = match source.format {
        Format::Csv => csv_file::read(&source.path, table, &mut intake, &mut store)?,
        Format::Parquet => parquet_file::read(&source.path, table, &mut intake, &mut store)?,
    };
    if let Some(batch) = intake.finish()? {
        store(&batch)?;
    }
    let notes = Notes {
        missing_columns: intake.missing_columns(),
        extra_columns,
        rejected: intake.rejected,
    };
    let text = serde_json::to_string(&notes).map_err(io::Error::other)?;
    writer.append_key_value_metadata(KeyValue::new(NOTES_KEY.to_owned(), text));
    let file = writer.into_inner()?;
    let content_hash = file.hasher.finalize();
    let file = file
        .inner
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    file.sync_all()?;
    Ok(Converted {
        source_hash,
        content_hash,
        rows: intake.rows,
        notes,
        faults: intake.faults,
        unreadable: intake.unreadable,
    })
}

/// Rows of a converted file.
#[derive(Debug)]
pub(super) struct Loaded {
    /// The rows.
    pub(super) batches: Vec<RecordBatch>,
    /// What was noticed when they were converted.
    pub(super) notes: Notes,
}

/// Reads a converted file. None when it is not what was written: another hash, another schema, no notes.
pub(super) fn load(path: &Path, content_hash: &str, table: &TableSchema) -> Option<Loaded> {
    let bytes = fs::read(path).ok()?;
    if !blake3::hash(&bytes).to_hex().starts_with(content_hash) {
        return None;
    }
    let builder = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes))
        .ok()?
        .with_batch_size(BATCH_ROWS);
    let schema = table.arrow();
    if builder.schema().fields() != schema.fields() {
        return None;
    }
    let notes = builder
        .metadata()
        .file_metadata()
        .key_value_metadata()?
        .iter()
        .find(|kv| kv.key == NOTES_KEY)?;
    let notes = serde_json::from_str(notes.value.as_deref()?).ok()?;
    let batches = builder
        .build()
        .ok()?
        .map(|batch| RecordBatch::try_new(schema.clone(), batch?.columns().to_vec()))
        .collect::<Result<_, ArrowError>>()
        .ok()?;
    Some(Loaded { batches, notes })
}

/// Makes the entry of a file or folder in its parent folder survive a power cut.
pub(super) fn sync_parent(path: &Path) -> io::Result<()> {
    let parent = path
        .parent()
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    File::open(parent)?.sync_all()
}

/// Hashes what is written through it.
struct HashingWriter<W> {
    inner: W,
    hasher: blake3::Hasher,
}

impl<W: Write> Write for HashingWriter<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(buffer)?;
        self.hasher.update(&buffer[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
