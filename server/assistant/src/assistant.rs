//! The *assistant* itself: everything it needs, handed in once, and the questions that can be put to it.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use language_model::Provider;
use moka::future::Cache;
use warehouse::{Limits, Warehouse};

use crate::answer::Answer;
use crate::breaker::{Breaker, CircuitStatus};
use crate::cache::{
    AnswerCache, CacheStatistics, SharedCache, SharedCacheStatistics, Shelf, Stored,
};
use crate::calculator::{Calculator, InProcess};
use crate::catalogue::SampleShelf;
use crate::clock::Clock;
use crate::consultation::Consultant;
use crate::conversation::Memory;
use crate::cost::{CostReport, Meter};
use crate::knowledge::{Knowledge, Prepared};
use crate::last_answer::LastAnswers;
use crate::ledger_writer::{LedgerWriter, Receipt};
use crate::settings::{AsOf, Settings};
use crate::store::{Conversations, Ledger, StoreError};

/// How long an answer can be called back by its id without asking again.
const RECALL: Duration = Duration::from_hours(12);

/// Everything that the assistant needs.
pub struct Parts {
    /// Where the data lives.
    pub warehouse: Arc<dyn Warehouse>,
    /// What it answers from.
    pub knowledge: Knowledge,
    /// Keeps the ledger.
    pub ledger: Arc<dyn Ledger>,
    /// Keeps conversations.
    pub conversations: Arc<dyn Conversations>,
    /// Says what time it is.
    pub clock: Arc<dyn Clock>,
    /// Is asked what the interpreter does not understand.
    pub consultant: Option<Consultant>,
    /// Answers that replicas share; none when there is one process alone.
    pub shared_cache: Option<Arc<SharedCache>>,
    /// Bounds and prices.
    pub settings: Settings,
}

/// Takes questions to answers.
pub struct Assistant {
    pub(crate) warehouse: Arc<dyn Warehouse>,
    knowledge: RwLock<Arc<Prepared>>,
    pub(crate) ledger: Arc<dyn Ledger>,
    pub(crate) data_breaker: Breaker,
    pub(crate) model_breaker: Breaker,
    pub(crate) meter: Arc<Meter>,
    pub(crate) writer: LedgerWriter,
    pub(crate) memory: Memory,
    pub(crate) cache: AnswerCache,
    pub(crate) last: LastAnswers,
    pub(crate) shared_cache: Option<Arc<SharedCache>>,
    pub(crate) recent: Cache<String, (String, Arc<Answer>)>,
    pub(crate) samples: SampleShelf,
    pub(crate) calculator: Arc<dyn Calculator>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) consultant: Option<Consultant>,
    pub(crate) settings: Settings,
}

/// An answer whose record is on its way into the ledger.
///
/// Nobody should be told the answer before the receipt has settled: [`Assistant::ask`] waits for it.
pub struct Response {
    /// The answer.
    pub answer: Answer,
    /// Settles when the answer's record is durable.
    pub receipt: Receipt,
}

impl Response {
    /// The answer, once its record is durable. If it could not be written the answer says so in its warnings.
    pub async fn acknowledged(self) -> Answer {
        let mut answer = self.answer;
        if let Err(error) = self.receipt.settled().await {
            answer.warnings.push(format!(
                "This question is missing from the history: {error}."
            ));
        }
        answer
    }
}

impl Assistant {
    /// Puts the parts together and starts the ledger's writing task on the current tokio runtime.
    pub fn new(parts: Parts) -> Self {
        let cells = parts.settings.cache.cells;
        let version = parts.consultant.as_ref().map(Consultant::version);
        Self {
            warehouse: parts.warehouse,
            knowledge: RwLock::new(Arc::new(Prepared::new(parts.knowledge, version.as_deref()))),
            writer: LedgerWriter::start(Arc::clone(&parts.ledger)),
            ledger: parts.ledger,
            data_breaker: Breaker::new("data service", parts.settings.failure.breaker),
            model_breaker: Breaker::new("language model", parts.settings.failure.breaker),
            meter: Arc::new(Meter::new(parts.settings.spending.clone())),
            memory: Memory::new(parts.conversations, parts.settings.memory),
            cache: AnswerCache::new(&parts.settings.cache, parts.shared_cache.clone()),
            last: LastAnswers::new(
                parts.settings.failure.stale,
                cells,
                parts.shared_cache.clone(),
            ),
            shared_cache: parts.shared_cache,
            recent: Cache::builder()
                .max_capacity(cells)
                .weigher(|_: &String, (_, answer): &(String, Arc<Answer>)| {
                    // An answer without rows still has its sentences, about as large as a few hundred cells.
                    u32::try_from(500 + answer.rows.len() * answer.columns.len())
                        .unwrap_or(u32::MAX)
                })
                .time_to_live(RECALL)
                .build(),
            samples: SampleShelf::new(),
            calculator: Arc::new(InProcess),
            clock: parts.clock,
            consultant: parts.consultant,
            settings: parts.settings,
        }
    }

    /// The same with calculations made elsewhere.
    #[must_use]
    pub fn with_calculator(mut self, calculator: Arc<dyn Calculator>) -> Self {
        self.calculator = calculator;
        self
    }

    /// An answer that was given to this account not long ago, by its id; later there is only its ledger entry.
    pub async fn recall(&self, user: &str, id: &str) -> Option<Arc<Answer>> {
        let (owner, answer) = if let Some(found) = self.recent.get(id).await {
            found
        } else {
            let value = self.shared_cache.as_ref()?.get(Shelf::Recall, id).await?;
            let stored = Stored::read(&value)?;
            let found = (stored.user, Arc::new(stored.answer));
            self.recent.insert(id.to_owned(), found.clone()).await;
            found
        };
        (owner == user).then_some(answer)
    }

    /// Forgets cached answers to questions that fit the pattern, in which `*` stands for any text; says how many.
    pub async fn invalidate(&self, pattern: &str) -> usize {
        self.cache.invalidate(pattern).await
    }

    /// Glue was asked so many times: the next question that is not answered from the cache is charged for it.
    pub fn catalogued(&self, requests: u64) {
        self.meter.catalogued(requests);
    }

    /// How much may be spent.
    pub fn spending_limits(&self) -> crate::SpendingLimits {
        self.settings.spending.limits
    }

    /// How the circuit before the data service stands; none when the data is in this process.
    pub fn data_circuit(&self) -> Option<CircuitStatus> {
        let outside = self.warehouse.is_outside();
        outside.then(|| self.data_breaker.status(Instant::now()))
    }

    /// How the circuit before the language model stands; none when nobody is consulted.
    pub fn model_circuit(&self) -> Option<CircuitStatus> {
        let consulted = self.consultant.is_some();
        consulted.then(|| self.model_breaker.status(Instant::now()))
    }

    /// Who runs the language models, and their names in the order of their roles; none when nobody is consulted.
    pub fn language_models(&self) -> Option<(Provider, Vec<&str>)> {
        let consultant = self.consultant.as_ref()?;
        let roles = &consultant.roles;
        let others = [&roles.high_accuracy, &roles.fast_validation];
        let roles = [Some(&roles.default)]
            .into_iter()
            .chain(others.map(Option::as_ref));
        let models = roles.flatten().map(|role| role.model.as_str());
        Some((consultant.model.provider(), models.collect()))
    }

    /// How the circuit before the service that calculates stands; none when calculations are made in this process.
    pub fn calculation_circuit(&self) -> Option<CircuitStatus> {
        self.calculator.circuit()
    }

    /// How the cache that replicas share does; none when there is none.
    pub fn shared_cache_statistics(&self) -> Option<SharedCacheStatistics> {
        Some(self.shared_cache.as_ref()?.statistics())
    }

    /// Whether the cache that replicas share answers; none when there is none.
    pub async fn shared_cache_answers(&self) -> Option<bool> {
        Some(self.shared_cache.as_ref()?.is_reachable().await)
    }

    /// How the cache does.
    pub async fn cache_statistics(&self) -> CacheStatistics {
        self.cache.statistics().await
    }

    /// Costs of today and of the month so far, by the ledger's days (UTC): one account's, or everybody's without a name.
    pub async fn costs(&self, user: Option<&str>) -> Result<CostReport, StoreError> {
        let today = self.clock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let tomorrow = today.tomorrow().unwrap_or(today);
        let rows = self
            .ledger
            .costs(today.first_of_month(), tomorrow, user)
            .await?;
        Ok(CostReport::of(today, &rows))
    }

    /// Answers from other knowledge from now on. Questions that are under way finish with what they began with.
    pub fn learn(&self, knowledge: Knowledge) {
        let version = self.consultant.as_ref().map(Consultant::version);
        let prepared = Arc::new(Prepared::new(knowledge, version.as_deref()));
        *self
            .knowledge
            .write()
            .unwrap_or_else(PoisonError::into_inner) = prepared;
    }

    /// Forgets a conversation that was deleted from the store.
    pub async fn forget_conversation(&self, id: &str) {
        self.memory.forget(id).await;
    }

    /// The as-of date of questions that do not say one.
    pub fn today(&self) -> Date {
        self.as_of(&self.knowledge())
    }

    /// Version of model and personas that answers depend on.
    pub fn policy_version(&self) -> Arc<str> {
        Arc::clone(&self.knowledge().policy_version)
    }

    pub(crate) fn limits(&self) -> Limits {
        Limits {
            timeout: self.settings.bounds.time_limit,
            row_cap: self.settings.bounds.row_cap,
        }
    }

    pub(crate) fn knowledge(&self) -> Arc<Prepared> {
        Arc::clone(
            &self
                .knowledge
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    pub(crate) fn as_of(&self, knowledge: &Prepared) -> Date {
        match self.settings.as_of {
            AsOf::Clock => self.clock.today(),
            AsOf::NewestOrder => knowledge.newest_order.unwrap_or_else(|| self.clock.today()),
            AsOf::Fixed(date) => date,
        }
    }
}
