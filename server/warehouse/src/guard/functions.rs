//! A *function list* names the functions of one dialect that read nothing but their arguments and change nothing.
//!
//! What is left out on purpose: functions that make rows (`generate_series`, `range`, `unnest`), that tell about the
//! machine or the session (`version`, `input_file_name`, `current_user`), that answer differently each time (`random`,
//! `uuid`), that take types or programs as text (`arrow_cast`), and `repeat`, which makes gigabytes from a few letters.

/// Functions that may be used, in lower case.
#[derive(Debug)]
pub(super) struct Functions {
    /// From values of one row to a value.
    pub(super) scalar: &'static [&'static str],
    /// From values of many rows to a value; also over a window.
    pub(super) aggregate: &'static [&'static str],
    /// Only over a window.
    pub(super) window: &'static [&'static str],
    /// Written without parentheses.
    pub(super) bare: &'static [&'static str],
    /// From a text and a length to a text of that length: name, and the longest length that may be written.
    pub(super) padding: &'static [(&'static str, u64)],
}

impl Functions {
    /// Whether a call of this name may stand in a query.
    pub(super) fn callable(&self, name: &str) -> bool {
        self.scalar.contains(&name)
            || self.aggregate.contains(&name)
            || self.window.contains(&name)
            || self.longest_padding(name).is_some()
    }

    /// The longest text that a padding function may make, in characters.
    pub(super) fn longest_padding(&self, name: &str) -> Option<u64> {
        self.padding.iter().find(|(padding, _)| *padding == name).map(|(_, longest)| *longest)
    }
}

/// Functions of the embedded engine.
pub(super) const EMBEDDED: Functions = Functions {
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
        "contains",
        "ends_with",
        "find_in_set",
        "initcap",
        "instr",
        "left",
        "length",
        "levenshtein",
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
        "substr_index",
        "substring",
        "substring_index",
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
        "cos",
        "cosh",
        "cot",
        "degrees",
        "exp",
        "floor",
        "gcd",
        "isnan",
        "iszero",
        "lcm",
        "ln",
        "log",
        "log10",
        "log2",
        "nanvl",
        "pi",
        "pow",
        "power",
        "radians",
        "round",
        "signum",
        "sin",
        "sinh",
        "sqrt",
        "tan",
        "tanh",
        "trunc",
        // dates and times
        "current_date",
        "current_time",
        "current_timestamp",
        "date_bin",
        "date_format",
        "date_part",
        "date_trunc",
        "datepart",
        "datetrunc",
        "from_unixtime",
        "make_date",
        "now",
        "to_char",
        "to_date",
        "to_local_time",
        "to_timestamp",
        "to_timestamp_micros",
        "to_timestamp_millis",
        "to_timestamp_nanos",
        "to_timestamp_seconds",
        "to_unixtime",
        "today",
        // choices
        "coalesce",
        "greatest",
        "ifnull",
        "least",
        "nullif",
        "nvl",
        "nvl2",
    ],
    aggregate: &[
        "any_value",
        "approx_distinct",
        "approx_median",
        "avg",
        "bit_and",
        "bit_or",
        "bit_xor",
        "bool_and",
        "bool_or",
        "corr",
        "count",
        "covar",
        "covar_pop",
        "covar_samp",
        "first_value",
        "grouping",
        "last_value",
        "max",
        "mean",
        "median",
        "min",
        "nth_value",
        "percentile_cont",
        "quantile_cont",
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
        "var",
        "var_pop",
        "var_population",
        "var_samp",
        "var_sample",
    ],
    window: &["cume_dist", "dense_rank", "lag", "lead", "ntile", "percent_rank", "rank", "row_number"],
    bare: &["current_date", "current_time", "current_timestamp"],
    padding: &[("lpad", 1_000), ("rpad", 1_000)],
};
