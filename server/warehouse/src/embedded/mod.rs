//! The *embedded* engine is Apache DataFusion over a folder of CSV or Parquet files named after the declared tables.
//!
//! Files are checked and converted once, kept in memory as Arrow batches, and read again when they change. An asker's
//! catalogue holds only the tables that the asker may read: for everybody else's tables there is nothing to find.

mod cache;
mod cell;
mod convert;
mod csv_file;
mod discover;
mod execution;
mod fault;
mod functions;
mod import;
mod intake;
mod parquet_file;
mod session;
mod snapshot;
mod source;
mod stop;
mod values;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use async_trait::async_trait;

pub use discover::discover;
pub use fault::{Fault, Faults, LISTED_FAULTS};
pub use functions::{Compute, ScalarFunction};
pub use import::{ImportFailed, ImportReport, ImportedTable, import};

use crate::engine::{ColumnRange, Limits, QueryResult, TableStatus, Warehouse, WarehouseError};
use crate::guard::{Admitted, Dialect};
use crate::schema::TableSchema;
use cache::Cache;
use execution::Executor;
use snapshot::Snapshot;

/// What the engine may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The program's own folder; converted files and intermediate results of large queries go into it.
    pub data_dir: PathBuf,
    /// Memory for intermediate results of all running queries together, in bytes. Beyond it they go to disk where that
    /// is possible.
    pub memory_limit: usize,
    /// Disk for intermediate results of all running queries together, in bytes.
    pub spill_limit: u64,
    /// Threads that compute. More than there are cores, so that the system shares the cores between a long query and
    /// the others.
    pub threads: usize,
    /// Parts in which one query is computed at once. With one, equal queries give rows in equal order.
    pub partitions: usize,
}

impl Settings {
    /// The defaults: 512 MB of memory, 4 GB of disk, four threads for each core, one part.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            memory_limit: 512 * 1024 * 1024,
            spill_limit: 4 * 1024 * 1024 * 1024,
            threads: 4 * std::thread::available_parallelism().map_or(2, usize::from),
            partitions: 1,
        }
    }
}

/// Why a folder cannot serve as a warehouse.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// There is no such folder.
    #[error("There is no folder {}.", .0.display())]
    NoFolder(PathBuf),
    /// No file in the folder belongs to a declared table.
    #[error("{} holds none of the tables {}: expected are files such as {}.csv or {}.parquet.", .folder.display(), .tables.join(", "), .tables[0], .tables[0])]
    NoTables {
        /// The folder.
        folder: PathBuf,
        /// The declared tables; never empty.
        tables: Vec<String>,
    },
    /// A table has both a CSV and a Parquet file.
    #[error("{} holds both {table}.csv and {table}.parquet; remove one of them.", .folder.display())]
    Ambiguous {
        /// The folder.
        folder: PathBuf,
        /// The table.
        table: String,
    },
    /// Rows are faulty.
    #[error("The data cannot be loaded:\n{0}")]
    Faulty(Faults),
    /// A file that an import made is not what was written.
    #[error("{} is damaged; import the data again.", .0.display())]
    Damaged(PathBuf),
    /// Reading or writing a file failed.
    #[error("{}: {message}", .path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        message: String,
    },
    /// The query engine could not be set up.
    #[error("The data engine cannot start: {0}")]
    Engine(String),
}

impl OpenError {
    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            message: error.to_string(),
        }
    }
}

/// A folder of files as a warehouse.
pub struct EmbeddedWarehouse {
    folder: PathBuf,
    schemas: Vec<TableSchema>,
    cache: Cache,
    executor: Executor,
    current: RwLock<Arc<Snapshot>>,
    /// One reload at a time.
    reloading: Mutex<()>,
}

impl std::fmt::Debug for EmbeddedWarehouse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EmbeddedWarehouse")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl EmbeddedWarehouse {
    /// Opens a folder: a plain one of files, or one that [`import`] filled. Blocks while files are read.
    ///
    /// A declared table without a file is not an error as long as there is one with a file; [`Warehouse::tables`] says
    /// which are missing. Faulty rows are an error: nothing is loaded by halves.
    pub fn open(
        folder: &Path,
        schemas: Vec<TableSchema>,
        settings: &Settings,
    ) -> Result<Self, OpenError> {
        let folder = folder.canonicalize().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => OpenError::NoFolder(folder.to_owned()),
            _ => OpenError::file(folder, &error),
        })?;
        let tables = settings.data_dir.join("tables");
        let cache = Cache::open(&tables).map_err(|error| OpenError::file(&tables, &error))?;
        let executor = Executor::new(settings)?;
        import::sweep(&folder);
        let snapshot = Snapshot::load(&folder, &schemas, &cache)?;
        Ok(Self {
            folder,
            schemas,
            cache,
            executor,
            current: RwLock::new(Arc::new(snapshot)),
            reloading: Mutex::new(()),
        })
    }

    /// The same with further functions in its SQL.
    #[must_use]
    pub fn with_functions(mut self, functions: impl IntoIterator<Item = ScalarFunction>) -> Self {
        self.executor.offer(functions);
        self
    }

    /// Looks whether files have changed, and if so reads them; true when the data is new. Running queries keep the rows
    /// that they began with. After an error the old data stays. Blocks while files are read.
    pub fn reload(&self) -> Result<bool, OpenError> {
        let _one_at_a_time = self
            .reloading
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let old = self.snapshot();
        let Some(new) = old.newer(&self.folder, &self.schemas, &self.cache)? else {
            return Ok(false);
        };
        let changed = new.version != old.version;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
        Ok(changed)
    }

    /// Number of queries that are being computed. A query that was stopped counts until it has let go.
    pub fn running(&self) -> usize {
        self.executor.running()
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        self.current
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Runs SQL in a catalogue of these tables.
    async fn query(
        &self,
        sql: &str,
        tables: &BTreeSet<String>,
        limits: &Limits,
    ) -> Result<QueryResult, WarehouseError> {
        let session = self.snapshot().session(tables, &self.executor)?;
        self.executor.run(session, sql.to_owned(), *limits).await
    }
}

#[async_trait]
impl Warehouse for EmbeddedWarehouse {
    fn sql(&self) -> Dialect {
        Dialect::Embedded
    }

    async fn run(
        &self,
        statement: Admitted,
        limits: &Limits,
    ) -> Result<QueryResult, WarehouseError> {
        let snapshot = self.snapshot();
        if let Some(table) = statement
            .reads()
            .iter()
            .find(|table| !snapshot.holds(table))
        {
            return Err(WarehouseError::MissingTable {
                table: table.clone(),
            });
        }
        self.query(statement.sql(), statement.tables(), limits)
            .await
    }

    fn data_version(&self) -> String {
        self.snapshot().version.clone()
    }

    fn running(&self) -> usize {
        self.executor.running()
    }

    async fn tables(&self) -> Result<Vec<TableStatus>, WarehouseError> {
        Ok(self
            .snapshot()
            .tables
            .iter()
            .map(|table| table.status.clone())
            .collect())
    }

    async fn distinct_values(
        &self,
        table: &str,
        column: &str,
    ) -> Result<Vec<(String, u64)>, WarehouseError> {
        values::distinct(&self.snapshot().column(table, column)?)
    }

    async fn range(
        &self,
        table: &str,
        column: &str,
    ) -> Result<Option<ColumnRange>, WarehouseError> {
        values::range(&self.snapshot().column(table, column)?)
    }
}
