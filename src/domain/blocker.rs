//! Who keeps what out of lists: everybody for themselves, and moderators for all.

use super::{AccountId, Host, UserId};

/// For whom something is blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocker {
    /// For everybody here.
    Server,
    /// For one user, who has muted it.
    User(UserId),
}

impl Blocker {
    /// The user, where it is one.
    #[must_use]
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::Server => None,
            Self::User(user) => Some(user),
        }
    }
}

/// What is blocked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blocked {
    /// An account, ours or another server's.
    Account(AccountId),
    /// Everything of a server.
    Host(Host),
}
