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

/// What is left out, besides what every list leaves out: whatever reads files, settings, sizes, statistics or the
/// catalogue (`pg_…`, `current_setting`, `to_regclass`), sleeps, locks, signals, runs SQL from text (`query_to_xml`,
/// `dblink`), touches sequences or large objects, and regular expressions, which can take for ever.
const FUNCTIONS: Functions = Functions {
    scalar: &[
        // text
        "ascii",
        "bit_length",
        "btrim",
        "char_length",
        "character_length",
        "chr",
        "concat",
        "concat_ws",
        "initcap",
        "left",
        "length",
        "lower",
        "ltrim",
        "octet_length",
        "overlay",
        "position",
        "replace",
        "reverse",
        "right",
        "rtrim",
        "split_part",
        "starts_with",
        "strpos",
        "substr",
        "substring",
        "translate",
        "trim",
        "upper",
        // numbers
        "abs",
        "acos",
        "acosh",
        "asin",
        "asinh",
        "atan",
        "atan2",
        "atanh",
        "cbrt",
        "ceil",
        "ceiling",
        "cos",
        "cosh",
        "cot",
        "degrees",
        "div",
        "exp",
        "floor",
        "gcd",
        "lcm",
        "ln",
        "log",
        "log10",
        "mod",
        "pi",
        "pow",
        "power",
        "radians",
        "round",
        "sign",
        "sin",
        "sinh",
        "sqrt",
        "tan",
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
        "coalesce",
        "greatest",
        "least",
        "nullif",
    ],
    aggregate: &[
        "any_value",
        "avg",
        "bit_and",
        "bit_or",
        "bit_xor",
        "bool_and",
        "bool_or",
        "corr",
        "count",
        "covar_pop",
        "covar_samp",
        "every",
        "grouping",
        "max",
        "min",
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
        "stddev",
        "stddev_pop",
        "stddev_samp",
        "string_agg",
        "sum",
        "var_pop",
        "var_samp",
        "variance",
    ],
    window: &[
        "cume_dist",
        "dense_rank",
        "first_value",
        "lag",
        "last_value",
        "lead",
        "nth_value",
        "ntile",
        "percent_rank",
        "rank",
        "row_number",
    ],
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
