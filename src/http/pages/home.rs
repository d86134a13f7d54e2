//! `GET /`: the videos published last.

use actix_web::{HttpResponse, web::Data};

use super::site;
use crate::{
    domain::{Blocker, NsfwPolicy, Privacy},
    http::{error::ApiError, query::Query, state::App},
    store::{
        blocks,
        video_list::{self, Scope, Sort, SortKey, VideoFilter, Window},
        videos::VideoRow,
    },
    web::{HomePage, VideoCard, respond},
};

/// Videos on one page.
const PER_PAGE: i64 = 24;

/// The last page that can be asked for.
const LAST_PAGE: i64 = 100_000;

/// Answers the page.
pub async fn get(app: Data<App>, query: Query) -> Result<HttpResponse, ApiError> {
    let number = query.integer("page", 1..=LAST_PAGE).unwrap_or(1);
    query.finish()?;
    let mut filter = VideoFilter::published(Scope::Everybody, vec![Privacy::Public]);
    if app.config.instance.default_nsfw_policy == NsfwPolicy::DoNotList {
        filter.nsfw = Some(false);
    }
    let newest = Sort {
        key: SortKey::PublishedAt,
        descending: true,
    };
    // One more than is shown tells whether there is a next page.
    let window = Window {
        start: (number - 1) * PER_PAGE,
        count: PER_PAGE + 1,
    };
    let mut tx = app.store.read().await?;
    if blocks::leave_out_something(&mut tx, Blocker::Server).await? {
        filter.not_blocked_by = Some(Blocker::Server);
    }
    let rows = video_list::list(&mut tx, &filter, newest, window).await?;
    let shown = usize::try_from(PER_PAGE).unwrap_or_default();
    Ok(respond(&HomePage {
        site: site(&app),
        has_next: rows.len() > shown,
        videos: rows.iter().take(shown).map(card).collect(),
        number: u32::try_from(number).unwrap_or(1),
    }))
}

fn card(video: &VideoRow) -> VideoCard {
    let thumbnail = video.thumbnail.as_ref();
    VideoCard {
        short_uuid: video.uuid.short(),
        title: video.name.clone(),
        channel_name: video.channel_name.clone(),
        published_at: video.published_at,
        duration_seconds: u64::try_from(video.duration).unwrap_or_default(),
        views: u64::try_from(video.views).unwrap_or_default(),
        thumbnail_path: thumbnail.map(|name| format!("/lazy-static/thumbnails/{name}")),
    }
}
