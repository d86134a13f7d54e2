//! A notification in JSON.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::{
        PublicUuid,
        actor_picture::{ActorPicture, ActorPictureKind},
    },
    http::{image::ActorImage, time::Moment},
    store::notifications::NotificationRow,
};

/// Something that a user is told.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Notification {
    /// Its number.
    id: i64,
    /// What kind (FACTS.md, numbers): 1 new video of a subscription, 6 video published, 9 new user, 10 new follower,
    /// 20 registration to review, 21 live of a subscription.
    #[serde(rename = "type")]
    kind: i64,
    /// Whether it was read.
    read: bool,
    /// The video that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    video: Option<NotifiedVideo>,
    /// The account that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<ActorInfo>,
    /// Who follows what.
    #[serde(skip_serializing_if = "Option::is_none")]
    actor_follow: Option<NotifiedFollow>,
    /// The registration that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    registration: Option<NotifiedRegistration>,
    /// When it was written.
    created_at: Moment,
    /// When it was changed last.
    updated_at: Moment,
}

/// The video that a notification is about.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NotifiedVideo {
    /// Its number here.
    id: i64,
    /// Its public id.
    uuid: String,
    /// The short form of it.
    #[serde(rename = "shortUUID")]
    short_uuid: String,
    /// Its title.
    name: String,
    /// Where it was published.
    channel: ActorInfo,
}

/// An account or channel that a notification is about.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActorInfo {
    /// Its number here.
    id: i64,
    /// Its name in handles.
    name: String,
    /// Its name for people.
    display_name: String,
    /// The host of its instance.
    host: String,
    /// Its picture in several sizes.
    avatars: Vec<ActorImage>,
}

/// Who follows what.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NotifiedFollow {
    /// Its number.
    id: i64,
    /// Who.
    follower: ActorInfo,
    /// `accepted` or `pending`.
    state: String,
    /// What.
    following: NotifiedFollowing,
}

/// What is followed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NotifiedFollowing {
    /// `channel`.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    kind: &'static str,
    /// Its name in handles.
    name: String,
    /// Its name for people.
    display_name: String,
    /// The host of its instance.
    host: String,
}

/// The registration that a notification is about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NotifiedRegistration {
    /// Its number.
    id: i64,
    /// The name that is asked for.
    username: String,
}

impl Notification {
    /// What is shown of `row` on the instance `own_host`.
    pub(super) fn of(row: NotificationRow, own_host: &str) -> Self {
        let host = |host: Option<String>| host.unwrap_or_else(|| own_host.to_owned());
        let actor = |id, name, display_name, of, avatar: Option<String>| {
            Some(ActorInfo {
                id: Option::<i64>::clone(&id)?,
                name: Option::<String>::clone(&name)?,
                display_name: Option::<String>::clone(&display_name)?,
                host: host(of),
                avatars: ActorImage::of(
                    ActorPicture::read(avatar.as_deref()).as_ref(),
                    ActorPictureKind::Avatar,
                ),
            })
        };
        let channel = actor(
            row.channel_id,
            row.channel_username,
            row.channel_name,
            row.channel_host,
            row.channel_avatar,
        );
        let account = actor(
            row.account_id,
            row.account_username,
            row.account_name,
            row.account_host,
            row.account_avatar,
        );
        let follower = actor(
            row.follower_id,
            row.follower_username,
            row.follower_name,
            row.follower_host,
            row.follower_avatar,
        );
        let video = row.video_id.zip(row.video_uuid).zip(row.video_name);
        let video = video.zip(channel).map(|(((id, uuid), name), channel)| {
            let uuid = PublicUuid::from(uuid);
            NotifiedVideo {
                id,
                uuid: uuid.to_string(),
                short_uuid: uuid.short(),
                name,
                channel,
            }
        });
        let followed = row.followed_username.zip(row.followed_name);
        let following = followed.map(|(name, display_name)| NotifiedFollowing {
            kind: "channel",
            name,
            display_name,
            host: host(row.followed_host),
        });
        let follow = row.follow_id.zip(row.follow_state).zip(follower);
        let actor_follow = follow.zip(following);
        let actor_follow =
            actor_follow.map(|(((id, state), follower), following)| NotifiedFollow {
                id,
                follower,
                state,
                following,
            });
        let registration = row.registration_id.zip(row.registration_username);
        Self {
            id: row.id,
            kind: row.kind.number(),
            read: row.read,
            video,
            account,
            actor_follow,
            registration: registration.map(|(id, username)| NotifiedRegistration { id, username }),
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
        }
    }
}
