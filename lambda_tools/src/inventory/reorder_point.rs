//! A *reorder point* is the stock at which an order has to go out so that it arrives before the stock is gone.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calculation::{Calculation, written};
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::inventory::many_products::ReorderPoints;
use crate::inventory::safety_stock::{FactorStock, SafetyStock, ServiceLevelStock};
use crate::quantity::{Days, Factor, ServiceLevel, Units, UnitsPerDay};

/// Said with every reorder point.
pub(crate) const POSITION: &str = "Compare it with the inventory position (on hand + on order − backordered), not with the stock on the shelf alone.";

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: ReorderPoint::TOOL,
        label: "Reorder point",
        description: "Stock level at which an order has to be placed: average daily demand × lead time + safety stock. \
                      The safety stock is given, or computed by the max–avg method, by service level or by its factor z. \
                      Compare it with the inventory position (on hand + on order − backordered), not with the stock on the shelf alone.",
        specialist: Specialist::Inventory,
        forms: vec![
            Form::of::<ReorderPoint>(),
            Form::of::<MaxAvgReorderPoint>(),
            Form::of::<LevelReorderPoint>(),
            Form::of::<FactorReorderPoint>(),
            Form::of::<ReorderPoints>(),
        ],
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

/// What a reorder point is computed from when the safety stock follows from the largest demand and lead time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MaxAvgReorderPoint {
    /// Units sold or used on an average day.
    #[schemars(title = "Average daily demand")]
    pub avg_daily_demand: UnitsPerDay,
    /// Days from placing an order to its arrival, on average.
    #[schemars(title = "Lead time")]
    pub lead_time_days: Days,
    /// Units sold or used on the busiest day.
    #[schemars(title = "Maximum daily demand")]
    pub max_daily_demand: UnitsPerDay,
    /// Days from placing an order to its arrival when it takes longest.
    #[schemars(title = "Maximum lead time")]
    pub max_lead_time_days: Days,
}

impl Calculate for MaxAvgReorderPoint {
    const TOOL: &'static str = ReorderPoint::TOOL;
    const METHOD: &'static str = "max–avg";

    fn work_out(&self) -> Result<Calculation, ToolError> {
        let safety = SafetyStock {
            max_daily_demand: self.max_daily_demand,
            avg_daily_demand: self.avg_daily_demand,
            max_lead_time_days: self.max_lead_time_days,
            avg_lead_time_days: self.lead_time_days,
        };
        with_safety_stock(
            self.avg_daily_demand,
            self.lead_time_days,
            safety.work_out()?,
        )
    }
}

/// What a reorder point is computed from when the safety stock follows from a service level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LevelReorderPoint {
    /// Share of replenishment cycles without a stockout (fraction, 0.95 for 95 %).
    #[schemars(title = "Cycle service level")]
    pub service_level: ServiceLevel,
    /// Units sold or used on an average day.
    #[schemars(title = "Average daily demand")]
    pub avg_daily_demand: UnitsPerDay,
    /// Standard deviation of the units of one day.
    #[schemars(title = "Standard deviation of daily demand")]
    pub demand_std_dev: UnitsPerDay,
    /// Days from placing an order to its arrival, on average.
    #[schemars(title = "Lead time")]
    pub lead_time_days: Days,
    /// Standard deviation of the lead time.
    #[schemars(title = "Standard deviation of lead time")]
    pub lead_time_std_dev: Days,
}

impl Calculate for LevelReorderPoint {
    const TOOL: &'static str = ReorderPoint::TOOL;
    const METHOD: &'static str = "service level";

    fn work_out(&self) -> Result<Calculation, ToolError> {
        let safety = ServiceLevelStock {
            service_level: self.service_level,
            avg_daily_demand: self.avg_daily_demand,
            demand_std_dev: self.demand_std_dev,
            avg_lead_time_days: self.lead_time_days,
            lead_time_std_dev: self.lead_time_std_dev,
        };
        with_safety_stock(
            self.avg_daily_demand,
            self.lead_time_days,
            safety.work_out()?,
        )
    }
}

/// What a reorder point is computed from when the safety stock follows from the factor of a service level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorReorderPoint {
    /// Safety factor: the standard normal quantile of the service level, 1.645 for 95 % (times).
    #[schemars(title = "Safety factor z")]
    pub z: Factor,
    /// Units sold or used on an average day.
    #[schemars(title = "Average daily demand")]
    pub avg_daily_demand: UnitsPerDay,
    /// Standard deviation of the units of one day.
    #[schemars(title = "Standard deviation of daily demand")]
    pub demand_std_dev: UnitsPerDay,
    /// Days from placing an order to its arrival, on average.
    #[schemars(title = "Lead time")]
    pub lead_time_days: Days,
    /// Standard deviation of the lead time.
    #[schemars(title = "Standard deviation of lead time")]
    pub lead_time_std_dev: Days,
}

impl Calculate for FactorReorderPoint {
    const TOOL: &'static str = ReorderPoint::TOOL;
    const METHOD: &'static str = "safety factor";

    fn work_out(&self) -> Result<Calculation, ToolError> {
        let safety = FactorStock {
            z: self.z,
            avg_daily_demand: self.avg_daily_demand,
            demand_std_dev: self.demand_std_dev,
            avg_lead_time_days: self.lead_time_days,
            lead_time_std_dev: self.lead_time_std_dev,
        };
        with_safety_stock(
            self.avg_daily_demand,
            self.lead_time_days,
            safety.work_out()?,
        )
    }
}

/// A reorder point over a safety stock that was computed, which stands beside it with what it does not say.
fn with_safety_stock(
    demand: UnitsPerDay,
    lead_time: Days,
    safety: Calculation,
) -> Result<Calculation, ToolError> {
    let units = safety.result.unwrap_or_default();
    let safety_stock = Units::try_from(units)
        .map_err(|reason| ToolError::refused("safety_stock", reason.to_string()))?;
    let point = ReorderPoint {
        avg_daily_demand: demand,
        lead_time_days: lead_time,
        safety_stock,
    };
    let point = point.work_out()?;
    let worked = format!("{}; safety stock: {}", point.worked, safety.worked);
    let mut done = point
        .by("average daily demand × lead time + safety stock", worked)
        .figure("safety_stock", "Safety stock", units, "units");
    done.caveats.extend(safety.caveats);
    Ok(done)
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

    #[test]
    fn the_safety_stock_may_be_computed() {
        let safety = |done: &Calculation| done.value("safety_stock").unwrap();
        // 40 × 11 − 25 × 8 = 240; 25 × 8 + 240 = 440.
        let given = json!({"avg_daily_demand": 25, "lead_time_days": 8, "max_daily_demand": 40, "max_lead_time_days": 11});
        let done = run(ReorderPoint::TOOL, &given).unwrap();
        assert!((done.result.unwrap() - 440.0).abs() < 1e-9);
        assert!((safety(&done) - 240.0).abs() < 1e-9);
        assert_eq!(done.method, "max–avg");
        // Reference value "safety stock, service level 95 %": 180.18469; the reorder point adds 100 × 5.
        let given = json!({"service_level": 0.95, "avg_daily_demand": 100, "demand_std_dev": 20, "lead_time_days": 5, "lead_time_std_dev": 1});
        let done = run(ReorderPoint::TOOL, &given).unwrap();
        assert!((done.result.unwrap() - 680.184_69).abs() < 1e-5);
        assert!((safety(&done) - 180.184_69).abs() < 1e-5);
        // 2 × √(9 × 4²) = 24; 10 × 9 + 24.
        let given = json!({"z": 2, "avg_daily_demand": 10, "demand_std_dev": 4, "lead_time_days": 9, "lead_time_std_dev": 0});
        let done = run(ReorderPoint::TOOL, &given).unwrap();
        assert!((done.result.unwrap() - 114.0).abs() < 1e-9);
        // A maximum below its average is refused by name.
        let given = json!({"avg_daily_demand": 25, "lead_time_days": 8, "max_daily_demand": 20, "max_lead_time_days": 11});
        let refusal = run(ReorderPoint::TOOL, &given).unwrap_err().to_string();
        assert!(refusal.contains("max_daily_demand"), "{refusal}");
    }
}
