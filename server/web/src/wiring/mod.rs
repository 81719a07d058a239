//! *Wiring* puts the concrete parts together: warehouse, model, interpreters, stores, assistant. Nothing else knows them all.

mod catalogue;
mod consultant;
mod data;
mod meaning;
mod scratch;
mod understanding;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use assistant::store::{ApiTokens, Conversations, Ledger, Sessions, Users};
use assistant::{
    Assistant, Consultant, DataProfile, FailureSettings, Knowledge, Lambda, Parts, ProfileError,
    SharedCache, SharedCacheSettings, SpendingSettings, SystemClock,
};
use secrecy::ExposeSecret;
use warehouse::Warehouse;
use warehouse::aws;
use warehouse::embedded::EmbeddedWarehouse;

pub use catalogue::CatalogueWatch;
pub use consultant::{ConsultantError, consultant};
use data::OpenData;
pub use data::{DataError, Source};
pub use meaning::{Meaning, MeaningError};
pub use scratch::ScratchStore;
pub use understanding::values;

use crate::config::{self, ConfigError, Configuration, Overrides};
use crate::logging::{self, Logging};

/// How often data that has not answered yet is tried.
const REACH_AGAIN: Duration = Duration::from_secs(10);
/// How long which values a database holds is taken for known although its data has changed.
const LEARN_AGAIN: Duration = Duration::from_mins(10);

/// Everything that is kept.
#[derive(Clone)]
pub struct Stores {
    /// Accounts.
    pub users: Arc<dyn Users>,
    /// Logins.
    pub sessions: Arc<dyn Sessions>,
    /// Tokens of programs.
    pub tokens: Arc<dyn ApiTokens>,
    /// Conversations.
    pub conversations: Arc<dyn Conversations>,
    /// What was asked.
    pub ledger: Arc<dyn Ledger>,
}

/// The program, put together.
pub struct Application {
    /// How it runs.
    pub configuration: Configuration,
    /// Where the data comes from.
    pub source: Source,
    /// What the tables mean.
    pub meaning: Meaning,
    /// Where the data lives.
    pub warehouse: Arc<dyn Warehouse>,
    /// The embedded engine, when it lives in files.
    files: Option<Arc<EmbeddedWarehouse>>,
    /// Version of the data that the assistant knows, and since when; without one, when it was tried last.
    learned: Mutex<(Option<String>, Instant)>,
    /// Looks at Glue's catalogue, when there is one.
    pub catalogue: Option<Arc<CatalogueWatch>>,
    /// Takes questions to answers.
    pub assistant: Arc<Assistant>,
    /// What is kept; `None` when nothing is.
    pub stores: Option<Stores>,
    /// Writes what is left of the log when the program ends.
    _logging: Option<Logging>,
}

/// Why the program cannot be put together.
#[derive(Debug, thiserror::Error)]
pub enum WiringError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The model or the personas are wrong.
    #[error(transparent)]
    Meaning(#[from] MeaningError),
    /// The data cannot be opened.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The language model cannot be set up.
    #[error(transparent)]
    Consultant(#[from] ConsultantError),
    /// The data cannot be read.
    #[error("the data cannot be read: {0}")]
    Reading(String),
    /// The data does not answer.
    #[error("the data cannot be read: {0}")]
    Silent(String),
    /// The state database cannot be opened.
    #[error("the state database cannot be opened: {0}")]
    State(String),
    /// A folder of the program's own cannot be made.
    #[error("the folder {} cannot be made: {source}", folder.display())]
    Folder {
        /// The folder.
        folder: std::path::PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Opening was interrupted.
    #[error("opening the data was interrupted: {0}")]
    Interrupted(#[from] tokio::task::JoinError),
}

impl Application {
    /// Puts the program together for one command: what it asks is kept, its log goes to files.
    pub async fn open_for_command(overrides: &Overrides) -> Result<Self, WiringError> {
        let configuration = config::load(overrides)?;
        let logging = logging::start(&configuration, false);
        Self::open(configuration, Some(logging)).await
    }

    /// Puts the program together; what it is asked is kept.
    pub async fn open(
        configuration: Configuration,
        logging: Option<Logging>,
    ) -> Result<Self, WiringError> {
        Self::open_with(configuration, logging, false).await
    }

    /// The same, also when a data service outside the program does not answer: until it does, what is kept can be read, and
    /// [`Self::reload`] tries it again.
    pub async fn open_to_serve(configuration: Configuration) -> Result<Self, WiringError> {
        Self::open_with(configuration, None, true).await
    }

    async fn open_with(
        configuration: Configuration,
        logging: Option<Logging>,
        may_be_down: bool,
    ) -> Result<Self, WiringError> {
        // Data and state are independent; opening both at once shortens the start.
        let stores = open_stores(&configuration);
        let core = Box::pin(Core::open(&configuration, may_be_down));
        let (stores, core) = tokio::try_join!(stores, core)?;
        let (ledger, conversations) = (
            Arc::clone(&stores.ledger),
            Arc::clone(&stores.conversations),
        );
        Ok(core.assemble(configuration, ledger, conversations, Some(stores), logging))
    }

    /// Puts the program together without keeping anything.
    pub async fn open_scratch(configuration: Configuration) -> Result<Self, WiringError> {
        let core = Box::pin(Core::open(&configuration, false)).await?;
        let scratch = Arc::new(ScratchStore::default());
        Ok(core.assemble(
            configuration,
            Arc::clone(&scratch) as _,
            scratch,
            None,
            None,
        ))
    }

    /// The persona of that name, the first one without a name; else a sentence that names those there are.
    pub fn persona_or_first(&self, name: Option<&str>) -> Result<String, String> {
        let personas = &self.meaning.personas;
        let found = match name {
            Some(name) => self.meaning.persona(name),
            None => personas.first(),
        };
        found.map(|p| p.name.clone()).ok_or_else(|| {
            let known = personas
                .iter()
                .map(|p| p.name.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            format!(
                "There is no persona {}; there are {known}.",
                name.unwrap_or_default()
            )
        })
    }

    /// Reads the data again if its files have changed, and answers from it from then on; true when they had.
    pub async fn reload(&self) -> Result<bool, WiringError> {
        if let Some(files) = &self.files {
            let files = Arc::clone(files);
            let changed = tokio::task::spawn_blocking(move || files.reload()).await?;
            if !changed.map_err(DataError::from)? {
                return Ok(false);
            }
        } else if !self.has_much_to_learn() {
            return Ok(false);
        }
        let version = self.warehouse.data_version();
        let known = knowledge(&self.meaning, self.warehouse.as_ref()).await;
        let mut learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        learned.1 = Instant::now();
        self.assistant.learn(known?);
        learned.0 = Some(version);
        Ok(true)
    }

    /// Whether the data has answered yet.
    pub fn knows_data(&self) -> bool {
        let learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        learned.0.is_some()
    }

    /// A database may change all the time. Answers always come from what it holds; only which values there are is looked
    /// at less often, because that reads whole columns.
    fn has_much_to_learn(&self) -> bool {
        let learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        let (version, since) = &*learned;
        match version {
            None => since.elapsed() >= REACH_AGAIN,
            Some(version) => {
                since.elapsed() >= LEARN_AGAIN && *version != self.warehouse.data_version()
            }
        }
    }
}

/// What every way of running needs.
struct Core {
    source: Source,
    meaning: Meaning,
    data: OpenData,
    knowledge: Knowledge,
    consultant: Option<Consultant>,
    catalogue: Option<Arc<CatalogueWatch>>,
    lambda: Option<Arc<Lambda>>,
}

impl Core {
    async fn open(configuration: &Configuration, may_be_down: bool) -> Result<Self, WiringError> {
        let consultant = consultant(&configuration.language_model).await?;
        let own = configuration.clone();
        let opening = tokio::task::spawn_blocking(move || -> Result<_, WiringError> {
            make_folder(&own.data.directory)?;
            let meaning = Meaning::load(&own.data)?;
            Ok((Source::of(&own), meaning))
        });
        let (source, mut meaning) = opening.await??;
        let data = data::open_fitting(&source, &mut meaning, configuration, may_be_down).await?;
        let knowledge = match knowledge(&meaning, data.warehouse.as_ref()).await {
            Err(WiringError::Silent(error)) if may_be_down => {
                tracing::error!(error, "the data does not answer; it is tried again");
                Knowledge {
                    model: Arc::clone(&meaning.model),
                    personas: understanding::over(&meaning, Vec::new()),
                    profile: DataProfile::unread(),
                }
            }
            knowledge => knowledge?,
        };
        if !knowledge.profile.unread {
            warn_of_differences(&meaning, data.warehouse.as_ref()).await;
        }
        let catalogue = CatalogueWatch::open(configuration, &meaning).await;
        let lambda = match &configuration.aws.lambda {
            Some(settings) => {
                let config = aws::connect(&configuration.aws.access).await;
                let breaker = configuration.failure.breaker;
                Some(Arc::new(Lambda::new(&config, settings.clone(), breaker)))
            }
            None => None,
        };
        Ok(Self {
            source,
            meaning,
            data,
            knowledge,
            consultant,
            catalogue,
            lambda,
        })
    }

    fn assemble(
        self,
        configuration: Configuration,
        ledger: Arc<dyn Ledger>,
        conversations: Arc<dyn Conversations>,
        stores: Option<Stores>,
        logging: Option<Logging>,
    ) -> Application {
        let version = self.data.warehouse.data_version();
        let learned = (!self.knowledge.profile.unread).then_some(version);
        let assistant = Assistant::new(Parts {
            warehouse: Arc::clone(&self.data.warehouse),
            knowledge: self.knowledge,
            ledger,
            conversations,
            clock: Arc::new(SystemClock),
            consultant: self.consultant,
            shared_cache: shared_cache(&configuration),
            settings: settings(&configuration, &self.source),
        });
        let assistant = match self.lambda {
            Some(lambda) => assistant.with_calculator(lambda),
            None => assistant,
        };
        Application {
            configuration,
            source: self.source,
            meaning: self.meaning,
            learned: Mutex::new((learned, Instant::now())),
            warehouse: self.data.warehouse,
            files: self.data.files,
            catalogue: self.catalogue,
            assistant: Arc::new(assistant),
            stores,
            _logging: logging,
        }
    }
}

fn settings(configuration: &Configuration, source: &Source) -> assistant::Settings {
    let Configuration {
        limits,
        cache,
        data,
        costs,
        failure,
        ..
    } = configuration;
    assistant::Settings {
        bounds: assistant::Bounds {
            question_characters: limits.question_characters,
            row_cap: limits.rows,
            time_limit: limits.query,
        },
        cache: assistant::CacheSettings {
            enabled: !cache.lifetime.is_zero() && cache.entries > 0,
            entries: cache.entries,
            question_lifetime: cache.lifetime,
            dashboard_lifetime: cache.dashboard_lifetime,
            ..assistant::CacheSettings::default()
        },
        memory: assistant::MemorySettings {
            turns: limits.conversation_turns,
            shared: configuration.state.is_shared(),
            ..assistant::MemorySettings::default()
        },
        spending: SpendingSettings {
            prices: costs.prices.clone(),
            redshift_rpus: f64::from(costs.redshift_rpus),
            assumed_time: costs.assumed_time,
            assumed_scan: costs.assumed_scan,
            limits: costs.limits,
        },
        failure: FailureSettings {
            breaker: failure.breaker,
            stale: failure.stale,
        },
        as_of: source.as_of(data.as_of),
    }
}

/// Logs in what the data differs from the semantic model; `check` says it to people.
async fn warn_of_differences(meaning: &Meaning, warehouse: &dyn Warehouse) {
    match warehouse.schema().await {
        Ok(Some(found)) => {
            for difference in warehouse::differences(&meaning.schemas(), &found) {
                if difference.is_fault() {
                    tracing::warn!("{difference}");
                } else {
                    tracing::info!("{difference}");
                }
            }
        }
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "the data's schema cannot be read"),
    }
}

/// The cache that replicas share. A Redis that does not answer is no reason not to start.
pub fn shared_cache(configuration: &Configuration) -> Option<Arc<SharedCache>> {
    let redis = configuration.cache.redis.as_ref()?;
    let settings = SharedCacheSettings {
        value_bytes: redis.value_bytes,
        timeout: redis.timeout,
        lock: redis.lock,
        breaker: configuration.failure.breaker,
    };
    SharedCache::open(redis.url.expose_secret(), settings)
        .inspect_err(|error| tracing::error!(%error, "cache.redis_url: there is no shared cache"))
        .ok()
        .map(Arc::new)
}

pub(crate) async fn knowledge(
    meaning: &Meaning,
    warehouse: &dyn Warehouse,
) -> Result<Knowledge, WiringError> {
    let reading = |error: ProfileError| match &error {
        ProfileError::Warehouse(cause) if cause.is_outage() => {
            WiringError::Silent(error.to_string())
        }
        _ => WiringError::Reading(error.to_string()),
    };
    let profile = DataProfile::measure(warehouse, &meaning.model)
        .await
        .map_err(reading)?;
    let personas = understanding::personas(meaning, warehouse)
        .await
        .map_err(|error| reading(error.into()))?;
    Ok(Knowledge {
        model: Arc::clone(&meaning.model),
        personas,
        profile,
    })
}

/// Opens the data alone; the meaning is fitted to it.
pub async fn open_data(
    configuration: &Configuration,
    meaning: &mut Meaning,
) -> Result<Arc<dyn Warehouse>, WiringError> {
    let source = Source::of(configuration);
    let data = data::open_fitting(&source, meaning, configuration, false).await?;
    Ok(data.warehouse)
}

/// Opens the state database, and brings it up to date.
pub async fn open_stores(configuration: &Configuration) -> Result<Stores, WiringError> {
    if let Some(folder) = configuration
        .state
        .file
        .as_deref()
        .and_then(std::path::Path::parent)
    {
        make_folder(folder)?;
    }
    let state = state::State::open(configuration.state.url.expose_secret())
        .await
        .map_err(|error| WiringError::State(error.to_string()))?;
    let state = Arc::new(state);
    Ok(Stores {
        users: Arc::clone(&state) as _,
        sessions: Arc::clone(&state) as _,
        tokens: Arc::clone(&state) as _,
        conversations: Arc::clone(&state) as _,
        ledger: state,
    })
}

fn make_folder(folder: &std::path::Path) -> Result<(), WiringError> {
    if folder.as_os_str().is_empty() {
        return Ok(());
    }
    std::fs::create_dir_all(folder).map_err(|source| WiringError::Folder {
        folder: folder.to_owned(),
        source,
    })
}
