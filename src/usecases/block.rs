//! Accounts and servers are kept out of lists: by each for themselves, by moderators for everybody.

use crate::{
    domain::{AccountId, Blocked, Blocker, Timestamp},
    store::{StoreError, Tx, blocks},
};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is blocked.
    Done,
    /// It was already.
    Already,
    /// Nobody blocks themselves.
    Oneself,
}

/// Who blocks, with what is their own.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// For whom.
    pub blocker: Blocker,
    /// The account of who asks.
    pub account: AccountId,
    /// The host of this instance.
    pub own_host: &'a str,
}

/// Blocks something.
///
/// # Errors
/// When the database fails.
pub async fn run(
    tx: &mut Tx,
    by: By<'_>,
    blocked: &Blocked,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let is_own = match blocked {
        Blocked::Account(account) => *account == by.account,
        Blocked::Host(host) => host.as_str() == by.own_host,
    };
    if is_own {
        return Ok(Outcome::Oneself);
    }
    Ok(if blocks::insert(tx, by.blocker, blocked, now).await? {
        Outcome::Done
    } else {
        Outcome::Already
    })
}
