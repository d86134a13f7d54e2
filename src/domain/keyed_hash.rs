//! Hashes that only a server with this secret can make: what keys, signatures and the names of viewers are made of.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// HMAC-SHA-256 under the server's secret. Each use has a purpose of its own, so that none stands for another.
#[must_use]
pub fn keyed_hash(secret: &[u8], purpose: &str) -> Hmac<Sha256> {
    // HMAC takes keys of any length.
    let mac = Hmac::<Sha256>::new_from_slice(secret);
    let mut mac = mac.unwrap_or_else(|_| Hmac::new(&Default::default()));
    mac.update(purpose.as_bytes());
    mac.update(b" ");
    mac
}
