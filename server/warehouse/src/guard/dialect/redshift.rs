//! The *Redshift* dialect: PostgreSQL's grammar, in which a backslash within a text escapes.

use std::borrow::Cow;

use sqlparser::dialect::{Dialect as Grammar, PostgreSqlDialect};

use super::Rules;
use super::embedded::lowered;
use crate::guard::functions::Functions;
use crate::guard::{Refusal, refuse};

/// Amazon Redshift.
pub(super) struct Redshift;

impl Rules for Redshift {
    // Without what Redshift has besides it: names in brackets, paths into documents, TOP, CONNECT BY.
    fn grammar(&self) -> &'static dyn Grammar {
        &PostgreSqlDialect {}
    }

    fn functions(&self) -> &'static Functions {
        &FUNCTIONS
    }

    // Quoted names are folded there too, unless the cluster is set otherwise; here they stay as they are, so that they
    // name nothing but what is lower-case already.
    fn fold<'n>(&self, name: &'n str) -> Cow<'n, str> {
        lowered(name)
    }

    fn longest_name(&self) -> usize {
        127
    }

    fn words_that_call(&self) -> &'static [&'static str] {
        &[
            "current_user",
            "current_user_id",
            "session_user",
            "sysdate",
            "user",
        ]
    }

    fn screen(&self, text: &str) -> Result<(), Refusal> {
        if text.contains('\\') {
            return Err(refuse(
                "A backslash",
                "Leave it out, or write CHR(92) for one in a text.",
            ));
        }
        Ok(())
    }
}

/// What is left out, besides what every list leaves out: whatever runs on the leader node only, reads the catalogue, the
/// session or other systems (external and user-defined functions, machine learning, `json_…`), and regular expressions.
const FUNCTIONS: Functions = Functions {
    scalar: &[
        // text
        "ascii",
        "bpcharcmp",
        "btrim",
        "char_length",
        "character_length",
        "charindex",
        "chr",
        "concat",
        "initcap",
        "left",
        "len",
        "length",
        "lower",
        "ltrim",
        "octet_length",
        "position",
        "replace",
        "reverse",
        "right",
        "rtrim",
        "split_part",
        "strpos",
        "substr",
        "substring",
        "translate",
        "trim",
        "upper",
        // numbers
        "abs",
        "acos",
        "asin",
        "atan",
        "atan2",
        "cbrt",
        "ceil",
        "ceiling",
        "cos",
        "cot",
        "degrees",
        "dexp",
        "dlog1",
        "dlog10",
        "exp",
        "floor",
        "ln",
        "log",
        "mod",
        "pi",
        "pow",
        "power",
        "radians",
        "round",
        "sign",
        "sin",
        "sqrt",
        "tan",
        "trunc",
        // dates and times
        "add_months",
        "date_cmp",
        "date_part",
        "date_part_year",
        "date_trunc",
        "dateadd",
        "datediff",
        "getdate",
        "last_day",
        "months_between",
        "next_day",
        "to_char",
        "to_date",
        "to_number",
        "to_timestamp",
        // choices
        "coalesce",
        "decode",
        "greatest",
        "least",
        "nullif",
        "nvl",
        "nvl2",
    ],
    aggregate: &[
        "any_value",
        "avg",
        "bit_and",
        "bit_or",
        "bool_and",
        "bool_or",
        "count",
        "listagg",
        "max",
        "median",
        "min",
        "percentile_cont",
        "percentile_disc",
        "stddev",
        "stddev_pop",
        "stddev_samp",
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
        "ratio_to_report",
        "row_number",
    ],
    bare: &["current_date"],
    padding: &["lpad", "rpad"],
    handed: &[],
};
