//! A *view model* is what a page needs to know, and nothing else.

mod answer;
mod api;
mod chart;
mod costs;
mod data;
mod history;
mod route;
mod status;

pub use answer::{
    Alignment, AnswerView, CalculationView, Cell, ColumnView, DefinitionView, InputView,
    OutcomeView, PendingView, ResultView, SqlWord, SqlWordKind, StatementView, StepView, Tab,
};
pub use api::{
    ApiBody, ApiField, ApiGroup, ApiKind, ApiOperation, ApiReference, ApiResponse, ApiSchema,
    ApiView, ApiWord,
};
pub use chart::{
    Band, Bars, ChangeView, ChartView, Donut, Dot, Figure, Grain, Grid, Heat, Measure, OverTime,
    Plot, Scatter, Series, Slice, Subject, TileView,
};
pub use costs::{CostShare, CostsView, LimitView};
pub use data::{
    CatalogueView, DataColumnView, DataTableView, DataView, FilterView, MetricView, NewestView,
    RelationshipView, TableView,
};
pub use history::{AskedView, ConversationView, HistoryView, RenameMistake};
pub use route::{RouteMap, RouteStop, RouteTour, Spot};
pub use status::{
    CacheView, HealthView, HoldingsView, LatencyView, PartView, PercentileView, RecentErrorView,
    StatusView,
};

/// What stands around every page of somebody who is logged in.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Who is logged in.
    pub user: String,
    /// The persona in which they ask.
    pub persona: String,
    /// The personas that they may choose.
    pub personas: Vec<String>,
    /// As-of date, ISO.
    pub as_of: String,
    /// Their conversations, newest first.
    pub conversations: Vec<ConversationLink>,
    /// What their questions cost.
    pub cost: Option<CostView>,
    /// They run the program.
    pub operator: bool,
}

/// A conversation in the sidebar.
#[derive(Debug, Clone)]
pub struct ConversationLink {
    /// Id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// It is the one on the page.
    pub current: bool,
    /// It was asked in today.
    pub today: bool,
}

/// What questions cost, in US dollars.
#[derive(Debug, Clone, Copy)]
pub struct CostView {
    /// Since midnight.
    pub today_usd: f64,
    /// The month, if it goes on like this.
    pub month_estimate_usd: f64,
    /// Questions of this month.
    pub questions: u64,
    /// Of those, answered from the cache.
    pub cached: u64,
}

/// The login page.
#[derive(Debug, Clone, Default)]
pub struct LoginView {
    /// Name typed before, after a mistake.
    pub username: String,
    /// A question that waits for the login.
    pub waiting: Option<WaitingQuestion>,
    /// What went wrong.
    pub error: Option<String>,
    /// Demo accounts; empty unless the example accounts are in use.
    pub demo: Vec<DemoAccount>,
    /// Page to go to afterwards.
    pub next: String,
}

/// A question that was asked when the session had ended.
#[derive(Debug, Clone, Default)]
pub struct WaitingQuestion {
    /// The question.
    pub question: String,
    /// Persona in which it was asked.
    pub persona: String,
    /// Its conversation.
    pub conversation: String,
}

/// An account for trying things out.
#[derive(Debug, Clone)]
pub struct DemoAccount {
    /// Name.
    pub username: String,
    /// Password.
    pub password: String,
    /// Its personas, for people.
    pub personas: String,
}

/// The page on which one asks.
#[derive(Debug, Clone, Default)]
pub struct AskView {
    /// What stands around it.
    pub frame: Frame,
    /// Text in the input, after a mistake.
    pub question: String,
    /// What was wrong with it.
    pub error: Option<String>,
    /// Conversation that a question would continue.
    pub conversation: Option<String>,
    /// Characters that a question may have.
    pub question_characters: usize,
    /// Questions that work, for an empty page.
    pub suggestions: Vec<String>,
    /// Earlier questions of the conversation, oldest first.
    pub earlier: Vec<EarlierTurn>,
    /// The answer.
    pub answer: Option<AnswerView>,
}

/// An earlier question of a conversation.
#[derive(Debug, Clone)]
pub struct EarlierTurn {
    /// Id of its answer.
    pub answer: String,
    /// The question.
    pub question: String,
    /// What was said.
    pub message: String,
}

/// A page that says what went wrong.
#[derive(Debug, Clone)]
pub struct ErrorView {
    /// HTTP status.
    pub status: u16,
    /// What happened, in a few words.
    pub title: String,
    /// What it means and what to do.
    pub message: String,
    /// Number that the log carries, too.
    pub reference: Option<String>,
    /// Address to try again, when that may help.
    pub again: Option<String>,
    /// What stands around it, for somebody who is logged in.
    pub frame: Option<Frame>,
}
