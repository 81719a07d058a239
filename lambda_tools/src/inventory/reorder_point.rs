//! A *reorder point* is the stock at which an order has to go out so that it arrives before the stock is gone.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calculation::{Calculation, written};
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::inventory::many_products::ReorderPoints;
use crate::quantity::{Days, Units, UnitsPerDay};

/// Said with every reorder point.
pub(crate) const POSITION: &str = "Compare it with the inventory position (on hand + on order − backordered), not with the stock on the shelf alone.";

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: ReorderPoint::TOOL,
        label: "Reorder point",
        description: "Stock level at which an order has to be placed: average daily demand × lead time + safety stock. \
                      Compare it with the inventory position (on hand + on order − backordered), not with the stock on the shelf alone.",
        specialist: Specialist::Inventory,
        forms: vec![Form::of::<ReorderPoint>(), Form::of::<ReorderPoints>()],
    }
}

/// What a reorder point is computed from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReorderPoint {
    /// Units sold or used on an average day.
    #[schemars(title = "Average daily demand")]
    pub avg_daily_demand: UnitsPerDay,
    /// Days from placing an order to its arrival.
    #[schemars(title = "Lead time")]
    pub lead_time_days: Days,
    /// Units kept against demand or lead times above the average.
    #[schemars(title = "Safety stock")]
    pub safety_stock: Units,
}

impl Calculate for ReorderPoint {
    const TOOL: &'static str = "calculate_reorder_point";
    const SQL: Option<&'static str> = Some("reorder_point");

    /// Average daily demand × lead time + safety stock, in units (definition: the glossary, "Calculations").
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let (demand, lead_time) = (self.avg_daily_demand.get(), self.lead_time_days.get());
        let safety_stock = self.safety_stock.get();
        let result = demand * lead_time + safety_stock;
        let worked = format!(
            "{} × {} + {} = {}",
            written(demand),
            written(lead_time),
            written(safety_stock),
            written(result)
        );
        Ok(
            Calculation::of("reorder_point", "Reorder point", result, "units")
                .by("average daily demand × lead time + safety stock", worked)
                .caveat(POSITION)
                .caveat_if(
                    safety_stock == 0.0,
                    "Without safety stock every day of above-average demand or lead time ends in a stockout.",
                ),
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::catalogue::run;

    #[test]
    fn ten_a_day_for_seven_days_and_twenty() {
        // Reference value "reorder point": 10/day, lead 7 days, safety stock 20 → 90 (by definition).
        let given = json!({"avg_daily_demand": 10, "lead_time_days": 7, "safety_stock": 20});
        let done = run(ReorderPoint::TOOL, &given).unwrap();
        assert!((done.result.unwrap() - 90.0).abs() < 1e-12);
        assert_eq!(done.worked, "10 × 7 + 20 = 90");
        assert_eq!(done.unit, "units");
        let inputs: Vec<_> = done
            .inputs
            .iter()
            .map(|i| (i.label.as_str(), &i.value))
            .collect();
        assert_eq!(
            inputs,
            [
                ("Average daily demand", &json!(10)),
                ("Lead time", &json!(7)),
                ("Safety stock", &json!(20))
            ]
        );
    }

    #[test]
    fn numbers_that_make_no_sense_are_refused() {
        let sound = json!({"avg_daily_demand": 10, "lead_time_days": 7, "safety_stock": 20});
        for name in ["avg_daily_demand", "lead_time_days", "safety_stock"] {
            for bad in [-1.0, 1e13, 1e308] {
                let mut given = sound.clone();
                given[name] = json!(bad);
                let refusal = run(ReorderPoint::TOOL, &given).unwrap_err().to_string();
                assert!(
                    refusal.starts_with(&format!("{name} must be between 0 and")),
                    "{refusal}"
                );
            }
        }
    }

    #[test]
    fn no_safety_stock_is_said() {
        let given = json!({"avg_daily_demand": 2.5, "lead_time_days": 4, "safety_stock": 0});
        let done = run(ReorderPoint::TOOL, &given).unwrap();
        assert!((done.result.unwrap() - 10.0).abs() < 1e-12);
        assert!(
            done.caveats
                .iter()
                .any(|c| c.starts_with("Without safety stock"))
        );
    }
}
