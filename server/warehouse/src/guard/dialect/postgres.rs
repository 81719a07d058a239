//! The *PostgreSQL* dialect.

use std::borrow::Cow;

use sqlparser::dialect::{Dialect as Grammar, PostgreSqlDialect};

use super::Rules;
use super::embedded::lowered;
use crate::guard::functions::Functions;

/// PostgreSQL.
pub(super) struct Postgres;

impl Rules for Postgres {
    fn grammar(&self) -> &'static dyn Grammar {
        &PostgreSqlDialect {}
    }

    fn functions(&self) -> &'static Functions {
        &FUNCTIONS
    }

    // In a database of UTF-8 only ASCII letters are folded.
    fn fold<'n>(&self, name: &'n str) -> Cow<'n, str> {
        lowered(name)
    }

    // NAMEDATALEN is 64; longer names are cut.
    fn longest_name(&self) -> usize {
        63
    }

    fn words_that_call(&self) -> &'static [&'static str] {
        &[
            "current_catalog",
            "current_role",
            "current_schema",
            "current_user",
            "session_user",
            "system_user",
            "user",
        ]
    }
}

/// Besides those of every engine. What is left out, besides what every list leaves out: whatever reads files, settings, sizes, statistics or the
/// catalogue (`pg_…`, `current_setting`, `to_regclass`), sleeps, locks, signals, runs SQL from text (`query_to_xml`,
/// `dblink`), touches sequences or large objects, and regular expressions, which can take for ever.
const FUNCTIONS: Functions = Functions {
    scalar: &[
        // text
        "ascii",
        "bit_length",
        "btrim",
        "character_length",
        "chr",
        "concat_ws",
        "initcap",
        "left",
        "octet_length",
        "overlay",
        "right",
        "split_part",
        "starts_with",
        "strpos",
        "translate",
        // numbers
        "acosh",
        "asinh",
        "atanh",
        "cbrt",
        "ceiling",
        "cosh",
        "cot",
        "div",
        "gcd",
        "lcm",
        "log10",
        "mod",
        "sign",
        "sinh",
        "tanh",
        "trunc",
        "width_bucket",
        // dates and times
        "age",
        "date_bin",
        "date_part",
        "date_trunc",
        "make_date",
        "now",
        "to_char",
        "to_date",
        "to_timestamp",
        // choices
    ],
    aggregate: &[
        "bit_and",
        "bit_or",
        "bit_xor",
        "bool_and",
        "bool_or",
        "corr",
        "covar_pop",
        "covar_samp",
        "every",
        "grouping",
        "mode",
        "percentile_cont",
        "percentile_disc",
        "regr_avgx",
        "regr_avgy",
        "regr_count",
        "regr_intercept",
        "regr_r2",
        "regr_slope",
        "regr_sxx",
        "regr_sxy",
        "regr_syy",
        "string_agg",
        "variance",
    ],
    window: &["first_value", "last_value", "nth_value"],
    bare: &[
        "current_date",
        "current_time",
        "current_timestamp",
        "localtime",
        "localtimestamp",
    ],
    padding: &["lpad", "rpad"],
    handed: &[],
};
