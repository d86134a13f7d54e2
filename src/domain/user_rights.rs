//! What those who run the instance may do to its users, on one page.
//!
//! | | moderator | administrator |
//! |---|---|---|
//! | a plain user | everything but another role | everything |
//! | a moderator, an administrator | nothing | everything |
//! | `root` | nothing | neither another role, nor a block, nor an end |

use super::Role;

/// What is done to a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Their address, password, quota or flags are changed.
    Change,
    /// They get this role.
    GiveRole(Role),
    /// They are blocked, or not any more.
    Block,
    /// They are removed with all that is theirs.
    Remove,
}

/// To whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Their role.
    pub role: Role,
    /// Whether they are the administrator of the first start.
    pub is_root: bool,
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// It takes an administrator.
    #[error("moderators look after plain users only, and give no other role")]
    TakesAdministrator,
    /// There must always be `root`.
    #[error("root can be neither removed nor blocked, and stays an administrator")]
    Root,
}

/// Decides whether somebody of this role may.
///
/// # Errors
/// When they may not; why.
pub fn check(by: Role, act: Act, to: Target) -> Result<(), NotAllowed> {
    let within_reach = match by {
        Role::Administrator => true,
        Role::Moderator => {
            to.role == Role::User && !matches!(act, Act::GiveRole(role) if role != Role::User)
        }
        Role::User => false,
    };
    if !within_reach {
        return Err(NotAllowed::TakesAdministrator);
    }
    let keeps_root = match act {
        Act::Change => true,
        Act::GiveRole(role) => role == to.role,
        Act::Block | Act::Remove => false,
    };
    if to.is_root && !keeps_root {
        return Err(NotAllowed::Root);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_for_every_role_and_act() {
        let acts = [
            Act::Change,
            Act::GiveRole(Role::Administrator),
            Act::GiveRole(Role::Moderator),
            Act::GiveRole(Role::User),
            Act::Block,
            Act::Remove,
        ];
        let allowed = |by, role, is_root| acts.map(|act| check(by, act, Target { role, is_root }));
        let (yes, no) = (Ok(()), Err(NotAllowed::TakesAdministrator));
        let root = Err(NotAllowed::Root);
        use Role::{Administrator, Moderator, User};
        for role in [Administrator, Moderator, User] {
            assert_eq!(allowed(Administrator, role, false), [yes; 6]);
            assert_eq!(allowed(User, role, false), [no; 6]);
        }
        assert_eq!(allowed(Moderator, Administrator, false), [no; 6]);
        assert_eq!(allowed(Moderator, Moderator, false), [no; 6]);
        assert_eq!(
            allowed(Moderator, User, false),
            [yes, no, no, yes, yes, yes]
        );
        assert_eq!(
            allowed(Administrator, Administrator, true),
            [yes, yes, root, root, root, root]
        );
    }
}
