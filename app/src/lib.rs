//! What people see: *pages* made of components. View models come in, HTML goes out; nothing is fetched or stored here.
//!
//! Every page works without a script. The style sheet and the small script are plain files, served under [`STYLE_PATH`]
//! and [`SCRIPT_PATH`].

mod ask_link;
mod chart;
mod components;
mod format;
mod pages;
mod view_model;

pub use chart::chart_svg;
pub use components::encoded;
pub use pages::{
    ApiPage, AskPage, CostsPage, DataPage, DataTablePage, ErrorPage, HistoryPage, LoginPage,
    StatusPage,
};
pub use view_model::{
    Alignment, AnswerView, AskView, CalculationView, Cell, ColumnView, ConversationLink, CostView,
    DefinitionView, DemoAccount, EarlierTurn, ErrorView, Frame, InputView, LoginView, OutcomeView,
    PendingView, ResultView, SqlWord, SqlWordKind, StatementView, StepView, Tab, WaitingQuestion,
};
pub use view_model::{
    ApiBody, ApiField, ApiGroup, ApiKind, ApiOperation, ApiReference, ApiResponse, ApiSchema,
    ApiView, ApiWord,
};
pub use view_model::{
    AskedView, CatalogueView, ConversationView, CostShare, CostsView, DataColumnView,
    DataTableView, DataView, FilterView, HistoryView, LimitView, MetricView, NewestView,
    RelationshipView, RenameMistake, TableView,
};
pub use view_model::{
    Band, Bars, ChangeView, ChartView, Donut, Dot, Figure, Grain, Grid, Heat, Measure, OverTime,
    Plot, Scatter, Series, Slice, Subject, TileView,
};
pub use view_model::{
    CacheView, HealthView, HoldingsView, LatencyView, PartView, PercentileView, RecentErrorView,
    StatusView,
};
pub use view_model::{RouteMap, RouteStop, RouteTour, Spot};

/// The style sheet.
pub const STYLE: &str = concat!(
    include_str!("../assets/style.css"),
    include_str!("../assets/picture.css"),
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
