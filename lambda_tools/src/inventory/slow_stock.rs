//! *Slow stock* lasts much longer than it should; *dead stock* is not asked for at all.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::stockout_risk::usual_window;
use crate::calculation::Calculation;
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::quantity::{UsdPerUnit, WholeDays};
use crate::rows::columns::{COVER, DAILY_DEMAND, PRODUCT, PRODUCT_NAME, STOCK, VALUE, WAREHOUSE};
use crate::rows::{Code, DailyDemand, DemandRow, StockRow, at, counted, dollars, how_many, share};
use crate::table::{Column, Table};

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: SlowStock::TOOL,
        label: "Dead and slow stock",
        description: "Stock that nobody asked for in the window (dead) or that lasts longer than slow_cover_days at the demand of the window (slow), \
                      with the money that is tied up in it, most first. A product that came in only recently may be new rather than dead: the day of \
                      the last restock stands beside it.",
        specialist: Specialist::Inventory,
        forms: vec![Form::of::<SlowStock>()],
    }
}

/// What dead and slow stock is found in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlowStock {
    /// Warehouse; all without it.
    #[serde(default)]
    pub warehouse_code: Option<Code>,
    /// Days of cover above which stock is slow.
    #[serde(default = "half_a_year")]
    #[schemars(title = "Slow above")]
    pub slow_cover_days: WholeDays,
    /// Days that the demand was measured over.
    #[serde(default = "usual_window")]
    #[schemars(title = "Demand window")]
    pub window_days: WholeDays,
    /// Stock with its unit cost.
    pub stock: Vec<StockRow>,
    /// Demand of the window; where there is no row there was none.
    pub demand: Vec<DemandRow>,
}

fn half_a_year() -> WholeDays {
    WholeDays::HALF_YEAR
}

impl Calculate for SlowStock {
    const TOOL: &'static str = "identify_slow_stock";

    /// Dead: stock above 0 without demand in the window; slow: stock ÷ average daily demand above `slow_cover_days`.
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let demand = DailyDemand::new(&self.demand, self.window_days);
        let mut found = Vec::new();
        let (mut looked_at, mut without_cost) = (0, 0);
        for row in at(&self.stock, self.warehouse_code.as_ref()) {
            looked_at += 1;
            let stock = row.current_stock.get();
            let daily = demand.of(row);
            let cover = share(stock, daily);
            let slow = cover.is_none_or(|cover| cover > self.slow_cover_days.get());
            if stock <= 0.0 || !slow {
                continue;
            }
            let value = row.unit_cost.map(|cost| stock * UsdPerUnit::get(cost));
            without_cost += usize::from(value.is_none());
            found.push((row, daily, cover, value.map(dollars)));
        }
        found.sort_by(|a, b| {
            let value = |value: Option<f64>| value.unwrap_or(-1.0);
            value(b.3)
                .total_cmp(&value(a.3))
                .then_with(|| a.0.product_code.cmp(&b.0.product_code))
        });
        let mut table = Table::new(
            "slow_stock",
            "Dead and slow stock",
            &[
                WAREHOUSE,
                PRODUCT,
                PRODUCT_NAME,
                Column::text("class", "Class"),
                STOCK,
                VALUE,
                DAILY_DEMAND,
                COVER,
                Column::date("last_restock_date", "Last restock"),
            ],
        );
        let (mut dead, mut dead_value, mut slow_value) = (0, 0.0, 0.0);
        for (row, daily, cover, value) in &found {
            let is_dead = cover.is_none();
            dead += usize::from(is_dead);
            *(if is_dead {
                &mut dead_value
            } else {
                &mut slow_value
            }) += value.unwrap_or(0.0);
            table.push([
                (&row.warehouse_code).into(),
                (&row.product_code).into(),
                row.product_name.as_ref().into(),
                (if is_dead { "dead" } else { "slow" }).into(),
                row.current_stock.get().into(),
                (*value).into(),
                (*daily).into(),
                (*cover).into(),
                row.last_restock_date.into(),
            ]);
        }
        let slow = found.len() - dead;
        let worked = format!("{dead} dead and {slow} slow of {looked_at} stock rows");
        let tied_up = dollars(dead_value + slow_value);
        Ok(Calculation::of("tied_up_value", "Money in dead and slow stock", tied_up, "USD")
            .by(
                "dead: stock without demand in the window; slow: stock ÷ average daily demand above the days given; value = stock × unit cost",
                worked,
            )
            .figure("dead_count", "Dead", how_many(dead), "count")
            .figure("dead_value", "Money in dead stock", dollars(dead_value), "USD")
            .figure("slow_count", "Slow", how_many(slow), "count")
            .figure("slow_value", "Money in slow stock", dollars(slow_value), "USD")
            .table(table)
            .caveat("Seasonal goods look dead out of season; a longer window tells.")
            .caveat_if(
                without_cost > 0,
                format!("{} no unit cost, so the money in it is not counted.", counted(without_cost, "stock row has", "stock rows have")),
            ))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    #[test]
    fn what_lies_and_what_crawls() {
        let given = json!({"stock": [
            {"warehouse_code": "W", "product_code": "DEAD", "current_stock": 10, "unit_cost": 2.5, "last_restock_date": "2024-01-31"},
            {"warehouse_code": "W", "product_code": "SLOW", "current_stock": 181, "unit_cost": 0.1},
            {"warehouse_code": "W", "product_code": "FAST", "current_stock": 180, "unit_cost": 9},
            {"warehouse_code": "W", "product_code": "NONE", "current_stock": 0, "unit_cost": 9},
            {"warehouse_code": "W", "product_code": "FREE", "current_stock": 3}
        ], "demand": [
            {"warehouse_code": "W", "product_code": "SLOW", "units_sold": 90},
            {"warehouse_code": "W", "product_code": "FAST", "units_sold": 90}
        ]});
        let done = run(SlowStock::TOOL, &given).unwrap();
        let table = &done.tables[0];
        let column = |name: &str| -> Vec<&Value> {
            (0..table.rows.len())
                .map(|row| table.cell(row, name).unwrap())
                .collect()
        };
        // 10 × 2.5 = 25 and 181 × 0.1 = 18.1; 181 ÷ 1 a day is above 180, 180 is not.
        assert_eq!(column("product_code"), ["DEAD", "SLOW", "FREE"]);
        assert_eq!(column("class"), ["dead", "slow", "dead"]);
        assert_eq!(
            column("stock_value"),
            [&json!(25), &json!(18.1), &Value::Null]
        );
        assert_eq!(
            column("days_of_cover"),
            [&Value::Null, &json!(181), &Value::Null]
        );
        assert_eq!(column("last_restock_date")[0], "2024-01-31");
        assert_eq!(
            (done.result, done.value("dead_value")),
            (Some(43.1), Some(25.0))
        );
        assert_eq!(
            (done.value("dead_count"), done.value("slow_count")),
            (Some(2.0), Some(1.0))
        );
        assert!(done.caveats[1].starts_with("1 stock row has no unit cost"));
    }
}
