//! A video as lists show it.

use serde::Serialize;
use utoipa::ToSchema;

use super::{ListedPlayback, NumberConstant, TextConstant};
use crate::{
    domain::Privacy,
    domain::actor_picture::ActorPictureKind,
    http::image::ActorImage,
    http::{accounts::AccountSummary, channels::VideoChannelSummary, time::Moment},
    store::videos::VideoRow,
};

/// Characters of a description that lists show.
const TRUNCATED: usize = 250;

/// A video beside short forms of its account and channel.
pub type Video = VideoOf<AccountSummary, VideoChannelSummary>;

/// A video with its account and channel in whatever detail.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VideoOf<A, C> {
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
    pub created_at: Moment,
    /// When it became public.
    pub published_at: Moment,
    /// When it was changed last.
    pub updated_at: Moment,
    /// When it was first published elsewhere.
    pub originally_published_at: Option<Moment>,
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
    /// A change of privacy in the future.
    pub scheduled_update: Option<ScheduledUpdate>,
    /// Whether a moderator has blocked it.
    pub blacklisted: Option<bool>,
    /// Why.
    pub blacklisted_reason: Option<String>,
    /// Who published it.
    pub account: A,
    /// Where.
    pub channel: C,
    /// How far the caller has watched it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_history: Option<UserHistory>,
    /// Its files, where they were asked for.
    #[serde(flatten)]
    pub playback: ListedPlayback,
}

/// A change of privacy in the future.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScheduledUpdate {
    /// When.
    pub update_at: Moment,
    /// To which privacy.
    pub privacy: Option<i64>,
}

/// How far somebody has watched.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserHistory {
    /// Seconds.
    pub current_time: i64,
}

impl Video {
    /// As lists show it; `own_host` stands for the host of what is ours.
    #[must_use]
    pub fn of(row: &VideoRow, own_host: &str) -> Self {
        Self::with(row, account(row, own_host), channel(row, own_host))
    }
}

impl<A, C> VideoOf<A, C> {
    /// With this account and channel.
    #[must_use]
    pub fn with(row: &VideoRow, account: A, channel: C) -> Self {
        let picture = |kind, name: &Option<String>| {
            name.as_ref()
                .map(|name| format!("/lazy-static/{kind}/{name}"))
        };
        Self {
            id: row.id.get(),
            uuid: row.uuid.to_string(),
            short_uuid: row.uuid.short(),
            url: row.url.clone(),
            is_live: row.is_live,
            created_at: row.created_at.into(),
            published_at: row.published_at.into(),
            updated_at: row.updated_at.into(),
            originally_published_at: row.originally_published_at.map(Moment),
            category: NumberConstant::category(row.category),
            licence: NumberConstant::licence(row.licence),
            language: TextConstant::language(row.language.as_deref()),
            privacy: row.privacy.into(),
            truncated_description: row.description.as_deref().map(truncated),
            duration: row.duration,
            aspect_ratio: row.aspect_ratio,
            is_local: !row.remote,
            name: row.name.clone(),
            thumbnail_path: picture("thumbnails", &row.thumbnail),
            preview_path: picture("previews", &row.preview),
            embed_path: format!("/videos/embed/{}", row.uuid),
            views: row.views,
            viewers: 0,
            likes: row.likes,
            dislikes: row.dislikes,
            nsfw: row.nsfw,
            wait_transcoding: Some(row.wait_transcoding),
            state: row.state.into(),
            scheduled_update: row.scheduled_at.map(|at| ScheduledUpdate {
                update_at: at.into(),
                privacy: row.scheduled_privacy,
            }),
            blacklisted: Some(false),
            blacklisted_reason: None,
            account,
            channel,
            user_history: None,
            playback: ListedPlayback::default(),
        }
    }

    /// Without what only its owner and moderators see.
    #[must_use]
    pub fn for_others(mut self) -> Self {
        self.scheduled_update = None;
        self
    }
}

fn account(row: &VideoRow, own_host: &str) -> AccountSummary {
    AccountSummary {
        id: row.account_id,
        name: row.account_username.clone(),
        display_name: row.account_name.clone(),
        url: row.account_url.clone(),
        host: row
            .account_host
            .clone()
            .unwrap_or_else(|| own_host.to_owned()),
        avatars: ActorImage::of(row.account_avatar().as_ref(), ActorPictureKind::Avatar),
    }
}

fn channel(row: &VideoRow, own_host: &str) -> VideoChannelSummary {
    VideoChannelSummary {
        id: row.channel_id.get(),
        name: row.channel_username.clone(),
        display_name: row.channel_name.clone(),
        url: row.channel_url.clone(),
        host: row
            .channel_host
            .clone()
            .unwrap_or_else(|| own_host.to_owned()),
        avatars: ActorImage::of(row.channel_avatar().as_ref(), ActorPictureKind::Avatar),
    }
}

fn truncated(text: &str) -> String {
    match text.char_indices().nth(TRUNCATED) {
        None => text.to_owned(),
        Some(_) => text
            .chars()
            .take(TRUNCATED - 3)
            .chain("...".chars())
            .collect(),
    }
}

/// Whether the files of a video of this privacy have the private address.
pub(super) const fn is_private(privacy: Privacy) -> bool {
    !privacy.files_are_public()
}
