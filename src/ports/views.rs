//! Where the counters of views have their counts written.

use std::collections::BTreeMap;

use actors_views::{
    Applied, Batch, Delta, Moment, PortError, Sketch, TraitKind, VideoKey, ViewLog,
};
use async_trait::async_trait;

use crate::{
    clock::Clock,
    domain::{Granularity, VideoId, ViewerTrait},
    store::{
        Store, StoreError, view_journal, watch_periods, watch_retention, watch_traits,
        watch_uniques::Unique,
    },
    usecases::record_views::{self, Counted, Recorded},
};

/// The tables of what was watched.
pub struct ViewRows {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
}

/// Another server writes under the same journal's name: its folder was copied.
#[derive(Debug, thiserror::Error)]
#[error(
    "views of journal {journal} are written up to {written}, expected {after}: is its folder used by two servers?"
)]
struct TwoJournals {
    journal: String,
    written: i64,
    after: u64,
}

/// A fault for tests of builds with debug assertions: the process dies here if `TRIBUTARY_ABORT_AT` names the place.
fn abort_if_told(place: &str) {
    if cfg!(debug_assertions) && std::env::var("TRIBUTARY_ABORT_AT").is_ok_and(|at| at == place) {
        std::process::abort();
    }
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> PortError {
    PortError::Failed(Box::new(error))
}

impl ViewRows {
    async fn record(&self, counted: &Counted) -> Result<Recorded, StoreError> {
        let mut tx = self.store.begin().await?;
        let recorded = record_views::run(&mut tx, counted, self.clock.now()).await?;
        if let Recorded::Rows(rows) = recorded {
            tx.commit().await?;
            abort_if_told("views-applied");
            tracing::debug!(rows, videos = counted.views.len(), "views are written");
        }
        Ok(recorded)
    }
}

#[async_trait]
impl ViewLog for ViewRows {
    async fn applied_through(&self, journal: &str) -> Result<u64, PortError> {
        let mut tx = self.store.read().await.map_err(failed)?;
        let found = view_journal::find(&mut tx, journal).await.map_err(failed)?;
        Ok(u64::try_from(found.unwrap_or_default()).unwrap_or_default())
    }

    async fn apply(&self, batch: &Batch) -> Result<Applied, PortError> {
        match self.record(&counted(batch)).await.map_err(failed)? {
            Recorded::Rows(_) => Ok(Applied::Now),
            Recorded::Before => Ok(Applied::Before),
            Recorded::Elsewhere(written) => Err(failed(TwoJournals {
                journal: batch.journal.clone(),
                written,
                after: batch.after,
            })),
        }
    }

    fn now(&self) -> Moment {
        moment(&self.clock)
    }
}

/// Now, as the counters tell time.
pub fn moment(clock: &Clock) -> Moment {
    Moment(u64::try_from(clock.now().timestamp_millis()).unwrap_or_default())
}

/// The rows of a batch, those of a table in the order of its key: two servers that write at once wait for each other and
/// never both.
fn counted(batch: &Batch) -> Counted {
    let mut counted = Counted {
        journal: batch.journal.clone(),
        after: signed(batch.after),
        through: signed(batch.through),
        views: BTreeMap::new(),
        periods: Vec::new(),
        retention: Vec::new(),
        traits: Vec::new(),
        uniques: Vec::new(),
        merge: |one, other| {
            let mut sketch = Sketch::from_bytes(one);
            sketch.merge(&Sketch::from_bytes(other));
            sketch.to_bytes()
        },
    };
    let deltas: BTreeMap<&VideoKey, &Delta> = batch.deltas.iter().collect();
    for (video, delta) in deltas {
        add(VideoId::new(video.0), delta, &mut counted);
    }
    counted
}

fn add(video: VideoId, delta: &Delta, counted: &mut Counted) {
    counted.views.insert(video, signed(delta.views));
    let periods = delta.periods.iter();
    counted
        .periods
        .extend(periods.map(|(period, tally)| watch_periods::Increment {
            video,
            granularity: granularity(period.granularity),
            start: signed(period.start),
            views: signed(tally.views),
            viewers: signed(tally.viewers),
            begun: signed(tally.begun),
            watched: signed(tally.watched),
        }));
    let changes = delta.retention.iter();
    counted
        .retention
        .extend(changes.map(|(second, change)| watch_retention::Change {
            video,
            second: i64::from(*second),
            change: *change,
        }));
    let uniques = delta.uniques.iter();
    counted.uniques.extend(uniques.map(|(day, sketch)| Unique {
        video,
        day: signed(*day),
        sketch: sketch.to_bytes(),
    }));
    let traits: BTreeMap<_, _> = delta.traits.iter().collect();
    let traits = traits.into_iter();
    counted
        .traits
        .extend(traits.map(|((day, had), viewers)| watch_traits::Increment {
            video,
            kind: kind(had.kind),
            day: signed(*day),
            value: had.value().to_owned(),
            viewers: signed(*viewers),
        }));
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

const fn granularity(counted: actors_views::Granularity) -> Granularity {
    match counted {
        actors_views::Granularity::Minute => Granularity::Minute,
        actors_views::Granularity::Hour => Granularity::Hour,
        actors_views::Granularity::Day => Granularity::Day,
        actors_views::Granularity::Month => Granularity::Month,
    }
}

const fn kind(counted: TraitKind) -> ViewerTrait {
    match counted {
        TraitKind::Country => ViewerTrait::Country,
        TraitKind::Subdivision => ViewerTrait::Subdivision,
        TraitKind::Client => ViewerTrait::Client,
        TraitKind::Device => ViewerTrait::Device,
        TraitKind::OperatingSystem => ViewerTrait::OperatingSystem,
    }
}
