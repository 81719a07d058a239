//! *Normal demand*: quantile and expected shortage of a normally distributed demand.

use statrs::distribution::{Continuous, ContinuousCDF, Normal};

/// A normally distributed demand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct NormalDemand {
    /// Mean, units.
    pub mean: f64,
    /// Standard deviation, units; 0 for demand that is certain.
    pub deviation: f64,
}

impl NormalDemand {
    /// The demand that is not exceeded with that probability, units; the probability lies between 0 and 1, both excluded.
    pub(crate) fn quantile(self, probability: f64) -> f64 {
        self.mean + self.deviation * Normal::standard().inverse_cdf(probability)
    }

    /// Probability that demand does not exceed a level.
    pub(crate) fn served(self, level: f64) -> f64 {
        if self.deviation == 0.0 {
            return if level >= self.mean { 1.0 } else { 0.0 };
        }
        Normal::standard().cdf((level - self.mean) / self.deviation)
    }

    /// Expected units by which demand exceeds a level: σ·(φ(z) − z·(1 − Φ(z))), the loss function
    /// (Snyder & Shen, *Fundamentals of Supply Chain Theory*, appendix C).
    pub(crate) fn shortage(self, level: f64) -> f64 {
        if self.deviation == 0.0 {
            return (self.mean - level).max(0.0);
        }
        let z = (level - self.mean) / self.deviation;
        let standard = Normal::standard();
        // Far above the mean the difference is rounding alone.
        self.deviation * (standard.pdf(z) - z * standard.sf(z)).max(0.0)
    }

    /// Expected units by which a level exceeds demand.
    pub(crate) fn surplus(self, level: f64) -> f64 {
        level - self.mean + self.shortage(level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_loss_function_agrees_with_the_table() {
        // Unit normal loss as printed in Silver, Pyke & Peterson, table B.1: 0 → .3989, 0.5 → .1978, 1 → .08332, 2 → .008491.
        let standard = NormalDemand {
            mean: 0.0,
            deviation: 1.0,
        };
        for (z, loss) in [
            (0.0, 0.3989),
            (0.5, 0.1978),
            (1.0, 0.083_32),
            (2.0, 0.008_491),
        ] {
            assert!((standard.shortage(z) - loss).abs() < 6e-5, "{z}");
        }
        // Demand below −1 leaves as much as demand above 1 lacks.
        assert!((standard.surplus(1.0) - 1.0 - standard.shortage(1.0)).abs() < 1e-12);
        assert!(standard.shortage(60.0).abs() < 1e-300);
    }

    #[test]
    fn certain_demand_is_its_mean() {
        let certain = NormalDemand {
            mean: 50.0,
            deviation: 0.0,
        };
        assert!((certain.quantile(0.9) - 50.0).abs() < 1e-12);
        assert!((certain.shortage(45.0) - 5.0).abs() < 1e-12);
        assert!((certain.served(50.0) - 1.0).abs() < 1e-12 && certain.served(49.9) < 1e-12);
    }
}
