//! A *reply* is what a model said, why it stopped, and the tokens that it took.

use std::ops::{Add, AddAssign};

use serde::{Deserialize, Serialize};

use crate::request::{Part, ToolCall};

/// What a model said.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// Text and calls, in order.
    pub parts: Vec<Part>,
    /// Why it stopped.
    pub stop: StopReason,
    /// Tokens that it took; none when the provider did not say.
    pub usage: Option<Usage>,
}

impl Reply {
    /// The calls, in order.
    pub fn calls(&self) -> impl Iterator<Item = &ToolCall> {
        self.parts.iter().filter_map(|part| match part {
            Part::Call(call) => Some(call),
            Part::Text(_) => None,
        })
    }

    /// All text, one line break between its parts.
    pub fn text(&self) -> String {
        let texts: Vec<&str> = self
            .parts
            .iter()
            .filter_map(|part| match part {
                Part::Text(text) => Some(text.as_str()),
                Part::Call(_) => None,
            })
            .collect();
        texts.join("\n")
    }
}

/// Why a model stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// It has said what it had to say.
    EndOfTurn,
    /// It waits for the results of its calls.
    ToolUse,
    /// It has written as many tokens as it may; what it said last is cut.
    MaxTokens,
    /// A guardrail of the operator's stopped it.
    Guardrail,
    /// The provider's own content filter stopped it.
    ContentFilter,
    /// The conversation does not fit into what the model can read.
    ContextOverflow,
    /// It wrote what cannot be read as a message or a call.
    Malformed,
}

/// Tokens by kind; each token is counted in one kind only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Usage {
    /// Read, and neither from nor into the provider's cache.
    #[serde(rename = "input")]
    pub input_tokens: u64,
    /// Written.
    #[serde(rename = "output")]
    pub output_tokens: u64,
    /// Read from the provider's cache.
    #[serde(rename = "cache_read")]
    pub cache_read_tokens: u64,
    /// Read and put into the provider's cache.
    #[serde(rename = "cache_write")]
    pub cache_write_tokens: u64,
}

impl Usage {
    /// Tokens of all kinds.
    pub fn total(&self) -> u64 {
        self.input_tokens + self.output_tokens + self.cache_read_tokens + self.cache_write_tokens
    }
}

impl Add for Usage {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            input_tokens: self.input_tokens + other.input_tokens,
            output_tokens: self.output_tokens + other.output_tokens,
            cache_read_tokens: self.cache_read_tokens + other.cache_read_tokens,
            cache_write_tokens: self.cache_write_tokens + other.cache_write_tokens,
        }
    }
}

impl AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
