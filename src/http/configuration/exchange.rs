//! What comes from elsewhere and goes there: searches, imports, exports, follows.

use serde::Serialize;
use utoipa::ToSchema;

use super::switch::Switch;
use crate::config;

/// Searching elsewhere.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchConfig {
    /// Looking up the address of something elsewhere.
    pub remote_uri: RemoteUriConfig,
    /// A search engine for many instances.
    pub search_index: SearchIndexConfig,
}

/// Who may look up the address of something elsewhere.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct RemoteUriConfig {
    /// Users.
    pub users: bool,
    /// Others.
    pub anonymous: bool,
}

/// A search engine for many instances.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchIndexConfig {
    /// Whether it is offered.
    pub enabled: bool,
    /// Its address.
    pub url: String,
    /// Whether it alone is offered.
    pub disable_local_search: bool,
    /// Whether it is offered first.
    pub is_default_search: bool,
}

impl SearchConfig {
    /// Nothing elsewhere is found by this version.
    pub(super) const ABSENT: Self = Self {
        remote_uri: RemoteUriConfig {
            users: false,
            anonymous: false,
        },
        search_index: SearchIndexConfig {
            enabled: false,
            url: String::new(),
            disable_local_search: false,
            is_default_search: false,
        },
    };
}

/// What users may bring from elsewhere.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportConfig {
    /// Single videos.
    pub videos: ImportVideosConfig,
    /// Channels that follow one elsewhere.
    pub video_channel_synchronization: Switch,
    /// Archives of users.
    pub users: Switch,
}

/// Single videos from elsewhere.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ImportVideosConfig {
    /// By address.
    pub http: Switch,
    /// By torrent.
    pub torrent: Switch,
}

impl ImportConfig {
    /// This version imports nothing.
    pub(super) const ABSENT: Self = Self {
        videos: ImportVideosConfig {
            http: Switch::ABSENT,
            torrent: Switch::ABSENT,
        },
        video_channel_synchronization: Switch::ABSENT,
        users: Switch::ABSENT,
    };
}

/// What users may take elsewhere.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ExportConfig {
    /// Archives of users.
    pub users: ExportUsersConfig,
}

/// Archives of users.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExportUsersConfig {
    /// Whether users may make one.
    pub enabled: bool,
    /// An archive is deleted after so many milliseconds.
    pub export_expiration: u64,
    /// Users with more bytes of video than this cannot take their video files along.
    pub max_user_video_quota: u64,
}

impl ExportConfig {
    /// The limits as configured, and off: this version exports nothing.
    pub(super) fn of(users: &config::ExportUsers) -> Self {
        let expiration = users.export_expiration.as_millis();
        Self {
            users: ExportUsersConfig {
                enabled: false,
                export_expiration: u64::try_from(expiration).unwrap_or(u64::MAX),
                max_user_video_quota: users.max_user_video_quota.bytes(),
            },
        }
    }
}

/// Whom this instance follows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FollowingsConfig {
    /// Other instances.
    pub instance: InstanceFollowingsConfig,
}

/// Which instances this one follows.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InstanceFollowingsConfig {
    /// Those of a list.
    pub auto_follow_index: AutoFollowIndexConfig,
}

/// A list of instances.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AutoFollowIndexConfig {
    /// Its address; empty for none.
    pub index_url: String,
}

impl FollowingsConfig {
    /// What the configuration says.
    pub(super) fn of(followings: &config::Followings) -> Self {
        let index = followings.instance.auto_follow_index.index_url.as_ref();
        Self {
            instance: InstanceFollowingsConfig {
                auto_follow_index: AutoFollowIndexConfig {
                    index_url: index.map_or_else(String::new, |url| url.as_str().to_owned()),
                },
            },
        }
    }
}
