//! Files over a real socket, with their rows and bytes in place: who gets which at what address.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response};
use tempfile::TempDir;

use crate::{
    boot::{self, Running},
    clock::Clock,
    config::{Config, Environment, Folder},
    domain::{Privacy, Role, Timestamp},
    media::Place,
    store::{
        served_files::fixture::{self, Filmed, Person},
        video_file_tokens, video_passwords,
    },
};

struct Stand {
    running: Running,
    clock: Clock,
    client: Client,
    owner: Person,
    other: Person,
    _folder: TempDir,
}

impl Stand {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let postgres = std::env::var("TRIBUTARY_TEST_DATABASE").is_ok_and(|it| it == "postgres");
        let url = if postgres {
            std::env::var("TRIBUTARY_TEST_POSTGRES_URL").unwrap()
        } else {
            format!("sqlite:{}", folder.path().join("test.sqlite3").display())
        };
        let environment = Environment::of(&[("TRIBUTARY_DATABASE_URL", &url)]);
        let mut config = Config::load(&[], &environment).unwrap().config;
        config.listen.port = 0;
        config.open_telemetry.metrics.enabled = false;
        let inside = |name: &str| Folder::new(folder.path().join(name));
        let storage = &mut config.storage;
        storage.tmp = inside("tmp");
        storage.tmp_persistent = inside("work");
        storage.web_videos = inside("web-videos");
        storage.streaming_playlists = inside("streaming-playlists");
        storage.original_video_files = inside("originals");
        storage.thumbnails = inside("thumbnails");
        storage.previews = inside("previews");
        storage.storyboards = inside("storyboards");
        storage.uploads = inside("uploads");
        let clock = Clock::fixed(Timestamp::from_timestamp_millis(1_700_000_000_000).unwrap());
        let running = boot::start(config, clock.clone()).await.unwrap();
        let mut tx = running.app.store.begin().await.unwrap();
        let owner = fixture::person(&mut tx, Role::User, clock.now()).await;
        let other = fixture::person(&mut tx, Role::User, clock.now()).await;
        tx.commit().await.unwrap();
        Self {
            running,
            clock,
            client: Client::new(),
            owner,
            other,
            _folder: folder,
        }
    }

    async fn video(&self, privacy: Privacy) -> Filmed {
        let app = &self.running.app;
        let mut tx = app.store.begin().await.unwrap();
        let video = fixture::video(&mut tx, self.owner.channel, privacy, self.clock.now()).await;
        let passwords = ["sésame".to_owned()];
        if privacy == Privacy::Password {
            video_passwords::replace(&mut tx, video.id, &passwords, self.clock.now())
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        let uuid = video.uuid;
        for (place, name, text) in [
            (Place::WebVideos, format!("{uuid}.mp4"), "0123456789"),
            (Place::Hls, format!("{uuid}/{uuid}-hls.mp4"), "rendition"),
            (
                Place::Hls,
                format!("{uuid}/{uuid}-master.m3u8"),
                "#EXTM3U\na.m3u8\n",
            ),
            (
                Place::Hls,
                format!("{uuid}/{uuid}-720.m3u8"),
                "#EXTM3U\na.mp4\n",
            ),
            (Place::Hls, format!("{uuid}/{uuid}-hashes.json"), "{}"),
            (Place::Thumbnails, format!("{uuid}-Thumbnail.jpg"), "small"),
            (Place::Previews, format!("{uuid}-Preview.jpg"), "large"),
        ] {
            app.library.write(place, &name, text.into()).await.unwrap();
        }
        video
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.client
            .get(format!("http://{}{path}", self.running.address))
    }

    async fn status(&self, path: &str) -> u16 {
        sent(self.get(path)).await.status().as_u16()
    }

    fn ask_token(&self, id: impl std::fmt::Display) -> RequestBuilder {
        let address = self.running.address;
        self.client
            .post(format!("http://{address}/api/v1/videos/{id}/token"))
    }

    async fn token(&self, request: RequestBuilder) -> String {
        let response = sent(request).await;
        assert_eq!(response.status(), 200);
        let answer: serde_json::Value = response.json().await.unwrap();
        assert_eq!(answer["files"]["expires"], "2023-11-15T02:13:20.000Z");
        answer["files"]["token"].as_str().unwrap().to_owned()
    }
}

async fn sent(request: RequestBuilder) -> Response {
    request.send().await.unwrap()
}

fn private(video: &Filmed) -> String {
    format!("/static/web-videos/private/{}.mp4", video.uuid)
}

#[tokio::test]
async fn everybody_has_the_files_of_a_public_video() {
    let stand = Stand::start().await;
    let video = stand.video(Privacy::Public).await;
    let uuid = video.uuid;
    for (path, expected) in [
        (format!("/static/web-videos/{uuid}.mp4"), "0123456789"),
        (private(&video), "0123456789"),
        (
            format!("/static/streaming-playlists/hls/{uuid}/{uuid}-hls.mp4"),
            "rendition",
        ),
        (
            format!("/static/streaming-playlists/hls/{uuid}/{uuid}-720.m3u8"),
            "#EXTM3U\na.mp4\n",
        ),
        (
            format!("/static/streaming-playlists/hls/{uuid}/{uuid}-hashes.json"),
            "{}",
        ),
        (
            format!("/static/streaming-playlists/hls/private/{uuid}/{uuid}-master.m3u8"),
            "#EXTM3U\na.m3u8\n",
        ),
        (
            format!("/lazy-static/thumbnails/{uuid}-Thumbnail.jpg"),
            "small",
        ),
        (format!("/lazy-static/previews/{uuid}-Preview.jpg"), "large"),
    ] {
        let response = sent(stand.get(&path)).await;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.text().await.unwrap(), expected, "{path}");
    }
    let path = format!("/static/web-videos/{uuid}.mp4");
    let part = sent(stand.get(&path).header("Range", "bytes=2-4")).await;
    assert_eq!(part.status(), 206);
    assert_eq!(part.headers()["content-range"], "bytes 2-4/10");
    assert_eq!(part.text().await.unwrap(), "234");
    let address = stand.running.address;
    let head = sent(stand.client.head(format!("http://{address}{path}"))).await;
    assert_eq!(head.headers()["content-length"], "10");
    stand.running.stop().await;
}

#[tokio::test]
async fn what_no_row_names_is_no_file() {
    let stand = Stand::start().await;
    let video = stand.video(Privacy::Public).await;
    let other = stand.video(Privacy::Public).await;
    let (uuid, another) = (video.uuid, other.uuid);
    let long = "a".repeat(10_000);
    for name in [
        "..%2f..%2fetc%2fpasswd",
        "..%5ctest.sqlite3",
        "..%2ftest.sqlite3",
        "a%00.mp4",
        "%252e%252e%252ftest.sqlite3",
        "%2fetc%2fpasswd",
        "%ff%fe.mp4",
        "unknown.mp4",
        &format!("{uuid}-hls.mp4"),
        &long,
    ] {
        for folder in [
            "/static/web-videos",
            "/static/web-videos/private",
            "/static/streaming-playlists/hls/private/..%2f..",
            &format!("/static/streaming-playlists/hls/{another}"),
            "/lazy-static/thumbnails",
            "/lazy-static/storyboards",
        ] {
            let status = stand.status(&format!("{folder}/{name}")).await;
            assert!(matches!(status, 400 | 404), "{folder}/{name}: {status}");
        }
    }
    stand
        .running
        .app
        .library
        .remove(Place::WebVideos, &format!("{uuid}.mp4"))
        .await
        .unwrap();
    let path = format!("/static/web-videos/{uuid}.mp4");
    assert_eq!(stand.status(&path).await, 404);
    stand.running.stop().await;
}

#[tokio::test]
async fn a_private_file_is_for_those_who_may_watch() {
    let stand = Stand::start().await;
    let video = stand.video(Privacy::Private).await;
    let path = private(&video);
    let plain = format!("/static/web-videos/{}.mp4", video.uuid);
    let as_owner = |path: &str| stand.get(path).bearer_auth(&stand.owner.access_token);
    let as_other = |path: &str| stand.get(path).bearer_auth(&stand.other.access_token);
    assert_eq!(stand.status(&path).await, 403);
    assert_eq!(sent(as_other(&path)).await.status(), 403);
    assert_eq!(sent(as_owner(&plain)).await.status(), 403);
    let response = sent(as_owner(&path)).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["cache-control"], "private, no-store");

    for (id, status) in [("0", 400), ("..", 404), ("999999999", 404)] {
        let asked = stand.ask_token(id).bearer_auth(&stand.owner.access_token);
        assert_eq!(sent(asked).await.status(), status, "{id}");
    }
    assert_eq!(sent(stand.ask_token(video.id)).await.status(), 401);
    let other = stand
        .ask_token(video.id)
        .bearer_auth(&stand.other.access_token);
    assert_eq!(sent(other).await.status(), 403);
    let asked = stand.ask_token(video.uuid.short());
    let token = stand
        .token(asked.bearer_auth(&stand.owner.access_token))
        .await;
    let shown = format!("{path}?videoFileToken={token}");
    assert_eq!(stand.status(&shown).await, 200);
    let another = stand.video(Privacy::Private).await;
    let misused = format!("{}?videoFileToken={token}", private(&another));
    assert_eq!(stand.status(&misused).await, 403);
    assert_eq!(stand.status(&format!("{path}?videoFileToken=x")).await, 403);

    let hls = format!(
        "/static/streaming-playlists/hls/private/{0}/{0}-master.m3u8",
        video.uuid
    );
    let query = format!("videoFileToken={token}&reinjectVideoFileToken=true");
    let playlist = sent(stand.get(&format!("{hls}?{query}"))).await;
    assert_eq!(
        playlist.headers()["content-type"],
        "application/vnd.apple.mpegurl"
    );
    assert_eq!(
        playlist.text().await.unwrap(),
        format!("#EXTM3U\na.m3u8?{query}\n")
    );

    stand.clock.advance(Duration::from_hours(4));
    assert_eq!(stand.status(&shown).await, 403);
    let mut tx = stand.running.app.store.begin().await.unwrap();
    let removed = video_file_tokens::remove_expired(&mut tx, stand.clock.now()).await;
    assert!(removed.unwrap() >= 1);
    drop(tx);
    stand.running.stop().await;
}

#[tokio::test]
async fn a_password_opens_until_it_is_changed() {
    let stand = Stand::start().await;
    let video = stand.video(Privacy::Password).await;
    let path = private(&video);
    let header = "x-peertube-video-password";
    let latin: &[u8] = b"s\xe9same";
    for (password, status) in [("sésame".as_bytes(), 200), (latin, 200), (b"other", 403)] {
        let asked = stand.get(&path).header(header, password);
        assert_eq!(sent(asked).await.status(), status);
        let asked = stand.ask_token(video.uuid).header(header, password);
        assert_eq!(sent(asked).await.status(), status);
    }
    let unasked: serde_json::Value = sent(stand.ask_token(video.uuid))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(unasked["code"], "video_requires_password");
    let token = stand
        .token(stand.ask_token(video.uuid).header(header, latin))
        .await;
    let shown = format!("{path}?videoFileToken={token}");
    assert_eq!(stand.status(&shown).await, 200);

    let mut tx = stand.running.app.store.begin().await.unwrap();
    fixture::set_privacy(&mut tx, video.id, Privacy::Private).await;
    tx.commit().await.unwrap();
    assert_eq!(stand.status(&shown).await, 403);

    let mut tx = stand.running.app.store.begin().await.unwrap();
    fixture::set_privacy(&mut tx, video.id, Privacy::Password).await;
    let passwords = ["new".to_owned(), "new".to_owned()];
    video_passwords::replace(&mut tx, video.id, &passwords, stand.clock.now())
        .await
        .unwrap();
    let listed = video_passwords::list(&mut tx, video.id).await.unwrap();
    assert_eq!(listed.len(), 1);
    tx.commit().await.unwrap();
    assert_eq!(stand.status(&shown).await, 403);
    stand.running.stop().await;
}
