//! The *(r, Q) policy*: order Q whenever the inventory position falls to r.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calculation::{Calculation, written};
use crate::error::ToolError;
use crate::form::Calculate;
use crate::inventory::eoq::YEAR;
use crate::inventory::normal::NormalDemand;
use crate::inventory::reorder_point::POSITION;
use crate::quantity::{
    Days, SomeUsd, SomeUsdPerUnit, UnitsPerYear, UsdPerUnitAndYear, YearlyUnits,
};

/// Where quantity and reorder point count as settled, units; and after how many rounds they count as never settling.
const SETTLED: f64 = 1e-9;
const ROUNDS: usize = 10_000;

/// What an (r, Q) policy is computed from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContinuousPolicy {
    /// Cost of placing one order, whatever its size.
    #[schemars(title = "Fixed cost of an order")]
    pub fixed_cost: SomeUsd,
    /// Cost of keeping one unit for a year.
    #[schemars(title = "Holding cost")]
    pub holding_cost: UsdPerUnitAndYear,
    /// Cost of each unit that is asked for and not there.
    #[schemars(title = "Stockout cost")]
    pub stockout_cost: SomeUsdPerUnit,
    /// Mean of the units needed in a year.
    #[schemars(title = "Annual demand")]
    pub annual_demand: UnitsPerYear,
    /// Standard deviation of the units needed in a year.
    #[schemars(title = "Standard deviation of annual demand")]
    pub annual_demand_std_dev: YearlyUnits,
    /// Days from placing an order to its arrival, of a year of 365.
    #[schemars(title = "Lead time")]
    pub lead_time_days: Days,
}

impl ContinuousPolicy {
    /// Reorder point and quantity, units.
    fn settle(&self, during_lead_time: NormalDemand) -> Result<(f64, f64), ToolError> {
        let (fixed, holding) = (self.fixed_cost.get(), self.holding_cost.get());
        let (stockout, demand) = (self.stockout_cost.get(), self.annual_demand.get());
        let mut quantity = (2.0 * demand * fixed / holding).sqrt();
        let mut point = 0.0;
        for _ in 0..ROUNDS {
            let lacking = quantity * holding / (stockout * demand);
            if lacking >= 1.0 {
                let reason = "is so low that running out is always cheaper than holding; there is no reorder point";
                return Err(ToolError::refused("stockout_cost", reason));
            }
            let (last_quantity, last_point) = (quantity, point);
            point = during_lead_time.quantile(1.0 - lacking);
            let shortage = during_lead_time.shortage(point);
            quantity = (2.0 * demand * (fixed + stockout * shortage) / holding).sqrt();
            let scale = SETTLED * quantity.max(1.0);
            if (quantity - last_quantity).abs() <= scale && (point - last_point).abs() <= scale {
                return Ok((point, quantity));
            }
        }
        let message = "reorder point and order quantity do not settle for these costs; raise stockout_cost or lower fixed_cost";
        Err(ToolError::Senseless(message.to_owned()))
    }
}

impl Calculate for ContinuousPolicy {
    const TOOL: &'static str = "calculate_order_policy";
    const METHOD: &'static str = "(r, Q)";

    /// r = F⁻¹(1 − Qh ÷ (pλ)) and Q = √(2λ(K + p·n(r)) ÷ h), in turn until both settle; n is the expected shortage of a cycle.
    /// Cost h(r − λL + Q/2) + Kλ/Q + pλ·n(r)/Q (Whitin 1953, Hadley & Whitin 1963; Snyder & Shen, *Fundamentals of Supply
    /// Chain Theory*, equations 5.16 to 5.18).
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let demand = self.annual_demand.get();
        let years = self.lead_time_days.get() / YEAR;
        let during_lead_time = NormalDemand {
            mean: demand * years,
            deviation: self.annual_demand_std_dev.get() * years.sqrt(),
        };
        let (point, quantity) = self.settle(during_lead_time)?;
        let shortage = during_lead_time.shortage(point);
        let safety_stock = point - during_lead_time.mean;
        let orders = demand / quantity;
        let cost = self.holding_cost.get() * (safety_stock + quantity / 2.0)
            + orders * (self.fixed_cost.get() + self.stockout_cost.get() * shortage);
        let worked = format!(
            "order {} when the position falls to {}: {} of the lead time + {} safety stock",
            written(quantity),
            written(point),
            written(during_lead_time.mean),
            written(safety_stock)
        );
        Ok(Calculation::of("reorder_point", "Reorder point", point, "units")
            .by(
                "reorder point = demand of the lead time not exceeded with probability 1 − quantity × holding cost ÷ (stockout cost × annual demand); \
                 quantity = √(2 × annual demand × (fixed cost + stockout cost × expected shortage of a cycle) ÷ holding cost)",
                worked,
            )
            .figure("order_quantity", "Order quantity", quantity, "units")
            .figure("cost_per_year", "Expected cost per year", cost, "USD/year")
            .figure("safety_stock", "Safety stock", safety_stock, "units")
            .figure(
                "cycle_service_level",
                "Cycle service level",
                during_lead_time.served(point),
                "fraction",
            )
            .figure("fill_rate", "Fill rate", 1.0 - shortage / quantity, "fraction")
            .caveat(POSITION)
            .caveat("Demand of the lead time is taken as normal; for slow movers give demand_per_period instead.")
            .caveat("The cycle service level is the share of cycles without a stockout; the fill rate is the share of units served."))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    fn example() -> Value {
        // A twelfth of a year.
        json!({"fixed_cost": 8, "holding_cost": 0.225, "stockout_cost": 7.5, "annual_demand": 1300,
               "annual_demand_std_dev": 150, "lead_time_days": 365.0 / 12.0})
    }

    #[test]
    fn expected_inventory_level() {
        // Reference value "(r,Q), expected inventory level": h .225, p 7.5, K 8, λ 1300, sd 150, L 1/12
        // → r 213.9704, Q 318.5902, cost 95.4511 (stockpyl, Snyder & Shen example 5.2).
        let done = run(ContinuousPolicy::TOOL, &example()).unwrap();
        assert!((done.result.unwrap() - 213.970_4).abs() < 5e-5, "{done:?}");
        assert!((done.value("order_quantity").unwrap() - 318.590_2).abs() < 5e-5);
        assert!((done.value("cost_per_year").unwrap() - 95.451_1).abs() < 5e-5);
        // 213.9704 − 1300 ÷ 12; 1 − 318.5902 × .225 ÷ (7.5 × 1300).
        assert!((done.value("safety_stock").unwrap() - 105.637_1).abs() < 5e-5);
        assert!((done.value("cycle_service_level").unwrap() - 0.992_648).abs() < 1e-6);
    }

    #[test]
    fn certain_demand_is_the_economic_order_quantity() {
        let mut given = example();
        given["annual_demand_std_dev"] = json!(0);
        let done = run(ContinuousPolicy::TOOL, &given).unwrap();
        assert!((done.result.unwrap() - 1300.0 / 12.0).abs() < 1e-6);
        assert!((done.value("order_quantity").unwrap() - 304.046_78).abs() < 1e-5);
        assert!((done.value("cost_per_year").unwrap() - 68.410_53).abs() < 1e-5);
    }

    #[test]
    fn a_stockout_that_costs_nearly_nothing_is_refused() {
        let mut given = example();
        given["stockout_cost"] = json!(0.01);
        let refusal = run(ContinuousPolicy::TOOL, &given).unwrap_err().to_string();
        assert!(refusal.starts_with("stockout_cost is so low"), "{refusal}");
    }
}
