//! Debian's nginx in front: the example of docs/, which sends files itself, and a cache that keeps what it may.

use std::path::Path;

use reqwest::Response;
use serde_json::{Value, json};

use crate::support::{
    app::{ORIGIN, TestApp},
    client::Client,
    nginx::Nginx,
    videos::{details, put, tiny, word},
    wait::until,
};

/// The example in docs/, with its three marked places changed.
fn example(app: &TestApp, port: u16) -> String {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/nginx.conf")).unwrap();
    let upstream = app.address().to_string();
    let data = app.folder().join("data");
    let changed = text
        .replace("127.0.0.1:9000", &upstream)
        .replace("listen 80;", &format!("listen 127.0.0.1:{port};"))
        .replace("/var/lib/tributary/data", &data.to_string_lossy());
    assert!(!changed.contains("/var/lib"), "{changed}");
    changed
}

/// A cache in front of everything, as its operator would set it up.
fn cache(app: &TestApp, port: u16, folder: &Path) -> String {
    let (upstream, place) = (app.address(), folder.display());
    format!(
        "proxy_cache_path {place}/cache keys_zone=files:1m;\n\
         server {{\n\
           listen 127.0.0.1:{port};\n\
           location / {{\n\
             proxy_pass http://{upstream}; proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr;\n\
             proxy_cache files; proxy_cache_key $uri$is_args$args; proxy_cache_revalidate on;\n\
           }}\n\
         }}"
    )
}

async fn range(client: &Client, address: &str, range: &str) -> Response {
    let request = client.request(reqwest::Method::GET, address);
    request.header("range", range).send().await.unwrap()
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

fn path(address: &str) -> String {
    address.strip_prefix(ORIGIN).unwrap_or(address).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_of_nginx_sends_files_itself_and_only_those_that_may_be_had() {
    let app = TestApp::with(|config| {
        config.http.accel_redirect = true;
        config.transcoding.web_videos.enabled = true;
    })
    .await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "Sent").await;
    let found = details(&app, &video).await;
    let nginx = Nginx::start(|port, _| example(&app, port));
    let front = Client::new(nginx.address(), ORIGIN.to_owned());

    let web = path(word(&found["files"][0], "fileUrl"));
    let file = app.app().library.path(
        tributary::media::Place::WebVideos,
        web.rsplit('/').next().unwrap(),
    );
    let bytes = std::fs::read(file).unwrap();
    let whole = front.get(&web).await;
    assert_eq!(header(&whole, "content-type"), "video/mp4");
    assert_eq!(
        header(&whole, "cache-control"),
        "public, max-age=86400, immutable"
    );
    assert_eq!(header(&whole, "access-control-allow-origin"), "*");
    assert_eq!(header(&whole, "x-content-type-options"), "nosniff");
    let tag = header(&whole, "etag").to_owned();
    assert!(whole.bytes().await.unwrap() == bytes, "other bytes");
    let part = range(&front, &web, "bytes=10-19").await;
    assert_eq!(
        (part.status().as_u16(), header(&part, "content-range")),
        (206, format!("bytes 10-19/{}", bytes.len()).as_str())
    );
    assert_eq!(part.bytes().await.unwrap(), bytes[10..20]);
    let suffix = range(&front, &web, "bytes=-7").await;
    assert_eq!(suffix.bytes().await.unwrap(), bytes[bytes.len() - 7..]);
    let several = range(&front, &web, "bytes=0-1,5-6").await;
    assert_eq!(
        (
            several.status().as_u16(),
            several.bytes().await.unwrap().len()
        ),
        (200, bytes.len())
    );
    let many = format!("bytes={}", ["0-1"; 9].join(","));
    assert_eq!(range(&front, &web, &many).await.status(), 416);
    assert_eq!(
        range(&front, &web, &format!("bytes={}-", bytes.len()))
            .await
            .status(),
        416
    );
    let known = front
        .request(reqwest::Method::GET, &web)
        .header("if-none-match", tag);
    assert_eq!(known.send().await.unwrap().status(), 304);
    // The server itself sent no byte of the file.
    let sent_by_us = async |address: &str, place: usize| {
        let line = until("the request is in the log", async || {
            nginx.seen(address).get(place).cloned()
        })
        .await;
        line.split(' ').nth(2).unwrap().to_owned()
    };
    assert_eq!(sent_by_us(&web, 0).await, "0");

    let playlist = &found["streamingPlaylists"][0];
    for address in ["playlistUrl", "segmentsSha256Url"] {
        let answer = front.get(&path(word(playlist, address))).await;
        assert_eq!(answer.status(), 200, "{address}");
        assert!(!answer.bytes().await.unwrap().is_empty(), "{address}");
    }
    for picture in ["thumbnailPath", "previewPath"] {
        let answer = front.get(word(&found, picture)).await;
        assert_eq!(header(&answer, "content-type"), "image/jpeg");
    }
    // What is internal stays so.
    for address in [
        web.replace("/static/", "/internal/"),
        "/internal/hls/".to_owned(),
    ] {
        assert_eq!(front.get(&address).await.status(), 404, "{address}");
    }

    // What is not everybody's goes the same way, to those who may have it.
    put(&alice, &video, json!({ "privacy": 3 })).await;
    assert_eq!(front.get(&web).await.status(), 404);
    let hidden = details(&alice, &video).await;
    let private = path(word(&hidden["files"][0], "fileUrl"));
    assert_eq!(front.get(&private).await.status(), 403);
    let mine = front.with_token(&alice.token).get(&private).await;
    assert_eq!(header(&mine, "cache-control"), "private, no-store");
    assert!(mine.bytes().await.unwrap() == bytes, "other bytes");
    // It writes down what it has answered a moment later.
    let seen = until("the second line of the log", async || {
        let seen = nginx.seen(&private);
        (seen.len() == 2).then_some(seen)
    })
    .await;
    assert!(seen[1].starts_with("200 - 0 "), "{seen:?}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_a_trusted_proxy_is_told_where_files_lie() {
    let app = TestApp::with(|config| {
        config.http.accel_redirect = true;
        config.trust_proxy = Vec::new();
    })
    .await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "Direct").await;
    let found = details(&app, &video).await;
    let answer = app
        .get(word(&found["streamingPlaylists"][0], "playlistUrl"))
        .await;
    assert_eq!(header(&answer, "x-accel-redirect"), "");
    assert!(answer.text().await.unwrap().starts_with("#EXTM3U"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cache_in_front_keeps_public_media_asks_about_playlists_and_keeps_nothing_private() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "Cached").await;
    let found = details(&app, &video).await;
    let nginx = Nginx::start(|port, folder| cache(&app, port, folder));
    let front = Client::new(nginx.address(), ORIGIN.to_owned());
    let twice = async |client: &Client, address: &str| {
        let before = nginx.seen(address).len();
        let mut seen = Vec::new();
        for number in 1..=2 {
            assert_eq!(client.get(address).await.status(), 200, "{address}");
            // A line is written once its answer has gone, and is kept, if it is to be kept.
            seen = until("it is in the log", async || {
                let seen = nginx.seen(address);
                (seen.len() == before + number).then_some(seen)
            })
            .await;
        }
        let word = |line: &String| line.split(' ').nth(1).unwrap().to_owned();
        seen[before..].iter().map(word).collect::<Vec<_>>()
    };
    let addresses = |found: &Value| {
        let playlist = &found["streamingPlaylists"][0];
        let media = path(word(&playlist["files"][0], "fileUrl"));
        (media, path(word(playlist, "playlistUrl")))
    };
    let (media, master) = addresses(&found);
    assert_eq!(twice(&front, &media).await, ["MISS", "HIT"]);
    assert_eq!(twice(&front, &master).await, ["MISS", "MISS"]);

    put(&alice, &video, json!({ "privacy": 3 })).await;
    // Who asks for the playlist, as players do, hears at once that it is gone.
    assert_eq!(front.get(&master).await.status(), 404);
    let (media, master) = addresses(&details(&alice, &video).await);
    let owner = front.with_token(&alice.token);
    for address in [&media, &master] {
        assert_eq!(twice(&owner, address).await, ["MISS", "MISS"], "{address}");
        assert_eq!(
            front.get(address).await.status(),
            403,
            "{address} came out of the cache"
        );
    }
    app.stop().await;
}
