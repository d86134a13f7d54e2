//! Who may do what with a video; pure decisions over what is known of both.

use super::{Privacy, Role, UserId, VideoState};

/// Somebody signed in, as far as rights go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub user: UserId,
    /// As what.
    pub role: Role,
}

/// Who looks at a video, and with which rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Somebody signed in, or nobody.
    pub caller: Option<Caller>,
    /// Whether they gave one of the video's passwords.
    pub knows_password: bool,
}

/// What decides who may watch a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visibility {
    /// Its privacy.
    pub privacy: Privacy,
    /// Its state.
    pub state: VideoState,
    /// Whose it is; none for remote videos.
    pub owner: Option<UserId>,
}

/// What a viewer may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watching {
    /// See it.
    Allowed,
    /// Nothing before signing in.
    NeedsSignIn,
    /// Nothing, though signed in.
    Refused,
    /// See it with one of its passwords.
    NeedsPassword,
}

/// Decides whether `viewer` may watch.
///
/// A video that waits for its renditions is seen by whoever has its link, with its state,
/// as the reference does, so that a page can say so.
#[must_use]
pub fn can_watch(viewer: Viewer, video: Visibility) -> Watching {
    if viewer
        .caller
        .is_some_and(|caller| can_manage(caller, video))
    {
        return Watching::Allowed;
    }
    match video.privacy {
        Privacy::Public | Privacy::Unlisted => Watching::Allowed,
        Privacy::Internal if viewer.caller.is_some() => Watching::Allowed,
        Privacy::Private if viewer.caller.is_some() => Watching::Refused,
        Privacy::Internal | Privacy::Private => Watching::NeedsSignIn,
        Privacy::Password if viewer.knows_password => Watching::Allowed,
        Privacy::Password => Watching::NeedsPassword,
    }
}

/// Decides whether `caller` may change or delete the video and see what only its owner sees.
#[must_use]
pub fn can_manage(caller: Caller, video: Visibility) -> bool {
    caller.role.moderates() || video.owner == Some(caller.user)
}

/// Decides whether `caller` may change or remove a channel; nobody here owns a remote one.
#[must_use]
pub fn can_manage_channel(caller: Caller, owner: Option<UserId>) -> bool {
    owner.is_some() && (caller.role.moderates() || owner == Some(caller.user))
}

/// Decides whether `caller` may publish the video as a live, and see the key for it: moderators may not.
#[must_use]
pub fn can_publish_live(caller: Caller, video: Visibility) -> bool {
    caller.role.administers() || video.owner == Some(caller.user)
}

/// At which of its two addresses a file is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileAddress {
    /// The one of public and unlisted videos.
    Plain,
    /// The one of all others.
    Private,
}

/// Decides whether `viewer` may have the files of the video at this address.
///
/// The files of a public video are answered at the private address too: a player that was given
/// that address keeps playing when the video becomes public.
#[must_use]
pub fn can_have_files(viewer: Viewer, address: FileAddress, video: Visibility) -> bool {
    video.privacy.files_are_public()
        || (address == FileAddress::Private && can_watch(viewer, video) == Watching::Allowed)
}

/// Whose right a file token carries; judged anew each time it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileTokenHolder {
    /// What this person may watch.
    User(UserId),
    /// What somebody may watch who knows a password of the video.
    PasswordKnower,
}

/// Decides whose right a file token for `viewer` would carry.
///
/// Their own right goes before the password's: it outlives a change of passwords. Who is not
/// signed in needs no token for a public video and gets none.
///
/// # Errors
/// When there is no right to carry; why.
pub fn file_token_holder(viewer: Viewer, video: Visibility) -> Result<FileTokenHolder, Watching> {
    let by_themselves = Viewer {
        knows_password: false,
        ..viewer
    };
    match (viewer.caller, can_watch(by_themselves, video)) {
        (Some(caller), Watching::Allowed) => return Ok(FileTokenHolder::User(caller.user)),
        (None, Watching::Allowed) => return Err(Watching::NeedsSignIn),
        _ => {}
    }
    match can_watch(viewer, video) {
        Watching::Allowed => Ok(FileTokenHolder::PasswordKnower),
        refusal => Err(refusal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: UserId = UserId::new(1);

    fn viewer(user: Option<(i64, Role)>, knows_password: bool) -> Viewer {
        Viewer {
            caller: user.map(|(id, role)| Caller {
                user: UserId::new(id),
                role,
            }),
            knows_password,
        }
    }

    #[test]
    fn who_may_watch_follows_the_privacy() {
        use Privacy::*;
        use Watching::*;
        let nobody = viewer(None, false);
        let other = viewer(Some((2, Role::User)), false);
        let owner = viewer(Some((1, Role::User)), false);
        let moderator = viewer(Some((3, Role::Moderator)), false);
        let guest_with_password = viewer(None, true);
        for (privacy, expected) in [
            (Public, [Allowed, Allowed, Allowed, Allowed, Allowed]),
            (Unlisted, [Allowed, Allowed, Allowed, Allowed, Allowed]),
            (
                Private,
                [NeedsSignIn, Refused, Allowed, Allowed, NeedsSignIn],
            ),
            (
                Internal,
                [NeedsSignIn, Allowed, Allowed, Allowed, NeedsSignIn],
            ),
            (
                Password,
                [NeedsPassword, NeedsPassword, Allowed, Allowed, Allowed],
            ),
        ] {
            let video = Visibility {
                privacy,
                state: VideoState::Published,
                owner: Some(OWNER),
            };
            let viewers = [nobody, other, owner, moderator, guest_with_password];
            for (viewer, expected) in viewers.into_iter().zip(expected) {
                assert_eq!(can_watch(viewer, video), expected, "{privacy:?} {viewer:?}");
            }
        }
    }

    fn video(privacy: Privacy) -> Visibility {
        Visibility {
            privacy,
            state: VideoState::Published,
            owner: Some(OWNER),
        }
    }

    #[test]
    fn only_files_of_public_videos_are_at_the_plain_address() {
        let owner = viewer(Some((1, Role::User)), true);
        let nobody = viewer(None, false);
        for &privacy in Privacy::ALL {
            let public = matches!(privacy, Privacy::Public | Privacy::Unlisted);
            let video = video(privacy);
            assert_eq!(can_have_files(owner, FileAddress::Plain, video), public);
            assert!(can_have_files(owner, FileAddress::Private, video));
            assert_eq!(can_have_files(nobody, FileAddress::Private, video), public);
        }
    }

    #[test]
    fn a_file_token_carries_the_right_it_was_given_for() {
        use FileTokenHolder::*;
        let other = viewer(Some((2, Role::User)), false);
        let other_with_password = viewer(Some((2, Role::User)), true);
        let owner_with_password = viewer(Some((1, Role::User)), true);
        let nobody = viewer(None, false);
        let guest_with_password = viewer(None, true);
        for (privacy, viewer, expected) in [
            (Privacy::Public, nobody, Err(Watching::NeedsSignIn)),
            (Privacy::Public, other, Ok(User(UserId::new(2)))),
            (Privacy::Private, nobody, Err(Watching::NeedsSignIn)),
            (Privacy::Private, other, Err(Watching::Refused)),
            (
                Privacy::Private,
                guest_with_password,
                Err(Watching::NeedsSignIn),
            ),
            (Privacy::Password, nobody, Err(Watching::NeedsPassword)),
            (Privacy::Password, other, Err(Watching::NeedsPassword)),
            (Privacy::Password, guest_with_password, Ok(PasswordKnower)),
            (Privacy::Password, other_with_password, Ok(PasswordKnower)),
            (Privacy::Password, owner_with_password, Ok(User(OWNER))),
        ] {
            let found = file_token_holder(viewer, video(privacy));
            assert_eq!(found, expected, "{privacy:?} {viewer:?}");
        }
    }

    #[test]
    fn nobody_owns_a_remote_video() {
        let remote = Visibility {
            privacy: Privacy::Public,
            state: VideoState::Published,
            owner: None,
        };
        let user = Caller {
            user: OWNER,
            role: Role::User,
        };
        assert!(!can_manage(user, remote));
    }

    #[test]
    fn a_channel_is_changed_by_its_owner_and_by_moderators_and_a_remote_one_by_nobody() {
        let by = |user, role| Caller {
            user: UserId::new(user),
            role,
        };
        assert!(can_manage_channel(by(1, Role::User), Some(OWNER)));
        assert!(!can_manage_channel(by(2, Role::User), Some(OWNER)));
        assert!(can_manage_channel(by(2, Role::Moderator), Some(OWNER)));
        assert!(!can_manage_channel(by(2, Role::Administrator), None));
    }
}
