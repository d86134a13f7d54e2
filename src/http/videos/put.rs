//! `PUT /api/v1/videos/{id}`: what its owner says anew of a video.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path, Payload},
};
use utoipa::ToSchema;

use super::{access, fields, pictures, upload::VideoRequestCommon};
use crate::{
    domain::PublicUuid,
    http::{
        auth::SignedIn,
        error::ApiError,
        form::{self, Form, Rules},
        request_id::Request,
        state::App,
    },
    store::{thumbnails::NewPicture, videos::VideoRow},
    usecases::{
        load_draft,
        rename_files::{self, NotPrepared, Prepared},
        update_video::{self, Update, Updated},
    },
};

/// The fields of the form, for the document; read by [`fields`].
#[derive(ToSchema)]
#[expect(dead_code, reason = "names and types for the document")]
pub struct VideoUpdateRequest {
    /// Title.
    #[schema(min_length = 3, max_length = 120)]
    name: Option<String>,
    #[schema(inline)]
    #[serde(flatten)]
    common: VideoRequestCommon,
}

/// Changes what the body names; everything else stays.
#[utoipa::path(
    put, path = "/api/v1/videos/{id}", operation_id = "putVideo", tag = "Video",
    params(("id" = String, Path, description = "Number, UUID or short UUID of the video")),
    request_body(content = VideoUpdateRequest, content_type = "multipart/form-data"),
    responses(
        (status = 204, description = "It is changed"),
        (status = 403, description = "It is somebody else's"),
        (status = 404, description = "No such video")
    ),
    security(("OAuth2" = []))
)]
pub async fn put(
    app: Data<App>,
    http: HttpRequest,
    id: Path<String>,
    signed_in: SignedIn,
    Request(request_id): Request,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    // Asked before the body is read, so that nobody sends megabytes in vain.
    let mut tx = app.store.read().await?;
    access::manageable(&mut tx, &id, &signed_in.0).await?;
    drop(tx);
    let rules = pictures::allow(Rules::no_files(), &app.config);
    let mut form = form::read(&http, body, &rules).await?;
    let own = pictures::take(&mut form);
    let name = PublicUuid::random().to_string();
    let made = app.intake.own_pictures(&name, &own).await?;
    let asked = (&form, request_id.as_str());
    if let Err(error) = change(&app, &id, &signed_in, asked, &made).await {
        app.intake.discard(&made).await.map_err(ApiError::disk)?;
        return Err(error);
    }
    app.wake_removals();
    app.wake_notify();
    Ok(HttpResponse::NoContent().finish())
}

/// Attempts at naming files anew that change meanwhile: a transcoding has two results at most.
const ATTEMPTS: usize = 5;

/// Writes the change; where files are to be hidden, once more with new names for them, which stand beside the old ones
/// by then. The old ones are gone when this returns.
async fn change(
    app: &App,
    id: &str,
    signed_in: &SignedIn,
    asked: (&Form, &str),
    pictures: &[NewPicture],
) -> Result<(), ApiError> {
    let mut renamed: Option<Prepared> = None;
    for _ in 0..ATTEMPTS {
        let written = write(app, id, signed_in, asked, pictures, renamed.as_ref()).await;
        if let Ok(None) = &written {
            if let Some(renamed) = &renamed
                && let Err(error) = renamed.finish(&app.library).await
            {
                tracing::warn!(%error, "files under their old names are left to the duty");
            }
            return Ok(());
        }
        if let Some(renamed) = renamed.take() {
            renamed
                .discard(&app.library)
                .await
                .map_err(ApiError::disk)?;
        }
        let Some(video) = written? else { break };
        let prepared = rename_files::prepare(&app.store, &app.library, video.id, video.uuid).await;
        renamed = Some(prepared.map_err(|error| match error {
            NotPrepared::Store(error) => error.into(),
            NotPrepared::Disk(error) => ApiError::disk(error),
        })?);
    }
    if let Some(renamed) = renamed {
        renamed
            .discard(&app.library)
            .await
            .map_err(ApiError::disk)?;
    }
    Err(ApiError::Unavailable {
        detail: "the files of the video are changing: try again".into(),
        retry_after: 1,
    })
}

/// Writes the change, or answers with the video whose files must be named anew first.
async fn write(
    app: &App,
    id: &str,
    signed_in: &SignedIn,
    (form, request_id): (&Form, &str),
    pictures: &[NewPicture],
    renamed: Option<&Prepared>,
) -> Result<Option<VideoRow>, ApiError> {
    let mut tx = app.store.begin().await?;
    let video = access::manageable(&mut tx, id, &signed_in.0).await?;
    let before = load_draft::run(&mut tx, &video).await?;
    let draft = fields::change(&form.fields, before)?;
    let update = Update {
        request_id,
        draft: &draft,
        pictures,
        renamed,
    };
    match update_video::run(&mut tx, &video, &update, app.clock.now()).await? {
        Updated::RenameFirst => Ok(Some(video)),
        Updated::Done => {
            tx.commit().await?;
            Ok(None)
        }
    }
}
