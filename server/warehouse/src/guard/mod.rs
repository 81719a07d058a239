//! The *guard* reads SQL, whoever wrote it, and admits one read-only query over tables and functions that are allowed.
//!
//! 1. [`read`] screens the tokens and parses them by the grammar of the engine that will run the SQL.
//! 2. [`walk`] visits every node of the tree. What it does not know is refused; nothing is passed over.
//! 3. [`print()`] writes the tree as text again and reads that text once more. It must be the same tree: what was checked
//!    is what runs, whatever the original text could be mistaken for.

mod dialect;
mod functions;
mod limits;
mod meter;
mod read;
mod refusal;
mod screen;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::BTreeSet;

pub use dialect::Dialect;
use read::Reading;
pub use refusal::Refusal;
use sqlparser::ast::Statement;

/// Tables that an asker may read, by the names under which the engine knows them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rights {
    tables: BTreeSet<String>,
}

impl Rights {
    /// Rights to read these tables and nothing else.
    pub fn new(tables: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            tables: tables.into_iter().map(Into::into).collect(),
        }
    }

    /// The tables.
    pub fn tables(&self) -> &BTreeSet<String> {
        &self.tables
    }
}

/// SQL that may run. Only [`admit`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    sql: String,
    tables: BTreeSet<String>,
    reads: BTreeSet<String>,
    limited: bool,
}

impl Admitted {
    /// The text to run, printed from the tree that was checked.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// Whether the outermost query says itself how many rows it wants; one that does not may be given a LIMIT.
    pub fn is_limited(&self) -> bool {
        self.limited
    }

    /// Tables that the asker may read: all that the engine should know while it runs this.
    pub fn tables(&self) -> &BTreeSet<String> {
        &self.tables
    }

    /// Tables that this query reads; a part of [`Admitted::tables`].
    pub fn reads(&self) -> &BTreeSet<String> {
        &self.reads
    }
}

/// Admits SQL of a dialect for an asker with these rights.
///
/// # Errors
/// A [`Refusal`] unless the text is one query that only reads, only these tables, and only calls allowed functions.
pub fn admit(sql: &str, rights: &Rights, dialect: Dialect) -> Result<Admitted, Refusal> {
    let reading = read::read(sql, dialect)?;
    let reads = walk::walk(&reading.statement, rights, dialect)?;
    let sql = print(&reading, sql, dialect)?;
    Ok(Admitted {
        sql,
        tables: rights.tables.clone(),
        reads,
        limited: limited(&reading.statement),
    })
}

/// Whether the outermost query has a LIMIT, an OFFSET or a FETCH.
fn limited(statement: &Statement) -> bool {
    match statement {
        Statement::Query(query) => query.limit_clause.is_some() || query.fetch.is_some(),
        _ => true,
    }
}

/// Writes the checked tree as text that is read as the same tree.
fn print(checked: &Reading, original: &str, dialect: Dialect) -> Result<String, Refusal> {
    // The printer takes quotes beside quotes, or behind a backslash, for quotes that are doubled already.
    let doubtful = original.contains('\\')
        || ["''", "\"\"", "``"]
            .iter()
            .any(|quotes| original.contains(quotes));
    let text = if doubtful {
        read::read_for_printing(original, dialect)?.to_string()
    } else {
        checked.statement.to_string()
    };
    match read::read_again(&text, checked, dialect) {
        Ok(again) if again == checked.statement => Ok(text),
        _ => Err(Refusal::Unfaithful),
    }
}

fn refuse(what: &'static str, advice: &'static str) -> Refusal {
    Refusal::Construct { what, advice }
}
