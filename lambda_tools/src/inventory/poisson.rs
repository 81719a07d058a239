//! *Poisson demand*: probabilities and expected costs of a demand that arrives one by one.

use statrs::distribution::{Discrete, DiscreteCDF, Poisson};

use crate::error::ToolError;

/// Largest mean for which the probabilities are summed; above it demand is as good as normal.
const LARGEST_MEAN: f64 = 1e6;

/// A demand that is a whole number of units with a Poisson distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PoissonDemand {
    mean: f64,
    distribution: Poisson,
}

impl PoissonDemand {
    /// With that mean, in units; `name` is the parameter that gave it.
    pub(crate) fn new(mean: f64, name: &str) -> Result<Self, ToolError> {
        if mean > LARGEST_MEAN {
            let reason = format!(
                "must be at most {LARGEST_MEAN} for Poisson demand; use the normal distribution for more"
            );
            return Err(ToolError::refused(name, reason));
        }
        match Poisson::new(mean) {
            Ok(distribution) => Ok(Self { mean, distribution }),
            Err(_) => Err(ToolError::refused(
                name,
                "must be above 0 for Poisson demand",
            )),
        }
    }

    /// Probability of exactly that many units.
    pub(crate) fn exactly(self, units: u64) -> f64 {
        self.distribution.pmf(units)
    }

    /// The least whole demand that is not exceeded with at least that probability, which lies between 0 and 1.
    pub(crate) fn quantile(self, probability: f64) -> u64 {
        self.distribution.inverse_cdf(probability)
    }

    /// Probability that demand does not exceed a level.
    pub(crate) fn served(self, level: i64) -> f64 {
        u64::try_from(level).map_or(0.0, |level| self.distribution.cdf(level))
    }

    /// Expected units by which demand exceeds a level: E(D − S)⁺ = μ·P(D ≥ S) − S·P(D > S)
    /// (Snyder & Shen, *Fundamentals of Supply Chain Theory*, appendix C).
    #[expect(clippy::cast_precision_loss, reason = "levels are far below 2^53")]
    pub(crate) fn shortage(self, level: i64) -> f64 {
        if level <= 0 {
            return self.mean - level as f64;
        }
        let at_least = 1.0 - self.served(level - 1);
        let above = 1.0 - self.served(level);
        (self.mean * at_least - level as f64 * above).max(0.0)
    }

    /// Expected cost of a period that begins with a level: `holding` for each unit left, `stockout` for each lacking.
    #[expect(clippy::cast_precision_loss, reason = "levels are far below 2^53")]
    pub(crate) fn cost(self, level: i64, holding: f64, stockout: f64) -> f64 {
        let shortage = self.shortage(level);
        let surplus = level as f64 - self.mean + shortage;
        holding * surplus.max(0.0) + stockout * shortage
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_levels_are_summed_by_hand() {
        let demand = PoissonDemand::new(2.0, "demand_mean").unwrap();
        // P(0) = e⁻², P(1) = 2e⁻²; E(D − 1)⁺ = 2 − 1 + P(0) = 1.1353, E(D − 2)⁺ = 2 − 2 + 2·P(0) + P(1) = 4e⁻² = 0.5413.
        assert!((demand.exactly(1) - 0.270_670_566_473).abs() < 1e-12);
        assert!((demand.shortage(0) - 2.0).abs() < 1e-12);
        assert!((demand.shortage(-3) - 5.0).abs() < 1e-12);
        assert!((demand.shortage(1) - 1.135_335_283_237).abs() < 1e-11);
        assert!((demand.shortage(2) - 0.541_341_132_947).abs() < 1e-11);
        // Level 2: as much is left as lacks.
        assert!((demand.cost(2, 1.0, 3.0) - 4.0 * 0.541_341_132_947).abs() < 1e-11);
        assert_eq!(demand.quantile(0.5), 2); // 0.1353, 0.4060, 0.6767
    }

    #[test]
    fn demand_that_cannot_be_summed_is_refused() {
        assert!(PoissonDemand::new(0.0, "demand_mean").is_err());
        let refusal = PoissonDemand::new(1e7, "demand_mean").unwrap_err();
        assert!(refusal.to_string().contains("normal distribution"));
    }
}
