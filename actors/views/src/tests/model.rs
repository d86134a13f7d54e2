//! The rules as one would say them, slow and plain: all hits first, then the counts. The tests of the whole server
//! (tests/views) take it in, too.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Delta, Granularity, Hit, Length, Moment, Period, Rules, Tally, VideoKey, ViewerKey};

/// Counts the hits of each video, given in the order in which they came.
pub(crate) fn count(hits: &[(VideoKey, Hit)], rules: &Rules) -> HashMap<VideoKey, Delta> {
    let mut by_viewer: BTreeMap<(VideoKey, ViewerKey), Vec<&Hit>> = BTreeMap::new();
    for (video, hit) in hits {
        by_viewer.entry((*video, hit.viewer)).or_default().push(hit);
    }
    let mut counts: HashMap<VideoKey, Delta> = HashMap::new();
    for ((video, _), hits) in by_viewer {
        let counts = counts.entry(video).or_default();
        let mut view_until = None;
        let (mut life, mut clock) = (Vec::new(), 0);
        for hit in hits {
            if !life.is_empty() && hit.at.0.abs_diff(clock) > 120_000 {
                watch(&life, rules, &mut view_until, counts);
                life.clear();
            }
            clock = if life.is_empty() {
                hit.at.0
            } else {
                clock.max(hit.at.0)
            };
            life.push(hit);
        }
        watch(&life, rules, &mut view_until, counts);
    }
    counts
}

fn watch(life: &[&Hit], rules: &Rules, view_until: &mut Option<u64>, counts: &mut Delta) {
    let first = life[0];
    let mut seen = BTreeSet::new();
    for granularity in Granularity::ALL {
        tally(counts, granularity, first.at, |tally| {
            tally.begun += 1;
            tally.viewers += 1;
        });
        seen.insert((granularity, granularity.start(first.at)));
    }
    let unique = |at: Moment, counts: &mut Delta| {
        let day = Granularity::Day.start(at);
        counts.uniques.entry(day).or_default().add(first.viewer);
    };
    unique(first.at, counts);
    for had in &first.traits {
        let day = Granularity::Day.start(first.at);
        *counts.traits.entry((day, had.clone())).or_default() += 1;
    }
    let (mut seconds, mut progressed) = (BTreeSet::new(), 0_u64);
    let (mut last, mut now) = (first, first.at.0);
    for hit in life {
        // Every second from the last hit to this one is a second in which they watched.
        for second in now / 1000 + 1..=hit.at.0 / 1000 {
            for granularity in Granularity::ALL {
                let at = Moment(second * 1000);
                if seen.insert((granularity, granularity.start(at))) {
                    tally(counts, granularity, at, |tally| tally.viewers += 1);
                    unique(at, counts);
                }
            }
        }
        now = now.max(hit.at.0);
        let clock = now - first.at.0;
        if !hit.seek && hit.position > last.position {
            let advance = u64::from(hit.position - last.position);
            let too_fast = (progressed + advance) as f64 * 1000.0 > clock as f64 * 1.1 + 2000.0;
            let believed = if too_fast {
                advance.min((clock / 1000).saturating_sub(progressed))
            } else {
                advance
            };
            progressed += believed;
            for second in u64::from(last.position)..u64::from(last.position) + believed {
                if seconds.insert(second) {
                    for granularity in Granularity::ALL {
                        tally(counts, granularity, hit.at, |tally| tally.watched += 1);
                    }
                    if hit.length != Length::Live {
                        let second = u32::try_from(second).unwrap();
                        *counts.retention.entry(second).or_default() += 1;
                        *counts.retention.entry(second + 1).or_default() -= 1;
                    }
                }
            }
        }
        let enough = match hit.length {
            Length::Seconds(0) => true,
            Length::Seconds(all) if u64::from(all) < rules.count_view_after.as_secs() => {
                seconds.len() as u64 * 2 > u64::from(all)
            }
            _ => seconds.len() as u64 >= rules.count_view_after.as_secs(),
        };
        if enough && view_until.is_none_or(|until| hit.at.0 >= until) {
            let expiration = u64::try_from(rules.view_expiration.as_millis()).unwrap();
            *view_until = Some(hit.at.0.div_ceil(1000) * 1000 + expiration);
            counts.views += 1;
            for granularity in Granularity::ALL {
                tally(counts, granularity, hit.at, |tally| tally.views += 1);
            }
        }
        last = hit;
    }
    counts.retention.retain(|_, change| *change != 0);
}

fn tally(counts: &mut Delta, granularity: Granularity, at: Moment, change: impl Fn(&mut Tally)) {
    let start = granularity.start(at);
    change(
        counts
            .periods
            .entry(Period { granularity, start })
            .or_default(),
    );
}
