//! The *catalogue's watch* compares Glue's catalogue with the semantic model: at start, when somebody looks at the data, and
//! when it is asked to.

use std::fmt;
use std::sync::Arc;

use warehouse::aws::{self, Trouble};
use warehouse::glue::{Glue, Settings};
use warehouse::{Difference, TableSchema, differences};

use super::Meaning;
use crate::config::Configuration;

/// Compares a catalogue with what is declared.
#[derive(Debug)]
pub struct CatalogueWatch {
    glue: Glue,
    database: String,
    schemas: Vec<TableSchema>,
}

impl fmt::Display for CatalogueWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AWS Glue, database {}", self.database)
    }
}

impl CatalogueWatch {
    /// The watch over the configured catalogue; `None` where none is. Nothing is asked yet.
    pub async fn open(configuration: &Configuration, meaning: &Meaning) -> Option<Arc<Self>> {
        let settings: &Settings = configuration.aws.glue.as_ref()?;
        let config = aws::connect(&configuration.aws.access).await;
        Some(Arc::new(Self {
            glue: Glue::new(&config, settings.clone()),
            database: settings.database.clone(),
            schemas: meaning.schemas(),
        }))
    }

    /// What differs, by what the catalogue said within the hour.
    pub async fn differences(&self) -> Result<Vec<Difference>, Trouble> {
        let read = self.glue.tables().await?;
        Ok(differences(&self.schemas, &read.tables))
    }

    /// What differs now.
    pub async fn read_again(&self) -> Result<Vec<Difference>, Trouble> {
        let read = self.glue.read_again().await?;
        Ok(differences(&self.schemas, &read.tables))
    }

    /// Requests to the catalogue since this was asked last.
    pub fn take_requests(&self) -> u64 {
        self.glue.take_requests()
    }

    /// Says in the log what differs.
    pub async fn say(&self) {
        match self.differences().await {
            Ok(differences) => {
                for difference in &differences {
                    tracing::warn!(%difference, "the catalogue differs from the semantic model");
                }
                tracing::info!(count = differences.len(), "the catalogue was compared");
            }
            Err(trouble) => tracing::error!(%trouble, "the catalogue was not compared"),
        }
    }
}
