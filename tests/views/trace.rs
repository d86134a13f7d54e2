//! Long traces of people who watch, counted by the server and by the plain model: the same numbers, whatever happens.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use actors_kernel::{RequestId, Root};
use actors_views::{
    Delta, Granularity, Hit, Length, Moment, Period, Refused, Rules, Sketch, Tally, Trait,
    TraitKind, VideoKey, ViewSettings, ViewerKey, Views,
};
use serde_json::json;
use tributary::{
    domain::{ChannelId, PublicUuid, VideoId, VideoState, ViewerSecret},
    ports::ViewRows,
    store::videos::{self, NewVideo},
};

use crate::support::{
    app::TestApp,
    client::Client,
    database::TestDatabase,
    server::Server,
    videos::{draft, quick},
};

#[path = "../../actors/views/src/tests/model.rs"]
mod model;

/// 2026-11-27 13:24:11 UTC.
const START: u64 = 1_795_785_851_000;
const HOUR: u64 = 3_600_000;
const DURATION: u32 = 300;

/// A xorshift: all that is asked of it is to be repeatable.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides.max(1)
    }
}

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

/// What is in the database, as increments from nothing.
async fn written(database: &TestDatabase) -> HashMap<VideoKey, Delta> {
    let mut counts: HashMap<VideoKey, Delta> = HashMap::new();
    let numbers = async |sql: &str| -> Vec<Vec<i64>> {
        let rows = database.texts(sql).await;
        let rows = rows
            .iter()
            .map(|row| row.split(' ').map(|field| field.parse().unwrap()).collect());
        rows.collect()
    };
    let u = |number: i64| u64::try_from(number).unwrap();
    for row in numbers("SELECT id || ' ' || views FROM videos WHERE views > 0").await {
        counts.entry(VideoKey(row[0])).or_default().views = u(row[1]);
    }
    let periods = "SELECT video_id || ' ' || granularity || ' ' || start || ' ' || views || ' ' || viewers || ' '
                   || begun || ' ' || watched FROM watch_periods";
    for row in numbers(periods).await {
        let granularity = Granularity::ALL[usize::try_from(row[1]).unwrap() - 1];
        let period = Period {
            granularity,
            start: u(row[2]),
        };
        let tally = Tally {
            views: u(row[3]),
            viewers: u(row[4]),
            begun: u(row[5]),
            watched: u(row[6]),
        };
        counts
            .entry(VideoKey(row[0]))
            .or_default()
            .periods
            .insert(period, tally);
    }
    let changes =
        "SELECT video_id || ' ' || second || ' ' || change FROM watch_retention WHERE change <> 0";
    for row in numbers(changes).await {
        let second = u32::try_from(row[1]).unwrap();
        counts
            .entry(VideoKey(row[0]))
            .or_default()
            .retention
            .insert(second, row[2]);
    }
    let traits = "SELECT video_id || ' ' || day || ' ' || viewers || ' ' || value FROM watch_traits WHERE kind = 1";
    for row in database.texts(traits).await {
        let fields: Vec<&str> = row.splitn(4, ' ').collect();
        let number = |field: usize| fields[field].parse::<i64>().unwrap();
        let key = (
            u(number(1)),
            Trait::new(TraitKind::Country, fields[3]).unwrap(),
        );
        counts
            .entry(VideoKey(number(0)))
            .or_default()
            .traits
            .insert(key, u(number(2)));
    }
    let days = "SELECT video_id || ' ' || day FROM watch_uniques ORDER BY video_id, day";
    let sketches = "SELECT sketch FROM watch_uniques ORDER BY video_id, day";
    for (row, sketch) in numbers(days)
        .await
        .iter()
        .zip(database.bytes(sketches).await)
    {
        let counts = counts.entry(VideoKey(row[0])).or_default();
        counts
            .uniques
            .insert(u(row[1]), Sketch::from_bytes(&sketch));
    }
    counts
}

fn assert_same(written: &HashMap<VideoKey, Delta>, expected: &HashMap<VideoKey, Delta>) {
    let wrong: Vec<_> = expected
        .iter()
        .filter(|(video, delta)| written.get(video) != Some(delta))
        .collect();
    if let Some((video, expected)) = wrong.first() {
        let nothing = Delta::default();
        let found = written.get(video).unwrap_or(&nothing);
        let periods = expected
            .periods
            .iter()
            .filter(|(period, tally)| found.periods.get(period) != Some(tally));
        let periods: Vec<_> = periods
            .map(|(period, tally)| (period, tally, found.periods.get(period)))
            .collect();
        let seconds = expected
            .retention
            .iter()
            .filter(|(second, change)| found.retention.get(second) != Some(change));
        panic!(
            "{} videos differ; video {video} has {} views for {}, {:?} for {:?}, periods {periods:?}, seconds {:?}",
            wrong.len(),
            found.views,
            expected.views,
            found.traits,
            expected.traits,
            seconds.collect::<Vec<_>>()
        );
    }
    assert_eq!(written.len(), expected.len(), "videos that nobody watched");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_million_pings_are_counted_as_the_model_counts_them() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let videos = insert(&app, alice.channel_id, 10_000).await;
    let mut dice = Dice(0x5EED_0001);
    let hits = trace(1_000_000, 200_000, &videos, &mut dice);
    let folder = tempfile::tempdir().unwrap();
    let rules = Rules {
        view_expiration: Duration::from_secs(3600),
        count_view_after: Duration::from_secs(10),
        shared: false,
    };
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

const KILLS: usize = 20;
const SECRET: &str = "the secret of the server of this test";
const VIDEOS: usize = 20;

/// What was answered, and when: the video, the viewer and the position.
type Ping = (i64, u64, u32);

#[tokio::test(flavor = "multi_thread")]
async fn twenty_kills_lose_the_last_second_at_most_and_count_nothing_twice() {
    let settings = format!(
        "transcoding: {{ enabled: false }}\n\
         secrets: {{ peertube: {SECRET} }}\n\
         views: {{ videos: {{ count_view_after: 1 second }} }}\n\
         rates_limit: {{ api: {{ window: 1 second, max: 1000000 }} }}\n"
    );
    let mut server = Server::start(&settings).await;
    let videos = publish(&server).await;
    let mut dice = Dice(u64::from(std::process::id()) * 0x9E37_79B9 + 1);
    eprintln!("the dice begin with {}", dice.0);
    let (mut answered, mut late): (Vec<(Ping, Instant, usize)>, Vec<Instant>) =
        (Vec::new(), Vec::new());
    let sent = AtomicU64::new(0);
    for round in 0..KILLS {
        server.abort_at = None;
        if round == KILLS / 2 {
            server.kill();
            server.abort_at = Some("views-applied");
            server.restart().await;
        }
        let heard = Mutex::new(Vec::new());
        let over = AtomicBool::new(false);
        let client = server.anyone();
        let viewers = (0..8).map(|number| watch(&client, &videos, number, &heard, &sent, &over));
        let end = async {
            tokio::time::sleep(Duration::from_millis(100 + dice.roll(900))).await;
            if round % 3 == 1 || server.abort_at.is_some() {
                flush(&server, server.abort_at.is_some()).await;
                tokio::time::sleep(Duration::from_millis(dice.roll(200))).await;
            }
            if server.abort_at.is_none() {
                server.kill();
            }
            over.store(true, Ordering::SeqCst);
            Instant::now()
        };
        let (_, killed) =
            futures_util::future::join(futures_util::future::join_all(viewers), end).await;
        late.push(killed);
        let heard = heard.into_inner().unwrap();
        answered.extend(heard.into_iter().map(|(ping, at)| (ping, at, round)));
        if server.abort_at.is_some() {
            server.ended().await;
            server.abort_at = None;
        }
        server.restart().await;
    }
    flush(&server, false).await;
    let (status, _) = server.terminate().await;
    assert!(status.success());
    let durable = journal(&server.data("tmp-persistent").join("views"));
    missing_is_recent(&answered, &late, &durable);
    let most = sent.load(Ordering::SeqCst) as usize;
    eprintln!(
        "{most} pings sent, {} answered, {} in the journal",
        answered.len(),
        durable.len()
    );
    assert!(durable.len() <= most);
    assert!(answered.len() > 1_000);
    let rules = Rules {
        view_expiration: Duration::from_secs(3600),
        count_view_after: Duration::from_secs(1),
        shared: false,
    };
    assert_same(
        &written(server.database()).await,
        &model::count(&durable, &rules),
    );
}

async fn publish(server: &Server) -> Vec<i64> {
    use crate::support::{answer, clip};
    use reqwest::multipart::{Form, Part};
    let root = server.root().await;
    let bytes = std::fs::read(clip::tiny_mp4(server.folder())).unwrap();
    let mut videos = Vec::new();
    for number in 0..VIDEOS {
        let form = Form::new()
            .text("name", format!("Video {number}"))
            .text("channelId", root.channel_id.to_string())
            .text("privacy", "1")
            .part(
                "videofile",
                Part::bytes(bytes.clone()).file_name("tiny.mp4"),
            );
        let answer = root.post_multipart("/api/v1/videos/upload", form).await;
        let answer = answer::json(answer, 200).await;
        videos.push(answer["video"]["id"].as_i64().unwrap());
    }
    videos
}

async fn flush(server: &Server, dies: bool) {
    let root = server.root().await;
    let body = json!({ "command": "process-video-views-buffer" });
    let request = root.request(reqwest::Method::POST, "/api/v1/server/debug/run-command");
    let answer = request.json(&body).send().await;
    assert_eq!(answer.is_ok_and(|answer| answer.status() == 204), !dies);
}

/// Says one thing after another until the server is gone.
async fn watch(
    client: &Client,
    videos: &[i64],
    number: u64,
    heard: &Mutex<Vec<(Ping, Instant)>>,
    sent: &AtomicU64,
    over: &AtomicBool,
) {
    let secret = ViewerSecret::of(SECRET.as_bytes());
    let mut dice = Dice(number * 7919 + sent.load(Ordering::SeqCst) + 1);
    while !over.load(Ordering::SeqCst) {
        let video = videos[usize::try_from(dice.roll(videos.len() as u64)).unwrap()];
        let session = format!("session {}", dice.roll(200));
        let position = u32::try_from(dice.roll(3)).unwrap();
        let body = json!({ "currentTime": position, "sessionId": session });
        sent.fetch_add(1, Ordering::SeqCst);
        let request = client.request(reqwest::Method::POST, &super::stage::views(video));
        let Ok(answer) = request.json(&body).send().await else {
            return;
        };
        assert_eq!(answer.status(), 204);
        let ping = (video, secret.of_session(&session), position);
        heard.lock().unwrap().push((ping, Instant::now()));
    }
}

/// Everything that was answered is in the journal, but for what was answered in the second before a kill.
fn missing_is_recent(
    answered: &[(Ping, Instant, usize)],
    killed: &[Instant],
    durable: &[(VideoKey, Hit)],
) {
    let mut there: BTreeMap<Ping, i64> = BTreeMap::new();
    for (video, hit) in durable {
        *there
            .entry((video.0, hit.viewer.0, hit.position))
            .or_default() += 1;
    }
    let mut required: BTreeMap<Ping, i64> = BTreeMap::new();
    for (ping, at, round) in answered {
        if killed[*round].duration_since(*at) > Duration::from_secs(1) {
            *required.entry(*ping).or_default() += 1;
        }
    }
    for (ping, count) in required {
        let found = there.get(&ping).copied().unwrap_or_default();
        assert!(
            found >= count,
            "{ping:?} was answered {count} times, and is there {found} times"
        );
    }
}

/// The hits of a journal, read by the format that `actors/views/src/record.rs` describes.
fn journal(folder: &Path) -> Vec<(VideoKey, Hit)> {
    let mut segments: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "views")
        })
        .collect();
    segments.sort();
    let mut hits = Vec::new();
    for segment in segments {
        let bytes = std::fs::read(segment).unwrap();
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let length = usize::from(u16::from_le_bytes(rest[..2].try_into().unwrap()));
            let body = &rest[6..6 + length];
            rest = &rest[6 + length..];
            let number = |from: usize| u64::from_le_bytes(body[from..from + 8].try_into().unwrap());
            let short = |from: usize| u32::from_le_bytes(body[from..from + 4].try_into().unwrap());
            let video = VideoKey(i64::from_le_bytes(body[..8].try_into().unwrap()));
            let hit = Hit {
                viewer: ViewerKey(number(8)),
                at: Moment(number(16)),
                position: short(24),
                seek: body[32] & 1 != 0,
                length: Length::Seconds(short(28)),
                traits: Box::default(),
            };
            hits.push((video, hit));
        }
    }
    hits
}
