//! Bodies of fields: JSON, urlencoded and multipart alike (FACTS.md, forms and lists).
//!
//! [`read`] turns any of the three into one [`Form`]: a tree of [`Fields`] that knows absent, null
//! and given apart and gathers what is wrong with them, and the files that the [`Rules`] of the
//! operation allow. Fields that nobody asks for are ignored; files that no rule allows are refused.
//!
//! - `brackets`: `tags[0]`, `scheduleUpdate[updateAt]`: names become a tree
//! - `json`, `multipart`: what is particular to one kind of body
//! - `fields`, `given`: what handlers ask
//! - `rules`, `file`: what may be uploaded, and where it lies meanwhile

mod brackets;
mod fields;
mod file;
mod given;
mod json;
mod multipart;
mod rules;

#[cfg(test)]
mod tests;

use std::time::Duration;

use actix_web::{
    HttpRequest,
    error::PayloadError,
    http::header::{CONTENT_TYPE, HeaderMap},
    web::{self, Bytes, BytesMut},
};
use futures_util::{Stream, StreamExt};
use url::form_urlencoded;

pub use fields::Fields;
pub use file::{File, PartialFile};
pub use given::Given;
pub use rules::Rules;

use crate::http::{body, error::ApiError, state::App};
use brackets::Tree;
use fields::Source;

/// How deep a field may hold others: `a[b][c][d][e]` and no further.
const DEEPEST: usize = 4;
/// Fields and files of one form.
const MOST_FIELDS: usize = 200;
/// Bytes of one text field of a form.
const LONGEST_TEXT: usize = 64 * 1024;

/// A body that was read.
#[derive(Debug)]
pub struct Form {
    /// The fields.
    pub fields: Fields,
    pictures: Vec<(String, File<Bytes>)>,
    stored: Vec<(String, File<PartialFile>)>,
}

impl Form {
    fn of(fields: Fields) -> Self {
        Self {
            fields,
            pictures: Vec::new(),
            stored: Vec::new(),
        }
    }

    /// Takes the file of this name that was read into memory.
    pub fn picture(&mut self, name: &str) -> Option<File<Bytes>> {
        let at = self.pictures.iter().position(|(key, _)| key == name)?;
        Some(self.pictures.swap_remove(at).1)
    }

    /// Takes the file of this name that was written to disk.
    pub fn stored(&mut self, name: &str) -> Option<File<PartialFile>> {
        let at = self.stored.iter().position(|(key, _)| key == name)?;
        Some(self.stored.swap_remove(at).1)
    }

    fn has_file(&self, name: &str) -> bool {
        let pictures = self.pictures.iter().map(|(key, _)| key);
        let stored = self.stored.iter().map(|(key, _)| key);
        pictures.chain(stored).any(|key| key == name)
    }
}

/// What the configuration allows of a body.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// Bytes of all fields together.
    fields: usize,
    /// How long nothing may come.
    timeout: Duration,
}

/// Reads a body of any of the three kinds.
///
/// # Errors
/// 400 for a body that is not what it claims to be, 408 for one that stands still, 413 for one that
/// is too large, 415 for another kind, 507 when the disk is full.
pub async fn read(
    request: &HttpRequest,
    payload: web::Payload,
    rules: &Rules,
) -> Result<Form, ApiError> {
    let app = request
        .app_data::<web::Data<App>>()
        .ok_or_else(|| ApiError::internal("the application is not set up"))?;
    let limits = Limits {
        fields: app.config.http.max_json_body.in_memory(),
        timeout: app.config.http.body_timeout,
    };
    decode(request.headers(), payload, rules, limits).await
}

/// The same without an application around it.
///
/// # Errors
/// Like [`read`].
#[doc(hidden)]
pub async fn decode_for_fuzzing<S>(
    headers: &HeaderMap,
    payload: S,
    rules: &Rules,
) -> Result<Form, ApiError>
where
    S: Stream<Item = Result<Bytes, PayloadError>> + Unpin + 'static,
{
    let limits = Limits {
        fields: 64 * 1024,
        timeout: Duration::from_secs(30),
    };
    decode(headers, payload, rules, limits).await
}

async fn decode<S>(
    headers: &HeaderMap,
    payload: S,
    rules: &Rules,
    limits: Limits,
) -> Result<Form, ApiError>
where
    S: Stream<Item = Result<Bytes, PayloadError>> + Unpin + 'static,
{
    match Kind::of(headers) {
        // Apart, so that other bodies carry no room for it.
        Some(Kind::Multipart) => Box::pin(multipart::read(headers, payload, rules, limits)).await,
        kind => {
            let bytes = whole(payload, limits).await?;
            let fields = match kind {
                // No body at all says nothing, in whatever language.
                _ if bytes.is_empty() => Fields::empty(),
                Some(Kind::Json) => Fields::root(Source::Json, json::parse(&bytes)?),
                Some(Kind::Urlencoded) => Fields::root(Source::Form, urlencoded(&bytes)?),
                _ => return Err(unsupported()),
            };
            Ok(Form::of(fields))
        }
    }
}

fn unsupported() -> ApiError {
    ApiError::UnsupportedMedia(
        "send application/json, application/x-www-form-urlencoded or multipart/form-data".into(),
    )
}

/// A body in memory.
async fn whole<S>(payload: S, limits: Limits) -> Result<Bytes, ApiError>
where
    S: Stream<Item = Result<Bytes, PayloadError>> + Unpin + 'static,
{
    let mut payload = body::chunks(payload);
    let mut bytes = Bytes::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk?;
        if bytes.len() + chunk.len() > limits.fields {
            return Err(body::too_large());
        }
        // Most bodies of fields are one chunk, which need not be copied.
        bytes = if bytes.is_empty() {
            chunk
        } else {
            let mut joined = BytesMut::from(bytes);
            joined.extend_from_slice(&chunk);
            joined.freeze()
        };
    }
    Ok(bytes)
}

fn urlencoded(bytes: &[u8]) -> Result<serde_json::Map<String, serde_json::Value>, ApiError> {
    let mut tree = Tree::default();
    for (name, value) in form_urlencoded::parse(bytes) {
        tree.insert(&name, value.into_owned())?;
    }
    Ok(tree.finish())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Json,
    Urlencoded,
    Multipart,
}

impl Kind {
    fn of(headers: &HeaderMap) -> Option<Self> {
        let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
        let kind = value.split(';').next().unwrap_or("").trim();
        match kind.to_ascii_lowercase().as_str() {
            "application/json" => Some(Self::Json),
            "application/x-www-form-urlencoded" => Some(Self::Urlencoded),
            "multipart/form-data" => Some(Self::Multipart),
            kind if kind.starts_with("application/") && kind.ends_with("+json") => Some(Self::Json),
            _ => None,
        }
    }
}
