//! The pictures of a channel: `POST …/avatar/pick`, `DELETE …/avatar`, and the same of its banner.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Json, Path, Payload},
};

use super::{AvatarFile, Avatars, BannerFile, Banners};
use crate::{
    domain::actor_picture::ActorPictureKind,
    http::{
        auth::SignedIn, channels::managing, error::ApiError, image::ActorImage,
        request_id::Request, state::App,
    },
    store::channels::ChannelRow,
    usecases::set_actor_picture::Whose,
};

/// Gives a channel an avatar.
#[utoipa::path(
    post, path = "/api/v1/video-channels/{channelHandle}/avatar/pick", operation_id = "pickAvatar",
    tag = "Video Channels",
    security(("OAuth2" = [])),
    params(("channelHandle" = String, Path, description = "The name of the channel")),
    request_body(content = AvatarFile, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "The picture in its sizes", body = Avatars),
        (status = 400, description = "It is no picture: see `invalid-params`"),
        (status = 403, description = "It is somebody else's channel"),
        (status = 404, description = "No such channel"),
        (status = 413, description = "It is too large: X-File-Maximum-Size says what is not"),
        (status = 415, description = "The body is no form")
    )
)]
pub async fn pick_avatar(
    SignedIn(session): SignedIn,
    app: Data<App>,
    handle: Path<String>,
    Request(request_id): Request,
    request: HttpRequest,
    body: Payload,
) -> Result<Json<Avatars>, ApiError> {
    let channel = managing::find(&app, &handle, &session).await?;
    let kind = ActorPictureKind::Avatar;
    let picture = super::pick(&app, (&request, body), request_id, whose(&channel), kind).await?;
    let avatars = ActorImage::of(Some(&picture), kind);
    Ok(Json(Avatars { avatars }))
}

/// Takes it away.
#[utoipa::path(
    delete, path = "/api/v1/video-channels/{channelHandle}/avatar", operation_id = "deleteAvatar",
    tag = "Video Channels",
    security(("OAuth2" = [])),
    params(("channelHandle" = String, Path, description = "The name of the channel")),
    responses(
        (status = 204, description = "There is none"),
        (status = 403, description = "It is somebody else's channel"),
        (status = 404, description = "No such channel")
    )
)]
pub async fn delete_avatar(
    SignedIn(session): SignedIn,
    app: Data<App>,
    handle: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let channel = managing::find(&app, &handle, &session).await?;
    super::take_away(&app, whose(&channel), ActorPictureKind::Avatar).await
}

/// Gives a channel a banner.
#[utoipa::path(
    post, path = "/api/v1/video-channels/{channelHandle}/banner/pick", operation_id = "pickBanner",
    tag = "Video Channels",
    security(("OAuth2" = [])),
    params(("channelHandle" = String, Path, description = "The name of the channel")),
    request_body(content = BannerFile, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "The picture in its sizes", body = Banners),
        (status = 400, description = "It is no picture: see `invalid-params`"),
        (status = 403, description = "It is somebody else's channel"),
        (status = 404, description = "No such channel"),
        (status = 413, description = "It is too large: X-File-Maximum-Size says what is not"),
        (status = 415, description = "The body is no form")
    )
)]
pub async fn pick_banner(
    SignedIn(session): SignedIn,
    app: Data<App>,
    handle: Path<String>,
    Request(request_id): Request,
    request: HttpRequest,
    body: Payload,
) -> Result<Json<Banners>, ApiError> {
    let channel = managing::find(&app, &handle, &session).await?;
    let kind = ActorPictureKind::Banner;
    let picture = super::pick(&app, (&request, body), request_id, whose(&channel), kind).await?;
    let banners = ActorImage::of(Some(&picture), kind);
    Ok(Json(Banners { banners }))
}

/// Takes it away.
#[utoipa::path(
    delete, path = "/api/v1/video-channels/{channelHandle}/banner", operation_id = "deleteBanner",
    tag = "Video Channels",
    security(("OAuth2" = [])),
    params(("channelHandle" = String, Path, description = "The name of the channel")),
    responses(
        (status = 204, description = "There is none"),
        (status = 403, description = "It is somebody else's channel"),
        (status = 404, description = "No such channel")
    )
)]
pub async fn delete_banner(
    SignedIn(session): SignedIn,
    app: Data<App>,
    handle: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let channel = managing::find(&app, &handle, &session).await?;
    super::take_away(&app, whose(&channel), ActorPictureKind::Banner).await
}

fn whose(channel: &ChannelRow) -> Whose<'_> {
    Whose {
        actor: channel.actor_id,
        teller: channel.id.into(),
        url: &channel.url,
    }
}
