//! A *request* is a conversation so far, with the tools that the model may call.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::role::Role;

/// What a model is asked to continue.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Name of the model; on Bedrock also the ARN of an inference profile.
    pub model: String,
    /// 0 to 1, higher is more varied; none where the model does not take one.
    pub temperature: Option<f32>,
    /// Most tokens that the reply may have.
    pub max_tokens: u32,
    /// What the model is told about its task; the same for many requests, so that providers can cache it.
    pub system: String,
    /// The conversation, beginning with the person.
    pub messages: Vec<Message>,
    /// Tools that may be called.
    pub tools: Vec<Tool>,
    /// Whether a tool has to be called.
    pub tool_choice: ToolChoice,
}

impl Request {
    /// A request to the model of a role.
    pub fn to(
        role: &Role,
        system: impl Into<String>,
        messages: Vec<Message>,
        tools: Vec<Tool>,
    ) -> Self {
        Self {
            model: role.model.clone(),
            temperature: role.temperature,
            max_tokens: role.max_tokens,
            system: system.into(),
            messages,
            tools,
            tool_choice: ToolChoice::Auto,
        }
    }
}

impl Request {
    /// Bytes of everything that the model reads: what it is told, what was said, and the tools.
    pub fn bytes(&self) -> u64 {
        let messages = self.messages.iter().map(|message| match message {
            Message::Person(text) => text.len(),
            Message::Model(parts) => parts.iter().map(Part::bytes).sum(),
            Message::Results(results) => results.iter().map(|result| result.content.len()).sum(),
        });
        let tools = self.tools.iter().map(|tool| {
            tool.name.len() + tool.description.len() + tool.input_schema.to_string().len()
        });
        (self.system.len() + messages.sum::<usize>() + tools.sum::<usize>()) as u64
    }
}

/// Whether a tool has to be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ToolChoice {
    /// The model decides.
    #[default]
    Auto,
    /// Some tool.
    Any,
}

/// A message of the conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// What the person, or the program for them, says.
    Person(String),
    /// What the model said.
    Model(Vec<Part>),
    /// What came of the calls in the model's message before: all of them, in one message.
    Results(Vec<ToolResult>),
}

/// A part of what a model says.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Text.
    Text(String),
    /// The call of a tool.
    Call(ToolCall),
}

impl Part {
    fn bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Call(call) => call.name.len() + call.input.to_string().len(),
        }
    }
}

/// The call of a tool.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolCall {
    /// Id by which its result refers to it.
    pub id: String,
    /// Name of the tool, as the model wrote it.
    pub name: String,
    /// What it is called with; a text where the model wrote something that is no JSON.
    pub input: Value,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolResult {
    /// Id of the call.
    pub call: String,
    /// What the model is told.
    pub content: String,
    /// The call failed, and the content says why.
    pub failed: bool,
}

/// A tool that a model may call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tool {
    /// Name: letters, digits, `_` and `-`, at most 64.
    pub name: String,
    /// What it does and when to call it.
    pub description: String,
    /// JSON Schema of what it is called with, an object.
    pub input_schema: Value,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn everything_that_the_model_reads_is_counted() {
        let call = |name: &str| {
            Part::Call(ToolCall {
                id: "not read".to_owned(),
                name: name.to_owned(),
                input: json!({"a": 1}),
            })
        };
        let result = ToolResult {
            call: "not read".to_owned(),
            content: "2 rows".to_owned(),
            failed: false,
        };
        let request = Request {
            model: "not read".to_owned(),
            temperature: None,
            max_tokens: 1,
            system: "Do.".to_owned(),
            messages: vec![
                Message::Person("Größe".to_owned()),
                Message::Model(vec![Part::Text("Hm".to_owned()), call("sql")]),
                Message::Results(vec![result]),
            ],
            tools: vec![Tool {
                name: "sql".to_owned(),
                description: "Runs.".to_owned(),
                input_schema: json!({}),
            }],
            tool_choice: ToolChoice::Auto,
        };
        // 3; 7 in UTF-8; 2 and 3 + 7 of {"a":1}; 6; 3 + 5 + 2 of {}.
        assert_eq!(request.bytes(), 3 + 7 + 12 + 6 + 10);
    }
}
