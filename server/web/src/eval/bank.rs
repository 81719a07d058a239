//! A *bank* is a file of questions with the results that are right; `eval` asks them all.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// What is expected of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An answer whose rows match.
    Sql,
    /// The same, for a turn that leans on the one before it.
    Followup,
    /// The same, for a calculation.
    Tool,
    /// A question back, or an answer with its assumptions stated.
    Clarify,
    /// A refusal.
    Refuse,
    /// "The data cannot answer that."
    Unanswerable,
}

impl Kind {
    /// An answer with rows is expected.
    pub fn is_answerable(self) -> bool {
        matches!(self, Self::Sql | Self::Followup | Self::Tool)
    }

    /// Its name in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sql => "sql",
            Self::Followup => "followup",
            Self::Tool => "tool",
            Self::Clarify => "clarify",
            Self::Refuse => "refuse",
            Self::Unanswerable => "unanswerable",
        }
    }
}

/// A question with what is right.
#[derive(Debug, Clone, Deserialize)]
pub struct Entry {
    /// Identifier.
    pub id: String,
    /// Folder of its data below `../data`.
    pub dataset: String,
    /// Who asks.
    pub persona: String,
    /// As-of date, ISO.
    pub today: String,
    /// What is expected.
    pub kind: Kind,
    /// Turns that share it lean on each other.
    #[serde(default)]
    pub conversation: Option<String>,
    /// The question.
    pub question: String,
    /// Query whose rows are right.
    #[serde(default)]
    pub gold_sql: Option<String>,
    /// Further queries whose rows are right.
    #[serde(default)]
    pub alt_sql: Option<Vec<String>>,
    /// The order of the rows counts.
    #[serde(default)]
    pub ordered: bool,
    /// How hard it is.
    #[serde(default)]
    pub level: Option<String>,
}

/// Why a bank cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BankError {
    /// The file cannot be read.
    #[error("{} cannot be read: {source}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line is not an entry.
    #[error("{}:{line}: {source}", file.display())]
    Malformed {
        /// The file.
        file: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Why.
        source: serde_json::Error,
    },
}

/// Reads a bank, one JSON object a line.
pub fn read(file: &Path) -> Result<Vec<Entry>, BankError> {
    let text = std::fs::read_to_string(file).map_err(|source| BankError::Unreadable {
        file: file.to_owned(),
        source,
    })?;
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|source| BankError::Malformed {
                file: file.to_owned(),
                line: number + 1,
                source,
            })
        })
        .collect()
}

/// Name of the sample company among the datasets.
pub const SAMPLE: &str = "sample";

/// The folder of a dataset: `../data/<dataset>` seen from the bank's folder.
pub fn dataset_folder(file: &Path, dataset: &str) -> PathBuf {
    let folder = file
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    folder.join("..").join("data").join(dataset)
}
