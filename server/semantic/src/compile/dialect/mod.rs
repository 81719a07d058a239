//! A *syntax* is how one engine writes what standard SQL leaves open: periods, days between dates, text parts.
//!
//! A new engine is one file here, one variant of [`Dialect`], and one line in [`syntax`].

mod embedded;

use super::Dialect;
use crate::query::{Grain, Literal};

/// The syntax of a dialect.
pub(super) fn syntax(dialect: Dialect) -> &'static dyn Syntax {
    match dialect {
        Dialect::Embedded => &embedded::Embedded,
    }
}

/// What differs between engines. The defaults are standard SQL; arguments are SQL expressions.
pub(super) trait Syntax: std::fmt::Debug + Sync {
    /// First day of the period in which a date lies, as a date.
    fn period_start(&self, grain: Grain, date: &str) -> String;

    /// Whole days from one date to another, an integer, negative when `until` is earlier.
    fn days_between(&self, from: &str, until: &str) -> String;

    /// One part of a text whose parts are joined by ", ": 1 is the first, −1 the last.
    fn part(&self, text: &str, position: i32) -> String;

    /// The middle value of a group.
    fn median(&self, value: &str) -> String {
        format!("MEDIAN({value})")
    }

    /// A number in binary floating point, so that a division keeps its fraction.
    fn double(&self, number: &str) -> String {
        format!("CAST({number} AS DOUBLE)")
    }

    /// Several columns as one value that can be counted. Rows of values cannot be counted everywhere, texts can.
    fn tuple(&self, columns: &[String]) -> String {
        match columns {
            [one] => one.clone(),
            _ => format!("CONCAT_WS('|', {})", columns.join(", ")),
        }
    }

    /// Equality for which NULL equals NULL.
    fn same(&self, left: &str, right: &str) -> String {
        format!("({left} IS NOT DISTINCT FROM {right})")
    }

    /// True where a condition is false or unknown.
    fn not_true(&self, condition: &str) -> String {
        format!("({condition}) IS NOT TRUE")
    }

    /// True where a text contains another, ignoring case.
    fn contains(&self, text: &str, part: &str, negated: bool) -> String {
        let mut pattern = String::from("%");
        let mut escaped = false;
        for letter in part.chars().flat_map(char::to_lowercase) {
            if matches!(letter, '%' | '_' | '\\') {
                pattern.push('\\');
                escaped = true;
            }
            pattern.push(letter);
        }
        pattern.push('%');
        let not = if negated { "NOT " } else { "" };
        let escape = if escaped { r" ESCAPE '\'" } else { "" };
        format!("LOWER({text}) {not}LIKE {}{escape}", self.text(&pattern))
    }

    /// A text literal.
    fn text(&self, text: &str) -> String {
        format!("'{}'", text.replace('\'', "''"))
    }

    /// A literal. Numbers have been checked to be plain decimals.
    fn literal(&self, literal: &Literal) -> String {
        match literal {
            Literal::Text(text) => self.text(text),
            Literal::Number(number) => number.clone(),
            Literal::Date(date) => format!("DATE '{date}'"),
            Literal::Boolean(true) => "TRUE".into(),
            Literal::Boolean(false) => "FALSE".into(),
        }
    }

    /// A name, quoted where it is no plain lower-case word.
    fn name(&self, name: &str) -> String {
        if is_plain(name) {
            name.into()
        } else {
            format!("\"{}\"", name.replace('"', "\"\""))
        }
    }

    /// A table of one column made of literals, for FROM.
    fn rows(&self, values: &[String], alias: &str, column: &str) -> String {
        let values: Vec<String> = values.iter().map(|v| format!("({v})")).collect();
        format!("(VALUES {}) AS {alias}({column})", values.join(", "))
    }

    /// A text made of another type's value.
    fn as_text(&self, value: &str) -> String {
        format!("CAST({value} AS VARCHAR)")
    }

    /// The calendar day of a timestamp.
    fn day(&self, timestamp: &str) -> String {
        format!("CAST({timestamp} AS DATE)")
    }
}

/// Words that stand for themselves in every dialect when written without quotes.
pub(crate) fn is_plain(name: &str) -> bool {
    let mut letters = name.chars();
    letters
        .next()
        .is_some_and(|c| c.is_ascii_lowercase() || c == '_')
        && letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !is_reserved(name)
}

/// Keywords that cannot name a column or table without quotes.
pub(super) fn is_reserved(name: &str) -> bool {
    const RESERVED: &[&str] = &[
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
    RESERVED.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_literals_cannot_break_out() {
        let syntax = syntax(Dialect::Embedded);
        assert_eq!(syntax.text("O'Neil'; DROP"), "'O''Neil''; DROP'");
    }

    #[test]
    fn patterns_escape_wildcards_and_the_escape_sign() {
        let syntax = syntax(Dialect::Embedded);
        assert_eq!(
            syntax.contains("p.name", "Mountain", false),
            "LOWER(p.name) LIKE '%mountain%'"
        );
        assert_eq!(
            syntax.contains("p.name", r"50%_\", true),
            r"LOWER(p.name) NOT LIKE '%50\%\_\\%' ESCAPE '\'"
        );
    }

    #[test]
    fn names_that_are_keywords_or_mixed_case_are_quoted() {
        let syntax = syntax(Dialect::Embedded);
        assert_eq!(syntax.name("order_date"), "order_date");
        assert_eq!(syntax.name("order"), "\"order\"");
        assert_eq!(syntax.name("Unit \"Cost\""), "\"Unit \"\"Cost\"\"\"");
    }
}
