//! Somebody who watches, and what tests ask of a video's counts.

use std::time::Duration;

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};
use tributary::domain::VideoId;

use crate::support::{
    answer::{self, status},
    app::TestApp,
    client::Client,
    clip,
    server::Server,
};

pub(super) const SECOND: Duration = Duration::from_secs(1);

/// The address of what players say of a video.
pub(super) fn views(video: impl std::fmt::Display) -> String {
    format!("/api/v1/videos/{video}/views")
}

/// A player says where it is; fails unless that is heard.
pub(super) async fn ping(client: &Client, video: VideoId, session: &str, position: u32) {
    let body = json!({ "currentTime": position, "sessionId": session });
    status(client.post_json(&views(video), &body).await, 204).await;
}

/// Watches from one second to another in real time, saying so every five seconds.
pub(super) async fn watch(
    app: &TestApp,
    client: &Client,
    video: VideoId,
    session: &str,
    (from, to): (u32, u32),
) {
    let mut at = from;
    ping(client, video, session, at).await;
    while at < to {
        let step = 5.min(to - at);
        app.advance(step * SECOND);
        at += step;
        ping(client, video, session, at).await;
    }
}

/// A public video of the tiny clip on a server in a process of its own: its number.
pub(super) async fn publish(server: &Server) -> i64 {
    let root = server.root().await;
    let bytes = std::fs::read(clip::tiny_mp4(server.folder())).unwrap();
    let form = Form::new()
        .text("name", "Watched")
        .text("channelId", root.channel_id.to_string())
        .text("privacy", "1")
        .part("videofile", Part::bytes(bytes).file_name("tiny.mp4"));
    let answer = root.post_multipart("/api/v1/videos/upload", form).await;
    let answer = answer::json(answer, 200).await;
    answer["video"]["id"].as_i64().unwrap()
}

/// Somebody begins to watch a video of such a server.
pub(super) async fn begin(server: &Server, video: i64, session: &str) {
    let body = json!({ "currentTime": 0, "sessionId": session });
    status(server.anyone().post_json(&views(video), &body).await, 204).await;
}

/// Has such a server write its counts; whether it lived to say so.
pub(super) async fn write(server: &Server) -> bool {
    let root = server.root().await;
    let body = json!({ "command": "process-video-views-buffer" });
    let request = root.request(Method::POST, "/api/v1/server/debug/run-command");
    let answer = request.json(&body).send().await;
    answer.is_ok_and(|answer| answer.status() == 204)
}

/// The bytes of the journal of such a server that are on disk.
pub(super) fn journal_bytes(server: &Server) -> u64 {
    let entries = std::fs::read_dir(server.data("tmp-persistent").join("views")).unwrap();
    entries
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .sum()
}

/// Has counts written.
pub(super) async fn flush(app: &TestApp) {
    app.app().views.flush().await.unwrap();
}

/// Has a duty done, whoever is signed in.
pub(super) async fn duty(app: &TestApp, name: &str) {
    app.app().periodic.run_now(name).await.unwrap();
}

/// A field of a video, as everybody sees it.
pub(super) async fn field(app: &TestApp, video: VideoId, name: &str) -> Value {
    app.seen_change().await;
    let details = app.get(&format!("/api/v1/videos/{video}")).await;
    answer::json(details, 200).await[name].clone()
}

/// A statistic of a video.
pub(super) async fn stats(client: &Client, video: VideoId, what: &str) -> Value {
    let path = format!("/api/v1/videos/{video}/stats/{what}");
    answer::json(client.get(&path).await, 200).await
}
