//! What a start finds in the journal: viewers and sessions as they were, and counts that are not in the database yet.

use std::collections::HashMap;
use std::io;

use crate::counting::Counting;
use crate::journal::Epoch;
use crate::segments::Segments;
use crate::{Batch, Moment, Rules, VideoKey};

/// A journal read back.
pub(crate) struct Recovered {
    /// What is known of each video.
    pub(crate) countings: HashMap<VideoKey, Counting>,
    /// What is to be written first, if anything is.
    pub(crate) batch: Option<Batch>,
    /// The epoch to begin with.
    pub(crate) next: Epoch,
}

/// Reads the journal; the database has everything of it up to and with `applied`.
pub(crate) fn recover(
    segments: &mut Segments,
    applied: Epoch,
    rules: &Rules,
    now: Moment,
) -> io::Result<Recovered> {
    let mut countings: HashMap<VideoKey, Counting> = HashMap::new();
    segments.replay(|epoch, video, record| {
        let counting = countings.entry(video).or_default();
        counting.replay(&record, epoch, rules);
    })?;
    let last = segments.last().max(applied);
    let mut deltas = HashMap::new();
    countings.retain(|video, counting| {
        drop(counting.take(applied));
        let delta = counting.take(last);
        if !delta.is_empty() {
            deltas.insert(*video, delta);
        }
        !counting.forget(now, rules)
    });
    // Also when nothing follows from them: the next epochs come after these.
    let batch = (last > applied).then(|| Batch {
        journal: segments.name().to_owned(),
        after: applied,
        through: last,
        deltas,
    });
    Ok(Recovered {
        countings,
        batch,
        next: last + 1,
    })
}
