//! `DELETE /api/v1/users/me/history/videos/{videoId}`: forgets that the caller watched a video.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};

use crate::{
    domain::VideoId,
    http::{
        auth::SignedIn,
        error::{ApiError, Location},
        state::App,
    },
    store::user_video_history,
};

/// Forgets it; that it was not remembered is no error.
#[utoipa::path(
    delete, path = "/api/v1/users/me/history/videos/{videoId}", operation_id = "deleteMyVideoHistory",
    tag = "My History",
    params(("videoId" = i64, Path, description = "The number of the video")),
    responses(
        (status = 204, description = "It is forgotten"),
        (status = 400, description = "No such form of number")
    ),
    security(("OAuth2" = []))
)]
pub async fn delete(
    app: Data<App>,
    id: Path<String>,
    SignedIn(session): SignedIn,
) -> Result<HttpResponse, ApiError> {
    let number = id.parse().ok().filter(|number: &i64| *number > 0);
    let number = number.ok_or_else(|| {
        let problem = "should be the number of a video";
        ApiError::invalid(Location::Path, "videoId", problem, id.as_str())
    })?;
    app.history.settle(session.user).await?;
    let mut tx = app.store.begin_unshown().await?;
    user_video_history::remove(&mut tx, session.user, VideoId::new(number)).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
