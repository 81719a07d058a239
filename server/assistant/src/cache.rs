//! The *cache* keeps answers for a while, so that a question asked again costs nothing.
//!
//! A key holds everything on which an answer depends; whatever changes the answer changes the key, so nothing has to
//! be thrown away when data or rights change.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use moka::Expiry;
use moka::future::Cache;
use moka::policy::EvictionPolicy;
use serde::Serialize;

use crate::answer::Answer;
use crate::settings::CacheSettings;
use crate::store::Turn;

/// Everything on which an answer depends.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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
    lifetime: Lifetime,
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

/// Keeps answers.
#[derive(Debug)]
pub(crate) struct AnswerCache {
    kept: Option<Cache<Key, Kept>>,
    hits: AtomicU64,
    misses: AtomicU64,
}

struct Lifetimes {
    question: Duration,
    dashboard: Duration,
}

impl Expiry<Key, Kept> for Lifetimes {
    fn expire_after_create(&self, _: &Key, kept: &Kept, _: Instant) -> Option<Duration> {
        Some(match kept.lifetime {
            Lifetime::Question => self.question,
            Lifetime::Dashboard => self.dashboard,
        })
    }

    fn expire_after_update(
        &self,
        key: &Key,
        kept: &Kept,
        now: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        self.expire_after_create(key, kept, now)
    }
}

impl AnswerCache {
    pub(crate) fn new(settings: &CacheSettings) -> Self {
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
                .expire_after(Lifetimes {
                    question: settings.question_lifetime,
                    dashboard: settings.dashboard_lifetime,
                })
                .build()
        });
        Self {
            kept,
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
        }
    }

    /// The answer, if it is there; counted as hit or miss.
    pub(crate) async fn get(&self, key: &Key) -> Option<Kept> {
        let found = self.kept.as_ref()?.get(key).await;
        let counter = if found.is_some() {
            &self.hits
        } else {
            &self.misses
        };
        counter.fetch_add(1, Ordering::Relaxed);
        found
    }

    pub(crate) async fn put(
        &self,
        key: Key,
        answer: Arc<Answer>,
        turn: Option<Turn>,
        lifetime: Lifetime,
    ) {
        if let Some(kept) = &self.kept {
            kept.insert(
                key,
                Kept {
                    answer,
                    turn,
                    lifetime,
                },
            )
            .await;
        }
    }

    /// Forgets answers to questions that fit the pattern, in which `*` stands for any text; says how many.
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
