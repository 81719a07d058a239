//! A *latency* is how long something takes: percentiles estimated from a histogram's buckets.

use std::cmp::Reverse;

use prometheus::HistogramVec;
use prometheus::core::Collector;
use prometheus::proto::Histogram;

use super::{Metrics, STAGES};

/// A percentile in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Percentile {
    /// Estimated within a bucket.
    About(f64),
    /// Longer than the last bucket reaches.
    Beyond(f64),
}

/// How long something takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Latency {
    /// The stage or route.
    pub name: String,
    /// How often it was timed.
    pub count: u64,
    /// The time that 50, 95 and 99 of 100 did not exceed; `None` where there are too few times to tell.
    pub percentiles: [Option<Percentile>; 3],
}

/// Shares of a latency's percentiles, and how many times there have to be for each: one of them lies beyond it.
const SHARES: [(f64, u64); 3] = [(0.50, 1), (0.95, 20), (0.99, 100)];

impl Metrics {
    /// Latency of each stage that was timed, in the stages' order.
    pub fn stage_latencies(&self) -> Vec<Latency> {
        let mut latencies = latencies(&self.stage_seconds);
        let place = |latency: &Latency| STAGES.iter().position(|stage| *stage == latency.name);
        latencies.sort_by_key(|latency| place(latency).unwrap_or(STAGES.len()));
        latencies
    }

    /// Latency of each route that was asked, the most frequent first.
    pub fn route_latencies(&self) -> Vec<Latency> {
        let mut latencies = latencies(&self.request_seconds);
        latencies.sort_by_key(|latency| Reverse(latency.count));
        latencies
    }
}

fn latencies(histograms: &HistogramVec) -> Vec<Latency> {
    let families = histograms.collect();
    let metrics = families
        .iter()
        .flat_map(prometheus::proto::MetricFamily::get_metric);
    metrics
        .filter_map(|metric| {
            let histogram = metric.get_histogram();
            let name = metric.get_label().first()?.value().to_owned();
            let buckets = buckets(histogram);
            let count = histogram.get_sample_count();
            Some(Latency {
                name,
                count,
                percentiles: SHARES.map(|(share, least)| {
                    percentile(share, count, &buckets).filter(|_| count >= least)
                }),
            })
        })
        .collect()
}

/// Upper bound and number of values up to it, of each bucket.
fn buckets(histogram: &Histogram) -> Vec<(f64, u64)> {
    let buckets = histogram.get_bucket().iter();
    buckets
        .map(|bucket| (bucket.upper_bound(), bucket.cumulative_count()))
        .collect()
}

/// The value below which a share of the values lies, as Prometheus' `histogram_quantile` estimates it: the values of a
/// bucket are taken to be spread evenly over it, so the true value lies in the same bucket. `None` without values.
#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of requests are far below 2^52"
)]
fn percentile(share: f64, count: u64, buckets: &[(f64, u64)]) -> Option<Percentile> {
    if count == 0 {
        return None;
    }
    let rank = share * count as f64;
    let mut below = (0.0, 0);
    for &(bound, cumulative) in buckets {
        if cumulative as f64 >= rank && cumulative > below.1 {
            let within = (rank - below.1 as f64) / (cumulative - below.1) as f64;
            return Some(Percentile::About(below.0 + (bound - below.0) * within));
        }
        below = (bound, cumulative);
    }
    Some(Percentile::Beyond(below.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(percentile: Option<Percentile>) -> f64 {
        match percentile {
            Some(Percentile::About(seconds)) => seconds,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn percentiles_are_interpolated_within_their_bucket() {
        // 10 values up to 1 s, 80 from 1 to 2 s, 10 from 2 to 4 s.
        let buckets = [(1.0, 10), (2.0, 90), (4.0, 100)];
        // The 50th of 100: 40 of 80 into the second bucket.
        assert!((about(percentile(0.50, 100, &buckets)) - 1.5).abs() < 1e-12);
        // The 95th: 5 of 10 into the third.
        assert!((about(percentile(0.95, 100, &buckets)) - 3.0).abs() < 1e-12);
        // The 5th: half into the first, which begins at 0.
        assert!((about(percentile(0.05, 100, &buckets)) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn empty_buckets_hold_no_percentile() {
        let buckets = [(1.0, 0), (2.0, 0), (4.0, 4), (8.0, 4)];
        assert!((about(percentile(0.5, 4, &buckets)) - 3.0).abs() < 1e-12);
        assert!((about(percentile(0.99, 4, &buckets)) - 3.98).abs() < 1e-12);
    }

    #[test]
    fn values_beyond_the_last_bucket_are_said_to_be() {
        let buckets = [(1.0, 1), (2.0, 1)];
        assert_eq!(percentile(0.99, 2, &buckets), Some(Percentile::Beyond(2.0)));
        assert_eq!(percentile(0.99, 0, &buckets), None);
    }
}
