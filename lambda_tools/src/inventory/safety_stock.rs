//! *Safety stock* is what is kept against days on which more is needed, or deliveries take longer, than on average.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal};

use crate::calculation::{Calculation, written};
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::inventory::many_products::SafetyStocks;
use crate::quantity::{Days, Factor, ServiceLevel, UnitsPerDay};

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: SafetyStock::TOOL,
        label: "Safety stock",
        description: "Stock kept against above-average demand and lead time. By default the max–avg method: maximum daily demand × maximum \
                      lead time − average daily demand × average lead time, a heuristic without a service level. With service_level the \
                      normal approximation z × √(L·σ_d² + d²·σ_L²), whose level is the share of cycles without a stockout, not the fill rate.",
        specialist: Specialist::Inventory,
        forms: vec![
            Form::of::<SafetyStock>(),
            Form::of::<ServiceLevelStock>(),
            Form::of::<FactorStock>(),
            Form::of::<SafetyStocks>(),
        ],
    }
}

/// Safety stock by the service-level method, units, with z: z × √(L·σ_d² + d²·σ_L²).
pub(crate) fn by_service_level(
    level: ServiceLevel,
    (demand, demand_deviation): (f64, f64),
    (lead, lead_deviation): (f64, f64),
) -> (f64, f64) {
    let z = Normal::standard().inverse_cdf(level.get());
    let deviation =
        (lead * demand_deviation.powi(2) + demand.powi(2) * lead_deviation.powi(2)).sqrt();
    (z * deviation, z)
}

/// What the max–avg method computes from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SafetyStock {
    /// Units sold or used on the busiest day.
    #[schemars(title = "Maximum daily demand")]
    pub max_daily_demand: UnitsPerDay,
    /// Units sold or used on an average day.
    #[schemars(title = "Average daily demand")]
    pub avg_daily_demand: UnitsPerDay,
    /// Days from placing an order to its arrival when it takes longest.
    #[schemars(title = "Maximum lead time")]
    pub max_lead_time_days: Days,
    /// Days from placing an order to its arrival, on average.
    #[schemars(title = "Average lead time")]
    pub avg_lead_time_days: Days,
}

impl Calculate for SafetyStock {
    const TOOL: &'static str = "calculate_safety_stock";
    const METHOD: &'static str = "max–avg";
    const SQL: Option<&'static str> = Some("safety_stock");

    /// Maximum daily demand × maximum lead time − average daily demand × average lead time, in units
    /// (definition: the glossary, "Calculations", max–avg method).
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let (max_demand, avg_demand) = (self.max_daily_demand.get(), self.avg_daily_demand.get());
        let (max_lead, avg_lead) = (self.max_lead_time_days.get(), self.avg_lead_time_days.get());
        if max_demand < avg_demand {
            return Err(ToolError::Contradiction {
                greater: "max_daily_demand",
                lesser: "avg_daily_demand",
            });
        }
        if max_lead < avg_lead {
            return Err(ToolError::Contradiction {
                greater: "max_lead_time_days",
                lesser: "avg_lead_time_days",
            });
        }
        let result = max_demand * max_lead - avg_demand * avg_lead;
        let worked = format!(
            "{} × {} − {} × {} = {}",
            written(max_demand),
            written(max_lead),
            written(avg_demand),
            written(avg_lead),
            written(result)
        );
        Ok(Calculation::of("safety_stock", "Safety stock", result, "units")
            .by(
                "maximum daily demand × maximum lead time − average daily demand × average lead time",
                worked,
            )
            .caveat(
                "The max–avg method is a heuristic: it has no service level, and one extreme day or delivery moves it.",
            ))
    }
}

/// What the service-level method computes from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceLevelStock {
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
    #[schemars(title = "Average lead time")]
    pub avg_lead_time_days: Days,
    /// Standard deviation of the lead time.
    #[schemars(title = "Standard deviation of lead time")]
    pub lead_time_std_dev: Days,
}

impl Calculate for ServiceLevelStock {
    const TOOL: &'static str = SafetyStock::TOOL;
    const METHOD: &'static str = "service level";
    const SQL: Option<&'static str> = Some("safety_stock_for_level");

    /// z × √(L·σ_d² + d²·σ_L²) in units, z the standard normal quantile of the service level
    /// (definition: the glossary, "Calculations", service level method).
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let (demand, demand_deviation) = (self.avg_daily_demand.get(), self.demand_std_dev.get());
        let (lead, lead_deviation) = (self.avg_lead_time_days.get(), self.lead_time_std_dev.get());
        let (result, z) = by_service_level(
            self.service_level,
            (demand, demand_deviation),
            (lead, lead_deviation),
        );
        let worked = format!(
            "{} × √({} × {}² + {}² × {}²) = {}",
            written(z),
            written(lead),
            written(demand_deviation),
            written(demand),
            written(lead_deviation),
            written(result)
        );
        Ok(Calculation::of("safety_stock", "Safety stock", result, "units")
            .by(
                "z × √(average lead time × σ_demand² + average daily demand² × σ_lead time²)",
                worked,
            )
            .caveat("The service level is the share of cycles without a stockout, not the share of units served (fill rate).")
            .caveat("Demand is taken as normally distributed; for slow movers that is wrong.")
            .caveat_if(lead_deviation == 0.0, "The lead time is taken as certain."))
    }
}

/// What the service-level method computes from where the factor is given instead of the level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorStock {
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
    #[schemars(title = "Average lead time")]
    pub avg_lead_time_days: Days,
    /// Standard deviation of the lead time.
    #[schemars(title = "Standard deviation of lead time")]
    pub lead_time_std_dev: Days,
}

impl Calculate for FactorStock {
    const TOOL: &'static str = SafetyStock::TOOL;
    const METHOD: &'static str = "safety factor";

    /// z × √(L·σ_d² + d²·σ_L²) in units (definition: the glossary, "Calculations", service level method).
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let (demand, demand_deviation) = (self.avg_daily_demand.get(), self.demand_std_dev.get());
        let (lead, lead_deviation) = (self.avg_lead_time_days.get(), self.lead_time_std_dev.get());
        let z = self.z.get();
        let variance = lead * demand_deviation.powi(2) + demand.powi(2) * lead_deviation.powi(2);
        let result = z * variance.sqrt();
        let worked = format!(
            "{} × √({} × {}² + {}² × {}²) = {}",
            written(z),
            written(lead),
            written(demand_deviation),
            written(demand),
            written(lead_deviation),
            written(result)
        );
        Ok(
            Calculation::of("safety_stock", "Safety stock", result, "units")
                .by(
                    "z × √(average lead time × σ_demand² + average daily demand² × σ_lead time²)",
                    worked,
                )
                .caveat("Demand is taken as normally distributed; for slow movers that is wrong.")
                .caveat_if(lead_deviation == 0.0, "The lead time is taken as certain."),
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    #[test]
    fn the_factor_instead_of_the_level() {
        let given = json!({"z": 1.65, "avg_daily_demand": 20, "demand_std_dev": 4, "avg_lead_time_days": 14,
                           "lead_time_std_dev": 2});
        let done = run(SafetyStock::TOOL, &given).unwrap();
        // 1.65 × √(14 × 16 + 400 × 4) = 1.65 × √1824 = 70.469...
        assert!((done.result.unwrap() - 1.65 * 1824.0_f64.sqrt()).abs() < 1e-9);
        assert_eq!(done.method, "safety factor");
    }

    fn max_avg() -> Value {
        json!({"max_daily_demand": 20, "avg_daily_demand": 10, "max_lead_time_days": 10, "avg_lead_time_days": 7})
    }

    fn level_95() -> Value {
        json!({"service_level": 0.95, "avg_daily_demand": 100, "demand_std_dev": 20, "avg_lead_time_days": 5, "lead_time_std_dev": 1})
    }

    fn with(mut given: Value, name: &str, value: f64) -> Value {
        given[name] = json!(value);
        given
    }

    #[test]
    fn max_avg_follows_its_definition() {
        // Reference value "safety stock, max–avg": 20 × 10 − 10 × 7 = 130 (by definition).
        let done = run(SafetyStock::TOOL, &max_avg()).unwrap();
        assert!((done.result.unwrap() - 130.0).abs() < 1e-12);
        assert_eq!(
            (done.method, done.worked.as_str()),
            ("max–avg", "20 × 10 − 10 × 7 = 130")
        );
        assert!(done.caveats[0].contains("heuristic"));
    }

    #[test]
    fn service_level_of_95_percent() {
        // Reference value "safety stock, service level 95 %": 180.18469 with z = 1.6448536 (by definition).
        let done = run(SafetyStock::TOOL, &level_95()).unwrap();
        assert!((done.result.unwrap() - 180.184_69).abs() < 1e-5, "{done:?}");
        assert_eq!(
            done.worked,
            "1.644854 × √(5 × 20² + 100² × 1²) = 180.184687"
        );
    }

    #[test]
    fn quantiles_agree_with_the_printed_table() {
        // Standard normal quantiles as printed in NIST/SEMATECH e-Handbook 1.3.6.7.1: 0.975 → 1.960, 0.99 → 2.326, 0.5 → 0.
        for (level, z) in [
            (0.975, 1.959_963_985),
            (0.99, 2.326_347_874),
            (0.5, 0.0),
            (0.999, 3.090_232_306),
        ] {
            let one_unit = json!({"service_level": level, "avg_daily_demand": 0, "demand_std_dev": 1, "avg_lead_time_days": 1, "lead_time_std_dev": 0});
            let done = run(SafetyStock::TOOL, &one_unit).unwrap();
            assert!((done.result.unwrap() - z).abs() < 1e-8, "{level}");
        }
    }

    #[test]
    fn numbers_that_make_no_sense_are_refused() {
        for sound in [max_avg(), level_95()] {
            for name in sound.as_object().unwrap().keys() {
                for bad in [-1.0, 1e308] {
                    let refusal = run(SafetyStock::TOOL, &with(sound.clone(), name, bad));
                    let refusal = refusal.unwrap_err().to_string();
                    assert!(refusal.starts_with(&format!("{name} must be")), "{refusal}");
                }
            }
        }
        for level in [1.0, 0.49, 1.2, 95.0] {
            assert!(run(SafetyStock::TOOL, &with(level_95(), "service_level", level)).is_err());
        }
    }

    #[test]
    fn a_maximum_below_the_average_is_a_contradiction() {
        let refused = |given: Value| run(SafetyStock::TOOL, &given).unwrap_err().to_string();
        assert_eq!(
            refused(with(max_avg(), "max_daily_demand", 9.0)),
            "max_daily_demand must not be below avg_daily_demand"
        );
        assert_eq!(
            refused(with(max_avg(), "max_lead_time_days", 6.9)),
            "max_lead_time_days must not be below avg_lead_time_days"
        );
    }

    #[test]
    fn the_largest_numbers_stay_finite() {
        let largest = json!({"service_level": 0.999_999, "avg_daily_demand": 1e12, "demand_std_dev": 1e12, "avg_lead_time_days": 1e12, "lead_time_std_dev": 1e12});
        let done = run(SafetyStock::TOOL, &largest).unwrap();
        assert!(done.result.unwrap().is_finite());
    }
}
