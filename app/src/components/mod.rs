//! A *component* is a part that pages are made of.
#![expect(
    unreachable_pub,
    reason = "the component macro makes every item that it writes public"
)]
#![expect(
    clippy::needless_pass_by_value,
    reason = "components own their properties; a page is rendered once"
)]

mod answer;
mod ask_form;
mod chart;
mod frame;
mod table;
mod tile;

pub(crate) use answer::{Answer, Pending};
pub(crate) use ask_form::{AskButtons, AskForm};
pub(crate) use chart::Chart;
pub use frame::encoded;
pub(crate) use frame::{Document, Place, Shell, with_persona};
pub(crate) use table::ResultTable;
pub(crate) use tile::Tile;
