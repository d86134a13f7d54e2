//! `GET /w/{id}`: the watch page.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};

use super::{Found, find, for_all, site};
use crate::{
    http::{error::ApiError, state::App},
    web::{FailurePage, WatchPage, respond},
};

/// Answers the page.
pub async fn get(app: Data<App>, id: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut tx = app.store.read().await?;
    let site = site(&app);
    let video = match find(&mut tx, &id).await? {
        Found::Nothing => return Ok(respond(&FailurePage::not_found(site))),
        Found::Closed => None,
        Found::Open(video) => Some(for_all(&mut tx, &video).await?),
    };
    Ok(respond(&WatchPage {
        site,
        id: id.into_inner(),
        video,
    }))
}
