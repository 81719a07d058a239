//! A *circuit breaker* stands before an outside service: when the service fails again and again it is left alone for a
//! while, so that nobody waits for what will not come, and then tried with care.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

/// When a circuit opens and closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerSettings {
    /// Failures in a row that open it.
    pub failures: u32,
    /// How long it stays open.
    pub open: Duration,
    /// Successes that close it again; as many requests are let through at once while it is half open.
    pub trials: u32,
}

impl Default for BreakerSettings {
    fn default() -> Self {
        Self {
            failures: 5,
            open: Duration::from_secs(30),
            trials: 1,
        }
    }
}

/// How a circuit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CircuitState {
    /// Everything goes through.
    Closed,
    /// Nothing goes through.
    Open,
    /// A few requests go through, to see whether the service is back.
    HalfOpen,
}

/// A circuit, as whoever runs the program sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CircuitStatus {
    /// How it stands.
    pub state: CircuitState,
    /// Failures in a row.
    pub failures: u32,
    /// How long nothing will go through.
    pub wait: Option<Duration>,
}

/// Stands before a service.
#[derive(Debug)]
pub struct Breaker {
    service: &'static str,
    settings: BreakerSettings,
    circuit: Mutex<Circuit>,
}

#[derive(Debug, Clone, Copy)]
enum Circuit {
    Closed {
        failures: u32,
    },
    Open {
        since: Instant,
        failures: u32,
    },
    HalfOpen {
        under_way: u32,
        successes: u32,
        failures: u32,
    },
}

/// Nothing goes through for so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CircuitOpen {
    /// How long.
    pub wait: Duration,
}

/// Leave to ask the service. Whoever has it says how it went; dropped without a word, it counts as neither.
#[derive(Debug)]
pub struct Permit<'a> {
    breaker: &'a Breaker,
    settled: bool,
}

impl Breaker {
    /// A closed circuit before a service.
    pub fn new(service: &'static str, settings: BreakerSettings) -> Self {
        Self {
            service,
            settings,
            circuit: Mutex::new(Circuit::Closed { failures: 0 }),
        }
    }

    /// Leave to ask the service at this moment.
    pub fn admit(&self, now: Instant) -> Result<Permit<'_>, CircuitOpen> {
        let mut circuit = self.lock();
        let trials = self.settings.trials.max(1);
        match &mut *circuit {
            Circuit::Closed { .. } => {}
            Circuit::Open { since, failures } => {
                let waited = now.saturating_duration_since(*since);
                if waited < self.settings.open {
                    return Err(CircuitOpen {
                        wait: self.settings.open.saturating_sub(waited),
                    });
                }
                tracing::info!(service = self.service, "the service is tried again");
                *circuit = Circuit::HalfOpen {
                    under_way: 1,
                    successes: 0,
                    failures: *failures,
                };
            }
            Circuit::HalfOpen { under_way, .. } if *under_way < trials => *under_way += 1,
            // Whoever tries will know within a moment.
            Circuit::HalfOpen { .. } => {
                return Err(CircuitOpen {
                    wait: Duration::from_secs(1),
                });
            }
        }
        Ok(Permit {
            breaker: self,
            settled: false,
        })
    }

    /// How it stands at this moment.
    pub fn status(&self, now: Instant) -> CircuitStatus {
        match *self.lock() {
            Circuit::Closed { failures } => CircuitStatus {
                state: CircuitState::Closed,
                failures,
                wait: None,
            },
            Circuit::Open { since, failures } => CircuitStatus {
                state: CircuitState::Open,
                failures,
                wait: Some(
                    self.settings
                        .open
                        .saturating_sub(now.saturating_duration_since(since)),
                ),
            },
            Circuit::HalfOpen { failures, .. } => CircuitStatus {
                state: CircuitState::HalfOpen,
                failures,
                wait: None,
            },
        }
    }

    fn succeeded(&self) {
        let mut circuit = self.lock();
        match &mut *circuit {
            Circuit::Closed { failures } => *failures = 0,
            // It began before the circuit opened; the service is not known to be back.
            Circuit::Open { .. } => {}
            Circuit::HalfOpen {
                under_way,
                successes,
                ..
            } => {
                *under_way = under_way.saturating_sub(1);
                *successes += 1;
                if *successes >= self.settings.trials {
                    tracing::info!(service = self.service, "the service is back");
                    *circuit = Circuit::Closed { failures: 0 };
                }
            }
        }
    }

    fn failed(&self, now: Instant) {
        let mut circuit = self.lock();
        let failures = match *circuit {
            Circuit::Closed { failures } if failures + 1 < self.settings.failures => {
                *circuit = Circuit::Closed {
                    failures: failures + 1,
                };
                return;
            }
            Circuit::Open { .. } => return,
            Circuit::Closed { failures } | Circuit::HalfOpen { failures, .. } => {
                failures.saturating_add(1)
            }
        };
        tracing::error!(
            service = self.service,
            failures,
            "the service is left alone for a while"
        );
        *circuit = Circuit::Open {
            since: now,
            failures,
        };
    }

    fn given_back(&self) {
        if let Circuit::HalfOpen { under_way, .. } = &mut *self.lock() {
            *under_way = under_way.saturating_sub(1);
        }
    }

    /// A circuit is whole after every change, so a panic elsewhere leaves nothing half done.
    fn lock(&self) -> MutexGuard<'_, Circuit> {
        self.circuit.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit<'_> {
    /// The service did what it was asked.
    pub fn succeeded(mut self) {
        self.settled = true;
        self.breaker.succeeded();
    }

    /// The service failed, or did not answer in time.
    pub fn failed(mut self, now: Instant) {
        self.settled = true;
        self.breaker.failed(now);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if !self.settled {
            self.breaker.given_back();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaker(failures: u32, trials: u32) -> Breaker {
        Breaker::new(
            "data service",
            BreakerSettings {
                failures,
                open: Duration::from_secs(30),
                trials,
            },
        )
    }

    fn fail(breaker: &Breaker, now: Instant) {
        breaker.admit(now).unwrap().failed(now);
    }

    #[test]
    fn it_opens_after_so_many_failures_in_a_row() {
        let breaker = breaker(3, 1);
        let now = Instant::now();
        fail(&breaker, now);
        fail(&breaker, now);
        breaker.admit(now).unwrap().succeeded();
        fail(&breaker, now);
        fail(&breaker, now);
        assert_eq!(breaker.status(now).state, CircuitState::Closed);
        assert_eq!(breaker.status(now).failures, 2);
        fail(&breaker, now);
        assert_eq!(breaker.status(now).state, CircuitState::Open);
        let wait = Duration::from_secs(30);
        assert_eq!(breaker.admit(now).unwrap_err(), CircuitOpen { wait });
    }

    #[test]
    fn it_is_tried_when_its_time_is_over_and_closes_when_that_goes_well() {
        let breaker = breaker(1, 2);
        let now = Instant::now();
        fail(&breaker, now);
        let just_before = now + Duration::from_millis(29_999);
        let wait = Duration::from_millis(1);
        assert_eq!(
            breaker.admit(just_before).unwrap_err(),
            CircuitOpen { wait }
        );
        let after = now + Duration::from_secs(30);
        let first = breaker.admit(after).unwrap();
        assert_eq!(breaker.status(after).state, CircuitState::HalfOpen);
        let second = breaker.admit(after).unwrap();
        assert!(
            breaker.admit(after).is_err(),
            "two are tried at once, not three"
        );
        first.succeeded();
        assert_eq!(breaker.status(after).state, CircuitState::HalfOpen);
        second.succeeded();
        assert_eq!(
            breaker.status(after),
            CircuitStatus {
                state: CircuitState::Closed,
                failures: 0,
                wait: None
            }
        );
    }

    #[test]
    fn it_opens_again_when_the_trial_fails() {
        let breaker = breaker(2, 1);
        let now = Instant::now();
        fail(&breaker, now);
        fail(&breaker, now);
        let after = now + Duration::from_secs(31);
        fail(&breaker, after);
        let status = breaker.status(after);
        assert_eq!((status.state, status.failures), (CircuitState::Open, 3));
        assert_eq!(status.wait, Some(Duration::from_secs(30)));
        assert!(breaker.admit(after + Duration::from_secs(29)).is_err());
        assert!(breaker.admit(after + Duration::from_secs(30)).is_ok());
    }

    #[test]
    fn who_goes_away_is_neither_a_success_nor_a_failure() {
        let breaker = breaker(1, 1);
        let now = Instant::now();
        drop(breaker.admit(now).unwrap());
        assert_eq!(breaker.status(now).failures, 0);
        fail(&breaker, now);
        let after = now + Duration::from_secs(30);
        drop(breaker.admit(after).unwrap());
        // Its place is free again.
        breaker.admit(after).unwrap().succeeded();
        assert_eq!(breaker.status(after).state, CircuitState::Closed);
    }

    #[test]
    fn what_ends_late_does_not_open_a_circuit_twice() {
        let breaker = breaker(1, 1);
        let now = Instant::now();
        let late = breaker.admit(now).unwrap();
        let well = breaker.admit(now).unwrap();
        fail(&breaker, now);
        late.failed(now + Duration::from_secs(20));
        well.succeeded();
        assert_eq!(breaker.status(now).state, CircuitState::Open);
        assert!(breaker.admit(now + Duration::from_secs(30)).is_ok());
    }
}
