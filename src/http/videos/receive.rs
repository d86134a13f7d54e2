//! From a complete file to a video and its answer: what the legacy and the resumable upload share.

use std::path::Path;

use actors_kernel::RequestId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{ChannelId, PublicUuid, UserId, VideoDraft},
    http::{error::ApiError, state::App},
    media::{OwnPictures, TakenIn, Upload},
    store::{channels, uploads},
    usecases::{
        begin_upload,
        publish_video::{self, Incoming},
    },
};

/// A file with everything that is said of it.
#[derive(Debug)]
pub struct Received<'a> {
    /// Where it lies.
    pub path: &'a Path,
    /// What the names of its files begin with; the same when it is received again.
    pub name: &'a str,
    /// The name that it has on the client's side.
    pub original_name: &'a str,
    /// Its accepted ending, with its dot.
    pub extension: &'a str,
    /// Whose it is.
    pub user: UserId,
    /// Where it goes.
    pub channel: ChannelId,
    /// What its owner says of it.
    pub draft: &'a VideoDraft,
    /// The pictures that came with it.
    pub pictures: OwnPictures,
    /// The request that brought its last byte.
    pub request: RequestId,
    /// The resumable upload that it was.
    pub upload: Option<&'a str>,
}

/// What the client is answered.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct VideoUploadResponse {
    /// The new video.
    pub video: UploadedVideo,
}

/// The names of a new video.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UploadedVideo {
    /// Its number here.
    pub id: i64,
    /// Its public id.
    pub uuid: String,
    /// Its public id, short.
    #[serde(rename = "shortUUID")]
    pub short_uuid: String,
}

/// Takes the file in and publishes it. The file itself stays where it is.
///
/// # Errors
/// 422 when it is no video; what the disk, the database and the media worker have against it.
pub async fn receive(app: &App, received: &Received<'_>) -> Result<VideoUploadResponse, ApiError> {
    let upload = Upload {
        path: received.path,
        name: received.name,
        extension: received.extension,
        pictures: received.pictures.clone(),
        request_id: received.request.clone(),
    };
    let taken = app.intake.take_in(&upload).await?;
    match publish(app, received, &taken).await {
        Ok(answer) => Ok(answer),
        Err(error) => {
            if let Err(problem) = app.intake.undo(&taken).await {
                tracing::error!(error = %problem, file = taken.file, "a file that became nothing is left");
            }
            Err(error)
        }
    }
}

async fn publish(
    app: &App,
    received: &Received<'_>,
    taken: &TakenIn,
) -> Result<VideoUploadResponse, ApiError> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    // Both may have changed while the bytes came.
    let (user, size) = (received.user, taken.probe.size);
    let upload = received.upload.unwrap_or_default();
    begin_upload::one_at_a_time(&mut tx, user).await?;
    begin_upload::check_room(&mut tx, &app.config, user, upload, size, now).await?;
    let channel = channels::find(&mut tx, received.channel).await?;
    if channel.is_none() {
        return Err(ApiError::NotFound("channel"));
    }
    let uuid = PublicUuid::random();
    let incoming = Incoming {
        uuid,
        channel: received.channel,
        draft: received.draft,
        file: &taken.file,
        original_name: received.original_name,
        probe: &taken.probe,
        pictures: &taken.pictures,
        request_id: received.request.as_str(),
    };
    let published = publish_video::run(&mut tx, &app.config, &incoming, now).await?;
    let answer = VideoUploadResponse {
        video: UploadedVideo {
            id: published.id.get(),
            uuid: uuid.to_string(),
            short_uuid: uuid.short(),
        },
    };
    if let Some(upload) = received.upload {
        let text = serde_json::to_string(&answer).map_err(ApiError::internal)?;
        uploads::set_answer(&mut tx, upload, &text).await?;
        uploads::set_video(&mut tx, upload, published.id).await?;
    }
    tx.commit().await?;
    if published.wakes_pool {
        app.transcoding.wake();
    }
    Ok(answer)
}
