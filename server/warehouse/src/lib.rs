//! A *warehouse* is where a company's data lives: engines behind one trait, and the guard that stands before all of them.
//!
//! Whoever wants rows asks [`guard`] to admit a statement and hands the admitted statement to a [`Warehouse`]. The
//! engines take nothing else. Results are Arrow record batches; [`cells`] turns them into JSON.

pub mod athena;
pub mod aws;
pub mod cells;
mod collection;
mod comparison;
pub mod database;
pub mod embedded;
mod engine;
pub mod glue;
pub mod guard;
mod mysql;
mod postgres;
pub mod redshift;
mod retry;
pub mod sample;
mod schema;
mod usage;

pub use comparison::{Difference, differences};
pub use engine::{
    ColumnRange, Connections, Health, Limits, QueryResult, TableStatus, Warehouse, WarehouseError,
};
pub use schema::{ColumnSchema, ColumnType, FoundColumn, FoundTable, TableSchema};
pub use usage::{Billing, Usage};
