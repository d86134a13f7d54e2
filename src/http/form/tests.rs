//! The three kinds of bodies, what is kept of files, and what is refused.

mod bodies;
mod encode;
mod files;
mod reading;

use actix_web::http::header::HeaderValue;
use futures_util::{stream, stream::LocalBoxStream};

use super::*;

const LIMITS: Limits = Limits {
    fields: 512 * 1024,
    timeout: Duration::from_secs(30),
};

type Body = LocalBoxStream<'static, Result<Bytes, PayloadError>>;

/// A body in pieces of `size`, as sockets hand them over.
fn pieces(bytes: &[u8], size: usize) -> Body {
    let pieces: Vec<_> = bytes
        .chunks(size)
        .map(|piece| Ok(Bytes::copy_from_slice(piece)))
        .collect();
    stream::iter(pieces).boxed_local()
}

async fn decode_as(kind: &str, body: Body, rules: &Rules) -> Result<Form, ApiError> {
    let mut headers = HeaderMap::new();
    let kind = HeaderValue::from_str(kind).expect("a header");
    headers.insert(CONTENT_TYPE, kind);
    decode(&headers, body, rules, LIMITS).await
}

async fn json(body: &str) -> Result<Form, ApiError> {
    decode_as(
        "application/json",
        pieces(body.as_bytes(), 1000),
        &Rules::no_files(),
    )
    .await
}

async fn form(body: &str) -> Result<Form, ApiError> {
    let kind = "application/x-www-form-urlencoded; charset=utf-8";
    decode_as(kind, pieces(body.as_bytes(), 1000), &Rules::no_files()).await
}

fn refused(fields: &Fields) -> Vec<String> {
    match fields.finish() {
        Ok(()) => Vec::new(),
        Err(ApiError::Invalid(found)) => found.into_iter().map(|param| param.name).collect(),
        Err(other) => panic!("another error: {other}"),
    }
}
