//! The *conversion cache* keeps converted files, so that a CSV file is read once and not at each start.
//!
//! An entry's name says which table it is for, what it was made from (the hash of the source's bytes and of the
//! declared schema) and what it must contain (its own hash): a damaged entry is noticed and made anew. Entries appear by
//! renaming, whole or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::convert::{ConvertError, Converted, Loaded, convert, load, sync_parent};
use super::source::{Source, Stamp};
use crate::schema::TableSchema;

/// Entries kept for each table; older ones are removed.
const ENTRIES_PER_TABLE: usize = 8;
/// Hexadecimal digits of a hash in an entry's name: 128 bits.
const NAME_DIGITS: usize = 32;

static TEMPORARY: AtomicU64 = AtomicU64::new(0);

/// Converted files in a folder of the program's own.
#[derive(Debug)]
pub(super) struct Cache {
    folder: PathBuf,
}

/// What a table's rows are when a source was consulted.
pub(super) struct Fetched {
    /// The rows and what was noticed.
    pub(super) loaded: Loaded,
    /// Hash of the source's bytes.
    pub(super) source_hash: blake3::Hash,
}

/// Why a source cannot be had as rows.
pub(super) enum FetchError {
    /// Rows are faulty.
    Faulty(super::fault::Faults),
    /// Reading or writing failed.
    Failed(ConvertError),
    /// A file of the program's own is not what was written.
    Damaged,
}

impl<E: Into<ConvertError>> From<E> for FetchError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl Cache {
    /// Uses a folder, making it if it is not there, and removes what an interrupted conversion left in it.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let abandoned = entry.file_name().to_string_lossy().ends_with(".part")
                && entry
                    .metadata()?
                    .modified()?
                    .elapsed()
                    .is_ok_and(|age| age.as_secs() > 3600);
            if abandoned {
                remove_if_there(&entry.path())?;
            }
        }
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// The rows of a source whose bytes have this hash, from the cache if possible, else converted now.
    pub(super) fn fetch(
        &self,
        source: &Source,
        table: &TableSchema,
        hash: blake3::Hash,
    ) -> Result<Fetched, FetchError> {
        if let Some(loaded) = self.find(table, hash)? {
            return Ok(Fetched {
                loaded,
                source_hash: hash,
            });
        }
        let temporary = self.temporary();
        let converted = convert(source, table, &temporary);
        let stored = converted
            .map_err(FetchError::from)
            .and_then(|converted| self.store(&temporary, table, converted));
        if stored.is_err() {
            remove_if_there(&temporary)?;
        }
        stored
    }

    fn find(&self, table: &TableSchema, source_hash: blake3::Hash) -> io::Result<Option<Loaded>> {
        let prefix = entry_prefix(table, source_hash);
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some(content_hash) = name
                .strip_prefix(&prefix)
                .and_then(|rest| rest.strip_suffix(".parquet"))
            else {
                continue;
            };
            if content_hash.len() == NAME_DIGITS
                && let Some(loaded) = load(&entry.path(), content_hash, table)
            {
                return Ok(Some(loaded));
            }
            tracing::warn!(file = %entry.path().display(), "a converted file is damaged and is made anew");
            remove_if_there(&entry.path())?;
        }
        Ok(None)
    }

    fn store(
        &self,
        temporary: &Path,
        table: &TableSchema,
        converted: Converted,
    ) -> Result<Fetched, FetchError> {
        if !converted.faults.is_empty() {
            return Err(FetchError::Faulty(converted.faults));
        }
        // Keyed by what was read, which is not what was hashed before if the file changed in between.
        let content_hash = converted.content_hash.to_hex();
        let content_hash = &content_hash[..NAME_DIGITS];
        let prefix = entry_prefix(table, converted.source_hash);
        let path = self.folder.join(format!("{prefix}{content_hash}.parquet"));
        fs::rename(temporary, &path)?;
        sync_parent(&path)?;
        self.prune(table, &path)?;
        let loaded = load(&path, content_hash, table)
            .ok_or_else(|| io::Error::other(format!("{} cannot be read back", path.display())))?;
        Ok(Fetched {
            loaded,
            source_hash: converted.source_hash,
        })
    }

    /// Removes the oldest entries of a table beyond the number that is kept.
    fn prune(&self, table: &TableSchema, newest: &Path) -> io::Result<()> {
        let prefix = format!("{}-", table.name);
        let mut entries: Vec<(SystemTime, PathBuf)> = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_entry = name
                .strip_prefix(&prefix)
                .is_some_and(|rest| rest.len() == 2 * NAME_DIGITS + 9);
            if is_entry && entry.path() != newest {
                entries.push((entry.metadata()?.modified()?, entry.path()));
            }
        }
        entries.sort();
        let surplus = (entries.len() + 1).saturating_sub(ENTRIES_PER_TABLE);
        entries
            .iter()
            .take(surplus)
            .try_for_each(|(_, path)| remove_if_there(path))
    }

    fn temporary(&self) -> PathBuf {
        let number = TEMPORARY.fetch_add(1, Ordering::Relaxed);
        self.folder
            .join(format!("{}-{number}.part", std::process::id()))
    }

    /// Remembered hashes of files. One that cannot be read is as good as none.
    pub(super) fn memo(&self) -> Memo {
        let bytes = fs::read(self.folder.join(Memo::FILE)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// Keeps remembered hashes for the next start.
    pub(super) fn keep_memo(&self, memo: &Memo) -> io::Result<()> {
        let temporary = self.temporary();
        let mut file = fs::File::create(&temporary)?;
        file.write_all(&serde_json::to_vec(memo).map_err(io::Error::other)?)?;
        drop(file);
        fs::rename(&temporary, self.folder.join(Memo::FILE))
    }
}

/// Start of an entry's name: the table, and what it was made from.
fn entry_prefix(table: &TableSchema, source_hash: blake3::Hash) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(source_hash.as_bytes());
    hasher.update(table.fingerprint().as_bytes());
    format!(
        "{}-{}-",
        table.name,
        &hasher.finalize().to_hex()[..NAME_DIGITS]
    )
}

/// Hash of a file's bytes.
pub(super) fn hash_file(path: &Path) -> io::Result<blake3::Hash> {
    let mut file = fs::File::open(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(hasher.finalize());
        }
        hasher.update(&buffer[..count]);
    }
}

/// Removes a file; another process may have done it already.
fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Hashes of files that have not changed since they were last hashed, so that large files are not read at each start.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Memo {
    files: BTreeMap<PathBuf, (Stamp, String)>,
}

impl Memo {
    const FILE: &'static str = "hashes.json";
    /// Most files that are remembered.
    const MOST: usize = 1000;

    /// The hash of a file that looks as it did when it was hashed.
    pub(super) fn recall(&self, source: &Source) -> Option<blake3::Hash> {
        let (stamp, hash) = self.files.get(&source.path)?;
        (*stamp == source.stamp)
            .then(|| blake3::Hash::from_hex(hash).ok())
            .flatten()
    }

    /// Remembers the hash of a file, unless it changed too recently to be sure.
    pub(super) fn remember(&mut self, source: &Source, hash: blake3::Hash, now: SystemTime) {
        if !source.stamp.is_settled(now) {
            self.files.remove(&source.path);
            return;
        }
        if self.files.len() >= Self::MOST {
            self.files.clear();
        }
        self.files.insert(
            source.path.clone(),
            (source.stamp, hash.to_hex().to_string()),
        );
    }
}
