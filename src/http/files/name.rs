//! Names of files as they come in a path, before the database is asked about them.

use crate::{domain::PublicUuid, http::error::ApiError};

/// The longest name that the file systems we run on can hold.
const LONGEST: usize = 255;

/// A name that a file of ours can have: ASCII letters, digits, `-`, `_` and `.`, not first.
///
/// This is no defence of the disk, where only names from the database are opened: it spares the
/// database what cannot be there, and PostgreSQL the zero byte that it refuses with an error.
///
/// # Errors
/// 404 where no file can have that name.
pub fn possible(name: &str) -> Result<&str, ApiError> {
    let is_possible = (1..=LONGEST).contains(&name.len())
        && !name.starts_with('.')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    is_possible.then_some(name).ok_or(NOT_FOUND)
}

/// The folder of a video's HLS files.
///
/// # Errors
/// 404 where no video can have that UUID.
pub fn possible_uuid(uuid: &str) -> Result<PublicUuid, ApiError> {
    uuid.parse().map_err(|_| NOT_FOUND)
}

/// What is said of every file that is not there, whatever its name.
pub const NOT_FOUND: ApiError = ApiError::NotFound("file");

/// The media type that a name promises. A short list on purpose: what is not on it is not shown
/// by any browser, whoever chose the name.
#[must_use]
pub fn content_type(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "mp4" | "m4v" | "m4s" => "video/mp4",
        "m4a" => "audio/mp4",
        "webm" => "video/webm",
        "m3u8" => "application/vnd.apple.mpegurl",
        "json" => "application/json",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "webp" => "image/webp",
        "gif" => "image/gif",
        _ => "application/octet-stream",
    }
}

/// Whether it is an HLS playlist, in which addresses can be rewritten.
#[must_use]
pub fn is_playlist(name: &str) -> bool {
    content_type(name) == "application/vnd.apple.mpegurl"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_pass() {
        let names = [
            "fbbaeaa6-a991-46e1-975a-0e0c9a5ae576-720.mp4",
            "x_1.m3u8",
            "a",
        ];
        for name in names {
            assert_eq!(possible(name).unwrap(), name);
        }
    }

    #[test]
    fn names_that_leave_a_folder_do_not() {
        let long = "a".repeat(10_240);
        for name in [
            "",
            ".",
            "..",
            "../a.mp4",
            "..%2fa.mp4",
            "%252e%252e",
            "..\\a",
            "/etc/passwd",
            "a\0.mp4",
            ".hidden",
            "é.mp4",
            &long,
        ] {
            assert!(possible(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn an_unknown_kind_is_shown_by_no_browser() {
        assert_eq!(content_type("a.html"), "application/octet-stream");
        assert_eq!(content_type("a.svg"), "application/octet-stream");
        assert_eq!(content_type("a"), "application/octet-stream");
        assert_eq!(content_type("a.MP4"), "video/mp4");
        assert!(is_playlist("a.m3u8"));
    }
}
