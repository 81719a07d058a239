//! A *refusal* says why SQL was not admitted and what to do about it.

/// Why SQL was not admitted.
///
/// The sentences speak of what was written and of what the asker may read, never of what else the warehouse holds: a
/// table outside the rights and a table that does not exist are refused in the same words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing but blanks and comments.
    #[error("There is no SQL to run. Write a SELECT.")]
    Empty,
    /// Longer than the guard reads.
    #[error(
        "The SQL is {characters} characters long; at most {limit} are read. Shorten it, or put long lists into a table."
    )]
    TooLong {
        /// Length found, in characters.
        characters: usize,
        /// Longest length read, in characters.
        limit: usize,
    },
    /// More of something than the guard lets one query hold.
    #[error("The SQL has more than {limit} {what}. {advice}")]
    TooMuch {
        /// What there is too much of, in the plural.
        what: &'static str,
        /// How many are allowed.
        limit: usize,
        /// What to do.
        advice: &'static str,
    },
    /// Not SQL of the dialect.
    #[error(
        "The SQL has an error at line {line}, column {column}: {message}. Correct it and run it again."
    )]
    Syntax {
        /// Line, from 1.
        line: u64,
        /// Column in characters, from 1.
        column: u64,
        /// What was expected and what was found.
        message: String,
    },
    /// More than one statement.
    #[error("There are several statements. Send one SELECT at a time.")]
    SeveralStatements,
    /// A statement that is no query.
    #[error("Only a SELECT may run here, not {found}. Nothing was run and nothing was changed.")]
    NotAQuery {
        /// First word of the statement.
        found: String,
    },
    /// A table outside the rights, whether it exists or not.
    #[error("There is no table {name} among those you may read. {}", readable(.tables))]
    Table {
        /// Name as it would be resolved.
        name: String,
        /// Tables that the asker may read, in order.
        tables: Vec<String>,
    },
    /// A table named with its schema or catalogue.
    #[error("The table name {name} has more than one part. Write the bare name of the table.")]
    QualifiedTable {
        /// Name as written.
        name: String,
    },
    /// A function outside the allow-list, whether it exists or not.
    #[error(
        "The function {name} is not among those that may be used here. Use another one, or leave it out."
    )]
    Function {
        /// Name as it would be resolved.
        name: String,
    },
    /// Syntax outside of what the guard knows to be harmless.
    #[error("{what} is not allowed here. {advice}")]
    Construct {
        /// The construct, at the start of a sentence.
        what: &'static str,
        /// What to do instead.
        advice: &'static str,
    },
    /// The checked query cannot be written as text that means the same.
    #[error(
        "The SQL cannot be passed on without changing what it means. Write its literals and quoted names more plainly."
    )]
    Unfaithful,
}

fn readable(tables: &[String]) -> String {
    if tables.is_empty() {
        "You may read no table.".to_owned()
    } else {
        format!("You may read: {}.", tables.join(", "))
    }
}
