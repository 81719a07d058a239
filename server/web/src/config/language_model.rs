//! The *language model* section: who is asked what the interpreter does not understand, for how much, and when.

use std::path::{Path, PathBuf};
use std::time::Duration;

use assistant::{ConsultationSettings, Policy};
use language_model::bedrock::{BedrockSettings, Guardrail};
use language_model::openai::OpenAiSettings;
use language_model::{Prices, Role, Roles};
use secrecy::SecretString;

use super::reader::Reader;

/// Who is asked what the interpreter does not understand.
#[derive(Debug, Clone)]
pub struct LanguageModelConfig {
    /// Who runs the models; `None` asks nobody.
    pub provider: Option<ProviderConfig>,
    /// Which model is asked for what; there whenever a provider is.
    pub roles: Option<Roles>,
    /// When it is asked, and how much one question may take of it.
    pub consultation: ConsultationSettings,
    /// Folder of prompts; `None` is the ones that the program carries.
    pub prompts: Option<PathBuf>,
}

/// Who runs the models.
#[derive(Debug, Clone)]
pub enum ProviderConfig {
    /// Amazon Bedrock.
    Bedrock(BedrockSettings),
    /// An OpenAI-compatible endpoint.
    OpenAi(OpenAiSettings),
    /// A file that says what a model replies, for tests and rehearsals.
    Scripted(PathBuf),
}

impl LanguageModelConfig {
    /// `beside` is the folder of the configuration file, where the prompts are looked for.
    pub(super) fn read(reader: &mut Reader<'_>, beside: Option<&Path>) -> Self {
        let provider = provider(reader);
        let roles = roles(reader, provider.is_some());
        let prompts = reader.optional_path("language_model.prompts");
        if let Some(folder) = &prompts
            && !folder.is_dir()
        {
            let message = format!("{} is not a folder", folder.display());
            reader.fault("language_model.prompts", message);
        }
        let prompts = prompts.or_else(|| {
            beside
                .map(|folder| folder.join("prompts"))
                .filter(|folder| folder.is_dir())
        });
        Self {
            provider,
            roles,
            consultation: consultation(reader),
            prompts,
        }
    }

    /// Longest time that asking a language model adds to an answer.
    pub fn time(&self) -> Duration {
        match self.provider {
            Some(_) => self.consultation.time_limit,
            None => Duration::ZERO,
        }
    }
}

fn provider(reader: &mut Reader<'_>) -> Option<ProviderConfig> {
    let silence = Duration::from_secs(reader.integer("language_model.silence_seconds", 1..=600));
    let endpoint_url = reader
        .optional("language_model.endpoint_url")
        .map(str::to_owned);
    if let Some(url) = &endpoint_url
        && !(url.starts_with("https://") || url.starts_with("http://"))
    {
        let message = format!("`{url}` must begin with https:// or http://");
        reader.fault("language_model.endpoint_url", message);
    }
    let prompt_cache = reader.boolean("language_model.prompt_cache");
    let guardrail = guardrail(reader);
    match reader.text("language_model.provider") {
        "none" => None,
        "bedrock" => Some(ProviderConfig::Bedrock(BedrockSettings {
            region: reader.optional("language_model.region").map(str::to_owned),
            endpoint_url,
            guardrail,
            prompt_cache,
            silence,
        })),
        "openai" => {
            let key = reader
                .optional("language_model.api_key")
                .unwrap_or_default();
            if key.is_empty() && endpoint_url.is_none() {
                let message = "must be given for OpenAI's own endpoint; set the environment variable QUARTERMASTER_MODEL_API_KEY";
                reader.fault("language_model.api_key", message);
            }
            Some(ProviderConfig::OpenAi(OpenAiSettings {
                endpoint_url,
                api_key: SecretString::from(key),
                silence,
            }))
        }
        "scripted" => {
            let script = reader.optional_path("language_model.script");
            if script.as_ref().is_none_or(|script| !script.is_file()) {
                reader.fault(
                    "language_model.script",
                    "must name a file for a scripted model",
                );
            }
            script.map(ProviderConfig::Scripted)
        }
        other => {
            let message = format!("`{other}` is none of none, bedrock, openai, scripted");
            reader.fault("language_model.provider", message);
            None
        }
    }
}

fn guardrail(reader: &mut Reader<'_>) -> Option<Guardrail> {
    let id = reader.optional("language_model.guardrail_id")?;
    let Some(version) = reader.optional("language_model.guardrail_version") else {
        let message = "must be given with a guardrail_id, such as 1 or DRAFT";
        reader.fault("language_model.guardrail_version", message);
        return None;
    };
    Some(Guardrail {
        id: id.to_owned(),
        version: version.to_owned(),
    })
}

fn consultation(reader: &mut Reader<'_>) -> ConsultationSettings {
    let policy = match reader.text("language_model.policy") {
        "never" => Policy::Never,
        "when_declined" => Policy::WhenDeclined,
        "always" => Policy::Always,
        other => {
            let message = format!("`{other}` is none of never, when_declined, always");
            reader.fault("language_model.policy", message);
            Policy::Never
        }
    };
    let accept = reader.decimal("language_model.accept_confidence", 0.0..=1.0);
    let ask_back = reader.decimal("language_model.ask_back_confidence", 0.0..=1.0);
    if ask_back > accept {
        let message = format!("`{ask_back}` is above accept_confidence, {accept}");
        reader.fault("language_model.ask_back_confidence", message);
    }
    ConsultationSettings {
        policy,
        rounds: reader.integer("language_model.rounds", 1..=10),
        tokens: reader.integer("language_model.tokens", 1_000..=10_000_000),
        time_limit: Duration::from_secs(reader.integer("language_model.seconds", 1..=600)),
        accept,
        ask_back,
        rows_shown: reader.integer("language_model.rows_shown", 0..=100),
        stream: reader.boolean("language_model.stream"),
    }
}

fn roles(reader: &mut Reader<'_>, needed: bool) -> Option<Roles> {
    let default = role(reader, "language_model_default", needed);
    let high_accuracy = role(reader, "language_model_high_accuracy", false);
    let fast_validation = role(reader, "language_model_fast_validation", false);
    Some(Roles {
        default: default?,
        high_accuracy,
        fast_validation,
    })
}

/// The role of a section; none when it names no model.
fn role(reader: &mut Reader<'_>, section: &str, needed: bool) -> Option<Role> {
    let key = |name: &str| format!("{section}.{name}");
    let temperature = reader.optional_decimal(&key("temperature"), 0.0..=1.0);
    let max_tokens = reader.integer(&key("max_tokens"), 16..=200_000);
    let mut price = |name: &str| reader.optional_decimal(&key(name), 0.0..=10_000.0);
    let input = price("input_usd");
    let output = price("output_usd");
    let cache_read = price("cache_read_usd");
    let cache_write = price("cache_write_usd");
    let read_on = reader.optional(&key("prices_read_on")).map(str::to_owned);
    let read_on = read_on.and_then(|text| {
        text.parse()
            .inspect_err(|_| {
                let message = format!("`{text}` is not a day such as 2025-06-30");
                reader.fault(&key("prices_read_on"), message);
            })
            .ok()
    });
    let Some(model) = reader.optional(&key("model")) else {
        if needed {
            let message = "must name the model that is asked";
            reader.fault(&key("model"), message);
        }
        return None;
    };
    for (name, price) in [("input_usd", input), ("output_usd", output)] {
        if price.is_none() {
            let message =
                "must be given, in US dollars for a million tokens; 0 where nothing is charged";
            reader.fault(&key(name), message);
        }
    }
    if read_on.is_none() && (input, output) != (Some(0.0), Some(0.0)) {
        let message = "must say on which day the prices were read, such as 2025-06-30";
        reader.fault(&key("prices_read_on"), message);
    }
    let input = input.unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, reason = "a number from 0 to 1")]
    let temperature = temperature.map(|temperature| temperature as f32);
    Some(Role {
        model: model.to_owned(),
        temperature,
        max_tokens,
        prices: Prices {
            input,
            output: output.unwrap_or_default(),
            cache_read: cache_read.unwrap_or(input),
            cache_write: cache_write.unwrap_or(input),
            read_on,
        },
    })
}
