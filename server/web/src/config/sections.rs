//! A *section* is the validated configuration of one concern, small enough to hand to the part that needs it.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Date;
use secrecy::{ExposeSecret, SecretString};

use super::reader::Reader;
use super::warehouse::WarehouseConfig;

/// How the pages are served.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// Address to listen on.
    pub address: IpAddr,
    /// Port; 0 lets the system choose.
    pub port: u16,
    /// Where people reach the pages, without a trailing slash, when it differs.
    pub public_url: Option<String>,
    /// Time that running requests get at the end.
    pub shutdown: Duration,
    /// Connections that are open at once.
    pub connections: u16,
    /// Time that a client gets to send the head of a request.
    pub head: Duration,
    /// Time that a client gets to send the body of a request.
    pub body: Duration,
    /// Time for which a client may take nothing of what is sent to it.
    pub stalled: Duration,
}

impl ServerConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let text = reader.text("server.address");
        let address = text.parse().unwrap_or_else(|_| {
            reader.fault(
                "server.address",
                format!("`{text}` is not an IP address such as 127.0.0.1 or ::1"),
            );
            IpAddr::from([127, 0, 0, 1])
        });
        let public_url = reader
            .optional("server.public_url")
            .map(|url| url.trim_end_matches('/').to_owned());
        if let Some(url) = &public_url
            && !(url.starts_with("https://") || url.starts_with("http://"))
        {
            reader.fault(
                "server.public_url",
                format!("`{url}` must begin with https:// or http://"),
            );
        }
        Self {
            address,
            port: reader.integer("server.port", 0..=u16::MAX),
            public_url,
            shutdown: Duration::from_secs(reader.integer("server.shutdown_seconds", 0..=600)),
            connections: reader.integer("server.connections", 1..=u16::MAX),
            head: Duration::from_secs(reader.integer("server.head_seconds", 1..=300)),
            body: Duration::from_secs(reader.integer("server.body_seconds", 1..=300)),
            stalled: Duration::from_secs(reader.integer("server.stalled_seconds", 1..=300)),
        }
    }

    /// Nobody but people on this machine reaches the pages; the demo accounts hold only then.
    pub fn is_local_only(&self) -> bool {
        self.address.is_loopback() && self.public_url.is_none()
    }

    /// People reach the pages over https.
    pub fn is_https(&self) -> bool {
        self.public_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"))
    }
}

/// What "today" means in a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// `NewestOrder` for the sample company, `WallClock` for data of one's own.
    Auto,
    /// The machine's calendar day.
    WallClock,
    /// The newest order date in the data.
    NewestOrder,
    /// A fixed day.
    Fixed(Date),
}

/// What the questions are asked about.
#[derive(Debug, Clone)]
pub struct DataConfig {
    /// Folder of the program's own files.
    pub directory: PathBuf,
    /// Where the data lives; `None` is the sample company.
    pub warehouse: Option<WarehouseConfig>,
    /// What "today" means.
    pub as_of: AsOf,
    /// Sales lines of the sample company.
    pub sample_lines: u64,
    /// Seed of the sample company.
    pub sample_seed: u64,
    /// Semantic model; `None` is the one that the program carries.
    pub semantic_model: Option<PathBuf>,
    /// Personas; `None` is the ones that the program carries.
    pub personas: Option<PathBuf>,
}

impl DataConfig {
    /// `beside` is the folder of the configuration file, where the model and the personas are looked for.
    pub(super) fn read(reader: &mut Reader<'_>, beside: Option<&Path>) -> Self {
        let as_of = match reader.text("data.as_of") {
            "auto" => AsOf::Auto,
            "wall_clock" => AsOf::WallClock,
            "newest_order" => AsOf::NewestOrder,
            text => text.parse().map_or_else(|_| {
                let message = format!("`{text}` is none of auto, wall_clock, newest_order or a date such as 2025-06-30");
                reader.fault("data.as_of", message);
                AsOf::Auto
            }, AsOf::Fixed),
        };
        let warehouse = WarehouseConfig::read(reader);
        let mut configured = |key: &str, name: &str| {
            let file = reader.optional_path(key);
            if let Some(file) = &file
                && !file.is_file()
            {
                reader.fault(key, format!("{} is not a file", file.display()));
            }
            file.or_else(|| {
                beside
                    .map(|folder| folder.join(name))
                    .filter(|f| f.is_file())
            })
        };
        let semantic_model = configured("data.semantic_model", "semantic_model.yaml");
        let personas = configured("data.personas", "personas.yaml");
        Self {
            directory: PathBuf::from(reader.text("data.directory")),
            warehouse,
            as_of,
            sample_lines: reader.integer("data.sample_lines", 1_000..=10_000_000),
            sample_seed: reader.integer("data.sample_seed", 0..=u64::MAX),
            semantic_model,
            personas,
        }
    }

    /// Folder of the sample company.
    pub fn sample(&self) -> PathBuf {
        self.directory.join("sample")
    }

    /// Folder of what `import` took over.
    pub fn imported(&self) -> PathBuf {
        self.directory.join("imported")
    }

    /// Folder of converted tables.
    pub fn cache(&self) -> PathBuf {
        self.directory.join("cache")
    }
}

/// Where the application keeps its own data.
#[derive(Debug, Clone)]
pub struct StateConfig {
    /// `sqlite://…` or `postgres://…`; it may hold a password.
    pub url: SecretString,
    /// The file behind it, when it is SQLite.
    pub file: Option<PathBuf>,
}

impl StateConfig {
    /// Other replicas of the program may use it, too.
    pub fn is_shared(&self) -> bool {
        self.url.expose_secret().starts_with("postgres")
    }

    pub(super) fn read(reader: &mut Reader<'_>, directory: &Path) -> Self {
        let default = || format!("sqlite://{}", directory.join("state.sqlite").display());
        let url = reader
            .optional("state.url")
            .map_or_else(default, str::to_owned);
        let schemes = ["sqlite:", "postgres://", "postgresql://"];
        if !schemes.iter().any(|scheme| url.starts_with(scheme)) {
            reader.fault("state.url", "must begin with sqlite:// or postgres://");
        }
        let file = url
            .strip_prefix("sqlite:")
            .map(|file| {
                file.trim_start_matches("//")
                    .split('?')
                    .next()
                    .unwrap_or_default()
            })
            .filter(|file| !file.is_empty() && *file != ":memory:")
            .map(PathBuf::from);
        Self {
            url: SecretString::from(url),
            file,
        }
    }
}

/// Answers that are kept.
#[derive(Debug, Clone)]
pub struct CacheConfig {
    /// How long an answer is kept; zero turns the cache off.
    pub lifetime: Duration,
    /// How long figures on dashboards are kept.
    pub dashboard_lifetime: Duration,
    /// Answers at most.
    pub entries: u64,
    /// Ask the suggestions once at start.
    pub warm: bool,
    /// The Redis that replicas share; its URL may hold a password.
    pub redis: Option<RedisConfig>,
}

/// The Redis that replicas share.
#[derive(Debug, Clone)]
pub struct RedisConfig {
    /// `redis://…`, or `rediss://…` with TLS.
    pub url: SecretString,
    /// Bytes of the longest value.
    pub value_bytes: usize,
    /// How long it may take to answer.
    pub timeout: Duration,
    /// How long a question is reserved for whoever is answering it.
    pub lock: Duration,
}

impl CacheConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            lifetime: Duration::from_secs(reader.integer("cache.seconds", 0..=86_400)),
            dashboard_lifetime: Duration::from_secs(
                reader.integer("cache.dashboard_seconds", 0..=86_400),
            ),
            entries: reader.integer("cache.entries", 0..=1_000_000),
            warm: reader.boolean("cache.warm"),
            redis: RedisConfig::read(reader),
        }
    }
}

impl RedisConfig {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let value_bytes = reader.integer("cache.redis_value_kb", 1..=65_536_usize) << 10;
        let timeout = Duration::from_millis(reader.integer("cache.redis_timeout_ms", 1..=10_000));
        let lock = Duration::from_secs(reader.integer("cache.redis_lock_seconds", 1..=600));
        let url = reader.optional("cache.redis_url")?;
        if !url.starts_with("redis://") && !url.starts_with("rediss://") {
            reader.fault("cache.redis_url", "must begin with redis:// or rediss://");
        } else if url.ends_with("#insecure") {
            let message = "a certificate is always checked; name the file of whoever vouches for it in SSL_CERT_FILE";
            reader.fault("cache.redis_url", message);
        }
        Some(Self {
            url: SecretString::from(url.to_owned()),
            value_bytes,
            timeout,
            lock,
        })
    }
}

/// What a single question may take.
#[derive(Debug, Clone)]
pub struct LimitsConfig {
    /// Rows of a result.
    pub rows: usize,
    /// Time of a query.
    pub query: Duration,
    /// Bytes of memory of all running queries.
    pub query_memory: usize,
    /// Characters of a question.
    pub question_characters: usize,
    /// Questions that an account may ask in a minute.
    pub questions_per_minute: u32,
    /// Bytes of a request's body.
    pub body: usize,
    /// Turns that a conversation remembers.
    pub conversation_turns: u32,
}

impl LimitsConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            rows: reader.integer("limits.rows", 1..=1_000_000),
            query: Duration::from_secs(reader.integer("limits.query_seconds", 1..=3_600)),
            query_memory: reader.integer("limits.query_memory_mb", 64..=1_048_576_usize) << 20,
            question_characters: reader.integer("limits.question_characters", 10..=10_000),
            questions_per_minute: reader.integer("limits.questions_per_minute", 1..=100_000),
            body: reader.integer("limits.body_kb", 1..=10_240_usize) << 10,
            conversation_turns: reader.integer("limits.conversation_turns", 1..=100),
        }
    }
}

/// Who gets in, and for how long.
#[derive(Debug, Clone)]
pub struct SecurityConfig {
    /// Accounts.
    pub users_file: PathBuf,
    /// Time without a request after which a session ends.
    pub session: Duration,
    /// Wrong passwords before one has to wait.
    pub login_attempts: u32,
    /// How long one has to wait.
    pub login_wait: Duration,
}

impl SecurityConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
        Self {
            users_file: PathBuf::from(reader.text("security.users_file")),
            session: minutes(reader.integer("security.session_minutes", 1..=10_080)),
            login_attempts: reader.integer("security.login_attempts", 1..=1_000),
            login_wait: minutes(reader.integer("security.login_wait_minutes", 1..=1_440)),
        }
    }
}

/// The log of what the program does.
#[derive(Debug, Clone)]
pub struct LoggingConfig {
    /// Filter directives.
    pub level: String,
    /// Folder of the log files.
    pub directory: PathBuf,
    /// Files of app.log that are kept, one a day.
    pub keep: usize,
    /// Write to standard error as well when serving.
    pub to_stderr: bool,
}

impl LoggingConfig {
    pub(super) fn read(reader: &mut Reader<'_>, directory: &Path) -> Self {
        let level = reader.text("logging.level").to_owned();
        if let Err(error) = level.parse::<tracing_subscriber::filter::Targets>() {
            let message = format!(
                "`{level}` is not understood ({error}); write error, warn, info, debug, trace or directives such as info,warehouse=debug"
            );
            reader.fault("logging.level", message);
        }
        Self {
            level,
            directory: reader
                .optional_path("logging.directory")
                .unwrap_or_else(|| directory.join("logs")),
            keep: reader.integer("logging.keep_days", 1..=3_650),
            to_stderr: reader.boolean("logging.to_stderr"),
        }
    }
}
