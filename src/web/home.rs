//! `/`: the videos published last, a page at a time.

use askama::Template;
use chrono::{DateTime, Utc};

use super::{Page, Site, assets, duration};

/// The list of recent public videos.
#[derive(Debug, Template)]
#[template(path = "home.html")]
pub struct HomePage {
    /// The server it comes from.
    pub site: Site,
    /// The videos of this page, newest first.
    pub videos: Vec<VideoCard>,
    /// Number of this page, from 1.
    pub number: u32,
    /// Whether there are older videos after these.
    pub has_next: bool,
}

/// One video in a list.
#[derive(Debug, Clone)]
pub struct VideoCard {
    /// Its short UUID (base 58).
    pub short_uuid: String,
    /// Its name.
    pub title: String,
    /// Display name of its channel.
    pub channel_name: String,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// Its length in whole seconds.
    pub duration_seconds: u64,
    /// How often it was viewed.
    pub views: u64,
    /// Path of its thumbnail on this server, starting with a slash.
    pub thumbnail_path: Option<String>,
}

impl VideoCard {
    fn clock(&self) -> String {
        duration::clock(self.duration_seconds)
    }
}

impl Page for HomePage {}
