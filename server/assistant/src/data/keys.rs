//! *Keys* name the things that a query finds, so that rows can be told to be about one of them or not.

use std::collections::HashSet;

use semantic::SemanticQuery;
use serde_json::Value;

use crate::measurement::{Finding, Measurements};

/// Columns by which things are known.
const NAMES: [&str; 5] = [
    "warehouse_code",
    "product_code",
    "supplier_code",
    "sales_order_prefix",
    "sales_order_number",
];

/// The things that a query finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Keys {
    names: Vec<&'static str>,
    values: HashSet<Vec<String>>,
}

impl Keys {
    /// Runs the query.
    pub(crate) async fn of(
        measurements: &mut Measurements<'_>,
        set: &SemanticQuery,
    ) -> Result<Self, Finding> {
        let ran = measurements.run_all("what it is about", set).await?;
        let columns: Vec<(&'static str, usize)> = NAMES
            .iter()
            .filter_map(|name| {
                Some((
                    *name,
                    ran.types.iter().position(|(column, _)| column == name)?,
                ))
            })
            .collect();
        if columns.is_empty() {
            return Err(Finding::Lacking(
                "What this is about names no products, warehouses, suppliers or orders. Say which ones are meant.".to_owned(),
            ));
        }
        let value = |row: &Vec<Value>| -> Vec<String> {
            columns
                .iter()
                .map(|(_, at)| row.get(*at).map(plain).unwrap_or_default())
                .collect()
        };
        Ok(Self {
            names: columns.iter().map(|(name, _)| *name).collect(),
            values: ran.rows.iter().map(value).collect(),
        })
    }

    /// How many things there are.
    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    /// The same by those of its columns that rows have; none when they have none.
    pub(crate) fn by(&self, has: impl Fn(&str) -> bool) -> Option<Self> {
        let places: Vec<usize> = (0..self.names.len())
            .filter(|place| has(self.names[*place]))
            .collect();
        if places.is_empty() {
            return None;
        }
        let values = self.values.iter();
        Some(Self {
            names: places.iter().map(|place| self.names[*place]).collect(),
            values: values
                .map(|value| places.iter().map(|place| value[*place].clone()).collect())
                .collect(),
        })
    }

    /// Whether a row is about one of them; it has to have their columns.
    pub(crate) fn hold(&self, row: &Value) -> bool {
        let own: Vec<String> = self
            .names
            .iter()
            .map(|name| row.get(*name).map(plain).unwrap_or_default())
            .collect();
        self.values.contains(&own)
    }

    /// Their values in one column, sorted.
    pub(crate) fn values(&self, name: &str) -> Vec<String> {
        let Some(only) = self.by(|own| own == name) else {
            return Vec::new();
        };
        let mut values: Vec<String> = only.values.into_iter().flatten().collect();
        values.sort();
        values
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_are_about_things_by_the_columns_that_both_have() {
        let values = [["EAST", "P1"], ["WEST", "P2"]];
        let keys = Keys {
            names: vec!["warehouse_code", "product_code"],
            values: values
                .iter()
                .map(|pair| pair.map(str::to_owned).to_vec())
                .collect(),
        };
        assert!(keys.hold(&json!({"warehouse_code": "EAST", "product_code": "P1"})));
        assert!(!keys.hold(&json!({"warehouse_code": "WEST", "product_code": "P1"})));
        let products = keys.by(|name| name == "product_code").unwrap();
        assert!(products.hold(&json!({"product_code": "P2", "warehouse_code": "NORTH"})));
        assert_eq!(keys.values("product_code"), ["P1", "P2"]);
        assert!(keys.by(|name| name == "supplier_code").is_none());
    }
}
