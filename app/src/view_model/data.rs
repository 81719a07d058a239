//! What the *data pages* show: the tables that a persona may read, and what one can ask for.

use super::Frame;

/// The page that lists tables, figures and conditions.
#[derive(Debug, Clone, Default)]
pub struct DataView {
    /// What stands around it.
    pub frame: Frame,
    /// What the persona does, in a sentence.
    pub description: String,
    /// Tables that the persona may read.
    pub tables: Vec<TableView>,
    /// Figures that one can ask for.
    pub metrics: Vec<MetricView>,
    /// Conditions that one can ask with.
    pub filters: Vec<FilterView>,
    /// How the company's own catalogue compares; none where none is configured.
    pub catalogue: Option<CatalogueView>,
}

/// How the company's own catalogue of its data compares with what is described here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueView {
    /// Which catalogue ("AWS Glue, database supply").
    pub name: String,
    /// In what it differs, in sentences without an end; none where it could not be read.
    pub differences: Option<Vec<String>>,
    /// Whether the person may have it read again before the hour is over.
    pub may_read_again: bool,
}

/// A table in a list.
#[derive(Debug, Clone, Default)]
pub struct TableView {
    /// Its name in SQL.
    pub name: String,
    /// What its rows are called ("sales orders").
    pub rows_are: String,
    /// What one row is.
    pub description: String,
    /// Rows that it has; none when the data does not have the table.
    pub rows: Option<u64>,
    /// How far it reaches.
    pub newest: Option<NewestView>,
}

/// How far a table reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewestView {
    /// The column that dates its rows, for people.
    pub column: String,
    /// Its newest day, ISO.
    pub day: String,
}

/// A figure that one can ask for.
#[derive(Debug, Clone)]
pub struct MetricView {
    /// Its name for people, which is a question at the same time.
    pub label: String,
    /// What it is.
    pub definition: String,
    /// Who answers for the definition.
    pub owner: String,
    /// Unit, when it has one.
    pub unit: Option<String>,
    /// Other words for it.
    pub synonyms: Vec<String>,
}

/// A condition that one can ask with.
#[derive(Debug, Clone)]
pub struct FilterView {
    /// Its name for people.
    pub label: String,
    /// What it means.
    pub definition: String,
    /// Who answers for the definition.
    pub owner: String,
    /// What the rows are called that it speaks of.
    pub rows_are: String,
    /// Other words for it.
    pub synonyms: Vec<String>,
}

/// The page of one table.
#[derive(Debug, Clone, Default)]
pub struct DataTableView {
    /// What stands around it.
    pub frame: Frame,
    /// The table.
    pub table: TableView,
    /// How it goes together with other tables, in sentences.
    pub relationships: Vec<RelationshipView>,
    /// Its columns.
    pub columns: Vec<DataColumnView>,
}

/// How a table goes together with another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationshipView {
    /// In words.
    pub sentence: String,
    /// The other table's name in SQL.
    pub table: String,
}

/// A column of a table.
#[derive(Debug, Clone, Default)]
pub struct DataColumnView {
    /// Its name in SQL.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// What kind of values it has, for people.
    pub kind: &'static str,
    /// Unit, when it has one.
    pub unit: Option<String>,
    /// What it means.
    pub description: String,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// It is part of what identifies a row.
    pub key: bool,
    /// The table that its values point to.
    pub points_to: Option<String>,
    /// Some of its values.
    pub samples: Vec<String>,
    /// Its values concern private persons and are not shown.
    pub personal: bool,
    /// Share of the rows without a value, 0 to 1; none when there are no rows.
    pub empty: Option<f64>,
    /// Its newest day, ISO, when it has days.
    pub newest: Option<String>,
}
