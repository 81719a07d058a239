//! The *cache* keeps answers for a while, so that a question asked again costs nothing: in memory, and behind that in
//! Redis when there is one.
//!
//! A key holds everything on which an answer depends; whatever changes the answer changes the key, so nothing has to
//! be thrown away when data or rights change.

mod shared;
mod value;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::Date;
use moka::Expiry;
use moka::future::Cache;
use moka::policy::EvictionPolicy;
use serde::Serialize;

use crate::answer::Answer;
use crate::settings::CacheSettings;
use crate::store::Turn;

pub(crate) use shared::{Claim, Shelf};
pub use shared::{NoRedis, SharedCache, SharedCacheSettings, SharedCacheStatistics};
pub(crate) use value::Stored;

/// Everything on which an answer depends.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub(crate) struct Key {
    /// The question, normalised.
    pub question: String,
    /// Persona.
    pub persona: String,
    /// Hash of what the conversation remembers; none without a conversation and in a fresh one.
    pub conversation: Option<[u8; 32]>,
    /// As-of date.
    pub today: Date,
    /// Version of the data.
    pub data_version: String,
    /// Version of model and personas.
    pub policy_version: Arc<str>,
}

/// How long an answer stays good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lifetime {
    /// As long as an answer to a question.
    #[default]
    Question,
    /// As long as a figure on a dashboard.
    Dashboard,
}

/// What a cached answer carries beside itself.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub answer: Arc<Answer>,
    /// What the conversation remembers of it.
    pub turn: Option<Turn>,
    /// How long it is kept.
    left: Duration,
}

/// What the cache has for a question.
#[derive(Debug)]
pub(crate) enum Found {
    /// The answer.
    Kept(Box<Kept>),
    /// None. With a claim, replicas that are asked the same wait until it is dropped, or until it lapses.
    Missing(Option<Claim>),
}

/// How the cache does.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CacheStatistics {
    /// Questions answered from the cache.
    pub hits: u64,
    /// Questions that were not there.
    pub misses: u64,
    /// Hits ÷ (hits + misses), 0 before the first question.
    pub hit_rate: f64,
    /// Answers kept now.
    pub entries: u64,
}

impl Key {
    /// The key as text that says nothing of what is asked.
    pub(crate) fn hashed(&self) -> Option<String> {
        hashed(self)
    }
}

/// Keeps answers.
#[derive(Debug)]
pub(crate) struct AnswerCache {
    kept: Option<Cache<Key, Kept>>,
    shared: Option<Arc<SharedCache>>,
    settings: CacheSettings,
    hits: AtomicU64,
    misses: AtomicU64,
}

/// Every answer is kept as long as it says.
struct AsLongAsItSays;

impl Expiry<Key, Kept> for AsLongAsItSays {
    fn expire_after_create(&self, _: &Key, kept: &Kept, _: Instant) -> Option<Duration> {
        Some(kept.left)
    }

    fn expire_after_update(
        &self,
        _: &Key,
        kept: &Kept,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(kept.left)
    }
}

impl AnswerCache {
    pub(crate) fn new(settings: &CacheSettings, shared: Option<Arc<SharedCache>>) -> Self {
        // Every answer weighs at least its share of the cells. So the capacity bounds both: as many entries as
        // there are shares, and never more cells than allowed.
        let share = (settings.cells / settings.entries.max(1)).max(1);
        let kept = (settings.enabled && settings.entries > 0).then(|| {
            Cache::builder()
                .max_capacity(share * settings.entries)
                .weigher(move |_: &Key, kept: &Kept| {
                    let cells = kept.answer.rows.len() * kept.answer.columns.len();
                    u32::try_from(cells as u64)
                        .unwrap_or(u32::MAX)
                        .max(u32::try_from(share).unwrap_or(u32::MAX))
                })
                .eviction_policy(EvictionPolicy::lru())
                .expire_after(AsLongAsItSays)
                .build()
        });
        Self {
            kept,
            shared: shared.filter(|_| settings.enabled),
            settings: *settings,
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
        }
    }

    /// The answer, if it is there or another replica is finding it; counted as hit or miss.
    pub(crate) async fn find(&self, key: &Key) -> Found {
        let Some(kept) = &self.kept else {
            return Found::Missing(None);
        };
        let found = match kept.get(key).await {
            Some(found) => Found::Kept(Box::new(found)),
            None => self.find_shared(kept, key).await,
        };
        let counter = match found {
            Found::Kept(_) => &self.hits,
            Found::Missing(_) => &self.misses,
        };
        counter.fetch_add(1, Ordering::Relaxed);
        found
    }

    async fn find_shared(&self, kept: &Cache<Key, Kept>, key: &Key) -> Found {
        let Some(shared) = &self.shared else {
            return Found::Missing(None);
        };
        let Some(hashed) = key.hashed() else {
            return Found::Missing(None);
        };
        let mut value = shared.get(Shelf::Answer, &hashed).await;
        if value.is_none() {
            match shared.claim(&hashed).await {
                shared::Turn::Mine(claim) => return Found::Missing(Some(claim)),
                shared::Turn::Theirs => value = shared.wait(&hashed).await,
                shared::Turn::Unknown => {}
            }
        }
        let Some(stored) = value.and_then(|value| Stored::read(&value)) else {
            return Found::Missing(None);
        };
        let left = shared.left(Shelf::Answer, &hashed).await;
        let found = Kept {
            answer: Arc::new(stored.answer),
            turn: stored.turn,
            left: left.unwrap_or_default(),
        };
        // Here it lives no longer than there.
        if left.is_some() {
            kept.insert(key.clone(), found.clone()).await;
        }
        Found::Kept(Box::new(found))
    }

    /// Keeps an answer that was given to `user` at `at`.
    pub(crate) async fn put(
        &self,
        key: Key,
        answer: Arc<Answer>,
        turn: Option<Turn>,
        at: Timestamp,
        user: &str,
        lifetime: Lifetime,
    ) {
        let Some(kept) = &self.kept else { return };
        let left = match lifetime {
            Lifetime::Question => self.settings.question_lifetime,
            Lifetime::Dashboard => self.settings.dashboard_lifetime,
        };
        if let Some(shared) = &self.shared
            && let Some(hashed) = key.hashed()
            && let Some(value) = Stored::new(&answer, turn.clone(), at, user).written()
        {
            shared.put(Shelf::Answer, &hashed, &value, left).await;
        }
        let entry = Kept { answer, turn, left };
        kept.insert(key, entry).await;
    }

    /// Forgets answers of this process to questions that fit the pattern, in which `*` stands for any text; says how
    /// many. What replicas share lapses by its time.
    pub(crate) async fn invalidate(&self, pattern: &str) -> usize {
        let Some(kept) = &self.kept else { return 0 };
        let pattern = pattern.to_lowercase();
        let fitting: Vec<Arc<Key>> = kept
            .iter()
            .filter(|(key, _)| fits(&key.question, &pattern))
            .map(|(key, _)| key)
            .collect();
        for key in &fitting {
            kept.invalidate(key.as_ref()).await;
        }
        kept.run_pending_tasks().await;
        fitting.len()
    }

    pub(crate) async fn statistics(&self) -> CacheStatistics {
        let entries = match &self.kept {
            Some(kept) => {
                kept.run_pending_tasks().await;
                kept.entry_count()
            }
            None => 0,
        };
        let (hits, misses) = (
            self.hits.load(Ordering::Relaxed),
            self.misses.load(Ordering::Relaxed),
        );
        let asked = hits + misses;
        #[expect(
            clippy::cast_precision_loss,
            reason = "a rate is shown to three digits"
        )]
        let hit_rate = if asked == 0 {
            0.0
        } else {
            hits as f64 / asked as f64
        };
        CacheStatistics {
            hits,
            misses,
            hit_rate,
            entries,
        }
    }
}

/// Whatever it is as text of one length that says nothing of it.
pub(crate) fn hashed(key: &impl Serialize) -> Option<String> {
    let text = serde_json::to_vec(key).ok()?;
    Some(blake3::hash(&text).to_hex().to_string())
}

/// The question as a key: lower case, single blanks, no closing punctuation.
pub(crate) fn normalised(question: &str) -> String {
    let words = question
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    words.trim_end_matches(['?', '!', '.', ' ']).to_owned()
}

/// Whether text fits a pattern in which `*` stands for any text, none included.
fn fits(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_the_same_however_it_is_spaced() {
        assert_eq!(normalised("  Show  LOW stock ?! "), "show low stock");
        assert_eq!(normalised("orders worth over 4.5"), "orders worth over 4.5");
    }

    #[test]
    fn stars_stand_for_any_text() {
        assert!(fits("show low stock", "*"));
        assert!(fits("show low stock", "*low*"));
        assert!(fits("show low stock", "show*stock"));
        assert!(fits("show low stock", "show low stock"));
        assert!(!fits("show low stock", "low"));
        assert!(!fits("show low stock", "low*"));
        assert!(!fits("aba", "ab*ba"));
        assert!(fits("abba", "ab*ba"));
        assert!(fits("", "*") && fits("", "") && !fits("a", ""));
    }
}
