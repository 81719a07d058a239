//! *PostgreSQL* as a warehouse, from version 14 on.
//!
//! Each session can only read: transactions are read-only by the session's own default, statements have a time limit in
//! the server, names are looked up in one schema, and `DISCARD ALL` stands between one user and the next.

mod catalogue;
mod decode;
mod explain;
mod session;

pub(crate) use session::PostgresSession;
