//! A *dialect* is the SQL of one engine: how it is read, how names are folded, and which functions are harmless in it.
//!
//! A new engine is one file here, one variant of [`Dialect`], and one line in [`Dialect::rules`].

mod athena;
mod embedded;
mod mysql;
mod postgres;
mod redshift;

use std::borrow::Cow;
use std::fmt;

use sqlparser::ast::{BinaryOperator, DataType};
use sqlparser::dialect::Dialect as Grammar;

use super::Refusal;
use super::functions::Functions;
use super::meter::Metered;

/// SQL of one engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Apache `DataFusion` in its default dialect, `generic`.
    Embedded,
    /// PostgreSQL with `standard_conforming_strings`.
    Postgres,
    /// MySQL and MariaDB, whatever the session's SQL mode is.
    Mysql,
    /// Amazon Redshift.
    Redshift,
    /// Amazon Athena.
    Athena,
}

impl Dialect {
    /// Its name in answers and logs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Embedded => "embedded",
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
            Self::Redshift => "redshift",
            Self::Athena => "athena",
        }
    }

    /// A name in the quotes that it puts around names.
    pub fn quoted(self, name: &str) -> String {
        let quote = self.rules().quote();
        let doubled = name.replace(quote, &format!("{quote}{quote}"));
        format!("{quote}{doubled}{quote}")
    }

    /// What the guard knows about it.
    pub(super) fn rules(self) -> &'static dyn Rules {
        match self {
            Self::Embedded => &embedded::Embedded,
            Self::Postgres => &postgres::Postgres,
            Self::Mysql => &mysql::Mysql,
            Self::Redshift => &redshift::Redshift,
            Self::Athena => &athena::Athena,
        }
    }

    /// The grammar by which the engine itself reads SQL; another one could see another query in the same text.
    pub(super) fn grammar(self) -> &'static dyn Grammar {
        self.rules().grammar()
    }

    /// The same grammar, for a parser that may try so many operands.
    pub(super) fn metered(self, trials: usize) -> Metered {
        Metered::new(self.grammar(), trials)
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What the guard knows about one engine's SQL. The defaults are the strictest.
pub(super) trait Rules: Sync {
    /// The grammar by which the engine reads SQL.
    fn grammar(&self) -> &'static dyn Grammar;

    /// The sign that it puts around names.
    fn quote(&self) -> char {
        '"'
    }

    /// How deep the engine's own parser lets expressions and queries nest.
    fn nesting(&self) -> usize {
        50
    }

    /// Functions that may be used.
    fn functions(&self) -> &'static Functions;

    /// The name for which an unquoted name stands.
    fn fold<'n>(&self, name: &'n str) -> Cow<'n, str>;

    /// The name for which a function's name stands that has been folded as names are.
    fn fold_function<'n>(&self, name: Cow<'n, str>) -> Cow<'n, str> {
        name
    }

    /// Whether a quoted name before parentheses means a function that somebody has stored, never one of the engine's.
    fn quoting_stores(&self) -> bool {
        false
    }

    /// Longest name that the engine tells from others, in bytes. It would take a longer one for another.
    fn longest_name(&self) -> usize;

    /// Words that name no column, although they stand without parentheses: they call a function.
    fn words_that_call(&self) -> &'static [&'static str] {
        &[]
    }

    /// Refuses a text in which the engine could see other tokens than the grammar does.
    fn screen(&self, _text: &str) -> Result<(), Refusal> {
        Ok(())
    }

    /// Whether an operator joins texts, or is one that the engine has besides the usual ones. `None` leaves it to what
    /// holds for every engine.
    fn operator(&self, _operator: &BinaryOperator) -> Option<Result<(), Refusal>> {
        None
    }

    /// Whether the engine compares by `<=>`, so that NULL equals NULL.
    fn has_spaceship(&self) -> bool {
        false
    }

    /// Whether something may be cast to a type that is not among those for every engine.
    fn casts(&self, _kind: &DataType) -> bool {
        false
    }
}
