//! Somebody who watches, and what tests ask of a video's counts.

use std::time::Duration;

use serde_json::{Value, json};
use tributary::domain::VideoId;

use crate::support::{
    answer::{self, status},
    app::TestApp,
    client::Client,
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
