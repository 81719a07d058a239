//! A *snapshot* is the rows of all tables as the files were at one moment. It never changes; a reload makes a new one.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use arrow::array::{ArrayRef, RecordBatch};
use datafusion::catalog::MemTable;
use datafusion::execution::context::SessionContext;

use super::cache::{Cache, FetchError, Fetched, Memo};
use super::execution::Executor;
use super::fault::Faults;
use super::import::{self, Manifest};
use super::source::{self, Source};
use super::{OpenError, session};
use crate::engine::{TableStatus, WarehouseError};
use crate::schema::TableSchema;

/// Sessions that are kept for sets of readable tables. There are as many as personas; the bound is against surprises.
const SESSIONS: usize = 64;

/// One declared table.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// What is held of it.
    pub(super) status: TableStatus,
    /// Its declaration.
    schema: TableSchema,
    /// Its file.
    source: Option<Source>,
    /// Hash of the file.
    hash: Option<blake3::Hash>,
    batches: Vec<RecordBatch>,
    provider: Option<Arc<MemTable>>,
}

/// The rows of all tables at one moment.
pub(super) struct Snapshot {
    /// Hash over declarations and files.
    pub(super) version: String,
    /// All declared tables, in order.
    pub(super) tables: Vec<Table>,
    sessions: Mutex<HashMap<BTreeSet<String>, SessionContext>>,
}

impl Snapshot {
    /// Reads all files.
    pub(super) fn load(
        folder: &Path,
        schemas: &[TableSchema],
        cache: &Cache,
    ) -> Result<Self, OpenError> {
        steadily(folder, |folder| {
            let sources = sources(folder, schemas)?;
            Self::from_sources(folder, schemas, sources, cache, &[])
        })
    }

    /// Reads the files again that have changed; none when no file has.
    pub(super) fn newer(
        &self,
        folder: &Path,
        schemas: &[TableSchema],
        cache: &Cache,
    ) -> Result<Option<Self>, OpenError> {
        steadily(folder, |folder| {
            let sources = sources(folder, schemas)?;
            if sources
                .iter()
                .eq(self.tables.iter().map(|table| &table.source))
            {
                return Ok(None);
            }
            Self::from_sources(folder, schemas, sources, cache, &self.tables).map(Some)
        })
    }

    fn from_sources(
        folder: &Path,
        schemas: &[TableSchema],
        sources: Vec<Option<Source>>,
        cache: &Cache,
        old: &[Table],
    ) -> Result<Self, OpenError> {
        let manifest = import::manifest(folder)?;
        let old_memo = cache.memo();
        let mut memo = old_memo.clone();
        let mut faults = Faults::default();
        let mut tables = Vec::with_capacity(schemas.len());
        for (schema, source) in schemas.iter().zip(sources) {
            let Some(source) = source else {
                tables.push(Table::missing(schema));
                continue;
            };
            match fetch(schema, &source, cache, manifest.as_ref(), &mut memo, old) {
                Ok(Found::Unchanged(mut table)) => {
                    table.status.modified = Some(source.stamp.modified());
                    table.status.source = Some(source.path.display().to_string());
                    table.source = Some(source);
                    tables.push(*table);
                }
                Ok(Found::Read(fetched)) => tables.push(Table::new(schema, source, fetched)?),
                Err(FetchError::Faulty(found)) => faults.extend(found),
                Err(FetchError::Failed(error)) => {
                    return Err(OpenError::File {
                        path: source.path,
                        message: error.to_string(),
                    });
                }
                Err(FetchError::Damaged) => return Err(OpenError::Damaged(source.path)),
            }
        }
        if !faults.is_empty() {
            return Err(OpenError::Faulty(faults));
        }
        if memo != old_memo
            && let Err(error) = cache.keep_memo(&memo)
        {
            tracing::warn!(%error, "hashes of data files are not kept; the next start will be slower");
        }
        Ok(Self {
            version: version(&tables),
            tables,
            sessions: Mutex::default(),
        })
    }

    /// Whether there is a file for a table.
    pub(super) fn holds(&self, table: &str) -> bool {
        self.tables
            .iter()
            .any(|t| t.schema.name == table && t.provider.is_some())
    }

    /// The arrays of a column. A missing table has the column but no arrays.
    pub(super) fn column(
        &self,
        table: &str,
        column: &str,
    ) -> Result<Vec<ArrayRef>, WarehouseError> {
        let unknown = || WarehouseError::UnknownColumn {
            table: table.to_owned(),
            column: column.to_owned(),
        };
        let table = self
            .tables
            .iter()
            .find(|t| t.schema.name == table)
            .ok_or_else(unknown)?;
        let position = table.schema.position(column).ok_or_else(unknown)?;
        Ok(table
            .batches
            .iter()
            .map(|batch| batch.column(position).clone())
            .collect())
    }

    /// A session whose catalogue holds those of these tables that there are, and nothing else.
    pub(super) fn session(
        &self,
        readable: &BTreeSet<String>,
        executor: &Executor,
    ) -> Result<SessionContext, WarehouseError> {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = sessions.get(readable) {
            return Ok(session.clone());
        }
        let tables = self
            .tables
            .iter()
            .filter(|table| readable.contains(&table.schema.name));
        let tables = tables.filter_map(|t| {
            t.provider
                .clone()
                .map(|provider| (t.schema.name.as_str(), provider))
        });
        let session = session::over(tables, executor)?;
        if sessions.len() >= SESSIONS {
            sessions.clear();
        }
        sessions.insert(readable.clone(), session.clone());
        Ok(session)
    }
}

impl Table {
    fn missing(schema: &TableSchema) -> Self {
        let status = TableStatus {
            name: schema.name.clone(),
            rows: None,
            missing_columns: Vec::new(),
            extra_columns: Vec::new(),
            source: None,
            modified: None,
        };
        Self {
            status,
            schema: schema.clone(),
            source: None,
            hash: None,
            batches: Vec::new(),
            provider: None,
        }
    }

    fn new(schema: &TableSchema, source: Source, fetched: Fetched) -> Result<Self, OpenError> {
        let Fetched {
            loaded,
            source_hash,
        } = fetched;
        let rows = loaded
            .batches
            .iter()
            .map(|batch| batch.num_rows() as u64)
            .sum();
        if !loaded.notes.extra_columns.is_empty() {
            let columns = loaded.notes.extra_columns.join(", ");
            tracing::info!(file = %source.path.display(), columns, "columns that nobody declared are not read");
        }
        let provider = MemTable::try_new(schema.arrow(), vec![loaded.batches.clone()])
            .map_err(|error| OpenError::Engine(error.to_string()))?;
        let status = TableStatus {
            name: schema.name.clone(),
            rows: Some(rows),
            missing_columns: loaded.notes.missing_columns,
            extra_columns: loaded.notes.extra_columns,
            source: Some(source.path.display().to_string()),
            modified: Some(source.stamp.modified()),
        };
        Ok(Self {
            status,
            schema: schema.clone(),
            source: Some(source),
            hash: Some(source_hash),
            batches: loaded.batches,
            provider: Some(Arc::new(provider)),
        })
    }
}

/// Reads from the folder that the files are in. When an import puts another one in its place meanwhile, and so makes
/// reading fail, it is read from that one.
fn steadily<T>(
    folder: &Path,
    read: impl Fn(&Path) -> Result<T, OpenError>,
) -> Result<T, OpenError> {
    let mut resolved = import::resolve(folder)?;
    loop {
        let result = read(&resolved);
        let now = import::resolve(folder)?;
        if result.is_ok() || now == resolved {
            return result;
        }
        resolved = now;
    }
}

/// Files of the declared tables.
fn sources(folder: &Path, schemas: &[TableSchema]) -> Result<Vec<Option<Source>>, OpenError> {
    let sources = schemas
        .iter()
        .map(|table| source::find(folder, table))
        .collect::<Result<Vec<_>, _>>()?;
    if sources.iter().all(Option::is_none) && !schemas.is_empty() {
        let tables = schemas.iter().map(|table| table.name.clone()).collect();
        return Err(OpenError::NoTables {
            folder: folder.to_owned(),
            tables,
        });
    }
    Ok(sources)
}

enum Found {
    /// The rows in memory are those of the file.
    Unchanged(Box<Table>),
    /// The rows were read.
    Read(Fetched),
}

fn fetch(
    schema: &TableSchema,
    source: &Source,
    cache: &Cache,
    manifest: Option<&Manifest>,
    memo: &mut Memo,
    old: &[Table],
) -> Result<Found, FetchError> {
    if let Some(content_hash) = manifest.and_then(|manifest| manifest.content_hash(schema)) {
        // Made by an import with the same declaration: it need not be checked again.
        return import::fetch(source, schema, content_hash).map(Found::Read);
    }
    let known = memo.recall(source);
    let hash = match known {
        Some(hash) => hash,
        None => super::cache::hash_file(&source.path)?,
    };
    memo.remember(source, hash, SystemTime::now());
    if let Some(table) = old
        .iter()
        .find(|table| table.schema == *schema && table.hash == Some(hash))
    {
        return Ok(Found::Unchanged(Box::new(table.clone())));
    }
    cache.fetch(source, schema, hash).map(Found::Read)
}

fn version(tables: &[Table]) -> String {
    let mut hasher = blake3::Hasher::new();
    for table in tables {
        hasher.update(table.schema.fingerprint().as_bytes());
        match &table.hash {
            Some(hash) => hasher.update(b"+").update(hash.as_bytes()),
            None => hasher.update(b"-"),
        };
    }
    hasher.finalize().to_hex()[..32].to_owned()
}
