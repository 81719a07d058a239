//! *Amazon Bedrock* behind the Converse and ConverseStream operations, which are the same for every model that it runs.
//!
//! A throttled or failed request is tried three times in all, with exponential backoff and jitter. Credentials come from the
//! usual chain of AWS: environment, profile, container, instance.

mod document;
mod fault;
mod read;
#[cfg(test)]
mod tests;
mod write;

use std::time::Duration;

use async_trait::async_trait;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::config::Builder;
use aws_smithy_http_client::tls::{Provider as Tls, rustls_provider::CryptoMode};
use futures::{StreamExt, stream};

use crate::error::{ModelError, ModelErrorKind};
use crate::reply::Reply;
use crate::request::Request;
use crate::{EventStream, LanguageModel, Provider};

/// Longest time that a connection may take to be made.
const CONNECTING: Duration = Duration::from_secs(5);
/// How often a request is sent at most.
const ATTEMPTS: u32 = 3;
/// Longest wait before the second attempt; the third waits up to twice as long.
const BACKOFF: Duration = Duration::from_millis(500);

/// How Bedrock is reached.
#[derive(Debug, Clone)]
pub struct BedrockSettings {
    /// Region; without any, the one of the environment.
    pub region: Option<String>,
    /// Another address than the region's own, such as that of a VPC endpoint.
    pub endpoint_url: Option<String>,
    /// A guardrail that every request passes.
    pub guardrail: Option<Guardrail>,
    /// Mark tools and system prompt for the provider's cache. The model has to know cache points.
    pub prompt_cache: bool,
    /// Longest silence while a reply is awaited.
    pub silence: Duration,
}

/// A guardrail of the operator's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guardrail {
    /// Its id or ARN.
    pub id: String,
    /// Its version ("1", "DRAFT").
    pub version: String,
}

/// Models that Bedrock runs.
#[derive(Debug, Clone)]
pub struct Bedrock {
    client: Client,
    guardrail: Option<Guardrail>,
    prompt_cache: bool,
}

impl Bedrock {
    /// Looks for credentials and sets the client up; no model is asked yet.
    pub async fn connect(settings: &BedrockSettings) -> Self {
        let tls = Tls::Rustls(CryptoMode::Ring);
        let http = aws_smithy_http_client::Builder::new()
            .tls_provider(tls)
            .build_https();
        let mut loader = aws_config::defaults(BehaviorVersion::latest()).http_client(http);
        if let Some(region) = &settings.region {
            loader = loader.region(Region::new(region.clone()));
        }
        Self::over(&loader.load().await, settings)
    }

    fn over(shared: &SdkConfig, settings: &BedrockSettings) -> Self {
        let retries = RetryConfig::standard()
            .with_max_attempts(ATTEMPTS)
            .with_initial_backoff(BACKOFF);
        let times = TimeoutConfig::builder()
            .connect_timeout(CONNECTING)
            .read_timeout(settings.silence)
            .build();
        let mut config = Builder::from(shared)
            .retry_config(retries)
            .timeout_config(times);
        config.set_endpoint_url(settings.endpoint_url.clone());
        Self {
            client: Client::from_conf(config.build()),
            guardrail: settings.guardrail.clone(),
            prompt_cache: settings.prompt_cache,
        }
    }
}

#[async_trait]
impl LanguageModel for Bedrock {
    fn provider(&self) -> Provider {
        Provider::Bedrock
    }

    async fn converse(&self, request: &Request) -> Result<Reply, ModelError> {
        let response = self
            .client
            .converse()
            .model_id(&request.model)
            .set_system(Some(write::system(request, self.prompt_cache)?))
            .set_messages(Some(write::messages(request)?))
            .set_tool_config(write::tools(request, self.prompt_cache)?)
            .inference_config(write::inference(request))
            .set_guardrail_config(self.guardrail.as_ref().map(write::guardrail))
            .send()
            .await
            .map_err(|error| fault::of(&error))?;
        read::reply(&response)
    }

    async fn stream(&self, request: &Request) -> Result<EventStream, ModelError> {
        let response = self
            .client
            .converse_stream()
            .model_id(&request.model)
            .set_system(Some(write::system(request, self.prompt_cache)?))
            .set_messages(Some(write::messages(request)?))
            .set_tool_config(write::tools(request, self.prompt_cache)?)
            .inference_config(write::inference(request))
            .set_guardrail_config(self.guardrail.as_ref().map(write::guardrail_of_stream))
            .send()
            .await
            .map_err(|error| fault::of(&error))?;
        let events = stream::unfold(Some(response.stream), async |receiver| {
            let mut receiver = receiver?;
            match receiver.recv().await {
                Ok(Some(output)) => Some((Ok(read::event(&output)), Some(receiver))),
                Ok(None) => None,
                Err(error) => Some((Err(fault::of_stream(&error)), None)),
            }
        });
        Ok(events.filter_map(async |event| event.transpose()).boxed())
    }
}

/// A part that the client library does not take; its builders check nothing but what is missing.
fn unwritable(error: &impl std::fmt::Display) -> ModelError {
    ModelError::new(ModelErrorKind::Rejected, error.to_string())
}
