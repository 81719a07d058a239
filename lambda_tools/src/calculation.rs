//! A *calculation* is a result that carries what it was computed from, how, and what it does not say.

use serde::Serialize;

/// A finished calculation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calculation {
    /// Name of the tool ("calculate_reorder_point").
    pub tool: &'static str,
    /// Snake-case name of the result, for a column ("reorder_point").
    pub name: &'static str,
    /// Name of the result for people ("Reorder point").
    pub label: &'static str,
    /// The result, in `unit`.
    pub result: f64,
    /// Unit of the result ("units", "fraction").
    pub unit: &'static str,
    /// Name of the method where there are several ("max–avg"), empty otherwise.
    pub method: &'static str,
    /// The formula in words ("average daily demand × lead time + safety stock").
    pub formula: &'static str,
    /// The formula with the numbers put in ("10 × 7 + 20 = 90").
    pub worked: String,
    /// What went in.
    pub inputs: Vec<Input>,
    /// What the result does not say, each a sentence.
    pub caveats: Vec<String>,
}

/// A number that went into a calculation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Input {
    /// Parameter name ("avg_daily_demand").
    pub name: &'static str,
    /// For people ("Average daily demand").
    pub label: &'static str,
    /// Value, in `unit`.
    pub value: f64,
    /// Unit ("units/day").
    pub unit: &'static str,
}

/// Why a calculation cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ToolError {
    /// No tool of that name.
    #[error("there is no calculation named {name}; there are {known}")]
    UnknownTool {
        /// Name as given.
        name: String,
        /// Names that exist, joined.
        known: String,
    },
    /// Parameters came as something other than a JSON object.
    #[error("parameters must be a JSON object such as {{\"lead_time_days\": 7}}")]
    NotAnObject,
    /// A parameter that the tool does not have.
    #[error("{tool} has no parameter {name}; it takes {known}")]
    UnknownParameter {
        /// Tool.
        tool: &'static str,
        /// Name as given.
        name: String,
        /// Parameters that go together, joined.
        known: String,
    },
    /// A parameter that is needed and was not given.
    #[error("{name} is missing: {description}")]
    MissingParameter {
        /// Parameter.
        name: &'static str,
        /// What it is, with its unit.
        description: &'static str,
    },
    /// A parameter that is not a number.
    #[error("{name} must be a number, not {found}")]
    NotANumber {
        /// Parameter.
        name: &'static str,
        /// What was given, as JSON.
        found: String,
    },
    /// A number outside what makes sense.
    #[error("{name} must be {allowed}, not {found}")]
    OutOfRange {
        /// Parameter.
        name: &'static str,
        /// What is allowed ("between 0 and 1").
        allowed: String,
        /// What was given.
        found: String,
    },
    /// Two parameters that contradict each other.
    #[error("{greater} must not be below {lesser}")]
    Contradiction {
        /// Parameter that has to be the greater.
        greater: &'static str,
        /// Parameter that has to be the lesser.
        lesser: &'static str,
    },
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

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn numbers_are_written_without_trailing_zeros() {
        assert_eq!(written(90.0), "90");
        assert_eq!(written(0.81), "0.81");
        assert_eq!(written(1_000_000.0), "1000000");
        assert_eq!(written(-0.000_000_1), "0");
        assert_eq!(written(180.184_690_1), "180.18469");
    }
}
