//! The security headers of pages: what a browser may load, run and frame.

use actix_web::HttpResponseBuilder;
use actix_web::http::header;

/// Who may show a page inside a frame of theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// Pages with forms and links: clickjacking is refused.
    Nobody,
    /// The embed, made for other people's pages.
    Anybody,
}

/// Everything comes from this server. `blob:` is the media source that hls.js fills; no inline script or style
/// runs, so markup that slipped through an escape would still do nothing.
const SOURCES: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
     form-action 'self'; base-uri 'none'";

/// Sets the headers on an answer that carries a page.
pub(super) fn protect(response: &mut HttpResponseBuilder, framing: Framing) {
    let ancestors = match framing {
        Framing::Nobody => "'none'",
        Framing::Anybody => "*",
    };
    response
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            format!("{SOURCES}; frame-ancestors {ancestors}"),
        ))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // A file token or a private video's address is nobody else's business.
        .insert_header((header::REFERRER_POLICY, "strict-origin-when-cross-origin"));
    if framing == Framing::Nobody {
        response.insert_header((header::X_FRAME_OPTIONS, "DENY"));
    }
}
