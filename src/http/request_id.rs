//! The id that follows a request into every log line, message and job that it causes.

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{Extensions, Payload, ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    middleware::Next,
};
use actors_kernel::RequestId;
use tracing::Instrument;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Names each request, opens its span, and tells the caller the name.
pub async fn assign<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let id = RequestId::random();
    request.extensions_mut().insert(id.clone());
    let span = tracing::info_span!(
        "request",
        request_id = %id,
        method = %request.method(),
        path = request.path(),
    );
    let mut response = next.call(request).instrument(span).await?;
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(HEADER, value);
    }
    Ok(response)
}

/// The id given to the request that these extensions belong to.
#[must_use]
pub fn request_id(extensions: &Extensions) -> RequestId {
    extensions
        .get::<RequestId>()
        .cloned()
        .unwrap_or_else(RequestId::random)
}

/// Extracts the id into a handler.
#[derive(Clone, Debug)]
pub struct Request(pub RequestId);

impl Request {
    /// The id of a request.
    #[must_use]
    pub fn of(request: &actix_web::HttpRequest) -> Self {
        Self(request_id(&request.extensions()))
    }
}

impl actix_web::FromRequest for Request {
    type Error = std::convert::Infallible;
    type Future = std::future::Ready<Result<Self, Self::Error>>;

    fn from_request(request: &actix_web::HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Self::of(request)))
    }
}
