//! *State* is the application's own database: accounts, sessions, tokens, conversations and the ledger of everything asked.
//!
//! A SQLite file by default, `PostgreSQL` by URL; the same statements run on both, and the migrations for both are
//! embedded. What was acknowledged is on disk: SQLite runs with a write-ahead log and full synchronisation.

mod accounts;
mod api_tokens;
mod conversations;
mod database;
mod ledger;
mod values;

pub use database::{OpenError, State};
