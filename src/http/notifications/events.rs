//! `GET /api/v1/users/me/notifications/events`: what the caller is told, as it happens, as server-sent events (WHATWG HTML,
//! section 9.2). Of our own.

use std::{convert::Infallible, time::Duration};

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, HeaderName},
    web::{Bytes, Data},
};
use futures_util::stream;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::shape::Notification;
use crate::{
    http::{
        auth::{Session, SignedIn},
        error::ApiError,
        query::Query,
        state::App,
    },
    notices::Listening,
    store::{
        notifications::{self, NotificationWindow},
        tokens,
    },
};

/// How often the database is looked at even if nothing is heard.
const LOOK: Duration = Duration::from_secs(5);
/// Looks between two signs of life, and between two questions whether the session still is one.
const LOOKS_PER_WORD: u32 = 3;
/// Notifications that one look reads.
const MOST: i64 = 50;
/// Proxies must not collect what is told as it happens.
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Tells of each notification as it is written: `event: notification`, its number as `id`, the notification of the list as
/// `data`. A comment comes at least every 15 seconds. The stream ends with the session. With `Last-Event-ID` as the query
/// `after`, what was written since is told first.
#[utoipa::path(
    get, path = "/api/v1/users/me/notifications/events", operation_id = "getMyNotificationEvents",
    tag = "My Notifications",
    security(("OAuth2" = [])),
    params(("after" = Option<i64>, Query, minimum = 0, description = "The number of the last one that the caller knows")),
    responses(
        (status = 200, description = "Events, until the caller has had enough", content_type = "text/event-stream"),
        (status = 400, description = "`after` is no number"),
        (status = 429, description = "The caller has ten such streams open")
    )
)]
pub async fn get(
    SignedIn(session): SignedIn,
    app: Data<App>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    let after = query.integer("after", 0..=i64::MAX);
    query.finish()?;
    let listening = app.notices.listen(session.user);
    let listening = listening.map_err(|_| ApiError::TooManyRequests { retry_after: 60 })?;
    let last = match after {
        Some(after) => after,
        None => newest(&app, &session).await?,
    };
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let events = Events {
        app,
        session,
        listening,
        last,
        ticks,
        looks: 0,
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

/// The number of the last one that there is.
async fn newest(app: &App, session: &Session) -> Result<i64, ApiError> {
    let window = NotificationWindow {
        user: session.user,
        read: None,
        kinds: Vec::new(),
        descending: true,
        start: 0,
        count: 1,
    };
    let rows = notifications::list(&mut app.store.read().await?, &window).await?;
    Ok(rows.first().map_or(0, |row| row.id))
}

struct Events {
    app: Data<App>,
    session: Session,
    listening: Listening,
    /// The number of the last one that was told.
    last: i64,
    ticks: Interval,
    looks: u32,
}

impl Events {
    /// What is to be said next; none when nothing more may be.
    async fn next(&mut self) -> Option<String> {
        loop {
            let is_tick = tokio::select! {
                () = self.listening.news() => false,
                _ = self.ticks.tick() => true,
            };
            let word = is_tick && self.looks.is_multiple_of(LOOKS_PER_WORD);
            self.looks = self.looks.wrapping_add(u32::from(is_tick));
            if word && !self.is_signed_in().await {
                return None;
            }
            let mut text = self.told().await;
            if text.is_empty() && word {
                text.push_str(":\n\n");
            }
            if !text.is_empty() {
                return Some(text);
            }
        }
    }

    /// What was written since. While the database is away nothing is said, and it is looked at again.
    async fn told(&mut self) -> String {
        let own_host = self.app.config.webserver.host();
        let mut text = String::new();
        let Ok(mut tx) = self.app.store.read().await else {
            return text;
        };
        let user = self.session.user;
        let Ok(rows) = notifications::list_after(&mut tx, user, self.last, MOST).await else {
            return text;
        };
        for row in rows {
            let id = row.id;
            let data = serde_json::to_string(&Notification::of(row, &own_host)).unwrap_or_default();
            text.push_str(&format!("event: notification\nid: {id}\ndata: {data}\n\n"));
            self.last = id;
        }
        text
    }

    async fn is_signed_in(&self) -> bool {
        let Ok(mut tx) = self.app.store.read().await else {
            return true;
        };
        let found = tokens::find_by_access(&mut tx, &self.session.token).await;
        found.is_ok_and(|found| {
            found.is_some_and(|token| {
                !token.blocked && token.access_expires_at > self.app.clock.now()
            })
        })
    }
}
