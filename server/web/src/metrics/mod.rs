//! *Metrics* count and time what the program does, for whoever runs it: as Prometheus reads them, and for the status
//! page.
//!
//! A label holds only words that the program itself chose (routes, personas, outcomes, stages); never a question, a name
//! of an account or a value of the data.

mod error;
mod exposition;
mod latency;
mod registration;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use assistant::{Answer, Outcome, Provider};
use jiff::Timestamp;
use prometheus::{CounterVec, HistogramVec, IntCounter, IntCounterVec, IntGauge, Opts, Registry};
use serde::Serialize;

pub use error::{ErrorCategory, RecentError};
pub use exposition::{CONTENT_TYPE, Standing};
pub use latency::{Latency, Percentile};

use error::RecentErrors;
use registration::{costs, counter, counters, gauge, histograms, made, registered};

/// Stage that is the whole of an answer.
const TOTAL: &str = "total";
/// The order in which stages are shown.
const STAGES: [&str; 10] = [
    "cached",
    "understood",
    "asked",
    "returned",
    "sql",
    "checked",
    "ran",
    "calculated",
    "insight",
    TOTAL,
];
/// Label of whatever is none of the words that the program knows.
const OTHER: &str = "other";

/// How an attempt to log in ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginResult {
    /// A session was opened.
    Accepted,
    /// Name and password do not fit.
    Refused,
    /// There were too many attempts before.
    Throttled,
    /// Too many people were logging in at that moment.
    Busy,
}

impl LoginResult {
    fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Throttled => "throttled",
            Self::Busy => "busy",
        }
    }
}

/// Counts and times what the program does.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    started: Instant,
    personas: BTreeSet<String>,
    requests: IntCounterVec,
    request_seconds: HistogramVec,
    answers: IntCounterVec,
    stage_seconds: HistogramVec,
    rows: IntCounter,
    errors: IntCounterVec,
    tokens: IntCounterVec,
    cost: CounterVec,
    logins: IntCounterVec,
    standing: StandingMetrics,
    recent: RecentErrors,
}

/// What is looked up when somebody reads the metrics.
#[derive(Debug)]
struct StandingMetrics {
    cache_hits: IntCounter,
    cache_misses: IntCounter,
    cache_entries: IntGauge,
    sessions: IntGauge,
    connections: IntGauge,
    queries: IntGauge,
}

impl Metrics {
    /// Counts from zero. Questions are counted by these personas.
    pub fn new(personas: impl IntoIterator<Item = String>) -> Self {
        let registry = Registry::new();
        let build = made(prometheus::IntGaugeVec::new(
            Opts::new(
                "quartermaster_build_info",
                "Version of the program; always 1.",
            ),
            &["version"],
        ));
        build.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
        registered(&registry, build);
        #[cfg(target_os = "linux")]
        made(registry.register(Box::new(
            prometheus::process_collector::ProcessCollector::for_self(),
        )));
        let metrics = Self {
            started: Instant::now(),
            personas: personas.into_iter().collect(),
            requests: counters(
                &registry,
                "http_requests_total",
                "Requests answered, by route, method and status.",
                &["route", "method", "status"],
            ),
            request_seconds: histograms(
                &registry,
                "http_request_seconds",
                "Time from a request's head to its answer's head, by route.",
                "route",
            ),
            answers: counters(
                &registry,
                "answers_total",
                "Questions answered, by persona, outcome, who understood them, and whether the cache knew.",
                &["persona", "outcome", "engine", "cached"],
            ),
            stage_seconds: histograms(
                &registry,
                "stage_seconds",
                "Time of each stage of an answer; total is the whole answer.",
                "stage",
            ),
            rows: counter(&registry, "rows_returned_total", "Rows in answers."),
            errors: counters(
                &registry,
                "errors_total",
                "What went wrong, by category: understanding, data_service, language_model, calculation_service, internal.",
                &["category"],
            ),
            tokens: counters(
                &registry,
                "tokens_total",
                "Tokens of language models, by service and direction.",
                &["service", "direction"],
            ),
            cost: costs(&registry),
            logins: counters(
                &registry,
                "logins_total",
                "Attempts to log in, by result.",
                &["result"],
            ),
            standing: StandingMetrics {
                cache_hits: counter(
                    &registry,
                    "cache_hits_total",
                    "Questions that the cache knew.",
                ),
                cache_misses: counter(
                    &registry,
                    "cache_misses_total",
                    "Questions that the cache did not know.",
                ),
                cache_entries: gauge(&registry, "cache_entries", "Answers in the cache."),
                sessions: gauge(&registry, "open_sessions", "Logins that last."),
                connections: gauge(&registry, "open_connections", "Connections of clients."),
                queries: gauge(&registry, "running_queries", "Queries that are computed."),
            },
            recent: RecentErrors::default(),
            registry,
        };
        metrics.begin_at_zero();
        metrics
    }

    /// A counter that is there before it counts lets the first error be seen as an increase.
    fn begin_at_zero(&self) {
        for category in ErrorCategory::ALL {
            let _ = self.errors.with_label_values(&[category.name()]);
        }
        for result in [
            LoginResult::Accepted,
            LoginResult::Refused,
            LoginResult::Throttled,
            LoginResult::Busy,
        ] {
            let _ = self.logins.with_label_values(&[result.name()]);
        }
        for service in assistant::SERVICES {
            let _ = self.cost.with_label_values(&[service]);
        }
        for direction in ["input", "output", "cache_read", "cache_write"] {
            for service in ["bedrock", "language_model"] {
                let _ = self.tokens.with_label_values(&[service, direction]);
            }
        }
    }

    /// Counts an answer that was given.
    pub fn observe(&self, answer: &Answer) {
        let persona = if self.personas.contains(&answer.persona) {
            answer.persona.as_str()
        } else {
            OTHER
        };
        self.answers
            .with_label_values(&[
                persona,
                &word(&answer.outcome),
                &word(&answer.engine),
                if answer.cached { "yes" } else { "no" },
            ])
            .inc();
        for step in &answer.steps {
            let stage = STAGES.iter().find(|stage| **stage == step.name);
            self.stage_seconds
                .with_label_values(&[*stage.unwrap_or(&OTHER)])
                .observe(step.elapsed_ms / 1000.0);
        }
        self.stage_seconds
            .with_label_values(&[TOTAL])
            .observe(answer.elapsed_ms / 1000.0);
        self.rows.inc_by(answer.row_count as u64);
        let cost = &answer.cost;
        for (service, usd) in cost.by_service() {
            self.cost.with_label_values(&[service]).inc_by(usd.max(0.0));
        }
        let provider = answer
            .language_model
            .as_ref()
            .and_then(|used| used.provider);
        let service = match provider {
            Some(Provider::OpenAi) => "language_model",
            Some(Provider::Bedrock) | None => "bedrock",
        };
        for (direction, tokens) in [
            ("input", cost.input_tokens),
            ("output", cost.output_tokens),
            ("cache_read", cost.cache_read_tokens),
            ("cache_write", cost.cache_write_tokens),
        ] {
            self.tokens
                .with_label_values(&[service, direction])
                .inc_by(tokens);
        }
        let category = match answer.outcome {
            Outcome::Unanswerable => ErrorCategory::Understanding,
            Outcome::Failed => match &answer.error {
                Some(error) => error.category.into(),
                None => ErrorCategory::Internal,
            },
            Outcome::Answered | Outcome::Clarify | Outcome::Refused => return,
        };
        self.error(category, "answer", &answer.id);
    }

    /// Counts a request that was answered. `route` is the route's pattern, never the address that was asked for.
    pub fn request(&self, route: Option<&str>, method: &str, status: u16, elapsed: Duration) {
        let route = route.unwrap_or(OTHER);
        let method = match method {
            known @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => known,
            _ => OTHER,
        };
        self.requests
            .with_label_values(&[route, method, &status.to_string()])
            .inc();
        self.request_seconds
            .with_label_values(&[route])
            .observe(elapsed.as_secs_f64());
    }

    /// Counts an error, and keeps where it happened and its number in the log for a while. `place` is a route's pattern
    /// or another word of the program's own.
    pub fn error(&self, category: ErrorCategory, place: &str, reference: &str) {
        self.errors.with_label_values(&[category.name()]).inc();
        self.recent.keep(RecentError {
            at: Timestamp::now(),
            category,
            place: place.to_owned(),
            reference: reference.to_owned(),
        });
    }

    /// Counts an attempt to log in.
    pub fn login(&self, result: LoginResult) {
        self.logins.with_label_values(&[result.name()]).inc();
    }

    /// How long the program has been running.
    pub fn uptime(&self) -> Duration {
        self.started.elapsed()
    }

    /// The latest errors, the newest first.
    pub fn recent_errors(&self) -> Vec<RecentError> {
        self.recent.newest_first()
    }

    /// Errors so far by category, all categories.
    pub fn errors_by_category(&self) -> Vec<(ErrorCategory, u64)> {
        ErrorCategory::ALL
            .map(|category| {
                let counter = self.errors.with_label_values(&[category.name()]);
                (category, counter.get())
            })
            .into()
    }
}

/// The word that an enumeration of the assistant's has in an answer.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => OTHER.to_owned(),
    }
}

#[cfg(test)]
mod tests;
