//! kill -9 while people watch.

use std::time::Duration;

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::support::{
    answer::{self, status},
    clip,
    server::Server,
};

const SETTINGS: &str = "
transcoding: { enabled: false }
views: { videos: { count_view_after: 0 seconds } }
rates_limit: { api: { window: 1 second, max: 100000 } }
";

/// Longer than a commit of the journal may take to come.
const COMMITTED: Duration = Duration::from_millis(1_500);

async fn upload(server: &Server) -> i64 {
    let root = server.root().await;
    let bytes = std::fs::read(clip::tiny_mp4(server.folder())).unwrap();
    let form = Form::new()
        .text("name", "Watched")
        .text("channelId", root.channel_id.to_string())
        .text("privacy", "1")
        .part("videofile", Part::bytes(bytes).file_name("tiny.mp4"));
    let answer = root.post_multipart("/api/v1/videos/upload", form).await;
    answer::json(answer, 200).await["video"]["id"]
        .as_i64()
        .unwrap()
}

async fn ping(server: &Server, video: i64, session: &str) {
    let body = json!({ "currentTime": 0, "sessionId": session });
    let path = format!("/api/v1/videos/{video}/views");
    status(server.anyone().post_json(&path, &body).await, 204).await;
}

async fn flush(server: &Server) {
    let root = server.root().await;
    let body = json!({ "command": "process-video-views-buffer" });
    status(
        root.post_json("/api/v1/server/debug/run-command", &body)
            .await,
        204,
    )
    .await;
}

async fn views(server: &Server, video: i64) -> Value {
    let answer = server
        .anyone()
        .get(&format!("/api/v1/videos/{video}"))
        .await;
    answer::json(answer, 200).await["views"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_has_every_view_but_those_of_the_last_second_and_none_twice() {
    let mut server = Server::start(SETTINGS).await;
    let video = upload(&server).await;
    for round in 0..3 {
        for session in 0..10 {
            ping(&server, video, &format!("{round} {session}")).await;
        }
        if round == 1 {
            flush(&server).await;
        }
        tokio::time::sleep(COMMITTED).await;
        server.kill_and_restart().await;
        // Everybody who was there before is known.
        for session in 0..10 {
            ping(&server, video, &format!("{round} {session}")).await;
        }
    }
    flush(&server).await;
    assert_eq!(views(&server, video).await, 30);
    let (status, _) = server.terminate().await;
    assert!(status.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_between_the_database_and_its_journal_counts_nothing_twice() {
    let mut server = Server::start(SETTINGS).await;
    let video = upload(&server).await;
    for session in 0..10 {
        ping(&server, video, &session.to_string()).await;
    }
    flush(&server).await;
    // The segment is there: it is needed until the views expire.
    server.kill_and_restart().await;
    flush(&server).await;
    assert_eq!(views(&server, video).await, 10);
    // A torn end is cut off.
    let journal = server.data("tmp-persistent").join("views");
    ping(&server, video, "another").await;
    tokio::time::sleep(COMMITTED).await;
    server.kill();
    let mut segments: Vec<_> = std::fs::read_dir(&journal)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "views")
        })
        .collect();
    segments.sort();
    let last = std::fs::OpenOptions::new()
        .append(true)
        .open(segments.last().unwrap());
    std::io::Write::write_all(&mut last.unwrap(), &[40, 0, 1, 2, 3]).unwrap();
    server.restart().await;
    flush(&server).await;
    assert_eq!(views(&server, video).await, 11);
    let (status, _) = server.terminate().await;
    assert!(status.success());
}
