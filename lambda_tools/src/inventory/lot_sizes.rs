//! *Lot sizes* are the orders of the coming periods for a demand that is known, at the least cost.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calculation::{Calculation, written};
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::quantity::{SomeUsd, Units, UsdPerUnitAndPeriod};
use crate::table::{Column, Table};

/// Most periods of a plan: ten years of days.
const PERIODS: usize = 3_660;

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: LotSizes::TOOL,
        label: "Lot sizes",
        description: "When to order how much over the coming periods so that the cost of ordering and of holding is least, for a demand that is \
                      known for each period and may vary (Wagner–Whitin). Each order covers whole periods; stock at the end of a period costs \
                      holding_cost a unit. Nothing is on hand at the start, nothing is backordered, and an order arrives at once.",
        specialist: Specialist::Inventory,
        forms: vec![Form::of::<LotSizes>()],
    }
}

/// What lot sizes are planned from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LotSizes {
    /// Cost of placing one order, whatever its size.
    #[schemars(title = "Fixed cost of an order")]
    pub fixed_cost: SomeUsd,
    /// Cost of keeping one unit from one period to the next.
    #[schemars(title = "Holding cost")]
    pub holding_cost: UsdPerUnitAndPeriod,
    /// Units needed in each period, the first one first.
    #[schemars(title = "Demand by period")]
    pub demand: Vec<Units>,
}

impl LotSizes {
    /// For each period how many periods an order there covers, 0 for none; and the least cost of all, USD.
    ///
    /// Going backwards, θ(t) = min over s ≥ t of K + h·Σ(i − t)·dᵢ + θ(s + 1); a period without demand needs no order
    /// (Wagner & Whitin 1958; Snyder & Shen, *Fundamentals of Supply Chain Theory*, section 3.7).
    fn plan(&self) -> (Vec<usize>, f64) {
        let (fixed, holding) = (self.fixed_cost.get(), self.holding_cost.get());
        let periods = self.demand.len();
        let mut least = vec![0.0; periods + 1];
        let mut covers = vec![0; periods];
        for from in (0..periods).rev() {
            if self.demand[from].get() == 0.0 {
                least[from] = least[from + 1];
                continue;
            }
            least[from] = f64::INFINITY;
            let (mut held, mut kept_for) = (0.0, 0.0);
            for (place, demand) in self.demand[from..].iter().enumerate() {
                held += kept_for * holding * demand.get();
                kept_for += 1.0;
                if fixed + held >= least[from] {
                    break; // holding costs only grow from here
                }
                let cost = fixed + held + least[from + place + 1];
                if cost < least[from] {
                    least[from] = cost;
                    covers[from] = place + 1;
                }
            }
        }
        (covers, least[0])
    }
}

impl Calculate for LotSizes {
    const TOOL: &'static str = "plan_lot_sizes";
    const METHOD: &'static str = "Wagner–Whitin";

    fn work_out(&self) -> Result<Calculation, ToolError> {
        let periods = self.demand.len();
        if periods == 0 || periods > PERIODS {
            let reason = format!("must have 1 to {PERIODS} periods, not {periods}");
            return Err(ToolError::refused("demand", reason));
        }
        let (covers, cost) = self.plan();
        let mut table = Table::new(
            "plan",
            "Orders by period",
            &[
                Column::count("period", "Period", ""),
                Column::number("demand", "Demand", "units"),
                Column::number("order_quantity", "Order", "units"),
                Column::number("stock_at_end", "Stock at the end", "units"),
            ],
        );
        let (mut orders, mut covered_until, mut at_end) = (Vec::new(), 0, 0.0);
        for (period, demand) in self.demand.iter().enumerate() {
            let mut order = 0.0;
            if period >= covered_until && covers[period] > 0 {
                covered_until = period + covers[period];
                let lot = &self.demand[period..covered_until];
                order = lot.iter().map(|units| units.get()).sum();
                orders.push(format!("{} in period {}", written(order), period + 1));
                // What is left is what the lot still has to cover, not a difference of sums.
                at_end = order;
            }
            let rest = self.demand.get(period + 1..covered_until);
            let rest = rest
                .into_iter()
                .flatten()
                .map(|units| units.get())
                .sum::<f64>();
            at_end = if covered_until > period {
                rest
            } else {
                at_end.min(0.0)
            };
            table.push([
                (period + 1).into(),
                demand.get().into(),
                order.into(),
                at_end.into(),
            ]);
        }
        let worked = match orders.as_slice() {
            [] => "nothing is needed, so nothing is ordered".to_owned(),
            orders => format!("order {}: {} USD", orders.join(", "), written(cost)),
        };
        #[expect(clippy::cast_precision_loss, reason = "at most as many as periods")]
        let count = orders.len() as f64;
        Ok(Calculation::of("total_cost", "Cost of the plan", cost, "USD")
            .by(
                "orders × fixed cost + holding cost × stock at the end of each period, least over all plans",
                worked,
            )
            .figure("orders", "Orders", count, "count")
            .table(table)
            .caveat("Demand is taken as certain, orders as arriving in the period in which they are placed, and stock at the start as none: subtract what is on hand from the first periods."))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    fn planned(fixed: f64, holding: f64, demand: &[f64]) -> (Vec<f64>, f64, Calculation) {
        let given = json!({"fixed_cost": fixed, "holding_cost": holding, "demand": demand});
        let done = run(LotSizes::TOOL, &given).unwrap();
        let rows = &done.tables[0].rows;
        let orders = rows.iter().map(|row| row[2].as_f64().unwrap()).collect();
        (orders, done.result.unwrap(), done)
    }

    /// The least cost over every choice of periods to order in.
    fn by_trying_all(fixed: f64, holding: f64, demand: &[f64]) -> f64 {
        let mut least = f64::INFINITY;
        'choices: for choice in 0_u32..1 << demand.len() {
            let (mut cost, mut from) = (0.0, None);
            for (period, units) in demand.iter().enumerate() {
                if choice >> period & 1 == 1 {
                    cost += fixed;
                    from = Some(period);
                }
                match from {
                    Some(from) => {
                        cost += holding * units * f64::from(u32::try_from(period - from).unwrap());
                    }
                    None if *units > 0.0 => continue 'choices,
                    None => {}
                }
            }
            least = least.min(cost);
        }
        least
    }

    #[test]
    fn four_periods() {
        // Reference value "Wagner–Whitin": h 2, K 500, demand 90/120/80/70 → orders 210 and 150 in periods 1 and 3, cost 1380 (stockpyl,
        // Snyder & Shen example 3.9).
        let (orders, cost, done) = planned(500.0, 2.0, &[90.0, 120.0, 80.0, 70.0]);
        assert_eq!(orders, [210.0, 0.0, 150.0, 0.0]);
        assert!((cost - 1_380.0).abs() < 1e-9);
        let at_end: Vec<&Value> = done.tables[0].rows.iter().map(|row| &row[3]).collect();
        assert_eq!(at_end, [&json!(120), &json!(0), &json!(70), &json!(0)]);
        assert_eq!(
            done.worked,
            "order 210 in period 1, 150 in period 3: 1380 USD"
        );
    }

    #[test]
    fn periods_without_demand_need_no_order() {
        let (orders, cost, _) = planned(10.0, 1.0, &[0.0, 0.0, 5.0, 0.0, 30.0]);
        // One order would hold 30 units for two periods: 60 against 10.
        assert_eq!(orders, [0.0, 0.0, 5.0, 0.0, 30.0]);
        assert!((cost - 20.0).abs() < 1e-12);
        let (orders, cost, done) = planned(10.0, 1.0, &[0.0, 0.0]);
        assert_eq!(orders, [0.0, 0.0]);
        assert!(cost.abs() < 1e-12 && done.worked.starts_with("nothing is needed"));
    }

    #[test]
    fn it_is_as_good_as_trying_everything() {
        let mut number = 7_u32;
        let mut next = || {
            number = number.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            f64::from(number >> 16 & 63)
        };
        for _ in 0..60 {
            let demand: Vec<f64> = (0..9).map(|_| (next() - 20.0).max(0.0)).collect();
            let (fixed, holding) = (next() * 4.0 + 1.0, next() / 16.0 + 0.1);
            let (_, cost, _) = planned(fixed, holding, &demand);
            assert!(
                (cost - by_trying_all(fixed, holding, &demand)).abs() < 1e-9,
                "{demand:?}"
            );
        }
    }

    #[test]
    fn demand_that_makes_no_sense_is_refused() {
        let refused = |demand: Value| {
            let given = json!({"fixed_cost": 500, "holding_cost": 2, "demand": demand});
            run(LotSizes::TOOL, &given).unwrap_err().to_string()
        };
        assert_eq!(
            refused(json!([])),
            "demand must have 1 to 3660 periods, not 0"
        );
        assert!(refused(json!([1, -2])).starts_with("demand[1] must be between 0 and"));
        assert!(refused(json!(7)).starts_with("demand cannot be read: invalid type"));
    }
}
