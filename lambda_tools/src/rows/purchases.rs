//! *Purchase rows*: orders to suppliers and their lines.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Code, is_one_of};
use crate::quantity::{Money, Units, UsdPerUnit};

/// An order to a supplier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PurchaseOrderRow {
    /// First part of the order's key.
    pub purchase_order_prefix: Code,
    /// Second part of the order's key.
    pub purchase_order_number: Code,
    /// Supplier.
    pub supplier_code: Code,
    /// Name of the supplier.
    #[serde(default)]
    pub supplier_name: Option<String>,
    /// Day on which it was placed.
    #[serde(default)]
    pub order_date: Option<Date>,
    /// Day on which it should arrive.
    #[serde(default)]
    pub expected_delivery_date: Option<Date>,
    /// Day on which it arrived.
    #[serde(default)]
    pub actual_delivery_date: Option<Date>,
    /// Pending, Approved, Received, Cancelled or Rejected.
    pub status: String,
}

/// A line of an order to a supplier, with what its order says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PurchaseLineRow {
    /// First part of the order's key.
    pub purchase_order_prefix: Code,
    /// Second part of the order's key.
    pub purchase_order_number: Code,
    /// Supplier of the order.
    pub supplier_code: Code,
    /// Name of the supplier.
    #[serde(default)]
    pub supplier_name: Option<String>,
    /// Day on which the order was placed.
    #[serde(default)]
    pub order_date: Option<Date>,
    /// Status of the order: Pending, Approved, Received, Cancelled or Rejected.
    pub status: String,
    /// Product.
    pub product_code: Code,
    /// Name of the product.
    #[serde(default)]
    pub product_name: Option<String>,
    /// Group of the product.
    #[serde(default)]
    pub product_group: Option<String>,
    /// Units ordered.
    pub order_quantity: Units,
    /// Units that came.
    #[serde(default)]
    pub received_quantity: Option<Units>,
    /// Price of a unit.
    #[serde(default)]
    pub unit_cost: Option<UsdPerUnit>,
    /// Value of the line.
    #[serde(default)]
    pub line_total: Option<Money>,
    /// Pending, Partial, Received, Rejected or Cancelled.
    #[serde(default)]
    pub receipt_status: Option<String>,
}

impl PurchaseLineRow {
    /// Whether it counts as bought: its order is neither cancelled nor rejected (the glossary, "spend").
    pub(crate) fn is_bought(&self) -> bool {
        !is_one_of(&self.status, &["Cancelled", "Rejected"])
    }

    /// Whether its order has been received.
    pub(crate) fn is_received(&self) -> bool {
        is_one_of(&self.status, &["Received"])
    }

    /// The key of its order.
    pub(crate) fn order(&self) -> (&Code, &Code) {
        (&self.purchase_order_prefix, &self.purchase_order_number)
    }
}
