//! A *staging folder* is where the sample grows until it is complete; only then do its tables take their places.
//!
//! A target that is not there yet appears whole, in one move. One that is there stays the same folder (it may be a
//! mount point or somebody's current directory): its old tables leave first, then the new ones come in, so that old and
//! new are never mixed, not even by a kill in between.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::SampleError;
use super::table::TABLES;

/// How the names of staging folders go on after the target's name.
const MARK: &str = ".partial-";
/// A staging folder of this age was left behind by a run that was killed.
const ABANDONED: Duration = Duration::from_hours(1);
/// Tells the staging folders of one process apart.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// A folder inside the target, or beside it while there is none; it disappears when dropped.
#[derive(Debug)]
pub(super) struct Staging {
    target: PathBuf,
    folder: PathBuf,
}

impl Staging {
    /// Prepares the staging folder of a target. The target may be absent, empty, or hold some or all of the six table
    /// files and nothing else.
    pub(super) fn prepare(out: &Path) -> Result<Self, SampleError> {
        let target = resolve(out).map_err(|source| SampleError::io(out, source))?;
        refuse_foreign_content(&target)?;
        let parent = if target.exists() {
            target.as_path()
        } else {
            target.parent().unwrap_or(&target)
        };
        let mut name = mark(&target);
        name.push(format!(
            "{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        ));
        let folder = parent.join(name);
        sweep(parent, &mark(&target), &folder);
        fs::create_dir(&folder).map_err(|source| SampleError::io(&folder, source))?;
        Ok(Self { target, folder })
    }

    /// Where the tables are written.
    pub(super) fn path(&self) -> &Path {
        &self.folder
    }

    /// Puts the tables in their places. What was there stays as it was when this fails.
    pub(super) fn publish(self) -> Result<(), SampleError> {
        // Somebody may have put a file there in the meantime.
        refuse_foreign_content(&self.target)?;
        let failed = |source| SampleError::io(&self.target, source);
        if !self.folder.starts_with(&self.target) {
            // Renaming onto a folder that has come into being meanwhile fails unless that is empty.
            return fs::rename(&self.folder, &self.target).map_err(failed);
        }
        let replaced = self.folder.join("replaced");
        fs::create_dir(&replaced).map_err(failed)?;
        if let Err(source) = move_tables(&self.target, &replaced) {
            move_tables(&replaced, &self.target).map_err(failed)?;
            return Err(failed(source));
        }
        if let Err(source) = move_tables(&self.folder, &self.target) {
            move_tables(&self.target, &self.folder).map_err(failed)?;
            move_tables(&replaced, &self.target).map_err(failed)?;
            return Err(failed(source));
        }
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // After a move as a whole there is nothing to remove; on the way out of an error, that error is the one worth
        // reporting.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Moves those of the six table files that are there.
fn move_tables(from: &Path, to: &Path) -> io::Result<()> {
    for (table, _) in TABLES {
        let name = format!("{table}.csv");
        if from.join(&name).exists() {
            fs::rename(from.join(&name), to.join(&name))?;
        }
    }
    Ok(())
}

/// The target as an absolute path without links, its parent folders created.
fn resolve(out: &Path) -> io::Result<PathBuf> {
    if out.exists() {
        return fs::canonicalize(out);
    }
    let absolute = std::path::absolute(out)?;
    let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "this path names no folder",
        ));
    };
    fs::create_dir_all(parent)?;
    Ok(fs::canonicalize(parent)?.join(name))
}

fn refuse_foreign_content(target: &Path) -> Result<(), SampleError> {
    if !target.exists() {
        return Ok(());
    }
    if !target.is_dir() {
        return Err(SampleError::NotAFolder {
            path: target.to_owned(),
        });
    }
    let mark = mark(target).to_string_lossy().into_owned();
    let mut foreign = Vec::new();
    for entry in fs::read_dir(target).map_err(|source| SampleError::io(target, source))? {
        let entry = entry.map_err(|source| SampleError::io(target, source))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry
            .file_type()
            .map_err(|source| SampleError::io(&entry.path(), source))?;
        let table = kind.is_file()
            && TABLES
                .iter()
                .any(|(table, _)| name == format!("{table}.csv"));
        let staging = kind.is_dir() && name.starts_with(&mark);
        if !table && !staging {
            foreign.push(name);
        }
    }
    // The folder's own order differs from machine to machine.
    foreign.sort_unstable();
    match foreign.into_iter().next() {
        Some(example) => Err(SampleError::FolderInUse {
            path: target.to_owned(),
            example,
        }),
        None => Ok(()),
    }
}

/// How the names of a target's staging folders begin.
fn mark(target: &Path) -> OsString {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(MARK);
    name
}

/// Removes the staging folders that killed runs left in `parent`, and one at the very path of the new one (a container
/// gives its program the same process number every time). Failing to do so harms nobody.
fn sweep(parent: &Path, mark: &OsString, folder: &Path) {
    let mark = mark.to_string_lossy();
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    for entry in entries.flatten() {
        let abandoned = entry
            .metadata()
            .and_then(|metadata| metadata.modified())
            .is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age > ABANDONED));
        let ours = entry
            .file_name()
            .to_string_lossy()
            .starts_with(mark.as_ref());
        if ours && (abandoned || entry.path() == folder) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, text: &str) {
        fs::write(folder.join(name), text).unwrap();
    }

    #[test]
    fn takes_the_place_of_an_absent_folder_and_its_parents() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("a/b");
        let staging = Staging::prepare(&out).unwrap();
        write(staging.path(), "product.csv", "new");
        assert!(
            !out.exists(),
            "nothing is there before the sample is complete"
        );
        staging.publish().unwrap();
        assert_eq!(fs::read_to_string(out.join("product.csv")).unwrap(), "new");
        assert_eq!(
            fs::read_dir(root.path().join("a")).unwrap().count(),
            1,
            "no staging folder is left"
        );
    }

    #[test]
    fn replaces_an_earlier_sample() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("sample");
        fs::create_dir(&out).unwrap();
        write(&out, "product.csv", "old");
        write(&out, "sales_order_line.csv", "old");
        let staging = Staging::prepare(&out).unwrap();
        write(staging.path(), "product.csv", "new");
        staging.publish().unwrap();
        assert_eq!(fs::read_to_string(out.join("product.csv")).unwrap(), "new");
        assert_eq!(
            fs::read_dir(&out).unwrap().count(),
            1,
            "neither an old table nor a staging folder is left"
        );
    }

    #[test]
    fn leaves_the_target_alone_when_it_is_given_up() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("sample");
        fs::create_dir(&out).unwrap();
        write(&out, "product.csv", "old");
        drop(Staging::prepare(&out).unwrap());
        assert_eq!(fs::read_to_string(out.join("product.csv")).unwrap(), "old");
        assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
    }

    #[test]
    fn ignores_and_clears_what_a_killed_run_left() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("sample");
        fs::create_dir_all(out.join(".sample.partial-1-0")).unwrap();
        let old = fs::File::open(out.join(".sample.partial-1-0")).unwrap();
        old.set_modified(std::time::SystemTime::now() - 2 * ABANDONED)
            .unwrap();
        let staging = Staging::prepare(&out).unwrap();
        write(staging.path(), "product.csv", "new");
        staging.publish().unwrap();
        assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
    }

    #[test]
    fn refuses_a_folder_with_other_content_and_a_file() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "product.csv", "old");
        write(root.path(), "letters.txt", "dear");
        let error = Staging::prepare(root.path()).unwrap_err();
        assert!(
            matches!(&error, SampleError::FolderInUse { example, .. } if example == "letters.txt"),
            "{error}"
        );
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 2);

        let error = Staging::prepare(&root.path().join("letters.txt")).unwrap_err();
        assert!(matches!(error, SampleError::NotAFolder { .. }), "{error}");

        fs::create_dir_all(root.path().join("deep/product.csv")).unwrap();
        let error = Staging::prepare(&root.path().join("deep")).unwrap_err();
        assert!(
            matches!(error, SampleError::FolderInUse { .. }),
            "a folder named like a table is no table"
        );
    }

    #[test]
    fn refuses_what_appeared_while_it_was_writing() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("sample");
        let staging = Staging::prepare(&out).unwrap();
        fs::create_dir(&out).unwrap();
        write(&out, "letters.txt", "dear");
        assert!(matches!(
            staging.publish().unwrap_err(),
            SampleError::FolderInUse { .. }
        ));
        assert_eq!(fs::read_to_string(out.join("letters.txt")).unwrap(), "dear");
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }
}
