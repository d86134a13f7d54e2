//! How many requests one address may make (FACTS.md, rate limits): which limits there are
//! (`group`), how they count (`windows`), and the layer that holds requests to them.

mod group;
mod layer;
mod windows;

use std::{
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

pub use layer::limit;
pub use windows::{FixedWindows, Taken};

use crate::{config::RatesLimit, domain::Timestamp};
use group::Group;

/// Addresses that each limit counts apart within a window: a few MB for all of them.
const ADDRESSES: usize = 32_768;

/// The counts of one server, shared by all of its threads; cheap to clone.
#[derive(Clone, Debug)]
pub struct RateLimits(Arc<Counts>);

type Counts = [(Group, Mutex<FixedWindows<IpAddr>>); Group::ALL.len()];

impl RateLimits {
    /// Nobody has called yet.
    #[must_use]
    pub fn new(limits: &RatesLimit) -> Self {
        Self(Arc::new(Group::ALL.map(|group| {
            let limit = group.limit(limits);
            let windows = FixedWindows::new(limit.max, limit.window, ADDRESSES);
            (group, Mutex::new(windows))
        })))
    }

    fn take(&self, group: Group, client: IpAddr, now: Timestamp) -> Option<Taken> {
        self.with(group, |windows| windows.take(household(client), now))
    }

    fn give_back(&self, group: Group, client: IpAddr, taken: Taken) -> Option<Taken> {
        self.with(group, |windows| windows.give_back(household(client), taken))
    }

    fn with<T>(
        &self,
        group: Group,
        change: impl FnOnce(&mut FixedWindows<IpAddr>) -> T,
    ) -> Option<T> {
        let (_, windows) = self.0.iter().find(|(one, _)| *one == group)?;
        // Counts are whole after every step: a panic elsewhere leaves nothing half done.
        let mut windows = windows.lock().unwrap_or_else(PoisonError::into_inner);
        Some(change(&mut windows))
    }
}

/// Whom an address belongs to: providers hand out IPv6 by /64, so one of those is one customer.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let prefix = v6.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from_bits(prefix))
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_customer_is_one_whatever_the_address() {
        let of = |text: &str| household(text.parse().expect("an address"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
