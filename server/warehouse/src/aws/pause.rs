//! A *pause* is the time between two looks at a query that runs: short at first, longer later, never quite the same.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

const FIRST: Duration = Duration::from_millis(60);
const LONGEST: Duration = Duration::from_millis(1_500);
const GROWTH: f64 = 1.5;
/// Each pause is longer or shorter than planned by up to this share, so that many askers do not ask at once.
const JITTER: f64 = 0.2;

/// Ever longer pauses.
#[derive(Debug)]
pub(crate) struct Pauses {
    planned: Duration,
}

impl Pauses {
    pub(crate) fn new() -> Self {
        Self { planned: FIRST }
    }

    /// Waits for the next pause.
    pub(crate) async fn rest(&mut self) {
        tokio::time::sleep(self.next(random())).await;
    }

    /// The next pause for a number between 0 and 1.
    fn next(&mut self, random: f64) -> Duration {
        let pause = self.planned.mul_f64(1.0 - JITTER + 2.0 * JITTER * random);
        self.planned = self.planned.mul_f64(GROWTH).min(LONGEST);
        pause
    }
}

/// A number between 0 and 1; hashers are seeded by the system.
fn random() -> f64 {
    let bits = RandomState::new().build_hasher().finish() >> 40;
    #[expect(clippy::cast_precision_loss, reason = "24 bits are exact")]
    let share = bits as f64 / f64::from(1_u32 << 24);
    share
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_bound_and_vary_by_a_fifth() {
        let mut pauses = Pauses::new();
        assert_eq!(pauses.next(0.5), Duration::from_millis(60));
        assert_eq!(pauses.next(0.0), Duration::from_millis(72)); // 90 − 20 %
        assert_eq!(pauses.next(1.0), Duration::from_millis(162)); // 135 + 20 %
        for _ in 0..20 {
            pauses.next(0.5);
        }
        assert_eq!(pauses.next(0.5), LONGEST);
        let drawn: Vec<f64> = (0..50).map(|_| random()).collect();
        assert!(drawn.iter().all(|share| (0.0..=1.0).contains(share)));
        assert!(drawn.iter().any(|share| (share - drawn[0]).abs() > 0.0));
    }
}
