//! The *MySQL* dialect, which MariaDB understands as well.
//!
//! What a text means depends on the session's SQL mode: whether a backslash escapes, whether double quotes hold a name
//! or a text, whether `||` joins or is OR. Nothing whose meaning hangs on it is admitted.

use std::borrow::Cow;

use sqlparser::ast::{BinaryOperator, DataType};
use sqlparser::dialect::{Dialect as Grammar, MySqlDialect};

use super::Rules;
use super::embedded::lowered;
use crate::guard::functions::Functions;
use crate::guard::{Refusal, refuse};

/// MySQL and MariaDB.
pub(super) struct Mysql;

impl Rules for Mysql {
    // Names stand in backticks; what stands in double quotes is a text, and refused as such.
    fn grammar(&self) -> &'static dyn Grammar {
        &MySqlDialect {}
    }

    fn quote(&self) -> char {
        '`'
    }

    fn functions(&self) -> &'static Functions {
        &FUNCTIONS
    }

    // Whether the names of tables differ by case is the server's choice. As they are written they differ.
    fn fold<'n>(&self, name: &'n str) -> Cow<'n, str> {
        name.into()
    }

    fn fold_function<'n>(&self, name: Cow<'n, str>) -> Cow<'n, str> {
        lowered(&name).into_owned().into()
    }

    fn quoting_stores(&self) -> bool {
        true
    }

    // 64 letters; a longer name is an error there.
    fn longest_name(&self) -> usize {
        64
    }

    fn words_that_call(&self) -> &'static [&'static str] {
        &[
            "current_role",
            "current_user",
            "session_user",
            "system_user",
            "user",
        ]
    }

    fn screen(&self, text: &str) -> Result<(), Refusal> {
        if text.contains('\\') {
            return Err(refuse(
                "A backslash",
                "Leave it out, or write CHAR(92) for one in a text.",
            ));
        }
        // MariaDB's own comments that hold SQL.
        if text.contains("/*M!") || text.contains("/*m!") {
            return Err(refuse(
                "A comment that holds SQL (/*M! … */)",
                "Write its content without the comment.",
            ));
        }
        Ok(())
    }

    fn operator(&self, operator: &BinaryOperator) -> Option<Result<(), Refusal>> {
        match operator {
            BinaryOperator::StringConcat => {
                Some(Err(refuse("The operator ||", "Write CONCAT(…, …) or OR.")))
            }
            BinaryOperator::Spaceship => Some(Ok(())),
            _ => None,
        }
    }

    fn has_spaceship(&self) -> bool {
        true
    }

    fn casts(&self, kind: &DataType) -> bool {
        matches!(
            kind,
            DataType::Signed
                | DataType::SignedInteger
                | DataType::Unsigned
                | DataType::UnsignedInteger
                | DataType::Datetime(_)
        )
    }
}

/// Besides those of every engine. What is left out, besides what every list leaves out: whatever reads files (`load_file`), sleeps, computes for ever
/// (`benchmark`), locks (`get_lock`), tells about the server or the session (`user`, `database`, `connection_id`),
/// makes texts of any length (`repeat`, `space`, `insert`), and regular expressions.
const FUNCTIONS: Functions = Functions {
    scalar: &[
        // text
        "ascii",
        "bit_length",
        "char",
        "character_length",
        "concat_ws",
        "elt",
        "field",
        "find_in_set",
        "instr",
        "lcase",
        "left",
        "locate",
        "mid",
        "octet_length",
        "right",
        "strcmp",
        "substring_index",
        "ucase",
        // numbers
        "ceiling",
        "cot",
        "log10",
        "log2",
        "mod",
        "sign",
        "truncate",
        // dates and times
        "adddate",
        "curdate",
        "current_date",
        "current_timestamp",
        "date",
        "date_add",
        "date_format",
        "date_sub",
        "datediff",
        "day",
        "dayname",
        "dayofmonth",
        "dayofweek",
        "dayofyear",
        "from_days",
        "from_unixtime",
        "hour",
        "last_day",
        "makedate",
        "minute",
        "month",
        "monthname",
        "now",
        "quarter",
        "second",
        "str_to_date",
        "subdate",
        "timestampadd",
        "timestampdiff",
        "to_days",
        "unix_timestamp",
        "week",
        "weekday",
        "weekofyear",
        "year",
        "yearweek",
        // choices
        "if",
        "ifnull",
        "isnull",
    ],
    aggregate: &["bit_and", "bit_or", "bit_xor", "std", "variance"],
    window: &["first_value", "last_value", "nth_value"],
    bare: &["current_date", "current_time", "current_timestamp"],
    padding: &["lpad", "rpad"],
    handed: &[],
};
