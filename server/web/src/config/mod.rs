//! A *configuration* says how the program is to run; what was written (`raw`) becomes one validated section a concern.

mod aws;
mod costs;
mod failure;
mod language_model;
mod raw;
mod reader;
mod sections;
mod show;
mod warehouse;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

pub use aws::AwsConfig;
pub use costs::CostsConfig;
pub use failure::FailureConfig;
pub use language_model::{LanguageModelConfig, ProviderConfig};
pub use raw::{OVERRIDE_PREFIX, RawConfiguration};
use reader::Reader;
pub use sections::{
    AsOf, CacheConfig, DataConfig, LimitsConfig, LoggingConfig, RedisConfig, SecurityConfig,
    ServerConfig, StateConfig,
};

pub use show::masked;
pub use warehouse::{DatabaseConfig, WarehouseConfig};

/// Environment variable that names the configuration file.
pub const FILE_VARIABLE: &str = "QUARTERMASTER_CONFIG";
/// Where a configuration file is looked for when none is named.
pub const DEFAULT_FILE: &str = "config/quartermaster.yaml";
const DEFAULTS: &str = include_str!("../../../../config/quartermaster.yaml");

/// Where a value was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The defaults that the program carries.
    Default,
    /// A configuration file.
    File {
        /// Its name.
        name: String,
        /// Line, from 1.
        line: usize,
    },
    /// An environment variable.
    Environment(String),
    /// A command-line option.
    Option(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { name, line } => write!(f, "{name}:{line}"),
            Self::Environment(name) => write!(f, "environment variable {name}"),
            Self::Option(name) => write!(f, "option {name}"),
        }
    }
}

/// One thing wrong with the configuration, with the mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Key ("server.port").
    pub key: String,
    /// Where it was written.
    pub origin: Origin,
    /// What is wrong, and what is allowed.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.origin, self.key, self.message)
    }
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file that was named cannot be read.
    #[error("the configuration file {} cannot be read: {source}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Something in it is wrong.
    #[error("the configuration is not valid:\n{}", .0.iter().map(|f| format!("  {f}")).collect::<Vec<_>>().join("\n"))]
    Invalid(Vec<Fault>),
}

/// What the command line says in place of the file.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--config`.
    pub file: Option<PathBuf>,
    /// `--data`: folder of the questions' data.
    pub data: Option<PathBuf>,
    /// `--today`.
    pub today: Option<String>,
}

/// How the program is to run: one section a concern.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// How the pages are served.
    pub server: ServerConfig,
    /// What the questions are asked about.
    pub data: DataConfig,
    /// Where the application keeps its own data.
    pub state: StateConfig,
    /// Answers that are kept.
    pub cache: CacheConfig,
    /// What a single question may take.
    pub limits: LimitsConfig,
    /// Who gets in.
    pub security: SecurityConfig,
    /// What the program logs.
    pub logging: LoggingConfig,
    /// What is done when services fail.
    pub failure: FailureConfig,
    /// What questions cost.
    pub costs: CostsConfig,
    /// Who is asked what the interpreter does not understand.
    pub language_model: LanguageModelConfig,
    /// How Amazon's services are used.
    pub aws: AwsConfig,
}

/// What was written and what came of it.
pub struct Loaded {
    /// The file that was read, if any.
    pub file: Option<PathBuf>,
    /// What was written.
    pub raw: RawConfiguration,
    /// What came of it, or everything that is wrong.
    pub validated: Result<Configuration, Vec<Fault>>,
}

/// Finds, reads and validates the configuration with the variables of the process.
pub fn load(overrides: &Overrides) -> Result<Configuration, ConfigError> {
    read(overrides, &std::env::vars().collect())?
        .validated
        .map_err(ConfigError::Invalid)
}

/// Finds, reads and validates the configuration; `check` shows what was written even when it is wrong.
pub fn read(
    overrides: &Overrides,
    variables: &BTreeMap<String, String>,
) -> Result<Loaded, ConfigError> {
    let named = overrides
        .file
        .clone()
        .or_else(|| variables.get(FILE_VARIABLE).map(PathBuf::from));
    let file = named.or_else(|| Some(PathBuf::from(DEFAULT_FILE)).filter(|f| f.is_file()));
    let text = match &file {
        Some(file) => {
            Some(
                std::fs::read_to_string(file).map_err(|source| ConfigError::Unreadable {
                    file: file.clone(),
                    source,
                })?,
            )
        }
        None => None,
    };
    let name = file.as_deref().map(|f| f.display().to_string());
    let mut faults = Vec::new();
    let mut raw = RawConfiguration::read(
        DEFAULTS,
        name.as_deref().zip(text.as_deref()),
        variables,
        &mut faults,
    );
    if let Some(folder) = &overrides.data {
        raw.set("data.warehouse", folder.display().to_string(), "--data");
    }
    if let Some(today) = &overrides.today {
        raw.set("data.as_of", today.clone(), "--today");
    }
    let beside = file.as_deref().and_then(Path::parent);
    let validated = validate(&raw, faults, beside);
    Ok(Loaded {
        file,
        raw,
        validated,
    })
}

/// Validates a configuration that is given as text: the defaults with `yaml` over them, no file and no environment.
pub fn from_yaml(yaml: &str) -> Result<Configuration, ConfigError> {
    let mut faults = Vec::new();
    let raw = RawConfiguration::read(
        DEFAULTS,
        Some(("yaml", yaml)),
        &BTreeMap::new(),
        &mut faults,
    );
    validate(&raw, faults, None).map_err(ConfigError::Invalid)
}

fn validate(
    raw: &RawConfiguration,
    faults: Vec<Fault>,
    beside: Option<&Path>,
) -> Result<Configuration, Vec<Fault>> {
    let mut reader = Reader::new(raw, faults);
    let data = DataConfig::read(&mut reader, beside);
    let configuration = Configuration {
        server: ServerConfig::read(&mut reader),
        state: StateConfig::read(&mut reader, &data.directory),
        cache: CacheConfig::read(&mut reader),
        limits: LimitsConfig::read(&mut reader),
        security: SecurityConfig::read(&mut reader),
        logging: LoggingConfig::read(&mut reader, &data.directory),
        failure: FailureConfig::read(&mut reader),
        costs: CostsConfig::read(&mut reader, beside),
        language_model: LanguageModelConfig::read(&mut reader, beside),
        aws: AwsConfig::read(&mut reader),
        data,
    };
    let faults = reader.into_faults();
    if faults.is_empty() {
        Ok(configuration)
    } else {
        Err(faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn validated(yaml: &str) -> Result<Configuration, Vec<String>> {
        let mut faults = Vec::new();
        let raw = RawConfiguration::read(
            DEFAULTS,
            Some(("q.yaml", yaml)),
            &BTreeMap::new(),
            &mut faults,
        );
        validate(&raw, faults, None).map_err(|f| f.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_defaults_are_valid() {
        let configuration = validated("").unwrap();
        assert_eq!(configuration.server.port, 8501);
        assert!(configuration.server.address.is_loopback());
        assert_eq!(configuration.limits.body, 64 * 1024);
        assert_eq!(configuration.security.session.as_secs(), 3600);
        assert_eq!(configuration.data.as_of, AsOf::Auto);
        assert_eq!(
            configuration.state.file,
            Some(PathBuf::from("./data/state.sqlite"))
        );
    }

    #[test]
    fn every_fault_is_named_with_key_line_and_what_is_allowed() {
        let faults =
            validated("server:\n  port: 70000\ndata:\n  as_of: yesterday\ncache:\n  warm: maybe\n")
                .unwrap_err();
        assert_eq!(
            faults,
            [
                "q.yaml:4: data.as_of: `yesterday` is none of auto, wall_clock, newest_order or a date such as 2025-06-30",
                "q.yaml:2: server.port: `70000` is not a whole number from 0 to 65535",
                "q.yaml:6: cache.warm: `maybe` is neither true nor false",
            ]
        );
    }

    #[test]
    fn a_language_model_needs_a_model_and_dated_prices() {
        assert!(validated("").unwrap().language_model.provider.is_none());
        let faults =
            validated("language_model:\n  provider: bedrock\n  policy: sometimes\n").unwrap_err();
        assert_eq!(
            faults,
            [
                "default: language_model_default.model: must name the model that is asked",
                "q.yaml:3: language_model.policy: `sometimes` is none of never, when_declined, always",
            ]
        );
        let priced = |date: &str| {
            validated(&format!(
                "language_model:\n  provider: bedrock\n  region: eu-central-1\nlanguage_model_default:\n  model: m\n  temperature: 0.5\n  input_usd: 3\n  output_usd: 15\n  cache_read_usd: 0.3\n  prices_read_on: {date}\n"
            ))
        };
        let roles = priced("2026-11-30").unwrap().language_model.roles.unwrap();
        assert_eq!(roles.default.temperature, Some(0.5));
        let prices = roles.default.prices;
        assert!(
            (prices.cache_read - 0.3).abs() < 1e-12 && (prices.cache_write - 3.0).abs() < 1e-12
        );
        assert_eq!(
            priced("null").unwrap_err(),
            [
                "q.yaml:10: language_model_default.prices_read_on: must say on which day the prices were read, such as 2025-06-30"
            ]
        );
    }

    #[test]
    fn a_key_of_a_language_model_is_never_shown() {
        let yaml = "language_model:\n  provider: openai\n  api_key: sk-hunter22\nlanguage_model_default:\n  model: m\n  input_usd: 0\n  output_usd: 0\n";
        let configuration = validated(yaml).unwrap();
        assert!(!format!("{configuration:?}").contains("hunter22"));
        let mut faults = Vec::new();
        let raw = RawConfiguration::read(
            DEFAULTS,
            Some(("q.yaml", yaml)),
            &BTreeMap::new(),
            &mut faults,
        );
        assert!(raw.show().contains("api_key: ***"), "{}", raw.show());
    }

    #[test]
    fn redshift_and_athena_need_what_says_where_the_data_lies() {
        let faults = |yaml: &str| validated(yaml).map(drop).unwrap_err();
        assert_eq!(
            faults("data:\n  warehouse: redshift\n"),
            [
                "default: redshift.workgroup: name the serverless workgroup, or the provisioned cluster in redshift.cluster",
                "default: redshift.database: must not be empty",
            ]
        );
        let both = "data:\n  warehouse: redshift\nredshift:\n  workgroup: a-b-c\n  cluster: d\n  database: e\n  secret_arn: hunter2\n";
        assert_eq!(
            faults(both),
            [
                "q.yaml:7: redshift.secret_arn: must be the ARN of a secret; a password never stands here",
                "q.yaml:5: redshift.cluster: is named beside redshift.workgroup; the data lies in one of them",
            ]
        );
        let cluster = "data:\n  warehouse: redshift\nredshift:\n  cluster: d\n  database: e\n";
        assert!(faults(cluster)[0].contains("a cluster needs redshift.user"));
        assert!(validated(&format!("{cluster}  user: reader\n")).is_ok());
        let athena = "data:\n  warehouse: athena\nathena:\n  output_location: here\n";
        assert_eq!(
            faults(athena),
            [
                "q.yaml:4: athena.output_location: must be a folder such as s3://bucket/folder/",
                "default: athena.database: must not be empty",
            ]
        );
        let lambda = validated("calculations:\n  place: lambda\n  seconds: 5\n").unwrap();
        assert_eq!(lambda.aws.lambda.unwrap().time_limit.as_secs(), 5);
        assert!(validated("").unwrap().aws.lambda.is_none());
        assert!(faults("calculations:\n  place: moon\n")[0].contains("neither program nor lambda"));
    }

    #[test]
    fn redis_is_reached_with_tls_or_without() {
        let read = |url: &str| validated(&format!("cache:\n  redis_url: {url}\n"));
        for url in ["redis://cache/0", "rediss://cache:6380/0"] {
            assert!(read(url).unwrap().cache.redis.is_some(), "{url}");
        }
        for (url, expected) in [
            ("http://cache", "must begin with redis:// or rediss://"),
            (
                "'rediss://cache/#insecure'",
                "a certificate is always checked",
            ),
        ] {
            let faults = read(url).unwrap_err();
            assert!(faults[0].contains(expected), "{url}: {faults:?}");
        }
    }

    #[test]
    fn a_database_url_is_never_shown() {
        let configuration = validated(
            "state:\n  url: postgres://q:hunter22@db/q\ncache:\n  redis_url: redis://:hunter22@cache/0\n",
        )
        .unwrap();
        assert!(!format!("{configuration:?}").contains("hunter22"));
    }
}
