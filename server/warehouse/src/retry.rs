//! A *retry* does something again that failed for a passing reason: three attempts, each wait twice as long as the one
//! before and as much as half longer or shorter by chance, so that many that failed together do not come back together.

use std::collections::hash_map::RandomState;
use std::future::Future;
use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

use crate::engine::WarehouseError;

/// Attempts in all.
pub(crate) const ATTEMPTS: u32 = 3;
/// Wait before the second attempt, give or take half of it.
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// What went wrong in one attempt.
#[derive(Debug)]
pub(crate) struct Failed {
    /// What to say.
    pub(crate) error: WarehouseError,
    /// Whether it may go well the next time.
    pub(crate) transient: bool,
}

impl From<WarehouseError> for Failed {
    fn from(error: WarehouseError) -> Self {
        Self {
            error,
            transient: false,
        }
    }
}

/// Attempts something until it goes well, fails for good, or has been attempted often enough.
pub(crate) async fn attempts<T, F>(
    mut attempt: impl FnMut() -> F + Send,
) -> Result<T, WarehouseError>
where
    T: Send,
    F: Future<Output = Result<T, Failed>> + Send,
{
    let mut number = 1;
    loop {
        match attempt().await {
            Ok(done) => return Ok(done),
            Err(failed) if failed.transient && number < ATTEMPTS => {
                tracing::warn!(error = %failed.error, attempt = number, "the data engine failed; trying again");
                pause(number).await;
                number += 1;
            }
            Err(failed) => return Err(failed.error),
        }
    }
}

/// Waits after an attempt that failed.
pub(crate) async fn pause(attempt: u32) {
    tokio::time::sleep(wait(attempt, chance())).await;
}

/// How long to wait after an attempt, by a chance from 0 to 1.
fn wait(attempt: u32, chance: f64) -> Duration {
    let doubled = FIRST_WAIT.saturating_mul(1 << (attempt - 1).min(16));
    doubled.mul_f64(0.5 + chance)
}

/// A number from 0 to 1 by chance. Each `RandomState` has keys of its own.
fn chance() -> f64 {
    let bits = u32::try_from(RandomState::new().build_hasher().finish() >> 32);
    f64::from(bits.unwrap_or(0)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn failed(transient: bool) -> Failed {
        Failed {
            error: WarehouseError::Engine("no".into()),
            transient,
        }
    }

    #[tokio::test]
    async fn a_passing_fault_is_met_three_times_at_most() {
        let met = AtomicU32::new(0);
        let result = attempts(|| async {
            met.fetch_add(1, Ordering::SeqCst);
            Err::<(), _>(failed(true))
        })
        .await;
        assert!(result.is_err());
        assert_eq!(met.load(Ordering::SeqCst), 3);
    }

    #[tokio::test]
    async fn the_third_attempt_may_go_well() {
        let met = AtomicU32::new(0);
        let result = attempts(|| async {
            match met.fetch_add(1, Ordering::SeqCst) {
                0 | 1 => Err(failed(true)),
                _ => Ok(7),
            }
        })
        .await;
        assert_eq!(result, Ok(7));
    }

    #[tokio::test]
    async fn a_lasting_fault_is_met_once() {
        let met = AtomicU32::new(0);
        let result = attempts(|| async {
            met.fetch_add(1, Ordering::SeqCst);
            Err::<(), _>(failed(false))
        })
        .await;
        assert!(result.is_err());
        assert_eq!(met.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn waits_double_and_vary_by_half() {
        let millis = |attempt, chance| wait(attempt, chance).as_millis();
        assert_eq!(
            [millis(1, 0.0), millis(1, 0.5), millis(1, 1.0)],
            [50, 100, 150]
        );
        assert_eq!(
            [millis(2, 0.0), millis(2, 0.5), millis(2, 1.0)],
            [100, 200, 300]
        );
        assert!((0.0..=1.0).contains(&chance()));
    }
}
