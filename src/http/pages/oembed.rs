//! `GET /services/oembed`: the oEmbed document of a watch page (oEmbed 1.0).

use actix_web::{HttpResponse, web::Data};

use super::{Found, find, for_all, preview_path, site};
use crate::{
    http::{
        error::{ApiError, Location},
        query::Query,
        state::App,
    },
    media::picture::PREVIEW,
    web::oembed::{self, Room, Thumbnail},
};

/// The largest frame that is asked for in earnest.
const MOST_PIXELS: i64 = 100_000;

/// Answers the document of a public video.
#[utoipa::path(
    get, path = "/services/oembed", operation_id = "getOembed", tag = "Video",
    params(
        ("url" = String, Query, description = "A watch or embed address of this server"),
        ("maxwidth" = Option<u32>, Query, description = "Pixels at most"),
        ("maxheight" = Option<u32>, Query, description = "Pixels at most"),
        ("format" = Option<String>, Query, description = "`json`, the only one there is")
    ),
    responses(
        (status = 200, description = "The oEmbed document", body = Object),
        (status = 400, description = "No address of this server"),
        (status = 401, description = "The video is not for everybody"),
        (status = 404, description = "No such video"),
        (status = 501, description = "Another format than json")
    )
)]
pub async fn get(app: Data<App>, query: Query) -> Result<HttpResponse, ApiError> {
    let url = query.text("url").unwrap_or_default();
    let room = Room {
        width: pixels(query.integer("maxwidth", 1..=MOST_PIXELS)),
        height: pixels(query.integer("maxheight", 1..=MOST_PIXELS)),
    };
    let format = query.text("format");
    query.finish()?;
    if format.is_some_and(|format| format != "json") {
        return Err(ApiError::NotImplemented(
            "only the format json is made here".into(),
        ));
    }
    let site = site(&app);
    let Some(id) = oembed::watched_id(&site, &url) else {
        let message = format!("should be the address of a video on {}", site.origin);
        return Err(ApiError::invalid(Location::Query, "url", message, url));
    };
    let mut tx = app.store.read().await?;
    let video = match find(&mut tx, id).await? {
        Found::Nothing => return Err(ApiError::NotFound("video")),
        Found::Closed => return Err(ApiError::needs_sign_in()),
        Found::Open(video) => video,
    };
    let thumbnail = preview_path(&video).map(|path| Thumbnail {
        url: format!("{}{path}", site.origin),
        width: PREVIEW.0,
        height: PREVIEW.1,
    });
    let shown = for_all(&mut tx, &video).await?;
    let document = oembed::document(&site, &shown, video.channel_url.clone(), thumbnail, room);
    Ok(HttpResponse::Ok().json(document.map_err(ApiError::internal)?))
}

fn pixels(number: Option<i64>) -> Option<u32> {
    u32::try_from(number?).ok()
}
