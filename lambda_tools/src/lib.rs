//! A *calculation* is a formula of supply-chain planning as a pure function: numbers with units in, a number with its
//! formula and its caveats out.
//!
//! One tool is one file and one line in [`catalogue::TOOLS`]. Nothing here reads a clock, a file or the network.

pub mod calculation;
pub mod catalogue;
pub mod forecast;
pub mod parameter;
pub mod reorder_point;
pub mod route;
pub mod safety_stock;
pub mod supplier_score;

pub use calculation::{Calculation, Input, ToolError};
pub use catalogue::{Form, TOOLS, Tool, find, run};
pub use parameter::{Kind, Parameter, Parameters};
pub use reorder_point::ReorderPoint;
pub use safety_stock::{SafetyStock, ServiceLevelStock};
pub use supplier_score::SupplierScore;
