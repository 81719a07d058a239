//! *Stockout risk* is stock that does not cover the demand of the coming days.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calculation::Calculation;
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::quantity::{Days, WholeDays};
use crate::rows::columns::{
    COVER, DAILY_DEMAND, LEAD_TIME, PRODUCT, PRODUCT_NAME, STOCK, WAREHOUSE,
};
use crate::rows::{Code, DailyDemand, DemandRow, StockRow, at, how_many, share};
use crate::table::{Column, Table};

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: StockoutRisk::TOOL,
        label: "Stockout risk",
        description: "Products whose stock does not cover the demand expected for the coming days, at a warehouse or at all of them, those that \
                      run out first on top. Expected is the average of the window that demand was measured over; what is on order is not counted, \
                      and the lead time stands beside the days of cover: where it is longer, an order placed now comes too late.",
        specialist: Specialist::Inventory,
        forms: vec![Form::of::<StockoutRisk>()],
    }
}

/// What stockout risk is found in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StockoutRisk {
    /// Warehouse; all without it.
    #[serde(default)]
    pub warehouse_code: Option<Code>,
    /// Coming days that stock has to cover.
    #[schemars(title = "Days to cover")]
    pub days: WholeDays,
    /// Days that the demand was measured over.
    #[serde(default = "usual_window")]
    #[schemars(title = "Demand window")]
    pub window_days: WholeDays,
    /// Stock.
    pub stock: Vec<StockRow>,
    /// Demand of the window; where there is no row there was none.
    pub demand: Vec<DemandRow>,
}

/// 90 days (the glossary, "average daily demand").
pub(crate) fn usual_window() -> WholeDays {
    WholeDays::QUARTER
}

impl Calculate for StockoutRisk {
    const TOOL: &'static str = "identify_stockout_risk";

    /// Rows with current_stock < average daily demand × days (the glossary, "stockout risk", "days of cover").
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let days = self.days.get();
        let demand = DailyDemand::new(&self.demand, self.window_days);
        let mut at_risk = Vec::new();
        let (mut looked_at, mut without_demand) = (0, 0);
        for row in at(&self.stock, self.warehouse_code.as_ref()) {
            looked_at += 1;
            let daily = demand.of(row);
            let Some(cover) = share(row.current_stock.get(), daily) else {
                without_demand += 1;
                continue;
            };
            if row.current_stock.get() < daily * days {
                at_risk.push((row, daily, cover.max(0.0)));
            }
        }
        at_risk.sort_by(|a, b| a.2.total_cmp(&b.2).then(b.1.total_cmp(&a.1)));
        let mut table = Table::new(
            "stockout_risk",
            "Stockout risk",
            &[
                WAREHOUSE,
                PRODUCT,
                PRODUCT_NAME,
                STOCK,
                DAILY_DEMAND,
                Column::number("expected_demand", "Expected demand", "units"),
                Column::number("shortfall", "Shortfall", "units"),
                COVER,
                LEAD_TIME,
                Column::flag("too_late_to_order", "Too late to order"),
            ],
        );
        let mut too_late = 0;
        for (row, daily, cover) in &at_risk {
            let lead = row.lead_time_days.map(Days::get);
            let late = lead.map(|lead| lead > *cover);
            too_late += usize::from(late == Some(true));
            table.push([
                (&row.warehouse_code).into(),
                (&row.product_code).into(),
                row.product_name.as_ref().into(),
                row.current_stock.get().into(),
                (*daily).into(),
                (daily * days).into(),
                (daily * days - row.current_stock.get()).into(),
                (*cover).into(),
                lead.into(),
                late.into(),
            ]);
        }
        let worked = format!(
            "{} of {looked_at} stock rows do not cover {days} days",
            at_risk.len()
        );
        Ok(Calculation::of(
            "at_risk_count",
            "At risk of running out",
            how_many(at_risk.len()),
            "count",
        )
        .by(
            "stock < average daily demand × days; days of cover = stock ÷ average daily demand",
            worked,
        )
        .figure("too_late_to_order", "Lead time longer than the cover", how_many(too_late), "count")
        .figure("without_demand", "Stock rows without demand", how_many(without_demand), "count")
        .table(table)
        .caveat("Expected demand is the average of the window, without season or trend, and nothing on order is counted.")
        .caveat_if(looked_at == 0, "There are no stock rows for this."))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    #[test]
    fn stock_that_does_not_cover_the_days() {
        let given = json!({"days": 14, "stock": [
            {"warehouse_code": "EAST", "product_code": "A", "current_stock": 27, "lead_time_days": 20},
            {"warehouse_code": "EAST", "product_code": "B", "current_stock": 28},
            {"warehouse_code": "EAST", "product_code": "C", "current_stock": 0, "lead_time_days": 5},
            {"warehouse_code": "WEST", "product_code": "A", "current_stock": 0},
            {"warehouse_code": "WEST", "product_code": "C", "current_stock": 1, "lead_time_days": 1}
        ], "demand": [
            {"warehouse_code": "EAST", "product_code": "A", "units_sold": 180},
            {"warehouse_code": "EAST", "product_code": "B", "units_sold": 180},
            {"warehouse_code": "EAST", "product_code": "C", "units_sold": 90},
            {"warehouse_code": "WEST", "product_code": "C", "units_sold": 9},
            {"warehouse_code": "WEST", "product_code": "A", "units_sold": -4}
        ]});
        let done = run(StockoutRisk::TOOL, &given).unwrap();
        let table = &done.tables[0];
        let row = |number: usize| -> Vec<&Value> { table.rows[number].iter().collect() };
        assert_eq!(table.rows.len(), 3);
        // C in the east has none: 1 a day × 14. C in the west lasts 1 ÷ 0.1 = 10 days. A: 27 against 2 × 14 = 28, 13.5 days.
        assert_eq!(
            (row(0)[1], row(0)[6], row(0)[7]),
            (&json!("C"), &json!(14), &json!(0))
        );
        assert_eq!(
            (row(1)[0], row(1)[7], row(1)[9]),
            (&json!("WEST"), &json!(10), &json!(false))
        );
        assert_eq!(
            (row(2)[1], row(2)[7], row(2)[9]),
            (&json!("A"), &json!(13.5), &json!(true))
        );
        assert_eq!(
            (done.result, done.value("too_late_to_order")),
            (Some(3.0), Some(2.0))
        );
        assert_eq!(done.value("without_demand"), Some(1.0));
    }

    #[test]
    fn days_have_to_be_whole() {
        let given = json!({"days": 1.5, "stock": [], "demand": []});
        let refusal = run(StockoutRisk::TOOL, &given).unwrap_err().to_string();
        assert_eq!(
            refusal,
            "days must be a whole number from 1 to 3660, not 1.5"
        );
    }
}
