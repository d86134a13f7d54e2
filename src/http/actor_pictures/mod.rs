//! The pictures of accounts and channels: sent, taken away.

pub mod channel;
pub mod mine;

use actix_web::{HttpRequest, HttpResponse, web::Payload};
use serde::Serialize;
use utoipa::ToSchema;

use actors_kernel::RequestId;
use actors_transcode::InspectError;

use crate::{
    domain::actor_picture::{ActorPicture, ActorPictureKind},
    http::{
        error::{ApiError, Location},
        form::{self, Rules},
        image::ActorImage,
        state::App,
    },
    media::{ActorPictureError, ActorPictures, Sent},
    usecases::set_actor_picture::{self, Whose},
};

/// The avatar in its sizes.
#[derive(Debug, Serialize, ToSchema)]
pub struct Avatars {
    /// The smallest first.
    avatars: Vec<ActorImage>,
}

/// The banner in its sizes.
#[derive(Debug, Serialize, ToSchema)]
pub struct Banners {
    /// The smallest first.
    banners: Vec<ActorImage>,
}

/// The body of an avatar, for the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "names and types for the document")]
pub(crate) struct AvatarFile {
    /// A PNG, JPEG, WebP or GIF.
    #[schema(value_type = String, format = Binary)]
    avatarfile: Vec<u8>,
}

/// The body of a banner, for the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "names and types for the document")]
pub(crate) struct BannerFile {
    /// A PNG, JPEG, WebP or GIF.
    #[schema(value_type = String, format = Binary)]
    bannerfile: Vec<u8>,
}

const fn field(kind: ActorPictureKind) -> &'static str {
    match kind {
        ActorPictureKind::Avatar => "avatarfile",
        ActorPictureKind::Banner => "bannerfile",
    }
}

/// Takes the picture of the body and gives it to whose it is.
async fn pick(
    app: &App,
    (request, body): (&HttpRequest, Payload),
    request_id: RequestId,
    whose: Whose<'_>,
    kind: ActorPictureKind,
) -> Result<ActorPicture, ApiError> {
    let most = app.config.upload.max_avatar_size.bytes();
    let too_large = move || ApiError::FileTooLarge {
        what: "the picture",
        most,
    };
    let rules = Rules::no_files().picture(field(kind), most, too_large);
    let mut form = form::read(request, body, &rules).await?;
    let bytes = form.picture(field(kind)).map(|file| file.content.to_vec());
    let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) else {
        let null = serde_json::Value::Null;
        return Err(ApiError::invalid(
            Location::Body,
            field(kind),
            "is required",
            null,
        ));
    };
    let pictures = ActorPictures {
        library: app.library.clone(),
        transcoding: app.transcoding.clone(),
    };
    let now = app.clock.now();
    let sent = Sent {
        kind,
        bytes,
        request_id,
        now,
    };
    let made = pictures.make(sent, &app.config.upload).await;
    let picture = made.map_err(|error| refusal(error, field(kind)))?;
    let kept = async {
        let mut tx = app.store.begin().await?;
        set_actor_picture::run(&mut tx, whose, kind, Some(&picture), now).await?;
        tx.commit().await
    };
    if let Err(error) = kept.await {
        pictures.discard(&picture).await.map_err(ApiError::disk)?;
        return Err(error.into());
    }
    app.wake_removals();
    Ok(picture)
}

/// Takes a picture away.
async fn take_away(
    app: &App,
    whose: Whose<'_>,
    kind: ActorPictureKind,
) -> Result<HttpResponse, ApiError> {
    let mut tx = app.store.begin().await?;
    if set_actor_picture::run(&mut tx, whose, kind, None, app.clock.now()).await? {
        tx.commit().await?;
        app.wake_removals();
    }
    Ok(HttpResponse::NoContent().finish())
}

fn refusal(error: ActorPictureError, field: &'static str) -> ApiError {
    match error {
        ActorPictureError::Disk(error) => ApiError::disk(error),
        ActorPictureError::Inspect(InspectError::Refused(failure)) => ApiError::invalid(
            Location::Body,
            field,
            format!(
                "should be a PNG, JPEG, WebP or GIF picture: {}",
                failure.reason
            ),
            serde_json::Value::Null,
        ),
        ActorPictureError::Inspect(InspectError::Busy | InspectError::Stopped) => {
            ApiError::Unavailable {
                detail: "this server is busy".into(),
                retry_after: 2,
            }
        }
        ActorPictureError::Inspect(error) => ApiError::internal(error),
    }
}
