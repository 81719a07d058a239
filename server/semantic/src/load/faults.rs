//! A *fault* is one thing wrong with a model file: where it stands and how to mend it.

use serde::Deserialize;
use serde_saphyr::Spanned;

/// One thing wrong with a model file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// File name as given.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Path of the field ("datasets[2].fields[0].name").
    pub field: String,
    /// What is wrong and how to mend it.
    pub message: String,
}

/// Everything wrong with a model file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(|f| format!("{}:{}: {}: {}", f.file, f.line, f.field, f.message)).collect::<Vec<_>>().join("\n"))]
pub struct LoadError(pub Vec<Fault>);

/// Faults found so far in one file.
#[derive(Debug)]
pub(super) struct Faults {
    file: String,
    found: Vec<Fault>,
}

impl Faults {
    pub(super) fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            found: Vec::new(),
        }
    }

    /// Records a fault, once.
    pub(super) fn add(
        &mut self,
        line: usize,
        field: impl Into<String>,
        message: impl Into<String>,
    ) {
        let fault = Fault {
            file: self.file.clone(),
            line,
            field: field.into(),
            message: message.into(),
        };
        if !self.found.contains(&fault) {
            self.found.push(fault);
        }
    }

    /// Records a fault of a text of the file.
    pub(super) fn at<T>(
        &mut self,
        place: &Spanned<T>,
        field: impl Into<String>,
        message: impl Into<String>,
    ) {
        self.add(line_of(place), field, message);
    }

    /// Reads YAML into a type; an error of syntax or type is recorded with its line, below the path `owner`.
    pub(super) fn read<T: for<'de> Deserialize<'de>>(
        &mut self,
        yaml: &str,
        owner: &str,
    ) -> Option<T> {
        let options = serde_saphyr::options! { with_snippet: false };
        let mut path = String::new();
        let read =
            serde_saphyr::with_deserializer_from_str_with_options(yaml, options, |deserializer| {
                serde_path_to_error::deserialize(deserializer).map_err(|error| {
                    path = error.path().to_string();
                    error.into_inner()
                })
            });
        let error = match read {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        let line = error
            .location()
            .map_or(1, |location| usize::try_from(location.line()).unwrap_or(1));
        // A value with a line is read as a mapping whose `value` it is. The file holds one model, so that its place in
        // the list says nothing.
        let path = path.replace(".value", "");
        let path = path.strip_prefix("semantic_model[0].").unwrap_or(&path);
        let path = path.trim_end_matches(['.', '?']);
        let message = error.without_snippet().to_string();
        let message = message
            .rsplit_once(" at line ")
            .map_or(message.as_str(), |(before, _)| before);
        let message = message
            .split_once(", set DuplicateKeyPolicy")
            .map_or(message, |(before, _)| before);
        self.add(line, join(owner, path), message);
        None
    }

    /// The value, or all faults.
    pub(super) fn finish<T>(self, value: T) -> Result<T, LoadError> {
        if self.found.is_empty() {
            Ok(value)
        } else {
            Err(self.refuse())
        }
    }

    /// All faults in the order of their lines.
    pub(super) fn refuse(mut self) -> LoadError {
        self.found.sort_by_key(|fault| fault.line);
        LoadError(self.found)
    }
}

/// Line on which a value stands, from 1.
pub(super) fn line_of<T>(place: &Spanned<T>) -> usize {
    usize::try_from(place.referenced.line()).unwrap_or(0)
}

/// Path of something below an object.
pub(super) fn join(owner: &str, below: &str) -> String {
    match (owner, below) {
        ("", path) | (path, "") => path.to_owned(),
        (owner, below) => format!("{owner}.{below}"),
    }
}
