//! *Meaning* is the semantic model and the personas, read from the configured files or from those that the program carries.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use assistant::Persona;
use semantic::{DataType, LoadError, Model};
use serde::Deserialize;
use warehouse::{ColumnSchema, ColumnType, TableSchema};

use crate::config::DataConfig;

const MODEL: (&str, &str) = (
    "semantic_model.yaml",
    include_str!("../../../../config/semantic_model.yaml"),
);
const PERSONAS: (&str, &str) = (
    "personas.yaml",
    include_str!("../../../../config/personas.yaml"),
);
/// Specialists that calculate.
const SPECIALISTS: [&str; 3] = ["inventory", "logistics", "supplier"];

/// What the tables mean and who asks about them.
#[derive(Debug, Clone)]
pub struct Meaning {
    /// What the tables mean.
    pub model: Arc<Model>,
    /// Who asks, in the order of the file.
    pub personas: Vec<Persona>,
}

/// Why there is no meaning.
#[derive(Debug, thiserror::Error)]
pub enum MeaningError {
    /// A file cannot be read.
    #[error("{} cannot be read: {source}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The semantic model contradicts itself.
    #[error("the semantic model is not valid:\n{0}")]
    Model(#[from] LoadError),
    /// The personas are not as they should be; one line a fault.
    #[error("the personas are not valid:\n{}", .0.join("\n"))]
    Personas(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonaFile {
    personas: Vec<Persona>,
}

impl Meaning {
    /// Reads model and personas.
    pub fn load(config: &DataConfig) -> Result<Self, MeaningError> {
        let (name, text) = read(config.semantic_model.as_deref(), MODEL)?;
        let model = semantic::load::load(&name, &text)?;
        let (name, text) = read(config.personas.as_deref(), PERSONAS)?;
        let personas = personas(&name, &text, &model).map_err(MeaningError::Personas)?;
        Ok(Self {
            model: Arc::new(model),
            personas,
        })
    }

    /// The tables that the warehouse should hold.
    pub fn schemas(&self) -> Vec<TableSchema> {
        self.model
            .datasets
            .iter()
            .map(|dataset| TableSchema {
                name: dataset.name.clone(),
                columns: dataset
                    .fields
                    .iter()
                    .map(|field| ColumnSchema {
                        name: field.name.clone(),
                        data_type: column_type(field.data_type),
                        nullable: !dataset.primary_key.contains(&field.name),
                    })
                    .collect(),
                primary_key: dataset.primary_key.clone(),
            })
            .collect()
    }

    /// Takes numbers that name things as text where the data's columns, by table, turn out to hold more than digits; true
    /// if that changed anything.
    pub fn name_by_text(&mut self, columns: &[(String, String)]) -> bool {
        let mut model = Model::clone(&self.model);
        let mut changed = false;
        for (table, column) in columns {
            if model.name_by_text(table, column) {
                tracing::info!(table, column, "holds more than digits: taken as text");
                changed = true;
            }
        }
        if changed {
            self.model = Arc::new(model);
        }
        changed
    }

    /// The persona of that name.
    pub fn persona(&self, name: &str) -> Option<&Persona> {
        self.personas.iter().find(|p| p.name == name)
    }
}

fn read(
    file: Option<&Path>,
    (name, carried): (&str, &str),
) -> Result<(String, String), MeaningError> {
    let Some(file) = file else {
        return Ok((
            format!("{name} (carried by the program)"),
            carried.to_owned(),
        ));
    };
    let text = std::fs::read_to_string(file).map_err(|source| MeaningError::Unreadable {
        file: file.to_owned(),
        source,
    })?;
    Ok((file.display().to_string(), text))
}

fn column_type(data_type: DataType) -> ColumnType {
    match data_type {
        DataType::Text => ColumnType::Text,
        DataType::Integer => ColumnType::Integer,
        DataType::Decimal => ColumnType::Decimal,
        DataType::Boolean => ColumnType::Boolean,
        DataType::Date => ColumnType::Date,
        DataType::Timestamp => ColumnType::Timestamp,
    }
}

fn personas(file: &str, text: &str, model: &Model) -> Result<Vec<Persona>, Vec<String>> {
    let options = serde_saphyr::options! { with_snippet: false };
    let PersonaFile { personas } =
        serde_saphyr::from_str_with_options(text, options).map_err(|error| {
            let line = error.location().map_or(1, |l| l.line());
            vec![format!("{file}:{line}: {error}")]
        })?;
    let mut faults = Vec::new();
    let mut names = BTreeSet::new();
    if personas.is_empty() {
        faults.push(format!("{file}: personas: there must be one at least"));
    }
    for persona in &personas {
        let name = &persona.name;
        if !names.insert(name) {
            faults.push(format!("{file}: personas: {name} stands there twice"));
        }
        if !SPECIALISTS.contains(&persona.specialist.as_str()) {
            let allowed = SPECIALISTS.join(", ");
            faults.push(format!(
                "{file}: {name}: specialist: `{}` is none of {allowed}",
                persona.specialist
            ));
        }
        for table in persona.tables.iter().filter(|t| model.dataset(t).is_none()) {
            let known = model
                .datasets
                .iter()
                .map(|d| d.name.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            faults.push(format!(
                "{file}: {name}: tables: the model has no table `{table}`; it has {known}"
            ));
        }
        if persona.tables.is_empty() {
            faults.push(format!(
                "{file}: {name}: tables: there must be one at least"
            ));
        }
    }
    if faults.is_empty() {
        Ok(personas)
    } else {
        Err(faults)
    }
}
