//! *MySQL* as a warehouse, from version 8 on, and *MariaDB* from version 10.5 on.
//!
//! Each session can only read: its transactions are read-only, statements have limits on time and rows in the server,
//! and its SQL mode is the program's own, whatever the server's is.

mod catalogue;
mod decode;
mod explain;
mod session;

pub(crate) use session::MysqlSession;
