//! Order quantities where the price falls with the quantity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{OrderQuantity, order_quantity};
use crate::calculation::{Calculation, written};
use crate::error::ToolError;
use crate::form::Calculate;
use crate::quantity::{SomeUsd, SomeUsdPerUnit, Units, UnitsPerYear, YearlyFraction};
use crate::table::{Column, Table};

/// What the order quantity is computed from when the price falls with the quantity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscountQuantity {
    /// Cost of placing one order, whatever its size.
    #[schemars(title = "Fixed cost of an order")]
    pub fixed_cost: SomeUsd,
    /// Cost of keeping one unit for a year, as a share of its price.
    #[schemars(title = "Holding cost rate")]
    pub holding_cost_rate: YearlyFraction,
    /// Units needed in a year.
    #[schemars(title = "Annual demand")]
    pub annual_demand: UnitsPerYear,
    /// Which units of an order have the lower price: all_units, or incremental for those above the break only.
    #[schemars(title = "Discount")]
    pub discount: Discount,
    /// Prices by quantity, from 0 upwards.
    #[schemars(title = "Price breaks")]
    pub breaks: Vec<PriceBreak>,
}

/// Which units of an order have the lower price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Discount {
    /// All units of the order.
    AllUnits,
    /// Only those above the break.
    Incremental,
}

/// A price from a quantity on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceBreak {
    /// Least quantity of an order that has the price.
    #[schemars(title = "From quantity")]
    pub from_quantity: Units,
    /// Price.
    #[schemars(title = "Unit price")]
    pub unit_price: SomeUsdPerUnit,
}

/// The best order among those whose last unit has a given price.
struct Candidate {
    quantity: f64,
    /// Of buying, ordering and holding, USD a year.
    cost: f64,
}

impl DiscountQuantity {
    /// Breaks begin at 0, quantities rise, prices fall.
    fn check(&self) -> Result<(), ToolError> {
        let refuse = |place: usize, field: &str, reason: &str| {
            Err(ToolError::refused(
                format!("breaks[{place}].{field}"),
                reason,
            ))
        };
        match self.breaks.first() {
            None => return Err(ToolError::refused("breaks", "must have at least one price")),
            Some(first) if first.from_quantity.get() != 0.0 => {
                return refuse(0, "from_quantity", "must be 0, the price of small orders");
            }
            Some(_) => {}
        }
        for (place, pair) in self.breaks.windows(2).enumerate() {
            if pair[1].from_quantity <= pair[0].from_quantity {
                return refuse(place + 1, "from_quantity", "must be above the one before");
            }
            if pair[1].unit_price >= pair[0].unit_price {
                return refuse(place + 1, "unit_price", "must be below the one before");
            }
        }
        Ok(())
    }

    /// Cost a year of an order whose last unit has the price of that place; `earlier` is what the units below the break
    /// cost more than that price, USD an order.
    fn cost(&self, place: usize, quantity: f64, earlier: f64) -> f64 {
        let price = self.breaks[place].unit_price.get();
        let (fixed, rate) = (self.fixed_cost.get(), self.holding_cost_rate.get());
        let demand = self.annual_demand.get();
        price * demand
            + rate * earlier / 2.0
            + (fixed + earlier) * demand / quantity
            + rate * price * quantity / 2.0
    }

    /// Q = √(2(K + c̄)λ ÷ (ic)), where c̄ is `earlier`.
    fn balanced(&self, place: usize, earlier: f64) -> f64 {
        let price = self.breaks[place].unit_price.get();
        let fixed = self.fixed_cost.get() + earlier;
        let holding = self.holding_cost_rate.get() * price;
        (2.0 * fixed * self.annual_demand.get() / holding).sqrt()
    }

    /// The best order at the price of that place; none where a larger order at a lower price is always better, or a
    /// smaller one.
    fn candidate(&self, place: usize) -> Option<Candidate> {
        let from = self.breaks[place].from_quantity.get();
        let until = self.breaks.get(place + 1);
        let until = until.map_or(f64::INFINITY, |next| next.from_quantity.get());
        let earlier = match self.discount {
            Discount::AllUnits => 0.0,
            Discount::Incremental => self.earlier(place),
        };
        let mut quantity = self.balanced(place, earlier);
        if quantity < from {
            // All units become cheaper at the break itself; incremental prices have no minimum at a break.
            match self.discount {
                Discount::AllUnits => quantity = from,
                Discount::Incremental => return None,
            }
        }
        (quantity < until).then(|| Candidate {
            quantity,
            cost: self.cost(place, quantity, earlier),
        })
    }

    /// What the units below a break cost more than its price: Σ cᵢ(bᵢ₊₁ − bᵢ) − cⱼbⱼ, USD an order.
    fn earlier(&self, place: usize) -> f64 {
        let price = self.breaks[place].unit_price.get();
        let below = self.breaks[..=place].windows(2);
        below
            .map(|pair| {
                let units = pair[1].from_quantity.get() - pair[0].from_quantity.get();
                units * (pair[0].unit_price.get() - price)
            })
            .sum()
    }
}

impl Calculate for DiscountQuantity {
    const TOOL: &'static str = OrderQuantity::TOOL;
    const METHOD: &'static str = "price breaks";

    /// The cheapest of the best orders at each price (Snyder & Shen, *Fundamentals of Supply Chain Theory*, section 3.4,
    /// equations 3.18 to 3.22).
    fn work_out(&self) -> Result<Calculation, ToolError> {
        self.check()?;
        let mut table = Table::new(
            "prices",
            "Best order at each price",
            &[
                Column::number("from_quantity", "From quantity", "units"),
                Column::number("unit_price", "Unit price", "USD/unit"),
                Column::number("order_quantity", "Best order quantity", "units"),
                Column::number("cost_per_year", "Cost per year", "USD/year"),
            ],
        );
        let mut best: Option<(usize, Candidate)> = None;
        for (place, price) in self.breaks.iter().enumerate() {
            let candidate = self.candidate(place);
            table.push([
                price.from_quantity.get().into(),
                price.unit_price.get().into(),
                candidate.as_ref().map(|c| c.quantity).into(),
                candidate.as_ref().map(|c| c.cost).into(),
            ]);
            if let Some(candidate) = candidate
                && best
                    .as_ref()
                    .is_none_or(|(_, best)| candidate.cost < best.cost)
            {
                best = Some((place, candidate));
            }
        }
        let Some((place, Candidate { quantity, cost })) = best else {
            let message = "no order quantity fits the price breaks";
            return Err(ToolError::Senseless(message.to_owned()));
        };
        let price = self.breaks[place].unit_price.get();
        let worked = format!(
            "order {} with the last unit at {} USD: {} USD a year",
            written(quantity),
            written(price),
            written(cost)
        );
        let formula = match self.discount {
            Discount::AllUnits => {
                "price × demand + fixed cost × demand ÷ quantity + rate × price × quantity ÷ 2, least over all quantities"
            }
            Discount::Incremental => {
                "price × demand + rate × extra ÷ 2 + (fixed cost + extra) × demand ÷ quantity + rate × price × quantity ÷ 2, \
                 least over all quantities; extra is what the units below the break cost more"
            }
        };
        Ok(order_quantity(quantity, cost, self.annual_demand.get())
            .by(formula, worked)
            .figure("unit_price", "Price of the last unit", price, "USD/unit")
            .table(table)
            .caveat("The cost includes the goods themselves."))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    fn breaks(prices: &[(f64, f64)]) -> Value {
        let breaks = prices
            .iter()
            .map(|(from, price)| json!({"from_quantity": from, "unit_price": price}));
        breaks.collect()
    }

    fn all_units() -> Value {
        json!({"fixed_cost": 200, "holding_cost_rate": 0.2, "annual_demand": 1000, "discount": "all_units",
               "breaks": breaks(&[(0.0, 500.0), (200.0, 475.0), (500.0, 450.0)])})
    }

    fn figures(given: &Value) -> (f64, f64, Calculation) {
        let done = run(OrderQuantity::TOOL, given).unwrap();
        let cost = done.value("cost_per_year").unwrap();
        (done.result.unwrap(), cost, done)
    }

    #[test]
    fn all_units_become_cheaper() {
        // Reference value "all-units discount": K 200, h .2, λ 1000; breaks 0/200/500, prices 500/475/450 → Q 500, cost 472900 (stockpyl).
        let (quantity, cost, done) = figures(&all_units());
        assert!((quantity - 500.0).abs() < 1e-9 && (cost - 472_900.0).abs() < 1e-6);
        // At 500 USD: √(2 × 200 × 1000 ÷ 100) = 63.25 units, 500000 + √(2 × 200 × 1000 × 100) = 506324.56 USD.
        let first = done.tables[0]
            .cell(0, "cost_per_year")
            .unwrap()
            .as_f64()
            .unwrap();
        assert!((first - 506_324.555).abs() < 1e-3);
        // At 475 USD the balance is below the break, so 200 units: 475000 + 1000 + 9500.
        assert_eq!(
            done.tables[0].cell(1, "cost_per_year"),
            Some(&json!(485_500))
        );
    }

    #[test]
    fn units_above_the_break_become_cheaper() {
        // Reference value "incremental discount": K 150, .25, 2400; 0/300/600; 100/90/80 → Q 1481.8907, cost 222762.81 (stockpyl).
        let given = json!({"fixed_cost": 150, "holding_cost_rate": 0.25, "annual_demand": 2400, "discount": "incremental",
                           "breaks": breaks(&[(0.0, 100.0), (300.0, 90.0), (600.0, 80.0)])});
        let (quantity, cost, done) = figures(&given);
        assert!((quantity - 1_481.890_7).abs() < 1e-4 && (cost - 222_762.81).abs() < 5e-3);
        assert_eq!(done.value("unit_price"), Some(80.0));
        // At 90 USD: √(2 × (150 + 3000) × 2400 ÷ 22.5) = 819.8 units, which would have the lower price.
        assert_eq!(done.tables[0].cell(1, "order_quantity"), Some(&Value::Null));
    }

    #[test]
    fn one_price_is_the_plain_quantity() {
        let mut given = all_units();
        given["breaks"] = breaks(&[(0.0, 500.0)]);
        let (quantity, cost, _) = figures(&given);
        assert!((quantity - 63.245_553).abs() < 1e-6 && (cost - 506_324.555).abs() < 1e-3);
    }

    #[test]
    fn breaks_that_make_no_sense_are_refused() {
        for (prices, expected) in [
            (vec![], "breaks must have at least one price"),
            (vec![(10.0, 5.0)], "breaks[0].from_quantity must be 0"),
            (
                vec![(0.0, 5.0), (0.0, 4.0)],
                "breaks[1].from_quantity must be above",
            ),
            (
                vec![(0.0, 5.0), (10.0, 6.0)],
                "breaks[1].unit_price must be below",
            ),
            (vec![(0.0, 0.0)], "breaks[0].unit_price must be above 0"),
        ] {
            let mut given = all_units();
            given["breaks"] = breaks(&prices);
            let refusal = run(OrderQuantity::TOOL, &given).unwrap_err().to_string();
            assert!(refusal.starts_with(expected), "{refusal}");
        }
        let mut given = all_units();
        given["discount"] = json!("some_units");
        let refusal = run(OrderQuantity::TOOL, &given).unwrap_err().to_string();
        assert!(
            refusal.contains("all_units") && refusal.starts_with("discount"),
            "{refusal}"
        );
    }
}
