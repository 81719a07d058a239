//! A *supplier score* is one number between 0 and 1 for how well a supplier delivers.

use crate::calculation::{Calculation, ToolError, written};
use crate::catalogue::{Form, Tool};
use crate::parameter::{Kind, Parameter};

/// Weights of fill rate, on-time rate, quality rate and cost competitiveness; they add up to 1.
const WEIGHTS: [f64; 4] = [0.3, 0.3, 0.2, 0.2];

const FILL: Parameter = Parameter {
    name: "fill_rate",
    label: "Fill rate",
    description: "Units received ÷ units ordered (fraction).",
    unit: "fraction",
    kind: Kind::Fraction,
};
const ON_TIME: Parameter = Parameter {
    name: "on_time_rate",
    label: "On-time rate",
    description: "Share of deliveries that came on or before the expected day (fraction).",
    unit: "fraction",
    kind: Kind::Fraction,
};
const QUALITY: Parameter = Parameter {
    name: "quality_rate",
    label: "Quality rate",
    description: "Share of received lines that were not rejected, wholly or in part (fraction).",
    unit: "fraction",
    kind: Kind::Fraction,
};
const COST: Parameter = Parameter {
    name: "cost_competitiveness",
    label: "Cost competitiveness",
    description: "Lowest average unit cost of any supplier ÷ this supplier's, averaged over products by quantity (fraction).",
    unit: "fraction",
    kind: Kind::Fraction,
};

/// The tool, as the catalogue lists it.
pub const TOOL: Tool = Tool {
    name: "calculate_supplier_score",
    label: "Supplier score",
    description: "One number between 0 and 1 for a supplier: 0.3 × fill rate + 0.3 × on-time rate + 0.2 × quality rate + \
                  0.2 × cost competitiveness, each a fraction between 0 and 1. Over few orders it says little.",
    specialist: "supplier",
    forms: &[Form {
        method: "",
        parameters: &[FILL, ON_TIME, QUALITY, COST],
        calculate: |p| {
            SupplierScore {
                fill_rate: p.get(FILL.name),
                on_time_rate: p.get(ON_TIME.name),
                quality_rate: p.get(QUALITY.name),
                cost_competitiveness: p.get(COST.name),
            }
            .calculate()
        },
    }],
};

/// What a supplier score is computed from; each a fraction between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SupplierScore {
    /// Units received ÷ units ordered.
    pub fill_rate: f64,
    /// Share of deliveries on or before the expected day.
    pub on_time_rate: f64,
    /// Share of received lines without rejects.
    pub quality_rate: f64,
    /// Lowest average unit cost ÷ this supplier's, averaged by quantity.
    pub cost_competitiveness: f64,
}

impl SupplierScore {
    /// The weighted sum, a fraction between 0 and 1 (definition: the glossary, "Calculations").
    pub fn calculate(&self) -> Result<Calculation, ToolError> {
        let given = [
            (FILL, self.fill_rate),
            (ON_TIME, self.on_time_rate),
            (QUALITY, self.quality_rate),
            (COST, self.cost_competitiveness),
        ];
        let mut result = 0.0;
        let mut terms = Vec::with_capacity(given.len());
        let mut inputs = Vec::with_capacity(given.len());
        for ((parameter, value), weight) in given.into_iter().zip(WEIGHTS) {
            let value = parameter.check(value)?;
            result += weight * value;
            terms.push(format!("{} × {}", written(weight), written(value)));
            inputs.push(parameter.input(value));
        }
        // Rounding may carry four perfect rates a few 1e-16 over 1.
        let result = result.min(1.0);
        Ok(Calculation {
            tool: TOOL.name,
            name: "supplier_score",
            label: TOOL.label,
            result,
            unit: "fraction",
            method: "",
            formula: "0.3 × fill rate + 0.3 × on-time rate + 0.2 × quality rate + 0.2 × cost competitiveness",
            worked: format!("{} = {}", terms.join(" + "), written(result)),
            inputs,
            caveats: vec!["A score says little about a supplier with few orders; look at their number beside it.".to_owned()],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIXED: SupplierScore = SupplierScore {
        fill_rate: 0.9,
        on_time_rate: 0.8,
        quality_rate: 1.0,
        cost_competitiveness: 0.5,
    };

    #[test]
    fn the_weights_follow_the_definition() {
        // Reference value "supplier score": fill 0.9, on time 0.8, quality 1.0, cost 0.5 → 0.81 (by definition).
        let done = MIXED.calculate().unwrap();
        assert!((done.result - 0.81).abs() < 1e-12);
        assert_eq!(
            done.worked,
            "0.3 × 0.9 + 0.3 × 0.8 + 0.2 × 1 + 0.2 × 0.5 = 0.81"
        );
    }

    #[test]
    fn it_stays_between_0_and_1() {
        let perfect = SupplierScore {
            fill_rate: 1.0,
            on_time_rate: 1.0,
            quality_rate: 1.0,
            cost_competitiveness: 1.0,
        };
        let hopeless = SupplierScore {
            fill_rate: 0.0,
            on_time_rate: 0.0,
            quality_rate: 0.0,
            cost_competitiveness: 0.0,
        };
        let best = perfect.calculate().unwrap().result;
        assert!(best <= 1.0 && (best - 1.0).abs() < 1e-12);
        assert!(hopeless.calculate().unwrap().result.abs() < 1e-12);
    }

    #[test]
    fn rates_outside_0_to_1_are_refused() {
        for bad in [-0.01, 1.01, 90.0, f64::NAN, 1e308] {
            assert!(
                SupplierScore {
                    fill_rate: bad,
                    ..MIXED
                }
                .calculate()
                .is_err()
            );
            assert!(
                SupplierScore {
                    on_time_rate: bad,
                    ..MIXED
                }
                .calculate()
                .is_err()
            );
            assert!(
                SupplierScore {
                    quality_rate: bad,
                    ..MIXED
                }
                .calculate()
                .is_err()
            );
            assert!(
                SupplierScore {
                    cost_competitiveness: bad,
                    ..MIXED
                }
                .calculate()
                .is_err()
            );
        }
    }
}
