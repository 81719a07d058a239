//! *Capacity utilisation* is how much of what a warehouse may hold it does hold.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calculation::{Calculation, written};
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::quantity::Units;
use crate::rows::columns::WAREHOUSE;
use crate::rows::{Code, StockRow, at, counted, share};
use crate::table::{Column, Table};

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: WarehouseCapacity::TOOL,
        label: "Capacity utilisation",
        description: "How full a warehouse is, or each of them: the sum of its stock ÷ the sum of the maximum stocks of its products. It may exceed 1, \
                      where products lie above their maximum. It speaks of units, not of room: large and small goods count alike.",
        specialist: Specialist::Logistics,
        forms: vec![Form::of::<WarehouseCapacity>()],
    }
}

/// What utilisation is computed from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarehouseCapacity {
    /// Warehouse; all without it.
    #[serde(default)]
    pub warehouse_code: Option<Code>,
    /// Stock with its maximum.
    pub stock: Vec<StockRow>,
}

/// What a warehouse holds and may hold.
#[derive(Default, Clone, Copy)]
struct Sum {
    stock: f64,
    maximum: f64,
    above: usize,
}

impl Calculate for WarehouseCapacity {
    const TOOL: &'static str = "calculate_warehouse_capacity";

    /// SUM(current_stock) ÷ SUM(maximum_stock), a fraction (definition: the glossary, "Calculations").
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let mut sums: BTreeMap<&Code, Sum> = BTreeMap::new();
        let mut all = Sum::default();
        let mut without_maximum = 0;
        for row in at(&self.stock, self.warehouse_code.as_ref()) {
            let stock = row.current_stock.get();
            let maximum = row.maximum_stock.map(Units::get);
            without_maximum += usize::from(maximum.is_none());
            for sum in [sums.entry(&row.warehouse_code).or_default(), &mut all] {
                sum.stock += stock;
                sum.maximum += maximum.unwrap_or(0.0);
                sum.above += usize::from(maximum.is_some_and(|maximum| stock > maximum));
            }
        }
        let Some(utilisation) = share(all.stock, all.maximum) else {
            let message =
                "no stock row has a maximum stock, so there is no capacity to compare with";
            return Err(ToolError::Senseless(message.to_owned()));
        };
        let mut table = Table::new(
            "warehouses",
            "Capacity utilisation by warehouse",
            &[
                WAREHOUSE,
                Column::number("capacity_utilisation", "Capacity utilisation", "fraction"),
                Column::number("current_stock", "Stock", "units"),
                Column::number("maximum_stock", "Maximum stock", "units"),
                Column::number("free", "Free", "units"),
                Column::count("above_maximum", "Products above their maximum", "count"),
            ],
        );
        for (warehouse, sum) in &sums {
            table.push([
                (*warehouse).into(),
                share(sum.stock, sum.maximum).into(),
                sum.stock.into(),
                sum.maximum.into(),
                (sum.maximum - sum.stock).into(),
                sum.above.into(),
            ]);
        }
        let worked = format!(
            "{} ÷ {} = {}",
            written(all.stock),
            written(all.maximum),
            written(utilisation)
        );
        Ok(Calculation::of(
            "capacity_utilisation",
            "Capacity utilisation",
            utilisation,
            "fraction",
        )
        .by(
            "stock ÷ maximum stock, each summed over the products",
            worked,
        )
        .figure("current_stock", "Stock", all.stock, "units")
        .figure("maximum_stock", "Maximum stock", all.maximum, "units")
        .table(table)
        .caveat("It counts units, not room.")
        .caveat_if(
            without_maximum > 0,
            format!(
                "{} no maximum: their stock counts, their capacity cannot.",
                counted(without_maximum, "stock row has", "stock rows have")
            ),
        ))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    fn stock() -> Value {
        json!([
            {"warehouse_code": "WEST", "product_code": "A", "current_stock": 30, "maximum_stock": 20},
            {"warehouse_code": "EAST", "product_code": "A", "current_stock": 10, "maximum_stock": 60},
            {"warehouse_code": "EAST", "product_code": "B", "current_stock": 5, "maximum_stock": 40},
            {"warehouse_code": "EAST", "product_code": "C", "current_stock": 10}
        ])
    }

    #[test]
    fn sums_are_divided_not_shares_averaged() {
        let done = run(WarehouseCapacity::TOOL, &json!({"stock": stock()})).unwrap();
        // (30 + 10 + 5 + 10) ÷ (20 + 60 + 40).
        assert!((done.result.unwrap() - 55.0 / 120.0).abs() < 1e-12);
        let rows = &done.tables[0].rows;
        assert_eq!(
            rows[0],
            [
                json!("EAST"),
                json!(0.25),
                json!(25),
                json!(100),
                json!(75),
                json!(0)
            ]
        );
        assert_eq!(
            rows[1],
            [
                json!("WEST"),
                json!(1.5),
                json!(30),
                json!(20),
                json!(-10),
                json!(1)
            ]
        );
        assert!(done.caveats[1].starts_with("1 stock row has no maximum"));
    }

    #[test]
    fn one_warehouse() {
        let given = json!({"warehouse_code": "WEST", "stock": stock()});
        let done = run(WarehouseCapacity::TOOL, &given).unwrap();
        assert_eq!(
            (done.result, done.worked.as_str()),
            (Some(1.5), "30 ÷ 20 = 1.5")
        );
        let given = json!({"warehouse_code": "NORTH", "stock": stock()});
        let refusal = run(WarehouseCapacity::TOOL, &given)
            .unwrap_err()
            .to_string();
        assert!(
            refusal.starts_with("no stock row has a maximum"),
            "{refusal}"
        );
    }
}
