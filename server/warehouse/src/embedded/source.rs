//! A *source* is the file in a data folder that holds one table's rows.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::OpenError;
use crate::schema::TableSchema;

/// Format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// RFC 4180 text.
    Csv,
    /// Apache Parquet.
    Parquet,
}

/// The file that holds one table's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// Where it is.
    pub(super) path: PathBuf,
    /// What it is, by its ending.
    pub(super) format: Format,
    /// What it looked like when it was found.
    pub(super) stamp: Stamp,
}

impl Source {
    /// The file's name, for messages.
    pub(super) fn name(&self) -> String {
        self.path
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default()
    }
}

/// What tells without reading a file that it has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    /// Bytes.
    size: u64,
    /// Nanoseconds since 1970.
    modified: u64,
    /// Nanoseconds since 1970 of the last change to the file's entry, which copying tools do not set back.
    changed: u64,
    /// Number of the file on its disk.
    inode: u64,
}

impl Stamp {
    fn of(metadata: &Metadata) -> io::Result<Self> {
        let modified = nanoseconds(metadata.modified()?);
        #[cfg(unix)]
        let (changed, inode) = {
            use std::os::unix::fs::MetadataExt;
            let changed =
                i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec());
            (u64::try_from(changed).unwrap_or_default(), metadata.ino())
        };
        #[cfg(not(unix))]
        let (changed, inode) = (0, 0);
        Ok(Self {
            size: metadata.len(),
            modified,
            changed,
            inode,
        })
    }

    /// Whether the file had rested for two seconds at `now`. Before that a second change could leave the same stamp,
    /// because file systems keep coarse times.
    pub(super) fn is_settled(&self, now: SystemTime) -> bool {
        self.modified.max(self.changed) + 2_000_000_000 < nanoseconds(now)
    }

    /// When the file was last modified.
    pub(super) fn modified(&self) -> SystemTime {
        UNIX_EPOCH + std::time::Duration::from_nanos(self.modified)
    }
}

fn nanoseconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |d| u64::try_from(d.as_nanos()).unwrap_or(u64::MAX))
}

/// The file of a table in a folder; none when there is none. Two of them are a mistake that only a person can solve.
pub(super) fn find(folder: &Path, table: &TableSchema) -> Result<Option<Source>, OpenError> {
    let mut found = None;
    for (ending, format) in [("csv", Format::Csv), ("parquet", Format::Parquet)] {
        let path = folder.join(format!("{}.{ending}", table.name));
        let metadata = match fs::metadata(&path) {
            Ok(metadata) if metadata.is_file() => metadata,
            Ok(_) => continue,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(OpenError::file(&path, &error)),
        };
        if found.is_some() {
            return Err(OpenError::Ambiguous {
                folder: folder.to_owned(),
                table: table.name.clone(),
            });
        }
        let stamp = Stamp::of(&metadata).map_err(|error| OpenError::file(&path, &error))?;
        found = Some(Source {
            path,
            format,
            stamp,
        });
    }
    Ok(found)
}
