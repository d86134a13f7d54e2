//! Twenty kills while people watch, over HTTP.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use actors_views::{Hit, Length, Moment, Rules, VideoKey, ViewerKey};
use serde_json::json;
use tributary::domain::ViewerSecret;

use super::{
    super::stage::{publish, views, write},
    Dice, assert_same, model, written,
};
use crate::support::{client::Client, server::Server};

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
    let mut videos = Vec::new();
    for _ in 0..VIDEOS {
        videos.push(publish(&server).await);
    }
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
                let dies = server.abort_at.is_some();
                assert_eq!(write(&server).await, !dies);
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
    assert!(write(&server).await);
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
    let rules = Rules::new(Duration::from_secs(3600), Duration::from_secs(1));
    assert_same(
        &written(server.database()).await,
        &model::count(&durable, &rules),
    );
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
        let request = client.request(reqwest::Method::POST, &views(video));
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
