//! What was watched of channels, for whose they are and for moderators.

use std::collections::HashMap;

use chrono::{TimeDelta, Timelike as _};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::{ChannelId, Timestamp},
    http::{error::ApiError, time::Moment},
    store::{
        Read,
        channels::{self, TotalsRow},
    },
};

/// Days that are told, today's among them.
const DAYS: i32 = 30;

/// What was watched of a channel; left out where nobody who may know asked for it.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChannelStats {
    /// Its videos.
    #[serde(skip_serializing_if = "Option::is_none")]
    videos_count: Option<i64>,
    /// The views of each of the last 30 days, today's last.
    #[serde(skip_serializing_if = "Option::is_none")]
    views_per_day: Option<Vec<ViewsOfDay>>,
    /// All views of its videos.
    #[serde(skip_serializing_if = "Option::is_none")]
    total_views: Option<i64>,
}

/// The views of a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ViewsOfDay {
    /// When it began.
    date: Moment,
    /// Views on that day.
    views: i64,
}

/// What was watched of each of these channels.
pub(super) async fn of(
    tx: &mut impl Read,
    asked: &[ChannelId],
    now: Timestamp,
) -> Result<HashMap<ChannelId, ChannelStats>, ApiError> {
    if asked.is_empty() {
        return Ok(HashMap::new());
    }
    let today = now - TimeDelta::seconds(now.num_seconds_from_midnight().into());
    let starts: Vec<Timestamp> = (0..DAYS)
        .rev()
        .map(|ago| today - TimeDelta::days(ago.into()))
        .collect();
    let since = starts.first().copied().unwrap_or(today);
    let totals = channels::totals(tx, asked).await?.into_iter();
    let totals: HashMap<ChannelId, TotalsRow> = totals.map(|row| (row.channel, row)).collect();
    let days = channels::days(tx, asked, since).await?.into_iter();
    let days: HashMap<(ChannelId, i64), i64> = days
        .map(|row| ((row.channel, row.start), row.views))
        .collect();
    let stats = asked.iter().map(|channel| {
        let totals = totals.get(channel);
        let views = |start: Timestamp| days.get(&(*channel, start.timestamp())).copied();
        let days = starts.iter().map(|start| ViewsOfDay {
            date: Moment(*start),
            views: views(*start).unwrap_or_default(),
        });
        let stats = ChannelStats {
            videos_count: Some(totals.map_or(0, |totals| totals.videos)),
            views_per_day: Some(days.collect()),
            total_views: Some(totals.map_or(0, |totals| totals.views)),
        };
        (*channel, stats)
    });
    Ok(stats.collect())
}
