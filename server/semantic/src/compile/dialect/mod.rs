//! A *syntax* is how one engine writes what standard SQL leaves open: periods, days between dates, text parts.
//!
//! A new engine is one file here, one variant of [`Dialect`], and one line in [`syntax`].

mod athena;
mod embedded;
mod mysql;
mod postgres;
mod redshift;
mod reserved;
#[cfg(test)]
mod tests;

use super::Dialect;
use crate::model::DataType;
use crate::query::{Grain, Literal};

pub(crate) use reserved::is_plain;

/// The syntax of a dialect.
pub(super) fn syntax(dialect: Dialect) -> &'static dyn Syntax {
    match dialect {
        Dialect::Embedded => &embedded::Embedded,
        Dialect::Postgres => &postgres::Postgres,
        Dialect::Mysql => &mysql::Mysql,
        Dialect::Redshift => &redshift::Redshift,
        Dialect::Athena => &athena::Athena,
    }
}

/// What differs between engines. The defaults are standard SQL; arguments are SQL expressions.
pub(super) trait Syntax: std::fmt::Debug + Sync {
    /// What people call the engine, at the beginning of a sentence.
    fn engine(&self) -> &'static str;

    /// First day of the period in which a date lies, as a date.
    fn period_start(&self, grain: Grain, date: &str) -> String;

    /// Whole days from one date to another, an integer, negative when `until` is earlier.
    fn days_between(&self, from: &str, until: &str) -> String;

    /// One part of a text whose parts are joined by ", ": 1 is the first, −1 the last. Empty where there are fewer.
    fn part(&self, text: &str, position: i32) -> String;

    /// The middle value of a group, an aggregate; `None` where the engine has none.
    fn median(&self, value: &str) -> Option<String> {
        Some(format!(
            "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY {value})"
        ))
    }

    /// The mean of a group, an aggregate.
    fn average(&self, value: &str) -> String {
        format!("AVG({value})")
    }

    /// A number in binary floating point, so that a division keeps its fraction.
    fn double(&self, number: &str) -> String {
        format!("CAST({number} AS DOUBLE PRECISION)")
    }

    /// Two texts as one; NULL when one of them is.
    fn joined(&self, left: &str, right: &str) -> String {
        format!("{left} || {right}")
    }

    /// Several columns as one value that can be counted. Rows of values cannot be counted everywhere, texts can.
    fn tuple(&self, columns: &[String]) -> String {
        match columns {
            [one] => one.clone(),
            _ => format!("CONCAT_WS('|', {})", columns.join(", ")),
        }
    }

    /// Whether FULL OUTER JOIN takes what [`Syntax::same`] writes. Most engines join fully by plain equality only, or
    /// not at all.
    fn joins_fully(&self) -> bool {
        false
    }

    /// Equality of two values of a type for which NULL equals NULL. Plain equalities are what engines can hash.
    fn same(&self, left: &str, right: &str, data_type: DataType) -> String {
        let any = self.literal(&match data_type {
            DataType::Text => Literal::Text(String::new()),
            DataType::Integer | DataType::Decimal => Literal::Number("0".into()),
            DataType::Boolean => Literal::Boolean(false),
            DataType::Date | DataType::Timestamp => Literal::Date(jiff::civil::date(1, 1, 1)),
        });
        format!(
            "COALESCE({left}, {any}) = COALESCE({right}, {any}) AND ({left} IS NULL) = ({right} IS NULL)"
        )
    }

    /// A sort key; rows without a value come last either way.
    fn sort_key(&self, sql: &str, descending: bool) -> String {
        format!("{sql}{} NULLS LAST", if descending { " DESC" } else { "" })
    }

    /// A sort key of a result: the name of an output column, and the expression behind it.
    fn result_key(&self, name: &str, _expression: &str, descending: bool) -> String {
        self.sort_key(name, descending)
    }

    /// True where a condition is false or unknown.
    fn not_true(&self, condition: &str) -> String {
        format!("({condition}) IS NOT TRUE")
    }

    /// True where a text contains another, ignoring case.
    fn contains(&self, text: &str, part: &str, negated: bool) -> String {
        let (pattern, escaped) = pattern(part, '\\');
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

    /// The sign around names.
    fn quote(&self) -> char {
        '"'
    }

    /// Words that are reserved here besides those that are everywhere, in lower case, with blanks between them.
    fn reserved(&self) -> &'static str {
        ""
    }

    /// Whether a word cannot name a column or table without quotes.
    fn is_reserved(&self, name: &str) -> bool {
        reserved::is_reserved(name) || self.reserved().split(' ').any(|word| word == name)
    }

    /// A name, quoted where it is no plain lower-case word.
    fn name(&self, name: &str) -> String {
        if reserved::is_word(name) && !self.is_reserved(name) {
            return name.into();
        }
        let quote = self.quote();
        format!(
            "{quote}{}{quote}",
            name.replace(quote, &format!("{quote}{quote}"))
        )
    }

    /// A table of one column made of literals, for FROM; `None` where the engine cannot have one of that length.
    fn rows(&self, values: &[String], alias: &str, column: &str) -> Option<String> {
        let values: Vec<String> = values.iter().map(|v| format!("({v})")).collect();
        Some(format!(
            "(VALUES {}) AS {alias}({column})",
            values.join(", ")
        ))
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

/// A table of one column made of one SELECT for each literal; `None` when there are more than an engine can take.
fn listed_rows(values: &[String], alias: &str, column: &str, most: usize) -> Option<String> {
    if values.len() > most {
        return None;
    }
    let rows: Vec<String> = values
        .iter()
        .enumerate()
        .map(|(position, value)| {
            if position == 0 {
                format!("SELECT {value} AS {column}")
            } else {
                format!("SELECT {value}")
            }
        })
        .collect();
    Some(format!("({}) AS {alias}", rows.join(" UNION ALL ")))
}

/// A pattern for LIKE that finds a text in lower case, and whether it needs the escape sign to be named.
fn pattern(part: &str, escape: char) -> (String, bool) {
    let mut pattern = String::from("%");
    let mut escaped = false;
    for letter in part.chars().flat_map(char::to_lowercase) {
        if matches!(letter, '%' | '_') || letter == escape {
            pattern.push(escape);
            escaped = true;
        }
        pattern.push(letter);
    }
    pattern.push('%');
    (pattern, escaped)
}

/// The name of a grain as `date_trunc` knows it.
fn unit(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "day",
        Grain::Week => "week",
        Grain::Month => "month",
        Grain::Quarter => "quarter",
        Grain::Year => "year",
    }
}
