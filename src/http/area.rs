//! What part of the server a request is for: CORS and rate limits are decided by it.
//!
//! Decided from the path before any route is looked up, so that answers to unknown paths keep to
//! the rules of their neighbours.

use actix_web::{dev::ServiceRequest, http::header::ACCEPT};

/// A part of the server, as its paths tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// /api/*.
    Api,
    /// Files for players: /download/*, /static/*, /lazy-static/*.
    Files,
    /// /feeds/*.
    Feeds,
    /// /services/oembed.
    Oembed,
    /// /.well-known/* and /nodeinfo/*.
    WellKnown,
    /// Actors, objects and inboxes, for other servers.
    ActivityPub,
    /// Pages for people.
    Page,
    /// The rest: the pages' assets, health, metrics.
    Other,
}

impl Area {
    /// Where `request` goes.
    #[must_use]
    pub fn of(request: &ServiceRequest) -> Self {
        let accept = request.headers().get(ACCEPT);
        let accept = accept.and_then(|accept| accept.to_str().ok()).unwrap_or("");
        Self::of_path(path(request), accept)
    }

    fn of_path(path: &str, accept: &str) -> Self {
        let mut segments = path.trim_start_matches('/').split('/');
        let first = segments.next().unwrap_or("");
        let second = segments.next();
        let third = segments.next();
        let wants_object =
            accept.contains("application/activity+json") || accept.contains("application/ld+json");
        match (first, second, third) {
            ("api", Some(_), _) => Self::Api,
            ("download" | "static" | "lazy-static", Some(_), _) => Self::Files,
            ("feeds", Some(_), _) => Self::Feeds,
            ("services", Some("oembed"), None) => Self::Oembed,
            (".well-known" | "nodeinfo", Some(_), _) => Self::WellKnown,
            ("inbox", None, _) => Self::ActivityPub,
            ("accounts" | "video-channels" | "video-playlists", Some(_), _) => Self::ActivityPub,
            // Collections of a video, such as its likes: no page has them.
            ("videos", Some("watch"), Some(id))
                if wants_object || (segments.next().is_some() && id != "playlist") =>
            {
                Self::ActivityPub
            }
            ("w" | "a" | "c", Some(_), _) if wants_object => Self::ActivityPub,
            ("assets" | "client" | "plugins" | "health" | "metrics", _, _) => Self::Other,
            // Made of a thousand rows each time: no less of a load than a page.
            ("sitemap.xml", None, _) => Self::Page,
            // robots.txt, favicon.ico and the like.
            (file, None, _) if file.contains('.') => Self::Other,
            _ => Self::Page,
        }
    }

    /// Whether scripts of other origins may read what is answered here (FACTS.md, CORS).
    #[must_use]
    pub const fn is_shared(self) -> bool {
        !matches!(self, Self::Page | Self::Other)
    }
}

/// The path as the router reads it: escaped letters are none any more, or a limit could be
/// sidestepped by spelling its path differently.
#[must_use]
pub fn path(request: &ServiceRequest) -> &str {
    request.match_info().as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_path_lies_in_its_area() {
        let pages = "text/html,application/xhtml+xml,*/*;q=0.8";
        let objects = r#"application/ld+json; profile="https://www.w3.org/ns/activitystreams""#;
        for (path, accept, area) in [
            ("/api/v1/videos", pages, Area::Api),
            ("/api/docs", pages, Area::Api),
            ("/apis", pages, Area::Page),
            ("/static/web-videos/a.mp4", "*/*", Area::Files),
            ("/lazy-static/thumbnails/a.jpg", "*/*", Area::Files),
            ("/download/videos/generate/1", "*/*", Area::Files),
            ("/feeds/videos.xml", "*/*", Area::Feeds),
            ("/services/oembed", "*/*", Area::Oembed),
            ("/.well-known/webfinger", "*/*", Area::WellKnown),
            ("/nodeinfo/2.0.json", "*/*", Area::WellKnown),
            ("/inbox", "*/*", Area::ActivityPub),
            ("/accounts/alice/outbox", "*/*", Area::ActivityPub),
            ("/videos/watch/1", pages, Area::Page),
            ("/videos/watch/playlist/1", pages, Area::Page),
            ("/videos/watch/1", objects, Area::ActivityPub),
            ("/videos/watch/1/likes", "*/*", Area::ActivityPub),
            ("/w/1", pages, Area::Page),
            ("/w/1", objects, Area::ActivityPub),
            ("/", pages, Area::Page),
            ("/robots.txt", "*/*", Area::Other),
            ("/sitemap.xml", "*/*", Area::Page),
            ("/assets/0a/player.js", "*/*", Area::Other),
        ] {
            assert_eq!(Area::of_path(path, accept), area, "{path}");
        }
    }
}
