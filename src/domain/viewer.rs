//! Who counts as one viewer, told by a keyed hash alone: neither addresses nor what players call their sessions are kept.

use std::net::IpAddr;

use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::keyed_hash::keyed_hash;

/// What viewers are hashed with; made of the server's secret.
#[derive(Clone)]
pub struct ViewerSecret(Hmac<Sha256>);

impl std::fmt::Debug for ViewerSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ViewerSecret")
    }
}

impl ViewerSecret {
    /// That of a server with this secret.
    #[must_use]
    pub fn of(secret: &[u8]) -> Self {
        Self(keyed_hash(secret, "viewer"))
    }

    /// The viewer whose player calls its session this.
    #[must_use]
    pub fn of_session(&self, session: &str) -> u64 {
        self.hash(|mac| {
            mac.update(b"session ");
            mac.update(session.as_bytes());
        })
    }

    /// The viewer at this address with this user agent. On another day (counted from 1970) it is another.
    #[must_use]
    pub fn of_address(&self, address: IpAddr, user_agent: &[u8], day: i64) -> u64 {
        self.hash(|mac| {
            mac.update(b"address ");
            mac.update(&day.to_le_bytes());
            match address {
                IpAddr::V4(address) => mac.update(&address.octets()),
                // One customer has a whole /64 of addresses, and may use another for each request.
                IpAddr::V6(address) => mac.update(&address.octets()[..8]),
            }
            mac.update(b" ");
            mac.update(user_agent);
        })
    }

    fn hash(&self, message: impl FnOnce(&mut Hmac<Sha256>)) -> u64 {
        let mut mac = self.0.clone();
        message(&mut mac);
        let digest = mac.finalize().into_bytes();
        u64::from_le_bytes(digest.first_chunk().copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_viewer_is_the_same_for_a_day_and_to_nobody_else() {
        let (ours, theirs) = (ViewerSecret::of(b"one"), ViewerSecret::of(b"two"));
        assert_eq!(ours.of_session("a"), ours.of_session("a"));
        assert_ne!(ours.of_session("a"), ours.of_session("b"));
        assert_ne!(ours.of_session("a"), theirs.of_session("a"));
        let v4 = "192.0.2.1".parse().unwrap();
        let seen = |address, agent: &[u8], day| ours.of_address(address, agent, day);
        assert_eq!(seen(v4, b"player", 1), seen(v4, b"player", 1));
        assert_ne!(seen(v4, b"player", 1), seen(v4, b"player", 2));
        assert_ne!(seen(v4, b"player", 1), seen(v4, b"other", 1));
        let v6 = |text: &str| seen(text.parse().unwrap(), b"player", 1);
        assert_eq!(v6("2001:db8::1"), v6("2001:db8::2"));
        assert_ne!(v6("2001:db8::1"), v6("2001:db8:0:1::1"));
    }
}
