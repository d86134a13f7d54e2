//! `GET /api/v1/videos`, and what the lists of accounts, channels and one's own videos share with it.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    filter::{self, Asked},
    get::playback,
    shape::{UserHistory, Video},
    viewers::viewers,
};
use crate::{
    domain::{UserId, VideoId},
    http::{auth::Viewer, error::ApiError, query::Query, state::App},
    store::{
        Read, StoreError, user_video_history,
        video_list::{self, Scope, Window},
        videos::VideoRow,
    },
};

/// A page of a list of videos.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VideoListResponse {
    /// Videos in the whole list; left out with `skipCount=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
    /// The videos of this page.
    pub data: Vec<Video>,
}

/// The parameters of the document; read by [`filter`].
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "names and types for the document; values are read by `filter`"
)]
#[expect(non_snake_case, reason = "the contract's own names")]
pub struct VideoListParams {
    /// In one of these categories.
    categoryOneOf: Option<Vec<i64>>,
    /// Lives, or no lives.
    isLive: Option<bool>,
    /// With one of these tags.
    tagsOneOf: Option<Vec<String>>,
    /// With each of these tags.
    tagsAllOf: Option<Vec<String>>,
    /// Under one of these licences.
    licenceOneOf: Option<Vec<i64>>,
    /// In one of these languages; `_unknown` for none.
    languageOneOf: Option<Vec<String>>,
    /// Moderators: with one of these automatic tags. Nothing is tagged so far.
    autoTagOneOf: Option<Vec<String>>,
    /// Sensitive ones alone (`true`), none of them (`false`), or `both`.
    nsfw: Option<String>,
    /// Ours, or other instances'.
    isLocal: Option<bool>,
    /// Moderators: what else is listed, a sum of 1 (not published), 2, 4, 8 (files; for everybody), 16, 32, 64.
    include: Option<i64>,
    /// Moderators: of these privacies.
    privacyOneOf: Option<Vec<i64>>,
    /// With HLS, or without.
    hasHLSFiles: Option<bool>,
    /// With web videos, or without.
    hasWebVideoFiles: Option<bool>,
    /// Whether `total` is of no interest.
    skipCount: Option<bool>,
    /// Videos to skip.
    #[param(minimum = 0)]
    start: Option<i64>,
    /// Videos at most.
    #[param(minimum = 1, maximum = 100, default = 15)]
    count: Option<i64>,
    /// `name`, `-duration`, `-createdAt`, `-publishedAt`, `-views`, `-likes`, `-trending`, `-hot`, `-best`.
    sort: Option<String>,
    /// Without what the caller has watched.
    excludeAlreadyWatched: Option<bool>,
    /// With this text in their title.
    search: Option<String>,
}

/// Lists the videos that the caller may see.
#[utoipa::path(
    get, path = "/api/v1/videos", operation_id = "getVideos", tag = "Video",
    params(VideoListParams),
    responses(
        (status = 200, description = "A page of the list", body = VideoListResponse),
        (status = 401, description = "It takes a login to ask for what is not public"),
        (status = 403, description = "It takes a moderator to ask for what is not public")
    )
)]
pub async fn get(
    app: Data<App>,
    request: HttpRequest,
    query: Query,
    viewer: Viewer,
) -> Result<HttpResponse, ApiError> {
    let make = async || of_scope(&app, &query, &viewer, Scope::Everybody).await;
    app.kept.answer(&request, viewer.is_anybody(), make).await
}

/// The list of a scope, for the caller.
///
/// # Errors
/// See [`filter::read`].
pub async fn of_scope(
    app: &App,
    query: &Query,
    viewer: &Viewer,
    scope: Scope,
) -> Result<VideoListResponse, ApiError> {
    if let Some(session) = &viewer.0 {
        app.history.settle(session.user).await?;
    }
    let mut tx = app.store.read().await?;
    let asked = filter::read(&mut tx, query, viewer, scope, &app.config).await?;
    let shown = if viewer
        .0
        .as_ref()
        .is_some_and(|session| session.role.moderates())
    {
        Audience::Manager
    } else {
        Audience::Anybody
    };
    answer(&mut tx, app, &asked, shown).await
}

/// For whom a list is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Who may change its videos.
    Manager,
    /// Anybody else.
    Anybody,
}

/// Runs the list.
///
/// # Errors
/// When the database refuses.
pub async fn answer(
    tx: &mut impl Read,
    app: &App,
    asked: &Asked,
    audience: Audience,
) -> Result<VideoListResponse, ApiError> {
    let window = Window {
        start: asked.page.start,
        count: asked.page.count,
    };
    let total = if asked.skip_count {
        None
    } else {
        Some(video_list::count(tx, &asked.filter).await?)
    };
    let rows = video_list::list(tx, &asked.filter, asked.sort, window).await?;
    let progress = progress(tx, asked.user, &rows).await?;
    let own_host = app.config.webserver.host();
    let mut data = Vec::with_capacity(rows.len());
    for row in &rows {
        let mut video = Video::of(row, &own_host);
        video.viewers = viewers(app, row);
        video.user_history = progress.get(&row.id).cloned();
        if asked.with_files {
            video.playback = playback(tx, app, row).await?.into();
        }
        data.push(match audience {
            Audience::Manager => video,
            Audience::Anybody => video.for_others(),
        });
    }
    Ok(VideoListResponse { total, data })
}

/// How far a user is in each of these videos that they have watched.
///
/// # Errors
/// When the database refuses.
pub async fn progress(
    tx: &mut impl Read,
    user: Option<UserId>,
    videos: &[VideoRow],
) -> Result<HashMap<VideoId, UserHistory>, StoreError> {
    let Some(user) = user else {
        return Ok(HashMap::new());
    };
    let ids: Vec<VideoId> = videos.iter().map(|video| video.id).collect();
    let seen = user_video_history::list(tx, user, &ids).await?.into_iter();
    let seen =
        seen.map(|(video, current_time)| (VideoId::new(video), UserHistory { current_time }));
    Ok(seen.collect())
}
