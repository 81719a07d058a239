//! A *calculation* is a formula of supply-chain planning as a pure function: numbers with units in, a number or a table
//! with its formula and its caveats out.
//!
//! One tool is one file, in the folder of its specialist, and one line in [`catalogue`]. Nothing here reads a clock, a
//! file or the network, but for the `runtime` of the Lambda programs.

pub mod calculation;
pub mod catalogue;
pub mod error;
pub mod event;
pub mod forecast;
pub mod form;
pub mod inventory;
pub mod logistics;
pub mod parameter;
pub mod quantity;
pub mod reply;
pub mod route;
pub mod route_plan;
pub mod rows;
#[cfg(feature = "lambda")]
pub mod runtime;
pub mod series;
pub mod supplier;
pub mod table;
pub mod typed;

pub use calculation::{Calculation, Figure, Input};
pub use catalogue::{Specialist, Tool, find, run, tools};
pub use error::ToolError;
pub use form::{Calculate, Form};
pub use parameter::{Kind, Parameter, RowSet};
