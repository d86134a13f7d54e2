//! What is known of one video that is being watched. No I/O and no clock: the same hits give the same counts, live or
//! read back from the journal.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use crate::journal::Epoch;
use crate::record::Entry as Record;
use crate::rules::Rules;
use crate::sections::{Section, Sections};
use crate::{Claimed, Delta, Hit, Length, Moment, ViewerKey};

/// How long viewers that have gone may stay in memory.
const SWEEP_EVERY: u64 = 5_000;

/// So many whose view has counted are kept without looking whether it may count again.
const FEW_COUNTED: usize = 64;

/// The latest that a hit comes, in milliseconds.
const LATE: u64 = 30_000;

/// So few viewers keep their sections, whatever memory there is.
const FEW: usize = 16;

/// Somebody who watches.
#[derive(Debug)]
struct Viewer {
    /// When they were last heard of; where the clock is set back it stands still until it has caught up.
    last: Moment,
    /// Milliseconds from the first they said to the last.
    age: u32,
    /// Where their player is.
    head: u32,
    /// Seconds that their player went on, those watched again too.
    progressed: u32,
    /// Seconds that they have watched.
    watched: u32,
    sections: Sections,
}

impl Viewer {
    /// Their sections were forgotten to save memory.
    const fn is_folded(&self) -> bool {
        self.watched > 0 && self.sections.is_empty()
    }

    fn beginning(hit: &Hit) -> Self {
        Self {
            last: hit.at,
            age: 0,
            head: hit.position,
            progressed: 0,
            watched: 0,
            sections: Sections::default(),
        }
    }

    /// Hears the next thing they say.
    fn go_on(&mut self, hit: &Hit, delta: &mut Delta) {
        delta.went_on(self.last, hit.at, hit.viewer);
        let elapsed = u32::try_from(hit.at.since(self.last)).unwrap_or(u32::MAX);
        self.age = self.age.saturating_add(elapsed);
        self.last = self.last.max(hit.at);
        let start = self.head;
        self.head = hit.position;
        if hit.seek || hit.position <= start {
            return;
        }
        let advance = Rules::believed(hit.position - start, self.progressed, self.age.into());
        self.progressed = self.progressed.saturating_add(advance);
        let mut watched = 0;
        let section = Section {
            start,
            end: start.saturating_add(advance),
        };
        self.sections.add(section, |new| {
            watched += new.end - new.start;
            if hit.length != Length::Live {
                delta.retained(new.start, new.end);
            }
        });
        if watched > 0 {
            self.watched = self.watched.saturating_add(watched);
            delta.watched(hit.at, watched.into());
        }
    }
}

/// The keys are keyed hashes already.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

type ByViewer<T> = HashMap<ViewerKey, T, BuildHasherDefault<AsItIs>>;

/// Gives back what a table has taken in vain. Places of those who were forgotten are not always free for others, so that a
/// table in which as many come as go doubles sooner or later, and would stay so.
fn fit<T>(table: &mut ByViewer<T>) {
    if table.capacity() > 2 * table.len() {
        table.shrink_to(table.len() + table.len() / 8);
    }
}

/// The state of one video.
#[derive(Default)]
pub(crate) struct Counting {
    viewers: ByViewer<Viewer>,
    /// Whose view counted when, in seconds since 1970, rounded up.
    counted: ByViewer<u32>,
    /// When they were looked through last.
    pruned: Moment,
    /// Whose view waits for what other servers say.
    claimed: HashSet<ViewerKey>,
    deltas: Deltas,
    /// The last epoch that was taken.
    taken: Epoch,
    folded: usize,
    swept: Moment,
}

impl Counting {
    /// Nothing, of a video of which everything up to and with this epoch was taken.
    pub(crate) fn since(taken: Epoch) -> Self {
        Self {
            taken,
            ..Self::default()
        }
    }

    /// Reads what the journal says, live or after a start.
    pub(crate) fn replay(&mut self, record: &Record, epoch: Epoch, rules: &Rules) {
        match record {
            Record::Hit(hit) => {
                self.hit(hit, epoch, rules);
                // Whoever watches on claims again; what was not answered yet is lost with the last second.
                self.claimed.clear();
            }
            Record::Counted(viewer, at) if rules.shared => {
                self.settle(*viewer, Claimed::Ours(*at), epoch)
            }
            Record::Counted(..) => {}
        }
    }

    /// Hears somebody who watches. The hit stands in the journal under `epoch`, which never goes back. True when their
    /// view counts if no other server has counted it.
    pub(crate) fn hit(&mut self, hit: &Hit, epoch: Epoch, rules: &Rules) -> bool {
        if hit.at.0.abs_diff(self.swept.0) >= SWEEP_EVERY {
            self.sweep(hit.at);
            self.prune_sometimes(hit.at, rules);
        }
        let delta = self.deltas.of(epoch);
        let watched = match self.viewers.entry(hit.viewer) {
            Entry::Occupied(mut known) if Rules::is_watching(known.get().last, hit.at) => {
                let viewer = known.get_mut();
                self.folded -= usize::from(viewer.is_folded());
                viewer.go_on(hit, delta);
                self.folded += usize::from(viewer.is_folded());
                viewer.watched
            }
            entry => {
                delta.began(hit.at, hit.viewer, &hit.traits);
                if let Entry::Occupied(gone) = &entry {
                    self.folded -= usize::from(gone.get().is_folded());
                }
                entry.insert_entry(Viewer::beginning(hit)).get().watched
            }
        };
        if !rules.is_view(watched, hit.length) || self.has_counted(hit, rules) {
            return false;
        }
        if rules.shared {
            return self.claimed.insert(hit.viewer);
        }
        self.settle(hit.viewer, Claimed::Ours(hit.at), epoch);
        false
    }

    /// Learns whether a view counts here. That it does stands in the journal under `epoch`.
    pub(crate) fn settle(&mut self, viewer: ViewerKey, claimed: Claimed, epoch: Epoch) {
        self.claimed.remove(&viewer);
        let (Claimed::Ours(at) | Claimed::Theirs(at)) = claimed;
        let seconds = u32::try_from(at.0.div_ceil(1000)).unwrap_or(u32::MAX);
        self.counted.insert(viewer, seconds);
        if let Claimed::Ours(at) = claimed {
            self.deltas.of(epoch).viewed(at);
        }
    }

    fn has_counted(&self, hit: &Hit, rules: &Rules) -> bool {
        let counted = self.counted.get(&hit.viewer);
        counted.is_some_and(|at| rules.is_fresh(in_milliseconds(*at), hit.at))
    }

    /// Takes what was counted up to and with `through`.
    pub(crate) fn take(&mut self, through: Epoch) -> Delta {
        self.taken = self.taken.max(through);
        self.deltas.take(through)
    }

    /// Everything up to and with this epoch was taken.
    pub(crate) const fn taken(&self) -> Epoch {
        self.taken
    }

    /// How many watch, as far as known at the last look.
    pub(crate) fn watching(&self) -> usize {
        self.viewers.len()
    }

    /// Those whose sections are known.
    pub(crate) fn detailed(&self) -> usize {
        self.viewers.len() - self.folded
    }

    /// Whether so many sections would go that looking at every viewer pays.
    pub(crate) fn is_worth_folding(&self) -> bool {
        self.detailed() >= FEW.max(self.viewers.len() / 4)
    }

    /// Forgets the sections of the older half of those who watch. What was counted stays; what they watch again counts
    /// again.
    pub(crate) fn fold_older_half(&mut self) -> usize {
        let detailed = self.viewers.values();
        let detailed = detailed.filter(|viewer| !viewer.sections.is_empty());
        let mut times: Vec<Moment> = detailed.map(|viewer| viewer.last).collect();
        let middle = times.len() / 2;
        if times.is_empty() {
            return 0;
        }
        let (_, limit, _) = times.select_nth_unstable(middle);
        let limit = *limit;
        let mut folded = 0;
        for viewer in self.viewers.values_mut() {
            if !viewer.sections.is_empty() && viewer.last <= limit {
                viewer.sections.forget();
                folded += 1;
            }
        }
        self.folded += folded;
        folded
    }

    /// Forgets who has gone.
    pub(crate) fn sweep(&mut self, now: Moment) {
        self.swept = now;
        let before = self.viewers.len();
        let folded = &mut self.folded;
        self.viewers.retain(|_, viewer| {
            // Where the clock was set back, nobody has gone.
            let stays = viewer.last > now || Rules::is_watching(viewer.last, now);
            *folded -= usize::from(!stays && viewer.is_folded());
            stays
        });
        if self.viewers.len() < before {
            fit(&mut self.viewers);
        }
    }

    /// Forgets whose view may count again, and who has gone. True if nothing is left.
    pub(crate) fn forget(&mut self, now: Moment, rules: &Rules) -> bool {
        self.sweep(now);
        self.prune_counted(now, rules);
        let knows_nobody = self.viewers.is_empty() && self.counted.is_empty();
        knows_nobody && self.claimed.is_empty() && self.deltas.is_empty()
    }

    /// Forgets whose view may count again, eight times in the time that each is remembered: so few are kept in vain, and
    /// each is looked at a few times in all.
    fn prune_sometimes(&mut self, now: Moment, rules: &Rules) {
        let since = u128::from(now.0.abs_diff(self.pruned.0));
        if self.counted.len() > FEW_COUNTED && since >= rules.view_expiration.as_millis() / 8 {
            // Who comes late finds what they would have found in time.
            self.prune_counted(Moment(now.0.saturating_sub(LATE)), rules);
            self.pruned = now;
        }
    }

    fn prune_counted(&mut self, now: Moment, rules: &Rules) {
        self.counted
            .retain(|_, at| rules.is_fresh(in_milliseconds(*at), now));
        fit(&mut self.counted);
    }

    /// Bytes that those who watch take in memory, and those whose view has counted.
    #[cfg(test)]
    pub(crate) fn bytes(&self) -> (usize, usize) {
        let table = |capacity: usize, entry: usize| capacity * 8 / 7 * (entry + 1);
        let viewers = table(self.viewers.capacity(), size_of::<(ViewerKey, Viewer)>());
        let sections = self
            .viewers
            .values()
            .map(|viewer| viewer.sections.heap_bytes());
        let counted = table(self.counted.capacity(), size_of::<(ViewerKey, u32)>());
        (viewers + sections.sum::<usize>(), counted)
    }
}

fn in_milliseconds(seconds: u32) -> Moment {
    Moment(u64::from(seconds) * 1000)
}

/// What was counted, by the epoch of the journal that its hits stand in.
#[derive(Default)]
struct Deltas {
    open: (Epoch, Delta),
    /// Of earlier epochs, not taken yet.
    sealed: Vec<(Epoch, Delta)>,
}

impl Deltas {
    fn of(&mut self, epoch: Epoch) -> &mut Delta {
        if self.open.0 != epoch {
            let sealed = std::mem::replace(&mut self.open, (epoch, Delta::default()));
            if !sealed.1.is_empty() {
                self.sealed.push(sealed);
            }
        }
        &mut self.open.1
    }

    fn take(&mut self, through: Epoch) -> Delta {
        let mut taken = Delta::default();
        for (_, delta) in self.sealed.extract_if(.., |(epoch, _)| *epoch <= through) {
            taken.add(delta);
        }
        if self.open.0 <= through {
            taken.add(std::mem::take(&mut self.open.1));
        }
        taken
    }

    fn is_empty(&self) -> bool {
        self.open.1.is_empty() && self.sealed.is_empty()
    }
}
