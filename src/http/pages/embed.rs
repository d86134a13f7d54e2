//! `GET /videos/embed/{id}`: the player alone.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};

use super::{Found, find, preview_path, site};
use crate::{
    http::{error::ApiError, state::App},
    web::{EmbedPage, FailurePage, respond},
};

/// Answers the page.
pub async fn get(app: Data<App>, id: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut tx = app.store.read().await?;
    let site = site(&app);
    let video = match find(&mut tx, &id).await? {
        Found::Nothing => return Ok(respond(&FailurePage::not_found(site))),
        Found::Closed => None,
        Found::Open(video) => Some(video),
    };
    Ok(respond(&EmbedPage {
        site,
        id: id.into_inner(),
        title: video.as_ref().map(|video| video.name.clone()),
        preview_path: video.as_deref().and_then(preview_path),
    }))
}
