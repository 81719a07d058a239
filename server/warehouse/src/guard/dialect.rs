//! A *dialect* is the SQL of one engine: how it is read, how names are folded, and which functions are harmless in it.

use std::borrow::Cow;

use sqlparser::dialect::{Dialect as Grammar, GenericDialect};

use super::functions::{self, Functions};
use super::meter::Metered;

/// SQL of one engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Apache `DataFusion` in its default dialect, `generic`.
    Embedded,
}

impl Dialect {
    /// The grammar by which the engine itself reads SQL; another one could see another query in the same text.
    pub(super) fn grammar(self) -> &'static dyn Grammar {
        match self {
            Self::Embedded => &GenericDialect {},
        }
    }

    /// The same grammar, for a parser that may try so many operands.
    pub(super) fn metered(self, trials: usize) -> Metered {
        match self {
            Self::Embedded => Metered::new(trials),
        }
    }

    /// How deep the engine's own parser lets expressions and queries nest.
    pub(super) fn nesting(self) -> usize {
        match self {
            Self::Embedded => 50,
        }
    }

    /// Functions that may be used.
    pub(super) fn functions(self) -> &'static Functions {
        match self {
            Self::Embedded => &functions::EMBEDDED,
        }
    }

    /// The name for which an unquoted name stands.
    pub(super) fn fold(self, name: &str) -> Cow<'_, str> {
        match self {
            // ASCII alone, as `datafusion_sql::utils::normalize_ident` does it.
            Self::Embedded if name.bytes().any(|byte| byte.is_ascii_uppercase()) => {
                name.to_ascii_lowercase().into()
            }
            Self::Embedded => name.into(),
        }
    }
}
