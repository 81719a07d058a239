//! An *import* checks a folder of files and takes it over into a folder of the program's own, all or nothing.
//!
//! The destination holds one folder for each import (a *generation*) and a file `CURRENT` that names the one in use. An
//! import fills a new generation, makes it durable, and only then renames a new `CURRENT` over the old one: whenever it
//! is killed, either the old or the new data is in use, whole.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::OpenError;
use super::cache::{FetchError, Fetched};
use super::convert::{Converted, convert, load, sync_parent};
use super::fault::Faults;
use super::source::{self, Source};
use crate::schema::TableSchema;

const CURRENT: &str = "CURRENT";
const MANIFEST: &str = "MANIFEST.json";
const LOCK: &str = ".lock";
const GENERATION: &str = "generation-";

/// What an import took over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReport {
    /// Tables that were taken over, in the order of declaration.
    pub tables: Vec<ImportedTable>,
    /// Declared tables that the folder has no file for.
    pub missing_tables: Vec<String>,
    /// Rows that were left out and why; empty unless leaving out was asked for.
    pub skipped: Faults,
}

/// A table that was taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedTable {
    /// Name of the table.
    pub table: String,
    /// File that it came from.
    pub file: PathBuf,
    /// Rows taken over.
    pub rows: u64,
    /// Rows left out.
    pub skipped_rows: u64,
    /// Declared columns that the file lacks; they are NULL in every row.
    pub missing_columns: Vec<String>,
    /// Columns that nobody declared; they are not taken over.
    pub extra_columns: Vec<String>,
}

/// Why nothing was imported. What was there before is unchanged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportFailed {
    /// Rows are faulty.
    #[error("Nothing was imported, because the files have faults ({count}):\n{0}", count = .0.total)]
    Faulty(Faults),
    /// Files as a whole are faulty, which leaving out rows does not mend.
    #[error("Nothing was imported, because whole files cannot be read:\n{0}")]
    Unreadable(Faults),
    /// The folder does not hold the tables' files.
    #[error("Nothing was imported. {0}")]
    Folder(OpenError),
    /// Another import into the same destination is under way.
    #[error("Nothing was imported, because another import into {} is under way.", .0.display())]
    Busy(PathBuf),
    /// Writing failed.
    #[error("Nothing was imported. {}: {message}", .path.display())]
    Write {
        /// Destination.
        path: PathBuf,
        /// What the system says.
        message: String,
    },
}

/// Checks the files in `folder` and takes them over into `destination`, which [`super::EmbeddedWarehouse::open`] then
/// opens. With `skip_bad`, rows that cannot be read are left out and listed; without, one such row refuses all.
pub fn import(
    folder: &Path,
    destination: &Path,
    schemas: &[TableSchema],
    skip_bad: bool,
) -> Result<ImportReport, ImportFailed> {
    let write = |error: io::Error| ImportFailed::Write {
        path: destination.to_owned(),
        message: error.to_string(),
    };
    let folder = folder
        .canonicalize()
        .map_err(|_| ImportFailed::Folder(OpenError::NoFolder(folder.to_owned())))?;
    let sources: Vec<(&TableSchema, Option<Source>)> = schemas
        .iter()
        .map(|table| source::find(&folder, table).map(|found| (table, found)))
        .collect::<Result<_, _>>()
        .map_err(ImportFailed::Folder)?;
    if sources.iter().all(|(_, source)| source.is_none()) && !schemas.is_empty() {
        let tables = schemas.iter().map(|table| table.name.clone()).collect();
        return Err(ImportFailed::Folder(OpenError::NoTables { folder, tables }));
    }
    fs::create_dir_all(destination).map_err(write)?;
    let lock = File::create(destination.join(LOCK)).map_err(write)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(ImportFailed::Busy(destination.to_owned())),
        Err(TryLockError::Error(error)) => return Err(write(error)),
    }
    remove_unused(destination).map_err(write)?;
    let generation = unused_name(destination).map_err(write)?;
    let staged = destination.join(&generation);
    let imported = stage(&sources, &staged, skip_bad).and_then(|report| {
        publish(destination, &generation).map_err(write)?;
        Ok(report)
    });
    // After success this removes the former generation, after failure the staged one.
    remove_unused(destination).map_err(write)?;
    imported
}

/// Converts all sources into a new folder and makes it durable.
fn stage(
    sources: &[(&TableSchema, Option<Source>)],
    staged: &Path,
    skip_bad: bool,
) -> Result<ImportReport, ImportFailed> {
    let write = |path: &Path, message: String| ImportFailed::Write {
        path: path.to_owned(),
        message,
    };
    fs::create_dir(staged).map_err(|error| write(staged, error.to_string()))?;
    let mut report = ImportReport {
        tables: Vec::new(),
        missing_tables: Vec::new(),
        skipped: Faults::default(),
    };
    let mut manifest = Manifest::default();
    let mut unreadable = false;
    for (table, source) in sources {
        let Some(source) = source else {
            report.missing_tables.push(table.name.clone());
            continue;
        };
        let target = staged.join(format!("{}.parquet", table.name));
        let converted = convert(source, table, &target)
            .map_err(|error| write(&source.path, error.to_string()))?;
        let Converted {
            content_hash,
            rows,
            notes,
            faults,
            unreadable: broken,
            ..
        } = converted;
        unreadable |= broken;
        report.skipped.extend(faults);
        manifest.add(table, content_hash);
        report.tables.push(ImportedTable {
            table: table.name.clone(),
            file: source.path.clone(),
            rows,
            skipped_rows: notes.rejected,
            missing_columns: notes.missing_columns,
            extra_columns: notes.extra_columns,
        });
    }
    if unreadable {
        return Err(ImportFailed::Unreadable(report.skipped));
    }
    if !report.skipped.is_empty() && !skip_bad {
        return Err(ImportFailed::Faulty(report.skipped));
    }
    manifest
        .write(staged)
        .map_err(|error| write(staged, error.to_string()))?;
    Ok(report)
}

/// Makes a staged generation the one in use.
fn publish(destination: &Path, generation: &str) -> io::Result<()> {
    File::open(destination.join(generation))?.sync_all()?;
    File::open(destination)?.sync_all()?;
    let new = destination.join(format!("{CURRENT}.new"));
    let mut file = File::create(&new)?;
    file.write_all(generation.as_bytes())?;
    file.sync_all()?;
    let current = destination.join(CURRENT);
    fs::rename(new, &current)?;
    sync_parent(&current)
}

/// Folder that the files of a data folder are in: the generation in use, or the folder itself when it is a plain one.
pub(super) fn resolve(folder: &Path) -> Result<PathBuf, OpenError> {
    let current = folder.join(CURRENT);
    match fs::read_to_string(&current) {
        Ok(generation)
            if generation.starts_with(GENERATION) && !generation.contains(['/', '\\']) =>
        {
            Ok(folder.join(generation))
        }
        Ok(_) => Err(OpenError::Damaged(current)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(folder.to_owned()),
        Err(error) => Err(OpenError::file(&current, &error)),
    }
}

/// Removes what killed imports left behind, unless an import is under way. Failing to is no reason not to start.
pub(super) fn sweep(folder: &Path) {
    let Ok(lock) = File::open(folder.join(LOCK)) else {
        return;
    };
    if lock.try_lock().is_ok()
        && let Err(error) = remove_unused(folder)
    {
        tracing::warn!(%error, folder = %folder.display(), "remains of an import cannot be removed");
    }
}

/// Removes all generations but the one in use. The caller holds the lock.
fn remove_unused(destination: &Path) -> io::Result<()> {
    let current = fs::read_to_string(destination.join(CURRENT)).unwrap_or_default();
    for entry in fs::read_dir(destination)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(GENERATION) && name != current {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// A name for a new generation: one more than the greatest number there is.
fn unused_name(destination: &Path) -> io::Result<String> {
    let mut greatest = 0_u64;
    for entry in fs::read_dir(destination)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let number = name
            .strip_prefix(GENERATION)
            .and_then(|number| number.parse().ok());
        greatest = greatest.max(number.unwrap_or(0));
    }
    Ok(format!("{GENERATION}{}", greatest + 1))
}

/// What an import wrote: for each table the declaration it was checked against and the hash of its file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Manifest {
    tables: BTreeMap<String, Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    declaration: String,
    content: String,
}

impl Manifest {
    fn add(&mut self, table: &TableSchema, content_hash: blake3::Hash) {
        let declaration = table.fingerprint().to_hex().to_string();
        let content = content_hash.to_hex().to_string();
        self.tables.insert(
            table.name.clone(),
            Entry {
                declaration,
                content,
            },
        );
    }

    fn write(&self, folder: &Path) -> io::Result<()> {
        let mut file = File::create(folder.join(MANIFEST))?;
        file.write_all(&serde_json::to_vec_pretty(self).map_err(io::Error::other)?)?;
        file.sync_all()
    }

    /// Hash of the file of a table that was checked against this very declaration.
    pub(super) fn content_hash(&self, table: &TableSchema) -> Option<&str> {
        let entry = self.tables.get(&table.name)?;
        (entry.declaration == table.fingerprint().to_hex().as_str())
            .then_some(entry.content.as_str())
    }
}

/// The manifest of a generation; a plain folder has none.
pub(super) fn manifest(folder: &Path) -> Result<Option<Manifest>, OpenError> {
    let path = folder.join(MANIFEST);
    match fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|_| OpenError::Damaged(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(OpenError::file(&path, &error)),
    }
}

/// The rows of a file that an import made.
pub(super) fn fetch(
    source: &Source,
    table: &TableSchema,
    content_hash: &str,
) -> Result<Fetched, FetchError> {
    let loaded = load(&source.path, content_hash, table).ok_or(FetchError::Damaged)?;
    let source_hash = blake3::Hash::from_hex(content_hash).map_err(|_| FetchError::Damaged)?;
    Ok(Fetched {
        loaded,
        source_hash,
    })
}
