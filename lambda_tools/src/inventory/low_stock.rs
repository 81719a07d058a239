//! *Low stock* is stock below its minimum.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calculation::Calculation;
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::quantity::{Factor, Units};
use crate::rows::columns::{MINIMUM, PRODUCT, PRODUCT_NAME, REORDER_POINT, STOCK, WAREHOUSE};
use crate::rows::{Code, StockRow, at, counted, how_many};
use crate::table::{Column, Table};

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: LowStock::TOOL,
        label: "Low stock",
        description: "Products whose stock is below the minimum at a warehouse, or at all of them, with what is missing up to the minimum. \
                      With threshold the line is drawn at that many times the minimum: 1.2 also lists what is less than 20 % above it. \
                      Whether an order is due is a different question: that is the reorder point's.",
        specialist: Specialist::Inventory,
        forms: vec![Form::of::<LowStock>()],
    }
}

/// What low stock is found in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LowStock {
    /// Warehouse; all without it.
    #[serde(default)]
    pub warehouse_code: Option<Code>,
    /// Times the minimum below which stock is low.
    #[serde(default = "once")]
    pub threshold: Factor,
    /// Stock with its minimum.
    pub stock: Vec<StockRow>,
}

fn once() -> Factor {
    Factor::ONE
}

impl Calculate for LowStock {
    const TOOL: &'static str = "identify_low_stock";

    /// Rows with current_stock < threshold × minimum_stock; shortage is minimum_stock − current_stock where that is positive
    /// (the glossary, "low stock", "shortage").
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let threshold = self.threshold.get();
        let mut low = Vec::new();
        let (mut looked_at, mut without_minimum) = (0, 0);
        for row in at(&self.stock, self.warehouse_code.as_ref()) {
            looked_at += 1;
            let Some(minimum) = row.minimum_stock.map(Units::get) else {
                without_minimum += 1;
                continue;
            };
            let stock = row.current_stock.get();
            if stock < threshold * minimum {
                low.push((row, minimum, (minimum - stock).max(0.0)));
            }
        }
        low.sort_by(|a, b| {
            let codes = |row: &StockRow| (row.warehouse_code.clone(), row.product_code.clone());
            b.2.total_cmp(&a.2)
                .then_with(|| codes(a.0).cmp(&codes(b.0)))
        });
        let mut table = Table::new(
            "low_stock",
            "Low stock",
            &[
                WAREHOUSE,
                PRODUCT,
                PRODUCT_NAME,
                STOCK,
                MINIMUM,
                Column::number("shortage", "Shortage", "units"),
                REORDER_POINT,
            ],
        );
        for (row, minimum, shortage) in &low {
            table.push([
                (&row.warehouse_code).into(),
                (&row.product_code).into(),
                row.product_name.as_ref().into(),
                row.current_stock.get().into(),
                (*minimum).into(),
                (*shortage).into(),
                row.reorder_point.map(Units::get).into(),
            ]);
        }
        let worked = format!("{} of {looked_at} stock rows are low", low.len());
        let shortage: f64 = low.iter().map(|(_, _, shortage)| shortage).sum();
        Ok(
            Calculation::of("low_stock_count", "Low stock", how_many(low.len()), "count")
                .by("stock < threshold × minimum stock", worked)
                .figure(
                    "total_shortage",
                    "Units below the minimum",
                    shortage,
                    "units",
                )
                .table(table)
                .caveat_if(
                    without_minimum > 0,
                    format!(
                        "{} no minimum on file and could not be judged.",
                        counted(without_minimum, "stock row has", "stock rows have")
                    ),
                )
                .caveat_if(looked_at == 0, "There are no stock rows for this."),
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    fn stock() -> Value {
        json!([
            {"warehouse_code": "EAST", "product_code": "A", "current_stock": 5, "minimum_stock": 10, "reorder_point": 20},
            {"warehouse_code": "EAST", "product_code": "B", "product_name": "Bell", "current_stock": 10, "minimum_stock": 10},
            {"warehouse_code": "EAST", "product_code": "C", "current_stock": 0},
            {"warehouse_code": "WEST", "product_code": "A", "current_stock": -3, "minimum_stock": 4}
        ])
    }

    fn found(given: &Value) -> (Vec<(String, String, f64)>, Calculation) {
        let done = run(LowStock::TOOL, given).unwrap();
        let rows = done.tables[0].rows.iter();
        let rows = rows.map(|row| {
            let text = |place: usize| row[place].as_str().unwrap().to_owned();
            (text(0), text(1), row[5].as_f64().unwrap())
        });
        (rows.collect(), done)
    }

    fn row(warehouse: &str, product: &str, shortage: f64) -> (String, String, f64) {
        (warehouse.to_owned(), product.to_owned(), shortage)
    }

    #[test]
    fn below_the_minimum_is_low_and_at_it_is_not() {
        let (rows, done) = found(&json!({"stock": stock()}));
        assert_eq!(rows, [row("WEST", "A", 7.0), row("EAST", "A", 5.0)]);
        assert_eq!(
            (done.result, done.value("total_shortage")),
            (Some(2.0), Some(12.0))
        );
        assert!(done.caveats[0].starts_with("1 stock row has no minimum"));
        assert!(done.inputs[0].defaulted && done.inputs[0].name == "threshold");
    }

    #[test]
    fn one_warehouse_and_a_wider_line() {
        let given = json!({"warehouse_code": "EAST", "threshold": 1.2, "stock": stock()});
        let (rows, done) = found(&given);
        // 10 < 1.2 × 10, and nothing is missing up to the minimum.
        assert_eq!(rows, [row("EAST", "A", 5.0), row("EAST", "B", 0.0)]);
        assert_eq!(done.worked, "2 of 3 stock rows are low");
        let (rows, done) = found(&json!({"warehouse_code": "NORTH", "stock": stock()}));
        assert!(rows.is_empty() && done.caveats[0].starts_with("There are no stock rows"));
    }
}
