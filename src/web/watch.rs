//! `/w/{id}`: the watch page. It tells an anonymous visitor, and so search engines and link previews, what
//! they may know; the player loads the rest with the viewer's own token.

use actix_web::http::StatusCode;
use askama::Template;
use chrono::{DateTime, Utc};

use super::{Page, Site, assets, structured_data};

/// Letters of a description that link previews get.
const SUMMARY_LENGTH: usize = 200;

/// The watch page.
#[derive(Debug, Template)]
#[template(path = "watch.html")]
pub struct WatchPage {
    /// The server it comes from.
    pub site: Site,
    /// The id in the address, for the player's calls: UUID or short UUID.
    pub id: String,
    /// What anybody may know of the video; `None` where it takes a login or a password to know more.
    pub video: Option<VideoForAll>,
}

/// A video that an anonymous visitor may watch.
#[derive(Debug, Clone)]
pub struct VideoForAll {
    /// Its UUID, with hyphens.
    pub uuid: String,
    /// Its short UUID (base 58).
    pub short_uuid: String,
    /// Its name.
    pub title: String,
    /// Its description as written, empty where there is none.
    pub description: String,
    /// Display name of its channel.
    pub channel_name: String,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// Its length in whole seconds.
    pub duration_seconds: u64,
    /// How often it was viewed.
    pub views: u64,
    /// Path of its preview picture on this server, starting with a slash.
    pub preview_path: Option<String>,
    /// Width and height of its largest file in pixels; `None` until one is there.
    pub size: Option<(u32, u32)>,
    /// Whether search engines may list it: public videos, not unlisted ones.
    pub listed: bool,
}

impl VideoForAll {
    /// The address to share.
    pub fn watch_url(&self, site: &Site) -> String {
        format!("{}/w/{}", site.origin, self.short_uuid)
    }

    /// The address for frames.
    pub fn embed_url(&self, site: &Site) -> String {
        format!("{}/videos/embed/{}", site.origin, self.uuid)
    }

    /// The start of the description on one line.
    fn summary(&self) -> String {
        let line = self
            .description
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        match line.char_indices().nth(SUMMARY_LENGTH) {
            Some((end, _)) => line
                .get(..end)
                .map(|start| format!("{start}…"))
                .unwrap_or_default(),
            None => line,
        }
    }
}

impl WatchPage {
    fn poster(&self) -> Option<&String> {
        self.video.as_ref()?.preview_path.as_ref()
    }

    fn structured_data(&self, video: &VideoForAll) -> String {
        structured_data::video_object(&self.site, video)
    }
}

impl Page for WatchPage {
    /// Without a login there is nothing to see; the form to log in is the page's body.
    fn status(&self) -> StatusCode {
        if self.video.is_some() {
            StatusCode::OK
        } else {
            StatusCode::FORBIDDEN
        }
    }
}
