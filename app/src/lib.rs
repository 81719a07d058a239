//! What people see: *pages* made of components. View models come in, HTML goes out; nothing is fetched or stored here.
//!
//! Every page works without a script. The style sheet and the small script are plain files, served under [`STYLE_PATH`]
//! and [`SCRIPT_PATH`].

mod components;
mod format;
mod pages;
mod view_model;

pub use components::encoded;
pub use pages::{AskPage, ErrorPage, LoginPage};
pub use view_model::{
    Alignment, AnswerView, AskView, Cell, ColumnView, ConversationLink, CostView, DefinitionView,
    DemoAccount, EarlierTurn, ErrorView, Frame, LoginView, OutcomeView, ResultView,
};

/// The style sheet.
pub const STYLE: &str = concat!(
    include_str!("../assets/style.css"),
    include_str!("../assets/chart.css"),
    include_str!("../assets/pages.css"),
);
/// Where pages expect the style sheet.
pub const STYLE_PATH: &str = "/assets/style.css";
/// The script that sharpens the pages.
pub const SCRIPT: &str = concat!(
    include_str!("../assets/page.js"),
    include_str!("../assets/chart.js"),
);
/// Where pages expect the script.
pub const SCRIPT_PATH: &str = "/assets/page.js";
/// The mark in the browser's tab.
pub const ICON: &str = include_str!("../assets/icon.svg");
/// Where pages expect the mark.
pub const ICON_PATH: &str = "/assets/icon.svg";
/// Rows of a result that a page shows before "show all".
pub const FIRST_ROWS: usize = 50;
