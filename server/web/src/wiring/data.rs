//! *Data* is what questions are asked about: a folder, opened in the embedded engine, or a database.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use secrecy::ExposeSecret;
use warehouse::athena::Athena;
use warehouse::aws;
use warehouse::database;
use warehouse::embedded::{EmbeddedWarehouse, OpenError, ScalarFunction, Settings};
use warehouse::redshift::{Place, Redshift};
use warehouse::sample::{self, SampleError, SampleOptions};
use warehouse::{ColumnSchema, ColumnType, TableSchema, Warehouse};

use super::{Meaning, WiringError};
use crate::config::{self, AsOf, Configuration, WarehouseConfig};

/// Where the data comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A folder that somebody named.
    Folder(PathBuf),
    /// What `import` took over.
    Imported(PathBuf),
    /// The sample company.
    Sample(PathBuf),
    /// A database, by its URL with the password masked.
    Database(String),
}

/// Why there is no data.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The folder cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database cannot be opened.
    #[error(transparent)]
    Database(#[from] database::OpenError),
    /// The sample company cannot be made.
    #[error("the sample company cannot be made: {0}")]
    Sample(#[from] SampleError),
}

impl Source {
    /// The configured folder or database, else what was imported, else the sample company.
    pub fn of(configuration: &Configuration) -> Self {
        let data = &configuration.data;
        match &data.warehouse {
            Some(WarehouseConfig::Folder(folder)) => return Self::Folder(folder.clone()),
            Some(WarehouseConfig::Redshift(redshift)) => {
                let place = match &redshift.place {
                    Place::Workgroup(name) => name,
                    Place::Cluster { identifier, .. } => identifier,
                };
                let (database, schema) = (&redshift.database, &redshift.schema);
                return Self::Database(format!("redshift:{place}/{database}/{schema}"));
            }
            Some(WarehouseConfig::Athena(athena)) => {
                let (workgroup, database) = (&athena.workgroup, &athena.database);
                return Self::Database(format!("athena:{workgroup}/{database}"));
            }
            Some(WarehouseConfig::Database(database)) => {
                return Self::Database(config::masked(database.url.expose_secret()));
            }
            None => {}
        }
        let imported = data.imported();
        if imported.is_dir() {
            Self::Imported(imported)
        } else {
            Self::Sample(data.sample())
        }
    }

    /// What "today" means over this data: the sample's history ends, one's own goes on.
    pub fn as_of(&self, configured: AsOf) -> assistant::AsOf {
        match (configured, self) {
            (AsOf::Auto, Self::Sample(_)) | (AsOf::NewestOrder, _) => assistant::AsOf::NewestOrder,
            (AsOf::Auto | AsOf::WallClock, _) => assistant::AsOf::Clock,
            (AsOf::Fixed(day), _) => assistant::AsOf::Fixed(day),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) | Self::Imported(folder) | Self::Sample(folder) => {
                folder.display().fmt(f)
            }
            Self::Database(url) => f.write_str(url),
        }
    }
}

/// The data, opened.
#[derive(Clone)]
pub(super) struct OpenData {
    /// The engine, whichever it is.
    pub(super) warehouse: Arc<dyn Warehouse>,
    /// The embedded engine, when the data lives in files, which it has to be told to look at again.
    pub(super) files: Option<Arc<EmbeddedWarehouse>>,
}

/// Opens the data. Where numbers that name things turn out to be more than digits, the meaning is changed to that.
pub(super) async fn open_fitting(
    source: &Source,
    meaning: &mut Meaning,
    configuration: &Configuration,
    may_be_down: bool,
) -> Result<OpenData, WiringError> {
    loop {
        let opened = open(source, meaning.schemas(), configuration, may_be_down).await;
        let columns = match &opened {
            Err(WiringError::Data(DataError::Open(OpenError::Faulty(faults)))) => {
                faults.throughout()
            }
            Ok(data) if data.files.is_none() => texts(data.warehouse.as_ref(), meaning).await,
            _ => Vec::new(),
        };
        // Each round turns at least one column into text, so there are few.
        if !meaning.name_by_text(&columns) {
            return opened;
        }
    }
}

/// Columns of a database, by table, that hold text and should not.
async fn texts(warehouse: &dyn Warehouse, meaning: &Meaning) -> Vec<(String, String)> {
    let Ok(Some(found)) = warehouse.schema().await else {
        return Vec::new();
    };
    let mut texts = Vec::new();
    for table in meaning.schemas() {
        let Some(there) = found.iter().find(|t| t.name == table.name) else {
            continue;
        };
        let of_text = |c: &&ColumnSchema| {
            let held = there.columns.iter().find(|h| h.name == c.name);
            c.data_type != ColumnType::Text
                && held.is_some_and(|h| h.data_type == Some(ColumnType::Text))
        };
        let columns = table.columns.iter().filter(of_text);
        texts.extend(columns.map(|c| (table.name.clone(), c.name.clone())));
    }
    texts
}

/// Opens the data; makes the sample company when it is wanted and not there. A service outside the program may be down.
async fn open(
    source: &Source,
    schemas: Vec<TableSchema>,
    configuration: &Configuration,
    may_be_down: bool,
) -> Result<OpenData, WiringError> {
    let outside = |warehouse: Arc<dyn Warehouse>| OpenData {
        warehouse,
        files: None,
    };
    let access = &configuration.aws.access;
    match &configuration.data.warehouse {
        Some(WarehouseConfig::Redshift(settings)) => {
            let config = aws::connect(access).await;
            let warehouse = Redshift::new(&config, settings.clone(), schemas);
            return Ok(outside(Arc::new(warehouse)));
        }
        Some(WarehouseConfig::Athena(settings)) => {
            let config = aws::connect(access).await;
            let warehouse = Athena::new(&config, settings.clone(), schemas);
            return Ok(outside(Arc::new(warehouse)));
        }
        _ => {}
    }
    if let Some(WarehouseConfig::Database(database)) = &configuration.data.warehouse {
        let settings = database::Settings {
            schema: database.schema.clone(),
            connections: database.connections,
            wait: database.wait,
            timeout: configuration.limits.query,
            freshness: database.freshness,
            excess: database.excess,
            may_be_down,
            ..database::Settings::new(database.url.expose_secret())
        };
        let warehouse = database::open(schemas, settings).await;
        return Ok(outside(warehouse.map_err(DataError::from)?));
    }
    let (source, configuration) = (source.clone(), configuration.clone());
    let opening = tokio::task::spawn_blocking(move || open_files(&source, schemas, &configuration));
    let files = Arc::new(opening.await??);
    Ok(OpenData {
        warehouse: Arc::clone(&files) as Arc<dyn Warehouse>,
        files: Some(files),
    })
}

/// Opens a folder in the embedded engine. Blocks.
fn open_files(
    source: &Source,
    schemas: Vec<TableSchema>,
    configuration: &Configuration,
) -> Result<EmbeddedWarehouse, DataError> {
    if let Source::Sample(folder) = source
        && !folder.is_dir()
    {
        let options = SampleOptions {
            lines: configuration.data.sample_lines,
            seed: configuration.data.sample_seed,
            ..SampleOptions::default()
        };
        tracing::info!(folder = %folder.display(), lines = options.lines, "making the sample company");
        sample::write(&options, folder)?;
    }
    let settings = Settings {
        memory_limit: configuration.limits.query_memory,
        ..Settings::new(configuration.data.cache())
    };
    let (Source::Folder(folder) | Source::Imported(folder) | Source::Sample(folder)) = source
    else {
        return Err(DataError::Database(database::OpenError::Url(
            "a database is not a folder".to_owned(),
        )));
    };
    Ok(EmbeddedWarehouse::open(folder, schemas, &settings)?.with_functions(calculations()))
}

/// The calculations over single numbers, as functions of the engine's SQL.
fn calculations() -> impl Iterator<Item = ScalarFunction> {
    lambda_tools::catalogue::sql_functions().map(|(name, form)| ScalarFunction {
        name,
        arguments: form.parameters.len(),
        compute: Arc::new(move |values| form.value(values).map_err(|error| error.to_string())),
    })
}

#[cfg(test)]
mod tests {
    use warehouse::guard::{self, Dialect, Rights};

    use super::calculations;

    #[test]
    fn every_calculation_that_is_handed_over_may_be_called() {
        let names: Vec<&str> = calculations().map(|function| function.name).collect();
        assert!(names.len() >= 9, "{names:?}");
        for function in calculations() {
            let arguments = vec!["1"; function.arguments].join(", ");
            let sql = format!("SELECT {}({arguments})", function.name);
            let admitted = guard::admit(&sql, &Rights::default(), Dialect::Embedded);
            assert!(admitted.is_ok(), "{sql}: {admitted:?}");
        }
    }
}
