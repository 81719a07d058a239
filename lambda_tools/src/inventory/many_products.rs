//! Reorder points and safety stocks of *many products* at once, a row for each product at each warehouse.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reorder_point::{POSITION, ReorderPoint};
use super::safety_stock::{SafetyStock, by_service_level};
use crate::calculation::Calculation;
use crate::error::ToolError;
use crate::form::Calculate;
use crate::quantity::{Balance, Days, ServiceLevel, Units, UnitsPerDay};
use crate::rows::columns::{
    DAILY_DEMAND, LEAD_TIME, NOTE, POSITION as POSITION_COLUMN, PRODUCT, PRODUCT_NAME,
    REORDER_POINT, SAFETY_STOCK, STOCK, WAREHOUSE,
};
use crate::rows::{Code, counted, how_many};
use crate::table::{Column, Table};

/// A product, at a warehouse or everywhere, with what is known of its demand and its lead time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductRow {
    /// Warehouse.
    #[serde(default)]
    pub warehouse_code: Option<Code>,
    /// Product.
    pub product_code: Code,
    /// Name of the product.
    #[serde(default)]
    pub product_name: Option<String>,
    /// Units sold or used on an average day.
    #[schemars(title = "Average daily demand")]
    pub avg_daily_demand: UnitsPerDay,
    /// Units sold or used on the busiest day.
    #[serde(default)]
    pub max_daily_demand: Option<UnitsPerDay>,
    /// Standard deviation of the units of one day.
    #[serde(default)]
    pub demand_std_dev: Option<UnitsPerDay>,
    /// Days from placing an order to its arrival, on average or as planned.
    #[serde(default)]
    #[schemars(title = "Lead time")]
    pub lead_time_days: Option<Days>,
    /// Days from placing an order to its arrival when it takes longest; the planned ones without it.
    #[serde(default)]
    pub max_lead_time_days: Option<Days>,
    /// Standard deviation of the lead time; a certain lead time without it.
    #[serde(default)]
    pub lead_time_std_dev: Option<Days>,
    /// Safety stock, where it is given; otherwise it is computed.
    #[serde(default)]
    pub safety_stock: Option<Units>,
    /// Units on hand.
    #[serde(default)]
    pub current_stock: Option<Balance>,
    /// Units ordered and not yet here.
    #[serde(default)]
    pub on_order: Option<Units>,
    /// Units owed to customers.
    #[serde(default)]
    pub backordered: Option<Units>,
}

impl ProductRow {
    /// Safety stock, units, or why there is none.
    fn computed(&self, level: Option<ServiceLevel>) -> Result<f64, &'static str> {
        if let Some(given) = self.safety_stock {
            return Ok(given.get());
        }
        let demand = self.avg_daily_demand.get();
        let lead = self.lead_time_days.ok_or("no lead time")?.get();
        if let Some(level) = level {
            let deviation = self.demand_std_dev.ok_or("no deviation of demand")?;
            let lead_deviation = self.lead_time_std_dev.map_or(0.0, Days::get);
            let (units, _) =
                by_service_level(level, (demand, deviation.get()), (lead, lead_deviation));
            return Ok(units);
        }
        let most = self.max_daily_demand.ok_or("no maximum demand")?.get();
        let longest = self.max_lead_time_days.map_or(lead, Days::get);
        if most < demand || longest < lead {
            return Err("a maximum is below its average");
        }
        Ok(most * longest - demand * lead)
    }

    /// On hand + on order − backordered, units; none where stock is not known.
    fn position(&self) -> Option<f64> {
        let ordered = self.on_order.map_or(0.0, Units::get);
        let owed = self.backordered.map_or(0.0, Units::get);
        self.current_stock.map(|stock| stock.get() + ordered - owed)
    }
}

/// Said where safety stocks were computed.
fn method(level: Option<ServiceLevel>) -> &'static str {
    match level {
        Some(_) => {
            "Safety stocks that were not given follow the service level: the share of cycles without a stockout, for normal demand."
        }
        None => {
            "Safety stocks that were not given follow the max–avg method, a heuristic without a service level."
        }
    }
}

/// What reorder points of many products are computed from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReorderPoints {
    /// Share of replenishment cycles without a stockout, for safety stocks that are not given; without it they follow the
    /// max–avg method (fraction, 0.95 for 95 %).
    #[serde(default)]
    #[schemars(title = "Cycle service level")]
    pub service_level: Option<ServiceLevel>,
    /// The products.
    #[schemars(title = "Products")]
    pub products: Vec<ProductRow>,
}

impl Calculate for ReorderPoints {
    const TOOL: &'static str = ReorderPoint::TOOL;
    const METHOD: &'static str = "many products";

    /// For each row average daily demand × lead time + safety stock, in units (definition: the glossary, "Calculations").
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let mut table = Table::new(
            "reorder_points",
            "Reorder points",
            &[
                WAREHOUSE,
                PRODUCT,
                PRODUCT_NAME,
                REORDER_POINT,
                DAILY_DEMAND,
                LEAD_TIME,
                SAFETY_STOCK,
                STOCK,
                POSITION_COLUMN,
                Column::flag("order_due", "Order due"),
                NOTE,
            ],
        );
        let (mut due, mut unknown) = (0, 0);
        for row in &self.products {
            let demand = row.avg_daily_demand.get();
            let lead = row.lead_time_days.map(Days::get);
            let safety = row.computed(self.service_level);
            let point = lead
                .zip(safety.ok())
                .map(|(lead, safety)| demand * lead + safety);
            let position = row.position();
            let is_due = point
                .zip(position)
                .map(|(point, position)| position <= point);
            due += usize::from(is_due == Some(true));
            unknown += usize::from(point.is_none());
            let note = lead.ok_or("no lead time").and(safety).err();
            table.push([
                row.warehouse_code.as_ref().into(),
                (&row.product_code).into(),
                row.product_name.as_ref().into(),
                point.into(),
                demand.into(),
                lead.into(),
                safety.ok().into(),
                row.current_stock.map(Balance::get).into(),
                position.into(),
                is_due.into(),
                note.into(),
            ]);
        }
        let known = self.products.len() - unknown;
        let worked = format!(
            "{}; {due} at or below it",
            counted(known, "reorder point", "reorder points")
        );
        Ok(Calculation::listing("Reorder points")
            .by("average daily demand × lead time + safety stock", worked)
            .figure("order_due", "Orders due", how_many(due), "count")
            .figure(
                "without_result",
                "Products without a result",
                how_many(unknown),
                "count",
            )
            .table(table)
            .caveat(POSITION)
            .caveat(method(self.service_level))
            .caveat_if(
                unknown > 0,
                format!(
                    "{} without a reorder point: the note says what is missing.",
                    counted(unknown, "product is", "products are")
                ),
            ))
    }
}

/// What safety stocks of many products are computed from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SafetyStocks {
    /// Share of replenishment cycles without a stockout; without it safety stocks follow the max–avg method (fraction, 0.95
    /// for 95 %).
    #[serde(default)]
    #[schemars(title = "Cycle service level")]
    pub service_level: Option<ServiceLevel>,
    /// The products; a safety stock that a row gives is kept.
    #[schemars(title = "Products")]
    pub products: Vec<ProductRow>,
}

impl Calculate for SafetyStocks {
    const TOOL: &'static str = SafetyStock::TOOL;
    const METHOD: &'static str = "many products";

    fn work_out(&self) -> Result<Calculation, ToolError> {
        let mut table = Table::new(
            "safety_stocks",
            "Safety stocks",
            &[
                WAREHOUSE,
                PRODUCT,
                PRODUCT_NAME,
                SAFETY_STOCK,
                DAILY_DEMAND,
                LEAD_TIME,
                NOTE,
            ],
        );
        let mut unknown = 0;
        for row in &self.products {
            let safety = row.computed(self.service_level);
            unknown += usize::from(safety.is_err());
            table.push([
                row.warehouse_code.as_ref().into(),
                (&row.product_code).into(),
                row.product_name.as_ref().into(),
                safety.ok().into(),
                row.avg_daily_demand.get().into(),
                row.lead_time_days.map(Days::get).into(),
                safety.err().into(),
            ]);
        }
        let known = self.products.len() - unknown;
        let formula = match self.service_level {
            Some(_) => "z × √(lead time × σ_demand² + average daily demand² × σ_lead time²)",
            None => "maximum daily demand × maximum lead time − average daily demand × lead time",
        };
        Ok(Calculation::listing("Safety stocks")
            .by(formula, counted(known, "safety stock", "safety stocks"))
            .figure(
                "without_result",
                "Products without a result",
                how_many(unknown),
                "count",
            )
            .table(table)
            .caveat(method(self.service_level))
            .caveat_if(
                unknown > 0,
                format!(
                    "{} without a safety stock: the note says what is missing.",
                    counted(unknown, "product is", "products are")
                ),
            ))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    #[test]
    fn a_row_for_each_product() {
        let products = json!([
            {"warehouse_code": "EAST", "product_code": "P1", "product_name": "Bell", "avg_daily_demand": 10, "lead_time_days": 7,
             "safety_stock": 20, "current_stock": 80, "on_order": 30, "backordered": 20},
            {"warehouse_code": "WEST", "product_code": "P1", "avg_daily_demand": 10, "max_daily_demand": 20, "lead_time_days": 7,
             "max_lead_time_days": 10, "current_stock": 201},
            {"product_code": "P2", "avg_daily_demand": 3, "max_daily_demand": 5},
            {"product_code": 3, "avg_daily_demand": 3, "lead_time_days": 2}
        ]);
        let done = run(ReorderPoint::TOOL, &json!({"products": products})).unwrap();
        assert_eq!(done.method, "many products");
        let column = |name: &str| -> Vec<&Value> {
            let table = &done.tables[0];
            (0..table.rows.len())
                .map(|row| table.cell(row, name).unwrap())
                .collect()
        };
        // 10 × 7 + 20; 10 × 7 + (20 × 10 − 10 × 7).
        assert_eq!(
            column("reorder_point"),
            [&json!(90), &json!(200), &Value::Null, &Value::Null]
        );
        // 80 + 30 − 20 is at the reorder point; 201 is above.
        assert_eq!(
            column("inventory_position"),
            [&json!(90), &json!(201), &Value::Null, &Value::Null]
        );
        assert_eq!(
            column("order_due"),
            [&json!(true), &json!(false), &Value::Null, &Value::Null]
        );
        assert_eq!(
            column("note"),
            [
                &Value::Null,
                &Value::Null,
                &json!("no lead time"),
                &json!("no maximum demand")
            ]
        );
        assert_eq!(done.worked, "2 reorder points; 1 at or below it");
        assert_eq!(done.value("without_result"), Some(2.0));
    }

    #[test]
    fn by_service_level() {
        // Reference value "safety stock, service level 95 %": 180.18469; the reorder point adds 100 × 5.
        let product = json!({"product_code": "P", "avg_daily_demand": 100, "demand_std_dev": 20, "lead_time_days": 5, "lead_time_std_dev": 1});
        let given = json!({"service_level": 0.95, "products": [product]});
        let done = run(ReorderPoint::TOOL, &given).unwrap();
        let point = done.tables[0].cell(0, "reorder_point").unwrap();
        assert!((point.as_f64().unwrap() - 680.184_69).abs() < 1e-5);
        let done = run(SafetyStock::TOOL, &given).unwrap();
        let stock = done.tables[0].cell(0, "safety_stock").unwrap();
        assert!((stock.as_f64().unwrap() - 180.184_69).abs() < 1e-5);
        assert_eq!(done.inputs[0].value, json!(0.95));
    }

    #[test]
    fn a_row_that_makes_no_sense_is_named() {
        let given = json!({"products": [
            {"product_code": "A", "avg_daily_demand": 1},
            {"product_code": "B", "avg_daily_demand": -1}
        ]});
        let refusal = run(ReorderPoint::TOOL, &given).unwrap_err().to_string();
        assert!(
            refusal.starts_with("products[1].avg_daily_demand must be between 0"),
            "{refusal}"
        );
        let given =
            json!({"products": [{"product_code": "A", "avg_daily_demand": 1, "safty_stock": 3}]});
        let refusal = run(ReorderPoint::TOOL, &given).unwrap_err().to_string();
        assert!(
            refusal.contains("safty_stock") && refusal.contains("safety_stock"),
            "{refusal}"
        );
    }

    #[test]
    fn ten_thousand_rows_in_one_call() {
        let products: Vec<Value> = (0..10_000)
            .map(|number| json!({"warehouse_code": "W", "product_code": number, "avg_daily_demand": number, "lead_time_days": 2, "safety_stock": 1}))
            .collect();
        let done = run(ReorderPoint::TOOL, &json!({"products": products})).unwrap();
        assert_eq!(done.tables[0].rows.len(), 10_000);
        assert_eq!(
            done.tables[0].cell(9_999, "reorder_point"),
            Some(&json!(19_999))
        );
    }
}
