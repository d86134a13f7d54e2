//! `PUT /api/v1/users/me/notification-settings`: how the caller wants to be told; shown in `GET /users/me`.

use std::collections::{BTreeMap, HashMap};

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Payload},
};

use crate::{
    domain::notification::{Channels, NotificationEvent},
    http::{
        auth::SignedIn,
        error::ApiError,
        form::{self, Given, Rules},
        state::App,
    },
    store::notification_settings,
};

/// Changes what is given: for each event 0 (not at all), 1 (on the web), 2 (by mail) or 3 (both).
#[utoipa::path(
    put, path = "/api/v1/users/me/notification-settings", operation_id = "updateMyNotificationSettings",
    tag = "My Notifications",
    security(("OAuth2" = [])),
    request_body = BTreeMap<String, i64>,
    responses(
        (status = 204, description = "They are told so"),
        (status = 400, description = "A number is none of these: see `invalid-params`")
    )
)]
pub async fn put(
    SignedIn(session): SignedIn,
    app: Data<App>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let fields = form::read(&request, body, &Rules::no_files()).await?.fields;
    let mut chosen = Vec::new();
    for event in NotificationEvent::ALL {
        if let Given::Value(bits) = fields.integer(event.word(), 0..=Channels::ALL) {
            chosen.push((*event, bits));
        }
    }
    fields.finish()?;
    let mut tx = app.store.begin().await?;
    for (event, bits) in chosen {
        notification_settings::set(&mut tx, session.user, event, bits).await?;
    }
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What is shown of somebody who has chosen this.
#[must_use]
pub fn shown(chosen: &HashMap<String, i64>) -> BTreeMap<&'static str, i64> {
    let all = NotificationEvent::ALL.iter().map(|event| {
        let bits = chosen.get(event.word()).copied();
        (event.word(), bits.unwrap_or_else(|| event.default_bits()))
    });
    all.collect()
}
