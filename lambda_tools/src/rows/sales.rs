//! *Sales rows*: orders of customers and their lines.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Code, is_one_of};
use crate::quantity::Units;

/// A customer's order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SalesOrderRow {
    /// First part of the order's key.
    pub sales_order_prefix: Code,
    /// Second part of the order's key.
    pub sales_order_number: Code,
    /// Customer.
    #[serde(default)]
    pub customer_name: Option<String>,
    /// Warehouse that ships it.
    #[serde(default)]
    pub warehouse_code: Option<Code>,
    /// Area that it goes to.
    #[serde(default)]
    pub delivery_area: Option<String>,
    /// Day on which it was placed.
    #[serde(default)]
    pub order_date: Option<Date>,
    /// Day on which it is, or was, due.
    #[serde(default)]
    pub delivery_date: Option<Date>,
    /// Pending, Processing, Shipped, Delivered or Cancelled.
    pub status: String,
}

impl SalesOrderRow {
    /// The key as people write it.
    pub(crate) fn id(&self) -> String {
        format!("{}-{}", self.sales_order_prefix, self.sales_order_number)
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        is_one_of(&self.status, &["Cancelled"])
    }

    /// Pending, processing or shipped (the glossary, "Statuses").
    pub(crate) fn is_open(&self) -> bool {
        is_one_of(&self.status, &["Pending", "Processing", "Shipped"])
    }

    /// Days that it is late; none when it is not (the glossary, "overdue").
    pub(crate) fn days_late(&self, today: Date) -> Option<i64> {
        let due = self.delivery_date?;
        let settled = is_one_of(&self.status, &["Delivered", "Cancelled"]);
        (!settled && due < today).then(|| days_between(due, today))
    }
}

/// Days from one day to another.
pub(crate) fn days_between(from: Date, until: Date) -> i64 {
    from.until(until)
        .map_or(0, |span| i64::from(span.get_days()))
}

/// A line of a customer's order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SalesLineRow {
    /// First part of the order's key.
    pub sales_order_prefix: Code,
    /// Second part of the order's key.
    pub sales_order_number: Code,
    /// Number of the line.
    #[serde(default)]
    pub sales_order_line: Option<Code>,
    /// Product.
    pub product_code: Code,
    /// Name of the product.
    #[serde(default)]
    pub product_name: Option<String>,
    /// Units ordered.
    pub order_quantity: Units,
    /// Units sent so far.
    pub fulfilled_quantity: Units,
    /// Pending, Partial, Backordered, Fulfilled or Cancelled.
    #[serde(default)]
    pub fulfillment_status: Option<String>,
}
