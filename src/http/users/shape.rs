//! What somebody sees of themselves, and those who run the instance of everybody.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::{PlaylistType, Role},
    http::{accounts::Account, channels::VideoChannel, time::Moment},
    store::{
        accounts::AccountRow, channels::ChannelRow, users::UserRow,
        video_playlists::NamedPlaylistRow,
    },
};

/// Oneself.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// One's number.
    id: i64,
    /// The name one signs in with.
    username: String,
    /// One's address.
    email: String,
    /// Whether it is known to be one's own; null when nobody asked.
    email_verified: Option<bool>,
    /// The address that one wants to have once it is confirmed.
    pending_email: Option<String>,
    /// Whether signing in takes a code of an app too.
    two_factor_enabled: bool,
    /// The plugin that signs one in; null without one.
    plugin_auth: Option<String>,
    /// What one may do.
    role: UserRole,
    /// 1 bypasses the automatic block of videos.
    admin_flags: i64,
    /// Whether one may do anything at all.
    blocked: bool,
    /// Why not.
    blocked_reason: Option<String>,
    /// Bytes one may upload in all, -1 for no limit.
    video_quota: i64,
    /// Bytes one may upload in 24 hours, -1 for no limit.
    video_quota_daily: i64,
    /// How one takes sensitive videos: display, blur or do_not_list.
    nsfw_policy: &'static str,
    /// Whether the player shares with other viewers.
    p2p_enabled: bool,
    /// Whether a video starts by itself.
    auto_play_video: bool,
    /// Whether the next one follows by itself.
    auto_play_next_video: bool,
    /// Whether the next one of a playlist follows by itself.
    auto_play_next_video_playlist: bool,
    /// Whether what one watches is remembered.
    videos_history_enabled: bool,
    /// The languages one wants to see; null for all of them.
    video_languages: Option<Vec<String>>,
    /// How pages look.
    theme: String,
    /// Whether this notice is not wanted any more.
    no_instance_config_warning_modal: bool,
    /// Whether this notice is not wanted any more.
    no_account_setup_warning_modal: bool,
    /// Whether this notice is not wanted any more.
    no_welcome_modal: bool,
    /// When one signed in last.
    last_login_date: Option<Moment>,
    /// When one came.
    created_at: Moment,
    /// One's account.
    account: Account,
    /// One's channels, the oldest first.
    video_channels: Vec<VideoChannel>,
    /// Playlists with a purpose.
    special_playlists: Vec<SpecialPlaylist>,
    /// How one wants to be told, by event: a sum of 1 (on the web) and 2 (by mail); for oneself alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::http::notifications::settings::NotificationSettings>)]
    notification_settings: Option<BTreeMap<&'static str, i64>>,
}

/// A role with its label.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserRole {
    /// 0 administrator, 1 moderator, 2 user.
    id: i64,
    /// In English.
    label: &'static str,
}

impl From<Role> for UserRole {
    fn from(role: Role) -> Self {
        Self {
            id: role.number(),
            label: role.label(),
        }
    }
}

/// A playlist with a purpose.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SpecialPlaylist {
    /// Its number.
    id: i64,
    /// Its name for people.
    name: String,
    /// 2 for watch later.
    #[serde(rename = "type")]
    kind: i64,
}

/// A user, as those who run the instance see them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ManagedUser {
    /// What they see themselves.
    #[serde(flatten)]
    user: User,
    /// Bytes that they have uploaded.
    video_quota_used: i64,
    /// Bytes that they have uploaded within 24 hours.
    video_quota_used_daily: i64,
    /// What they did here.
    #[serde(flatten)]
    stats: UserStats,
}

/// What a user did here; left out where it was not asked for.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserStats {
    /// Videos they have.
    #[serde(skip_serializing_if = "Option::is_none")]
    videos_count: Option<i64>,
    /// Reports of what is theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    abuses_count: Option<i64>,
    /// Those of them that were accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    abuses_accepted_count: Option<i64>,
    /// Reports they made.
    #[serde(skip_serializing_if = "Option::is_none")]
    abuses_created_count: Option<i64>,
    /// Comments they wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    video_comments_count: Option<i64>,
}

impl UserStats {
    /// Of somebody with so many videos; reports and comments are not there yet.
    pub(super) const fn of(videos: i64) -> Self {
        Self {
            videos_count: Some(videos),
            abuses_count: Some(0),
            abuses_accepted_count: Some(0),
            abuses_created_count: Some(0),
            video_comments_count: Some(0),
        }
    }
}

impl ManagedUser {
    pub(super) const fn of(user: User, used: (i64, i64), stats: UserStats) -> Self {
        Self {
            user,
            video_quota_used: used.0,
            video_quota_used_daily: used.1,
            stats,
        }
    }
}

impl User {
    pub(super) fn of(
        user: &UserRow,
        account: &AccountRow,
        channels: &[ChannelRow],
        watch_later: Option<NamedPlaylistRow>,
        own_host: &str,
    ) -> Self {
        let languages = user.video_languages();
        Self {
            id: user.id.get(),
            username: user.username.clone(),
            email: user.email.clone(),
            email_verified: user.email_verified,
            pending_email: user.pending_email.clone(),
            two_factor_enabled: user.otp_secret.is_some(),
            plugin_auth: None,
            role: user.role.into(),
            admin_flags: user.admin_flags,
            blocked: user.blocked,
            blocked_reason: user.blocked_reason.clone(),
            video_quota: user.video_quota,
            video_quota_daily: user.video_quota_daily,
            nsfw_policy: user.nsfw_policy.word(),
            p2p_enabled: user.p2p_enabled,
            auto_play_video: user.auto_play_video,
            auto_play_next_video: user.auto_play_next_video,
            auto_play_next_video_playlist: user.auto_play_next_video_playlist,
            videos_history_enabled: user.videos_history_enabled,
            video_languages: languages.map(|codes| codes.into_iter().map(str::to_owned).collect()),
            theme: user.theme.clone(),
            no_instance_config_warning_modal: user.no_instance_config_warning_modal,
            no_account_setup_warning_modal: user.no_account_setup_warning_modal,
            no_welcome_modal: user.no_welcome_modal,
            last_login_date: user.last_login_at.map(Moment),
            created_at: user.created_at.into(),
            account: Account::of(account, own_host),
            video_channels: channels
                .iter()
                .map(|channel| VideoChannel::of(channel, account, own_host))
                .collect(),
            special_playlists: watch_later.map(SpecialPlaylist::of).into_iter().collect(),
            notification_settings: None,
        }
    }

    /// With how they want to be told.
    pub(super) fn with_settings(self, settings: BTreeMap<&'static str, i64>) -> Self {
        Self {
            notification_settings: Some(settings),
            ..self
        }
    }
}

impl SpecialPlaylist {
    fn of(row: NamedPlaylistRow) -> Self {
        Self {
            id: row.id.get(),
            name: row.name,
            kind: PlaylistType::WatchLater.number(),
        }
    }
}
