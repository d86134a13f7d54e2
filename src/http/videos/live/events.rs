//! `GET /api/v1/videos/{id}/live-events`: what happens to a live, as server-sent events (WHATWG HTML, section 9.2).

use std::{convert::Infallible, time::Duration};

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, HeaderName},
    web::{Bytes, Data, Path},
};
use actors_live::{Listening, LiveId, Standing};
use futures_util::stream;
use serde_json::{Value, json};
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::{super::access, health};
use crate::{
    domain::{VideoId, VideoReference, VideoState},
    http::{auth::Viewer, error::ApiError, state::App, video_password::GivenPassword},
    store::{lives, videos},
};

/// How often rights, viewers and, for the owner, the stream's health are looked at.
const LOOK: Duration = Duration::from_secs(2);
/// Looks until those who only watch are told the number of viewers, and that the connection lives.
const LOOKS_PER_WORD: u32 = 5;
/// Looks between two questions whether the viewer may still watch.
const LOOKS_PER_QUESTION: u32 = 15;
/// Proxies must not collect what is told as it happens.
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Tells whoever may watch the live where it stands and how many watch, and its owner how its stream comes in.
///
/// `state` {"state": {"id", "label"}, "interrupted"?}, `viewers` {"viewers"}, `health` {…}; a comment where nothing happens.
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/live-events", operation_id = "getLiveEvents", tag = "Live Videos",
    params(
        ("id" = String, Path, description = "Number, UUID or short UUID of the live"),
        ("x-peertube-video-password" = Option<String>, Header, description = "A password of the video, where it has any")
    ),
    responses(
        (status = 200, description = "Events, until the caller has had enough", content_type = "text/event-stream"),
        (status = 401, description = "It takes a login to see the live"),
        (status = 403, description = "Not shared with the caller, or no password of the video"),
        (status = 404, description = "No such live")
    ),
    security((), ("OAuth2" = []))
)]
pub async fn get(
    app: Data<App>,
    id: Path<String>,
    viewer: Viewer,
    password: GivenPassword,
) -> Result<HttpResponse, ApiError> {
    let mut tx = app.store.read().await?;
    let video = access::watchable(&mut tx, &id, &viewer, &password).await?;
    let live = lives::find(&mut tx, video.id).await?;
    let live = live.ok_or(ApiError::NotFound("live"))?;
    drop(tx);
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let live = LiveId(live.uuid.as_uuid());
    let events = Events {
        listening: app.lives.listen(live),
        live,
        managed: access::manages(&viewer, &video),
        video: video.id,
        app,
        viewer,
        password,
        ticks,
        looks: 0,
        told: Vec::new(),
    };
    let events = stream::unfold(Some(events), |events| async {
        let mut events = events?;
        let text = events.next().await?;
        Some((Ok::<_, Infallible>(Bytes::from(text)), Some(events)))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((UNBUFFERED, "no"))
        .streaming(events))
}

struct Events {
    app: Data<App>,
    listening: Listening,
    viewer: Viewer,
    password: GivenPassword,
    managed: bool,
    video: VideoId,
    live: LiveId,
    ticks: Interval,
    looks: u32,
    /// What was told last, by the kind of the event.
    told: Vec<(&'static str, Value)>,
}

impl Events {
    /// What is to be said next; none when nothing more may be.
    async fn next(&mut self) -> Option<String> {
        loop {
            let moved = tokio::select! {
                () = self.listening.changed() => true,
                _ = self.ticks.tick() => false,
            };
            let first = self.looks == 0;
            if !moved {
                self.looks = self.looks.wrapping_add(1).max(1);
            }
            if self.looks.is_multiple_of(LOOKS_PER_QUESTION) && !self.may_watch().await {
                return None;
            }
            let mut text = String::new();
            if moved || first {
                let state = self.state().await?;
                self.say(&mut text, "state", state);
            }
            let word = self.looks.is_multiple_of(LOOKS_PER_WORD);
            if first || word || self.managed {
                let viewers = self.app.lives.listeners(self.live);
                self.say(&mut text, "viewers", json!({ "viewers": viewers }));
            }
            if self.managed {
                let health = health::of(&self.app, self.live);
                self.say(&mut text, "health", health);
            }
            if text.is_empty() && word {
                text.push_str(":\n\n");
            }
            if !text.is_empty() {
                return Some(text);
            }
        }
    }

    /// Says what is not what was said last.
    fn say(&mut self, text: &mut String, kind: &'static str, data: Value) {
        let known = self.told.iter_mut().find(|(known, _)| *known == kind);
        match known {
            Some((_, told)) if *told == data => return,
            Some((_, told)) => told.clone_from(&data),
            None => self.told.push((kind, data.clone())),
        }
        text.push_str(&format!("event: {kind}\ndata: {data}\n\n"));
    }

    async fn state(&self) -> Option<Value> {
        let state = match self.listening.now() {
            Standing::OnAir | Standing::Interrupted => VideoState::Published,
            Standing::Waiting | Standing::Ended => {
                let mut tx = self.app.store.read().await.ok()?;
                let video = VideoReference::Id(self.video);
                videos::find(&mut tx, video).await.ok()??.state
            }
        };
        let mut data = json!({ "state": { "id": state.number(), "label": state.label() } });
        if self.listening.now() == Standing::Interrupted
            && let Some(fields) = data.as_object_mut()
        {
            fields.insert("interrupted".to_owned(), true.into());
        }
        Some(data)
    }

    async fn may_watch(&self) -> bool {
        let Ok(mut tx) = self.app.store.read().await else {
            return true;
        };
        let id = self.live.to_string();
        access::watchable(&mut tx, &id, &self.viewer, &self.password)
            .await
            .is_ok()
    }
}
