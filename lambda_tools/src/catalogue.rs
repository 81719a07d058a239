//! The *catalogue* is the list of calculations that can be asked for by name.

use std::fmt;
use std::sync::LazyLock;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::calculation::Calculation;
use crate::error::ToolError;
use crate::form::Form;
use crate::{forecast, inventory, logistics, route, supplier};

/// Every calculation there is.
static TOOLS: LazyLock<Vec<Tool>> = LazyLock::new(|| {
    vec![
        inventory::reorder_point::tool(),
        inventory::safety_stock::tool(),
        inventory::eoq::tool(),
        inventory::newsvendor::tool(),
        inventory::lot_sizes::tool(),
        inventory::order_policy::tool(),
        inventory::low_stock::tool(),
        inventory::stockout_risk::tool(),
        inventory::slow_stock::tool(),
        inventory::abc_xyz::tool(),
        inventory::order_proposals::tool(),
        inventory::transfers::tool(),
        forecast::tool(),
        logistics::capacity::tool(),
        logistics::fulfillment::tool(),
        logistics::delayed_orders::tool(),
        logistics::delivery_route::tool(),
        route::tool(),
        supplier::score::tool(),
        supplier::performance::tool(),
        supplier::cost_comparison::tool(),
        supplier::savings::tool(),
        supplier::trends::tool(),
        supplier::concentration::tool(),
        supplier::price_changes::tool(),
    ]
});

/// A calculation in the catalogue.
#[derive(Debug, Clone, Serialize)]
pub struct Tool {
    /// Name by which it is called ("calculate_reorder_point").
    pub name: &'static str,
    /// Name of what it computes ("Reorder point").
    pub label: &'static str,
    /// One paragraph: what it computes, how, and what it is not.
    pub description: &'static str,
    /// Specialist that it belongs to.
    pub specialist: Specialist,
    /// Ways in which it can be asked, the default first.
    pub forms: Vec<Form>,
}

/// Who answers for a tool; each is a Lambda program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Specialist {
    /// What is held and when it is ordered.
    Inventory,
    /// What is shipped and where it goes.
    Logistics,
    /// From whom it is bought and for how much.
    Supplier,
}

impl Specialist {
    /// Its Lambda program.
    pub fn program(self) -> &'static str {
        match self {
            Self::Inventory => "inventory_optimizer",
            Self::Logistics => "logistics_optimizer",
            Self::Supplier => "supplier_analyzer",
        }
    }

    /// Whether that is its name, or its program's.
    pub(crate) fn is_named(self, name: &str) -> bool {
        name == self.program() || name == self.to_string()
    }
}

impl fmt::Display for Specialist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Inventory => "inventory",
            Self::Logistics => "logistics",
            Self::Supplier => "supplier",
        })
    }
}

impl Tool {
    /// The form that the given names mean: among those that know every name, the first that has all it needs, else the
    /// first; when none knows every name, the one that knows the most.
    pub fn form(&self, given: &[&str]) -> Option<&Form> {
        let known = |form: &&Form| {
            let knows = |name: &&&str| form.names().any(|(own, _)| own == **name);
            given.iter().filter(knows).count()
        };
        let complete = |form: &&Form| {
            let mut names = form.names();
            names.all(|(name, needed)| !needed || given.contains(&name))
        };
        let knowing = || self.forms.iter().filter(|form| known(form) == given.len());
        knowing()
            .find(complete)
            .or_else(|| knowing().next())
            // `max_by_key` keeps the last of equals; the default stands first.
            .or_else(|| self.forms.iter().rev().max_by_key(known))
    }

    /// Runs the calculation over a JSON object of its parameters.
    pub fn run(&'static self, given: &Map<String, Value>) -> Result<Calculation, ToolError> {
        let names: Vec<&str> = given.keys().map(String::as_str).collect();
        let form = self.form(&names).ok_or_else(|| unknown(self.name))?;
        form.run(self.name, given)
    }

    /// JSON Schema of what the tool takes in any of its forms: one object with the properties of all, of which those that
    /// every form needs are required. Its description says what goes together.
    pub fn schema(&self) -> Value {
        if let [form] = self.forms.as_slice() {
            return form.schema.clone();
        }
        let mut properties = Map::new();
        for (name, property) in self.forms.iter().flat_map(Form::properties) {
            properties
                .entry(name.clone())
                .or_insert_with(|| property.clone());
        }
        let needed = |name: &&String| self.forms.iter().all(|form| form.needs(name));
        let required: Vec<&String> = properties.keys().filter(needed).collect();
        let ways: Vec<String> = self.forms.iter().map(Form::way).collect();
        json!({
            "type": "object",
            "description": format!("Give one of these together: {}.", ways.join("; or ")),
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        })
    }
}

/// Every calculation there is, in the catalogue's order.
pub fn tools() -> &'static [Tool] {
    &TOOLS
}

/// The tool of that name.
pub fn find(name: &str) -> Option<&'static Tool> {
    TOOLS.iter().find(|tool| tool.name == name)
}

/// The tool of that name, or which there are.
pub fn named(name: &str) -> Result<&'static Tool, ToolError> {
    find(name).ok_or_else(|| unknown(name))
}

/// Runs a tool by name over a JSON object of its parameters.
pub fn run(name: &str, parameters: &Value) -> Result<Calculation, ToolError> {
    named(name)?.run(parameters.as_object().ok_or(ToolError::NotAnObject)?)
}

/// The forms that are functions in SQL, by their name there.
pub fn sql_functions() -> impl Iterator<Item = (&'static str, &'static Form)> {
    let forms = TOOLS.iter().flat_map(|tool| &tool.forms);
    forms.filter_map(|form| Some((form.sql?, form)))
}

/// The form of a tool with that method.
pub(crate) fn form_of(tool: &str, method: &str) -> Option<&'static Form> {
    find(tool)?.forms.iter().find(|form| form.method == method)
}

fn unknown(name: &str) -> ToolError {
    let known: Vec<&str> = TOOLS.iter().map(|tool| tool.name).collect();
    ToolError::UnknownTool {
        name: name.to_owned(),
        known: known.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(tool: &str, parameters: &Value) -> String {
        run(tool, parameters).unwrap_err().to_string()
    }

    #[test]
    fn a_tool_runs_over_json() {
        let done = run(
            "calculate_reorder_point",
            &json!({"avg_daily_demand": 14, "lead_time_days": 9, "safety_stock": 35}),
        );
        assert!((done.unwrap().result.unwrap() - 161.0).abs() < 1e-12); // 14 × 9 + 35
    }

    #[test]
    fn the_parameters_choose_the_form() {
        let max_avg = run(
            "calculate_safety_stock",
            &json!({"max_daily_demand": 25, "avg_daily_demand": 12, "max_lead_time_days": 14, "avg_lead_time_days": 9}),
        );
        assert!((max_avg.unwrap().result.unwrap() - 242.0).abs() < 1e-12); // 25 × 14 − 12 × 9
        let level = run(
            "calculate_safety_stock",
            &json!({"service_level": 0.95, "avg_daily_demand": 100, "demand_std_dev": 20, "avg_lead_time_days": 5,
                    "lead_time_std_dev": 1}),
        );
        assert_eq!(level.unwrap().method, "service level");
        let tool = find("calculate_safety_stock").unwrap();
        let method = |names: &[&str]| tool.form(names).unwrap().method;
        assert_eq!(method(&[]), "max–avg");
        assert_eq!(method(&["avg_daily_demand"]), "max–avg");
        assert_eq!(
            method(&["avg_daily_demand", "service_level"]),
            "service level"
        );
        assert_eq!(method(&["service_level", "moon"]), "service level");
    }

    #[test]
    fn mistakes_are_named() {
        assert!(refused("calculate_luck", &json!({})).starts_with(
            "there is no calculation named calculate_luck; there are calculate_reorder_point"
        ));
        assert!(refused("calculate_reorder_point", &json!([1, 2, 3])).contains("JSON object"));
        assert_eq!(
            refused(
                "calculate_reorder_point",
                &json!({"avg_daily_demand": 1, "lead_time_days": 2})
            ),
            "safety_stock is missing: Units kept against demand or lead times above the average (units)."
        );
        assert_eq!(
            refused(
                "calculate_reorder_point",
                &json!({"avg_daily_demand": 1, "lead_time_days": 2, "safety_stock": 3, "moon": 4})
            ),
            "calculate_reorder_point has no parameter moon; it takes avg_daily_demand, lead_time_days, safety_stock"
        );
        assert_eq!(
            refused(
                "calculate_reorder_point",
                &json!({"avg_daily_demand": "1", "lead_time_days": 2, "safety_stock": 3})
            ),
            "avg_daily_demand must be a number, not \"1\""
        );
        assert_eq!(
            refused(
                "calculate_reorder_point",
                &json!({"avg_daily_demand": 1e308, "lead_time_days": 2, "safety_stock": 3})
            ),
            "avg_daily_demand must be between 0 and 1000000000000, not 1e308"
        );
        let nothing = json!({"fill_rate": null, "on_time_rate": 1, "quality_rate": 1, "cost_competitiveness": 1});
        assert_eq!(
            refused("calculate_supplier_score", &nothing),
            "fill_rate must be a number, not null"
        );
    }

    #[test]
    fn names_are_unique_and_everything_is_described() {
        for (position, tool) in TOOLS.iter().enumerate() {
            let others = &TOOLS[position + 1..];
            assert!(others.iter().all(|other| other.name != tool.name));
            assert!(
                !tool.forms.is_empty() && tool.description.ends_with('.'),
                "{}",
                tool.name
            );
            for form in &tool.forms {
                let methods = tool.forms.iter().filter(|f| f.method == form.method);
                assert_eq!(methods.count(), 1, "{}: {}", tool.name, form.method);
                assert_eq!(form.schema["additionalProperties"], false, "{}", tool.name);
                let fields = form.row_sets.iter().flat_map(|rows| &rows.fields);
                for parameter in form.parameters.iter().chain(fields) {
                    let place = format!("{}.{}", tool.name, parameter.name);
                    assert!(!parameter.label.is_empty(), "{place} has no title");
                    assert!(
                        !parameter.description.is_empty(),
                        "{place} is not described"
                    );
                    assert!(
                        parameter.description.contains(&parameter.unit),
                        "{place} does not say its unit"
                    );
                }
                for rows in &form.row_sets {
                    assert!(!rows.label.is_empty() && !rows.description.is_empty());
                }
            }
        }
    }

    #[test]
    fn the_readme_lists_them() {
        let rows = TOOLS.iter().map(|tool| {
            let sentence = tool.description.split(". ").next().unwrap_or_default();
            let sentence = sentence.trim_end_matches('.');
            format!("| `{}` | {} | {sentence} |\n", tool.name, tool.specialist)
        });
        let table = format!(
            "| tool | specialist | what it says |\n|---|---|---|\n{}",
            rows.collect::<String>()
        );
        let readme = include_str!("../README.md");
        assert!(
            readme.ends_with(&table),
            "the end of the README should be\n{table}"
        );
    }

    #[test]
    fn parameters_come_from_the_schema() {
        let tool = find("calculate_safety_stock").unwrap();
        let level = tool.forms[1].parameter("service_level").unwrap();
        assert_eq!(level.label, "Cycle service level");
        assert_eq!((level.minimum, level.maximum), (Some(0.5), Some(1.0)));
        assert!(level.required && level.default.is_null());
        assert_eq!(level.kind, crate::Kind::Fraction);
        assert_eq!(
            tool.forms[0].schema["properties"]["avg_lead_time_days"],
            json!({"title": "Average lead time", "description": "Days from placing an order to its arrival, on average (days).",
                   "type": "number", "minimum": 0, "maximum": 1e12, "x-unit": "days"})
        );
    }

    #[test]
    fn sql_functions_are_forms_of_numbers() {
        for (name, form) in sql_functions() {
            let same = sql_functions().filter(|(other, _)| *other == name);
            assert_eq!(same.count(), 1, "{name}");
            assert!(form.row_sets.is_empty(), "{name}");
            let number = |p: &crate::Parameter| {
                p.required && matches!(p.kind, crate::Kind::Number | crate::Kind::Fraction)
            };
            assert!(form.parameters.iter().all(number), "{name}");
        }
        let (_, form) = sql_functions()
            .find(|(name, _)| *name == "reorder_point")
            .unwrap();
        assert!((form.value(&[10.0, 7.0, 20.0]).unwrap() - 90.0).abs() < 1e-12);
        let refusal = form.value(&[10.0, -7.0, 20.0]).unwrap_err().to_string();
        assert_eq!(
            refusal,
            "lead_time_days must be between 0 and 1000000000000, not -7"
        );
        assert!(form.value(&[10.0, 7.0]).is_err());
        assert!(form.value(&[10.0, f64::NAN, 1.0]).is_err());
    }

    #[test]
    fn one_schema_covers_all_forms() {
        let schema = find("calculate_eoq").unwrap().schema();
        assert_eq!(schema["required"], json!(["fixed_cost", "annual_demand"]));
        assert_eq!(schema["properties"].as_object().unwrap().len(), 8);
        let description = schema["description"].as_str().unwrap();
        assert!(
            description.contains("annual_demand, production_rate (production rate); or fixed_cost"),
            "{description}"
        );
        let single = find("calculate_supplier_score").unwrap();
        assert_eq!(single.schema(), single.forms[0].schema);
    }
}
