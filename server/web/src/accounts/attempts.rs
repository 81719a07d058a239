//! *Attempts* are counted for each key; too many within a while, and one has to wait.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Keys beyond this number make the counter drop those that are over.
const SWEEP_AT: usize = 10_000;

/// How long one has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait(pub Duration);

/// Counts attempts within a window of time that begins with the first of them.
#[derive(Debug)]
pub struct Attempts<K> {
    most: u32,
    window: Duration,
    counted: Mutex<HashMap<K, (u32, Instant)>>,
}

impl<K: Eq + Hash> Attempts<K> {
    /// At most `most` attempts within `window`.
    pub fn new(most: u32, window: Duration) -> Self {
        Self {
            most,
            window,
            counted: Mutex::default(),
        }
    }

    /// Counts an attempt if it is allowed at `now`.
    pub fn take(&self, key: K, now: Instant) -> Result<(), Wait> {
        let mut counted = self.lock();
        if counted.len() >= SWEEP_AT {
            counted.retain(|_, (_, begun)| self.left(*begun, now).is_some());
        }
        let (count, begun) = counted.entry(key).or_insert((0, now));
        match self.left(*begun, now) {
            None => (*count, *begun) = (1, now),
            Some(left) if *count >= self.most => return Err(Wait(left)),
            Some(_) => *count += 1,
        }
        Ok(())
    }

    /// Takes one attempt back: it was none that should count.
    pub fn give_back(&self, key: &K) {
        if let Some((count, _)) = self.lock().get_mut(key) {
            *count = count.saturating_sub(1);
        }
    }

    /// Forgets what was counted for a key.
    pub fn forget(&self, key: &K) {
        self.lock().remove(key);
    }

    fn left(&self, begun: Instant, now: Instant) -> Option<Duration> {
        self.window
            .checked_sub(now.saturating_duration_since(begun))
            .filter(|left| !left.is_zero())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<K, (u32, Instant)>> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_attempts_wait_until_the_window_is_over() {
        let attempts = Attempts::new(2, Duration::from_mins(1));
        let start = Instant::now();
        assert_eq!(attempts.take("a", start), Ok(()));
        assert_eq!(attempts.take("a", start + Duration::from_secs(10)), Ok(()));
        assert_eq!(
            attempts.take("a", start + Duration::from_secs(20)),
            Err(Wait(Duration::from_secs(40)))
        );
        assert_eq!(
            attempts.take("b", start),
            Ok(()),
            "others are not concerned"
        );
        assert_eq!(attempts.take("a", start + Duration::from_mins(1)), Ok(()));
    }

    #[test]
    fn what_is_forgotten_does_not_count() {
        let attempts = Attempts::new(1, Duration::from_mins(1));
        let now = Instant::now();
        assert_eq!(attempts.take("a", now), Ok(()));
        attempts.forget(&"a");
        assert_eq!(attempts.take("a", now), Ok(()));
        attempts.give_back(&"a");
        assert_eq!(attempts.take("a", now), Ok(()));
        assert!(attempts.take("a", now).is_err());
    }
}
