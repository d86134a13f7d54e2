//! A video with everything.

use serde::Serialize;
use utoipa::ToSchema;

use super::{NumberConstant, Playback, ScheduledUpdate, TextConstant, Video};
use crate::{
    domain::CommentsPolicy,
    http::{accounts::Account, channels::VideoChannel, time::Date},
    store::videos::VideoRow,
};

/// A video with everything. The fields of [`Video`] stand here again, since account and channel have more of their own.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VideoDetails {
    /// Its number here.
    pub id: i64,
    /// Its public id.
    pub uuid: String,
    /// Its public id, short.
    #[serde(rename = "shortUUID")]
    pub short_uuid: String,
    /// Its address in the federation.
    pub url: String,
    /// Whether it is a live.
    pub is_live: bool,
    /// When it was made.
    pub created_at: Date,
    /// When it became public.
    pub published_at: Date,
    /// When it was changed last.
    pub updated_at: Date,
    /// When it was first published elsewhere.
    pub originally_published_at: Option<Date>,
    /// What it is about.
    pub category: NumberConstant,
    /// What may be done with it.
    pub licence: NumberConstant,
    /// What is spoken in it.
    pub language: TextConstant,
    /// Who may see it.
    pub privacy: NumberConstant,
    /// The start of its description.
    pub truncated_description: Option<String>,
    /// All of its description, in Markdown.
    pub description: Option<String>,
    /// How to support its owner, in Markdown.
    pub support: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Seconds.
    pub duration: i64,
    /// Width by height.
    pub aspect_ratio: Option<f64>,
    /// Whether it is this instance's own.
    pub is_local: bool,
    /// Its title.
    pub name: String,
    /// Path of its small picture on this server.
    pub thumbnail_path: Option<String>,
    /// Path of its large picture on this server.
    pub preview_path: Option<String>,
    /// Path of its player on this server.
    pub embed_path: String,
    /// How often it was viewed.
    pub views: i64,
    /// How many watch it now.
    pub viewers: i64,
    /// How many like it.
    pub likes: i64,
    /// How many dislike it.
    pub dislikes: i64,
    /// Whether it is sensitive.
    pub nsfw: bool,
    /// Whether it waits for its renditions before it is published.
    pub wait_transcoding: Option<bool>,
    /// Where it is on its way.
    pub state: NumberConstant,
    /// Why it is there, where something failed; told to its owner and to moderators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    /// A change of privacy in the future; told to its owner and to moderators.
    pub scheduled_update: Option<ScheduledUpdate>,
    /// Whether a moderator has blocked it.
    pub blacklisted: Option<bool>,
    /// Why.
    pub blacklisted_reason: Option<String>,
    /// Who published it.
    pub account: Account,
    /// Where.
    pub channel: VideoChannel,
    /// How far the caller has watched it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_history: Option<super::video::UserHistory>,
    /// Whether it can be commented at all.
    pub comments_enabled: bool,
    /// How it can be commented.
    pub comments_policy: NumberConstant,
    /// Whether it can be downloaded.
    pub download_enabled: bool,
    /// When its file was replaced.
    pub input_file_updated_at: Option<Date>,
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
    /// Everything of a video; `own_host` stands for the host of what is ours.
    #[must_use]
    pub fn of(row: &VideoRow, parts: Parts, own_host: &str) -> Self {
        let video = Video::of(row, own_host);
        Self {
            id: video.id,
            uuid: video.uuid,
            short_uuid: video.short_uuid,
            url: video.url,
            is_live: video.is_live,
            created_at: video.created_at,
            published_at: video.published_at,
            updated_at: video.updated_at,
            originally_published_at: video.originally_published_at,
            category: video.category,
            licence: video.licence,
            language: video.language,
            privacy: video.privacy,
            truncated_description: video.truncated_description,
            description: row.description.clone(),
            support: row.support.clone(),
            tags: parts.tags,
            duration: video.duration,
            aspect_ratio: video.aspect_ratio,
            is_local: video.is_local,
            name: video.name,
            thumbnail_path: video.thumbnail_path,
            preview_path: video.preview_path,
            embed_path: video.embed_path,
            views: video.views,
            viewers: video.viewers,
            likes: video.likes,
            dislikes: video.dislikes,
            nsfw: video.nsfw,
            wait_transcoding: video.wait_transcoding,
            state: video.state,
            state_reason: row.state_reason.clone().filter(|_| parts.managed),
            scheduled_update: video.scheduled_update.filter(|_| parts.managed),
            blacklisted: video.blacklisted,
            blacklisted_reason: video.blacklisted_reason,
            account: parts.account,
            channel: parts.channel,
            user_history: video.user_history,
            comments_enabled: row.comments_policy != CommentsPolicy::Disabled,
            comments_policy: row.comments_policy.into(),
            download_enabled: row.download_enabled,
            input_file_updated_at: row.input_file_updated_at.map(Date),
            tracker_urls: Vec::new(),
            playback: parts.playback,
        }
    }
}
