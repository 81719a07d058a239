//! The *failure section* says what is done when a service outside the program fails.

use std::time::Duration;

use super::reader::Reader;

/// What is done when a service outside the program fails.
#[derive(Debug, Clone)]
pub struct FailureConfig {
    /// When a service is left alone, and for how long.
    pub breaker: assistant::BreakerSettings,
    /// How old an answer may be that is given in place of one of now.
    pub stale: Duration,
}

impl FailureConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            breaker: assistant::BreakerSettings {
                failures: reader.integer("failure.breaker_failures", 1..=1_000),
                open: Duration::from_secs(
                    reader.integer("failure.breaker_open_seconds", 1..=3_600),
                ),
                trials: reader.integer("failure.breaker_trials", 1..=100),
            },
            stale: Duration::from_hours(reader.integer("failure.stale_hours", 0..=720)),
        }
    }
}
