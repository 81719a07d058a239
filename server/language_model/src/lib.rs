//! A *language model* reads a conversation and continues it: with text, or with calls of tools that it was offered.
//!
//! [`LanguageModel`] is the port. Behind it stand Amazon [`bedrock`], any endpoint that speaks as [`openai`] does, and a
//! [`scripted`] model that follows a file and needs no network. [`Roles`] say which model is asked for what and what its
//! tokens cost; [`Prompts`] are the texts that it is given. The words here are the domain's: no type of a provider's
//! library leaves this package. Whatever a model writes is untrusted text.

pub mod bedrock;
mod error;
mod event;
#[cfg(test)]
mod http_double;
pub mod openai;
mod price;
mod prompt;
mod reply;
mod request;
mod role;
pub mod scripted;

use async_trait::async_trait;
use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};

pub use error::{ModelError, ModelErrorKind};
pub use event::{Assembly, Event};
pub use price::Prices;
pub use prompt::{PromptError, PromptName, Prompts};
pub use reply::{Reply, StopReason, Usage};
pub use request::{Message, Part, Request, Tool, ToolCall, ToolChoice, ToolResult};
pub use role::{Role, Roles};

/// A reply as it is being written.
pub type EventStream = BoxStream<'static, Result<Event, ModelError>>;

/// Who runs the model, as answers and the ledger name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Amazon Bedrock.
    Bedrock,
    /// An endpoint that speaks the chat completions of OpenAI.
    OpenAi,
}

/// Continues conversations.
#[async_trait]
pub trait LanguageModel: Send + Sync {
    /// Who runs it.
    fn provider(&self) -> Provider;

    /// Continues a conversation; the whole reply at once.
    async fn converse(&self, request: &Request) -> Result<Reply, ModelError>;

    /// Continues a conversation; the reply as it is being written. [`Assembly`] makes a [`Reply`] of the events.
    async fn stream(&self, request: &Request) -> Result<EventStream, ModelError>;
}
