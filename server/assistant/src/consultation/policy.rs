//! A *policy* says when a language model is asked, and how much one question may take of it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// When a language model is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// Never.
    Never,
    /// When the interpreter declines.
    #[default]
    WhenDeclined,
    /// Always, but for what is not allowed; the interpreter answers when the model does not.
    Always,
}

/// How a language model is consulted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConsultationSettings {
    /// When it is asked, in personas that do not say otherwise.
    pub policy: Policy,
    /// Requests to it for one question.
    pub rounds: u32,
    /// Tokens of all kinds for one question; a request that has begun is not cut short.
    pub tokens: u64,
    /// Longest time for one question, the queries included.
    pub time_limit: Duration,
    /// Confidence (0 to 1) from which a query that ran is the answer without another round.
    pub accept: f64,
    /// Confidence below which the person is asked back.
    pub ask_back: f64,
    /// Rows of a result that the model is shown; 0 shows it none.
    pub rows_shown: usize,
    /// Replies are read as they are written.
    pub stream: bool,
}

impl Default for ConsultationSettings {
    fn default() -> Self {
        Self {
            policy: Policy::default(),
            rounds: 5,
            tokens: 60_000,
            time_limit: Duration::from_secs(45),
            accept: 0.85,
            ask_back: 0.6,
            rows_shown: 0,
            stream: true,
        }
    }
}
