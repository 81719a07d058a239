//! The *embedded* dialect is that of Apache `DataFusion`.

use std::borrow::Cow;

use sqlparser::dialect::{Dialect as Grammar, GenericDialect};

use super::Rules;
use crate::guard::functions::{self, Functions};

/// Apache `DataFusion`.
pub(super) struct Embedded;

impl Rules for Embedded {
    fn grammar(&self) -> &'static dyn Grammar {
        &GenericDialect {}
    }

    fn functions(&self) -> &'static Functions {
        &functions::EMBEDDED
    }

    fn fold<'n>(&self, name: &'n str) -> Cow<'n, str> {
        lowered(name)
    }

    fn longest_name(&self) -> usize {
        usize::MAX
    }
}

/// A name in lower case, ASCII alone, as `datafusion_sql::utils::normalize_ident` and PostgreSQL do it.
pub(super) fn lowered(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        name.to_ascii_lowercase().into()
    } else {
        name.into()
    }
}
