//! Forgets the finest numbers of what was watched, watched videos of users, and views that are not recent any more.

use chrono::TimeDelta;

use super::{BATCH, Context, is_full};
use crate::{
    config::value::Limit,
    domain::{Granularity, Timestamp},
    jobs::DutyError,
    store::{user_video_history, video_scores, watch_periods},
};

/// A server that was down so long still finds the views that have become old meanwhile.
const DOWN: TimeDelta = TimeDelta::days(90);

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    let now = context.clock.now();
    forget_views(&context, now).await?;
    for granularity in [Granularity::Minute, Granularity::Hour] {
        let Some(kept) = granularity.kept() else {
            continue;
        };
        loop {
            let before = (now - kept).timestamp();
            let mut tx = context.store.begin_unshown().await?;
            let removed = watch_periods::remove_before(&mut tx, granularity, before, BATCH).await?;
            tx.commit().await?;
            if !is_full(removed) {
                break;
            }
        }
    }
    let Limit::AtMost(age) = context.config.history.videos.max_age else {
        return Ok(());
    };
    loop {
        let mut tx = context.store.begin_unshown().await?;
        let removed = user_video_history::remove_before(&mut tx, now - age, BATCH).await?;
        tx.commit().await?;
        if !is_full(removed) {
            return Ok(());
        }
    }
}

async fn forget_views(context: &Context, now: Timestamp) -> Result<(), DutyError> {
    let days = i64::from(context.config.trending.videos.interval_days);
    let since = first_day(now, days);
    let mut tx = context.store.begin().await?;
    video_scores::forget_views_before(&mut tx, since, since - DOWN.num_seconds()).await?;
    Ok(tx.commit().await?)
}

/// The beginning of the first of so many days of which today is the last, in seconds since 1970.
fn first_day(now: Timestamp, days: i64) -> i64 {
    (now.timestamp().div_euclid(86_400) - days + 1) * 86_400
}
