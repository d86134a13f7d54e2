//! A million pings in six hours of their own time, straight to the counters.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use actors_kernel::{RequestId, Root};
use actors_views::{
    Hit, Length, Moment, Refused, Rules, Trait, TraitKind, VideoKey, ViewSettings, ViewerKey, Views,
};
use tributary::{
    domain::{ChannelId, PublicUuid, VideoId, VideoState},
    ports::ViewRows,
    store::videos::{self, NewVideo},
};

use super::{Dice, assert_same, model, written};
use crate::support::{
    app::TestApp,
    videos::{draft, quick},
};

/// 2026-11-27 13:24:11 UTC.
const START: u64 = 1_795_785_851_000;
const HOUR: u64 = 3_600_000;
const DURATION: u32 = 300;

/// One of so many, the first twice as often as the second and so on (Zipf).
struct Zipf(Vec<f64>);

impl Zipf {
    fn new(many: usize) -> Self {
        let mut sum = 0.0;
        let sums = (1..=many).map(|rank| {
            sum += 1.0 / rank as f64;
            sum
        });
        Self(sums.collect())
    }

    fn pick(&self, dice: &mut Dice) -> usize {
        let all = self.0[self.0.len() - 1];
        let at = dice.roll(1 << 40) as f64 / (1_u64 << 40) as f64 * all;
        self.0
            .partition_point(|sum| *sum < at)
            .min(self.0.len() - 1)
    }
}

/// What players say in six hours, in the order in which it comes: they play on, jump, say things twice, late, and in
/// the wrong order; some come back.
fn trace(pings: usize, sessions: u64, videos: &[VideoId], dice: &mut Dice) -> Vec<(VideoKey, Hit)> {
    let zipf = Zipf::new(videos.len());
    let mut all = Vec::with_capacity(pings);
    while all.len() < pings {
        let viewer = ViewerKey((dice.roll(sessions) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let video = VideoKey(videos[zipf.pick(dice)].get());
        let length = if video.0 % 10 == 0 {
            Length::Live
        } else {
            Length::Seconds(DURATION)
        };
        let country = ["FR", "DE", "JP"][usize::try_from(dice.roll(3)).unwrap()];
        let traits: Box<[Trait]> = Box::new([Trait::new(TraitKind::Country, country).unwrap()]);
        let mut at = START + dice.roll(6 * HOUR);
        let mut position = u32::try_from(dice.roll(u64::from(DURATION) / 2)).unwrap();
        for _ in 0..=dice.roll(9) {
            let mut seek = false;
            let pause = 3_000 + dice.roll(5_000);
            at += pause;
            position += u32::try_from(pause / 1000).unwrap();
            match dice.roll(20) {
                0 | 1 => {
                    seek = true;
                    position = u32::try_from(dice.roll(u64::from(DURATION))).unwrap();
                }
                2 => at += dice.roll(200_000),
                _ => {}
            }
            position = position.min(DURATION);
            let hit = Hit {
                viewer,
                at: Moment(at),
                position,
                seek,
                length,
                traits: traits.clone(),
            };
            match dice.roll(20) {
                0 => all.push((video, hit.clone())),
                1 => {
                    let late = Moment(at + dice.roll(8_000));
                    all.push((
                        video,
                        Hit {
                            at: late,
                            ..hit.clone()
                        },
                    ));
                }
                _ => {}
            }
            all.push((video, hit));
        }
    }
    all.truncate(pings);
    all.sort_by_key(|(_, hit)| hit.at);
    all
}

async fn insert(app: &TestApp, channel: i64, count: usize) -> Vec<VideoId> {
    let draft = draft("Watched");
    let mut tx = app.app().store.begin().await.unwrap();
    let mut ids = Vec::with_capacity(count);
    for _ in 0..count {
        let uuid = PublicUuid::random();
        let video = NewVideo {
            uuid,
            url: &format!("https://video.test/videos/watch/{uuid}"),
            channel: ChannelId::new(channel),
            draft: &draft,
            duration: DURATION.into(),
            aspect_ratio: None,
            state: VideoState::Published,
            is_live: false,
            input_filename: None,
        };
        ids.push(
            videos::insert(&mut tx, &video, app.app().clock.now())
                .await
                .unwrap(),
        );
    }
    tx.commit().await.unwrap();
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn a_million_pings_are_counted_as_the_model_counts_them() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let videos = insert(&app, alice.channel_id, 10_000).await;
    let mut dice = Dice(0x5EED_0001);
    let hits = trace(1_000_000, 200_000, &videos, &mut dice);
    let folder = tempfile::tempdir().unwrap();
    let rules = Rules::new(Duration::from_secs(3600), Duration::from_secs(10));
    let settings = ViewSettings {
        rules,
        folder: folder.path().to_owned(),
        commit_every: Duration::from_millis(100),
        flush_every: Duration::from_secs(3600),
        flush_videos: 5_000,
        flush_bytes: u64::MAX,
        pending_bytes: 64 << 20,
        viewers: 1_000_000,
        waiting: 8_192,
        counters: 32_768,
        port_within: Duration::from_secs(60),
        retry_after: Duration::from_secs(1),
    };
    let root = Root::start().await.unwrap();
    let rows = ViewRows {
        store: app.app().store.clone(),
        clock: app.app().clock.clone(),
    };
    let views = Views::start(&root, settings, Arc::new(rows), None)
        .await
        .unwrap();
    let request = RequestId::random();
    let begun = Instant::now();
    for (video, hit) in &hits {
        while let Err(refused) = views.seen(*video, hit.clone(), request.clone()) {
            assert_eq!(refused, Refused::Busy);
            tokio::task::yield_now().await;
        }
    }
    views.flush().await.unwrap();
    eprintln!(
        "a million pings in {:?}, {:?}",
        begun.elapsed(),
        views.numbers()
    );
    let ended = root.shutdown(Duration::from_secs(60)).await;
    assert!(ended.killed.is_empty(), "{ended:?}");
    assert_same(&written(app.database()).await, &model::count(&hits, &rules));
    app.stop().await;
}
