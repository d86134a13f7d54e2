//! `GET /api/v1/users/me/video-quota-used`: how much one's videos take.

use actix_web::web::{Data, Json};
use chrono::TimeDelta;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    http::{auth::SignedIn, error::ApiError, state::App},
    store::users,
};

/// Bytes of all files of one's videos.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VideoQuotaUsed {
    /// Of every video.
    video_quota_used: i64,
    /// Of those made in the last 24 hours.
    video_quota_used_daily: i64,
}

/// Answers both sums.
///
/// # Errors
/// 401 when nobody is signed in.
#[utoipa::path(
    get, path = "/api/v1/users/me/video-quota-used", operation_id = "getMyVideoQuotaUsed",
    tag = "My User", security(("OAuth2" = [])),
    responses((status = 200, description = "Both sums, in bytes", body = VideoQuotaUsed))
)]
pub async fn get(
    SignedIn(session): SignedIn,
    app: Data<App>,
) -> Result<Json<VideoQuotaUsed>, ApiError> {
    let since = app.clock.now() - TimeDelta::hours(24);
    let mut tx = app.store.read().await?;
    let (total, daily) = users::quota_used(&mut tx, session.user, since).await?;
    Ok(Json(VideoQuotaUsed {
        video_quota_used: total,
        video_quota_used_daily: daily,
    }))
}
