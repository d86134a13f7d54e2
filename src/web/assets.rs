//! Scripts, style and picture of the pages, embedded by build.rs and served under `/client/{release}/`.
//!
//! `release` is the hash of all assets together: an address never changes its content and is cached for ever.

use actix_web::http::header::{self, AcceptEncoding, ContentEncoding, Encoding, Preference};
use actix_web::{HttpRequest, HttpResponse, web};

struct Asset {
    name: &'static str,
    content_type: &'static str,
    plain: &'static [u8],
    gzip: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The route that [`get`] answers.
pub const ROUTE: &str = "/client/{release}/{name}";

/// The path of the asset called `name`, for templates.
pub fn path(name: &str) -> String {
    format!("/client/{RELEASE}/{name}")
}

/// `GET` and `HEAD /client/{release}/{name}`: 404 for another release, whose content is not here any more.
pub async fn get(request: HttpRequest, asset: web::Path<(String, String)>) -> HttpResponse {
    let (release, name) = asset.into_inner();
    let found = ASSETS
        .iter()
        .find(|asset| release == RELEASE && asset.name == name);
    let Some(asset) = found else {
        return HttpResponse::NotFound().finish();
    };
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, asset.content_type))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::VARY, header::ACCEPT_ENCODING.as_str()));
    if accepts_gzip(&request) {
        response
            .insert_header(ContentEncoding::Gzip)
            .body(asset.gzip)
    } else {
        response.body(asset.plain)
    }
}

fn accepts_gzip(request: &HttpRequest) -> bool {
    use actix_web::http::header::Header as _;
    AcceptEncoding::parse(request).is_ok_and(|accepted| {
        accepted.iter().any(|item| {
            item.item == Preference::Specific(Encoding::gzip())
                && item.quality > header::Quality::ZERO
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::StatusCode;
    use actix_web::{App, test};

    async fn answer(path: &str, encoding: &str) -> (StatusCode, header::HeaderMap, web::Bytes) {
        let app = test::init_service(App::new().route(ROUTE, web::get().to(get))).await;
        let request = test::TestRequest::get()
            .uri(path)
            .insert_header((header::ACCEPT_ENCODING, encoding));
        let response = test::call_service(&app, request.to_request()).await;
        let (status, headers) = (response.status(), response.headers().clone());
        (status, headers, test::read_body(response).await)
    }

    #[actix_web::test]
    async fn an_asset_is_cached_for_ever() {
        let (status, headers, body) = answer(&path("hls.min.mjs"), "identity").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(
            headers.get(header::CONTENT_TYPE).unwrap(),
            "text/javascript; charset=utf-8"
        );
        assert!(
            headers
                .get(header::CACHE_CONTROL)
                .unwrap()
                .to_str()
                .unwrap()
                .contains("immutable")
        );
        assert!(body.len() > 100_000);
    }

    #[actix_web::test]
    async fn an_asset_is_compressed_only_for_who_accepts_it() {
        let (_, plain, whole) = answer(&path("styles.css"), "gzip;q=0, br").await;
        let (_, compressed, small) = answer(&path("styles.css"), "br, gzip").await;
        assert!(plain.get(header::CONTENT_ENCODING).is_none());
        assert_eq!(compressed.get(header::CONTENT_ENCODING).unwrap(), "gzip");
        assert!(small.len() < whole.len() && small.starts_with(&[0x1f, 0x8b]));
    }

    #[actix_web::test]
    async fn another_release_and_an_unknown_name_are_not_found() {
        for path in ["/client/0123456789abcdef/styles.css", &path("secrets.txt")] {
            assert_eq!(answer(path, "gzip").await.0, StatusCode::NOT_FOUND);
        }
    }
}
