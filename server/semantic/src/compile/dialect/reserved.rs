//! A *reserved word* cannot name a column or a table unless it is quoted.

/// Whether a name stands for itself in every dialect when it is written without quotes.
pub(crate) fn is_plain(name: &str) -> bool {
    is_word(name) && !is_reserved(name)
}

/// Whether a name is a lower-case word of ASCII letters, digits and underscores.
pub(super) fn is_word(name: &str) -> bool {
    let mut letters = name.chars();
    letters
        .next()
        .is_some_and(|c| c.is_ascii_lowercase() || c == '_')
        && letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Words that are reserved wherever SQL is spoken.
pub(super) fn is_reserved(name: &str) -> bool {
    COMMON.binary_search(&name).is_ok()
}

/// In order.
const COMMON: &[&str] = &[
    "all",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "between",
    "both",
    "by",
    "case",
    "cast",
    "check",
    "column",
    "create",
    "cross",
    "current_date",
    "date",
    "default",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "exists",
    "false",
    "fetch",
    "for",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "if",
    "in",
    "inner",
    "intersect",
    "interval",
    "into",
    "is",
    "join",
    "leading",
    "left",
    "like",
    "limit",
    "natural",
    "no",
    "not",
    "null",
    "of",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "over",
    "partition",
    "primary",
    "qualify",
    "references",
    "right",
    "row",
    "rows",
    "select",
    "set",
    "some",
    "table",
    "then",
    "time",
    "timestamp",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "values",
    "when",
    "where",
    "window",
    "with",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_in_order() {
        assert!(COMMON.is_sorted());
        assert!(is_reserved("order") && !is_reserved("order_date"));
        assert!(is_plain("order_date") && !is_plain("Order") && !is_plain("2024"));
    }
}
