//! Passwords: argon2id, and the same effort for names that nobody has.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{Error, PasswordHash, PasswordHasher, PasswordVerifier, SaltString};

use crate::random;

/// Hash of nothing that anyone knows, so that an unknown name takes as long as a wrong password.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash(&super::secret()).ok());

/// The PHC string of a password, with the parameters that OWASP recommends (19 MiB, two passes).
pub(crate) fn hash(password: &str) -> Result<String, Error> {
    let salt = SaltString::encode_b64(&random::bytes::<16>())?;
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt)?.to_string())
}

/// Whether the password fits. `None` is a name that nobody has: false, after the same work.
pub(crate) fn check(stored: Option<&str>, password: &str) -> bool {
    let Some(hash) = stored.or(NOBODY.as_deref()) else { return false };
    let fits = PasswordHash::new(hash)
        .and_then(|hash| Argon2::default().verify_password(password.as_bytes(), &hash))
        .is_ok();
    fits && stored.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_password_fits_and_nothing_else() {
        let stored = hash("correct horse battery").unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(check(Some(&stored), "correct horse battery"));
        assert!(!check(Some(&stored), "correct horse batter"));
        assert!(!check(None, "correct horse battery"));
        assert!(!check(Some("damaged"), "correct horse battery"));
    }
}
