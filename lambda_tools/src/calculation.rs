//! A *calculation* is a result that carries what it was computed from, how, and what it does not say.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::route_plan::RoutePlan;
use crate::series::Series;
use crate::table::Table;

/// A finished calculation. Its main figure stands in the fields `name` to `unit`; a calculation whose result is a table
/// may have none, and then `result` is null.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calculation {
    /// Name of the tool ("calculate_reorder_point").
    pub tool: &'static str,
    /// Snake-case name of the main figure, for a column ("reorder_point"); empty without one.
    pub name: &'static str,
    /// Name of the main figure, or of the whole, for people ("Reorder point").
    pub label: &'static str,
    /// The main figure, in `unit`.
    pub result: Option<f64>,
    /// Unit of the main figure ("units", "fraction"); empty without one.
    pub unit: &'static str,
    /// Name of the method where there are several ("max–avg"), empty otherwise.
    pub method: &'static str,
    /// The formula in words ("average daily demand × lead time + safety stock").
    pub formula: &'static str,
    /// The formula with the numbers put in ("10 × 7 + 20 = 90"), or what was found, in a sentence.
    pub worked: String,
    /// What went in, the rows left aside.
    pub inputs: Vec<Input>,
    /// Further figures.
    pub figures: Vec<Figure>,
    /// Results that are tables, the main one first.
    pub tables: Vec<Table>,
    /// What a chart over time shows.
    pub series: Option<Series>,
    /// Who drives where.
    pub route: Option<RoutePlan>,
    /// What the result does not say, each a sentence.
    pub caveats: Vec<String>,
}

impl Calculation {
    /// A calculation with a main figure.
    pub fn of(name: &'static str, label: &'static str, value: f64, unit: &'static str) -> Self {
        Self {
            name,
            label,
            // A sum that comes to nothing is nothing, not minus nothing.
            result: Some(value + 0.0),
            unit,
            ..Self::listing(label)
        }
    }

    /// A calculation without a main figure.
    pub fn listing(label: &'static str) -> Self {
        Self {
            tool: "",
            name: "",
            label,
            result: None,
            unit: "",
            method: "",
            formula: "",
            worked: String::new(),
            inputs: Vec::new(),
            figures: Vec::new(),
            tables: Vec::new(),
            series: None,
            route: None,
            caveats: Vec::new(),
        }
    }

    /// The same with the formula in words and with the numbers put in.
    #[must_use]
    pub fn by(mut self, formula: &'static str, worked: impl Into<String>) -> Self {
        self.formula = formula;
        self.worked = worked.into();
        self
    }

    /// The same with a further figure.
    #[must_use]
    pub fn figure(
        mut self,
        name: &'static str,
        label: &'static str,
        value: f64,
        unit: &'static str,
    ) -> Self {
        self.figures.push(Figure {
            name,
            label,
            value: value + 0.0,
            unit,
        });
        self
    }

    /// The same with a further table.
    #[must_use]
    pub fn table(mut self, table: Table) -> Self {
        self.tables.push(table);
        self
    }

    /// The same with a further caveat.
    #[must_use]
    pub fn caveat(mut self, caveat: impl Into<String>) -> Self {
        self.caveats.push(caveat.into());
        self
    }

    /// The same with a further caveat, if it holds.
    #[must_use]
    pub fn caveat_if(self, holds: bool, caveat: impl Into<String>) -> Self {
        if holds { self.caveat(caveat) } else { self }
    }

    /// The value of a figure, the main one included, by its name.
    pub fn value(&self, name: &str) -> Option<f64> {
        if self.name == name {
            return self.result;
        }
        let named = self.figures.iter().find(|figure| figure.name == name);
        named.map(|figure| figure.value)
    }
}

/// A named number of the result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// Snake-case name ("cost_per_year").
    pub name: &'static str,
    /// For people ("Cost").
    pub label: &'static str,
    /// Value, in `unit`.
    pub value: f64,
    /// Unit ("USD/year").
    pub unit: &'static str,
}

/// Something that went into a calculation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Parameter name ("avg_daily_demand").
    pub name: String,
    /// For people ("Average daily demand").
    pub label: String,
    /// Value, in `unit`: a number, a word, a day, a list of numbers.
    pub value: Value,
    /// Unit ("units/day"); empty for words and days.
    pub unit: String,
    /// Nobody gave it: it is what the tool takes otherwise.
    pub defaulted: bool,
}

/// A number as people write it: at most six decimals, no trailing zeros.
pub(crate) fn written(number: f64) -> String {
    let text = format!("{number:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() || text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

/// A number as JSON: whole ones as integers, what is no number as null.
pub fn number(value: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        return Value::from(value as i64);
    }
    serde_json::Number::from_f64(value).map_or(Value::Null, Value::Number)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_written_without_trailing_zeros() {
        assert_eq!(written(90.0), "90");
        assert_eq!(written(0.81), "0.81");
        assert_eq!(written(1_000_000.0), "1000000");
        assert_eq!(written(-0.000_000_1), "0");
        assert_eq!(written(180.184_690_1), "180.18469");
    }

    #[test]
    fn numbers_are_json_numbers() {
        assert_eq!(number(7.0), json!(7));
        assert_eq!(number(-0.0), json!(0));
        assert_eq!(number(0.5), json!(0.5));
        assert_eq!(number(1e300), json!(1e300));
        assert_eq!(number(f64::NAN), Value::Null);
    }

    #[test]
    fn figures_are_found_by_name() {
        let done = Calculation::of("quantity", "Quantity", -0.0, "units")
            .figure("cost", "Cost", 2.5, "USD");
        assert_eq!(done.value("cost"), Some(2.5));
        assert_eq!(
            serde_json::to_value(&done).unwrap()["result"].to_string(),
            "0.0"
        );
        assert_eq!(Calculation::listing("List").value("cost"), None);
    }
}
