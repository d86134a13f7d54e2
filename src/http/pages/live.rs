//! `GET /live/{id}`: the page of a live's owner.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};

use super::owners;
use crate::{
    http::{error::ApiError, state::App},
    web::LivePage,
};

/// Answers the page, to anybody: it holds a form to sign in and nothing of the live.
#[utoipa::path(
    get, path = "/live/{id}", operation_id = "getLivePage", tag = "Live Videos",
    params(("id" = String, Path, description = "Id, UUID or short UUID of the live")),
    responses(
        (status = 200, description = "The page of its owner", body = String, content_type = "text/html"),
        (status = 404, description = "No such video")
    )
)]
pub async fn get(app: Data<App>, id: Path<String>) -> Result<HttpResponse, ApiError> {
    owners(&app, id.into_inner(), |site, id| LivePage { site, id }).await
}
