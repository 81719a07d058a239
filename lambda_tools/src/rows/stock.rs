//! *Stock rows* say what a warehouse holds of a product, *demand rows* what it sold of it.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Code;
use crate::quantity::{Balance, Days, Units, UsdPerUnit, WholeDays};

/// What a warehouse holds of a product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StockRow {
    /// Warehouse.
    pub warehouse_code: Code,
    /// Product.
    pub product_code: Code,
    /// Name of the product.
    #[serde(default)]
    pub product_name: Option<String>,
    /// Units on hand; negative where more was taken than was booked in.
    pub current_stock: Balance,
    /// Units that should always be there.
    #[serde(default)]
    pub minimum_stock: Option<Units>,
    /// Units that should not be exceeded.
    #[serde(default)]
    pub maximum_stock: Option<Units>,
    /// Stock at which an order is due.
    #[serde(default)]
    pub reorder_point: Option<Units>,
    /// Planned days from placing an order to its arrival.
    #[serde(default)]
    pub lead_time_days: Option<Days>,
    /// Cost of a unit.
    #[serde(default)]
    pub unit_cost: Option<UsdPerUnit>,
    /// Day on which it was last restocked.
    #[serde(default)]
    pub last_restock_date: Option<jiff::civil::Date>,
}

/// What a warehouse sold of a product over a window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DemandRow {
    /// Warehouse that the orders were shipped from.
    pub warehouse_code: Code,
    /// Product.
    pub product_code: Code,
    /// Units ordered over the window, cancelled orders left out.
    pub units_sold: Balance,
}

/// The stock rows of a warehouse, or all.
pub(crate) fn at<'a>(
    rows: &'a [StockRow],
    warehouse: Option<&'a Code>,
) -> impl Iterator<Item = &'a StockRow> {
    rows.iter()
        .filter(move |row| warehouse.is_none_or(|code| *code == row.warehouse_code))
}

/// Average daily demand by warehouse and product; where there is no row there was none.
pub(crate) struct DailyDemand<'a> {
    units: HashMap<(&'a Code, &'a Code), f64>,
    days: f64,
}

impl<'a> DailyDemand<'a> {
    pub(crate) fn new(rows: &'a [DemandRow], window: WholeDays) -> Self {
        let mut units = HashMap::new();
        for row in rows {
            *units
                .entry((&row.warehouse_code, &row.product_code))
                .or_insert(0.0) += row.units_sold.get();
        }
        Self {
            units,
            days: window.get(),
        }
    }

    /// Units a day; more returned than sold is no demand.
    pub(crate) fn of(&self, row: &'a StockRow) -> f64 {
        let key = (&row.warehouse_code, &row.product_code);
        self.units
            .get(&key)
            .map_or(0.0, |units| (units / self.days).max(0.0))
    }
}
