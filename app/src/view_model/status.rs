//! What the *status page* shows to whoever runs the program.

use super::Frame;

/// The status page.
#[derive(Debug, Clone, Default)]
pub struct StatusView {
    /// What stands around it.
    pub frame: Frame,
    /// The parts that the program is made of.
    pub parts: Vec<PartView>,
    /// What the warehouse holds; `None` when it does not answer.
    pub holdings: Option<HoldingsView>,
    /// Version of the program.
    pub version: String,
    /// Seconds since it began.
    pub uptime_seconds: u64,
    /// Memory in bytes; `None` where the system does not say.
    pub memory_bytes: Option<u64>,
    /// Connections that are open.
    pub connections: usize,
    /// Queries that are computed.
    pub queries: usize,
    /// Logins that last; `None` when the state database does not say.
    pub sessions: Option<u64>,
    /// How the cache does.
    pub cache: CacheView,
    /// Questions since the start by outcome.
    pub outcomes: Vec<(String, u64)>,
    /// Errors since the start by category.
    pub errors: Vec<(String, u64)>,
    /// The latest errors, the newest first.
    pub recent: Vec<RecentErrorView>,
    /// Latency of the stages of an answer.
    pub stages: Vec<LatencyView>,
    /// Latency of the routes.
    pub routes: Vec<LatencyView>,
}

/// A part of the program.
#[derive(Debug, Clone)]
pub struct PartView {
    /// What it is ("Warehouse").
    pub name: String,
    /// What it is made of ("Apache DataFusion").
    pub engine: String,
    /// How it does.
    pub health: HealthView,
    /// What there is to say about it.
    pub detail: String,
}

/// How a part does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HealthView {
    /// It answers.
    Well,
    /// It does not answer.
    Ill,
    /// Nobody asks it how it does; it did not fail when it was asked last.
    AskedWhenNeeded,
    /// It is part of the program itself; there is nothing to ask.
    BuiltIn,
    /// There is none, and none is needed.
    Absent,
}

/// What the warehouse holds.
#[derive(Debug, Clone)]
pub struct HoldingsView {
    /// Tables that have data.
    pub tables: usize,
    /// Tables that are declared.
    pub declared: usize,
    /// Rows of all tables.
    pub rows: u64,
    /// As-of date, ISO.
    pub as_of: String,
}

/// How the cache does.
#[derive(Debug, Clone, Copy, Default)]
pub struct CacheView {
    /// Questions that it knew.
    pub hits: u64,
    /// Questions that it did not know.
    pub misses: u64,
    /// Share of the questions that it knew, 0 to 1.
    pub hit_rate: f64,
    /// Answers in it.
    pub entries: u64,
}

/// An error that happened not long ago.
#[derive(Debug, Clone)]
pub struct RecentErrorView {
    /// When, ISO with seconds in UTC.
    pub at: String,
    /// Who can do something about it.
    pub category: String,
    /// Where it happened.
    pub place: String,
    /// Number that the log carries.
    pub reference: String,
}

/// How long something takes.
#[derive(Debug, Clone)]
pub struct LatencyView {
    /// The stage or route.
    pub name: String,
    /// How often it was timed.
    pub count: u64,
    /// The 50th, 95th and 99th percentile; `None` where there are too few times to tell.
    pub percentiles: [Option<PercentileView>; 3],
}

/// A percentile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PercentileView {
    /// Seconds.
    pub seconds: f64,
    /// It is longer than that.
    pub beyond: bool,
}
