//! `GET /api/v1/videos/{id}/stats/timeseries/{metric}`: numbers over time.

use std::{collections::HashMap, str::FromStr};

use actix_web::web::{Data, Json, Path};
use actors_views::Sketch;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    super::access,
    range::{self, Range},
};
use crate::{
    domain::{Granularity, VideoId},
    http::{
        auth::SignedIn,
        error::{ApiError, Location},
        query::Query,
        state::App,
        time::Moment,
    },
    store::{
        Read, StoreError,
        watch_periods::{self, PeriodRow},
        watch_uniques,
    },
};

/// Numbers over time.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VideoStatsTimeserie {
    /// How long each period is: `1 minute`, `1 hour`, `1 day` or `1 month`.
    group_interval: &'static str,
    /// Each period of the range.
    data: Vec<PeriodValue>,
}

/// A period's number.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PeriodValue {
    /// When the period began.
    date: Moment,
    /// The number.
    value: i64,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Metric {
    UniqueViewers,
    Views,
    Viewers,
    AggregateWatchTime,
}

impl FromStr for Metric {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "uniqueViewers" => Ok(Self::UniqueViewers),
            "views" => Ok(Self::Views),
            "viewers" => Ok(Self::Viewers),
            "aggregateWatchTime" => Ok(Self::AggregateWatchTime),
            _ => Err("should be viewers, aggregateWatchTime, views or uniqueViewers"),
        }
    }
}

impl Metric {
    /// The number of each period in which there is one, by the period's start.
    async fn values(
        self,
        tx: &mut impl Read,
        video: VideoId,
        range: Range,
    ) -> Result<HashMap<i64, i64>, StoreError> {
        let of: fn(&PeriodRow) -> i64 = match self {
            Self::UniqueViewers => return unique(tx, video, range).await,
            Self::Views => |row| row.views,
            Self::Viewers => |row| row.viewers,
            Self::AggregateWatchTime => |row| row.watched,
        };
        let rows = watch_periods::list(tx, video, range.granularity, range.bounds()).await?;
        Ok(rows.iter().map(|row| (row.start, of(row))).collect())
    }
}

/// Different viewers by the day or month.
async fn unique(
    tx: &mut impl Read,
    video: VideoId,
    range: Range,
) -> Result<HashMap<i64, i64>, StoreError> {
    let mut sketches: HashMap<i64, Sketch> = HashMap::new();
    for (day, sketch) in watch_uniques::list(tx, video, range.bounds()).await? {
        let sketch = Sketch::from_bytes(&sketch);
        sketches
            .entry(range.period_of(day))
            .or_default()
            .merge(&sketch);
    }
    let counts = sketches.into_iter();
    Ok(counts
        .map(|(start, sketch)| (start, i64::try_from(sketch.count()).unwrap_or(i64::MAX)))
        .collect())
}

/// Answers them, to the video's owner and to moderators.
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/stats/timeseries/{metric}", operation_id = "getTimeserieStats", tag = "Stats",
    params(
        ("id" = String, Path, description = "Number, UUID or short UUID of the video"),
        ("metric" = String, Path, description = "`viewers`, `aggregateWatchTime` (seconds) or, extensions, `views` and `uniqueViewers` (by the day and month)"),
        ("startDate" = Option<String>, Query, format = DateTime, description = "From then on; without it from the publication on"),
        ("endDate" = Option<String>, Query, format = DateTime, description = "Until then; without it until now")
    ),
    responses(
        (status = 200, description = "The numbers", body = VideoStatsTimeserie),
        (status = 400, description = "The metric or a date is wrong"),
        (status = 403, description = "It is somebody else's video"),
        (status = 404, description = "No such video")
    ),
    security(("OAuth2" = []))
)]
pub async fn get(
    app: Data<App>,
    path: Path<(String, String)>,
    query: Query,
    SignedIn(session): SignedIn,
) -> Result<Json<VideoStatsTimeserie>, ApiError> {
    let (id, metric) = path.into_inner();
    let metric: Metric = metric
        .parse()
        .map_err(|error| ApiError::invalid(Location::Path, "metric", error, metric.as_str()))?;
    let asked = range::read(&query);
    query.finish()?;
    let mut tx = app.store.read().await?;
    let video = access::manageable(&mut tx, &id, &session).await?;
    let now = app.clock.now();
    let (from, to) = (
        asked.start.unwrap_or(video.published_at),
        asked.end.unwrap_or(now),
    );
    let mut range = Range::new(from, to, now);
    if metric == Metric::UniqueViewers {
        range = range.in_days_at_least();
    }
    let values = metric.values(&mut tx, video.id, range).await?;
    let data = range.periods().map(|start| PeriodValue {
        date: start.into(),
        value: values.get(&start.timestamp()).copied().unwrap_or_default(),
    });
    Ok(Json(VideoStatsTimeserie {
        group_interval: match range.granularity {
            Granularity::Minute => "1 minute",
            Granularity::Hour => "1 hour",
            Granularity::Day => "1 day",
            Granularity::Month => "1 month",
        },
        data: data.collect(),
    }))
}
