//! A *login* is a name and a password that fit; finding out takes the same time whether the name exists or not.

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
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    let fits = bcrypt::verify(password, hash.unwrap_or(NOBODY)).unwrap_or(false);
    fits && hash.is_some()
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
}
