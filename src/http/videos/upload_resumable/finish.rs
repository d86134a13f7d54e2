//! The end of a resumable upload: all bytes are there, and a video is made of them.

use actix_web::HttpResponse;
use actors_kernel::RequestId;
use actors_uploads::Finishing;

use super::session::{PendingVideo, library_name, picture_name};
use crate::{
    domain::file_kind,
    http::{
        error::ApiError,
        state::App,
        videos::receive::{self, Received},
    },
    media::{OwnPictures, Place},
    store::uploads::UploadRow,
};

/// Makes the video and answers with it; an upload that is no video is gone afterwards, any other failure leaves it to be
/// finished by the next request.
pub(super) async fn run(
    app: &App,
    row: &UploadRow,
    finishing: Finishing,
    request: RequestId,
) -> Result<HttpResponse, ApiError> {
    let made = finishing.within(make(app, row, request)).await?;
    match made {
        Ok(answer) => {
            finishing.complete(answer.clone()).await?;
            forget_bytes(app, &row.id).await;
            Ok(answered(&answer))
        }
        Err(error @ (ApiError::Unprocessable(_) | ApiError::Invalid(_))) => {
            finishing.abandon().await?;
            forget_bytes(app, &row.id).await;
            Err(error)
        }
        Err(error) => Err(error),
    }
}

/// The answer to a complete upload, now and later.
pub(super) fn answered(answer: &str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body(answer.to_owned())
}

async fn make(app: &App, row: &UploadRow, request: RequestId) -> Result<String, ApiError> {
    let pending: PendingVideo = serde_json::from_str(&row.metadata).map_err(ApiError::internal)?;
    let accepted = app.config.transcoding.accepted();
    let extension = file_kind::extension_of(&row.filename, accepted).unwrap_or(".mp4");
    let name = library_name(row);
    let received = Received {
        path: &app.library.path(Place::Uploads, &row.id),
        name: &name,
        original_name: &row.filename,
        extension,
        user: row.user_id,
        channel: pending.channel,
        draft: &pending.draft,
        pictures: pictures(app, &row.id).await?,
        request,
        upload: Some(&row.id),
    };
    let answer = receive::receive(app, &received).await?;
    serde_json::to_string(&answer).map_err(ApiError::internal)
}

/// The pictures that came with the init.
async fn pictures(app: &App, id: &str) -> Result<OwnPictures, ApiError> {
    Ok(OwnPictures {
        thumbnail: picture(app, id, "thumbnail").await?,
        preview: picture(app, id, "preview").await?,
    })
}

async fn picture(app: &App, id: &str, kind: &str) -> Result<Option<Vec<u8>>, ApiError> {
    let path = app.library.path(Place::Uploads, &picture_name(id, kind));
    match tokio::fs::read(path).await {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ApiError::disk(error)),
    }
}

/// The video has its own link to them. What cannot be removed now is found by the sweep of the folder.
pub(super) async fn forget_bytes(app: &App, id: &str) {
    let names = [
        id.to_owned(),
        picture_name(id, "thumbnail"),
        picture_name(id, "preview"),
    ];
    for name in names {
        if let Err(error) = app.library.remove(Place::Uploads, &name).await {
            tracing::warn!(%error, name, "the bytes of a finished upload are left");
        }
    }
}
