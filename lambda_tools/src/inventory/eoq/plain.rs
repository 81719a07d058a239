//! Order quantities at one price: plain, with backorders, and as it is produced.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{order_quantity, worked};
use crate::calculation::{Calculation, written};
use crate::error::ToolError;
use crate::form::Calculate;
use crate::quantity::{SomeUsd, UnitsPerYear, UsdPerUnitAndYear};

/// What the plain economic order quantity is computed from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderQuantity {
    /// Cost of placing one order, whatever its size.
    #[schemars(title = "Fixed cost of an order")]
    pub fixed_cost: SomeUsd,
    /// Cost of keeping one unit for a year.
    #[schemars(title = "Holding cost")]
    pub holding_cost: UsdPerUnitAndYear,
    /// Units needed in a year.
    #[schemars(title = "Annual demand")]
    pub annual_demand: UnitsPerYear,
}

impl Calculate for OrderQuantity {
    const TOOL: &'static str = "calculate_eoq";
    const SQL: Option<&'static str> = Some("eoq");

    /// Q = √(2Kλ ÷ h) at the yearly cost √(2Kλh) of ordering and holding
    /// (Snyder & Shen, *Fundamentals of Supply Chain Theory*, section 3.2).
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let (fixed, holding) = (self.fixed_cost.get(), self.holding_cost.get());
        let demand = self.annual_demand.get();
        let quantity = (2.0 * fixed * demand / holding).sqrt();
        let cost = (2.0 * fixed * demand * holding).sqrt();
        Ok(order_quantity(quantity, cost, demand).by(
            "√(2 × fixed cost × annual demand ÷ holding cost)",
            worked(fixed, demand, &written(holding), quantity),
        ))
    }
}

/// What the order quantity is computed from when customers wait.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BackorderQuantity {
    /// Cost of placing one order, whatever its size.
    #[schemars(title = "Fixed cost of an order")]
    pub fixed_cost: SomeUsd,
    /// Cost of keeping one unit for a year.
    #[schemars(title = "Holding cost")]
    pub holding_cost: UsdPerUnitAndYear,
    /// Units needed in a year.
    #[schemars(title = "Annual demand")]
    pub annual_demand: UnitsPerYear,
    /// Cost of owing a customer one unit for a year.
    #[schemars(title = "Stockout cost")]
    pub stockout_cost: UsdPerUnitAndYear,
}

impl Calculate for BackorderQuantity {
    const TOOL: &'static str = OrderQuantity::TOOL;
    const METHOD: &'static str = "planned backorders";
    const SQL: Option<&'static str> = Some("eoq_with_backorders");

    /// Q = √(2Kλ(h + p) ÷ (hp)), backordered fraction h ÷ (h + p), yearly cost √(2Kλhp ÷ (h + p))
    /// (Snyder & Shen, *Fundamentals of Supply Chain Theory*, section 3.5).
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let (fixed, holding) = (self.fixed_cost.get(), self.holding_cost.get());
        let (demand, stockout) = (self.annual_demand.get(), self.stockout_cost.get());
        let harmonic = holding * stockout / (holding + stockout);
        let quantity = (2.0 * fixed * demand / harmonic).sqrt();
        let cost = (2.0 * fixed * demand * harmonic).sqrt();
        let share = holding / (holding + stockout);
        let divisor = format!(
            "({} × {} ÷ ({} + {}))",
            written(holding),
            written(stockout),
            written(holding),
            written(stockout)
        );
        Ok(order_quantity(quantity, cost, demand)
            .by(
                "√(2 × fixed cost × annual demand ÷ (holding cost × stockout cost ÷ (holding cost + stockout cost)))",
                worked(fixed, demand, &divisor, quantity),
            )
            .figure("stockout_fraction", "Share of demand that waits", share, "fraction")
            .figure("largest_backorder", "Largest backorder", share * quantity, "units")
            .caveat("Every customer is taken to wait; where they buy elsewhere, use the plain order quantity."))
    }
}

/// What the order quantity is computed from when it arrives as it is made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductionQuantity {
    /// Cost of setting up one production run, whatever its size.
    #[schemars(title = "Fixed cost of a run")]
    pub fixed_cost: SomeUsd,
    /// Cost of keeping one unit for a year.
    #[schemars(title = "Holding cost")]
    pub holding_cost: UsdPerUnitAndYear,
    /// Units needed in a year.
    #[schemars(title = "Annual demand")]
    pub annual_demand: UnitsPerYear,
    /// Units that are made in a year while it runs; more than the demand.
    #[schemars(title = "Production rate")]
    pub production_rate: UnitsPerYear,
}

impl Calculate for ProductionQuantity {
    const TOOL: &'static str = OrderQuantity::TOOL;
    const METHOD: &'static str = "production rate";
    const SQL: Option<&'static str> = Some("eoq_for_production");

    /// Q = √(2Kλ ÷ (h(1 − λ/μ))) at the yearly cost √(2Kλh(1 − λ/μ))
    /// (Snyder & Shen, *Fundamentals of Supply Chain Theory*, section 3.6).
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let (fixed, holding) = (self.fixed_cost.get(), self.holding_cost.get());
        let (demand, rate) = (self.annual_demand.get(), self.production_rate.get());
        if rate <= demand {
            return Err(ToolError::refused(
                "production_rate",
                "must be above annual_demand: otherwise production never stops and no run has a size",
            ));
        }
        let idle = 1.0 - demand / rate;
        let quantity = (2.0 * fixed * demand / (holding * idle)).sqrt();
        let cost = (2.0 * fixed * demand * holding * idle).sqrt();
        let divisor = format!(
            "({} × (1 − {} ÷ {}))",
            written(holding),
            written(demand),
            written(rate)
        );
        Ok(order_quantity(quantity, cost, demand)
            .by(
                "√(2 × fixed cost × annual demand ÷ (holding cost × (1 − annual demand ÷ production rate)))",
                worked(fixed, demand, &divisor, quantity),
            )
            .figure("largest_stock", "Largest stock", quantity * idle, "units"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    fn figures(given: &Value) -> (f64, f64, Calculation) {
        let done = run(OrderQuantity::TOOL, given).unwrap();
        let cost = done.value("cost_per_year").unwrap();
        (done.result.unwrap(), cost, done)
    }

    #[test]
    fn plain() {
        // Reference value "EOQ": K = 8, h = .225, λ = 1300 → Q 304.04678, cost 68.41053 (stockpyl 1.0.2, Snyder & Shen example 3.1).
        let given = json!({"fixed_cost": 8, "holding_cost": 0.225, "annual_demand": 1300});
        let (quantity, cost, done) = figures(&given);
        assert!((quantity - 304.046_78).abs() < 1e-5 && (cost - 68.410_53).abs() < 1e-5);
        assert_eq!(done.worked, "√(2 × 8 × 1300 ÷ 0.225) = 304.04678");
        // 1300 ÷ 304.04678 orders of 304.04678 ÷ 1300 years.
        assert!((done.value("orders_per_year").unwrap() - 4.275_658).abs() < 1e-6);
        assert!((done.value("days_between_orders").unwrap() - 85.367).abs() < 1e-3);
    }

    #[test]
    fn with_backorders() {
        // Reference value "EOQ with backorders": p = 5 → Q 310.81256, fraction .0430622, cost 66.92136 (stockpyl).
        let given = json!({"fixed_cost": 8, "holding_cost": 0.225, "annual_demand": 1300, "stockout_cost": 5});
        let (quantity, cost, done) = figures(&given);
        assert!((quantity - 310.812_56).abs() < 1e-5 && (cost - 66.921_36).abs() < 1e-5);
        assert!((done.value("stockout_fraction").unwrap() - 0.043_062_2).abs() < 1e-7);
        assert_eq!(done.method, "planned backorders");
    }

    #[test]
    fn as_it_is_produced() {
        // Reference value "EPQ": μ = 1700 → Q 626.80849, cost 33.18398 (stockpyl).
        let given = json!({"fixed_cost": 8, "holding_cost": 0.225, "annual_demand": 1300, "production_rate": 1700});
        let (quantity, cost, done) = figures(&given);
        assert!((quantity - 626.808_49).abs() < 1e-5 && (cost - 33.183_98).abs() < 1e-5);
        // 626.80849 × (1 − 1300 ÷ 1700)
        assert!((done.value("largest_stock").unwrap() - 147.484_35).abs() < 1e-5);
        for slow in [1300, 900] {
            let mut given = given.clone();
            given["production_rate"] = json!(slow);
            let refusal = run(OrderQuantity::TOOL, &given).unwrap_err().to_string();
            assert!(refusal.starts_with("production_rate must be above annual_demand"));
        }
    }

    #[test]
    fn nothing_costs_nothing() {
        for name in ["fixed_cost", "holding_cost", "annual_demand"] {
            let mut given = json!({"fixed_cost": 8, "holding_cost": 0.225, "annual_demand": 1300});
            given[name] = json!(0);
            let refusal = run(OrderQuantity::TOOL, &given).unwrap_err().to_string();
            assert!(
                refusal.starts_with(&format!("{name} must be above 0")),
                "{refusal}"
            );
        }
        let tiny = json!({"fixed_cost": 1e12, "holding_cost": 5e-324, "annual_demand": 1e12});
        let refusal = run(OrderQuantity::TOOL, &tiny).unwrap_err().to_string();
        assert!(
            refusal.starts_with("the numbers are too far apart"),
            "{refusal}"
        );
    }
}
