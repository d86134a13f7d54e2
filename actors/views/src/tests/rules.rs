//! The state of one video against the model.

use std::collections::HashMap;
use std::time::Duration;

use proptest::prelude::*;

use super::model;
use super::stand::{NOW, RULES, VIDEO, hit, moment, other_country};
use crate::counting::Counting;
use crate::{Delta, Granularity, Hit, Length, Moment, Rules, Tally, ViewerKey};

/// Counts the hits, with a new epoch of the journal, and a flush, every few.
fn counted(hits: &[Hit], flush_every: usize, rules: &Rules) -> (Delta, Counting) {
    let (mut counting, mut all) = (Counting::default(), Delta::default());
    for (number, hit) in hits.iter().enumerate() {
        let epoch = (number / flush_every) as u64 + 1;
        counting.hit(hit, epoch, rules);
        if number % flush_every == flush_every / 2 {
            all.add(counting.take(epoch - 1));
        }
    }
    all.add(counting.take(u64::MAX));
    (all, counting)
}

fn modelled(hits: &[Hit], rules: &Rules) -> Delta {
    let hits: Vec<_> = hits.iter().map(|hit| (VIDEO, hit.clone())).collect();
    model::count(&hits, rules)
        .remove(&VIDEO)
        .unwrap_or_default()
}

#[derive(Clone, Debug)]
struct Step {
    viewer: u64,
    pause: i64,
    set_back: i64,
    position: u32,
    seek: bool,
    follow: bool,
}

prop_compose! {
    fn steps()(
        viewer in 0_u64..4,
        pause in prop_oneof![
            8 => 0_i64..7_000, 2 => 0_i64..130_000, 1 => 0_i64..3_700_000,
        ],
        set_back in prop_oneof![10 => Just(0_i64), 1 => 0_i64..4_000_000],
        position in 0_u32..100,
        seek in prop::bool::weighted(0.1),
        follow in prop::bool::weighted(0.8),
    ) -> Step {
        Step { viewer, pause, set_back, position, seek, follow }
    }
}

/// What players of these steps say: most of them play on, some jump.
fn hits(steps: Vec<Step>, length: Length, is_set_back: bool) -> Vec<Hit> {
    let mut now = i64::try_from(NOW.0).unwrap();
    let mut positions: HashMap<u64, (i64, u32)> = HashMap::new();
    let end = match length {
        Length::Seconds(seconds) => seconds,
        Length::Live => 1_000,
    };
    let said = steps.into_iter().map(|step| {
        now += step.pause - if is_set_back { step.set_back } else { 0 };
        let (then, before) = positions
            .get(&step.viewer)
            .copied()
            .unwrap_or((now, step.position));
        let played = u32::try_from((now - then).clamp(0, 60_000) / 1000).unwrap();
        let position = if step.follow {
            before + played
        } else {
            step.position
        }
        .min(end);
        positions.insert(step.viewer, (now, position));
        Hit {
            viewer: ViewerKey(step.viewer),
            at: Moment(u64::try_from(now).unwrap()),
            seek: step.seek,
            length,
            ..hit(0, 0, position)
        }
    });
    said.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn any_viewers_are_counted_as_the_model_counts_them(
        steps in prop::collection::vec(steps(), 1..60),
        length in prop_oneof![
            Just(Length::Live), Just(Length::Seconds(0)), Just(Length::Seconds(8)), Just(Length::Seconds(100)),
        ],
        flush_every in 1_usize..20,
    ) {
        let hits = hits(steps, length, false);
        let (counted, _) = counted(&hits, flush_every, &RULES);
        prop_assert_eq!(counted, modelled(&hits, &RULES));
    }

    #[test]
    fn a_clock_that_is_set_back_counts_nobody_twice(steps in prop::collection::vec(steps(), 1..60)) {
        let hits = hits(steps, Length::Seconds(100), true);
        let (counted, _) = counted(&hits, 7, &RULES);
        let sums = counted.retention.values().scan(0, |sum, change| {
            *sum += change;
            Some(*sum)
        });
        let sums: Vec<i64> = sums.collect();
        prop_assert!(sums.iter().all(|sum| *sum >= 0), "{:?}", sums);
        prop_assert_eq!(sums.last().copied().unwrap_or_default(), 0);
        for granularity in Granularity::ALL {
            let of = |count: fn(&Tally) -> u64| -> u64 {
                let periods = counted.periods.iter();
                periods.filter(|(period, _)| period.granularity == granularity).map(|(_, tally)| count(tally)).sum()
            };
            prop_assert_eq!(of(|tally| tally.views), counted.views);
            prop_assert!(of(|tally| tally.begun) <= of(|tally| tally.viewers));
        }
        let (mut first, mut last) = (u64::MAX, 0);
        for hit in &hits {
            first = first.min(hit.at.0);
            last = last.max(hit.at.0);
        }
        prop_assert!(counted.views <= 4 * (1 + (last - first) / 3_600_000));
    }
}

#[test]
fn a_view_counts_once_in_its_time_and_again_after_it() {
    let watch = |from: u64| {
        (0..=10).map(move |second| hit(1, from + second, u32::try_from(second).unwrap()))
    };
    let hits: Vec<Hit> = watch(0)
        .chain(watch(1_000))
        .chain(watch(3_600 + 10))
        .collect();
    let (delta, _) = counted(&hits, 5, &RULES);
    assert_eq!(delta.views, 2);
    assert_eq!(delta, modelled(&hits, &RULES));
}

#[test]
fn seeking_and_going_back_open_another_section_and_nothing_is_watched_twice() {
    let hits = [
        hit(1, 0, 0),
        hit(1, 5, 5),
        Hit {
            seek: true,
            ..hit(1, 6, 50)
        },
        hit(1, 11, 55),
        hit(1, 12, 2),
        hit(1, 17, 7),
    ];
    let (delta, _) = counted(&hits, 100, &RULES);
    let retention: Vec<(u32, i64)> = delta.retention.into_iter().collect();
    assert_eq!(retention, [(0, 1), (7, -1), (50, 1), (55, -1)]);
    assert_eq!(delta.periods.values().next().unwrap().watched, 12);
}

#[test]
fn traits_are_those_that_a_viewer_begins_with() {
    let hits = [
        hit(1, 0, 0),
        Hit {
            traits: other_country(),
            ..hit(1, 5, 5)
        },
        hit(2, 6, 0),
    ];
    let (delta, _) = counted(&hits, 100, &RULES);
    let traits: Vec<_> = delta
        .traits
        .iter()
        .map(|((_, had), viewers)| (had.value(), *viewers))
        .collect();
    assert_eq!(traits, [("FR", 2)]);
}

#[test]
fn who_is_silent_for_two_minutes_watches_no_more() {
    let (_, mut counting) = counted(&[hit(1, 0, 0), hit(2, 60, 0)], 100, &RULES);
    assert_eq!(counting.watching(), 2);
    counting.sweep(moment(120));
    assert_eq!(counting.watching(), 2);
    counting.sweep(moment(121));
    assert_eq!(counting.watching(), 1);
    assert!(counting.forget(moment(181), &RULES), "nothing is left");
}

#[test]
fn folded_viewers_are_counted_exactly_until_they_watch_a_part_again() {
    let watch = |viewer, from: u32, to: u32| {
        (from..=to).map(move |second| hit(viewer, u64::from(second) + viewer * 5, second))
    };
    let mut counting = Counting::default();
    for hit in (1..=4).flat_map(|viewer| watch(viewer, 0, 6)) {
        counting.hit(&hit, 1, &RULES);
    }
    assert_eq!(counting.detailed(), 4);
    assert!(counting.fold_older_half() >= 2);
    assert!(counting.detailed() <= 2);
    for hit in (1..=4).flat_map(|viewer| watch(viewer, 7, 10)) {
        counting.hit(&hit, 1, &RULES);
    }
    let delta = counting.take(1);
    let all: Vec<Hit> = (1..=4).flat_map(|viewer| watch(viewer, 0, 10)).collect();
    assert_eq!(delta, modelled(&all, &RULES));
    assert_eq!(delta.views, 4);
    counting.sweep(moment(500));
    assert_eq!(counting.detailed(), 0);
    assert_eq!(counting.watching(), 0);
}

#[test]
fn a_viewer_takes_two_hundred_bytes_at_most() {
    for viewers in [10_000_u64, 14_400, 29_000] {
        let mut counting = Counting::default();
        for (section, second) in (0..8).flat_map(|section| [(section, 0), (section, 5)]) {
            for viewer in 0..viewers {
                let position = u32::try_from(section * 10 + second).unwrap();
                let hit = Hit {
                    viewer: ViewerKey(viewer.wrapping_mul(0x9E37_79B9_7F4A_7C15)),
                    seek: second == 0,
                    ..hit(0, section * 5 + second, position)
                };
                counting.hit(&hit, 1, &RULES);
            }
        }
        let (watching, counted) = counting.bytes();
        let each = watching as f64 / viewers as f64;
        assert!(each <= 200.0, "{each} bytes each with {viewers}");
        let each = counted as f64 / viewers as f64;
        assert!(each <= 40.0, "{each} bytes each with {viewers}");
    }
}

#[test]
fn memory_stays_the_same_while_as_many_come_as_go() {
    let mut videos: Vec<Counting> = (0..200).map(|_| Counting::default()).collect();
    let mut random = 1_u64;
    let mut sizes = Vec::new();
    for second in 0..3_000 {
        for video in &mut videos {
            // Between none and one: about 45 watch each at any time, now more, now fewer.
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            if random >> 61 < 3 {
                let viewer = ViewerKey(random.wrapping_mul(0x9E37_79B9_7F4A_7C15));
                let hit = Hit {
                    viewer,
                    ..hit(0, second, 0)
                };
                video.hit(&hit, 1, &RULES);
            }
        }
        let size = videos.iter().map(|video| video.bytes().0).sum::<usize>();
        sizes.push(size);
    }
    let mean = |from: usize| sizes[from..from + 300].iter().sum::<usize>() / 300;
    let (first, last) = (mean(200), mean(2_700));
    assert!(last <= first + first / 20, "{first} bytes, then {last}");
}

#[test]
fn a_session_that_has_counted_is_forgotten_after_its_time() {
    let rules = Rules {
        count_view_after: Duration::ZERO,
        ..RULES
    };
    let (delta, mut counting) = counted(&[hit(1, 0, 0), hit(1, 3_000, 0)], 100, &rules);
    assert_eq!(delta.views, 1);
    assert!(!counting.forget(moment(3_500), &rules));
    assert!(counting.forget(moment(3_601), &rules));
}

#[test]
fn who_has_counted_is_forgotten_even_where_a_video_never_rests() {
    let rules = Rules {
        count_view_after: Duration::ZERO,
        view_expiration: Duration::from_secs(1_000),
        ..RULES
    };
    let mut counting = Counting::default();
    for second in 0..100_000 {
        counting.hit(&hit(second, second, 0), 1, &rules);
    }
    let (_, counted) = counting.bytes();
    assert!(counted < 100_000, "{counted} bytes for a thousand");
    assert_eq!(counting.take(1).views, 100_000);
}
