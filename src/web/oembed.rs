//! The oEmbed 1.0 document of a video (`GET /services/oembed`), and which video an address means.

use askama::Template;
use serde::Serialize;

use super::Site;
use super::watch::VideoForAll;

/// The frame that a consumer gets when it names no limit, in pixels.
const DEFAULT_SIZE: (u32, u32) = (560, 315);

/// The document. Sizes are in pixels.
#[derive(Debug, Serialize)]
pub struct OembedDocument {
    #[serde(rename = "type")]
    kind: &'static str,
    version: &'static str,
    html: String,
    width: u32,
    height: u32,
    title: String,
    author_name: String,
    author_url: String,
    provider_name: String,
    provider_url: String,
    #[serde(flatten)]
    thumbnail: Option<Thumbnail>,
}

/// A preview picture as oEmbed tells of it: address and size belong together.
#[derive(Debug, Clone, Serialize)]
pub struct Thumbnail {
    /// Its absolute address.
    #[serde(rename = "thumbnail_url")]
    pub url: String,
    /// Its width in pixels.
    #[serde(rename = "thumbnail_width")]
    pub width: u32,
    /// Its height in pixels.
    #[serde(rename = "thumbnail_height")]
    pub height: u32,
}

/// The largest frame that the consumer has room for, in pixels.
#[derive(Debug, Clone, Copy, Default)]
pub struct Room {
    /// `maxwidth` of the request.
    pub width: Option<u32>,
    /// `maxheight` of the request.
    pub height: Option<u32>,
}

impl Room {
    fn holds(self, width: u32, height: u32) -> bool {
        self.width.is_none_or(|most| width <= most) && self.height.is_none_or(|most| height <= most)
    }

    /// The default frame, narrowed or flattened to fit; the picture keeps its shape inside the player.
    fn frame(self) -> (u32, u32) {
        let (width, height) = DEFAULT_SIZE;
        (
            width.min(self.width.unwrap_or(width)),
            height.min(self.height.unwrap_or(height)),
        )
    }
}

#[derive(Template)]
#[template(
    source = r#"<iframe width="{{ width }}" height="{{ height }}" src="{{ url }}" title="{{ title }}" frameborder="0" allowfullscreen sandbox="allow-same-origin allow-scripts allow-popups allow-forms"></iframe>"#,
    ext = "html"
)]
struct Frame<'a> {
    width: u32,
    height: u32,
    url: &'a str,
    title: &'a str,
}

/// Builds the document. `author_url` is the channel's own address; a thumbnail larger than the room is left
/// out, as the specification asks.
///
/// # Errors
/// Only where the frame's template fails, which no input reaches.
pub fn document(
    site: &Site,
    video: &VideoForAll,
    author_url: String,
    thumbnail: Option<Thumbnail>,
    room: Room,
) -> Result<OembedDocument, askama::Error> {
    let (width, height) = room.frame();
    let frame = Frame {
        width,
        height,
        url: &video.embed_url(site),
        title: &video.title,
    };
    Ok(OembedDocument {
        kind: "video",
        version: "1.0",
        html: frame.render()?,
        width,
        height,
        title: video.title.clone(),
        author_name: video.channel_name.clone(),
        author_url,
        provider_name: site.name.clone(),
        provider_url: site.origin.clone(),
        thumbnail: thumbnail.filter(|picture| room.holds(picture.width, picture.height)),
    })
}

/// The id in a watch address of this server: `/w/{id}`, `/videos/watch/{id}` or `/videos/embed/{id}`, with
/// or without query and fragment. `None` for any other address.
pub fn watched_id<'a>(site: &Site, address: &'a str) -> Option<&'a str> {
    let path = address.strip_prefix(site.origin.as_str())?;
    let path = path.split(['?', '#']).next()?;
    let id = ["/w/", "/videos/watch/", "/videos/embed/"]
        .iter()
        .find_map(|start| path.strip_prefix(start))?;
    let id = id.strip_suffix('/').unwrap_or(id);
    let wellformed = !id.is_empty()
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    wellformed.then_some(id)
}
