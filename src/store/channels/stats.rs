//! What was watched of channels.

use sqlx::AssertSqlSafe;

use crate::{
    domain::{ChannelId, Granularity, Timestamp},
    store::{Read, StoreError, batch::placeholders, sql},
};

/// What a channel has.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct TotalsRow {
    /// The channel; one without videos is left out.
    #[sqlx(try_from = "i64")]
    pub channel: ChannelId,
    /// Its videos.
    pub videos: i64,
    /// Their views.
    pub views: i64,
}

/// A day of a channel.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct DayRow {
    /// The channel.
    #[sqlx(try_from = "i64")]
    pub channel: ChannelId,
    /// When the day began, in seconds since 1970.
    pub start: i64,
    /// Views of its videos on that day.
    pub views: i64,
}

/// What channels have.
pub async fn totals(
    tx: &mut impl Read,
    channels: &[ChannelId],
) -> Result<Vec<TotalsRow>, StoreError> {
    let statement = format!(
        "SELECT channel_id AS channel, COUNT(*) AS videos, CAST(SUM(views) AS BIGINT) AS views
         FROM videos WHERE channel_id IN ({}) GROUP BY channel_id",
        placeholders(channels.len(), 1)
    );
    Ok(sql!(tx, |conn| {
        let mut query = sqlx::query_as(AssertSqlSafe(statement)).persistent(false);
        for channel in channels {
            query = query.bind(channel.get());
        }
        query.fetch_all(conn).await?
    }))
}

/// The days since then on which something of the channels was viewed.
pub async fn days(
    tx: &mut impl Read,
    channels: &[ChannelId],
    since: Timestamp,
) -> Result<Vec<DayRow>, StoreError> {
    let (granularity, last) = (channels.len() + 1, channels.len() + 2);
    let statement = format!(
        "SELECT v.channel_id AS channel, w.start, CAST(SUM(w.views) AS BIGINT) AS views
         FROM videos v JOIN watch_periods w ON w.video_id = v.id
         WHERE v.channel_id IN ({}) AND w.granularity = ${granularity} AND w.start >= ${last}
         GROUP BY v.channel_id, w.start",
        placeholders(channels.len(), 1)
    );
    Ok(sql!(tx, |conn| {
        let mut query = sqlx::query_as(AssertSqlSafe(statement)).persistent(false);
        for channel in channels {
            query = query.bind(channel.get());
        }
        query
            .bind(Granularity::Day.number())
            .bind(since.timestamp())
            .fetch_all(conn)
            .await?
    }))
}
