//! `POST /api/v1/video-channels`: another channel.

use actix_web::{
    HttpRequest,
    web::{Data, Json, Payload},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::profile::{self, ChannelBody};
use crate::{
    domain::name::check_channel_name,
    http::{
        auth::SignedIn,
        code::Code,
        error::ApiError,
        form::{self, Rules},
        state::App,
    },
    usecases::manage_channel::{self, Created, NewChannel},
};

/// The channel that was made.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddVideoChannelAnswer {
    /// Its number.
    video_channel: AddedChannel,
}

/// Its number.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddedChannel {
    /// Of the channel.
    id: i64,
}

/// Makes a channel of the caller's.
#[utoipa::path(
    post, path = "/api/v1/video-channels", operation_id = "addVideoChannel", tag = "Video Channels",
    security(("OAuth2" = [])),
    request_body = ChannelBody,
    responses(
        (status = 200, description = "The channel", body = AddVideoChannelAnswer),
        (status = 400, description = "Something in the body is wrong, or the caller has as many as they may have"),
        (status = 401, description = "Nobody is signed in"),
        (status = 409, description = "An account or channel has the name")
    )
)]
pub async fn post(
    SignedIn(session): SignedIn,
    app: Data<App>,
    request: HttpRequest,
    body: Payload,
) -> Result<Json<AddVideoChannelAnswer>, ApiError> {
    let fields = form::read(&request, body, &Rules::no_files()).await?.fields;
    let name = fields.parsed("name", |text| {
        check_channel_name(text).map(|()| text.to_owned())
    });
    let username = fields.required("name", name);
    let shown = profile::read(&fields);
    if !fields.has("displayName") {
        fields.problem("displayName", "is required");
    }
    fields.finish()?;
    let new = NewChannel {
        username,
        profile: shown,
    };
    let owner = (session.user, session.account);
    let mut tx = app.store.begin().await?;
    match manage_channel::create(&mut tx, owner, &new, &app.config, app.clock.now()).await? {
        Created::Channel(id) => {
            tx.commit().await?;
            Ok(Json(AddVideoChannelAnswer {
                video_channel: AddedChannel { id: id.get() },
            }))
        }
        Created::NameTaken => Err(ApiError::coded(
            Code::AlreadyTaken,
            "an account or channel has this name: choose another",
        )),
        Created::TooMany(most) => {
            let message = format!("you have {most} channels, as many as you may: remove one first");
            Err(ApiError::BadRequest(message.into()))
        }
    }
}
