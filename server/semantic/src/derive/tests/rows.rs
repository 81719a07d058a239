//! *Rows* are small tables written out in a test, which profile themselves and are their own evidence.

use std::collections::BTreeSet;
use std::convert::Infallible;

use super::{ColumnProfile, DataType, Evidence, Inclusion, TableProfile};

/// A table: its name, its columns, its rows; an empty cell is NULL.
pub(super) struct Rows {
    name: String,
    columns: Vec<String>,
    lines: Vec<Vec<String>>,
}

/// Several tables.
pub(super) struct Company(pub(super) Vec<Rows>);

impl Rows {
    /// Reads lines of comma-separated cells, the first of which names the columns.
    pub(super) fn of(name: &str, text: &str) -> Self {
        let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
        let cells = |line: &str| line.split(',').map(|c| c.trim().to_owned()).collect();
        Self {
            name: name.to_owned(),
            columns: lines.next().map(cells).unwrap_or_default(),
            lines: lines.map(cells).collect(),
        }
    }

    fn positions(&self, columns: &[&str]) -> Vec<usize> {
        columns
            .iter()
            .map(|column| {
                let found = self.columns.iter().position(|c| c == column);
                found.unwrap_or_else(|| panic!("{} has no column {column}", self.name))
            })
            .collect()
    }

    pub(super) fn combinations(&self, columns: &[&str]) -> BTreeSet<Vec<&str>> {
        let positions = self.positions(columns);
        self.lines
            .iter()
            .map(|row| positions.iter().map(|p| row[*p].as_str()).collect())
            .filter(|values: &Vec<&str>| values.iter().all(|v| !v.is_empty()))
            .collect()
    }

    fn profile(&self) -> TableProfile {
        let columns = self.columns.iter().map(|name| {
            let values = self.combinations(&[name.as_str()]);
            let mut distinct: Vec<String> = values.iter().map(|v| v[0].to_owned()).collect();
            let position = self.positions(&[name.as_str()])[0];
            let nulls = self.lines.iter().filter(|r| r[position].is_empty()).count();
            let data_type = data_type(&distinct);
            let count = distinct.len() as u64;
            distinct.truncate(20);
            ColumnProfile {
                name: name.clone(),
                data_type,
                distinct: count,
                nulls: nulls as u64,
                samples: distinct,
            }
        });
        TableProfile {
            name: self.name.clone(),
            rows: self.lines.len() as u64,
            columns: columns.collect(),
        }
    }
}

impl Company {
    pub(super) fn profiles(&self) -> Vec<TableProfile> {
        self.0.iter().map(Rows::profile).collect()
    }

    pub(super) fn table(&self, name: &str) -> &Rows {
        let found = self.0.iter().find(|t| t.name == name);
        found.unwrap_or_else(|| panic!("no table {name}"))
    }
}

impl Evidence for &Company {
    type Error = Infallible;

    fn distinct(&mut self, table: &str, columns: &[&str]) -> Result<u64, Infallible> {
        Ok(self.table(table).combinations(columns).len() as u64)
    }

    fn inclusion(
        &mut self,
        table: &str,
        columns: &[&str],
        to: &str,
        to_columns: &[&str],
    ) -> Result<Inclusion, Infallible> {
        let values = self.table(table).combinations(columns);
        let known = self.table(to).combinations(to_columns);
        Ok(Inclusion {
            values: values.len() as u64,
            found: values.intersection(&known).count() as u64,
        })
    }
}

fn data_type(values: &[String]) -> Option<DataType> {
    let all = |test: fn(&str) -> bool| values.iter().all(|v| test(v));
    let whole = |v: &str| v.parse::<i64>().is_ok() && (v == "0" || !v.starts_with('0'));
    let date = |v: &str| v.len() == 10 && v.parse::<jiff::civil::Date>().is_ok();
    if values.is_empty() {
        None
    } else if all(|v| v == "true" || v == "false") {
        Some(DataType::Boolean)
    } else if all(whole) {
        Some(DataType::Integer)
    } else if all(|v| v.parse::<f64>().is_ok() && !v.starts_with('0') || v.starts_with("0.")) {
        Some(DataType::Decimal)
    } else if all(date) {
        Some(DataType::Date)
    } else {
        Some(DataType::Text)
    }
}
