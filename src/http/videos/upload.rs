//! `POST /api/v1/videos/upload`: a video in a single request.

use actix_web::{
    HttpRequest,
    web::{Data, Json, Payload},
};
use utoipa::ToSchema;

use super::{
    channel::own_channel,
    fields, pictures,
    receive::{self, Received, VideoUploadResponse},
};
use crate::{
    config::Config,
    domain::{PublicUuid, file_kind},
    http::{
        auth::SignedIn,
        error::{ApiError, Location},
        form::{self, Rules},
        request_id::Request,
        state::App,
    },
    media::Place,
    usecases::begin_upload,
};

const FILE: &str = "videofile";

/// The fields of the form, for the document; read by [`fields`].
#[derive(ToSchema)]
#[expect(dead_code, reason = "names and types for the document")]
#[expect(non_snake_case, reason = "the contract's own names")]
pub struct VideoUploadRequest {
    /// Title.
    #[schema(min_length = 3, max_length = 120)]
    name: String,
    /// Channel of the caller's.
    #[schema(minimum = 1)]
    channelId: i64,
    /// The video.
    #[schema(value_type = String, format = Binary)]
    videofile: Vec<u8>,
    #[schema(inline)]
    #[serde(flatten)]
    common: VideoRequestCommon,
}

/// What can be said of any video.
#[derive(ToSchema)]
#[expect(dead_code, reason = "names and types for the document")]
#[expect(non_snake_case, reason = "the contract's own names")]
pub struct VideoRequestCommon {
    /// A number of GET /api/v1/videos/privacies.
    privacy: Option<i64>,
    /// A number of GET /api/v1/videos/categories.
    category: Option<i64>,
    /// A number of GET /api/v1/videos/licences.
    licence: Option<i64>,
    /// A code of GET /api/v1/videos/languages.
    language: Option<String>,
    /// Markdown.
    description: Option<String>,
    /// Whether it is published once its renditions are made, and not before.
    waitTranscoding: Option<bool>,
    /// Whether subtitles are to be made by machine; this server makes none.
    generateTranscription: Option<bool>,
    /// Markdown.
    support: Option<String>,
    /// Whether it is sensitive.
    nsfw: Option<bool>,
    /// At most five, of 2 to 30 characters each.
    tags: Option<Vec<String>>,
    /// Whether it can be commented; `commentsPolicy` says it better.
    commentsEnabled: Option<bool>,
    /// 1 enabled, 2 disabled, 3 requires approval.
    commentsPolicy: Option<i64>,
    /// Whether it can be downloaded.
    downloadEnabled: Option<bool>,
    /// When it was first published elsewhere.
    #[schema(format = DateTime)]
    originallyPublishedAt: Option<String>,
    /// A change of privacy in the future.
    scheduleUpdate: Option<ScheduleRequest>,
    /// A JPEG, PNG or WebP picture.
    #[schema(value_type = Option<String>, format = Binary)]
    thumbnailfile: Option<Vec<u8>>,
    /// A JPEG, PNG or WebP picture.
    #[schema(value_type = Option<String>, format = Binary)]
    previewfile: Option<Vec<u8>>,
    /// Of 2 to 100 characters each.
    videoPasswords: Option<Vec<String>>,
}

/// A change of privacy in the future.
#[derive(ToSchema)]
#[expect(dead_code, reason = "names and types for the document")]
#[expect(non_snake_case, reason = "the contract's own names")]
pub struct ScheduleRequest {
    /// When.
    #[schema(format = DateTime)]
    updateAt: String,
    /// To which privacy.
    privacy: Option<i64>,
}

/// Takes the video in and answers its names.
#[utoipa::path(
    post, path = "/api/v1/videos/upload", operation_id = "uploadLegacy", tag = "Video Upload",
    request_body(content = VideoUploadRequest, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "The video", body = VideoUploadResponse),
        (status = 403, description = "The channel is somebody else's"),
        (status = 408, description = "The body stood still too long"),
        (status = 413, description = "Over the file limit or the quota; `X-File-Maximum-Size` says the limit"),
        (status = 415, description = "Neither a video nor sound, by its name"),
        (status = 422, description = "No video, as it turned out")
    ),
    security(("OAuth2" = []))
)]
pub async fn post(
    app: Data<App>,
    http: HttpRequest,
    signed_in: SignedIn,
    Request(request): Request,
    body: Payload,
) -> Result<Json<VideoUploadResponse>, ApiError> {
    check_declared(&app, &http, &signed_in).await?;
    let name = PublicUuid::random().to_string();
    let rules = rules(&app, &name);
    let mut form = form::read(&http, body, &rules).await?;
    let (channel, draft) = fields::new_video(&form.fields, &app.config)?;
    let file = form.stored(FILE).ok_or_else(|| {
        ApiError::invalid(Location::Body, FILE, "is required", serde_json::Value::Null)
    })?;
    own_channel(&app, channel, &signed_in.0).await?;
    let accepted = app.config.transcoding.accepted();
    let extension = file_kind::extension_of(&file.name, accepted).ok_or_else(not_a_video)?;
    let received = Received {
        path: file.content.path(),
        name: &name,
        original_name: &file.name,
        extension,
        user: signed_in.0.user,
        channel,
        draft: &draft,
        pictures: pictures::take(&mut form),
        request,
        upload: None,
    };
    receive::receive(&app, &received).await.map(Json)
}

fn rules(app: &App, name: &str) -> Rules {
    let path = app.library.path(Place::Uploads, name);
    let most = most_bytes(&app.config);
    let rules = Rules::no_files().stored(FILE, path, most, move || too_large(most));
    pictures::allow(rules, &app.config)
}

/// What can be known before the first byte of the body is read.
async fn check_declared(
    app: &App,
    http: &HttpRequest,
    signed_in: &SignedIn,
) -> Result<(), ApiError> {
    let header = http.headers().get(actix_web::http::header::CONTENT_LENGTH);
    let declared = header.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    // The form around the file has a few bytes of its own: judged to the byte once they are there.
    let bytes = declared
        .unwrap_or(0)
        .saturating_sub(app.config.http.max_json_body.bytes());
    let mut tx = app.store.read().await?;
    let user = signed_in.0.user;
    begin_upload::check_room(&mut tx, &app.config, user, "", bytes, app.clock.now()).await?;
    Ok(())
}

fn most_bytes(config: &Config) -> u64 {
    config
        .upload
        .max_file_size
        .bound()
        .map_or(u64::MAX, |most| most.bytes())
}

fn too_large(most: u64) -> ApiError {
    ApiError::FileTooLarge {
        what: "the file",
        most,
    }
}

/// 415, with what would be accepted.
pub(super) fn not_a_video() -> ApiError {
    ApiError::UnsupportedMedia(
        "this file is neither a video nor sound of a kind that is accepted here: see `video.file.extensions` of \
         GET /api/v1/config"
            .into(),
    )
}
