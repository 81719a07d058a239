//! An *answer* as the page shows it, and a question that is still being answered.

use std::pin::Pin;

use futures::Stream;

use super::{ChartView, TileView};

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
    /// What was understood, part by part.
    pub statements: Vec<StatementView>,
    /// Words of the question, and the parts that they became.
    pub used: Vec<(String, String)>,
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
    /// SQL that ran, in words that are coloured.
    pub sql: Vec<SqlWord>,
    /// Its dialect.
    pub dialect: String,
    /// Rows.
    pub result: Option<ResultView>,
    /// A single figure.
    pub tile: Option<TileView>,
    /// A picture that says more than the rows.
    pub chart: Option<ChartView>,
    /// What is shown of these.
    pub tab: Tab,
    /// The stages that it went through.
    pub steps: Vec<StepView>,
    /// Tables that were read.
    pub tables: Vec<String>,
    /// Version of the data that was read.
    pub data_version: String,
    /// What the figures mean.
    pub definitions: Vec<DefinitionView>,
    /// A calculation's formula and what goes into it.
    pub calculation: Option<CalculationView>,
    /// As-of date, ISO.
    pub as_of: String,
    /// Milliseconds that it took.
    pub elapsed_ms: f64,
    /// US dollars that it would cost: the person has to say that it may.
    pub confirm_usd: Option<f64>,
    /// It is an earlier answer, given because the data service does not answer now.
    pub stale: bool,
    /// US dollars that it cost.
    pub cost_usd: f64,
    /// Who understood it.
    pub engine: String,
    /// It came from the cache.
    pub cached: bool,
    /// Its conversation.
    pub conversation: Option<String>,
}

/// How something was calculated, with the inputs that can be changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CalculationView {
    /// "Reorder point".
    pub label: String,
    /// Name of the method where there are several; empty otherwise.
    pub method: String,
    /// The formula in words.
    pub formula: String,
    /// The formula with the numbers put in, or what was found.
    pub worked: String,
    /// Further figures, as name and value.
    pub figures: Vec<(String, String)>,
    /// Where the rows come from, as name and how.
    pub sources: Vec<(String, String)>,
    /// What the result does not say.
    pub caveats: Vec<String>,
    /// What went in.
    pub inputs: Vec<InputView>,
    /// It can be computed again with other inputs.
    pub repeatable: bool,
    /// What was wrong with what was typed into the inputs.
    pub error: Option<String>,
}

/// An input of a calculation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InputView {
    /// Name that the form sends.
    pub name: String,
    /// For people ("Lead time").
    pub label: String,
    /// What it is, in a sentence.
    pub description: String,
    /// Unit ("days"); empty for words and days.
    pub unit: String,
    /// What stands in its field: the value, or what was typed.
    pub value: String,
    /// Words that it may be; empty for anything else.
    pub choices: Vec<String>,
    /// What it may be ("0 or more").
    pub range: String,
    /// Where the value comes from ("measured").
    pub origin: String,
    /// How it was measured.
    pub how: String,
    /// It can be given another value.
    pub changeable: bool,
    /// Nobody said it and nothing stands for it.
    pub open: bool,
    /// What is wrong with what was typed.
    pub error: Option<String>,
}

/// A part of what was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementView {
    /// In words.
    pub text: String,
    /// What the form sends to take it away, when that makes sense.
    pub removal: Option<String>,
}

/// A stage that is finished.
#[derive(Debug, Clone, PartialEq)]
pub struct StepView {
    /// What was done ("understood").
    pub name: String,
    /// What came out of it.
    pub detail: String,
    /// Milliseconds that it took.
    pub elapsed_ms: f64,
}

/// What is shown of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    /// The rows.
    #[default]
    Table,
    /// The picture.
    Chart,
    /// The SQL.
    Sql,
    /// Definitions, conditions, sources.
    How,
}

impl Tab {
    /// All of them, in their order.
    pub const ALL: [Self; 4] = [Self::Table, Self::Chart, Self::Sql, Self::How];

    /// The name in an address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Chart => "chart",
            Self::Sql => "sql",
            Self::How => "how",
        }
    }

    /// The tab of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.name() == name)
    }
}

/// A word of SQL, or what stands between two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlWord {
    /// As it stands there.
    pub text: String,
    /// What it is.
    pub kind: SqlWordKind,
}

/// What a word of SQL is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SqlWordKind {
    /// SELECT, FROM.
    Keyword,
    /// 'text' or 12.5.
    Literal,
    /// -- remark.
    Comment,
    /// Names, signs, blanks.
    Plain,
}

/// A question that is being answered.
pub struct PendingView {
    /// The question.
    pub question: String,
    /// Its steps as they finish.
    pub steps: Pin<Box<dyn Stream<Item = StepView> + Send>>,
    /// The answer, once it is there.
    pub answer: Pin<Box<dyn Future<Output = AnswerView> + Send>>,
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
    /// A period.
    Period {
        /// Its first day, ISO.
        from: String,
        /// Its name ("Jun 2025").
        name: String,
    },
    /// True or false.
    Flag(bool),
    /// A thing by its code, with what one asks next about it.
    Thing {
        /// The code.
        text: String,
        /// The question.
        ask: String,
    },
}
