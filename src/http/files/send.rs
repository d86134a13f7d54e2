//! From a row to an answer: opens the file that a row names and hands it to [`answer`].

use std::io;

use actix_web::{HttpRequest, HttpResponse};

use super::{
    accel,
    answer::{Representation, answer},
    caching::Caching,
    content::Content,
    name::{NOT_FOUND, content_type},
    reinjection::with_token,
    version::Version,
};
use crate::{
    http::{error::ApiError, state::App},
    media::Place,
    store::{ReadTx, StoreError, served_files::ServedVideo},
};

/// The longest playlist that is rewritten: days of video.
const LONGEST_PLAYLIST: u64 = 16 * 1024 * 1024;

/// A file that a row names.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// Where it lies.
    pub place: Place,
    /// Its name there.
    pub name: &'a str,
    /// Whether its video is everybody's.
    pub is_public: bool,
}

/// The video of a file that whoever asks may be told of, as `find` finds it in the database.
///
/// # Errors
/// 404 where no row has the file.
pub async fn video_of(
    app: &App,
    request: &HttpRequest,
    find: impl AsyncFnOnce(&mut ReadTx) -> Result<Option<ServedVideo>, StoreError>,
) -> Result<ServedVideo, ApiError> {
    let ask = async || {
        let mut tx = app.store.read().await?;
        find(&mut tx).await?.ok_or(NOT_FOUND)
    };
    app.kept.video_of_file(request.path(), ask).await
}

/// Answers with the file.
///
/// # Errors
/// 404 where the disk does not have what the row names, which is logged.
pub async fn send(
    app: &App,
    request: &HttpRequest,
    file: Named<'_>,
) -> Result<HttpResponse, ApiError> {
    let representation = open(app, file).await?.0;
    if accel::is_wanted(app, request) {
        return Ok(accel::answer(
            request,
            file.place,
            file.name,
            &representation,
        ));
    }
    Ok(answer(request, representation))
}

/// Answers with the playlist, the token in each of its addresses.
///
/// # Errors
/// Like [`send`].
pub async fn send_with_token(
    app: &App,
    request: &HttpRequest,
    file: Named<'_>,
    token: &str,
) -> Result<HttpResponse, ApiError> {
    let (plain, modified) = open(app, file).await?;
    let bytes = plain
        .content
        .read(LONGEST_PLAYLIST)
        .await
        .map_err(ApiError::disk)?;
    let text = with_token(
        std::str::from_utf8(&bytes).map_err(ApiError::internal)?,
        token,
    );
    let representation = Representation {
        version: Version::of_bytes(text.as_bytes(), modified),
        content: Content::Bytes(text.into()),
        caching: Caching::Private,
        ..plain
    };
    Ok(answer(request, representation))
}

async fn open(
    app: &App,
    file: Named<'_>,
) -> Result<(Representation, std::time::SystemTime), ApiError> {
    let path = app.library.path(file.place, file.name);
    let (content, modified) = Content::open(path).await.map_err(|error| {
        if error.kind() == io::ErrorKind::NotFound {
            let (place, name) = (file.place.word(), file.name);
            tracing::error!(place, name, "the database names a file that is not there");
            return NOT_FOUND;
        }
        ApiError::disk(error)
    })?;
    let representation = Representation {
        version: Version::of_file(file.name, content.size(), modified),
        content,
        content_type: content_type(file.name),
        caching: Caching::of(file.name, file.is_public),
    };
    Ok((representation, modified))
}
