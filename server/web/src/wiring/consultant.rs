//! The *consultant*: the configured language model with its roles and prompts.

use std::path::PathBuf;
use std::sync::Arc;

use assistant::Consultant;
use language_model::bedrock::Bedrock;
use language_model::openai::{OpenAi, OpenAiError};
use language_model::scripted::{ScriptError, Scripted};
use language_model::{LanguageModel, PromptError, Prompts};

use crate::config::{LanguageModelConfig, ProviderConfig};

/// Why there is no language model although one is configured.
#[derive(Debug, thiserror::Error)]
pub enum ConsultantError {
    /// The prompts cannot be used.
    #[error("language_model.prompts: {}{source}", folder.as_ref().map(|f| format!("{}: ", f.display())).unwrap_or_default())]
    Prompts {
        /// Their folder.
        folder: Option<PathBuf>,
        /// Why.
        source: PromptError,
    },
    /// The endpoint cannot be set up.
    #[error("language_model.api_key: {0}")]
    OpenAi(#[from] OpenAiError),
    /// The script cannot be used.
    #[error("language_model.script: {0}")]
    Script(#[from] ScriptError),
}

/// Sets the configured language model up; nobody is asked yet.
pub async fn consultant(
    config: &LanguageModelConfig,
) -> Result<Option<Consultant>, ConsultantError> {
    let prompts = match &config.prompts {
        Some(folder) => Prompts::load(folder),
        None => Prompts::carried(),
    };
    // They are read without a provider, too, so that a fault shows before one is configured.
    let prompts = prompts.map_err(|source| ConsultantError::Prompts {
        folder: config.prompts.clone(),
        source,
    })?;
    let (Some(provider), Some(roles)) = (&config.provider, &config.roles) else {
        return Ok(None);
    };
    let model: Arc<dyn LanguageModel> = match provider {
        ProviderConfig::Bedrock(settings) => Arc::new(Bedrock::connect(settings).await),
        ProviderConfig::OpenAi(settings) => Arc::new(OpenAi::connect(settings)?),
        ProviderConfig::Scripted(file) => Arc::new(Scripted::load(file)?),
    };
    Ok(Some(Consultant {
        model,
        roles: roles.clone(),
        prompts,
        settings: config.consultation,
    }))
}
