//! *Supplier* tools say from whom to buy, and for how much.

pub mod score;

pub use score::SupplierScore;
