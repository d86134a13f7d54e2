//! What a video has where nobody said otherwise, and how new ones are let in.

use serde::Serialize;
use utoipa::ToSchema;

use super::switch::Switch;
use crate::{config, domain::CommentsPolicy};

/// What holds where nobody said otherwise.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DefaultsConfig {
    /// A new video.
    pub publish: PublishDefaultsConfig,
    /// Sharing among viewers.
    pub p2p: PeerToPeerConfig,
    /// The player.
    pub player: PlayerDefaultsConfig,
}

/// A new video.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishDefaultsConfig {
    /// Whether it can be downloaded.
    pub download_enabled: bool,
    /// Whether it can be commented: 1 yes, 2 no, 3 after approval.
    pub comments_policy: i64,
    /// Whether it can be commented at all; for clients older than the policies.
    pub comments_enabled: bool,
    /// Who may see it.
    pub privacy: i64,
    /// Its licence; null for none.
    pub licence: Option<u32>,
}

/// Sharing among viewers, until one of them chooses.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PeerToPeerConfig {
    /// On this instance.
    pub webapp: Switch,
    /// In videos embedded elsewhere.
    pub embed: Switch,
}

/// The player.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlayerDefaultsConfig {
    /// Whether a video starts by itself.
    pub auto_play: bool,
}

impl DefaultsConfig {
    /// What the configuration says.
    pub(super) fn of(defaults: &config::Defaults) -> Self {
        let publish = &defaults.publish;
        Self {
            publish: PublishDefaultsConfig {
                download_enabled: publish.download_enabled,
                comments_policy: publish.comments_policy.number(),
                comments_enabled: publish.comments_policy != CommentsPolicy::Disabled,
                privacy: publish.privacy.number(),
                licence: publish.licence,
            },
            p2p: PeerToPeerConfig {
                webapp: Switch::of(defaults.p2p.webapp.enabled),
                embed: Switch::of(defaults.p2p.embed.enabled),
            },
            player: PlayerDefaultsConfig {
                auto_play: defaults.player.auto_play,
            },
        }
    }
}

/// New videos that wait for a moderator.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AutoBlacklistConfig {
    /// Videos.
    pub videos: AutoBlacklistVideos,
}

/// New videos that wait for a moderator.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AutoBlacklistVideos {
    /// Those of users without the right to skip this.
    pub of_users: Switch,
}

impl AutoBlacklistConfig {
    /// This version blocks no videos.
    pub(super) const ABSENT: Self = Self {
        videos: AutoBlacklistVideos {
            of_users: Switch::ABSENT,
        },
    };
}

/// Published videos whose file is replaced.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VideoFileConfig {
    /// The replacement.
    pub update: Switch,
}
