//! *Fulfilment* is how much of what was ordered has been sent.

use std::collections::HashMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calculation::{Calculation, written};
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::rows::columns::{PRODUCT, PRODUCT_NAME};
use crate::rows::{Code, SalesLineRow, SalesOrderRow, counted, how_many, share};
use crate::table::{Column, Table};

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: FulfillmentStatus::TOOL,
        label: "Fulfilment status",
        description: "How far sales orders have come: for each line what was ordered, sent and is still to send, and for each order its status, its \
                      fill rate and whether it is late. With order_id only that order. The fill rate is units sent ÷ units ordered on orders that are \
                      not cancelled; still to send counts on open orders only.",
        specialist: Specialist::Logistics,
        forms: vec![Form::of::<FulfillmentStatus>()],
    }
}

/// What fulfilment is looked up in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FulfillmentStatus {
    /// Order, as prefix-number ("SO-43659"); all that are given without it.
    #[serde(default)]
    #[schemars(title = "Order")]
    pub order_id: Option<Code>,
    /// Day that counts as today; without it nothing is called late.
    #[serde(default)]
    pub today: Option<Date>,
    /// Sales orders.
    pub orders: Vec<SalesOrderRow>,
    /// Their lines.
    pub lines: Vec<SalesLineRow>,
}

type Key<'a> = (&'a Code, &'a Code);

impl FulfillmentStatus {
    fn wanted(&self) -> Result<Vec<&SalesOrderRow>, ToolError> {
        let is_wanted = |order: &&SalesOrderRow| {
            let id = self.order_id.as_ref().map(Code::as_str);
            id.is_none_or(|id| id == order.id() || id == order.sales_order_number.as_str())
        };
        let orders: Vec<&SalesOrderRow> = self.orders.iter().filter(is_wanted).collect();
        match &self.order_id {
            Some(id) if orders.is_empty() => Err(ToolError::refused(
                "order_id",
                format!("{id} is none of the orders"),
            )),
            _ => Ok(orders),
        }
    }
}

/// Units of an order, or of all.
#[derive(Default, Clone, Copy)]
struct Sum {
    lines: usize,
    ordered: f64,
    sent: f64,
    to_send: f64,
}

impl Calculate for FulfillmentStatus {
    const TOOL: &'static str = "check_fulfillment_status";

    /// SUM(fulfilled_quantity) ÷ SUM(order_quantity) over orders that are not cancelled; outstanding is order_quantity −
    /// fulfilled_quantity on lines of open orders (the glossary, "fill rate", "outstanding").
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let orders = self.wanted()?;
        let mut by_order: HashMap<Key<'_>, Vec<&SalesLineRow>> = HashMap::new();
        for line in &self.lines {
            let key = (&line.sales_order_prefix, &line.sales_order_number);
            by_order.entry(key).or_default().push(line);
        }
        let mut lines_table = lines_table();
        let mut orders_table = orders_table();
        let mut all = Sum::default();
        for order in &orders {
            let key = (&order.sales_order_prefix, &order.sales_order_number);
            let lines = by_order.get(&key).map(Vec::as_slice).unwrap_or_default();
            let mut sum = Sum::default();
            for line in lines {
                let (ordered, sent) = (line.order_quantity.get(), line.fulfilled_quantity.get());
                let to_send = if order.is_open() { ordered - sent } else { 0.0 };
                sum.lines += 1;
                sum.ordered += ordered;
                sum.sent += sent;
                sum.to_send += to_send;
                lines_table.push([
                    (&line.sales_order_prefix).into(),
                    (&line.sales_order_number).into(),
                    line.sales_order_line.as_ref().into(),
                    (&line.product_code).into(),
                    line.product_name.as_ref().into(),
                    ordered.into(),
                    sent.into(),
                    to_send.into(),
                    line.fulfillment_status.as_ref().into(),
                ]);
            }
            if !order.is_cancelled() {
                all.ordered += sum.ordered;
                all.sent += sum.sent;
                all.to_send += sum.to_send;
            }
            all.lines += sum.lines;
            let fill_rate = share(sum.sent, sum.ordered).filter(|_| !order.is_cancelled());
            let days_late = self.today.and_then(|today| order.days_late(today));
            orders_table.push([
                (&order.sales_order_prefix).into(),
                (&order.sales_order_number).into(),
                order.customer_name.as_ref().into(),
                (&order.status).into(),
                order.delivery_date.into(),
                sum.lines.into(),
                fill_rate.into(),
                sum.to_send.into(),
                days_late.into(),
            ]);
        }
        let label = "Fill rate";
        let done = match share(all.sent, all.ordered) {
            Some(rate) => Calculation::of("fill_rate", label, rate, "fraction").by(
                "units sent ÷ units ordered",
                format!(
                    "{} ÷ {} = {}",
                    written(all.sent),
                    written(all.ordered),
                    written(rate)
                ),
            ),
            None => Calculation::listing("Fulfilment status").by(
                "units sent ÷ units ordered",
                "nothing was ordered on orders that are not cancelled",
            ),
        };
        let status = match orders.as_slice() {
            [order] => format!("The order is {}.", order.status.to_lowercase()),
            orders => format!("{}.", counted(orders.len(), "order", "orders")),
        };
        Ok(done
            .figure("to_send", "Still to send", all.to_send, "units")
            .figure("lines", "Lines", how_many(all.lines), "count")
            .table(lines_table)
            .table(orders_table)
            .caveat(status))
    }
}

fn lines_table() -> Table {
    Table::new(
        "lines",
        "Lines",
        &[
            Column::text("sales_order_prefix", "Prefix"),
            Column::text("sales_order_number", "Number"),
            Column::text("sales_order_line", "Line"),
            PRODUCT,
            PRODUCT_NAME,
            Column::number("order_quantity", "Ordered", "units"),
            Column::number("fulfilled_quantity", "Sent", "units"),
            Column::number("to_send", "Still to send", "units"),
            Column::text("fulfillment_status", "Status"),
        ],
    )
}

fn orders_table() -> Table {
    Table::new(
        "orders",
        "Orders",
        &[
            Column::text("sales_order_prefix", "Prefix"),
            Column::text("sales_order_number", "Number"),
            Column::text("customer_name", "Customer"),
            Column::text("status", "Status"),
            Column::date("delivery_date", "Due"),
            Column::count("lines", "Lines", "count"),
            Column::number("fill_rate", "Fill rate", "fraction"),
            Column::number("to_send", "Still to send", "units"),
            Column::count("days_late", "Days late", "days"),
        ],
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    fn given() -> Value {
        json!({"today": "2025-06-30", "orders": [
            {"sales_order_prefix": "SO", "sales_order_number": 1, "customer_name": "Olsen", "status": "Shipped", "delivery_date": "2025-06-25"},
            {"sales_order_prefix": "SO", "sales_order_number": 2, "status": "Cancelled", "delivery_date": "2025-06-01"},
            {"sales_order_prefix": "SO", "sales_order_number": 3, "status": "Delivered"}
        ], "lines": [
            {"sales_order_prefix": "SO", "sales_order_number": 1, "sales_order_line": 1, "product_code": "A", "order_quantity": 10, "fulfilled_quantity": 6, "fulfillment_status": "Partial"},
            {"sales_order_prefix": "SO", "sales_order_number": 1, "sales_order_line": 2, "product_code": "B", "order_quantity": 5, "fulfilled_quantity": 5},
            {"sales_order_prefix": "SO", "sales_order_number": 2, "product_code": "A", "order_quantity": 7, "fulfilled_quantity": 0},
            {"sales_order_prefix": "SO", "sales_order_number": 3, "product_code": "A", "order_quantity": 10, "fulfilled_quantity": 9}
        ]})
    }

    #[test]
    fn one_order() {
        let mut one = given();
        one["order_id"] = json!("SO-1");
        let done = run(FulfillmentStatus::TOOL, &one).unwrap();
        assert!((done.result.unwrap() - 11.0 / 15.0).abs() < 1e-12);
        assert_eq!(done.value("to_send"), Some(4.0));
        assert_eq!(done.tables[0].rows.len(), 2);
        assert_eq!(done.tables[0].cell(0, "to_send"), Some(&json!(4)));
        assert_eq!(done.tables[1].cell(0, "days_late"), Some(&json!(5)));
        assert_eq!(done.caveats, ["The order is shipped."]);
        one["order_id"] = json!("SO-9");
        let refusal = run(FulfillmentStatus::TOOL, &one).unwrap_err().to_string();
        assert_eq!(refusal, "order_id SO-9 is none of the orders");
    }

    #[test]
    fn cancelled_orders_do_not_count_and_delivered_ones_are_done() {
        let done = run(FulfillmentStatus::TOOL, &given()).unwrap();
        // (6 + 5 + 9) ÷ (10 + 5 + 10); of the delivered order nothing is sent any more.
        assert!((done.result.unwrap() - 0.8).abs() < 1e-12);
        assert_eq!(done.value("to_send"), Some(4.0));
        let rate = |row: usize| done.tables[1].cell(row, "fill_rate").cloned().unwrap();
        assert_eq!((rate(1), rate(2)), (Value::Null, json!(0.9)));
        let mut cancelled = given();
        cancelled["order_id"] = json!(2);
        let done = run(FulfillmentStatus::TOOL, &cancelled).unwrap();
        assert_eq!(
            (done.result, done.caveats[0].as_str()),
            (None, "The order is cancelled.")
        );
    }
}
