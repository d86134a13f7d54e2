//! `GET /w/{id}/stats`: the page of a video's statistics.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};

use super::owners;
use crate::{
    http::{error::ApiError, state::App},
    web::StatsPage,
};

/// Answers the page, to anybody: it holds a form to sign in and no numbers.
#[utoipa::path(
    get, path = "/w/{id}/stats", operation_id = "getStatsPage", tag = "Stats",
    params(("id" = String, Path, description = "Id, UUID or short UUID of the video")),
    responses(
        (status = 200, description = "The page of its owner", body = String, content_type = "text/html"),
        (status = 404, description = "No such video")
    )
)]
pub async fn get(app: Data<App>, id: Path<String>) -> Result<HttpResponse, ApiError> {
    owners(&app, id.into_inner(), |site, id| StatsPage { site, id }).await
}
