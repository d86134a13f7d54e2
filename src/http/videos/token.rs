//! `POST /api/v1/videos/{id}/token`: a short-lived right to the files of one video, for players
//! that cannot send headers.

use actix_web::web::{Data, Json, Path};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::{
        VideoReference,
        permission::{self, file_token_holder},
    },
    http::{
        auth::{Session, Viewer},
        error::{ApiError, Location},
        state::App,
        time::Moment,
        video_password::GivenPassword,
    },
    store::videos,
    usecases::issue_file_token::{self, Asked},
};

/// The token of the answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VideoFileToken {
    /// For the query parameter `videoFileToken`.
    pub token: String,
    /// When it ends.
    pub expires: Moment,
}

/// What is answered.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VideoTokenResponse {
    /// The token for the video's files.
    pub files: VideoFileToken,
}

/// Gives out a token to whoever is signed in and may watch, or knows a password of the video.
#[utoipa::path(
    post, path = "/api/v1/videos/{id}/token", operation_id = "requestVideoToken", tag = "Video",
    params(
        ("id" = String, Path, description = "Number, UUID or short UUID of the video"),
        ("x-peertube-video-password" = Option<String>, Header, description = "A password of the video, where it has any")
    ),
    responses(
        (status = 200, description = "The token", body = VideoTokenResponse),
        (status = 400, description = "No such form of id"),
        (status = 401, description = "Nobody is signed in, and no password can help"),
        (status = 403, description = "Not shared with the caller, or no password of the video"),
        (status = 404, description = "No such video")
    ),
    security(("OAuth2" = []))
)]
pub async fn post(
    app: Data<App>,
    id: Path<String>,
    viewer: Viewer,
    password: GivenPassword,
) -> Result<Json<VideoTokenResponse>, ApiError> {
    let id: VideoReference = id
        .parse()
        .map_err(|error| ApiError::invalid(Location::Path, "id", error, id.as_str()))?;
    let mut tx = app.store.begin_unshown().await?;
    let video = videos::find(&mut tx, id)
        .await?
        .ok_or(ApiError::NotFound("video"))?;
    let looking = permission::Viewer {
        caller: viewer.0.as_ref().map(Session::caller),
        knows_password: password.opens(&mut tx, video.id).await?,
    };
    let holder = file_token_holder(looking, video.visibility()).map_err(|refused| {
        password
            .refusal(refused)
            .unwrap_or_else(ApiError::needs_sign_in)
    })?;
    let asked = Asked {
        video: video.id,
        holder,
        session: viewer.0.map(|session| session.token),
    };
    let lifetime = app.config.oauth2.token_lifetime.video_file_token;
    let issued = issue_file_token::run(&mut tx, &asked, lifetime, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(VideoTokenResponse {
        files: VideoFileToken {
            token: issued.token,
            expires: issued.expires_at.into(),
        },
    }))
}
