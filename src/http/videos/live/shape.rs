//! Lives and their sessions as the API writes them (schemas `LiveVideoResponse`, `LiveVideoSessionResponse`).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    config::{Config, value::HostName},
    domain::{LiveWishes, Privacy, StreamKey},
    http::time::Moment,
    store::live_sessions::LiveSessionRow,
};

/// What the video of a session is like.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReplaySettings {
    /// A number of GET /api/v1/videos/privacies.
    #[schema(value_type = i64)]
    pub privacy: Privacy,
}

/// A live.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LiveVideo {
    /// Where encoders publish; none where that is off, or not the caller's business.
    pub rtmp_url: Option<String>,
    /// The same, encrypted.
    pub rtmps_url: Option<String>,
    /// The secret that they show.
    pub stream_key: Option<String>,
    /// Whether it becomes a video.
    pub save_replay: bool,
    /// What that video is like.
    pub replay_settings: Option<ReplaySettings>,
    /// Whether it has one session after another.
    pub permanent_live: bool,
    /// 1 default, 2 high, 3 small.
    pub latency_mode: i64,
}

impl LiveVideo {
    /// The live; with its key for those who may publish it.
    #[must_use]
    pub fn of(config: &Config, wishes: &LiveWishes, key: Option<&StreamKey>) -> Self {
        let own = &config.webserver.hostname;
        let address = |scheme: &str, on: bool, host: &Option<HostName>, port: u16| {
            let host = host.as_ref().unwrap_or(own).in_url();
            (on && key.is_some()).then(|| format!("{scheme}://{host}:{port}/live"))
        };
        let (rtmp, rtmps) = (&config.live.rtmp, &config.live.rtmps);
        Self {
            rtmp_url: address("rtmp", rtmp.enabled, &rtmp.public_hostname, rtmp.port),
            rtmps_url: address("rtmps", rtmps.enabled, &rtmps.public_hostname, rtmps.port),
            stream_key: key.map(|key| key.reveal().to_owned()),
            save_replay: wishes.replay.is_some(),
            replay_settings: wishes.replay.map(|privacy| ReplaySettings { privacy }),
            permanent_live: wishes.permanent,
            latency_mode: wishes.latency.number(),
        }
    }
}

/// The video that was made of a session.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReplayVideo {
    /// Its number here.
    pub id: i64,
    /// Its public id.
    pub uuid: String,
    /// Its public id, short.
    #[serde(rename = "shortUUID")]
    pub short_uuid: String,
}

/// A session of a live.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LiveSession {
    /// Its number.
    pub id: i64,
    /// When it began.
    pub start_date: Moment,
    /// When it ended; none while it has not.
    pub end_date: Option<Moment>,
    /// Why it ended, if not because its publisher wanted it: 1 bad socket health, 2 duration exceeded, 3 quota exceeded,
    /// 4 encoder error, 5 video blocked, 6 runner job error, 7 runner job cancelled, 8 unknown, 9 invalid input stream.
    pub error: Option<i64>,
    /// Whether it becomes a video.
    pub save_replay: bool,
    /// What that video is like.
    pub replay_settings: Option<ReplaySettings>,
    /// Whether nothing more is made of it.
    pub ending_processed: bool,
    /// That video, once it is there.
    pub replay_video: Option<ReplayVideo>,
}

impl From<&LiveSessionRow> for LiveSession {
    fn from(row: &LiveSessionRow) -> Self {
        Self {
            id: row.id.get(),
            start_date: row.started_at.into(),
            end_date: row.ended_at.map(Moment),
            error: row.error().map(|error| error.number()),
            save_replay: row.replay().is_some(),
            replay_settings: row.replay().map(|privacy| ReplaySettings { privacy }),
            ending_processed: row.processed,
            replay_video: row.replay_video().map(|(id, uuid)| ReplayVideo {
                id: id.get(),
                uuid: uuid.to_string(),
                short_uuid: uuid.short(),
            }),
        }
    }
}
