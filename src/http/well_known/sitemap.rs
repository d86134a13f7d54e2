//! `GET /sitemap.xml` (sitemaps.org): the pages of this instance that crawlers should know.

use actix_web::{HttpResponse, web::Data};
use askama::Template;

use super::document;
use crate::{
    domain::{NsfwPolicy, PublicUuid, Timestamp},
    http::{error::ApiError, state::App},
    store::sitemap::{self, SitemapRow},
};

/// The protocol allows 50,000 addresses, the home page among them.
const MOST_VIDEOS: i64 = 49_999;

/// The document; the template escapes what XML reads.
#[derive(Template)]
#[template(
    source = r#"<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>{{ base }}/</loc></url>
{%- for video in videos %}
<url><loc>{{ base }}/w/{{ video.short }}</loc><lastmod>{{ video.changed }}</lastmod></url>
{%- endfor %}
</urlset>
"#,
    ext = "xml"
)]
struct Sitemap {
    base: String,
    videos: Vec<Entry>,
}

struct Entry {
    short: String,
    changed: String,
}

impl From<SitemapRow> for Entry {
    fn from(row: SitemapRow) -> Self {
        Self {
            short: PublicUuid::from(row.uuid).short(),
            changed: moment(row.updated_at),
        }
    }
}

fn moment(at: Timestamp) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// Answers the home page and the newest public videos. Sensitive ones are left out where the
/// instance leaves them out of its lists.
#[utoipa::path(
    get, path = "/sitemap.xml", operation_id = "getSitemap", tag = "Well known",
    responses((status = 200, description = "At most 50,000 addresses", body = String, content_type = "application/xml"))
)]
pub async fn get(app: Data<App>) -> Result<HttpResponse, ApiError> {
    let sensitive = app.config.instance.default_nsfw_policy != NsfwPolicy::DoNotList;
    let mut tx = app.store.read().await?;
    let rows = sitemap::list(&mut tx, sensitive, MOST_VIDEOS).await?;
    drop(tx);
    let sitemap = Sitemap {
        base: app.config.webserver.base_url(),
        videos: rows.into_iter().map(Entry::from).collect(),
    };
    let body = sitemap.render().map_err(ApiError::internal)?;
    Ok(document("application/xml; charset=utf-8", body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_reads_is_escaped() {
        let sitemap = Sitemap {
            base: "http://a&b<c>\"'".to_owned(),
            videos: Vec::new(),
        };
        let text = sitemap.render().unwrap();
        assert!(
            text.contains("<loc>http://a&#38;b&#60;c&#62;&#34;&#39;/</loc>"),
            "{text}"
        );
    }
}
