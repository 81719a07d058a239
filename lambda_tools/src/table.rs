//! A *table* is a result with rows: typed columns with units.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::calculation::number;

/// A result with rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// Snake-case name ("orders").
    pub name: &'static str,
    /// For people ("Proposed orders").
    pub label: &'static str,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows; each has a cell for each column. Numbers are JSON numbers, days ISO strings, what is not known null.
    pub rows: Vec<Vec<Value>>,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Snake-case name ("order_quantity").
    pub name: &'static str,
    /// Heading ("Order quantity").
    pub label: &'static str,
    /// Type of its cells.
    #[serde(rename = "type")]
    pub data_type: DataType,
    /// Unit ("units"); empty for words and days.
    pub unit: &'static str,
}

/// Type of a column's cells, in the words of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DataType {
    /// Text.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Decimal,
    /// Yes or no.
    Boolean,
    /// Days.
    Date,
}

impl DataType {
    /// Its word ("decimal").
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Boolean => "boolean",
            Self::Date => "date",
        }
    }
}

impl Column {
    /// A column of text.
    pub const fn text(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, DataType::Text, "")
    }

    /// A column of days.
    pub const fn date(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, DataType::Date, "")
    }

    /// A column of yes and no.
    pub const fn flag(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, DataType::Boolean, "")
    }

    /// A column of whole numbers.
    pub const fn count(name: &'static str, label: &'static str, unit: &'static str) -> Self {
        Self::new(name, label, DataType::Integer, unit)
    }

    /// A column of numbers.
    pub const fn number(name: &'static str, label: &'static str, unit: &'static str) -> Self {
        Self::new(name, label, DataType::Decimal, unit)
    }

    const fn new(
        name: &'static str,
        label: &'static str,
        data_type: DataType,
        unit: &'static str,
    ) -> Self {
        Self {
            name,
            label,
            data_type,
            unit,
        }
    }
}

impl Table {
    /// A table without rows.
    pub fn new(name: &'static str, label: &'static str, columns: &[Column]) -> Self {
        Self {
            name,
            label,
            columns: columns.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Appends a row; its cells stand in the order of the columns.
    pub fn push<const N: usize>(&mut self, cells: [Cell; N]) {
        debug_assert_eq!(N, self.columns.len(), "a cell for each column");
        self.rows.push(cells.into_iter().map(|Cell(v)| v).collect());
    }

    /// Appends a row whose columns are known only when it is made.
    pub(crate) fn push_all(&mut self, cells: Vec<Cell>) {
        debug_assert_eq!(cells.len(), self.columns.len(), "a cell for each column");
        self.rows.push(cells.into_iter().map(|Cell(v)| v).collect());
    }

    /// The cell of a row in a named column.
    pub fn cell(&self, row: usize, column: &str) -> Option<&Value> {
        let place = self.columns.iter().position(|c| c.name == column)?;
        self.rows.get(row)?.get(place)
    }
}

/// A cell of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell(Value);

impl From<f64> for Cell {
    fn from(value: f64) -> Self {
        Self(number(value))
    }
}

impl From<usize> for Cell {
    fn from(value: usize) -> Self {
        Self(value.into())
    }
}

impl From<i64> for Cell {
    fn from(value: i64) -> Self {
        Self(value.into())
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self(value.into())
    }
}

impl From<&str> for Cell {
    fn from(value: &str) -> Self {
        Self(value.into())
    }
}

impl From<String> for Cell {
    fn from(value: String) -> Self {
        Self(value.into())
    }
}

impl From<&String> for Cell {
    fn from(value: &String) -> Self {
        Self(value.as_str().into())
    }
}

impl From<jiff::civil::Date> for Cell {
    fn from(value: jiff::civil::Date) -> Self {
        Self(value.to_string().into())
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self(Value::Null), Into::into)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;

    #[test]
    fn cells_are_json() {
        let columns = [
            Column::text("code", "Code"),
            Column::number("units", "Units", "units"),
            Column::date("day", "Day"),
            Column::number("cover", "Cover", "days"),
        ];
        let mut table = Table::new("stock", "Stock", &columns);
        table.push([
            "A".into(),
            7.5.into(),
            date(2025, 6, 30).into(),
            None::<f64>.into(),
        ]);
        assert_eq!(
            table.rows[0],
            [json!("A"), json!(7.5), json!("2025-06-30"), json!(null)]
        );
        assert_eq!(table.cell(0, "units"), Some(&json!(7.5)));
        assert_eq!(
            serde_json::to_value(table.columns[1]).unwrap(),
            json!({"name": "units", "label": "Units", "type": "decimal", "unit": "units"})
        );
    }
}
