//! An *offer* is what a supplier charged for a product, as the purchase lines have it.

use std::collections::BTreeMap;

use crate::quantity::UsdPerUnit;
use crate::rows::{Code, PurchaseLineRow, how_many, share};

/// What a supplier charged for a product.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Offer<'a> {
    supplier_name: Option<&'a String>,
    costs: f64,
    /// Lines with a price.
    pub lines: usize,
    /// Units bought on them.
    pub units: f64,
}

impl<'a> Offer<'a> {
    /// Plain average of the lines' unit costs, USD (the glossary, "average unit cost (bought)").
    pub(super) fn cost(&self) -> f64 {
        self.costs / how_many(self.lines)
    }

    pub(super) fn supplier_name(&self) -> Option<&'a String> {
        self.supplier_name
    }
}

/// All offers, by product and supplier.
#[derive(Debug, Default)]
pub(super) struct Offers<'a> {
    products: BTreeMap<&'a Code, Product<'a>>,
}

#[derive(Debug, Default)]
struct Product<'a> {
    name: Option<&'a String>,
    offers: BTreeMap<&'a Code, Offer<'a>>,
}

impl<'a> Offers<'a> {
    /// From the lines of orders that are neither cancelled nor rejected, and that have a price.
    pub(super) fn new(lines: impl Iterator<Item = &'a PurchaseLineRow>) -> Self {
        let mut offers = Self::default();
        for line in lines.filter(|line| line.is_bought()) {
            let Some(cost) = line
                .unit_cost
                .map(UsdPerUnit::get)
                .filter(|cost| *cost > 0.0)
            else {
                continue;
            };
            let product = offers.products.entry(&line.product_code).or_default();
            product.name = product.name.or(line.product_name.as_ref());
            let offer = product.offers.entry(&line.supplier_code).or_default();
            offer.supplier_name = offer.supplier_name.or(line.supplier_name.as_ref());
            offer.costs += cost;
            offer.lines += 1;
            offer.units += line.order_quantity.get();
        }
        offers
    }

    /// Products, by code.
    pub(super) fn products(&self) -> impl Iterator<Item = &'a Code> {
        self.products.keys().copied()
    }

    /// Name of a product.
    pub(super) fn name(&self, product: &Code) -> Option<&'a String> {
        self.products.get(product)?.name
    }

    /// Who offered a product, the cheapest first.
    pub(super) fn of(&self, product: &Code) -> Vec<(&'a Code, Offer<'a>)> {
        let product = self.products.get(product);
        let offers = product.into_iter().flat_map(|product| &product.offers);
        let mut offers: Vec<_> = offers.map(|(code, offer)| (*code, *offer)).collect();
        offers.sort_by(|a, b| a.1.cost().total_cmp(&b.1.cost()).then(a.0.cmp(b.0)));
        offers
    }

    /// For each product bought of a supplier, lowest average unit cost of any ÷ the supplier's, averaged by quantity; a
    /// fraction, none when nothing was bought (the glossary, "cost competitiveness").
    pub(super) fn competitiveness(&self, supplier: &Code) -> Option<f64> {
        let (mut weighted, mut units) = (0.0, 0.0);
        for product in self.products.keys() {
            let offers = self.of(product);
            let own = offers.iter().find(|(code, _)| *code == supplier);
            if let (Some((_, own)), Some((_, lowest))) = (own, offers.first()) {
                weighted += lowest.cost() / own.cost() * own.units;
                units += own.units;
            }
        }
        share(weighted, units)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A received line: product, supplier, units, unit cost, day.
    pub(in crate::supplier) fn bought(
        product: &str,
        supplier: &str,
        units: f64,
        cost: f64,
        day: &str,
    ) -> Value {
        json!({"purchase_order_prefix": "PO", "purchase_order_number": format!("{supplier}-{day}"), "supplier_code": supplier,
               "order_date": day, "status": "Received", "product_code": product, "order_quantity": units,
               "received_quantity": units, "unit_cost": cost, "line_total": units * cost, "receipt_status": "Received"})
    }

    #[test]
    fn a_supplier_is_compared_product_by_product() {
        let mut cancelled = bought("nut", "C", 900.0, 0.1, "2025-06-01");
        cancelled["status"] = json!("Cancelled");
        let lines = json!([
            bought("nut", "A", 10.0, 1.0, "2025-06-01"),
            bought("nut", "A", 20.0, 3.0, "2025-06-02"),
            bought("nut", "B", 5.0, 1.0, "2025-06-01"),
            bought("bolt", "A", 10.0, 4.0, "2025-06-01"),
            bought("bolt", "B", 1.0, 5.0, "2025-06-01"),
            cancelled
        ]);
        let lines: Vec<PurchaseLineRow> = serde_json::from_value(lines).unwrap();
        let offers = Offers::new(lines.iter());
        // A pays (1 + 3) ÷ 2 for nuts against 1: 0.5, weighing 30; bolts are cheapest: 1, weighing 10. 25 ÷ 40.
        assert!((offers.competitiveness(&"A".into()).unwrap() - 0.625).abs() < 1e-12);
        // B: (1 × 5 + 0.8 × 1) ÷ 6.
        assert!((offers.competitiveness(&"B".into()).unwrap() - 5.8 / 6.0).abs() < 1e-12);
        assert!(offers.competitiveness(&"C".into()).is_none());
    }
}
