//! An *OpenAI-compatible* endpoint: OpenAI itself, Azure's v1 endpoint, vLLM, Ollama and others that speak its chat completions.
//!
//! The client tries a request up to three times more when it was throttled, when the endpoint failed, or when there was no
//! connection; it waits longer each time, or as long as the endpoint says.

mod fault;
mod read;
#[cfg(test)]
mod tests;
mod write;

use std::time::Duration;

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_trait::async_trait;
use futures::{StreamExt, TryStreamExt};
use secrecy::{ExposeSecret, SecretString};

use crate::error::{ModelError, ModelErrorKind};
use crate::reply::Reply;
use crate::request::Request;
use crate::{EventStream, LanguageModel, Provider};

/// Longest time that a connection may take to be made.
const CONNECTING: Duration = Duration::from_secs(10);
/// OpenAI's own endpoint.
const OPENAI: &str = "https://api.openai.com/v1";

/// How an endpoint is reached.
#[derive(Debug, Clone)]
pub struct OpenAiSettings {
    /// Its address up to and including the version ("http://127.0.0.1:11434/v1"); OpenAI's own without any.
    pub endpoint_url: Option<String>,
    /// Its key; empty where the endpoint asks for none.
    pub api_key: SecretString,
    /// Longest silence of the endpoint while a reply is awaited.
    pub silence: Duration,
}

/// Why an endpoint cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum OpenAiError {
    /// The key cannot be sent.
    #[error("the key of the language model holds characters that cannot be sent in a header")]
    Key,
    /// The HTTP client cannot be made.
    #[error("the HTTP client for the language model cannot be made: {0}")]
    Client(String),
}

/// An endpoint that speaks as OpenAI does.
#[derive(Debug, Clone)]
pub struct OpenAi {
    client: Client<OpenAIConfig>,
    /// OpenAI's own models take another name for the most tokens of a reply than most other endpoints know.
    own: bool,
}

impl OpenAi {
    /// Sets the endpoint up; nothing is sent yet.
    pub fn connect(settings: &OpenAiSettings) -> Result<Self, OpenAiError> {
        let key = settings.api_key.expose_secret();
        // The client library would panic at the first request.
        if !key.chars().all(|c| c.is_ascii_graphic()) {
            return Err(OpenAiError::Key);
        }
        // Another part of the program may have installed it already; both are the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECTING)
            .read_timeout(settings.silence)
            .build()
            .map_err(|error| OpenAiError::Client(error.to_string()))?;
        let url = settings.endpoint_url.as_deref().unwrap_or(OPENAI);
        let url = url.trim_end_matches('/');
        let config = OpenAIConfig::new()
            .with_api_base(url)
            .with_api_key(key)
            .with_org_id("")
            .with_project_id("");
        Ok(Self {
            client: Client::build(http, config),
            own: url == OPENAI,
        })
    }
}

#[async_trait]
impl LanguageModel for OpenAi {
    fn provider(&self) -> Provider {
        Provider::OpenAi
    }

    async fn converse(&self, request: &Request) -> Result<Reply, ModelError> {
        let request = write::request(request, self.own, false);
        let response = self.client.chat().create(request).await;
        read::reply(response.map_err(|error| fault::of(&error))?)
    }

    async fn stream(&self, request: &Request) -> Result<EventStream, ModelError> {
        let request = write::request(request, self.own, true);
        let chunks = self.client.chat().create_stream(request).await;
        let chunks = chunks.map_err(|error| fault::of(&error))?;
        let events = chunks
            .map_err(|error| fault::of(&error))
            .map_ok(|chunk| futures::stream::iter(read::events(chunk).into_iter().map(Ok)))
            .try_flatten();
        Ok(events.boxed())
    }
}

/// A reply that cannot be read.
fn malformed(cause: impl Into<String>) -> ModelError {
    ModelError::new(ModelErrorKind::Malformed, cause)
}
