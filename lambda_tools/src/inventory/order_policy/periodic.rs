//! The *(s, S) policy*: each period, when the inventory position is at or below s, order up to S.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calculation::{Calculation, written};
use crate::error::ToolError;
use crate::form::Calculate;
use crate::inventory::poisson::PoissonDemand;
use crate::inventory::reorder_point::POSITION;
use crate::quantity::{SomeUsd, UnitsPerPeriod, UsdPerUnitAndPeriod};

/// Largest mean demand of a period, units, and largest order: the exact search takes time with their square.
const LARGEST_MEAN: f64 = 2_000.0;
const LARGEST_ORDER: usize = 5_000;

/// What an (s, S) policy is computed from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PeriodicPolicy {
    /// Cost of placing one order, whatever its size.
    #[schemars(title = "Fixed cost of an order")]
    pub fixed_cost: SomeUsd,
    /// Cost of keeping one unit from one period to the next.
    #[schemars(title = "Holding cost")]
    pub period_holding_cost: UsdPerUnitAndPeriod,
    /// Cost of owing a customer one unit for a period.
    #[schemars(title = "Stockout cost")]
    pub period_stockout_cost: UsdPerUnitAndPeriod,
    /// Mean of the units needed in a period.
    #[schemars(title = "Demand of a period")]
    pub demand_per_period: UnitsPerPeriod,
}

/// Expected costs of a policy over its renewal cycles.
struct Renewal {
    demand: PoissonDemand,
    fixed: f64,
    holding: f64,
    stockout: f64,
    /// f(1), f(2), …: probability of that demand in a period.
    probabilities: Vec<f64>,
    nothing: f64,
    /// m(0), m(1), …: expected periods of a cycle in which the position is that far below S.
    visits: Vec<f64>,
    /// G(y) where it has been asked for.
    known: HashMap<i64, f64>,
}

impl Renewal {
    /// One-period cost G(y) of a position, USD.
    fn at(&mut self, position: i64) -> f64 {
        let (demand, holding, stockout) = (self.demand, self.holding, self.stockout);
        let cost = || demand.cost(position, holding, stockout);
        *self.known.entry(position).or_insert_with(cost)
    }

    /// m(0) = 1 ÷ (1 − f(0)), m(j) = Σ f(l)·m(j − l) ÷ (1 − f(0)).
    fn extend(&mut self, distance: usize) {
        while self.visits.len() < distance {
            let place = self.visits.len();
            let likely = self.probabilities.iter().take(place);
            let sum: f64 = likely
                .zip(self.visits.iter().rev())
                .map(|(probability, visits)| probability * visits)
                .sum();
            let first = if place == 0 { 1.0 } else { sum };
            self.visits.push(first / (1.0 - self.nothing));
        }
    }

    /// Expected cost a period c(s, S) = (K + Σ m(j)·G(S − j)) ÷ Σ m(j), j from 0 to S − s − 1, USD.
    fn cost(&mut self, s: i64, up_to: i64) -> Result<f64, ToolError> {
        let distance = usize::try_from(up_to - s).unwrap_or(usize::MAX);
        if distance > LARGEST_ORDER {
            let reason = format!(
                "is so high beside the other costs that orders would exceed {LARGEST_ORDER} units; count in larger units, or use the (r, Q) policy"
            );
            return Err(ToolError::refused("fixed_cost", reason));
        }
        self.extend(distance);
        let (mut cost, mut periods) = (self.fixed, 0.0);
        for (place, position) in (s + 1..=up_to).rev().enumerate() {
            let visits = self.visits[place];
            cost += visits * self.at(position);
            periods += visits;
        }
        Ok(cost / periods)
    }

    /// The best s and S with their cost (Zheng & Federgruen 1991).
    fn best(&mut self, ratio: f64) -> Result<(i64, i64, f64), ToolError> {
        #[expect(clippy::cast_possible_wrap, reason = "the mean is small")]
        let mut up_to = self.demand.quantile(ratio) as i64;
        let mut s = up_to - 1;
        while self.cost(s, up_to)? > self.at(s) {
            s -= 1;
        }
        let mut cost = self.cost(s, up_to)?;
        let mut next = up_to + 1;
        while self.at(next) <= cost {
            if self.cost(s, next)? < cost {
                up_to = next;
                while self.cost(s, up_to)? <= self.at(s + 1) {
                    s += 1;
                }
                cost = self.cost(s, up_to)?;
            }
            next += 1;
        }
        Ok((s, up_to, cost))
    }
}

impl Calculate for PeriodicPolicy {
    const TOOL: &'static str = super::ContinuousPolicy::TOOL;
    const METHOD: &'static str = "(s, S)";

    /// Exact for Poisson demand (Zheng & Federgruen, "Finding optimal (s, S) policies is about as simple as evaluating a
    /// single policy", Operations Research 39, 1991; Snyder & Shen, algorithm 4.2).
    #[expect(clippy::cast_precision_loss, reason = "levels are far below 2^53")]
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let mean = self.demand_per_period.get();
        if mean > LARGEST_MEAN {
            let reason = format!(
                "must be at most {LARGEST_MEAN}; take a shorter period, or use the (r, Q) policy"
            );
            return Err(ToolError::refused("demand_per_period", reason));
        }
        let demand = PoissonDemand::new(mean, "demand_per_period")?;
        let (holding, stockout) = (
            self.period_holding_cost.get(),
            self.period_stockout_cost.get(),
        );
        let ratio = stockout / (stockout + holding);
        let nothing = demand.exactly(0);
        if ratio >= 1.0 || ratio <= 0.0 || nothing >= 1.0 {
            let message =
                "the costs, or demand and nothing, are too far apart for an (s, S) policy";
            return Err(ToolError::Senseless(message.to_owned()));
        }
        // Beyond the last one the probabilities add nothing to a sum.
        let last = demand.quantile(1.0 - f64::EPSILON) + 20;
        let mut renewal = Renewal {
            demand,
            fixed: self.fixed_cost.get(),
            holding,
            stockout,
            probabilities: (1..=last).map(|units| demand.exactly(units)).collect(),
            nothing,
            visits: Vec::new(),
            known: HashMap::new(),
        };
        let (s, up_to, cost) = renewal.best(ratio)?;
        let worked = format!(
            "order up to {up_to} when the position is at or below {s}: {} USD a period",
            written(cost)
        );
        Ok(Calculation::of("reorder_point", "Reorder point s", s as f64, "units")
            .by(
                "(fixed cost + expected holding and stockout costs of a cycle) ÷ expected periods of a cycle, least over all s and S",
                worked,
            )
            .figure("order_up_to", "Order up to S", up_to as f64, "units")
            .figure("cost_per_period", "Expected cost per period", cost, "USD/period")
            .caveat(POSITION)
            .caveat("Demand is taken as Poisson, and an order as arriving before the demand of its period: a longer lead time is not covered."))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    fn policy(fixed: f64, holding: f64, stockout: f64, mean: f64) -> Value {
        json!({"fixed_cost": fixed, "period_holding_cost": holding, "period_stockout_cost": stockout, "demand_per_period": mean})
    }

    #[test]
    fn exact_for_poisson_demand() {
        // stockpyl 1.0.2, s_s_discrete_exact(1, 4, 5, True, 6), Snyder & Shen example 4.7: (4, 10, 8.034111561471642).
        let done = run(PeriodicPolicy::TOOL, &policy(5.0, 1.0, 4.0, 6.0)).unwrap();
        assert_eq!(
            (done.result, done.value("order_up_to")),
            (Some(4.0), Some(10.0))
        );
        assert!((done.value("cost_per_period").unwrap() - 8.034_111_561_471_642).abs() < 1e-9);
    }

    #[test]
    fn it_agrees_with_another_program() {
        // stockpyl 1.0.2, s_s_discrete_exact.
        for (given, s, up_to, cost) in [
            (
                policy(64.0, 1.0, 9.0, 10.0),
                6.0,
                40.0,
                35.021_555_272_320_384,
            ),
            (
                policy(64.0, 0.5, 9.0, 20.0),
                16.0,
                84.0,
                35.791_518_429_266_14,
            ),
            (
                policy(100.0, 2.0, 3.0, 0.7),
                -4.0,
                6.0,
                13.045_088_584_298_98,
            ),
            (
                policy(5.0, 1.0, 4.0, 50.0),
                49.0,
                56.0,
                15.075_200_067_097_592,
            ),
        ] {
            let done = run(PeriodicPolicy::TOOL, &given).unwrap();
            assert_eq!(
                (done.result, done.value("order_up_to")),
                (Some(s), Some(up_to))
            );
            assert!(
                (done.value("cost_per_period").unwrap() - cost).abs() < 1e-8,
                "{given}"
            );
        }
    }

    #[test]
    fn what_cannot_be_searched_is_refused() {
        let refused = |given: &Value| run(PeriodicPolicy::TOOL, given).unwrap_err().to_string();
        assert!(refused(&policy(5.0, 1.0, 4.0, 3_000.0)).contains("take a shorter period"));
        assert!(refused(&policy(1e9, 1e-3, 4.0, 500.0)).contains("count in larger units"));
        assert!(refused(&policy(5.0, 1e-12, 1e12, 5.0)).contains("too far apart"));
    }
}
