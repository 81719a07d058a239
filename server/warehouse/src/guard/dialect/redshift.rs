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

/// Besides those of every engine. What is left out, besides what every list leaves out: whatever runs on the leader node only, reads the catalogue, the
/// session or other systems (external and user-defined functions, machine learning, `json_…`), and regular expressions.
const FUNCTIONS: Functions = Functions {
    scalar: &[
        // text
        "ascii",
        "bpcharcmp",
        "btrim",
        "character_length",
        "charindex",
        "chr",
        "initcap",
        "left",
        "len",
        "octet_length",
        "right",
        "split_part",
        "strpos",
        "translate",
        // numbers
        "cbrt",
        "ceiling",
        "cot",
        "dexp",
        "dlog1",
        "dlog10",
        "mod",
        "sign",
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
        "decode",
        "nvl",
        "nvl2",
    ],
    aggregate: &[
        "bit_and",
        "bit_or",
        "bool_and",
        "bool_or",
        "listagg",
        "median",
        "percentile_cont",
        "percentile_disc",
        "variance",
    ],
    window: &["first_value", "last_value", "nth_value", "ratio_to_report"],
    bare: &["current_date"],
    padding: &["lpad", "rpad"],
    handed: &[],
};
