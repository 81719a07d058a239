//! *Transfers* move stock from warehouses that have more than they need to those that lack it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calculation::Calculation;
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::quantity::Units;
use crate::rows::columns::{PRODUCT, PRODUCT_NAME, WAREHOUSE};
use crate::rows::{Code, StockRow, counted, how_many};
use crate::table::{Column, Table};

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: Transfers::TOOL,
        label: "Transfer proposals",
        description: "Which stock to move between warehouses: whoever is below the minimum of a product gets it from those that stay at or above both \
                      their own minimum and their own reorder point without it, the largest shortage first, from the largest spare first, in whole \
                      units. What no warehouse can spare is listed. Ways and costs of moving are not known here.",
        specialist: Specialist::Inventory,
        forms: vec![Form::of::<Transfers>()],
    }
}

/// What transfers are proposed from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfers {
    /// Stock of all warehouses, with minimum and reorder point.
    pub stock: Vec<StockRow>,
}

/// Units that a warehouse lacks or can spare.
struct Amount<'a> {
    row: &'a StockRow,
    units: f64,
}

/// Units below the minimum, rounded up to whole ones.
fn lacking(row: &StockRow) -> Option<Amount<'_>> {
    let units = (row.minimum_stock?.get() - row.current_stock.get()).ceil();
    (units > 0.0).then_some(Amount { row, units })
}

/// Whole units above both the minimum and the reorder point; none where neither is known.
fn spare(row: &StockRow) -> Option<Amount<'_>> {
    let levels = [row.minimum_stock, row.reorder_point];
    let keep = levels
        .into_iter()
        .flatten()
        .map(Units::get)
        .reduce(f64::max)?;
    let units = (row.current_stock.get() - keep).floor();
    (units > 0.0).then_some(Amount { row, units })
}

fn largest_first(amounts: &mut [Amount<'_>]) {
    amounts.sort_by(|a, b| {
        let units = b.units.total_cmp(&a.units);
        units.then_with(|| a.row.warehouse_code.cmp(&b.row.warehouse_code))
    });
}

impl Calculate for Transfers {
    const TOOL: &'static str = "propose_transfers";

    fn work_out(&self) -> Result<Calculation, ToolError> {
        let mut products: BTreeMap<&Code, Vec<&StockRow>> = BTreeMap::new();
        for row in &self.stock {
            products.entry(&row.product_code).or_default().push(row);
        }
        let mut moves = Table::new(
            "transfers",
            "Proposed transfers",
            &[
                PRODUCT,
                PRODUCT_NAME,
                Column::text("from_warehouse_code", "From"),
                Column::text("to_warehouse_code", "To"),
                Column::number("units", "Units", "units"),
                Column::number("from_stock_after", "Left there", "units"),
                Column::number("to_stock_after", "Then here", "units"),
            ],
        );
        let mut missing = Table::new(
            "uncovered",
            "Shortages that remain",
            &[
                PRODUCT,
                PRODUCT_NAME,
                WAREHOUSE,
                Column::number("still_missing", "Still missing", "units"),
            ],
        );
        let (mut moved, mut shortages) = (0.0, 0);
        for rows in products.values() {
            let mut needs: Vec<Amount<'_>> = rows.iter().filter_map(|row| lacking(row)).collect();
            let mut spares: Vec<Amount<'_>> = rows.iter().filter_map(|row| spare(row)).collect();
            shortages += needs.len();
            largest_first(&mut needs);
            largest_first(&mut spares);
            let mut given: BTreeMap<&Code, f64> = BTreeMap::new();
            for need in &mut needs {
                let mut stock = need.row.current_stock.get();
                for spare in spares.iter_mut().filter(|spare| spare.units > 0.0) {
                    if need.units <= 0.0 {
                        break;
                    }
                    let units = need.units.min(spare.units);
                    need.units -= units;
                    spare.units -= units;
                    stock += units;
                    moved += units;
                    let given = given.entry(&spare.row.warehouse_code).or_insert(0.0);
                    *given += units;
                    moves.push([
                        (&need.row.product_code).into(),
                        need.row.product_name.as_ref().into(),
                        (&spare.row.warehouse_code).into(),
                        (&need.row.warehouse_code).into(),
                        units.into(),
                        (spare.row.current_stock.get() - *given).into(),
                        stock.into(),
                    ]);
                }
                if need.units > 0.0 {
                    missing.push([
                        (&need.row.product_code).into(),
                        need.row.product_name.as_ref().into(),
                        (&need.row.warehouse_code).into(),
                        need.units.into(),
                    ]);
                }
            }
        }
        let covered = shortages - missing.rows.len();
        let worked = format!(
            "{} cover {covered} of {}",
            counted(moves.rows.len(), "transfer", "transfers"),
            counted(shortages, "shortage", "shortages")
        );
        Ok(Calculation::of("units_to_move", "Units to move", moved, "units")
            .by(
                "shortage = minimum stock − stock; spare = stock − the larger of minimum stock and reorder point",
                worked,
            )
            .figure("shortages", "Shortages", how_many(shortages), "count")
            .figure("covered", "Covered by transfers", how_many(covered), "count")
            .table(moves)
            .table(missing)
            .caveat("Ways, times and costs of moving are not known here; a purchase may be cheaper."))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    fn row(warehouse: &str, product: &str, stock: f64, minimum: f64, point: f64) -> Value {
        json!({"warehouse_code": warehouse, "product_code": product, "current_stock": stock, "minimum_stock": minimum, "reorder_point": point})
    }

    #[test]
    fn the_largest_shortage_is_helped_first() {
        let given = json!({"stock": [
            row("A", "P", 2.0, 10.0, 20.0),
            row("B", "P", 9.5, 10.0, 20.0),
            row("C", "P", 26.0, 10.0, 20.0),
            row("D", "P", 24.9, 10.0, 20.0),
            row("A", "Q", 0.0, 5.0, 5.0),
            row("B", "Q", 5.0, 5.0, 5.0),
            {"warehouse_code": "C", "product_code": "Q", "current_stock": 900}
        ]});
        let done = run(Transfers::TOOL, &given).unwrap();
        let moves: Vec<Vec<Value>> = done.tables[0].rows.clone();
        // A lacks 8: 6 from C (26 − 20), 2 of the 4 from D (24.9 − 20, whole units). B lacks 0.5, that is 1: from D.
        assert_eq!(moves.len(), 3);
        assert_eq!(
            moves[0][2..],
            [json!("C"), json!("A"), json!(6), json!(20), json!(8)]
        );
        assert_eq!(
            moves[1][2..],
            [json!("D"), json!("A"), json!(2), json!(22.9), json!(10)]
        );
        assert_eq!(moves[2][2..5], [json!("D"), json!("B"), json!(1)]);
        assert!((moves[2][5].as_f64().unwrap() - 21.9).abs() < 1e-9);
        // Nobody can spare Q: what C has to keep is not known.
        assert_eq!(
            done.tables[1].rows,
            [vec![json!("Q"), Value::Null, json!("A"), json!(5)]]
        );
        assert_eq!((done.result, done.value("covered")), (Some(9.0), Some(2.0)));
        assert_eq!(done.worked, "3 transfers cover 2 of 3 shortages");
    }
}
