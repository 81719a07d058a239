//! A *newsvendor* quantity is what to stock once for a demand that is not known yet, when what is left is worth less.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::normal::NormalDemand;
use super::poisson::PoissonDemand;
use crate::calculation::{Calculation, written};
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::quantity::{SomeUnits, SomeUsdPerUnit, Units};

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: NormalNewsvendor::TOOL,
        label: "Newsvendor quantity",
        description: "How much to stock for one season or period of uncertain demand: the level that demand does not exceed with probability \
                      underage cost ÷ (underage cost + overage cost). Normal demand with demand_std_dev; without it Poisson demand, for slow movers \
                      and whole units. It is for one period: what is left is not carried over at the same worth.",
        specialist: Specialist::Inventory,
        forms: vec![
            Form::of::<NormalNewsvendor>(),
            Form::of::<PoissonNewsvendor>(),
        ],
    }
}

/// What the quantity is computed from when demand is normal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NormalNewsvendor {
    /// Cost of each unit that is left at the end.
    #[schemars(title = "Overage cost")]
    pub overage_cost: SomeUsdPerUnit,
    /// Cost of each unit that is asked for and not there, the lost margin included.
    #[schemars(title = "Underage cost")]
    pub underage_cost: SomeUsdPerUnit,
    /// Mean of the demand of the period.
    #[schemars(title = "Mean demand")]
    pub demand_mean: Units,
    /// Standard deviation of the demand of the period.
    #[schemars(title = "Standard deviation of demand")]
    pub demand_std_dev: Units,
}

impl Calculate for NormalNewsvendor {
    const TOOL: &'static str = "calculate_newsvendor";
    const METHOD: &'static str = "normal demand";
    const SQL: Option<&'static str> = Some("newsvendor");

    /// S = μ + σ·Φ⁻¹(p ÷ (p + h)), expected cost h·E(S − D)⁺ + p·E(D − S)⁺
    /// (Snyder & Shen, *Fundamentals of Supply Chain Theory*, section 4.3.2).
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let (overage, underage) = (self.overage_cost.get(), self.underage_cost.get());
        let demand = NormalDemand {
            mean: self.demand_mean.get(),
            deviation: self.demand_std_dev.get(),
        };
        let ratio = critical_ratio(overage, underage)?;
        let level = demand.quantile(ratio);
        let cost = overage * demand.surplus(level) + underage * demand.shortage(level);
        let worked = format!(
            "{} + {} × z({}) = {}",
            written(demand.mean),
            written(demand.deviation),
            written(ratio),
            written(level)
        );
        Ok(quantity(level, cost, ratio)
            .by(
                "mean demand + standard deviation × z(underage cost ÷ (underage cost + overage cost))",
                worked,
            )
            .caveat_if(
                level < 0.0,
                "The quantity is below zero: at these costs it is best to stock nothing.",
            )
            .caveat_if(
                demand.mean < 2.0 * demand.deviation,
                "Normal demand would often be negative here; Poisson demand (without demand_std_dev) or a smaller period fits better.",
            ))
    }
}

/// What the quantity is computed from when demand is Poisson.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PoissonNewsvendor {
    /// Cost of each unit that is left at the end.
    #[schemars(title = "Overage cost")]
    pub overage_cost: SomeUsdPerUnit,
    /// Cost of each unit that is asked for and not there, the lost margin included.
    #[schemars(title = "Underage cost")]
    pub underage_cost: SomeUsdPerUnit,
    /// Mean of the demand of the period.
    #[schemars(title = "Mean demand")]
    pub demand_mean: SomeUnits,
}

impl Calculate for PoissonNewsvendor {
    const TOOL: &'static str = NormalNewsvendor::TOOL;
    const METHOD: &'static str = "Poisson demand";
    const SQL: Option<&'static str> = Some("newsvendor_poisson");

    /// The least whole S with F(S) ≥ p ÷ (p + h) (Snyder & Shen, *Fundamentals of Supply Chain Theory*, section 4.3.2.7).
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_wrap,
        reason = "the mean is at most 10⁶"
    )]
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let (overage, underage) = (self.overage_cost.get(), self.underage_cost.get());
        let demand = PoissonDemand::new(self.demand_mean.get(), "demand_mean")?;
        let ratio = critical_ratio(overage, underage)?;
        let level = demand.quantile(ratio) as i64;
        let cost = demand.cost(level, overage, underage);
        let worked = format!(
            "least S with P(demand ≤ S) ≥ {} for a mean of {}: {level}",
            written(ratio),
            written(self.demand_mean.get()),
        );
        Ok(quantity(level as f64, cost, ratio)
            .figure(
                "probability_served",
                "Probability that it is enough",
                demand.served(level),
                "fraction",
            )
            .by(
                "least whole quantity that demand does not exceed with probability underage cost ÷ (underage cost + overage cost)",
                worked,
            )
            .caveat("Customers are taken to come one by one and independently (Poisson)."))
    }
}

/// p ÷ (p + h); so close to 0 or 1 that it is either, no quantity is large or small enough.
fn critical_ratio(overage: f64, underage: f64) -> Result<f64, ToolError> {
    let ratio = underage / (underage + overage);
    if ratio > 0.0 && ratio < 1.0 {
        return Ok(ratio);
    }
    let message = "overage_cost and underage_cost are too far apart: one of them counts as nothing beside the other";
    Err(ToolError::Senseless(message.to_owned()))
}

fn quantity(level: f64, cost: f64, ratio: f64) -> Calculation {
    Calculation::of("order_quantity", "Newsvendor quantity", level, "units")
        .figure("expected_cost", "Expected cost", cost, "USD")
        .figure("critical_ratio", "Critical ratio", ratio, "fraction")
        .caveat("It is for one period; what is left over is worth its overage cost less.")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    fn figures(given: &Value) -> (f64, f64, Calculation) {
        let done = run(NormalNewsvendor::TOOL, given).unwrap();
        let cost = done.value("expected_cost").unwrap();
        (done.result.unwrap(), cost, done)
    }

    fn poisson(mean: f64) -> Value {
        json!({"overage_cost": 0.18, "underage_cost": 0.7, "demand_mean": mean})
    }

    #[test]
    fn normal_demand() {
        // Reference value "newsvendor, normal": h .18, p .70, mean 50, sd 8 → S 56.60396, cost 1.99761 (stockpyl, Snyder & Shen example 4.3).
        let mut given = poisson(50.0);
        given["demand_std_dev"] = json!(8);
        let (level, cost, done) = figures(&given);
        assert!((level - 56.603_96).abs() < 1e-5 && (cost - 1.997_61).abs() < 1e-5);
        assert_eq!(done.method, "normal demand");
        given["demand_std_dev"] = json!(0);
        let (level, cost, _) = figures(&given);
        assert!((level - 50.0).abs() < 1e-9 && cost.abs() < 1e-9);
    }

    #[test]
    fn poisson_demand() {
        // Reference value "newsvendor, Poisson": .18, .70, 50 → 56, cost 1.79724 (stockpyl, Snyder & Shen example 4.7).
        let (level, cost, done) = figures(&poisson(50.0));
        assert!((level - 56.0).abs() < 1e-12 && (cost - 1.797_24).abs() < 1e-5);
        assert_eq!(done.method, "Poisson demand");
    }

    #[test]
    fn large_means_agree_with_the_normal_distribution() {
        let (level, cost, _) = figures(&poisson(1e6));
        // √10⁶ = 1000: 10⁶ + 1000 × 0.825495 and (h + p) × 1000 × φ(0.825495) = 0.88 × 283.75.
        assert!((level - 1_000_825.0).abs() < 2.0, "{level}");
        assert!((cost / 249.7 - 1.0).abs() < 1e-3, "{cost}");
        let refusal = run(NormalNewsvendor::TOOL, &poisson(2e6)).unwrap_err();
        assert!(refusal.to_string().contains("use the normal distribution"));
    }

    #[test]
    fn costs_that_make_no_sense_are_refused() {
        let refused = |overage: f64, underage: f64| {
            let given =
                json!({"overage_cost": overage, "underage_cost": underage, "demand_mean": 5});
            run(NormalNewsvendor::TOOL, &given).unwrap_err().to_string()
        };
        assert!(refused(0.0, 1.0).starts_with("overage_cost must be above 0"));
        assert!(
            refused(1e-9, 1e12).starts_with("overage_cost and underage_cost are too far apart")
        );
    }
}
