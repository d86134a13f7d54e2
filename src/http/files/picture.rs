//! Sending one of the two pictures of a video.

use actix_web::{HttpRequest, HttpResponse};

use super::{
    name::possible,
    send::{Named, send, video_of},
};
use crate::{
    http::{error::ApiError, state::App},
    media::Place,
    store::{ReadTx, served_files, thumbnails::PictureKind},
};

/// Sends the picture of this kind that has this name.
///
/// # Errors
/// When there is none, or the database or the disk is away.
pub(super) async fn send_picture(
    app: &App,
    request: &HttpRequest,
    filename: &str,
    kind: PictureKind,
) -> Result<HttpResponse, ApiError> {
    let name = possible(filename)?;
    let find = async |tx: &mut ReadTx| served_files::find_picture(tx, kind, name).await;
    let video = video_of(app, request, find).await?;
    let file = Named {
        place: match kind {
            PictureKind::Thumbnail => Place::Thumbnails,
            PictureKind::Preview => Place::Previews,
        },
        name,
        is_public: video.is_public(),
    };
    send(app, request, file).await
}
