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

impl Tree {
    /// A service that is one actor and counts nothing.
    #[must_use]
    pub fn of_one(name: &str, kind: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind: kind.to_owned(),
            state: "running".to_owned(),
            queue_depth: 0,
            counters: None,
            children: Vec::new(),
            children_omitted: 0,
        }
    }
}
