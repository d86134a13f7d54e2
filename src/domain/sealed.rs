//! Secrets that are kept sealed: who reads the database alone learns nothing of them.

use chacha20poly1305::{
    Key, KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hmac::Mac as _;

use super::keyed_hash::keyed_hash;

/// What secrets are sealed with; made of the server's secret.
#[derive(Clone)]
pub struct SealingKey(XChaCha20Poly1305);

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingKey")
    }
}

/// Bytes of a nonce.
const NONCE: usize = 24;

impl SealingKey {
    /// That of a server with this secret.
    #[must_use]
    pub fn of(secret: &[u8]) -> Self {
        let mac = keyed_hash(secret, "seal");
        let key: [u8; 32] = mac.finalize().into_bytes().into();
        Self(XChaCha20Poly1305::new(&Key::from(key)))
    }

    /// Seals a secret of whom `about` names; nobody else's can be put in its place.
    #[must_use]
    pub fn seal(&self, secret: &[u8], about: &str) -> Option<Vec<u8>> {
        let nonce: [u8; NONCE] = rand::random();
        let payload = Payload {
            msg: secret,
            aad: about.as_bytes(),
        };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload).ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed with this key for `about`; nothing where it was not, or has been changed.
    #[must_use]
    pub fn open(&self, sealed: &[u8], about: &str) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload {
            msg: sealed,
            aad: about.as_bytes(),
        };
        self.0.decrypt(&XNonce::from(*nonce), payload).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_opens_and_only_for_the_same_one() {
        let key = SealingKey::of(b"secret");
        let sealed = key.seal(b"JBSWY3DP", "user 7").unwrap();
        assert!(!sealed.windows(8).any(|part| part == b"JBSWY3DP"));
        assert_eq!(key.open(&sealed, "user 7").unwrap(), b"JBSWY3DP");
        assert_eq!(key.open(&sealed, "user 8"), None);
        assert_eq!(SealingKey::of(b"other").open(&sealed, "user 7"), None);
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert_eq!(key.open(&changed, "user 7"), None);
        assert_eq!(key.open(b"short", "user 7"), None);
        assert_ne!(key.seal(b"JBSWY3DP", "user 7").unwrap(), sealed);
    }
}
