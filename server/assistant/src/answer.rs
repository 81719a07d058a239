//! An *answer* is everything that is said about one question; it looks the same on the command line and over HTTP.

use std::sync::Arc;

use interpreter::{Calculation, Statement, UsedWords};
use language_model::Provider;
use semantic::SemanticQuery;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::cost::Confirmation;
use crate::failure::{AnswerError, Stale};

/// How a question ended: `answered` with rows, `clarify` with a question back, `refused` because it is not allowed,
/// `unanswerable` from this data, or `failed` because something broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
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

/// What kind of question it is: `SQL_QUERY` for rows and figures, `OPTIMIZATION` for a calculation, `HYBRID` for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Intent {
    /// Rows and figures.
    SqlQuery,
    /// A calculation.
    Optimization,
    /// Both.
    Hybrid,
}

/// Who understood it: the `interpreter`, a `verified` query, a `tool` (a calculation), a language model on `bedrock` or behind
/// an `openai`-compatible endpoint, or nobody, because the asker wrote the `sql`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// The interpreter.
    Interpreter,
    /// A verified query.
    Verified,
    /// A calculation.
    Tool,
    /// A language model on Amazon Bedrock.
    Bedrock,
    /// A language model behind an OpenAI-compatible endpoint.
    OpenAi,
    /// Nobody: the asker wrote the SQL.
    Sql,
}

/// Everything that is said about one question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Answer {
    /// Query id (UUID).
    pub id: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Persona that asked.
    pub persona: String,
    /// Kind of question.
    pub intent: Intent,
    /// What was understood; empty unless answered.
    pub understood: String,
    /// The same part by part; the conditions can be taken away.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub statements: Vec<Statement>,
    /// What was understood as a query in the model's words; null for calculations and for anybody's SQL.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub query: Option<SemanticQuery>,
    /// What was asked for as a calculation: its name, what was given, on which rows the rest is measured; null for
    /// anything else. With other inputs it can be made again.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub calculation: Option<Calculation>,
    /// Which words of the question became which part of what was understood.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub used: Vec<UsedWords>,
    /// Defaults and preferences that were used.
    pub assumptions: Vec<String>,
    /// A sentence for the person: the finding, the question back, the refusal or the error.
    pub message: String,
    /// Choices of a question back, or nearest questions that work; at most three.
    pub choices: Vec<String>,
    /// SQL that ran.
    pub sql: Option<String>,
    /// Dialect of the SQL ("embedded").
    pub dialect: Option<String>,
    /// Columns of the result.
    pub columns: Vec<AnswerColumn>,
    /// Rows: numbers are JSON numbers (exact decimals), dates ISO strings, NULL is null. Shared with the cache.
    #[schema(value_type = Vec<Vec<Value>>)]
    pub rows: Arc<Vec<Vec<Value>>>,
    /// Number of rows.
    pub row_count: usize,
    /// The row cap cut the result.
    pub truncated: bool,
    /// Calculation that ran: name, formula in words and with its numbers, caveats, and its `inputs`, each with value, unit,
    /// range and `origin`: `given`, `measured`, `on_file`, `computed`, `defaulted`, or `open` for one that was left out;
    /// `how` says over which window it was measured.
    pub tool: Option<Value>,
    /// Chart, sentences, follow-ups.
    pub insight: Insight,
    /// Who understood it.
    pub engine: Engine,
    /// 0 to 1.
    pub confidence: f64,
    /// It came from the cache.
    pub cached: bool,
    /// Wall time in milliseconds.
    pub elapsed_ms: f64,
    /// What it cost.
    pub cost: Cost,
    /// The language models that were asked; null when none was.
    #[serde(default)]
    pub language_model: Option<ModelUse>,
    /// US dollars that it would have cost, had it not come from the cache.
    #[serde(default)]
    pub saved_usd: f64,
    /// What the person has to confirm before it is asked, when it would cost more than is spent without a word.
    #[serde(default)]
    pub confirm: Option<Confirmation>,
    /// What failed, when the outcome is `failed`.
    #[serde(default)]
    pub error: Option<AnswerError>,
    /// It is an earlier answer, given because the data service does not answer now.
    #[serde(default)]
    pub stale: Option<Stale>,
    /// Things to know about the result.
    pub warnings: Vec<String>,
    /// Conversation that it belongs to.
    pub conversation: Option<String>,
    /// Its definitions: label, definition, owner.
    #[serde(default)]
    pub definitions: Vec<Definition>,
    /// As-of date, ISO.
    pub as_of: String,
    /// Tables that were read.
    #[serde(default)]
    pub tables: Vec<String>,
    /// Version of the data that was read.
    #[serde(default)]
    pub data_version: String,
    /// The stages that it went through.
    #[serde(default)]
    pub steps: Vec<AnswerStep>,
}

/// Language models that were asked for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ModelUse {
    /// Who runs them: `bedrock` or `openai` (any endpoint that speaks as it does); none in answers of before it was kept.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub provider: Option<Provider>,
    /// Names of the models, in the order in which they were asked.
    pub models: Vec<String>,
    /// Version of the prompts that they were given.
    pub prompt_version: String,
    /// Requests that they answered.
    pub requests: u32,
}

/// A stage that an answer went through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AnswerStep {
    /// Which one: cached, understood, asked, returned, sql, checked, ran, calculated, insight.
    pub name: String,
    /// What came out of it, for people.
    pub detail: String,
    /// How long it took, in milliseconds.
    pub elapsed_ms: f64,
}

/// A definition that the answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Definition {
    /// What is defined.
    pub label: String,
    /// How.
    pub definition: String,
    /// Who answers for it.
    pub owner: String,
}

/// A column of the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AnswerColumn {
    /// Name in the SQL.
    pub name: String,
    /// text, integer, decimal, boolean, date or timestamp.
    #[serde(rename = "type")]
    pub data_type: String,
    /// Heading.
    pub label: String,
    /// Unit, when it has one.
    pub unit: Option<String>,
    /// What one asks next about a thing in this column, when it names things.
    #[serde(default)]
    pub next: Option<NextQuestion>,
    /// Which periods its values are the first days of: day, week, month, quarter or year.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub grain: Option<insight::Grain>,
}

/// What one asks next about a thing that a row names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NextQuestion {
    /// The question, with `{key}` where the thing's key belongs.
    pub question: String,
    /// Positions of the columns that hold the key; their values are joined by dashes.
    pub key: Vec<usize>,
}

/// What is worth saying about the result.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
pub struct Insight {
    /// Chart that fits, or null.
    pub chart: Option<Value>,
    /// Findings.
    pub sentences: Vec<String>,
    /// Questions that continue from here and work.
    pub follow_ups: Vec<String>,
    /// Position of the column whose values can be looked at alone, by asking "only …".
    #[serde(default)]
    pub drill: Option<usize>,
    /// How a single figure differs from the period before.
    #[serde(default)]
    pub change: Option<Change>,
}

/// How a single figure differs from the period before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Change {
    /// The figure of the period before, exact.
    pub previous: Value,
    /// (figure − previous) ÷ previous; null when the previous one is 0.
    pub fraction: Option<f64>,
    /// The period before, in words ("Q1 2025").
    pub period: String,
}

/// What an answer cost, in US dollars.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, ToSchema)]
pub struct Cost {
    /// Sum of the services.
    pub total_usd: f64,
    /// Language models of Amazon Bedrock.
    pub bedrock_usd: f64,
    /// Language models of an endpoint that is configured in its place.
    #[serde(default)]
    pub language_model_usd: f64,
    /// Amazon Redshift.
    pub redshift_usd: f64,
    /// Part of it that is allocated: Redshift Serverless charges for a minute at least each time it wakes, and this is
    /// what the question that woke it did not use itself.
    #[serde(default)]
    pub allocated_usd: f64,
    /// Amazon Athena.
    #[serde(default)]
    pub athena_usd: f64,
    /// AWS Lambda.
    pub lambda_usd: f64,
    /// AWS Glue.
    pub glue_usd: f64,
    /// Tokens read by a language model, those from and into its provider's cache aside.
    pub input_tokens: u64,
    /// Tokens written by a language model.
    pub output_tokens: u64,
    /// Tokens that a language model read from its provider's cache.
    #[serde(default)]
    pub cache_read_tokens: u64,
    /// Tokens that a language model read and put into its provider's cache.
    #[serde(default)]
    pub cache_write_tokens: u64,
}

impl Cost {
    /// US dollars by service, in the order of [`SERVICES`](crate::SERVICES).
    pub fn by_service(&self) -> [(&'static str, f64); 6] {
        [
            ("bedrock", self.bedrock_usd),
            ("language_model", self.language_model_usd),
            ("redshift", self.redshift_usd),
            ("athena", self.athena_usd),
            ("lambda", self.lambda_usd),
            ("glue", self.glue_usd),
        ]
    }
}
