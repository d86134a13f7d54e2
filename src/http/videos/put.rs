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
        state::App,
    },
    store::thumbnails::NewPicture,
    usecases::{
        load_draft,
        update_video::{self, Update},
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
    if let Err(error) = write(&app, &id, &signed_in, &form, &made).await {
        app.intake.discard(&made).await.map_err(ApiError::disk)?;
        return Err(error);
    }
    app.wake_removals();
    Ok(HttpResponse::NoContent().finish())
}

async fn write(
    app: &App,
    id: &str,
    signed_in: &SignedIn,
    form: &Form,
    pictures: &[NewPicture],
) -> Result<(), ApiError> {
    let mut tx = app.store.begin().await?;
    let video = access::manageable(&mut tx, id, &signed_in.0).await?;
    let before = load_draft::run(&mut tx, &video).await?;
    let draft = fields::change(&form.fields, before)?;
    let update = Update {
        draft: &draft,
        pictures,
    };
    update_video::run(&mut tx, &video, &update, app.clock.now()).await?;
    Ok(tx.commit().await?)
}
