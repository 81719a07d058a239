//! *Web* is the program `quartermaster`: command line, configuration, pages, API, and the wiring of everything behind them.
//!
//! It alone knows every concrete type. `main` picks the exit code; all else is here, so that tests can reach it.

pub mod accounts;
pub mod cli;
pub mod config;
pub mod eval;
mod export;
mod logging;
pub mod metrics;
pub mod output;
pub mod routes;
pub mod serving;
pub mod survey;
pub mod under_way;
pub mod wiring;
