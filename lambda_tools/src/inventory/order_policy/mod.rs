//! An *order policy* says at which stock to order, and how much or up to where.

mod continuous;
mod periodic;

pub use continuous::ContinuousPolicy;
pub use periodic::PeriodicPolicy;

use crate::catalogue::{Specialist, Tool};
use crate::form::{Calculate, Form};

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: ContinuousPolicy::TOOL,
        label: "Order policy",
        description: "When to order and how much, together, at the least expected cost. (r, Q): stock is watched all the time; when the inventory \
                      position falls to r, order Q (normal demand, expected-inventory-level formulation). (s, S): stock is looked at each period; \
                      when the position is at or below s, order up to S (Poisson demand, exact). Choose it by giving annual_demand or \
                      demand_per_period.",
        specialist: Specialist::Inventory,
        forms: vec![Form::of::<ContinuousPolicy>(), Form::of::<PeriodicPolicy>()],
    }
}
