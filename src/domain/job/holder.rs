//! Who holds jobs: a process, told apart from its predecessor on the same node.

/// One process of the server; each lease carries its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseHolder {
    node: String,
    process: String,
}

impl LeaseHolder {
    /// A holder for this start of the process. No two living processes may have the same `node`,
    /// and a restarted one should have the same again: host name and listening port do.
    #[must_use]
    pub fn new(node: &str) -> Self {
        Self {
            node: node.replace('/', "_"),
            process: uuid::Uuid::new_v4().simple().to_string(),
        }
    }

    /// A new lease, never given before.
    #[must_use]
    pub fn lease(&self) -> String {
        format!("{}{}", self.process_prefix(), uuid::Uuid::new_v4().simple())
    }

    /// What all leases of this node begin with, those of earlier processes too.
    #[must_use]
    pub fn node_prefix(&self) -> String {
        format!("{}/", self.node)
    }

    /// What all leases of this process begin with.
    #[must_use]
    pub fn process_prefix(&self) -> String {
        format!("{}/{}/", self.node, self.process)
    }
}
