//! A *supplier score* is one number between 0 and 1 for how well a supplier delivers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calculation::{Calculation, written};
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::quantity::Fraction;

/// Weights of fill rate, on-time rate, quality rate and cost competitiveness; they add up to 1.
const WEIGHTS: [f64; 4] = [0.3, 0.3, 0.2, 0.2];

/// The score in words.
pub(crate) const FORMULA: &str =
    "0.3 × fill rate + 0.3 × on-time rate + 0.2 × quality rate + 0.2 × cost competitiveness";

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: SupplierScore::TOOL,
        label: "Supplier score",
        description: "One number between 0 and 1 for a supplier: 0.3 × fill rate + 0.3 × on-time rate + 0.2 × quality rate + \
                      0.2 × cost competitiveness, each a fraction between 0 and 1. Over few orders it says little.",
        specialist: Specialist::Supplier,
        forms: vec![Form::of::<SupplierScore>()],
    }
}

/// What a supplier score is computed from; each a fraction between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SupplierScore {
    /// Units received ÷ units ordered.
    #[schemars(title = "Fill rate")]
    pub fill_rate: Fraction,
    /// Share of deliveries that came on or before the expected day.
    #[schemars(title = "On-time rate")]
    pub on_time_rate: Fraction,
    /// Share of received lines that were not rejected, wholly or in part.
    #[schemars(title = "Quality rate")]
    pub quality_rate: Fraction,
    /// Lowest average unit cost of any supplier ÷ this supplier's, averaged over products by quantity.
    #[schemars(title = "Cost competitiveness")]
    pub cost_competitiveness: Fraction,
}

impl SupplierScore {
    /// The score, a fraction between 0 and 1.
    pub(crate) fn score(&self) -> f64 {
        let weighted = self.rates().into_iter().zip(WEIGHTS);
        let sum: f64 = weighted.map(|(rate, weight)| rate * weight).sum();
        // Rounding may carry four perfect rates a few 1e-16 over 1.
        sum.min(1.0)
    }

    /// The weighted sum with its numbers: "0.3 × 0.9 + … = 0.81".
    pub(crate) fn worked(&self) -> String {
        let weighted = self.rates().into_iter().zip(WEIGHTS);
        let terms: Vec<String> = weighted
            .map(|(rate, weight)| format!("{} × {}", written(weight), written(rate)))
            .collect();
        format!("{} = {}", terms.join(" + "), written(self.score()))
    }

    fn rates(&self) -> [f64; 4] {
        [
            self.fill_rate.get(),
            self.on_time_rate.get(),
            self.quality_rate.get(),
            self.cost_competitiveness.get(),
        ]
    }
}

impl Calculate for SupplierScore {
    const TOOL: &'static str = "calculate_supplier_score";
    const SQL: Option<&'static str> = Some("supplier_score");

    /// The weighted sum, a fraction between 0 and 1 (definition: the glossary, "Calculations").
    fn work_out(&self) -> Result<Calculation, ToolError> {
        Ok(
            Calculation::of("supplier_score", "Supplier score", self.score(), "fraction")
                .by(FORMULA, self.worked())
                .caveat("A score says little about a supplier with few orders; look at their number beside it."),
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    fn rates(fill: f64, on_time: f64, quality: f64, cost: f64) -> Value {
        json!({"fill_rate": fill, "on_time_rate": on_time, "quality_rate": quality, "cost_competitiveness": cost})
    }

    #[test]
    fn the_weights_follow_the_definition() {
        // Reference value "supplier score": fill 0.9, on time 0.8, quality 1.0, cost 0.5 → 0.81 (by definition).
        let done = run(SupplierScore::TOOL, &rates(0.9, 0.8, 1.0, 0.5)).unwrap();
        assert!((done.result.unwrap() - 0.81).abs() < 1e-12);
        assert_eq!(
            done.worked,
            "0.3 × 0.9 + 0.3 × 0.8 + 0.2 × 1 + 0.2 × 0.5 = 0.81"
        );
    }

    #[test]
    fn it_stays_between_0_and_1() {
        let best = run(SupplierScore::TOOL, &rates(1.0, 1.0, 1.0, 1.0)).unwrap();
        let best = best.result.unwrap();
        assert!(best <= 1.0 && (best - 1.0).abs() < 1e-12);
        let worst = run(SupplierScore::TOOL, &rates(0.0, 0.0, 0.0, 0.0)).unwrap();
        assert!(worst.result.unwrap().abs() < 1e-12);
    }

    #[test]
    fn rates_outside_0_to_1_are_refused() {
        for bad in [-0.01, 1.01, 90.0, 1e308] {
            for name in [
                "fill_rate",
                "on_time_rate",
                "quality_rate",
                "cost_competitiveness",
            ] {
                let mut given = rates(0.9, 0.8, 1.0, 0.5);
                given[name] = json!(bad);
                let refusal = run(SupplierScore::TOOL, &given).unwrap_err().to_string();
                assert!(
                    refusal.starts_with(&format!("{name} must be a fraction between 0 and 1")),
                    "{refusal}"
                );
            }
        }
    }
}
