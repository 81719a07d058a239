//! *Safety stock* is what is kept against days on which more is needed, or deliveries take longer, than on average.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::calculation::{Calculation, ToolError, written};
use crate::catalogue::{Form, Tool};
use crate::parameter::{Kind, Parameter};

const MAX_DEMAND: Parameter = Parameter {
    name: "max_daily_demand",
    label: "Maximum daily demand",
    description: "Units sold or used on the busiest day (units/day).",
    unit: "units/day",
    kind: Kind::Amount,
};
const AVG_DEMAND: Parameter = Parameter {
    name: "avg_daily_demand",
    label: "Average daily demand",
    description: "Units sold or used on an average day (units/day).",
    unit: "units/day",
    kind: Kind::Amount,
};
const MAX_LEAD: Parameter = Parameter {
    name: "max_lead_time_days",
    label: "Maximum lead time",
    description: "Days from placing an order to its arrival when it takes longest (days).",
    unit: "days",
    kind: Kind::Amount,
};
const AVG_LEAD: Parameter = Parameter {
    name: "avg_lead_time_days",
    label: "Average lead time",
    description: "Days from placing an order to its arrival, on average (days).",
    unit: "days",
    kind: Kind::Amount,
};
const LEVEL: Parameter = Parameter {
    name: "service_level",
    label: "Cycle service level",
    description: "Share of replenishment cycles without a stockout (fraction, 0.95 for 95 %).",
    unit: "fraction",
    kind: Kind::ServiceLevel,
};
const DEMAND_DEVIATION: Parameter = Parameter {
    name: "demand_std_dev",
    label: "Standard deviation of daily demand",
    description: "Standard deviation of the units of one day (units/day).",
    unit: "units/day",
    kind: Kind::Amount,
};
const LEAD_DEVIATION: Parameter = Parameter {
    name: "lead_time_std_dev",
    label: "Standard deviation of lead time",
    description: "Standard deviation of the lead time (days).",
    unit: "days",
    kind: Kind::Amount,
};

/// The tool, as the catalogue lists it.
pub const TOOL: Tool = Tool {
    name: "calculate_safety_stock",
    label: "Safety stock",
    description: "Stock kept against above-average demand and lead time. By default the max–avg method: maximum daily demand × maximum \
                  lead time − average daily demand × average lead time, a heuristic without a service level. With service_level the \
                  normal approximation z × √(L·σ_d² + d²·σ_L²), whose level is the share of cycles without a stockout, not the fill rate.",
    specialist: "inventory",
    forms: &[
        Form {
            method: "max–avg",
            parameters: &[MAX_DEMAND, AVG_DEMAND, MAX_LEAD, AVG_LEAD],
            calculate: |p| {
                SafetyStock {
                    max_daily_demand: p.get(MAX_DEMAND.name),
                    avg_daily_demand: p.get(AVG_DEMAND.name),
                    max_lead_time_days: p.get(MAX_LEAD.name),
                    avg_lead_time_days: p.get(AVG_LEAD.name),
                }
                .calculate()
            },
        },
        Form {
            method: "service level",
            parameters: &[
                LEVEL,
                AVG_DEMAND,
                DEMAND_DEVIATION,
                AVG_LEAD,
                LEAD_DEVIATION,
            ],
            calculate: |p| {
                ServiceLevelStock {
                    service_level: p.get(LEVEL.name),
                    avg_daily_demand: p.get(AVG_DEMAND.name),
                    demand_std_dev: p.get(DEMAND_DEVIATION.name),
                    avg_lead_time_days: p.get(AVG_LEAD.name),
                    lead_time_std_dev: p.get(LEAD_DEVIATION.name),
                }
                .calculate()
            },
        },
    ],
};

/// What the max–avg method computes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SafetyStock {
    /// Demand of the busiest day, units/day.
    pub max_daily_demand: f64,
    /// Average daily demand, units/day.
    pub avg_daily_demand: f64,
    /// Longest lead time, days.
    pub max_lead_time_days: f64,
    /// Average lead time, days.
    pub avg_lead_time_days: f64,
}

impl SafetyStock {
    /// Maximum daily demand × maximum lead time − average daily demand × average lead time, in units
    /// (definition: the glossary, "Calculations", max–avg method).
    pub fn calculate(&self) -> Result<Calculation, ToolError> {
        let max_demand = MAX_DEMAND.check(self.max_daily_demand)?;
        let avg_demand = AVG_DEMAND.check(self.avg_daily_demand)?;
        let max_lead = MAX_LEAD.check(self.max_lead_time_days)?;
        let avg_lead = AVG_LEAD.check(self.avg_lead_time_days)?;
        if max_demand < avg_demand {
            return Err(ToolError::Contradiction {
                greater: MAX_DEMAND.name,
                lesser: AVG_DEMAND.name,
            });
        }
        if max_lead < avg_lead {
            return Err(ToolError::Contradiction {
                greater: MAX_LEAD.name,
                lesser: AVG_LEAD.name,
            });
        }
        let result = max_demand * max_lead - avg_demand * avg_lead;
        Ok(Calculation {
            tool: TOOL.name,
            name: "safety_stock",
            label: TOOL.label,
            result,
            unit: "units",
            method: "max–avg",
            formula: "maximum daily demand × maximum lead time − average daily demand × average lead time",
            worked: format!(
                "{} × {} − {} × {} = {}",
                written(max_demand),
                written(max_lead),
                written(avg_demand),
                written(avg_lead),
                written(result)
            ),
            inputs: vec![
                MAX_DEMAND.input(max_demand),
                AVG_DEMAND.input(avg_demand),
                MAX_LEAD.input(max_lead),
                AVG_LEAD.input(avg_lead),
            ],
            caveats: vec![
                "The max–avg method is a heuristic: it has no service level, and one extreme day or delivery moves it.".to_owned(),
            ],
        })
    }
}

/// What the service-level method computes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ServiceLevelStock {
    /// Share of replenishment cycles without a stockout, 0.5 ≤ level < 1.
    pub service_level: f64,
    /// Average daily demand d, units/day.
    pub avg_daily_demand: f64,
    /// Standard deviation σ_d of daily demand, units/day.
    pub demand_std_dev: f64,
    /// Average lead time L, days.
    pub avg_lead_time_days: f64,
    /// Standard deviation σ_L of the lead time, days.
    pub lead_time_std_dev: f64,
}

impl ServiceLevelStock {
    /// z × √(L·σ_d² + d²·σ_L²) in units, z the standard normal quantile of the service level
    /// (definition: the glossary, "Calculations", service level method).
    pub fn calculate(&self) -> Result<Calculation, ToolError> {
        let level = LEVEL.check(self.service_level)?;
        let demand = AVG_DEMAND.check(self.avg_daily_demand)?;
        let demand_deviation = DEMAND_DEVIATION.check(self.demand_std_dev)?;
        let lead = AVG_LEAD.check(self.avg_lead_time_days)?;
        let lead_deviation = LEAD_DEVIATION.check(self.lead_time_std_dev)?;
        let z = Normal::standard().inverse_cdf(level);
        let deviation =
            (lead * demand_deviation.powi(2) + demand.powi(2) * lead_deviation.powi(2)).sqrt();
        let result = z * deviation;
        let mut caveats = vec![
            "The service level is the share of cycles without a stockout, not the share of units served (fill rate).".to_owned(),
            "Demand is taken as normally distributed; for slow movers that is wrong.".to_owned(),
        ];
        if lead_deviation == 0.0 {
            caveats.push("The lead time is taken as certain.".to_owned());
        }
        Ok(Calculation {
            tool: TOOL.name,
            name: "safety_stock",
            label: TOOL.label,
            result,
            unit: "units",
            method: "service level",
            formula: "z × √(average lead time × σ_demand² + average daily demand² × σ_lead time²)",
            worked: format!(
                "{} × √({} × {}² + {}² × {}²) = {}",
                written(z),
                written(lead),
                written(demand_deviation),
                written(demand),
                written(lead_deviation),
                written(result)
            ),
            inputs: vec![
                LEVEL.input(level),
                AVG_DEMAND.input(demand),
                DEMAND_DEVIATION.input(demand_deviation),
                AVG_LEAD.input(lead),
                LEAD_DEVIATION.input(lead_deviation),
            ],
            caveats,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX_AVG: SafetyStock = SafetyStock {
        max_daily_demand: 20.0,
        avg_daily_demand: 10.0,
        max_lead_time_days: 10.0,
        avg_lead_time_days: 7.0,
    };
    const LEVEL_95: ServiceLevelStock = ServiceLevelStock {
        service_level: 0.95,
        avg_daily_demand: 100.0,
        demand_std_dev: 20.0,
        avg_lead_time_days: 5.0,
        lead_time_std_dev: 1.0,
    };

    #[test]
    fn max_avg_follows_its_definition() {
        // Reference value "safety stock, max–avg": 20 × 10 − 10 × 7 = 130 (by definition).
        let done = MAX_AVG.calculate().unwrap();
        assert!((done.result - 130.0).abs() < 1e-12);
        assert_eq!(done.worked, "20 × 10 − 10 × 7 = 130");
        assert!(done.caveats[0].contains("heuristic"));
    }

    #[test]
    fn service_level_of_95_percent() {
        // Reference value "safety stock, service level 95 %": 180.18469 with z = 1.6448536 (by definition).
        let done = LEVEL_95.calculate().unwrap();
        assert!((done.result - 180.184_69).abs() < 1e-5, "{}", done.result);
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
            let one_unit = ServiceLevelStock {
                service_level: level,
                avg_daily_demand: 0.0,
                demand_std_dev: 1.0,
                avg_lead_time_days: 1.0,
                lead_time_std_dev: 0.0,
            };
            assert!(
                (one_unit.calculate().unwrap().result - z).abs() < 1e-8,
                "{level}"
            );
        }
    }

    #[test]
    fn numbers_that_make_no_sense_are_refused() {
        for bad in [-1.0, f64::NAN, 1e308, f64::INFINITY] {
            assert!(
                SafetyStock {
                    max_daily_demand: bad,
                    ..MAX_AVG
                }
                .calculate()
                .is_err()
            );
            assert!(
                SafetyStock {
                    avg_lead_time_days: bad,
                    ..MAX_AVG
                }
                .calculate()
                .is_err()
            );
            assert!(
                ServiceLevelStock {
                    service_level: bad,
                    ..LEVEL_95
                }
                .calculate()
                .is_err()
            );
            assert!(
                ServiceLevelStock {
                    demand_std_dev: bad,
                    ..LEVEL_95
                }
                .calculate()
                .is_err()
            );
            assert!(
                ServiceLevelStock {
                    lead_time_std_dev: bad,
                    ..LEVEL_95
                }
                .calculate()
                .is_err()
            );
        }
        assert!(
            ServiceLevelStock {
                service_level: 1.0,
                ..LEVEL_95
            }
            .calculate()
            .is_err()
        );
        assert!(
            ServiceLevelStock {
                service_level: 95.0,
                ..LEVEL_95
            }
            .calculate()
            .is_err()
        );
    }

    #[test]
    fn a_maximum_below_the_average_is_a_contradiction() {
        let refusal = SafetyStock {
            max_daily_demand: 9.0,
            ..MAX_AVG
        }
        .calculate()
        .unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "max_daily_demand must not be below avg_daily_demand"
        );
        assert!(
            SafetyStock {
                max_lead_time_days: 6.9,
                ..MAX_AVG
            }
            .calculate()
            .is_err()
        );
    }

    #[test]
    fn the_largest_numbers_stay_finite() {
        let largest = ServiceLevelStock {
            service_level: 0.999_999,
            avg_daily_demand: 1e12,
            demand_std_dev: 1e12,
            avg_lead_time_days: 1e12,
            lead_time_std_dev: 1e12,
        };
        assert!(largest.calculate().unwrap().result.is_finite());
    }
}
