//! The *catalogue* is the list of calculations that can be asked for by name.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::calculation::{Calculation, ToolError};
use crate::parameter::{Parameter, Parameters};
use crate::{reorder_point, safety_stock, supplier_score};

/// Every calculation there is.
pub const TOOLS: &[Tool] = &[
    reorder_point::TOOL,
    safety_stock::TOOL,
    supplier_score::TOOL,
];

/// A calculation in the catalogue.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Tool {
    /// Name by which it is called ("calculate_reorder_point").
    pub name: &'static str,
    /// Name of what it computes ("Reorder point").
    pub label: &'static str,
    /// One paragraph: what it computes, how, and what it is not.
    pub description: &'static str,
    /// Specialist that it belongs to ("inventory", "logistics", "supplier").
    pub specialist: &'static str,
    /// Sets of parameters that it takes, the default first.
    pub forms: &'static [Form],
}

/// A set of parameters with the function over them.
#[derive(Clone, Copy, Serialize)]
pub struct Form {
    /// Name of the method where a tool has several ("max–avg").
    pub method: &'static str,
    /// The parameters; all are needed.
    pub parameters: &'static [Parameter],
    /// The calculation.
    #[serde(skip)]
    pub calculate: fn(&Parameters) -> Result<Calculation, ToolError>,
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Form")
            .field("method", &self.method)
            .field("parameters", &self.parameters)
            .finish_non_exhaustive()
    }
}

impl Tool {
    /// The form that the given names mean: the first that has them all; failing that, the one that has the most.
    pub fn form(&self, given: &[&str]) -> Option<&'static Form> {
        let hits = |form: &Form| {
            given
                .iter()
                .filter(|name| form.parameters.iter().any(|p| p.name == **name))
                .count()
        };
        // `max_by_key` keeps the last of equals; the default stands first.
        self.forms.iter().rev().max_by_key(|form| hits(form))
    }

    /// Runs the calculation over a JSON object of its parameters.
    pub fn run(&self, parameters: &Map<String, Value>) -> Result<Calculation, ToolError> {
        let form = self
            .form(&parameters.keys().map(String::as_str).collect::<Vec<_>>())
            .ok_or_else(|| unknown(self.name))?;
        let parameters = Parameters::read(self.name, form.parameters, parameters)?;
        (form.calculate)(&parameters)
    }
}

/// The tool of that name.
pub fn find(name: &str) -> Option<&'static Tool> {
    TOOLS.iter().find(|tool| tool.name == name)
}

/// Runs a tool by name over a JSON object of its parameters.
pub fn run(name: &str, parameters: &Value) -> Result<Calculation, ToolError> {
    let tool = find(name).ok_or_else(|| unknown(name))?;
    tool.run(parameters.as_object().ok_or(ToolError::NotAnObject)?)
}

fn unknown(name: &str) -> ToolError {
    let known = TOOLS
        .iter()
        .map(|tool| tool.name)
        .collect::<Vec<_>>()
        .join(", ");
    ToolError::UnknownTool {
        name: name.to_owned(),
        known,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_tool_runs_over_json() {
        let done = run(
            "calculate_reorder_point",
            &json!({"avg_daily_demand": 14, "lead_time_days": 9, "safety_stock": 35}),
        );
        assert!((done.unwrap().result - 161.0).abs() < 1e-12); // 14 × 9 + 35
    }

    #[test]
    fn the_parameters_choose_the_form() {
        let max_avg = run(
            "calculate_safety_stock",
            &json!({"max_daily_demand": 25, "avg_daily_demand": 12, "max_lead_time_days": 14, "avg_lead_time_days": 9}),
        );
        assert!((max_avg.unwrap().result - 242.0).abs() < 1e-12); // 25 × 14 − 12 × 9
        let level = run(
            "calculate_safety_stock",
            &json!({"service_level": 0.95, "avg_daily_demand": 100, "demand_std_dev": 20, "avg_lead_time_days": 5,
                    "lead_time_std_dev": 1}),
        );
        assert_eq!(level.unwrap().method, "service level");
    }

    #[test]
    fn mistakes_are_named() {
        let refused =
            |tool: &str, parameters: Value| run(tool, &parameters).unwrap_err().to_string();
        assert!(refused("calculate_luck", json!({})).starts_with(
            "there is no calculation named calculate_luck; there are calculate_reorder_point"
        ));
        assert!(refused("calculate_reorder_point", json!([1, 2, 3])).contains("JSON object"));
        assert_eq!(
            refused(
                "calculate_reorder_point",
                json!({"avg_daily_demand": 1, "lead_time_days": 2})
            ),
            "safety_stock is missing: Units kept against demand or lead times above the average (units)."
        );
        assert_eq!(
            refused(
                "calculate_reorder_point",
                json!({"avg_daily_demand": 1, "lead_time_days": 2, "safety_stock": 3, "moon": 4})
            ),
            "calculate_reorder_point has no parameter moon; it takes avg_daily_demand, lead_time_days, safety_stock"
        );
        assert_eq!(
            refused(
                "calculate_reorder_point",
                json!({"avg_daily_demand": "1", "lead_time_days": 2, "safety_stock": 3})
            ),
            "avg_daily_demand must be a number, not \"1\""
        );
        assert_eq!(
            refused(
                "calculate_reorder_point",
                json!({"avg_daily_demand": 1e308, "lead_time_days": 2, "safety_stock": 3})
            ),
            "avg_daily_demand must be between 0 and 1000000000000, not 1e308"
        );
        assert!(
            refused("calculate_supplier_score", json!({"fill_rate": null}))
                .contains("must be a number, not null")
        );
    }

    #[test]
    fn names_are_unique_and_every_parameter_is_described() {
        for (position, tool) in TOOLS.iter().enumerate() {
            assert!(
                TOOLS[position + 1..]
                    .iter()
                    .all(|other| other.name != tool.name)
            );
            assert!(!tool.forms.is_empty());
            for parameter in tool.forms.iter().flat_map(|form| form.parameters) {
                assert!(
                    parameter.description.contains(parameter.unit),
                    "{} does not say its unit",
                    parameter.name
                );
            }
        }
    }
}
