//! `GET /api/v1/videos/{id}/stats/retention`: how many of its viewers have watched each second.

use actix_web::web::{Data, Json, Path};
use chrono::DateTime;
use serde::Serialize;
use utoipa::ToSchema;

use super::{super::access, range::Range};
use crate::{
    domain::Granularity,
    http::{auth::SignedIn, error::ApiError, state::App},
    store::{watch_periods, watch_retention},
};

/// Every second of a video.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VideoStatsRetention {
    /// In order; empty while nobody has watched.
    data: Vec<RetainedSecond>,
}

/// How many have watched a second.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RetainedSecond {
    /// From the video's beginning.
    second: i64,
    /// Of all its viewers, in percent.
    retention_percent: f64,
}

/// Answers it, to the video's owner and to moderators.
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/stats/retention", operation_id = "getRetentionStats", tag = "Stats",
    params(("id" = String, Path, description = "Number, UUID or short UUID of the video")),
    responses(
        (status = 200, description = "Every second", body = VideoStatsRetention),
        (status = 400, description = "It is a live, which has no length"),
        (status = 403, description = "It is somebody else's video"),
        (status = 404, description = "No such video")
    ),
    security(("OAuth2" = []))
)]
pub async fn get(
    app: Data<App>,
    id: Path<String>,
    SignedIn(session): SignedIn,
) -> Result<Json<VideoStatsRetention>, ApiError> {
    let mut tx = app.store.read().await?;
    let video = access::manageable(&mut tx, &id, &session).await?;
    if video.is_live {
        return Err(ApiError::BadRequest(
            "a live has no retention: it has no length".into(),
        ));
    }
    let ever = Range::of(Granularity::Month, DateTime::UNIX_EPOCH, app.clock.now());
    let totals = watch_periods::sum(&mut tx, video.id, ever.granularity, ever.bounds()).await?;
    let changes = watch_retention::list(&mut tx, video.id).await?;
    Ok(Json(VideoStatsRetention {
        data: seconds(&changes, video.duration, totals.begun),
    }))
}

fn seconds(changes: &[(i64, i64)], duration: i64, viewers: i64) -> Vec<RetainedSecond> {
    if viewers == 0 {
        return Vec::new();
    }
    let (mut changes, mut watching) = (changes.iter().peekable(), 0);
    let seconds = (0..duration).map(|second| {
        while let Some((_, change)) = changes.next_if(|(at, _)| *at <= second) {
            watching += change;
        }
        let percent = watching as f64 * 100.0 / viewers as f64;
        RetainedSecond {
            second,
            retention_percent: (percent.clamp(0.0, 100.0) * 100.0).round() / 100.0,
        }
    });
    seconds.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_second_has_the_share_that_watched_it() {
        let changes = [(0, 3), (2, -1), (3, -2), (4, 1), (5, -1)];
        let shares: Vec<f64> = seconds(&changes, 6, 4)
            .iter()
            .map(|second| second.retention_percent)
            .collect();
        assert_eq!(shares, [75.0, 75.0, 50.0, 0.0, 25.0, 0.0]);
        assert!(seconds(&[], 6, 0).is_empty());
    }
}
