//! A *page* is a whole document for one address.
#![expect(
    unreachable_pub,
    reason = "the component macro makes every item that it writes public"
)]

mod api;
mod ask;
mod costs;
mod data;
mod error;
mod history;
mod login;
mod status;

pub use api::ApiPage;
pub use ask::AskPage;
pub use costs::CostsPage;
pub use data::{DataPage, DataTablePage};
pub use error::ErrorPage;
pub use history::HistoryPage;
pub use login::LoginPage;
pub use status::StatusPage;
