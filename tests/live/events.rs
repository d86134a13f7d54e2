//! What happens to a live, as the server tells it to browsers.

use std::time::Duration;

use reqwest::Response;
use serde_json::Value;

use super::stage::{Encoder, Live, server};
use crate::support::{
    answer::{problem, status},
    client::Client,
};

/// The events of one connection.
pub(super) struct Events {
    answer: Response,
    text: String,
}

impl Events {
    pub(super) async fn of(client: &Client, live: &Live) -> Self {
        let path = format!("/api/v1/videos/{}/live-events", live.uuid);
        let answer = client.get(&path).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        let text = String::new();
        Self { answer, text }
    }

    /// The next event of this kind; none when the connection ends.
    pub(super) async fn next(&mut self, kind: &str) -> Option<Value> {
        loop {
            while let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                let data = event.strip_prefix(&format!("event: {kind}\ndata: "));
                if let Some(data) = data {
                    return Some(serde_json::from_str(data).unwrap());
                }
            }
            let chunk = tokio::time::timeout(Duration::from_secs(60), self.answer.chunk());
            let chunk = chunk.await.expect("something is told").ok()??;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    async fn state(&mut self) -> (i64, bool) {
        let data = self.next("state").await.unwrap();
        let id = data["state"]["id"].as_i64().unwrap();
        (id, data["interrupted"] == true)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn viewers_hear_of_every_turn_and_the_owner_of_the_streams_health() {
    let app = server(|config| config.live.reconnect_window = Duration::from_secs(20)).await;
    let owner = app.user("owner").await;
    let live = Live::create(&owner, &[]).await;
    let mut viewer = Events::of(&app, &live).await;
    assert_eq!(viewer.state().await, (4, false));
    assert_eq!(viewer.next("viewers").await.unwrap()["viewers"], 1);
    assert_eq!(live.video(&owner).await["viewers"], 1);
    let mut own = Events::of(&owner, &live).await;
    assert_eq!(own.next("health").await.unwrap()["connected"], false);

    let encoder = Encoder::start(&live.address(), None);
    assert_eq!(viewer.state().await, (1, false));
    let health = loop {
        let health = own.next("health").await.unwrap();
        if health["keyFrameInterval"].is_number() && health["width"].is_number() {
            break health;
        }
    };
    assert_eq!(
        (&health["width"], &health["height"]),
        (&320.into(), &180.into())
    );
    assert!(
        (20.0..=30.0).contains(&health["fps"].as_f64().unwrap()),
        "{health}"
    );
    assert!(
        (0.9..=1.1).contains(&health["keyFrameInterval"].as_f64().unwrap()),
        "{health}"
    );
    assert!(health["bitrate"].as_u64().unwrap() > 50_000, "{health}");
    assert!(
        health["videoCodec"].as_str().unwrap().starts_with("avc1"),
        "{health}"
    );
    assert_eq!(health["warnings"], serde_json::json!([]));

    encoder.kill();
    assert_eq!(viewer.state().await, (1, true));
    let mut late = Events::of(&app, &live).await;
    assert_eq!(late.state().await, (1, true), "who comes late hears it too");
    let encoder = Encoder::start(&live.address(), Some(4));
    assert_eq!(viewer.state().await, (1, false));
    let (content, said) = encoder.ended().await;
    assert!(content, "{said}");
    assert_eq!(viewer.state().await, (5, false));
    drop((viewer, own, late));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_for_those_who_may_watch() {
    let app = server(|_| {}).await;
    let (owner, other) = (app.user("owner").await, app.user("other").await);
    let live = Live::create(&owner, &[("privacy", "3")]).await;
    let path = format!("/api/v1/videos/{}/live-events", live.uuid);
    problem(app.get(&path).await, 401, "").await;
    problem(other.get(&path).await, 403, "").await;
    let mut own = Events::of(&owner, &live).await;
    assert_eq!(own.state().await, (4, false));
    status(
        owner.delete(&format!("/api/v1/videos/{}", live.uuid)).await,
        204,
    )
    .await;
    while own.next("health").await.is_some() {}
    app.stop().await;
}
