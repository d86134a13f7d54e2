//! Hashing and checking passwords with argon2id, off the async threads.

use std::{hint::black_box, sync::Arc};

use argon2::{
    Argon2, PasswordHasher, PasswordVerifier,
    password_hash::{self, phc::PasswordHash},
};

use super::{Crunch, CrunchError};
use crate::domain::password::Password;

/// Hashes a password to be kept, with a salt of its own.
///
/// # Errors
/// When the pool is full, or the system has no random bytes.
pub async fn hash(crunch: &Crunch, password: &Password) -> Result<String, CrunchError> {
    let password = password.clone();
    crunch
        .run(move || hash_now(&password))
        .await?
        .map_err(|error| {
            tracing::error!(%error, "cannot hash a password");
            CrunchError::Lost
        })
}

/// Whether `password` is the one that was hashed to `kept`.
///
/// Without anything to compare it takes as long and says no: the time must not tell whether a
/// user exists.
///
/// # Errors
/// When the pool is full.
pub async fn verify(
    crunch: &Crunch,
    password: &Password,
    kept: Option<&str>,
) -> Result<bool, CrunchError> {
    let password = password.clone();
    let kept: Option<Arc<str>> = kept.map(Into::into);
    crunch
        .run(move || match kept {
            Some(kept) => is_kept(&password, &kept),
            None => {
                let _ = black_box(hash_now(&password));
                false
            }
        })
        .await
}

fn hash_now(password: &Password) -> Result<String, password_hash::Error> {
    let hash: PasswordHash = Argon2::default().hash_password(password.reveal().as_bytes())?;
    Ok(hash.to_string())
}

fn is_kept(password: &Password, kept: &str) -> bool {
    match PasswordHash::new(kept) {
        Ok(kept) => Argon2::default()
            .verify_password(password.reveal().as_bytes(), &kept)
            .is_ok(),
        Err(error) => {
            tracing::error!(%error, "a password hash in the database is none");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::runtime::Handle;

    use super::*;

    fn password(text: &str) -> Password {
        Password::to_compare(text.to_owned())
    }

    #[tokio::test]
    async fn only_the_password_that_was_hashed_is_accepted() {
        let crunch = Crunch::new(Handle::current(), 1, 0);
        let kept = hash(&crunch, &password("correct horse")).await.unwrap();
        assert!(kept.starts_with("$argon2id$"), "{kept}");
        for (text, expected) in [
            ("correct horse", true),
            ("Correct horse", false),
            ("", false),
        ] {
            let answer = verify(&crunch, &password(text), Some(&kept)).await;
            assert_eq!(answer, Ok(expected), "{text}");
        }
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        let crunch = Crunch::new(Handle::current(), 1, 0);
        assert_eq!(verify(&crunch, &password("x"), None).await, Ok(false));
        assert_eq!(
            verify(&crunch, &password("x"), Some("rubbish")).await,
            Ok(false)
        );
    }
}
