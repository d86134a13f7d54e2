//! `/videos/embed/{id}`: the player alone, for frames in other people's pages.

use askama::Template;

use super::{Framing, Page, Site, assets};

/// The embed. The player asks for login or password inside the frame where the video needs one.
#[derive(Debug, Template)]
#[template(path = "embed.html")]
pub struct EmbedPage {
    /// The server it comes from.
    pub site: Site,
    /// The id in the address: UUID or short UUID.
    pub id: String,
    /// The video's name; `None` where an anonymous visitor may not know it.
    pub title: Option<String>,
    /// Path of its preview picture, under the same condition.
    pub preview_path: Option<String>,
}

impl Page for EmbedPage {
    fn framing(&self) -> Framing {
        Framing::Anybody
    }
}
