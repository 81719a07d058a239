//! *Settings* are the assistant's bounds and prices, each concern in a struct of its own.

use std::time::Duration;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::cost::SpendingSettings;
use crate::failure::FailureSettings;

/// Everything about the assistant that an operator can set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    /// What a question may be and what a query may take.
    pub bounds: Bounds,
    /// The query cache.
    pub cache: CacheSettings,
    /// Conversation memory.
    pub memory: MemorySettings,
    /// What services cost, and how much may be spent.
    pub spending: SpendingSettings,
    /// What is done when services fail.
    pub failure: FailureSettings,
    /// Which day is today when an asker does not say.
    pub as_of: AsOf,
}

/// What a question may be and what a query may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Longest question, in characters.
    pub question_characters: usize,
    /// Most rows of a result.
    pub row_cap: usize,
    /// Longest time that one query may take.
    pub time_limit: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            question_characters: 1_000,
            row_cap: 10_000,
            time_limit: Duration::from_secs(30),
        }
    }
}

/// The query cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheSettings {
    /// Answers are kept at all.
    pub enabled: bool,
    /// Most answers kept; the one used longest ago goes first.
    pub entries: u64,
    /// Most cells (rows × columns) of all kept answers together, so that large results do not fill the memory.
    pub cells: u64,
    /// How long an answer to a question is kept.
    pub question_lifetime: Duration,
    /// How long an answer on a dashboard is kept.
    pub dashboard_lifetime: Duration,
}

impl Default for CacheSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            entries: 1_000,
            cells: 500_000,
            question_lifetime: Duration::from_mins(5),
            dashboard_lifetime: Duration::from_mins(15),
        }
    }
}

/// Conversation memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemorySettings {
    /// Turns that a conversation remembers.
    pub turns: u32,
    /// Largest number of things that "those orders" can mean.
    pub mentions: usize,
    /// Other processes ask in the same conversations: what they added is looked up before each question.
    pub shared: bool,
}

impl Default for MemorySettings {
    fn default() -> Self {
        Self {
            turns: 10,
            mentions: 50,
            shared: false,
        }
    }
}

/// Which day is today when an asker does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AsOf {
    /// The clock's.
    #[default]
    Clock,
    /// The newest date on which something was ordered.
    NewestOrder,
    /// A fixed one.
    Fixed(Date),
}
