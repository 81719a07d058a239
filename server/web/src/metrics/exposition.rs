//! The *exposition* is the text in which Prometheus reads the metrics.

use assistant::CacheStatistics;
use prometheus::proto::MetricFamily;
use prometheus::{Encoder, TextEncoder};

use super::Metrics;

/// Type of the text.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What is looked up when somebody reads the metrics.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// How the cache does.
    pub cache: CacheStatistics,
    /// Logins that last; `None` when the state database does not say.
    pub sessions: Option<u64>,
    /// Connections of clients.
    pub connections: usize,
    /// Queries that are computed.
    pub queries: usize,
}

impl Metrics {
    /// All metrics as text.
    pub fn text(&self, standing: &Standing) -> Result<String, prometheus::Error> {
        let kept = &self.standing;
        // Each counter is brought up to what was counted elsewhere, and never taken back.
        for (counter, counted) in [
            (&kept.cache_hits, standing.cache.hits),
            (&kept.cache_misses, standing.cache.misses),
        ] {
            counter.inc_by(counted.saturating_sub(counter.get()));
        }
        kept.cache_entries.set(whole(standing.cache.entries));
        if let Some(sessions) = standing.sessions {
            kept.sessions.set(whole(sessions));
        }
        kept.connections.set(whole(standing.connections as u64));
        kept.queries.set(whole(standing.queries as u64));
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// Memory of the process that is not swapped out, in bytes; `None` where the system does not say.
    pub fn resident_memory(&self) -> Option<u64> {
        let family = self.family("process_resident_memory_bytes")?;
        let value = family.get_metric().first()?.get_gauge().get_value();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "bytes of memory are whole, positive and far below 2^53"
        )]
        (value > 0.0).then_some(value as u64)
    }

    /// Questions so far by outcome ("answered"), the most frequent first.
    pub fn answers_by_outcome(&self) -> Vec<(String, u64)> {
        let mut counted: Vec<(String, u64)> = Vec::new();
        let Some(family) = self.family("quartermaster_answers_total") else {
            return counted;
        };
        for metric in family.get_metric() {
            let outcome = metric.get_label().iter().find(|l| l.name() == "outcome");
            let outcome = outcome.map_or("", |label| label.value());
            let count = count(metric.get_counter().get_value());
            match counted.iter_mut().find(|(known, _)| known == outcome) {
                Some((_, sum)) => *sum += count,
                None => counted.push((outcome.to_owned(), count)),
            }
        }
        counted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        counted
    }

    pub(super) fn family(&self, name: &str) -> Option<MetricFamily> {
        let mut families = self.registry.gather().into_iter();
        families.find(|family| family.name() == name)
    }
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a counter is whole, positive and far below 2^53"
)]
fn count(value: f64) -> u64 {
    value as u64
}
