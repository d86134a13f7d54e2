//! `PUT /api/v1/videos/upload-resumable`: a part of the file, or the question how much of it is there.

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderName},
    },
    web::{Data, Payload},
};
use actors_kernel::RequestContext;
use actors_uploads::{Permit, Progress, Turn, UploadId};
use futures_util::StreamExt as _;
use tokio::io::{AsyncSeekExt as _, AsyncWriteExt as _};

use super::{content_range::ContentRange, finish, session};
use crate::{
    http::{
        auth::SignedIn,
        body,
        error::{ApiError, Location},
        query::Query,
        request_id::Request,
        state::App,
        videos::receive::VideoUploadResponse,
    },
    media::Place,
    store::uploads::{self, UploadRow},
    usecases::begin_upload,
};

/// How long a part waits for its turn: behind at most a few reads of a row.
const TURN: Duration = Duration::from_secs(20);

/// A session whose row says so much is not touched again.
const TOUCH_EVERY: Duration = Duration::from_mins(1);

/// Bytes collected before the disk is asked to take them.
const BUFFER: usize = 256 * 1024;

/// Takes a part; the last one is answered with the video.
#[utoipa::path(
    put, path = "/api/v1/videos/upload-resumable", operation_id = "uploadResumable", tag = "Video Upload",
    params(
        ("upload_id" = String, Query, description = "The session, from Location of its init"),
        ("Content-Range" = String, Header, description = "`bytes FIRST-LAST/TOTAL`, or `bytes */TOTAL` to ask"),
        ("Content-Length" = u64, Header, description = "Bytes of this part")
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "Complete: the video", body = VideoUploadResponse),
        (status = 308, description = "Stored, more is to come; `Range` says what is there"),
        (status = 400, description = "The body is not what Content-Range says"),
        (status = 403, description = "The session of another user"),
        (status = 404, description = "Unknown or expired"),
        (status = 409, description = "It does not continue what is there; `Range` says what is"),
        (status = 413, description = "Over the file limit or the quota"),
        (status = 422, description = "No video; its bytes are gone"),
        (status = 429, description = "Another part is under way"),
        (status = 503, description = "The video is being made, or the server is busy")
    ),
    security(("OAuth2" = []))
)]
pub async fn put(
    app: Data<App>,
    http: HttpRequest,
    query: Query,
    signed_in: SignedIn,
    Request(request): Request,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let id = upload_id(&query)?;
    let range = content_range(&http)?;
    let row = session::find(&app, &id, &signed_in.0).await?;
    let upload = UploadId::from(id.as_str());
    let context = RequestContext::within(request.clone(), TURN);
    let permit = match app.uploads.turn(&upload, &context).await? {
        Turn::Complete(answer) => return Ok(finish::answered(&answer)),
        Turn::Write(permit) => permit,
    };
    touch(&app, &row).await?;
    let length = match check(&app, &http, range, &permit) {
        Ok(part) => {
            let writing = Writing {
                app: &app,
                id: &id,
                permit: &permit,
            };
            match part {
                Some(part) => {
                    fits_quota(&app, &row).await?;
                    permit.within(writing.append(body, part)).await??
                }
                None => permit.offset(),
            }
        }
        Err(Refusal::Conflict) => return Ok(stored(StatusCode::CONFLICT, permit.offset())),
        Err(Refusal::Other(error)) => return Err(error),
    };
    match permit.stored(length).await? {
        Progress::More { length } => Ok(stored(StatusCode::PERMANENT_REDIRECT, length)),
        Progress::Complete(finishing) => finish::run(&app, &row, finishing, request).await,
    }
}

/// Refuses bytes for which there is no room any more: others may have used it up since the init, which counted what
/// all uploads under way would need, and an administrator may have given less.
async fn fits_quota(app: &App, row: &UploadRow) -> Result<(), ApiError> {
    let mut tx = app.store.read().await?;
    let total = u64::try_from(row.total).unwrap_or(u64::MAX);
    let now = app.clock.now();
    begin_upload::check_room(&mut tx, &app.config, row.user_id, &row.id, total, now).await?;
    Ok(())
}

pub(super) fn upload_id(query: &Query) -> Result<String, ApiError> {
    let id = query.text("upload_id");
    query.finish()?;
    id.ok_or_else(|| ApiError::invalid(Location::Query, "upload_id", "is required", ""))
}

fn content_range(http: &HttpRequest) -> Result<ContentRange, ApiError> {
    let header = http.headers().get(header::CONTENT_RANGE);
    let text = header
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    text.parse()
        .map_err(|error| ApiError::invalid(Location::Header, "Content-Range", error, text))
}

/// What a part says of itself, checked against the session.
#[derive(Clone, Copy, Debug)]
struct Part {
    /// Bytes at its beginning that are there already.
    known: u64,
    /// Bytes of the whole part.
    length: u64,
}

enum Refusal {
    /// 409, with what is stored.
    Conflict,
    Other(ApiError),
}

/// Nothing of a refused part is looked at; `None` for a question.
fn check(
    app: &App,
    http: &HttpRequest,
    range: ContentRange,
    permit: &Permit,
) -> Result<Option<Part>, Refusal> {
    if range.total() != permit.total() {
        return Err(Refusal::Conflict);
    }
    let ContentRange::Part { first, last, total } = range else {
        return Ok(None);
    };
    if last >= total || first > permit.offset() {
        return Err(Refusal::Conflict);
    }
    let length = last - first + 1;
    if length > app.config.upload.max_chunk_size.bytes() {
        let most = app.config.upload.max_chunk_size.bytes();
        let message = format!("a part has at most {most} bytes: send smaller ones");
        return Err(Refusal::Other(ApiError::TooLarge(message.into())));
    }
    let declared = http.headers().get(header::CONTENT_LENGTH);
    let declared = declared.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|declared| declared != length) {
        return Err(Refusal::Other(not_as_declared()));
    }
    Ok(Some(Part {
        known: (permit.offset() - first).min(length),
        length,
    }))
}

/// Why the copying of a body ended early.
enum Ended {
    /// It is not what its Content-Range says.
    NotAsDeclared,
    /// It broke off, stood still, or could not be written: what came before is good.
    Broken(ApiError),
}

impl From<ApiError> for Ended {
    fn from(error: ApiError) -> Self {
        Self::Broken(error)
    }
}

fn not_as_declared() -> ApiError {
    ApiError::BadRequest("the body does not have the bytes that Content-Range says".into())
}

/// `Range: bytes=0-LAST`, left out while there is nothing.
pub(super) fn stored(status: StatusCode, length: u64) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    if let Some(last) = length.checked_sub(1) {
        response.insert_header((header::RANGE, format!("bytes=0-{last}")));
    }
    response.insert_header((HeaderName::from_static("upload-length"), length));
    response.finish()
}

async fn touch(app: &App, row: &UploadRow) -> Result<(), ApiError> {
    let now = app.clock.now();
    if now < row.touched_at + TOUCH_EVERY {
        return Ok(());
    }
    let mut tx = app.store.begin_unshown().await?;
    uploads::touch(&mut tx, &row.id, now).await?;
    Ok(tx.commit().await?)
}

struct Writing<'a> {
    app: &'a App,
    id: &'a str,
    permit: &'a Permit,
}

impl Writing<'_> {
    /// Appends what is new of the part; how long the file is then. A body that breaks off keeps what came, one that is
    /// not what it says keeps nothing.
    async fn append(&self, body: Payload, part: Part) -> Result<u64, ApiError> {
        let offset = self.permit.offset();
        let path = self.app.library.path(Place::Uploads, self.id);
        let file = tokio::fs::OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .open(path)
            .await;
        let mut file = file.map_err(ApiError::disk)?;
        file.seek(std::io::SeekFrom::Start(offset))
            .await
            .map_err(ApiError::disk)?;
        let mut file = tokio::io::BufWriter::with_capacity(BUFFER, file);
        let outcome = self.copy(body, part, &mut file).await;
        let flushed = file.flush().await.map_err(ApiError::disk);
        let mut file = file.into_inner();
        match outcome {
            Ok(()) => flushed?,
            // Nothing of that request is kept.
            Err(Ended::NotAsDeclared) => {
                file.set_len(offset).await.map_err(ApiError::disk)?;
                return Err(not_as_declared());
            }
            Err(Ended::Broken(error)) => return Err(error),
        }
        let length = file.stream_position().await.map_err(ApiError::disk)?;
        if length == self.permit.total() {
            file.sync_data().await.map_err(ApiError::disk)?;
        }
        Ok(length)
    }

    async fn copy(
        &self,
        body: Payload,
        part: Part,
        file: &mut tokio::io::BufWriter<tokio::fs::File>,
    ) -> Result<(), Ended> {
        let mut body = std::pin::pin!(body::chunks(body));
        let (mut seen, mut unsynced) = (0_u64, 0_u64);
        while let Some(bytes) = body.next().await {
            let mut bytes = bytes?;
            let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            if seen.saturating_add(length) > part.length {
                return Err(Ended::NotAsDeclared);
            }
            let skipped = part.known.saturating_sub(seen).min(length);
            let new = bytes.split_off(usize::try_from(skipped).unwrap_or(bytes.len()));
            file.write_all(&new).await.map_err(ApiError::disk)?;
            seen += length;
            unsynced += length - skipped;
            if unsynced >= self.app.config.upload.sync_every.bytes() {
                file.flush().await.map_err(ApiError::disk)?;
                file.get_mut().sync_data().await.map_err(ApiError::disk)?;
                unsynced = 0;
            }
        }
        if seen == part.length {
            Ok(())
        } else {
            Err(Ended::NotAsDeclared)
        }
    }
}
