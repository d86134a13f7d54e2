//! The picture of what runs below the root, for administrators and tests.

use crate::Counts;

/// One actor or group of actors and what is below it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tree {
    /// The service's name or the actor's key.
    pub name: String,
    /// What it is, for example `root`, `router` or the kind of a keyed actor.
    pub kind: String,
    /// What it is doing: `running`, `ending`, `parked`, `restarting` or `stopping`.
    pub state: String,
    /// Messages waiting or being handled.
    pub queue_depth: u64,
    /// The numbers of a router or pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counters: Option<Counts>,
    /// Some of what is below, in no order.
    pub children: Vec<Tree>,
    /// How many children are there but not listed.
    pub children_omitted: usize,
}
