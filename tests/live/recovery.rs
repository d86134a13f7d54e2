//! The server killed, stopped and started during a live, and ports that are taken.

use serde_json::{Value, json};

use super::stage::{Encoder, Live, free_port, settings, watched_to_the_end};
use crate::support::{ffmpeg::complaints, server::Server, wait::until, work::left_in};

async fn recorded_for(server: &Server, bytes: u64) {
    let folder = server.data("tmp-persistent");
    until("a recording", async || {
        let mut size = 0;
        for entry in walk(&folder) {
            size += std::fs::metadata(entry).map_or(0, |file| file.len());
        }
        (size > bytes).then_some(())
    })
    .await;
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for path in left_in(folder) {
        if path.is_dir() {
            found.extend(walk(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_goes_on_with_the_live_when_its_publisher_comes_back() {
    let port = free_port();
    let mut server = Server::start(&settings(port, "60 seconds")).await;
    let root = server.root().await;
    let live = Live::create(&root, &[("saveReplay", "true")]).await;
    let encoder = Encoder::start(&live.address(), None);
    live.playlist(&server.anyone()).await;
    recorded_for(&server, 200_000).await;
    server.kill_and_restart().await;
    drop(encoder);
    let root = server.root().await;
    assert_eq!(
        live.video(&root).await["state"]["id"],
        1,
        "it waits for its publisher"
    );
    let again = Encoder::start(&live.address(), Some(5));
    let (path, text) = live.playlist(&server.anyone()).await;
    assert!(!text.contains("#EXT-X-MEDIA-SEQUENCE:0\n"), "{text}");
    let (content, said) = again.ended().await;
    assert!(content, "{said}");
    watched_to_the_end(&server.anyone(), &path).await;
    let session = live.processed(&root, 1).await;
    assert_eq!(session["error"], Value::Null);
    let video = live.video(&root).await;
    assert!(
        video["duration"].as_i64().unwrap() >= 7,
        "{}",
        video["duration"]
    );
    let file = video["files"][0]["fileUrl"].as_str().unwrap();
    assert_eq!(complaints(&server.anyone().url(file)), "");
    assert!(!server.log().contains(&live.key), "the key is in the log");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_makes_the_replay_of_a_live_whose_publisher_stays_away() {
    let port = free_port();
    let mut server = Server::start(&settings(port, "2 seconds")).await;
    let root = server.root().await;
    let live = Live::create(&root, &[("saveReplay", "true"), ("permanentLive", "true")]).await;
    let encoder = Encoder::start(&live.address(), None);
    live.playlist(&server.anyone()).await;
    recorded_for(&server, 200_000).await;
    server.kill();
    drop(encoder);
    server.restart().await;
    let root = server.root().await;
    let session = live.processed(&root, 1).await;
    assert_eq!(live.video(&root).await["state"]["id"], 4);
    let replay = session["replayVideo"]["uuid"].as_str().unwrap();
    let path = format!("/api/v1/videos/{replay}");
    let video = crate::support::answer::json(root.get(&path).await, 200).await;
    assert!(
        video["duration"].as_i64().unwrap() >= 2,
        "{}",
        video["duration"]
    );
    let file = video["files"][0]["fileUrl"].as_str().unwrap();
    assert_eq!(complaints(&server.anyone().url(file)), "");
    assert_eq!(
        walk(&server.data("tmp-persistent")),
        Vec::<std::path::PathBuf>::new()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_in_order_bridges_a_live() {
    let port = free_port();
    let mut server = Server::start(&settings(port, "60 seconds")).await;
    let root = server.root().await;
    let live = Live::create(&root, &[("saveReplay", "true")]).await;
    let encoder = Encoder::start(&live.address(), None);
    live.playlist(&server.anyone()).await;
    let (status, _) = server.terminate().await;
    assert!(status.success());
    drop(encoder);
    server.restart().await;
    let root = server.root().await;
    let again = Encoder::start(&live.address(), Some(3));
    let (content, said) = again.ended().await;
    assert!(content, "{said}");
    let session = live.processed(&root, 1).await;
    assert_eq!(session["error"], json!(null));
    assert_eq!(session["replayVideo"]["uuid"], live.uuid.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_taken_ends_the_start_in_words() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let mut server = Server::set_up(&settings(port, "2 seconds")).await;
    server.spawn();
    assert!(!server.ended().await.success());
    let (log, printed) = (server.log(), server.printed());
    assert!(
        format!("{log}{printed}").contains("live.rtmp.port"),
        "{log}{printed}"
    );
}
