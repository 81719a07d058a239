//! The *PostgreSQL* syntax.

use super::Syntax;
use super::unit;
use crate::query::Grain;

/// PostgreSQL, from version 14 on.
#[derive(Debug)]
pub(super) struct Postgres;

impl Syntax for Postgres {
    fn engine(&self) -> &'static str {
        "PostgreSQL"
    }

    fn period_start(&self, grain: Grain, date: &str) -> String {
        format!("CAST(DATE_TRUNC('{}', {date}) AS DATE)", unit(grain))
    }

    // A date minus a date is an integer here.
    fn days_between(&self, from: &str, until: &str) -> String {
        format!("({until} - {from})")
    }

    // `split_part` counts from the end when the position is negative.
    fn part(&self, text: &str, position: i32) -> String {
        format!("TRIM(SPLIT_PART({text}, ', ', {position}))")
    }

    // Those that a column or a table cannot have as its name, and those that read as functions.
    fn reserved(&self) -> &'static str {
        "analyse analyze asymmetric authorization binary collate collation concurrently constraint current_catalog \
         current_role current_schema current_time current_timestamp current_user deferrable foreign freeze ilike \
         initially isnull lateral localtime localtimestamp notnull overlaps placing returning session_user similar \
         symmetric system_user tablesample variadic verbose"
    }
}
