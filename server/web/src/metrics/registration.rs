//! A *registration* makes a metric and puts it into a registry, under the program's name.

use prometheus::core::Collector;
use prometheus::{
    CounterVec, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, Opts, Registry,
};

/// Upper bounds of the histograms' buckets in seconds: from a cached answer to the longest that anybody waits for.
const BUCKETS: [f64; 16] = [
    0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
    5.0, 10.0,
];

fn name(rest: &str) -> String {
    format!("quartermaster_{rest}")
}

/// A counter.
pub(super) fn counter(registry: &Registry, rest: &str, help: &str) -> IntCounter {
    registered(registry, made(IntCounter::new(name(rest), help)))
}

/// A gauge.
pub(super) fn gauge(registry: &Registry, rest: &str, help: &str) -> IntGauge {
    registered(registry, made(IntGauge::new(name(rest), help)))
}

/// Counters, one for each combination of labels.
pub(super) fn counters(
    registry: &Registry,
    rest: &str,
    help: &str,
    labels: &[&str],
) -> IntCounterVec {
    registered(
        registry,
        made(IntCounterVec::new(Opts::new(name(rest), help), labels)),
    )
}

/// Counters of money, one for each service.
pub(super) fn costs(registry: &Registry) -> CounterVec {
    let options = Opts::new(
        name("cost_usd_total"),
        "US dollars that answers cost, by service.",
    );
    registered(registry, made(CounterVec::new(options, &["service"])))
}

/// Histograms of times in seconds, one for each value of the label.
pub(super) fn histograms(registry: &Registry, rest: &str, help: &str, label: &str) -> HistogramVec {
    let options = HistogramOpts::new(name(rest), help).buckets(BUCKETS.to_vec());
    registered(registry, made(HistogramVec::new(options, &[label])))
}

/// The metric, once it stands in the registry.
pub(super) fn registered<C: Collector + Clone + 'static>(registry: &Registry, metric: C) -> C {
    made(registry.register(Box::new(metric.clone())));
    metric
}

/// What prometheus made of fixed names and labels.
#[expect(
    clippy::expect_used,
    reason = "names and labels are written in the program and differ; a test makes all of them"
)]
pub(super) fn made<T>(metric: Result<T, prometheus::Error>) -> T {
    metric.expect("a metric has a valid name and stands in the registry once")
}
