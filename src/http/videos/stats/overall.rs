//! `GET /api/v1/videos/{id}/stats/overall`: sums over a range.

use actix_web::web::{Data, Json, Path};
use actors_views::Sketch;
use chrono::DateTime;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    super::access,
    range::{self, Range},
};
use crate::{
    domain::{Granularity, Timestamp, VideoId, ViewerTrait},
    http::{auth::SignedIn, error::ApiError, query::Query, state::App, time::Moment},
    store::{Read, StoreError, watch_periods, watch_traits, watch_uniques},
};

/// Entries of each list by which viewers are counted.
const MOST: i64 = 100;

/// Sums over a range.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VideoStatsOverall {
    /// Seconds, on average of all viewers.
    average_watch_time: f64,
    /// Seconds.
    total_watch_time: i64,
    /// Viewers that began to watch.
    total_viewers: i64,
    /// Different viewers on the days of the range, give or take 3.25 % (one standard error).
    unique_viewers: u64,
    /// The most viewers within a minute.
    viewers_peak: i64,
    /// Which minute that was.
    viewers_peak_date: Option<Moment>,
    /// Viewers by country.
    countries: Vec<CountryViewers>,
    /// Viewers by part of a country.
    subdivisions: Vec<NamedViewers>,
    /// Viewers by player.
    clients: Vec<NamedViewers>,
    /// Viewers by device.
    devices: Vec<NamedViewers>,
    /// Viewers by operating system.
    operating_systems: Vec<NamedViewers>,
}

/// Viewers of a country.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CountryViewers {
    /// Two letters of ISO 3166-1.
    iso_code: String,
    /// How many.
    viewers: i64,
}

/// Viewers with the same of something.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NamedViewers {
    /// What it is.
    name: String,
    /// How many.
    viewers: i64,
}

/// Answers the sums, to the video's owner and to moderators. Sums are by the hour, and by the day where the range began
/// long ago; the peak and the lists are by the day.
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/stats/overall", operation_id = "getOverallStats", tag = "Stats",
    params(
        ("id" = String, Path, description = "Number, UUID or short UUID of the video"),
        ("startDate" = Option<String>, Query, format = DateTime, description = "From then on; without it from the beginning"),
        ("endDate" = Option<String>, Query, format = DateTime, description = "Until then; without it until now")
    ),
    responses(
        (status = 200, description = "The sums", body = VideoStatsOverall),
        (status = 400, description = "A date is wrong"),
        (status = 403, description = "It is somebody else's video"),
        (status = 404, description = "No such video")
    ),
    security(("OAuth2" = []))
)]
pub async fn get(
    app: Data<App>,
    id: Path<String>,
    query: Query,
    SignedIn(session): SignedIn,
) -> Result<Json<VideoStatsOverall>, ApiError> {
    let asked = range::read(&query);
    query.finish()?;
    let mut tx = app.store.read().await?;
    let video = access::manageable(&mut tx, &id, &session).await?;
    let now = app.clock.now();
    let (from, to) = (
        asked.start.unwrap_or(DateTime::UNIX_EPOCH),
        asked.end.unwrap_or(now),
    );
    let sums = match (asked.start, asked.end) {
        (None, None) => Range::of(Granularity::Month, from, to.max(now)),
        _ => Range::precise(from, to, now),
    };
    Ok(Json(stats(&mut tx, video.id, sums, (from, to)).await?))
}

async fn stats(
    tx: &mut impl Read,
    video: VideoId,
    sums: Range,
    (from, to): (Timestamp, Timestamp),
) -> Result<VideoStatsOverall, StoreError> {
    let totals = watch_periods::sum(tx, video, sums.granularity, sums.bounds()).await?;
    let days = Range::of(Granularity::Day, from, to).bounds();
    let peak = watch_periods::peak(tx, video, days).await?;
    let mut unique = Sketch::default();
    for (_, sketch) in watch_uniques::list(tx, video, days).await? {
        unique.merge(&Sketch::from_bytes(&sketch));
    }
    let mut by = async |kind| watch_traits::list(tx, video, kind, days, MOST).await;
    let named = |rows: Vec<(String, i64)>| {
        let rows = rows.into_iter();
        rows.map(|(name, viewers)| NamedViewers { name, viewers })
            .collect()
    };
    let countries = by(ViewerTrait::Country).await?.into_iter();
    Ok(VideoStatsOverall {
        average_watch_time: average(totals.watched, totals.begun),
        total_watch_time: totals.watched,
        total_viewers: totals.begun,
        unique_viewers: unique.count(),
        viewers_peak: peak.map_or(0, |(_, viewers)| viewers),
        viewers_peak_date: peak
            .and_then(|(minute, _)| DateTime::from_timestamp(minute, 0))
            .map(Moment::from),
        countries: countries
            .map(|(iso_code, viewers)| CountryViewers { iso_code, viewers })
            .collect(),
        subdivisions: named(by(ViewerTrait::Subdivision).await?),
        clients: named(by(ViewerTrait::Client).await?),
        devices: named(by(ViewerTrait::Device).await?),
        operating_systems: named(by(ViewerTrait::OperatingSystem).await?),
    })
}

/// Seconds with two places.
fn average(watched: i64, viewers: i64) -> f64 {
    if viewers == 0 {
        return 0.0;
    }
    (watched as f64 / viewers as f64 * 100.0).round() / 100.0
}
