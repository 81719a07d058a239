//! A *cost comparison* puts what suppliers charge for the same product side by side.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::offers::Offers;
use crate::calculation::Calculation;
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::rows::columns::{PRODUCT, PRODUCT_NAME, SUPPLIER, SUPPLIER_NAME};
use crate::rows::{Code, PurchaseLineRow, counted, how_many, share};
use crate::table::{Column, Table};

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: CostComparison::TOOL,
        label: "Supplier costs",
        description: "What each supplier charged for each product, the cheapest first, and how much more the others charged: plain averages of the unit \
                      costs of purchase lines of orders that are neither cancelled nor rejected. With product_group only its products, with suppliers \
                      only those. Quality, lead time and minimum orders are not in the price.",
        specialist: Specialist::Supplier,
        forms: vec![Form::of::<CostComparison>()],
    }
}

/// What costs are compared from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CostComparison {
    /// Product group; all without it.
    #[serde(default)]
    pub product_group: Option<String>,
    /// Codes of the suppliers to compare; all without it.
    #[serde(default)]
    pub suppliers: Vec<Code>,
    /// Purchase lines.
    pub lines: Vec<PurchaseLineRow>,
}

/// How a supplier stands over the products that several suppliers offered.
#[derive(Default)]
struct Standing<'a> {
    name: Option<&'a String>,
    products: usize,
    cheapest: usize,
    paid: f64,
    lowest: f64,
}

impl Calculate for CostComparison {
    const TOOL: &'static str = "compare_supplier_costs";

    fn work_out(&self) -> Result<Calculation, ToolError> {
        let offers = Offers::new(self.lines.iter().filter(|line| {
            let group = self.product_group.as_ref();
            let in_group = group.is_none_or(|group| line.product_group.as_ref() == Some(group));
            let compared =
                self.suppliers.is_empty() || self.suppliers.contains(&line.supplier_code);
            in_group && compared
        }));
        let mut table = Table::new(
            "costs",
            "Cost by product and supplier",
            &[
                PRODUCT,
                PRODUCT_NAME,
                SUPPLIER,
                SUPPLIER_NAME,
                Column::number("avg_unit_cost", "Average unit cost", "USD/unit"),
                Column::number("above_lowest", "Above the lowest", "fraction"),
                Column::number("units", "Units bought", "units"),
                Column::count("lines", "Purchase lines", "count"),
            ],
        );
        let mut standings: BTreeMap<&Code, Standing<'_>> = BTreeMap::new();
        let (mut products, mut shared) = (0, 0);
        for product in offers.products() {
            let offered = offers.of(product);
            let lowest = offered.first().map_or(0.0, |(_, offer)| offer.cost());
            products += 1;
            shared += usize::from(offered.len() > 1);
            for (supplier, offer) in &offered {
                table.push([
                    product.into(),
                    offers.name(product).into(),
                    (*supplier).into(),
                    offer.supplier_name().into(),
                    offer.cost().into(),
                    (offer.cost() / lowest - 1.0).into(),
                    offer.units.into(),
                    offer.lines.into(),
                ]);
                let standing = standings.entry(supplier).or_default();
                standing.name = standing.name.or(offer.supplier_name());
                if offered.len() > 1 {
                    standing.products += 1;
                    standing.cheapest += usize::from(offer.cost() <= lowest);
                    standing.paid += offer.cost() * offer.units;
                    standing.lowest += lowest * offer.units;
                }
            }
        }
        let worked = format!(
            "{}, {shared} of them from several suppliers",
            counted(products, "product", "products")
        );
        Ok(Calculation::listing("Supplier costs")
            .by("average of the unit costs of purchase lines, by product and supplier", worked)
            .figure("products", "Products", how_many(products), "count")
            .figure("compared_products", "From several suppliers", how_many(shared), "count")
            .table(table)
            .table(standings_table(&standings))
            .caveat("Quality, lead time and minimum orders are not in the price.")
            .caveat_if(shared == 0, "No product was bought from more than one supplier, so there is nothing to compare."))
    }
}

fn standings_table(standings: &BTreeMap<&Code, Standing<'_>>) -> Table {
    let mut table = Table::new(
        "suppliers",
        "Over the products from several suppliers",
        &[
            SUPPLIER,
            SUPPLIER_NAME,
            Column::count("compared_products", "Products", "count"),
            Column::count("cheapest", "Cheapest for", "count"),
            Column::number("above_lowest", "Paid above the lowest", "fraction"),
        ],
    );
    for (supplier, standing) in standings {
        table.push([
            (*supplier).into(),
            standing.name.into(),
            standing.products.into(),
            standing.cheapest.into(),
            share(standing.paid, standing.lowest)
                .map(|times| times - 1.0)
                .into(),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::offers::tests::bought;
    use super::*;
    use crate::catalogue::run;

    fn lines() -> Value {
        let mut wheel = bought("wheel", "B", 1.0, 7.0, "2025-06-01");
        wheel["product_group"] = json!("Wheels");
        json!([
            bought("nut", "A", 10.0, 1.0, "2025-06-01"),
            bought("nut", "A", 20.0, 3.0, "2025-06-02"),
            bought("nut", "B", 5.0, 1.0, "2025-06-01"),
            bought("bolt", "A", 10.0, 4.0, "2025-06-01"),
            bought("bolt", "B", 1.0, 5.0, "2025-06-01"),
            wheel
        ])
    }

    #[test]
    fn the_cheapest_first() {
        let done = run(CostComparison::TOOL, &json!({"lines": lines()})).unwrap();
        let costs: Vec<Vec<Value>> = done.tables[0]
            .rows
            .iter()
            .map(|row| {
                vec![
                    row[0].clone(),
                    row[2].clone(),
                    row[4].clone(),
                    row[5].clone(),
                ]
            })
            .collect();
        assert_eq!(costs[0], [json!("bolt"), json!("A"), json!(4), json!(0)]);
        assert_eq!(costs[1], [json!("bolt"), json!("B"), json!(5), json!(0.25)]);
        assert_eq!(costs[2], [json!("nut"), json!("B"), json!(1), json!(0)]);
        // (1 + 3) ÷ 2, twice the lowest.
        assert_eq!(costs[3], [json!("nut"), json!("A"), json!(2), json!(1)]);
        // A paid 30 × 2 + 10 × 4 = 100 for what would have cost 30 + 40.
        let standings = &done.tables[1].rows;
        assert_eq!(standings[0][2..4], [json!(2), json!(1)]);
        assert!((standings[0][4].as_f64().unwrap() - 3.0 / 7.0).abs() < 1e-12);
        assert_eq!(done.worked, "3 products, 2 of them from several suppliers");
    }

    #[test]
    fn a_group_and_some_suppliers() {
        let done = run(
            CostComparison::TOOL,
            &json!({"product_group": "Wheels", "lines": lines()}),
        )
        .unwrap();
        assert_eq!(done.tables[0].rows.len(), 1);
        assert!(done.caveats[1].starts_with("No product was bought from more"));
        let done = run(
            CostComparison::TOOL,
            &json!({"suppliers": ["A"], "lines": lines()}),
        )
        .unwrap();
        assert_eq!(
            (done.value("products"), done.value("compared_products")),
            (Some(2.0), Some(0.0))
        );
    }
}
