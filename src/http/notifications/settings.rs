//! `PUT /api/v1/users/me/notification-settings`: how the caller wants to be told; shown in `GET /users/me`.

use std::collections::{BTreeMap, HashMap};

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Payload},
};
use serde::Deserialize;
use utoipa::ToSchema;

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

/// How one wants to be told, by event: a sum of 1 (on the web) and 2 (by mail); for the document.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "names and types for the document; values are read by the names of the domain"
)]
pub(crate) struct NotificationSettings {
    /// New videos and lives of channels that they follow.
    #[schema(minimum = 0, maximum = 3)]
    new_video_from_subscription: Option<i64>,
    /// Comments on their videos.
    #[schema(minimum = 0, maximum = 3)]
    new_comment_on_my_video: Option<i64>,
    /// Reports, as moderators.
    #[schema(minimum = 0, maximum = 3)]
    abuse_as_moderator: Option<i64>,
    /// Videos that wait for them, as moderators.
    #[schema(minimum = 0, maximum = 3)]
    video_auto_blacklist_as_moderator: Option<i64>,
    /// Blocks of their videos.
    #[schema(minimum = 0, maximum = 3)]
    blacklist_on_my_video: Option<i64>,
    /// Videos that waited and are published.
    #[schema(minimum = 0, maximum = 3)]
    my_video_published: Option<i64>,
    /// The end of their imports.
    #[schema(minimum = 0, maximum = 3)]
    my_video_import_finished: Option<i64>,
    /// Followers.
    #[schema(minimum = 0, maximum = 3)]
    new_follow: Option<i64>,
    /// New users and registrations, as moderators.
    #[schema(minimum = 0, maximum = 3)]
    new_user_registration: Option<i64>,
    /// Mentions.
    #[schema(minimum = 0, maximum = 3)]
    comment_mention: Option<i64>,
    /// Followers of the instance, as administrators.
    #[schema(minimum = 0, maximum = 3)]
    new_instance_follower: Option<i64>,
    /// Instances followed by themselves, as administrators.
    #[schema(minimum = 0, maximum = 3)]
    auto_instance_following: Option<i64>,
    /// Messages about reports.
    #[schema(minimum = 0, maximum = 3)]
    abuse_new_message: Option<i64>,
    /// What becomes of their reports.
    #[schema(minimum = 0, maximum = 3)]
    abuse_state_change: Option<i64>,
    /// New versions of the server, as administrators.
    #[schema(minimum = 0, maximum = 3)]
    new_peer_tube_version: Option<i64>,
    /// New versions of plugins, as administrators.
    #[schema(minimum = 0, maximum = 3)]
    new_plugin_version: Option<i64>,
    /// The end of editing.
    #[schema(minimum = 0, maximum = 3)]
    my_video_studio_edition_finished: Option<i64>,
    /// Subtitles of their videos.
    #[schema(minimum = 0, maximum = 3)]
    my_video_transcription_generated: Option<i64>,
}

/// Changes what is given: for each event 0 (not at all), 1 (on the web), 2 (by mail) or 3 (both).
#[utoipa::path(
    put, path = "/api/v1/users/me/notification-settings", operation_id = "updateMyNotificationSettings",
    tag = "My Notifications",
    security(("OAuth2" = [])),
    request_body = NotificationSettings,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::openapi;

    #[test]
    fn the_document_names_every_event() {
        let document = serde_json::to_value(openapi::document()).unwrap();
        let schema = &document["components"]["schemas"]["NotificationSettings"];
        let mut named: Vec<&str> = schema["properties"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let mut events: Vec<&str> = shown(&HashMap::new()).into_keys().collect();
        named.sort_unstable();
        events.sort_unstable();
        assert_eq!(named, events);
    }
}
