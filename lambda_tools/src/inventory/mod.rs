//! *Inventory* tools say what to hold and when to order it.

pub mod reorder_point;
pub mod safety_stock;

pub use reorder_point::ReorderPoint;
pub use safety_stock::{SafetyStock, ServiceLevelStock};
