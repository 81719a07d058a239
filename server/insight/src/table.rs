//! A *table* is a result with what its columns mean.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::numbers::number;

/// Type of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DataType {
    /// Text.
    Text,
    /// Whole number.
    Integer,
    /// Number.
    Decimal,
    /// True or false.
    Boolean,
    /// ISO date.
    Date,
    /// ISO timestamp.
    Timestamp,
}

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It says which thing a row is about.
    Key,
    /// It is the name of the thing that the key column before it identifies.
    Name,
    /// It says which period a row is about.
    Time,
    /// It is a figure about the thing or period.
    Measure,
    /// It is a figure's share of the total, a fraction.
    Share,
    /// It is something else about the row.
    Detail,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Name in the result.
    pub name: String,
    /// Heading.
    pub label: String,
    /// Type.
    pub data_type: DataType,
    /// Unit ("units", "USD", "days", "fraction").
    pub unit: Option<String>,
    /// What it is for.
    pub role: Role,
    /// Its values may be summed over the rows.
    pub additive: bool,
    /// Which periods its values are the first days of; none for plain days and anything else.
    pub grain: Option<Grain>,
}

/// Calendar periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// Day.
    Day,
    /// Week from Monday.
    Week,
    /// Month.
    Month,
    /// Quarter.
    Quarter,
    /// Year.
    Year,
}

impl Grain {
    /// The period that begins on an ISO day, in words: "Jun 2025", "Q2 2025", "week of 2025-06-02".
    pub fn period(self, day: &str) -> String {
        const MONTHS: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let mut parts = day.splitn(3, '-');
        let (year, month) = (parts.next(), parts.next());
        let month = month
            .and_then(|month| month.parse::<usize>().ok())
            .and_then(|month| month.checked_sub(1))
            .filter(|month| *month < MONTHS.len());
        let (Some(year), Some(month)) = (year, month) else {
            return day.to_owned();
        };
        match self {
            Self::Day => day.to_owned(),
            Self::Week => format!("week of {day}"),
            Self::Month => format!("{} {year}", MONTHS[month]),
            Self::Quarter => format!("Q{} {year}", month / 3 + 1),
            Self::Year => year.to_owned(),
        }
    }
}

/// What the rows are called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noun {
    /// One of them.
    pub singular: String,
    /// Several of them.
    pub plural: String,
}

/// A result.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// Columns.
    pub columns: &'a [Column],
    /// Rows, each as long as `columns`. Numbers are JSON numbers, or text where a number would lose digits.
    pub rows: &'a [Vec<Value>],
    /// There are more rows than these.
    pub truncated: bool,
    /// What the rows are called, when it is known.
    pub noun: Option<&'a Noun>,
}

impl Table<'_> {
    /// Positions of the columns with a role.
    pub(crate) fn with_role(&self, role: Role) -> Vec<usize> {
        self.columns
            .iter()
            .enumerate()
            .filter(|(_, c)| c.role == role)
            .map(|(position, _)| position)
            .collect()
    }

    /// The column's numbers with their rows; rows without a number are left out.
    pub(crate) fn numbers(&self, column: usize) -> Vec<(usize, f64)> {
        self.rows
            .iter()
            .enumerate()
            .filter_map(|(row, values)| Some((row, number(values.get(column)?)?)))
            .collect()
    }

    /// The value as text; empty for NULL.
    pub(crate) fn text(&self, row: usize, column: usize) -> String {
        match self.rows.get(row).and_then(|values| values.get(column)) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        }
    }

    /// The period or other value as people say it; empty for NULL.
    pub(crate) fn said(&self, row: usize, column: usize) -> String {
        let text = self.text(row, column);
        match self.columns.get(column).and_then(|c| c.grain) {
            Some(grain) => grain.period(&text),
            None => text,
        }
    }

    /// Number of different values of a column.
    pub(crate) fn distinct(&self, column: usize) -> usize {
        (0..self.rows.len())
            .map(|row| self.text(row, column))
            .collect::<std::collections::BTreeSet<_>>()
            .len()
    }

    /// The columns that say what a row is about, a name standing for the key that it follows.
    pub(crate) fn subjects(&self) -> Vec<usize> {
        let mut subjects = Vec::new();
        for (position, column) in self.columns.iter().enumerate() {
            match column.role {
                Role::Name if !subjects.is_empty() => {
                    subjects.pop();
                    subjects.push(position);
                }
                Role::Key | Role::Name => subjects.push(position),
                _ => {}
            }
        }
        subjects
    }

    /// What a row is about, in words; empty when nothing says so.
    pub(crate) fn subject(&self, row: usize) -> String {
        self.subjects()
            .into_iter()
            .map(|column| self.text(row, column))
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::Grain;

    #[test]
    fn periods_are_named_as_people_name_them() {
        assert_eq!(Grain::Month.period("2025-06-01"), "Jun 2025");
        assert_eq!(Grain::Quarter.period("2025-04-01"), "Q2 2025");
        assert_eq!(Grain::Quarter.period("2025-12-01"), "Q4 2025");
        assert_eq!(Grain::Year.period("2025-01-01"), "2025");
        assert_eq!(Grain::Week.period("2025-06-02"), "week of 2025-06-02");
        assert_eq!(Grain::Day.period("2025-06-02"), "2025-06-02");
        assert_eq!(Grain::Month.period("soon"), "soon");
    }
}
