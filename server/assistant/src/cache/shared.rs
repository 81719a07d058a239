//! The *shared cache* is a second level of answers in Redis, which all replicas of the program see. It only ever saves
//! work: without it, or when it does not answer, every question is answered as if it had never been there.
//!
//! Keys hold the form of their values and the version of the program, so that replicas of two versions live side by side.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, Cmd, FromRedisValue, cmd};
use uuid::Uuid;

use crate::breaker::{Breaker, BreakerSettings, CircuitStatus};

/// Begins every key: the program, the form of the values, the version of the program.
const PREFIX: &str = concat!("quartermaster:1:", env!("CARGO_PKG_VERSION"));
/// How often somebody looks whether the answer that another is finding is there.
const LOOK_EVERY: Duration = Duration::from_millis(25);
/// Takes a lock away from nobody but its holder.
const UNLOCK: &str = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) else return 0 end";

/// How Redis is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedCacheSettings {
    /// Longest value that is stored, in bytes.
    pub value_bytes: usize,
    /// How long Redis may take to answer.
    pub timeout: Duration,
    /// How long a question is reserved for whoever is answering it.
    pub lock: Duration,
    /// When Redis is left alone for a while.
    pub breaker: BreakerSettings,
}

impl Default for SharedCacheSettings {
    fn default() -> Self {
        Self {
            value_bytes: 1 << 20,
            timeout: Duration::from_millis(250),
            lock: Duration::from_secs(10),
            breaker: BreakerSettings::default(),
        }
    }
}

/// A Redis that is not one: its URL cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is no URL of a Redis, such as redis://:PASSWORD@HOST:6379/0")]
pub struct NoRedis;

/// Answers in Redis.
pub struct SharedCache {
    connection: ConnectionManager,
    settings: SharedCacheSettings,
    breaker: Breaker,
    hits: AtomicU64,
    misses: AtomicU64,
    too_large: AtomicU64,
    faults: AtomicU64,
}

/// How the shared cache does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedCacheStatistics {
    /// Values that it had.
    pub hits: u64,
    /// Values that it did not have.
    pub misses: u64,
    /// Values that were too large for it.
    pub too_large: u64,
    /// Times that it failed or did not answer in time.
    pub faults: u64,
    /// How the circuit before it stands.
    pub circuit: CircuitStatus,
}

/// What a value is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shelf {
    /// Answers by what they depend on.
    Answer,
    /// Answers by their ids.
    Recall,
    /// The last answer to a question, however old the data was.
    Last,
    /// Who is answering a question.
    Lock,
}

/// Who answers a question that the cache does not know.
#[derive(Debug)]
pub(crate) enum Turn {
    /// Whoever asks, and nobody else until the claim is dropped.
    Mine(Claim),
    /// Somebody else is at it.
    Theirs,
    /// It cannot be known.
    Unknown,
}

/// A question that is reserved for whoever holds this. It lapses by itself when its holder dies.
#[derive(Debug)]
pub(crate) struct Claim {
    cache: Arc<SharedCache>,
    key: String,
    token: String,
}

impl fmt::Debug for SharedCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The connection knows the password.
        f.debug_struct("SharedCache")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl SharedCache {
    /// Uses the Redis at this URL. No connection is made before the first question; needs a tokio runtime.
    pub fn open(url: &str, settings: SharedCacheSettings) -> Result<Self, NoRedis> {
        let client = Client::open(url).map_err(|_| NoRedis)?;
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_min_delay(Duration::from_millis(10))
            .set_max_delay(Duration::from_millis(50))
            .set_connection_timeout(Some(settings.timeout))
            .set_response_timeout(Some(settings.timeout));
        let connection =
            ConnectionManager::new_lazy_with_config(client, config).map_err(|_| NoRedis)?;
        Ok(Self {
            connection,
            settings,
            breaker: Breaker::new("cache", settings.breaker),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
            too_large: AtomicU64::new(0),
            faults: AtomicU64::new(0),
        })
    }

    /// Whether Redis answers at this moment.
    pub async fn is_reachable(&self) -> bool {
        self.ask::<String>(&cmd("PING")).await.is_some()
    }

    /// How it does.
    pub fn statistics(&self) -> SharedCacheStatistics {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        SharedCacheStatistics {
            hits: count(&self.hits),
            misses: count(&self.misses),
            too_large: count(&self.too_large),
            faults: count(&self.faults),
            circuit: self.breaker.status(Instant::now()),
        }
    }

    /// The value of a key, if it is there and can be had.
    pub(crate) async fn get(&self, shelf: Shelf, key: &str) -> Option<Vec<u8>> {
        let found: Option<Vec<u8>> = self.ask(cmd("GET").arg(named(shelf, key))).await?;
        let counter = if found.is_some() {
            &self.hits
        } else {
            &self.misses
        };
        counter.fetch_add(1, Ordering::Relaxed);
        found
    }

    /// How long a value will be there.
    pub(crate) async fn left(&self, shelf: Shelf, key: &str) -> Option<Duration> {
        let left: i64 = self.ask(cmd("PTTL").arg(named(shelf, key))).await?;
        u64::try_from(left)
            .ok()
            .filter(|left| *left > 0)
            .map(Duration::from_millis)
    }

    /// Keeps a value for a while, unless it is too large.
    pub(crate) async fn put(&self, shelf: Shelf, key: &str, value: &[u8], lifetime: Duration) {
        if value.len() > self.settings.value_bytes {
            self.too_large.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let Some(lifetime) = milliseconds(lifetime) else {
            return;
        };
        let mut set = cmd("SET");
        set.arg(named(shelf, key))
            .arg(value)
            .arg("PX")
            .arg(lifetime);
        self.ask::<()>(&set).await;
    }

    /// Reserves a question for whoever asks, if nobody else is answering it.
    pub(crate) async fn claim(self: &Arc<Self>, key: &str) -> Turn {
        let token = Uuid::new_v4().to_string();
        let named = named(Shelf::Lock, key);
        let Some(lock) = milliseconds(self.settings.lock) else {
            return Turn::Unknown;
        };
        let mut set = cmd("SET");
        set.arg(&named).arg(&token).arg("NX").arg("PX").arg(lock);
        match self.ask::<Option<String>>(&set).await {
            Some(Some(_)) => Turn::Mine(Claim {
                cache: Arc::clone(self),
                key: named,
                token,
            }),
            Some(None) => Turn::Theirs,
            None => Turn::Unknown,
        }
    }

    /// Waits for the answer that somebody else is finding: until it is there, until they have given up, or until their
    /// reservation has lapsed.
    pub(crate) async fn wait(&self, key: &str) -> Option<Vec<u8>> {
        let until = Instant::now() + self.settings.lock;
        let lock = named(Shelf::Lock, key);
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            // The order matters: whoever unlocks has stored the answer before.
            let locked: bool = self.ask(cmd("EXISTS").arg(&lock)).await?;
            if let Some(found) = self.get(Shelf::Answer, key).await {
                return Some(found);
            }
            if !locked || Instant::now() >= until {
                return None;
            }
        }
    }

    /// Asks Redis, unless it is being left alone; none when it fails or takes too long.
    async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Option<T> {
        let permit = self.breaker.admit(Instant::now()).ok()?;
        // A connection and an answer may each take as long as an answer may.
        let patience = self.settings.timeout * 2;
        let mut connection = self.connection.clone();
        let asking = command.query_async::<T>(&mut connection);
        let fault = match tokio::time::timeout(patience, asking).await {
            Ok(Ok(value)) => {
                permit.succeeded();
                return Some(value);
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => "there was no answer in time".to_owned(),
        };
        self.faults.fetch_add(1, Ordering::Relaxed);
        permit.failed(Instant::now());
        tracing::warn!(
            fault,
            "the shared cache does not answer; questions are answered without it"
        );
        None
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let (cache, key, token) = (
            Arc::clone(&self.cache),
            std::mem::take(&mut self.key),
            std::mem::take(&mut self.token),
        );
        let unlocking = async move {
            let mut unlock = cmd("EVAL");
            unlock.arg(UNLOCK).arg(1).arg(key).arg(token);
            cache.ask::<i64>(&unlock).await;
        };
        // Without a runtime the program is ending, and the reservation lapses by itself.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(unlocking);
        }
    }
}

fn named(shelf: Shelf, key: &str) -> String {
    let shelf = match shelf {
        Shelf::Answer => "answer",
        Shelf::Recall => "recall",
        Shelf::Last => "last",
        Shelf::Lock => "lock",
    };
    format!("{PREFIX}:{shelf}:{key}")
}

/// A lifetime as Redis takes it; none when it is over at once.
fn milliseconds(time: Duration) -> Option<u64> {
    u64::try_from(time.as_millis())
        .ok()
        .filter(|time| *time > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_url_that_is_none_is_refused_without_its_password() {
        let refused = SharedCache::open("http://:hunter22@db/", SharedCacheSettings::default());
        let said = format!("{:?} {}", refused, refused.as_ref().unwrap_err());
        assert!(
            said.contains("no URL of a Redis") && !said.contains("hunter22"),
            "{said}"
        );
        let opened = SharedCache::open(
            "redis://:hunter22@127.0.0.1:1/0",
            SharedCacheSettings::default(),
        );
        assert!(!format!("{opened:?}").contains("hunter22"));
    }

    #[tokio::test]
    async fn a_dead_redis_is_left_alone_after_a_few_failures() {
        let settings = SharedCacheSettings {
            breaker: BreakerSettings {
                failures: 2,
                ..BreakerSettings::default()
            },
            ..SharedCacheSettings::default()
        };
        // Nothing listens on port 1.
        let cache = Arc::new(SharedCache::open("redis://127.0.0.1:1/0", settings).unwrap());
        for _ in 0..5 {
            assert_eq!(cache.get(Shelf::Answer, "a").await, None);
        }
        assert!(matches!(cache.claim("a").await, Turn::Unknown));
        let statistics = cache.statistics();
        assert_eq!(
            (statistics.faults, statistics.hits, statistics.misses),
            (2, 0, 0)
        );
        assert_eq!(statistics.circuit.state, crate::CircuitState::Open);
    }

    #[test]
    fn keys_name_form_version_and_shelf() {
        assert_eq!(
            named(Shelf::Answer, "ab"),
            format!("quartermaster:1:{}:answer:ab", env!("CARGO_PKG_VERSION"))
        );
        assert_eq!(milliseconds(Duration::from_micros(900)), None);
        assert_eq!(milliseconds(Duration::from_millis(1)), Some(1));
    }
}
