//! A *saving* is what a product would cost less from the cheapest supplier that has delivered it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::offers::Offers;
use crate::calculation::{Calculation, written};
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::quantity::Percent;
use crate::rows::columns::{PRODUCT, PRODUCT_NAME};
use crate::rows::{Code, PurchaseLineRow, counted, dollars, how_many};
use crate::table::{Column, Table};

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: CostSavings::TOOL,
        label: "Cost savings",
        description: "Products that cost more from their main supplier than from the cheapest supplier they have been bought from, by more than \
                      threshold_percent of the main supplier's average unit cost, with what the units bought from the main supplier would have cost \
                      less. It compares what was paid, not what would be offered today.",
        specialist: Specialist::Supplier,
        forms: vec![Form::of::<CostSavings>()],
    }
}

/// What savings are found in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CostSavings {
    /// Least saving, in hundredths of the main supplier's cost; only larger ones are listed.
    #[serde(default = "five")]
    #[schemars(title = "Threshold")]
    pub threshold_percent: Percent,
    /// Products with their main supplier.
    pub products: Vec<MainSupplier>,
    /// Purchase lines of all suppliers.
    pub lines: Vec<PurchaseLineRow>,
}

fn five() -> Percent {
    Percent::FIVE
}

/// A product with its main supplier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MainSupplier {
    /// Product.
    pub product_code: Code,
    /// Name of the product.
    #[serde(default)]
    pub product_name: Option<String>,
    /// Its main supplier.
    #[serde(default)]
    pub supplier_code: Option<Code>,
    /// Name of the main supplier.
    #[serde(default)]
    pub supplier_name: Option<String>,
}

impl Calculate for CostSavings {
    const TOOL: &'static str = "identify_cost_savings";

    /// (main supplier's average unit cost − lowest) ÷ main supplier's, over lines of orders neither cancelled nor rejected.
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let threshold = self.threshold_percent.get() / 100.0;
        let offers = Offers::new(self.lines.iter());
        let mut found = Vec::new();
        let mut never_bought = 0;
        for product in &self.products {
            let offered = offers.of(&product.product_code);
            let main = product.supplier_code.as_ref();
            let main = offered.iter().find(|(supplier, _)| Some(*supplier) == main);
            let (Some((_, main)), Some((cheapest, lowest))) = (main, offered.first()) else {
                never_bought += 1;
                continue;
            };
            let per_unit = main.cost() - lowest.cost();
            let saving = per_unit / main.cost();
            if saving > threshold {
                let total = dollars(per_unit * main.units);
                found.push((product, *main, *cheapest, *lowest, saving, total));
            }
        }
        found.sort_by(|a, b| {
            let total = b.5.total_cmp(&a.5);
            total.then_with(|| a.0.product_code.cmp(&b.0.product_code))
        });
        let mut table = Table::new(
            "savings",
            "Savings",
            &[
                PRODUCT,
                PRODUCT_NAME,
                Column::text("main_supplier_code", "Main supplier"),
                Column::text("main_supplier", "Name of the main supplier"),
                Column::number("main_supplier_cost", "Cost there", "USD/unit"),
                Column::text("cheapest_supplier_code", "Cheapest supplier"),
                Column::text("cheapest_supplier", "Name of the cheapest supplier"),
                Column::number("lowest_cost", "Lowest cost", "USD/unit"),
                Column::number("saving", "Saving", "fraction"),
                Column::number("units", "Units bought from the main supplier", "units"),
                Column::number("potential_saving", "Potential saving", "USD"),
            ],
        );
        for (product, main, cheapest, lowest, saving, total) in &found {
            table.push([
                (&product.product_code).into(),
                product.product_name.as_ref().into(),
                product.supplier_code.as_ref().into(),
                product
                    .supplier_name
                    .as_ref()
                    .or(main.supplier_name())
                    .into(),
                main.cost().into(),
                (*cheapest).into(),
                lowest.supplier_name().into(),
                lowest.cost().into(),
                (*saving).into(),
                main.units.into(),
                (*total).into(),
            ]);
        }
        let total = dollars(found.iter().map(|(.., total)| total).sum());
        let worked = format!(
            "{} with more than {} % to save",
            counted(found.len(), "product", "products"),
            written(self.threshold_percent.get())
        );
        Ok(Calculation::of("potential_saving", "Potential saving", total, "USD")
            .by(
                "(main supplier's average unit cost − lowest) × units bought from the main supplier",
                worked,
            )
            .figure("products", "Products", how_many(found.len()), "count")
            .table(table)
            .caveat("It compares what was paid; quality, lead time, minimum orders and today's offers may differ.")
            .caveat_if(
                never_bought > 0,
                format!("{} not bought from its main supplier, and not compared.", counted(never_bought, "product was", "products were")),
            ))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::offers::tests::bought;
    use super::*;
    use crate::catalogue::run;

    fn given(threshold: f64) -> Value {
        json!({"threshold_percent": threshold, "products": [
            {"product_code": "nut", "supplier_code": "A", "supplier_name": "Acme"},
            {"product_code": "bolt", "supplier_code": "B"},
            {"product_code": "wheel", "supplier_code": "A"},
            {"product_code": "frame"}
        ], "lines": [
            bought("nut", "A", 10.0, 2.0, "2025-06-01"),
            bought("nut", "A", 20.0, 4.0, "2025-06-02"),
            bought("nut", "B", 5.0, 2.4, "2025-06-01"),
            bought("bolt", "A", 10.0, 4.0, "2025-06-01"),
            bought("bolt", "B", 6.0, 5.0, "2025-06-01"),
            bought("wheel", "B", 1.0, 7.0, "2025-06-01")
        ]})
    }

    #[test]
    fn above_the_threshold_only() {
        let done = run(CostSavings::TOOL, &given(15.0)).unwrap();
        let rows = &done.tables[0].rows;
        // Nuts: 3 against 2.4, a fifth; 30 units × 0.6 = 18. Bolts: 5 against 4, a fifth; 6 × 1.
        assert_eq!(
            rows[0][..6],
            [
                json!("nut"),
                Value::Null,
                json!("A"),
                json!("Acme"),
                json!(3),
                json!("B")
            ]
        );
        assert!((rows[0][8].as_f64().unwrap() - 0.2).abs() < 1e-12);
        assert_eq!(rows[0][10], json!(18));
        assert_eq!(rows[1][10], json!(6));
        assert_eq!(
            (done.result, done.value("products")),
            (Some(24.0), Some(2.0))
        );
        assert!(done.caveats[1].starts_with("2 products were not bought"));
        let none = run(CostSavings::TOOL, &given(21.0)).unwrap();
        assert_eq!((none.result, none.tables[0].rows.len()), (Some(0.0), 0));
        assert!(
            run(CostSavings::TOOL, &given(101.0))
                .unwrap_err()
                .to_string()
                .starts_with("threshold_percent must be between 0 and 100")
        );
    }
}
