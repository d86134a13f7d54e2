//! `GET /api/v1/server/stats`: what the instance has and how much it is used.

use actix_web::{HttpResponse, http::header::ContentType, web::Data};
use chrono::TimeDelta;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::Timestamp,
    http::{error::ApiError, state::App},
    store::instance::{self, Activity},
};

/// Numbers of the instance. Those of features that it does not have yet are 0.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServerStats {
    total_users: i64,
    total_daily_active_users: i64,
    total_weekly_active_users: i64,
    total_monthly_active_users: i64,
    total_moderators: i64,
    total_admins: i64,
    total_local_videos: i64,
    total_local_video_views: i64,
    total_local_video_comments: i64,
    /// Bytes.
    total_local_video_files_size: i64,
    total_videos: i64,
    total_video_comments: i64,
    total_local_video_channels: i64,
    total_local_daily_active_video_channels: i64,
    total_local_weekly_active_video_channels: i64,
    total_local_monthly_active_video_channels: i64,
    total_local_playlists: i64,
    total_instance_followers: i64,
    total_instance_following: i64,
    videos_redundancy: Vec<RedundancyStats>,
    total_activity_pub_messages_processed: i64,
    total_activity_pub_messages_successes: i64,
    total_activity_pub_messages_errors: i64,
    activity_pub_messages_processed_per_second: f64,
    total_activity_pub_messages_waiting: i64,
    average_registration_request_response_time_ms: Option<i64>,
    total_registration_requests_processed: i64,
    total_registration_requests: i64,
    average_abuse_response_time_ms: Option<i64>,
    total_abuses_processed: i64,
    total_abuses: i64,
}

/// Copies of other instances' videos; there are none so far.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RedundancyStats {
    strategy: String,
    total_size: Option<i64>,
    total_used: i64,
    total_video_files: i64,
    total_videos: i64,
}

/// Answers the numbers, counted anew when they are as old as `stats.max_age`.
#[utoipa::path(
    get, path = "/api/v1/server/stats", operation_id = "getInstanceStats", tag = "Stats",
    responses((status = 200, description = "The numbers", body = ServerStats))
)]
pub async fn get(app: Data<App>) -> Result<HttpResponse, ApiError> {
    let max_age = app.config.stats.max_age;
    let json = app
        .kept
        .stats(max_age, app.clock.now(), async || count(&app).await)
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(ContentType::json())
        .body(json))
}

async fn count(app: &App) -> Result<ServerStats, ApiError> {
    let now = app.clock.now();
    let since = |days| -> Timestamp { now - TimeDelta::days(days) };
    let mut tx = app.store.read().await?;
    let users = instance::count_users_by_role(&mut tx).await?;
    let videos = instance::count_videos(&mut tx).await?;
    let mut active = Vec::with_capacity(3);
    for days in [1, 7, 30] {
        active.push(instance::count_active(&mut tx, since(days)).await?);
    }
    let [daily, weekly, monthly] = active.try_into().unwrap_or([Activity::default(); 3]);
    Ok(ServerStats {
        total_users: users.all,
        total_daily_active_users: daily.users,
        total_weekly_active_users: weekly.users,
        total_monthly_active_users: monthly.users,
        total_moderators: users.moderators,
        total_admins: users.administrators,
        total_local_videos: videos.local,
        total_local_video_views: videos.views,
        total_local_video_comments: 0,
        total_local_video_files_size: videos.bytes,
        total_videos: videos.all,
        total_video_comments: 0,
        total_local_video_channels: videos.channels,
        total_local_daily_active_video_channels: daily.channels,
        total_local_weekly_active_video_channels: weekly.channels,
        total_local_monthly_active_video_channels: monthly.channels,
        total_local_playlists: videos.playlists,
        total_instance_followers: 0,
        total_instance_following: 0,
        videos_redundancy: Vec::new(),
        total_activity_pub_messages_processed: 0,
        total_activity_pub_messages_successes: 0,
        total_activity_pub_messages_errors: 0,
        activity_pub_messages_processed_per_second: 0.0,
        total_activity_pub_messages_waiting: 0,
        average_registration_request_response_time_ms: None,
        total_registration_requests_processed: 0,
        total_registration_requests: 0,
        average_abuse_response_time_ms: None,
        total_abuses_processed: 0,
        total_abuses: 0,
    })
}
