//! *Columns* that several tables of results share, named as the data names them.

use crate::table::Column;

pub(crate) const WAREHOUSE: Column = Column::text("warehouse_code", "Warehouse");
pub(crate) const PRODUCT: Column = Column::text("product_code", "Product");
pub(crate) const PRODUCT_NAME: Column = Column::text("product_name", "Product name");
pub(crate) const SUPPLIER: Column = Column::text("supplier_code", "Supplier");
pub(crate) const SUPPLIER_NAME: Column = Column::text("supplier_name", "Supplier name");
pub(crate) const STOCK: Column = Column::number("current_stock", "Stock", "units");
pub(crate) const MINIMUM: Column = Column::number("minimum_stock", "Minimum stock", "units");
pub(crate) const REORDER_POINT: Column = Column::number("reorder_point", "Reorder point", "units");
pub(crate) const DAILY_DEMAND: Column =
    Column::number("avg_daily_demand", "Average daily demand", "units/day");
pub(crate) const LEAD_TIME: Column = Column::number("lead_time_days", "Lead time", "days");
pub(crate) const SAFETY_STOCK: Column = Column::number("safety_stock", "Safety stock", "units");
pub(crate) const COVER: Column = Column::number("days_of_cover", "Days of cover", "days");
pub(crate) const POSITION: Column =
    Column::number("inventory_position", "Inventory position", "units");
pub(crate) const VALUE: Column = Column::number("stock_value", "Stock value", "USD");
pub(crate) const NOTE: Column = Column::text("note", "Note");
