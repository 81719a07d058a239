//! A *dialect* has two sides: the compiler writes it, the guard reads it. Here they meet.

use warehouse::guard;

/// The dialect in which SQL is written that the guard is to read as `read`.
pub(crate) fn written_for(read: guard::Dialect) -> semantic::Dialect {
    match read {
        guard::Dialect::Embedded => semantic::Dialect::Embedded,
        guard::Dialect::Postgres => semantic::Dialect::Postgres,
        guard::Dialect::Mysql => semantic::Dialect::Mysql,
        guard::Dialect::Redshift => semantic::Dialect::Redshift,
        guard::Dialect::Athena => semantic::Dialect::Athena,
    }
}
