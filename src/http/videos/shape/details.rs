//! A video with everything.

use serde::Serialize;
use utoipa::ToSchema;

use super::{NumberConstant, Playback, VideoOf};
use crate::{
    domain::CommentsPolicy,
    http::{accounts::Account, channels::VideoChannel, time::Moment},
    store::videos::VideoRow,
};

/// A video with everything.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VideoDetails {
    /// What lists show too.
    #[serde(flatten)]
    pub video: VideoOf<Account, VideoChannel>,
    /// All of its description, in Markdown.
    pub description: Option<String>,
    /// How to support its owner, in Markdown.
    pub support: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Why it is in its state, where something failed; told to its owner and to moderators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    /// Whether it can be commented at all.
    pub comments_enabled: bool,
    /// How it can be commented.
    pub comments_policy: NumberConstant,
    /// Whether it can be downloaded.
    pub download_enabled: bool,
    /// When its file was replaced.
    pub input_file_updated_at: Option<Moment>,
    /// None: this server runs no tracker.
    pub tracker_urls: Vec<String>,
    /// Its files.
    #[serde(flatten)]
    pub playback: Playback,
}

/// What stands beside the row.
#[derive(Debug)]
pub struct Parts {
    /// Who published it.
    pub account: Account,
    /// Where.
    pub channel: VideoChannel,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its files.
    pub playback: Playback,
    /// Whether the caller may change it.
    pub managed: bool,
}

impl VideoDetails {
    /// Everything of a video.
    #[must_use]
    pub fn of(row: &VideoRow, parts: Parts) -> Self {
        let video = VideoOf::with(row, parts.account, parts.channel);
        Self {
            video: if parts.managed {
                video
            } else {
                video.for_others()
            },
            description: row.description.clone(),
            support: row.support.clone(),
            tags: parts.tags,
            state_reason: row.state_reason.clone().filter(|_| parts.managed),
            comments_enabled: row.comments_policy != CommentsPolicy::Disabled,
            comments_policy: row.comments_policy.into(),
            download_enabled: row.download_enabled,
            input_file_updated_at: row.input_file_updated_at.map(Moment),
            tracker_urls: Vec::new(),
            playback: parts.playback,
        }
    }
}
