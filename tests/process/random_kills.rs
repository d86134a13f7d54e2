//! kill -9 at twenty random moments of first starts, uploads, inspections, transcodings and moves of files.
//!
//! The moments follow from a seed, which is printed; `TRIBUTARY_TEST_SEED` repeats them as far as the machine does.

use std::time::Duration;

use serde_json::Value;

use crate::support::{
    answer::json,
    clip,
    ffmpeg::complaints,
    person::Person,
    resumable::{Resumable, padded},
    server::Server,
    wait::until,
    work::left_in,
};

const KILLS: usize = 20;

const CHUNK: usize = 128 * 1024;

/// Each kill costs the job at hand an attempt.
const SETTINGS: &str = "jobs: { max_attempts: 100, retry_delay: 100 milliseconds }\n\
    storyboards: { enabled: true }\n\
    transcoding: { web_videos: { enabled: true }, resolutions: { 144p: true, 360p: false, 720p: false } }";

/// A xorshift: all that is asked of it is to be repeatable.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides.max(1)).unwrap()).unwrap()
    }

    /// Lets up to that many milliseconds pass: the moment is what is random here, so nothing can be waited for.
    async fn pause(&mut self, most: usize) {
        let millis = u64::try_from(self.roll(most)).unwrap();
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
}

fn seed() -> u64 {
    let given = std::env::var("TRIBUTARY_TEST_SEED").ok();
    let seed = given.and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| u64::from(std::process::id()) * 0x9e37_79b9 + 1);
    eprintln!("TRIBUTARY_TEST_SEED={seed}");
    seed
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_kills_at_random_moments_lose_nothing_and_leave_nothing_half_made() {
    let mut dice = Dice(seed());
    let mut server = Server::set_up(SETTINGS).await;
    // While the database is made.
    let mut kills = 3;
    for _ in 0..kills {
        server.spawn();
        dice.pause(250).await;
        server.kill();
    }
    server.restart().await;
    let root = server.root().await;
    let clips = [
        clip::tiny_mp4(server.folder()),
        clip::old_avi(server.folder()),
    ];
    let mut videos: Vec<Value> = Vec::new();
    while kills < KILLS {
        let file = std::fs::read(&clips[videos.len() % 2]).unwrap();
        let length = if videos.len().is_multiple_of(2) {
            5 * CHUNK
        } else {
            file.len()
        };
        let file = if length > file.len() {
            padded(file, length)
        } else {
            file
        };
        let upload = Resumable::begin(&root, file, &format!("number {}", videos.len())).await;
        // In the middle of a part: what was acknowledged before is there.
        let first = upload.len() / 4;
        assert_eq!(upload.send(&root, 0, first).await.status(), 308);
        let sent = dice.roll(upload.len() - first - 1);
        let connection = upload
            .break_off(&server, &root, (first, upload.len()), sent)
            .await;
        dice.pause(30).await;
        kills += again(&mut server, &root, &videos).await;
        drop(connection);
        assert!(
            upload.stored(&root).await >= first,
            "acknowledged bytes are lost"
        );
        // With the last byte on its way, or its video being made.
        let rest = (0, upload.len());
        let connection = upload.break_off(&server, &root, rest, upload.len()).await;
        dice.pause(400).await;
        kills += again(&mut server, &root, &videos).await;
        drop(connection);
        let video = upload.complete(&root, 0).await;
        assert_eq!(
            upload.complete(&root, 0).await,
            video,
            "there are two of it"
        );
        videos.push(video);
        // While it is transcoded, drawn, moved and written down.
        for _ in 0..2 {
            dice.pause(1500).await;
            kills += again(&mut server, &root, &videos).await;
        }
    }
    for video in &videos {
        let done = until("everything is made", async || {
            let left = unfinished(&root).await;
            let video = details(&root, video).await;
            (video["state"]["id"] == 1 && left == 0).then_some(video)
        })
        .await;
        everything_plays(&server, &done);
    }
    let mine = json(root.get("/api/v1/users/me/videos").await, 200).await;
    assert_eq!(mine["total"], videos.len(), "{mine}");
    // A kill right after a commit can leave a file that its row still knows: it goes when it is old.
    let old = "UPDATE uploads SET touched_at = '2020-01-01T00:00:00.000Z'";
    server.database().execute(old).await;
    for (folder, word) in [
        ("tmp-persistent", "sweep-work"),
        ("uploads", "remove-dandling-resumable-uploads"),
    ] {
        let command = serde_json::json!({ "command": word });
        let path = "/api/v1/server/debug/run-command";
        assert_eq!(root.post_json(path, &command).await.status(), 204);
        let left = left_in(&server.data(folder));
        assert!(left.is_empty(), "{folder} is not empty: {left:?}");
    }
}

/// Kills the server and starts it again; afterwards nothing is served that is not whole. One kill.
async fn again(server: &mut Server, root: &Person, videos: &[Value]) -> usize {
    server.kill_and_restart().await;
    for video in videos {
        let video = details(root, video).await;
        assert!(
            video["state"]["id"] == 1 || video["state"]["id"] == 2,
            "{video}"
        );
        for (address, size) in addresses(&video) {
            let answer = root.get(&address).await;
            if answer.status() == 404 {
                // The work goes on: what was made in the meantime may have taken its place, and then nobody names it.
                let now = addresses(&details(root, &video).await);
                let is_named = now.iter().any(|(named, _)| *named == address);
                assert!(!is_named, "{address} is named and not there");
                continue;
            }
            assert_eq!(answer.status(), 200, "{address}");
            let bytes = answer.bytes().await.unwrap().len();
            assert!(
                size.is_none_or(|size| size == bytes),
                "{address} has {bytes} bytes"
            );
        }
    }
    1
}

/// Every address of a video, with the size that is told of it.
fn addresses(video: &Value) -> Vec<(String, Option<usize>)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let size = |file: &Value| usize::try_from(file["size"].as_u64().unwrap()).ok();
    let mut found = vec![
        (text(&video["thumbnailPath"]), None),
        (text(&video["previewPath"]), None),
    ];
    for file in video["files"].as_array().unwrap() {
        found.push((text(&file["fileUrl"]), size(file)));
    }
    for playlist in video["streamingPlaylists"].as_array().unwrap() {
        found.push((text(&playlist["playlistUrl"]), None));
        found.push((text(&playlist["segmentsSha256Url"]), None));
        for file in playlist["files"].as_array().unwrap() {
            found.push((text(&file["fileUrl"]), size(file)));
            found.push((text(&file["playlistUrl"]), None));
        }
    }
    found
}

/// Fails unless every rendition is there and decodes without a complaint.
fn everything_plays(server: &Server, video: &Value) {
    let playlist = &video["streamingPlaylists"][0];
    assert_eq!(video["files"].as_array().unwrap().len(), 2, "{video}");
    assert_eq!(playlist["files"].as_array().unwrap().len(), 2, "{video}");
    let media = addresses(video).into_iter().map(|(address, _)| address);
    for address in media.filter(|address| address.ends_with(".mp4") || address.ends_with(".m3u8")) {
        assert_eq!(complaints(&address), "", "{address}\n{}", server.log());
    }
}

async fn details(root: &Person, video: &Value) -> Value {
    let path = format!("/api/v1/videos/{}", video["uuid"].as_str().unwrap());
    json(root.get(&path).await, 200).await
}

/// Jobs that are neither completed nor given up; none may be given up.
async fn unfinished(root: &Person) -> usize {
    let jobs = json(root.get("/api/v1/jobs?count=100").await, 200).await;
    let states = jobs["data"].as_array().unwrap().iter();
    let states: Vec<&str> = states.map(|job| job["state"].as_str().unwrap()).collect();
    assert!(!states.contains(&"failed"), "{jobs}");
    states.iter().filter(|state| **state != "completed").count()
}
