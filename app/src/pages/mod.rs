//! A *page* is a whole document for one address.
#![expect(
    unreachable_pub,
    reason = "the component macro makes every item that it writes public"
)]

mod ask;
mod error;
mod login;

pub use ask::AskPage;
pub use error::ErrorPage;
pub use login::LoginPage;
