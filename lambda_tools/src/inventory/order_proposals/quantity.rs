//! The *quantity* of a proposed order: what is missing, as the supplier sells it.

use super::ReplenishedProduct;
use crate::calculation::written;
use crate::quantity::{SomeUnits, Units, UsdPerUnit};
use crate::rows::dollars;

/// What is proposed for a product.
pub(super) struct Proposal {
    /// Units.
    pub units: f64,
    /// Price of each, USD; none where it is not known.
    pub price: Option<f64>,
    /// Why it is more than what is missing.
    pub note: Option<String>,
}

impl Proposal {
    /// USD.
    pub(super) fn value(&self) -> Option<f64> {
        self.price.map(|price| dollars(price * self.units))
    }
}

/// The order of a product that is due; none where nothing says how much.
pub(super) fn propose(
    product: &ReplenishedProduct,
    position: f64,
    reorder_point: f64,
) -> Option<Proposal> {
    let maximum = product.maximum_stock.map(Units::get);
    let missing = match (maximum, product.order_quantity) {
        // A maximum below the reorder point cannot be meant.
        (Some(maximum), _) => maximum.max(reorder_point) - position,
        (None, Some(quantity)) => quantity.get().max(reorder_point - position),
        (None, None) => return None,
    };
    let least = product.minimum_order.map_or(0.0, Units::get);
    let needed = in_packs(missing.max(least), product.pack_size);
    let mut chosen = Proposal {
        units: needed,
        price: price(product, needed),
        note: None,
    };
    let mut reason = match product.pack_size {
        _ if missing < least => format!("minimum order {}", written(least)),
        Some(pack) => format!("whole packs of {}", written(pack.get())),
        None => "whole units".to_owned(),
    };
    for step in &product.price_breaks {
        let units = in_packs(step.from_quantity.get().max(needed), product.pack_size);
        let candidate = Proposal {
            units,
            price: price(product, units),
            note: None,
        };
        if let (Some(now), Some(then)) = (chosen.value(), candidate.value())
            && units > needed
            && then < now
        {
            reason = format!("{} cost less than {}", written(units), written(needed));
            chosen = candidate;
        }
    }
    let above = maximum.map(|maximum| position + chosen.units - maximum.max(reorder_point));
    chosen.note = above
        .filter(|above| *above > 1e-9)
        .map(|above| format!("{} above the maximum: {reason}", written(above)));
    Some(chosen)
}

/// The least number of whole packs, or units, that holds a quantity; a pack more for rounding would be one too many.
fn in_packs(units: f64, pack: Option<SomeUnits>) -> f64 {
    let pack = pack.map_or(1.0, SomeUnits::get);
    let packs = (units / pack - 1e-9).ceil().max(0.0);
    // Packs of a tenth are not sums of binary fractions.
    (packs * pack * 1e9).round() / 1e9
}

/// The price of each unit of an order, by the highest break that it reaches.
fn price(product: &ReplenishedProduct, units: f64) -> Option<f64> {
    let reached = product
        .price_breaks
        .iter()
        .filter(|step| step.from_quantity.get() <= units);
    let step = reached.max_by(|a, b| a.from_quantity.get().total_cmp(&b.from_quantity.get()));
    step.map(|step| step.unit_price.get())
        .or(product.unit_cost.map(UsdPerUnit::get))
}
