//! *Inventory* tools say what to hold and when to order it.

pub mod abc_xyz;
pub mod eoq;
pub mod lot_sizes;
pub mod low_stock;
pub mod many_products;
pub mod newsvendor;
mod normal;
pub mod order_policy;
pub mod order_proposals;
mod poisson;
pub mod reorder_point;
pub mod safety_stock;
pub mod slow_stock;
pub mod stockout_risk;
pub mod transfers;

pub use abc_xyz::AbcXyz;

pub use eoq::{BackorderQuantity, DiscountQuantity, OrderQuantity, ProductionQuantity};
pub use lot_sizes::LotSizes;
pub use low_stock::LowStock;
pub use many_products::{ProductRow, ReorderPoints, SafetyStocks};
pub use newsvendor::{NormalNewsvendor, PoissonNewsvendor};
pub use order_policy::{ContinuousPolicy, PeriodicPolicy};
pub use order_proposals::{OrderProposals, ReplenishedProduct};
pub use reorder_point::ReorderPoint;
pub use safety_stock::{SafetyStock, ServiceLevelStock};
pub use slow_stock::SlowStock;
pub use stockout_risk::StockoutRisk;
pub use transfers::Transfers;
