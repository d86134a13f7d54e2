//! `POST /api/v1/videos/upload-resumable`: a session is begun, or found again.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::LOCATION,
    web::{Data, Payload},
};
use utoipa::ToSchema;

use super::session::{self, PendingVideo, picture_name};
use crate::{
    domain::file_kind,
    http::{
        auth::SignedIn,
        error::{ApiError, Location},
        form::{self, Rules},
        state::App,
        videos::{
            channel::own_channel,
            fields, pictures,
            upload::{VideoRequestCommon, not_a_video},
        },
    },
    media::{OwnPictures, Place},
    store::uploads::{Inserted, NewUpload},
    usecases::begin_upload,
};

const LENGTH: &str = "X-Upload-Content-Length";
const TYPE: &str = "X-Upload-Content-Type";

/// The fields of the body, for the document; read by [`fields`].
#[derive(ToSchema)]
#[expect(dead_code, reason = "names and types for the document")]
#[expect(non_snake_case, reason = "the contract's own names")]
pub struct VideoUploadRequestResumable {
    /// Title.
    #[schema(min_length = 3, max_length = 120)]
    name: String,
    /// Channel of the caller's.
    #[schema(minimum = 1)]
    channelId: i64,
    /// The name of the file, with its ending.
    filename: String,
    #[schema(inline)]
    #[serde(flatten)]
    common: VideoRequestCommon,
}

/// What the headers say of the file.
struct Declared {
    total: u64,
    content_type: String,
}

/// Begins the session; the same file with the same fields by the same user is the same one.
#[utoipa::path(
    post, path = "/api/v1/videos/upload-resumable", operation_id = "uploadResumableInit", tag = "Video Upload",
    params(
        ("X-Upload-Content-Length" = u64, Header, description = "Bytes of the whole file"),
        ("X-Upload-Content-Type" = String, Header, description = "Its media type")
    ),
    request_body(content = VideoUploadRequestResumable, content_type = "application/json"),
    responses(
        (status = 200, description = "The session was begun before; `Location` names it"),
        (status = 201, description = "Begun; `Location` names it"),
        (status = 413, description = "Over the file limit or the quota"),
        (status = 415, description = "Neither a video nor sound, by its name or type")
    ),
    security(("OAuth2" = []))
)]
pub async fn post(
    app: Data<App>,
    http: HttpRequest,
    signed_in: SignedIn,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let declared = declared(&http)?;
    let rules = pictures::allow(Rules::no_files(), &app.config);
    let mut form = form::read(&http, body, &rules).await?;
    let filename = file_kind::bare_name(&form.fields.required_text("filename"));
    let (channel, draft) = fields::new_video(&form.fields, &app.config)?;
    let accepted = app.config.transcoding.accepted();
    if file_kind::extension_of(&filename, accepted).is_none()
        || !file_kind::is_media_type(&declared.content_type, accepted)
    {
        return Err(not_a_video());
    }
    own_channel(&app, channel, &signed_in.0).await?;
    let pending = PendingVideo { channel, draft };
    let metadata = serde_json::to_string(&pending).map_err(ApiError::internal)?;
    let user = signed_in.0.user;
    let id = session::name(user, &filename, declared.total, &metadata);
    let own = pictures::take(&mut form);
    app.intake.check_pictures(&own).await?;
    let upload = NewUpload {
        id: &id,
        user,
        total: declared.total,
        content_type: &declared.content_type,
        filename: &filename,
        metadata: &metadata,
    };
    let answer = begin(&app, &upload).await?;
    // Nobody knows the session's name before the answer, and a refused one keeps nothing.
    keep_pictures(&app, &id, own).await?;
    Ok(answer)
}

fn declared(http: &HttpRequest) -> Result<Declared, ApiError> {
    let text = |name| {
        http.headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let length = text(LENGTH).unwrap_or_default();
    let total: Option<u64> = length.trim().parse().ok();
    let total = total.filter(|total| *total > 0 && i64::try_from(*total).is_ok());
    let Some(total) = total else {
        let message = "should be the number of bytes of the file, at least 1";
        return Err(ApiError::invalid(Location::Header, LENGTH, message, length));
    };
    let Some(content_type) = text(TYPE) else {
        let message = "should be the media type of the file";
        return Err(ApiError::invalid(Location::Header, TYPE, message, ""));
    };
    Ok(Declared {
        total,
        content_type: content_type.to_owned(),
    })
}

async fn begin(app: &App, upload: &NewUpload<'_>) -> Result<HttpResponse, ApiError> {
    let mut tx = app.store.begin_unshown().await?;
    let begun = begin_upload::run(&mut tx, &app.config, upload, app.clock.now()).await?;
    tx.commit().await?;
    let mut response = match begun {
        Inserted::New => HttpResponse::Created(),
        Inserted::AlreadyThere => HttpResponse::Ok(),
    };
    let base = app.config.webserver.base_url();
    let location = format!(
        "{base}/api/v1/videos/upload-resumable?upload_id={}",
        upload.id
    );
    Ok(response.insert_header((LOCATION, location)).finish())
}

/// They wait beside the bytes until the video is made.
async fn keep_pictures(app: &App, id: &str, own: OwnPictures) -> Result<(), ApiError> {
    for (kind, bytes) in [("thumbnail", own.thumbnail), ("preview", own.preview)] {
        if let Some(bytes) = bytes {
            let name = picture_name(id, kind);
            let written = app.library.write(Place::Uploads, &name, bytes).await;
            written.map_err(ApiError::disk)?;
        }
    }
    Ok(())
}
