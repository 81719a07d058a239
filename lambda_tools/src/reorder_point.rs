//! A *reorder point* is the stock at which an order has to go out so that it arrives before the stock is gone.

use crate::calculation::{Calculation, ToolError, written};
use crate::catalogue::{Form, Tool};
use crate::parameter::{Kind, Parameter};

const DEMAND: Parameter = Parameter {
    name: "avg_daily_demand",
    label: "Average daily demand",
    description: "Units sold or used on an average day (units/day).",
    unit: "units/day",
    kind: Kind::Amount,
};
const LEAD_TIME: Parameter = Parameter {
    name: "lead_time_days",
    label: "Lead time",
    description: "Days from placing an order to its arrival (days).",
    unit: "days",
    kind: Kind::Amount,
};
const SAFETY_STOCK: Parameter = Parameter {
    name: "safety_stock",
    label: "Safety stock",
    description: "Units kept against demand or lead times above the average (units).",
    unit: "units",
    kind: Kind::Amount,
};

/// The tool, as the catalogue lists it.
pub const TOOL: Tool = Tool {
    name: "calculate_reorder_point",
    label: "Reorder point",
    description: "Stock level at which an order has to be placed: average daily demand × lead time + safety stock. \
                  Compare it with the inventory position (on hand + on order − backordered), not with the stock on the shelf alone.",
    specialist: "inventory",
    forms: &[Form {
        method: "",
        parameters: &[DEMAND, LEAD_TIME, SAFETY_STOCK],
        calculate: |p| {
            ReorderPoint {
                avg_daily_demand: p.get(DEMAND.name),
                lead_time_days: p.get(LEAD_TIME.name),
                safety_stock: p.get(SAFETY_STOCK.name),
            }
            .calculate()
        },
    }],
};

/// What a reorder point is computed from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReorderPoint {
    /// Average daily demand, units/day.
    pub avg_daily_demand: f64,
    /// Lead time, days.
    pub lead_time_days: f64,
    /// Safety stock, units.
    pub safety_stock: f64,
}

impl ReorderPoint {
    /// Average daily demand × lead time + safety stock, in units (definition: the glossary, "Calculations").
    pub fn calculate(&self) -> Result<Calculation, ToolError> {
        let demand = DEMAND.check(self.avg_daily_demand)?;
        let lead_time = LEAD_TIME.check(self.lead_time_days)?;
        let safety_stock = SAFETY_STOCK.check(self.safety_stock)?;
        let result = demand * lead_time + safety_stock;
        let mut caveats = vec![
            "Compare it with the inventory position (on hand + on order − backordered), not with the stock on the shelf alone."
                .to_owned(),
        ];
        if safety_stock == 0.0 {
            caveats.push("Without safety stock every day of above-average demand or lead time ends in a stockout.".to_owned());
        }
        Ok(Calculation {
            tool: TOOL.name,
            name: "reorder_point",
            label: TOOL.label,
            result,
            unit: "units",
            method: "",
            formula: "average daily demand × lead time + safety stock",
            worked: format!(
                "{} × {} + {} = {}",
                written(demand),
                written(lead_time),
                written(safety_stock),
                written(result)
            ),
            inputs: vec![
                DEMAND.input(demand),
                LEAD_TIME.input(lead_time),
                SAFETY_STOCK.input(safety_stock),
            ],
            caveats,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_a_day_for_seven_days_and_twenty() {
        // Reference value "reorder point": 10/day, lead 7 days, safety stock 20 → 90 (by definition).
        let done = ReorderPoint {
            avg_daily_demand: 10.0,
            lead_time_days: 7.0,
            safety_stock: 20.0,
        }
        .calculate()
        .unwrap();
        assert!((done.result - 90.0).abs() < 1e-12);
        assert_eq!(done.worked, "10 × 7 + 20 = 90");
        assert_eq!(done.unit, "units");
    }

    #[test]
    fn numbers_that_make_no_sense_are_refused() {
        let sound = ReorderPoint {
            avg_daily_demand: 10.0,
            lead_time_days: 7.0,
            safety_stock: 20.0,
        };
        for bad in [-1.0, f64::NAN, f64::INFINITY, 1e308] {
            assert!(
                ReorderPoint {
                    avg_daily_demand: bad,
                    ..sound
                }
                .calculate()
                .is_err()
            );
            assert!(
                ReorderPoint {
                    lead_time_days: bad,
                    ..sound
                }
                .calculate()
                .is_err()
            );
            assert!(
                ReorderPoint {
                    safety_stock: bad,
                    ..sound
                }
                .calculate()
                .is_err()
            );
        }
    }

    #[test]
    fn no_safety_stock_is_said() {
        let done = ReorderPoint {
            avg_daily_demand: 2.5,
            lead_time_days: 4.0,
            safety_stock: 0.0,
        }
        .calculate()
        .unwrap();
        assert!((done.result - 10.0).abs() < 1e-12);
        assert!(
            done.caveats
                .iter()
                .any(|c| c.starts_with("Without safety stock"))
        );
    }
}
