//! Every parser of foreign bytes as a function of bytes alone: what the targets below `fuzz/` feed, and what a test
//! feeds with their seeds and thousands of changes of them.
//!
//! A function returns for any bytes. What it asserts is what callers rely on.

use std::sync::LazyLock;

use actix_web::{
    error::PayloadError,
    http::header::{CONTENT_TYPE, HeaderMap, HeaderValue},
    web::Bytes,
};
use futures_util::{StreamExt as _, stream};

use crate::{
    config::Config,
    domain::file_kind,
    http::{
        error::ApiError,
        files::range::{self, Wanted},
        form::{self, Form, Rules},
        query::Query,
        videos::{fields, filter, upload_resumable::content_range::ContentRange},
    },
    store::video_list::Scope,
};

/// A parser by its name, which is also that of its target.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 7] = [
    ("range", range),
    ("content_range", content_range),
    ("query", query),
    ("form_urlencoded", form_urlencoded),
    ("form_multipart", form_multipart),
    ("upload_metadata", upload_metadata),
    ("media_protocol", media_protocol),
];

static CONFIG: LazyLock<Config> = LazyLock::new(Config::default);

/// `Range`, of a file whose size is the first byte times 1000.
pub fn range(bytes: &[u8]) {
    let Some((size, header)) = bytes.split_first() else {
        return;
    };
    let size = u64::from(*size) * 1000;
    if let Wanted::Part(part) = range::wanted(&String::from_utf8_lossy(header), size) {
        assert!(part.start < part.end && part.end <= size, "{part:?}");
    }
}

/// `Content-Range`.
pub fn content_range(bytes: &[u8]) {
    if let Ok(ContentRange::Part { first, last, total }) = String::from_utf8_lossy(bytes).parse() {
        assert!(first <= last && i64::try_from(total).is_ok());
    }
}

/// The query of a list.
pub fn query(bytes: &[u8]) {
    if let Ok(query) = Query::parse(&String::from_utf8_lossy(bytes))
        && let Ok(asked) = filter::read_own(&query, Scope::Everybody)
    {
        assert!(asked.page.start >= 0 && (0..=100).contains(&asked.page.count));
    }
}

/// A form of one kind, read as a new video is.
pub fn form_urlencoded(bytes: &[u8]) {
    video_of("application/x-www-form-urlencoded", bytes);
}

/// A form in parts, with pictures; the boundary is `x`.
pub fn form_multipart(bytes: &[u8]) {
    video_of("multipart/form-data; boundary=x", bytes);
}

/// The body by which a resumable upload begins.
pub fn upload_metadata(bytes: &[u8]) {
    video_of("application/json", bytes);
}

/// A line of a media child, and one to it.
pub fn media_protocol(bytes: &[u8]) {
    if let Ok(event) = serde_json::from_slice::<actors_media::Event>(bytes) {
        let again = serde_json::to_vec(&event).unwrap_or_default();
        assert!(serde_json::from_slice::<actors_media::Event>(&again).is_ok());
    }
    drop(serde_json::from_slice::<actors_media::Request>(bytes));
}

fn video_of(kind: &'static str, bytes: &[u8]) {
    let Ok(form) = read(kind, bytes) else { return };
    let name = file_kind::bare_name(&form.fields.required_text("filename"));
    assert!(!name.contains('/') && !name.contains('\0'), "{name:?}");
    let accepted = CONFIG.transcoding.accepted();
    let extension = file_kind::extension_of(&name, accepted);
    assert!(extension.is_none_or(|extension| name.len() >= extension.len()));
    drop(fields::new_video(&form.fields, &CONFIG));
}

/// The first byte says in pieces of what size the rest comes.
fn read(kind: &'static str, bytes: &[u8]) -> Result<Form, ApiError> {
    let (size, body) = bytes.split_first().unwrap_or((&0, &[]));
    let pieces: Vec<Result<Bytes, PayloadError>> = body
        .chunks(usize::from(*size).max(1))
        .map(|piece| Ok(Bytes::copy_from_slice(piece)))
        .collect();
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    let rules = Rules::no_files().picture("thumbnailfile", 1000, || {
        ApiError::TooLarge("the picture is too large".into())
    });
    let body = stream::iter(pieces).boxed_local();
    actix_web::rt::System::new().block_on(form::decode_for_fuzzing(&headers, body, &rules))
}
