//! A *fault* is one thing wrong with a file: where it stands, what stands there, and why that cannot be read.

use std::fmt;

/// Most faults that are listed; more are only counted.
pub const LISTED_FAULTS: usize = 100;
/// Most characters of a value that are quoted.
const QUOTED_CHARACTERS: usize = 40;

/// One thing wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Name of the file, without its folder.
    pub file: String,
    /// Line where the row begins, from 1, the header included; in a Parquet file the row, from 1. None when the file
    /// as a whole is at fault.
    pub line: Option<u64>,
    /// Column, when it is about one.
    pub column: Option<String>,
    /// What stands there, shortened.
    pub value: Option<String>,
    /// Why it cannot be read.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ": {column}")?;
        }
        if let Some(value) = &self.value {
            write!(f, ": {value:?}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// Shortens a value for a message.
pub(super) fn quoted(value: &str) -> String {
    match value.char_indices().nth(QUOTED_CHARACTERS) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// Faults of one or more files, the first ones listed, all counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults {
    /// The first [`LISTED_FAULTS`] of them.
    pub listed: Vec<Fault>,
    /// How many there are in all.
    pub total: u64,
}

impl Faults {
    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// Columns, by table, that hold something else than they should from their first row on: the declaration is wrong
    /// rather than a row.
    pub fn throughout(&self) -> Vec<(String, String)> {
        let mut rows: Vec<((String, String), Vec<u64>)> = Vec::new();
        for fault in &self.listed {
            let Some(column) = &fault.column else {
                continue;
            };
            // Parquet has one type for the whole column.
            let line = fault.line.unwrap_or(1);
            let table = fault.file.split('.').next().unwrap_or_default();
            let place = (table.to_owned(), column.clone());
            match rows.iter_mut().find(|(known, _)| *known == place) {
                Some((_, lines)) => lines.push(line),
                None => rows.push((place, vec![line])),
            }
        }
        rows.into_iter()
            .filter(|(_, lines)| {
                lines.first().is_some_and(|first| *first <= 2)
                    && lines.windows(2).all(|two| two[1] == two[0] + 1)
            })
            .map(|(place, _)| place)
            .collect()
    }

    pub(super) fn push(&mut self, fault: Fault) {
        if self.listed.len() < LISTED_FAULTS {
            self.listed.push(fault);
        }
        self.total += 1;
    }

    pub(super) fn extend(&mut self, other: Self) {
        let room = LISTED_FAULTS - self.listed.len();
        self.listed.extend(other.listed.into_iter().take(room));
        self.total += other.total;
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.listed.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{fault}")?;
        }
        let unlisted = self.total - self.listed.len() as u64;
        if unlisted > 0 {
            write!(f, "\n… and {unlisted} more")?;
        }
        Ok(())
    }
}
