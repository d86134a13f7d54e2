//! Which routes scripts of other origins may use (FACTS.md, CORS). Never with credentials: nothing
//! here is signed in by a cookie.

use actix_web::{
    Error, HttpResponse,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{
            ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
            ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS,
            ACCESS_CONTROL_REQUEST_HEADERS, HeaderMap, HeaderValue,
        },
    },
    middleware::Next,
};

use crate::http::area::Area;

const METHODS: &str = "GET, HEAD, POST, PUT, DELETE";
const EXPOSED: &str = "Content-Range, Content-Length, Range, Location, Retry-After, \
    X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, x-peertube-otp";
const ALLOWED: &str = "Range, Authorization, Content-Type, Content-Range, \
    X-Upload-Content-Length, X-Upload-Content-Type, x-peertube-video-password, x-peertube-otp";
const UPLOAD: &str = "x-upload-";

/// Answers preflight requests, and opens every answer of the shared areas, errors included.
pub async fn share<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    if !Area::of(&request).is_shared() {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let mut response = if request.method() == Method::OPTIONS {
        let answer = preflight(request.headers());
        request.into_response(answer).map_into_right_body()
    } else {
        next.call(request).await?.map_into_left_body()
    };
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static(EXPOSED),
    );
    Ok(response)
}

fn preflight(headers: &HeaderMap) -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, METHODS))
        .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, allowed(headers)))
        .finish()
}

/// The headers of the contract, and those of the open-ended X-Upload family that are asked for:
/// a name with a star in it would mean nothing to a browser.
fn allowed(headers: &HeaderMap) -> String {
    let asked = headers.get(ACCESS_CONTROL_REQUEST_HEADERS);
    let asked = asked.and_then(|asked| asked.to_str().ok()).unwrap_or("");
    let more = asked.split(',').map(str::trim).filter(|name| {
        let name = name.to_ascii_lowercase();
        name.starts_with(UPLOAD) && !ALLOWED.to_ascii_lowercase().contains(&name)
    });
    std::iter::once(ALLOWED)
        .chain(more)
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use actix_web::{App, http::StatusCode, middleware::from_fn, test, web};

    use super::*;

    async fn answer(request: test::TestRequest) -> ServiceResponse<impl MessageBody> {
        let app = App::new()
            .route("/api/v1/ping", web::get().to(HttpResponse::Ok))
            .route("/", web::get().to(HttpResponse::Ok))
            .wrap(from_fn(share));
        test::call_service(&test::init_service(app).await, request.to_request()).await
    }

    fn header<B>(response: &ServiceResponse<B>, name: &str) -> Option<String> {
        let value = response.headers().get(name)?;
        value.to_str().ok().map(str::to_owned)
    }

    #[actix_web::test]
    async fn shared_areas_are_open_to_every_origin_without_credentials() {
        let request = test::TestRequest::get().uri("/api/v1/ping");
        let response = answer(request.insert_header(("Origin", "https://a.example"))).await;
        let origin = header(&response, "access-control-allow-origin");
        assert_eq!(origin.as_deref(), Some("*"));
        assert_eq!(header(&response, "access-control-allow-credentials"), None);
        let exposed = header(&response, "access-control-expose-headers");
        assert!(exposed.is_some_and(|names| names.contains("X-RateLimit-Reset")));
    }

    #[actix_web::test]
    async fn errors_and_unknown_paths_are_open_too() {
        let response = answer(test::TestRequest::get().uri("/api/v1/nothing")).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        let origin = header(&response, "access-control-allow-origin");
        assert_eq!(origin.as_deref(), Some("*"));
    }

    #[actix_web::test]
    async fn a_preflight_is_answered_with_methods_and_headers() {
        let request = test::TestRequest::with_uri("/api/v1/videos/upload-resumable")
            .method(Method::OPTIONS)
            .insert_header((ACCESS_CONTROL_REQUEST_HEADERS, "x-upload-checksum, x-evil"));
        let response = answer(request).await;
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
        let methods = header(&response, "access-control-allow-methods");
        assert_eq!(methods.as_deref(), Some(METHODS));
        let headers = header(&response, "access-control-allow-headers").unwrap_or_default();
        assert!(headers.starts_with(ALLOWED) && headers.ends_with(", x-upload-checksum"));
    }

    #[actix_web::test]
    async fn pages_are_not_shared() {
        let response = answer(test::TestRequest::get().uri("/")).await;
        assert_eq!(header(&response, "access-control-allow-origin"), None);
        let response = answer(test::TestRequest::with_uri("/").method(Method::OPTIONS)).await;
        assert_ne!(response.status(), StatusCode::NO_CONTENT);
    }
}
