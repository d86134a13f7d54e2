//! How often an address may try keys that nobody has.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// One more try every so often.
const REFILL: Duration = Duration::from_secs(6);
/// Addresses that are remembered.
const ADDRESSES: usize = 16_384;

/// Wrong keys by address: `burst` at once, then one every six seconds.
#[derive(Debug)]
pub(crate) struct Throttle {
    burst: u32,
    /// When all tries of an address are forgotten.
    tries: Mutex<HashMap<IpAddr, Instant>>,
}

impl Throttle {
    pub(crate) fn new(burst: u32) -> Self {
        Self {
            burst,
            tries: Mutex::default(),
        }
    }

    /// Whether a key of this address is looked up now.
    pub(crate) fn allows(&self, address: IpAddr, now: Instant) -> bool {
        let tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        let forgotten = tries.get(&address).copied().unwrap_or(now);
        forgotten.saturating_duration_since(now) + REFILL <= REFILL * self.burst
    }

    /// A key of this address was wrong.
    pub(crate) fn wrong(&self, address: IpAddr, now: Instant) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= ADDRESSES {
            tries.retain(|_, forgotten| *forgotten > now);
        }
        if tries.len() >= ADDRESSES && !tries.contains_key(&address) {
            return;
        }
        let forgotten = tries.entry(address).or_insert(now);
        *forgotten = (*forgotten).max(now) + REFILL;
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn wrong_keys_are_looked_up_so_often_and_then_every_six_seconds() {
        let throttle = Throttle::new(3);
        let (here, there) = (
            IpAddr::from(Ipv4Addr::LOCALHOST),
            IpAddr::from([10, 0, 0, 1]),
        );
        let now = Instant::now();
        for _ in 0..3 {
            assert!(throttle.allows(here, now));
            throttle.wrong(here, now);
        }
        assert!(!throttle.allows(here, now));
        assert!(
            throttle.allows(there, now),
            "another address is not held up"
        );
        assert!(throttle.allows(here, now + REFILL));
        throttle.wrong(here, now + REFILL);
        assert!(!throttle.allows(here, now + REFILL));
        assert!(throttle.allows(here, now + REFILL * 2));
    }
}
