//! An *insight* is what is worth saying about a result: a chart that fits its shape, a few sentences, questions that
//! continue from it.
//!
//! Pure functions over a small table of JSON values. Everything that is said is true of the rows that are there; what
//! would need other rows is not said.

mod chart;
mod follow_up;
mod numbers;
mod sentence;
mod table;

pub use chart::{Chart, ChartKind, chart};
pub use follow_up::{Narrowing, breakdowns, narrowing};
pub use numbers::{number, written};
pub use sentence::sentences;
pub use table::{Column, DataType, Grain, Noun, Role, Table};
