//! The bounds and times of a router.

use std::time::Duration;

/// How much a router holds and when it rests, gives up and tries again.
#[derive(Clone, Debug)]
pub struct RouterSettings {
    /// Most messages that wait for, or are handled by, one actor.
    pub door_bound: u32,
    /// Most messages that wait for the router itself: for keys without a living actor.
    pub router_bound: u32,
    /// Most actors alive; a message for one more key is refused as full.
    pub actors_bound: usize,
    /// The longest that a gathered message waits for others to go on with.
    pub gather_for: Duration,
    /// So many gathered messages wait no longer.
    pub gather_most: usize,
    /// An actor that nothing has reached for this long is put to rest.
    pub rest_after: Duration,
    /// How often the router looks for quiet actors.
    pub tick: Duration,
    /// So many failures of one key within `failure_window` park it.
    pub failures_to_park: usize,
    /// See `failures_to_park`.
    pub failure_window: Duration,
    /// How long a key is parked the first time; twice as long each further time.
    pub park_first: Duration,
    /// The longest that a key is parked.
    pub park_cap: Duration,
    /// A key that was reopened and lasted this long is parked for `park_first` again.
    pub healthy: Duration,
}

impl Default for RouterSettings {
    fn default() -> Self {
        Self {
            door_bound: 128,
            router_bound: 8_192,
            actors_bound: 65_536,
            gather_for: Duration::from_millis(5),
            gather_most: 256,
            rest_after: Duration::from_secs(60),
            tick: Duration::from_secs(5),
            failures_to_park: 3,
            failure_window: Duration::from_secs(60),
            park_first: Duration::from_secs(1),
            park_cap: Duration::from_secs(600),
            healthy: Duration::from_secs(60),
        }
    }
}
