//! What players and lists are told: how to count, how to rank, how to show.

use std::time::Duration;

use serde::Serialize;
use utoipa::ToSchema;

use crate::config;

/// What is popular.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TrendingConfig {
    /// Popular videos.
    pub videos: TrendingVideosConfig,
}

/// Popular videos.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrendingVideosConfig {
    /// Views of so many days count.
    pub interval_days: u32,
    /// Ways of ranking.
    pub algorithms: TrendingAlgorithmsConfig,
}

/// Ways of ranking.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TrendingAlgorithmsConfig {
    /// Those offered.
    pub enabled: Vec<&'static str>,
    /// The one shown first.
    pub default: &'static str,
}

impl TrendingConfig {
    /// What the configuration says.
    pub(super) fn of(trending: &config::TrendingVideos) -> Self {
        let algorithms = &trending.algorithms;
        Self {
            videos: TrendingVideosConfig {
                interval_days: trending.interval_days,
                algorithms: TrendingAlgorithmsConfig {
                    enabled: algorithms.enabled.iter().map(|one| one.word()).collect(),
                    default: algorithms.default.word(),
                },
            },
        }
    }
}

/// Measurements that players send.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OpenTelemetryConfig {
    /// How playback goes.
    pub metrics: PlaybackMetricsConfig,
}

/// How playback goes.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlaybackMetricsConfig {
    /// Whether players shall report it.
    pub enabled: bool,
    /// How often, in milliseconds.
    pub playback_stats_interval: u64,
}

impl OpenTelemetryConfig {
    /// The interval as configured, and off: this version takes no reports of players.
    pub(super) fn of(metrics: &config::Metrics) -> Self {
        Self {
            metrics: PlaybackMetricsConfig {
                enabled: false,
                playback_stats_interval: millis(metrics.playback_stats_interval),
            },
        }
    }
}

/// How watching is counted.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ViewsConfig {
    /// Where clients read it.
    pub videos: VideoViewsConfig,
    /// Where the reference's document has it.
    pub views: VideoViewsConfig,
}

/// How watching a video is counted.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VideoViewsConfig {
    /// How often a player says that somebody is watching.
    pub watching_interval: WatchingIntervalConfig,
}

/// How often a player says that somebody is watching, in milliseconds.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct WatchingIntervalConfig {
    /// For those who are not signed in.
    pub anonymous: u64,
    /// For users.
    pub users: u64,
}

impl ViewsConfig {
    /// What the configuration says.
    pub(super) fn of(interval: &config::WatchingInterval) -> Self {
        let videos = VideoViewsConfig {
            watching_interval: WatchingIntervalConfig {
                anonymous: millis(interval.anonymous),
                users: millis(interval.users),
            },
        };
        Self {
            videos,
            views: videos,
        }
    }
}

/// How the reference's own pages look.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ClientConfig {
    /// Videos.
    pub videos: ClientVideosConfig,
    /// The menu.
    pub menu: ClientMenuConfig,
}

/// Videos in those pages.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientVideosConfig {
    /// A video in a list.
    pub miniature: MiniatureConfig,
    /// How files are sent.
    pub resumable_upload: ResumableUploadConfig,
}

/// A video in a list.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MiniatureConfig {
    /// Whether the account's name stands beside it instead of the channel's.
    pub prefer_author_display_name: bool,
}

/// How files are sent.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResumableUploadConfig {
    /// The largest part that one request may carry, in bytes.
    pub max_chunk_size: u64,
}

/// The menu.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ClientMenuConfig {
    /// Its entry for signing in.
    pub login: ClientLoginConfig,
}

/// The entry for signing in.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientLoginConfig {
    /// Whether it leads to the only plugin that signs people in.
    pub redirect_on_single_external_auth: bool,
}

impl ClientConfig {
    /// The part that the server itself holds clients to, and the reference's default for the rest.
    pub(super) fn of(upload: &config::Upload) -> Self {
        Self {
            videos: ClientVideosConfig {
                miniature: MiniatureConfig {
                    prefer_author_display_name: false,
                },
                resumable_upload: ResumableUploadConfig {
                    max_chunk_size: upload.max_chunk_size.bytes(),
                },
            },
            menu: ClientMenuConfig {
                login: ClientLoginConfig {
                    redirect_on_single_external_auth: false,
                },
            },
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
