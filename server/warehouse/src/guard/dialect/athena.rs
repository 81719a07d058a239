//! The *Athena* dialect is Trino's, read by a grammar in which the same texts mean the same: quotes are doubled, and a
//! backslash is a letter.

use std::borrow::Cow;

use sqlparser::dialect::{Dialect as Grammar, PostgreSqlDialect};

use super::Rules;
use super::embedded::lowered;
use crate::guard::functions::Functions;
use crate::guard::{Refusal, refuse};

/// Amazon Athena.
pub(super) struct Athena;

impl Rules for Athena {
    fn grammar(&self) -> &'static dyn Grammar {
        &PostgreSqlDialect {}
    }

    fn functions(&self) -> &'static Functions {
        &FUNCTIONS
    }

    // Quoted names are folded there too; here they stay as they are, so that they name nothing but what is lower-case
    // already.
    fn fold<'n>(&self, name: &'n str) -> Cow<'n, str> {
        lowered(name)
    }

    // What Glue allows.
    fn longest_name(&self) -> usize {
        255
    }

    fn words_that_call(&self) -> &'static [&'static str] {
        &[
            "current_catalog",
            "current_path",
            "current_role",
            "current_schema",
            "current_user",
            "session_user",
            "user",
        ]
    }

    fn screen(&self, text: &str) -> Result<(), Refusal> {
        // `"$path"` says in which file a row stands.
        if text.contains("\"$") {
            return Err(refuse(
                "A name that begins with $",
                "Hidden columns are not for questions; leave it out.",
            ));
        }
        Ok(())
    }
}

/// Besides those of every engine. What is left out, besides what every list leaves out: whatever makes rows or long arrays (`sequence`, `repeat`), runs
/// functions over arrays, reads the session, or takes regular expressions.
const FUNCTIONS: Functions = Functions {
    scalar: &[
        // text
        "chr",
        "codepoint",
        "concat_ws",
        "element_at",
        "levenshtein_distance",
        "split",
        "split_part",
        "starts_with",
        "strpos",
        "translate",
        // numbers
        "cbrt",
        "ceiling",
        "cosh",
        "is_finite",
        "is_nan",
        "log10",
        "log2",
        "mod",
        "sign",
        "sinh",
        "tanh",
        "truncate",
        "width_bucket",
        // dates and times
        "date",
        "date_add",
        "date_diff",
        "date_format",
        "date_trunc",
        "day",
        "day_of_month",
        "day_of_week",
        "day_of_year",
        "from_unixtime",
        "last_day_of_month",
        "month",
        "now",
        "quarter",
        "to_unixtime",
        "week",
        "week_of_year",
        "year",
        // choices
        "if",
    ],
    aggregate: &[
        "approx_distinct",
        "approx_percentile",
        "arbitrary",
        "bool_and",
        "bool_or",
        "corr",
        "count_if",
        "covar_pop",
        "covar_samp",
        "every",
        "geometric_mean",
        "listagg",
        "max_by",
        "min_by",
        "regr_intercept",
        "regr_slope",
        "variance",
    ],
    window: &["first_value", "last_value", "nth_value"],
    bare: &["current_date", "current_time", "current_timestamp"],
    padding: &["lpad", "rpad"],
    handed: &[],
};
