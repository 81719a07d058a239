//! The *economic order quantity* is the order at which the cost of ordering and the cost of holding balance.

mod discounts;
mod plain;

pub use discounts::{Discount, DiscountQuantity, PriceBreak};
pub use plain::{BackorderQuantity, OrderQuantity, ProductionQuantity};

use crate::calculation::{Calculation, written};
use crate::catalogue::{Specialist, Tool};
use crate::form::{Calculate, Form};

/// Days of a year.
pub(crate) const YEAR: f64 = 365.0;

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: OrderQuantity::TOOL,
        label: "Economic order quantity",
        description: "How much to order at once so that the yearly cost of ordering and of holding is least: √(2 × fixed cost × annual demand ÷ \
                      holding cost). With stockout_cost when customers wait for backorders at a cost; with production_rate when the order arrives \
                      bit by bit as it is made; with price breaks when the price falls with the quantity, for all units of the order or only for \
                      those above the break. Demand is taken as steady and known.",
        specialist: Specialist::Inventory,
        forms: vec![
            Form::of::<OrderQuantity>(),
            Form::of::<BackorderQuantity>(),
            Form::of::<ProductionQuantity>(),
            Form::of::<DiscountQuantity>(),
        ],
    }
}

/// A quantity with its yearly cost and what follows from it.
fn order_quantity(quantity: f64, cost: f64, annual_demand: f64) -> Calculation {
    Calculation::of(
        "order_quantity",
        "Economic order quantity",
        quantity,
        "units",
    )
    .figure("cost_per_year", "Cost per year", cost, "USD/year")
    .figure(
        "orders_per_year",
        "Orders per year",
        annual_demand / quantity,
        "orders/year",
    )
    .figure(
        "days_between_orders",
        "Days between orders",
        YEAR * quantity / annual_demand,
        "days",
    )
    .caveat("Demand is taken as steady and known, and the whole order as usable; round to what can be ordered: near the optimum the cost hardly changes.")
}

/// A formula with its numbers: "√(2 × 8 × 1300 ÷ 0.225) = 304.046779".
fn worked(fixed: f64, demand: f64, divisor: &str, quantity: f64) -> String {
    format!(
        "√(2 × {} × {} ÷ {divisor}) = {}",
        written(fixed),
        written(demand),
        written(quantity)
    )
}
