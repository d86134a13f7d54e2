//! Writing what was counted of many videos, all of it or nothing, once.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    domain::{Timestamp, VideoId},
    store::{
        StoreError, Tx, outbox,
        video_scores::{self, ScoredRow, Viewed},
        view_journal,
        watch_periods::{self, Increment},
        watch_retention::{self, Change},
        watch_traits,
        watch_uniques::{self, Unique},
    },
};

/// What was counted in some epochs of a journal.
#[derive(Clone, Debug)]
pub struct Counted {
    /// The journal.
    pub journal: String,
    /// The last epoch that must be written before.
    pub after: i64,
    /// The last epoch of these.
    pub through: i64,
    /// Views, by video; every video of the rest is in here.
    pub views: BTreeMap<VideoId, i64>,
    /// What was counted by period.
    pub periods: Vec<Increment>,
    /// Which seconds were watched.
    pub retention: Vec<Change>,
    /// By what viewers have.
    pub traits: Vec<watch_traits::Increment>,
    /// Who watched, by video and day.
    pub uniques: Vec<Unique>,
    /// Makes one sketch of two.
    pub merge: fn(&[u8], &[u8]) -> Vec<u8>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// So many rows were written.
    Rows(u64),
    /// It was written before.
    Before,
    /// The journal is written up to an epoch that is neither the one before nor the last of these.
    Elsewhere(i64),
}

/// Adds views to local videos and tells their owners' servers of those of others; what was counted of videos that are
/// gone goes with them.
///
/// # Errors
/// When the database refuses.
pub async fn run(tx: &mut Tx, counted: &Counted, now: Timestamp) -> Result<Recorded, StoreError> {
    let written = view_journal::lock(tx, &counted.journal).await?;
    if written == counted.through {
        return Ok(Recorded::Before);
    }
    if written != counted.after {
        return Ok(Recorded::Elsewhere(written));
    }
    let videos: Vec<VideoId> = counted.views.keys().copied().collect();
    let (remote, local): (Vec<ScoredRow>, Vec<ScoredRow>) = video_scores::list(tx, &videos)
        .await?
        .into_iter()
        .partition(|video| video.remote);
    let views = |video: VideoId| counted.views.get(&video).copied().unwrap_or_default();
    let viewed: Vec<Viewed> = local
        .iter()
        .map(|row| (row, views(row.id)))
        .filter(|(_, views)| *views > 0)
        .map(|(row, views)| Viewed {
            video: row.id,
            views,
            hot: row.hot(views),
        })
        .collect();
    let mut rows = video_scores::add_views(tx, &viewed).await?;
    let local: BTreeSet<VideoId> = local.iter().map(|row| row.id).collect();
    let periods = of(&local, &counted.periods, |row| row.video);
    rows += watch_periods::add(tx, &periods).await?;
    let changes = of(&local, &counted.retention, |row| row.video);
    rows += watch_retention::add(tx, &changes).await?;
    let traits = of(&local, &counted.traits, |row| row.video);
    rows += watch_traits::add(tx, &traits).await?;
    let uniques = of(&local, &counted.uniques, |row| row.video);
    rows += watch_uniques::add(tx, &uniques, counted.merge).await?;
    for video in &remote {
        if views(video.id) > 0 {
            rows += outbox::insert_views(tx, &video.url, views(video.id), now).await?;
        }
    }
    view_journal::set(tx, &counted.journal, counted.through).await?;
    Ok(Recorded::Rows(rows + 1))
}

/// The rows of these videos.
fn of<T: Clone>(videos: &BTreeSet<VideoId>, rows: &[T], video: impl Fn(&T) -> VideoId) -> Vec<T> {
    let rows = rows.iter().filter(|row| videos.contains(&video(row)));
    rows.cloned().collect()
}
