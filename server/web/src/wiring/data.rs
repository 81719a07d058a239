//! *Data* is the folder that questions are asked about, opened in the embedded engine.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use warehouse::TableSchema;
use warehouse::embedded::{EmbeddedWarehouse, OpenError, ScalarFunction, Settings};
use warehouse::sample::{self, SampleError, SampleOptions};

use crate::config::{AsOf, Configuration};

/// Where the data comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A folder that somebody named.
    Folder(PathBuf),
    /// What `import` took over.
    Imported(PathBuf),
    /// The sample company.
    Sample(PathBuf),
}

/// Why there is no data.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The folder cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The sample company cannot be made.
    #[error("the sample company cannot be made: {0}")]
    Sample(#[from] SampleError),
}

impl Source {
    /// The configured folder, else what was imported, else the sample company.
    pub fn of(configuration: &Configuration) -> Self {
        let data = &configuration.data;
        if let Some(folder) = &data.warehouse {
            return Self::Folder(folder.clone());
        }
        let imported = data.imported();
        if imported.is_dir() {
            Self::Imported(imported)
        } else {
            Self::Sample(data.sample())
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        match self {
            Self::Folder(folder) | Self::Imported(folder) | Self::Sample(folder) => folder,
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

/// Opens the data in the embedded engine; makes the sample company when it is wanted and not there. Blocks.
pub(super) fn open(
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
    Ok(
        EmbeddedWarehouse::open(source.folder(), schemas, &settings)?
            .with_functions(calculations()),
    )
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
