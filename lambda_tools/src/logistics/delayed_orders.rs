//! *Delayed orders* are sales orders whose delivery day has passed without delivery.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calculation::Calculation;
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::quantity::WholeDays;
use crate::rows::{Code, SalesOrderRow, counted, how_many};
use crate::table::{Column, Table};

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: DelayedOrders::TOOL,
        label: "Delayed orders",
        description: "Sales orders that should have been delivered before today and are neither delivered nor cancelled, the latest first, of a \
                      warehouse or of all; with days only those that are at least that many days late.",
        specialist: Specialist::Logistics,
        forms: vec![Form::of::<DelayedOrders>()],
    }
}

/// What delayed orders are found in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DelayedOrders {
    /// Warehouse; all without it.
    #[serde(default)]
    pub warehouse_code: Option<Code>,
    /// Least days of delay.
    #[serde(default = "one_day")]
    #[schemars(title = "Days late, at least")]
    pub days: WholeDays,
    /// Day that counts as today.
    pub today: Date,
    /// Sales orders.
    pub orders: Vec<SalesOrderRow>,
}

fn one_day() -> WholeDays {
    WholeDays::ONE
}

impl Calculate for DelayedOrders {
    const TOOL: &'static str = "identify_delayed_orders";

    /// Orders with delivery_date < today whose status is neither Delivered nor Cancelled (the glossary, "overdue").
    #[expect(clippy::cast_precision_loss, reason = "days of a calendar are few")]
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let at_warehouse = |order: &&SalesOrderRow| {
            let wanted = self.warehouse_code.as_ref();
            wanted.is_none_or(|code| order.warehouse_code.as_ref() == Some(code))
        };
        let orders = self.orders.iter().filter(at_warehouse);
        let mut late: Vec<(&SalesOrderRow, i64)> = orders
            .filter_map(|order| Some((order, order.days_late(self.today)?)))
            .filter(|(_, days)| *days as f64 >= self.days.get())
            .collect();
        late.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.id().cmp(&b.0.id())));
        let undated = self.orders.iter().filter(at_warehouse);
        let undated = undated.filter(|order| order.is_open() && order.delivery_date.is_none());
        let undated = undated.count();
        let mut table = Table::new(
            "delayed_orders",
            "Delayed orders",
            &[
                Column::text("sales_order_prefix", "Prefix"),
                Column::text("sales_order_number", "Number"),
                Column::text("customer_name", "Customer"),
                Column::date("order_date", "Ordered"),
                Column::text("warehouse_code", "Warehouse"),
                Column::text("delivery_area", "Delivery area"),
                Column::date("delivery_date", "Due"),
                Column::text("status", "Status"),
                Column::count("days_late", "Days late", "days"),
            ],
        );
        for (order, days) in &late {
            table.push([
                (&order.sales_order_prefix).into(),
                (&order.sales_order_number).into(),
                order.customer_name.as_ref().into(),
                order.order_date.into(),
                order.warehouse_code.as_ref().into(),
                order.delivery_area.as_ref().into(),
                order.delivery_date.into(),
                (&order.status).into(),
                (*days).into(),
            ]);
        }
        let days: i64 = late.iter().map(|(_, days)| days).sum();
        let count = how_many(late.len());
        let mut done = Calculation::of("delayed_orders", "Delayed orders", count, "count").by(
            "delivery date before today, status neither Delivered nor Cancelled",
            format!(
                "{} of {}",
                counted(late.len(), "order is late", "orders are late"),
                self.orders.len()
            ),
        );
        if let Some((_, longest)) = late.first() {
            done = done
                .figure(
                    "average_days_late",
                    "Average delay",
                    days as f64 / count,
                    "days",
                )
                .figure("longest_delay", "Longest delay", *longest as f64, "days");
        }
        Ok(done.table(table).caveat_if(
            undated > 0,
            format!(
                "{} no delivery day and cannot be late.",
                counted(undated, "open order has", "open orders have")
            ),
        ))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    fn order(number: u32, warehouse: &str, due: Option<&str>, status: &str) -> Value {
        json!({"sales_order_prefix": "SO", "sales_order_number": number, "warehouse_code": warehouse, "delivery_date": due, "status": status})
    }

    fn orders() -> Value {
        json!([
            order(1, "EAST", Some("2025-06-29"), "Shipped"),
            order(2, "EAST", Some("2025-06-30"), "Pending"),
            order(3, "EAST", Some("2025-05-31"), "Processing"),
            order(4, "WEST", Some("2025-06-20"), "pending"),
            order(5, "WEST", Some("2025-06-01"), "Delivered"),
            order(6, "WEST", Some("2025-06-01"), "Cancelled"),
            order(7, "WEST", None, "Pending")
        ])
    }

    #[test]
    fn late_is_due_before_today_and_not_settled() {
        let given = json!({"today": "2025-06-30", "orders": orders()});
        let done = run(DelayedOrders::TOOL, &given).unwrap();
        let rows: Vec<(&Value, &Value)> = done.tables[0]
            .rows
            .iter()
            .map(|row| (&row[1], &row[8]))
            .collect();
        assert_eq!(
            rows,
            [
                (&json!("3"), &json!(30)),
                (&json!("4"), &json!(10)),
                (&json!("1"), &json!(1))
            ]
        );
        assert_eq!(done.result, Some(3.0));
        // (30 + 10 + 1) ÷ 3
        assert!((done.value("average_days_late").unwrap() - 41.0 / 3.0).abs() < 1e-12);
        assert!(done.caveats[0].starts_with("1 open order has no delivery day"));
    }

    #[test]
    fn at_least_so_many_days_at_a_warehouse() {
        let given = json!({"today": "2025-06-30", "days": 10, "warehouse_code": "WEST", "orders": orders()});
        let done = run(DelayedOrders::TOOL, &given).unwrap();
        assert_eq!(
            (done.result, done.value("longest_delay")),
            (Some(1.0), Some(10.0))
        );
        let none = json!({"today": "2025-01-01", "orders": orders()});
        let done = run(DelayedOrders::TOOL, &none).unwrap();
        assert_eq!(
            (done.result, done.value("longest_delay")),
            (Some(0.0), None)
        );
    }

    #[test]
    fn today_has_to_be_a_day() {
        let refusal = run(
            DelayedOrders::TOOL,
            &json!({"today": "yesterday", "orders": []}),
        )
        .unwrap_err();
        assert!(
            refusal.to_string().starts_with("today cannot be read"),
            "{refusal}"
        );
        let refusal = run(DelayedOrders::TOOL, &json!({"orders": []})).unwrap_err();
        assert!(
            refusal
                .to_string()
                .starts_with("today is missing: Day that counts"),
            "{refusal}"
        );
    }
}
