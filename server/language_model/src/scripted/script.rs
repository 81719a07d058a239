//! A *script* is the file that a scripted model follows.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::Provider;
use crate::error::ModelErrorKind;
use crate::reply::{StopReason, Usage};
use crate::request::{Message, Request};

/// What a model expects to be asked, and what it replies.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// Whom the model plays.
    pub plays: Provider,
    /// The conversations that it knows.
    pub conversations: Vec<Conversation>,
}

/// A conversation that a script knows.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conversation {
    /// Text in the first message by which the conversation is recognised.
    pub question: String,
    /// Name of the model that is asked; without it, any.
    #[serde(default)]
    pub model: Option<String>,
    /// What is said in it, in order.
    pub exchanges: Vec<Exchange>,
}

impl Conversation {
    pub(super) fn fits(&self, request: &Request) -> bool {
        self.model
            .as_ref()
            .is_none_or(|model| *model == request.model)
    }
}

/// A request and its reply.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// What the request has to be like.
    #[serde(default)]
    pub expect: Expected,
    /// What the model says.
    #[serde(default)]
    pub reply: Replied,
    /// The request fails.
    #[serde(default)]
    pub fault: Option<Fault>,
    /// Milliseconds until the reply comes.
    #[serde(default)]
    pub delay_ms: u64,
}

/// What a request has to be like.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expected {
    /// Tools that are offered.
    pub tools: Vec<String>,
    /// Texts in the system prompt.
    pub system: Vec<String>,
    /// Texts that are nowhere in the request.
    pub nowhere: Vec<String>,
    /// Texts in the last message.
    pub last: Vec<String>,
}

impl Expected {
    /// How a request differs from what is expected.
    pub(super) fn differs(&self, request: &Request) -> Option<String> {
        let offered = |tool: &&String| !request.tools.iter().any(|t| t.name == **tool);
        if let Some(tool) = self.tools.iter().find(offered) {
            return Some(format!("the tool {tool} is not offered"));
        }
        let missing = |texts: &[String], within: &str, what: &str| {
            let text = texts.iter().find(|text| !within.contains(text.as_str()))?;
            Some(format!("{what} does not contain “{text}”"))
        };
        let last = request.messages.last().map(written).unwrap_or_default();
        let all = request.messages.iter().map(written);
        let whole = [request.system.clone()].into_iter().chain(all);
        missing(&self.system, &request.system, "the system prompt")
            .or_else(|| missing(&self.last, &last, "the last message"))
            .or_else(|| {
                let whole = whole.collect::<Vec<_>>().join("\n");
                let text = self.nowhere.iter().find(|t| whole.contains(t.as_str()))?;
                Some(format!("the request contains “{text}”"))
            })
    }
}

fn written(message: &Message) -> String {
    match message {
        Message::Person(text) => text.clone(),
        Message::Model(_) => String::new(),
        Message::Results(results) => results
            .iter()
            .map(|result| result.content.as_str())
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

/// What a scripted model says.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Replied {
    /// Text, before the calls.
    pub text: Option<String>,
    /// Calls.
    pub calls: Vec<ScriptedCall>,
    /// Why it stops; without it, `tool_use` after calls and `end_of_turn` else.
    pub stop: Option<StopReason>,
    /// Tokens that it took.
    pub usage: Option<Usage>,
}

/// A call of a tool in a script.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptedCall {
    /// Name of the tool.
    pub name: String,
    /// What it is called with.
    #[serde(default)]
    pub input: Value,
}

/// How a request can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Too many requests.
    Throttled,
    /// The conversation is too long.
    ContextOverflow,
    /// The credentials are expired.
    Credentials,
    /// No connection.
    Unreachable,
    /// No reply in time.
    TimedOut,
    /// A reply that cannot be read.
    Malformed,
}

impl Fault {
    pub(super) fn kind(self) -> ModelErrorKind {
        match self {
            Self::Throttled => ModelErrorKind::Throttled,
            Self::ContextOverflow => ModelErrorKind::ContextOverflow,
            Self::Credentials => ModelErrorKind::Credentials,
            Self::Unreachable => ModelErrorKind::Unreachable,
            Self::TimedOut => ModelErrorKind::TimedOut,
            Self::Malformed => ModelErrorKind::Malformed,
        }
    }
}

/// Why there is no script.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// Its file cannot be read.
    #[error("the script {file} cannot be read: {source}")]
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is not as a script has to be.
    #[error("the script {file} is not valid at line {line}: {message}")]
    Invalid {
        /// The file.
        file: String,
        /// Line, from 1.
        line: u64,
        /// Why.
        message: String,
    },
}

impl Script {
    /// Reads a script's file.
    pub fn load(file: &Path) -> Result<Self, ScriptError> {
        let name = file.display().to_string();
        match std::fs::read_to_string(file) {
            Ok(text) => Self::read(&name, &text),
            Err(source) => Err(ScriptError::Unreadable { file: name, source }),
        }
    }

    /// Reads a script's text; JSON is YAML, too.
    pub fn read(file: &str, text: &str) -> Result<Self, ScriptError> {
        serde_saphyr::from_str(text).map_err(|error| ScriptError::Invalid {
            file: file.to_owned(),
            line: error.location().map_or(1, |location| location.line()),
            message: error.without_snippet().to_string(),
        })
    }
}
