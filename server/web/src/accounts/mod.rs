//! An *account* lets somebody log in; accounts are written in a file and taken over into the state database.

mod attempts;
mod file;
mod login;
mod session;
mod sync;
mod token;

pub use attempts::{Attempts, Wait};
pub use file::{FileError, FileUser, UsersFile, demo_accounts};
pub use login::{Busy, HashError, Passwords, hash};
pub use session::{COOKIE, LoggedIn, SessionKeeper};
pub use sync::{Synchronised, synchronise};
pub use token::{TokenKeeper, issue};
