//! *Inventory* tools say what to hold and when to order it.

pub mod eoq;
pub mod lot_sizes;
pub mod newsvendor;
mod normal;
pub mod order_policy;
mod poisson;
pub mod reorder_point;
pub mod safety_stock;

pub use eoq::{BackorderQuantity, DiscountQuantity, OrderQuantity, ProductionQuantity};
pub use lot_sizes::LotSizes;
pub use newsvendor::{NormalNewsvendor, PoissonNewsvendor};
pub use order_policy::{ContinuousPolicy, PeriodicPolicy};
pub use reorder_point::ReorderPoint;
pub use safety_stock::{SafetyStock, ServiceLevelStock};
