//! *Data* is the folder that questions are asked about, opened in the embedded engine.

use std::path::{Path, PathBuf};

use warehouse::TableSchema;
use warehouse::embedded::{EmbeddedWarehouse, OpenError, Settings};
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
    Ok(EmbeddedWarehouse::open(
        source.folder(),
        schemas,
        &settings,
    )?)
}
