//! *Supplier* tools say from whom to buy, and for how much.

pub mod concentration;
pub mod cost_comparison;
mod offers;
pub mod performance;
pub mod price_changes;
pub mod savings;
pub mod score;
pub mod trends;
mod window;

pub use concentration::SupplierConcentration;
pub use cost_comparison::CostComparison;
pub use performance::SupplierPerformance;
pub use price_changes::PriceChanges;
pub use savings::CostSavings;
pub use score::SupplierScore;
pub use trends::PurchaseTrends;
