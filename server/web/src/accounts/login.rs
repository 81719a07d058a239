//! A *login* is a name and a password that fit; finding out takes the same time whether the name exists or not.
//!
//! A hash keeps a core busy for a good part of a second, on purpose. [`Passwords`] sees to it that many logins at once
//! leave cores for answers.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Semaphore;

/// Work factor of the hashes.
const BCRYPT_COST: u32 = 12;
/// Characters that a password has at least.
const LEAST_CHARACTERS: usize = 8;
/// Hash of nobody's password, compared with when there is no such account.
const NOBODY: &str = "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW";

/// Why a password is not taken.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// It is too short.
    #[error("a password has at least {LEAST_CHARACTERS} characters")]
    TooShort,
    /// It is too long for bcrypt, which would ignore the rest.
    #[error("a password has at most 71 bytes")]
    TooLong,
    /// Hashing failed.
    #[error("the password cannot be hashed: {0}")]
    Failed(String),
}

/// Hashes a new password. Takes a good part of a second: call it where blocking is allowed.
pub fn hash(password: &str) -> Result<String, HashError> {
    if password.chars().count() < LEAST_CHARACTERS {
        return Err(HashError::TooShort);
    }
    if password.len() > 71 {
        return Err(HashError::TooLong);
    }
    bcrypt::non_truncating_hash(password, BCRYPT_COST)
        .map_err(|error| HashError::Failed(error.to_string()))
}

/// Whether the password fits the hash; without a hash it takes as long and does not fit. Blocks like [`hash`].
fn verify(password: &str, hash: Option<&str>) -> bool {
    let fits = bcrypt::verify(password, hash.unwrap_or(NOBODY)).unwrap_or(false);
    fits && hash.is_some()
}

/// Logins that wait for their turn at most; further ones are sent away.
const WAITING: usize = 50;

/// Why nobody looked whether a password fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many people are logging in at this moment")]
pub struct Busy;

/// Compares passwords with hashes, a few at a time and in the order in which they came.
#[derive(Debug)]
pub struct Passwords {
    /// One permit for each comparison that runs.
    turns: Arc<Semaphore>,
    /// One permit for each comparison that runs or waits.
    places: Semaphore,
    compared: Arc<AtomicU64>,
}

impl Default for Passwords {
    /// As many at a time as half the cores, one at least.
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self::new((cores / 2).max(1))
    }
}

impl Passwords {
    /// Compares `at_once` passwords at a time.
    fn new(at_once: usize) -> Self {
        Self {
            turns: Arc::new(Semaphore::new(at_once)),
            places: Semaphore::new(at_once + WAITING),
            compared: Arc::default(),
        }
    }

    /// Whether the password fits the hash; without a hash it takes as long and does not fit.
    pub async fn fits(&self, password: String, hash: Option<String>) -> Result<bool, Busy> {
        let _place = self.places.try_acquire().map_err(|_| Busy)?;
        let turns = Arc::clone(&self.turns);
        let turn = turns.acquire_owned().await.map_err(|_| Busy)?;
        let compared = Arc::clone(&self.compared);
        let comparing = tokio::task::spawn_blocking(move || {
            let fits = verify(&password, hash.as_deref());
            compared.fetch_add(1, Ordering::Relaxed);
            // Only now: whoever gave up waiting does not stop the comparison.
            drop(turn);
            fits
        });
        // A comparison that broke is one that does not fit.
        Ok(comparing.await.unwrap_or(false))
    }

    /// Comparisons so far.
    pub fn compared(&self) -> u64 {
        self.compared.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let hash = hash("correct horse").unwrap();
        assert!(hash.starts_with("$2b$12$"));
        assert!(verify("correct horse", Some(&hash)));
        assert!(!verify("wrong horse", Some(&hash)));
        assert!(!verify("correct horse", None));
    }

    #[test]
    fn short_and_overlong_passwords_are_not_taken() {
        assert!(matches!(hash("seven77"), Err(HashError::TooShort)));
        assert!(matches!(hash(&"x".repeat(72)), Err(HashError::TooLong)));
    }

    #[test]
    fn nobodys_hash_costs_as_much_as_a_real_one() {
        assert_eq!(
            NOBODY.parse::<bcrypt::HashParts>().unwrap().get_cost(),
            BCRYPT_COST
        );
    }

    /// A real hash that takes no time.
    fn quick_hash(password: &str) -> String {
        bcrypt::non_truncating_hash(password, 4).unwrap()
    }

    #[tokio::test]
    async fn a_stranger_and_a_wrong_password_cost_one_comparison_each() {
        let passwords = Passwords::new(1);
        let hash = quick_hash("correct horse");
        for (password, hash, fits) in [
            ("correct horse", Some(hash.clone()), true),
            ("wrong horse", Some(hash), false),
            ("correct horse", None, false),
        ] {
            let before = passwords.compared();
            assert_eq!(passwords.fits(password.to_owned(), hash).await, Ok(fits));
            assert_eq!(passwords.compared() - before, 1, "{password}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn as_many_as_there_are_places_wait_and_the_next_is_sent_away() {
        let passwords = Arc::new(Passwords::new(1));
        let hash = quick_hash("correct horse");
        let turn = Arc::clone(&passwords.turns).acquire_owned().await.unwrap();
        let ask = || {
            let (passwords, hash) = (Arc::clone(&passwords), hash.clone());
            tokio::spawn(
                async move { passwords.fits("correct horse".to_owned(), Some(hash)).await },
            )
        };
        let waiting: Vec<_> = (0..=WAITING).map(|_| ask()).collect();
        while passwords.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(ask().await.unwrap(), Err(Busy));
        drop(turn);
        for one in waiting {
            assert_eq!(one.await.unwrap(), Ok(true));
        }
        assert_eq!(passwords.compared(), 51);
        assert_eq!(ask().await.unwrap(), Ok(true), "there is room again");
    }
}
