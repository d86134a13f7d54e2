//! What becomes of videos and lives.

use serde::Serialize;
use utoipa::ToSchema;

use super::switch::Switch;
use crate::config::{self, Resolutions};

const PROFILES: &[&str] = &["fast", "default", "quality"];

/// What becomes of an uploaded video.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TranscodingConfig {
    /// Adaptive streams.
    pub hls: Switch,
    /// Whole files that play by themselves; the contract writes this one with an underscore.
    #[serde(rename = "web_videos")]
    pub web_videos: Switch,
    /// The renditions that are made, as ids of resolutions.
    pub enabled_resolutions: Vec<u32>,
    /// The encoder's presets.
    pub profile: &'static str,
    /// Presets that can be chosen from.
    pub available_profiles: Vec<&'static str>,
    /// Whether runners do it.
    pub remote_runners: Switch,
}

impl TranscodingConfig {
    /// What the configuration says; with transcoding off, nothing is made.
    pub(super) fn of(transcoding: &config::Transcoding) -> Self {
        let on = transcoding.enabled;
        Self {
            hls: Switch::of(on && transcoding.hls.enabled),
            web_videos: Switch::of(on && transcoding.web_videos.enabled),
            enabled_resolutions: ids(&transcoding.resolutions, on),
            profile: transcoding.profile.word(),
            available_profiles: PROFILES.to_vec(),
            remote_runners: Switch::ABSENT,
        }
    }
}

/// Live streaming.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LiveConfig {
    /// Whether users may stream.
    pub enabled: bool,
    /// Whether they may keep a live as a video.
    pub allow_replay: bool,
    /// Whether they may choose between delay and steadiness.
    pub latency_setting: Switch,
    /// The longest live in milliseconds; -1 for no limit.
    pub max_duration: i64,
    /// Lives of the whole instance at a time; -1 for no limit.
    pub max_instance_lives: i64,
    /// Lives of one user at a time; -1 for no limit.
    pub max_user_lives: i64,
    /// The listener for encoders.
    pub rtmp: RtmpConfig,
    /// What becomes of an incoming stream.
    pub transcoding: LiveTranscodingConfig,
}

/// The listener for encoders.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct RtmpConfig {
    /// Its TCP port.
    pub port: u16,
}

/// What becomes of an incoming stream.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LiveTranscodingConfig {
    /// Whether renditions are made.
    pub enabled: bool,
    /// Whether runners do it.
    pub remote_runners: Switch,
    /// The renditions that are made, as ids of resolutions.
    pub enabled_resolutions: Vec<u32>,
    /// The encoder's presets.
    pub profile: &'static str,
    /// Presets that can be chosen from.
    pub available_profiles: Vec<&'static str>,
}

/// The resolutions that are made; none where nothing is.
fn ids(resolutions: &Resolutions, on: bool) -> Vec<u32> {
    let enabled = resolutions.enabled().into_iter();
    enabled
        .filter(|_| on)
        .map(|resolution| resolution.id())
        .collect()
}

impl LiveConfig {
    /// What the configuration says; nothing of it where live streaming is off.
    pub(super) fn of(live: &config::Live) -> Self {
        let longest = live.max_duration.bound();
        let transcodes = live.enabled && live.transcoding.enabled;
        Self {
            enabled: live.enabled,
            allow_replay: live.enabled && live.allow_replay,
            latency_setting: Switch::of(live.enabled && live.latency_setting.enabled),
            max_duration: longest.map_or(-1, |length| {
                i64::try_from(length.as_millis()).unwrap_or(i64::MAX)
            }),
            max_instance_lives: live.max_instance_lives.number(),
            max_user_lives: live.max_user_lives.number(),
            rtmp: RtmpConfig {
                port: live.rtmp.port,
            },
            transcoding: LiveTranscodingConfig {
                enabled: transcodes,
                remote_runners: Switch::ABSENT,
                enabled_resolutions: ids(&live.transcoding.resolutions, transcodes),
                profile: live.transcoding.profile.word(),
                available_profiles: PROFILES.to_vec(),
            },
        }
    }
}
