//! A *view model* is what a page needs to know, and nothing else.

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
    /// What questions cost.
    pub cost: Option<CostView>,
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
    /// What went wrong.
    pub error: Option<String>,
    /// Demo accounts; empty unless the example accounts are in use.
    pub demo: Vec<DemoAccount>,
    /// Page to go to afterwards.
    pub next: String,
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

/// How a question ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeView {
    /// With rows.
    Answered,
    /// With a question back.
    Clarify,
    /// Not allowed.
    Refused,
    /// The data cannot answer it.
    Unanswerable,
    /// Something broke.
    Failed,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct AnswerView {
    /// Id.
    pub id: String,
    /// The question.
    pub question: String,
    /// How it ended.
    pub outcome: OutcomeView,
    /// What was understood.
    pub understood: String,
    /// Defaults and preferences that were used.
    pub assumptions: Vec<String>,
    /// A sentence.
    pub message: String,
    /// Further findings.
    pub sentences: Vec<String>,
    /// Choices of a question back, or questions that work.
    pub choices: Vec<String>,
    /// Questions that continue from here.
    pub follow_ups: Vec<String>,
    /// Things to know about the result.
    pub warnings: Vec<String>,
    /// SQL that ran.
    pub sql: Option<String>,
    /// Its dialect.
    pub dialect: String,
    /// Rows.
    pub result: Option<ResultView>,
    /// What the figures mean.
    pub definitions: Vec<DefinitionView>,
    /// A calculation's formula and inputs, as name and value.
    pub calculation: Vec<(String, String)>,
    /// As-of date, ISO.
    pub as_of: String,
    /// Milliseconds that it took.
    pub elapsed_ms: f64,
    /// US dollars that it cost.
    pub cost_usd: f64,
    /// Who understood it.
    pub engine: String,
    /// It came from the cache.
    pub cached: bool,
    /// Its conversation.
    pub conversation: Option<String>,
}

/// A definition that an answer rests on.
#[derive(Debug, Clone)]
pub struct DefinitionView {
    /// What is defined.
    pub label: String,
    /// How.
    pub definition: String,
    /// Who answers for it.
    pub owner: String,
}

/// Rows of an answer.
#[derive(Debug, Clone, Default)]
pub struct ResultView {
    /// Columns.
    pub columns: Vec<ColumnView>,
    /// The rows to show.
    pub rows: Vec<Vec<Cell>>,
    /// Rows that there are.
    pub row_count: usize,
    /// The row cap cut the result.
    pub truncated: bool,
}

/// On which side the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// Texts and dates.
    Start,
    /// Numbers.
    End,
}

/// A column of a result.
#[derive(Debug, Clone)]
pub struct ColumnView {
    /// Heading.
    pub label: String,
    /// Unit ("units", "USD", "days", "fraction").
    pub unit: Option<String>,
    /// Where its cells stand.
    pub alignment: Alignment,
}

/// A value of a result.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// No value.
    Missing,
    /// Text.
    Text(String),
    /// A number in its exact digits.
    Number(String),
    /// A day, ISO.
    Day(String),
    /// An instant, ISO.
    Instant(String),
    /// True or false.
    Flag(bool),
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
    /// Who is logged in.
    pub user: Option<String>,
}
