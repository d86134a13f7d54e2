//! The header `x-peertube-video-password`: what somebody gives to watch a protected video.

use std::{
    convert::Infallible,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};

use crate::{
    domain::{VideoId, permission::Watching},
    http::{code::Code, error::ApiError},
    store::{Read, StoreError, video_passwords},
};

const HEADER: &str = "x-peertube-video-password";

/// The password that came with a request, or none; read as bytes in every way they can be meant.
#[derive(Clone)]
pub struct GivenPassword {
    spellings: Vec<String>,
}

impl GivenPassword {
    /// A header carries bytes. Our page sends UTF-8; a client that hands its text to `fetch` as it
    /// is sends Latin-1. Both are tried, as nothing tells them apart.
    fn of_bytes(bytes: &[u8]) -> Self {
        let latin: String = bytes.iter().map(|&byte| char::from(byte)).collect();
        let mut spellings = vec![latin];
        if let Ok(text) = std::str::from_utf8(bytes)
            && !bytes.is_ascii()
        {
            spellings.push(text.to_owned());
        }
        Self { spellings }
    }

    /// None.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            spellings: Vec::new(),
        }
    }

    /// Whether one came at all.
    #[must_use]
    pub fn is_given(&self) -> bool {
        !self.spellings.is_empty()
    }

    /// Whether it opens the video.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn opens(&self, tx: &mut impl Read, video: VideoId) -> Result<bool, StoreError> {
        video_passwords::matches(tx, video, &self.spellings).await
    }

    /// How a refusal to watch is answered; nothing where it is none.
    #[must_use]
    pub fn refusal(&self, watching: Watching) -> Option<ApiError> {
        match watching {
            Watching::Allowed => None,
            Watching::NeedsSignIn => Some(ApiError::needs_sign_in()),
            Watching::Refused => Some(ApiError::Forbidden(
                "this video is not shared with you".into(),
            )),
            Watching::NeedsPassword if self.is_given() => Some(ApiError::coded(
                Code::IncorrectVideoPassword,
                "this is no password of the video",
            )),
            Watching::NeedsPassword => Some(ApiError::coded(
                Code::VideoRequiresPassword,
                "send a password of the video in the header x-peertube-video-password",
            )),
        }
    }
}

impl std::fmt::Debug for GivenPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "GivenPassword(given: {})", self.is_given())
    }
}

impl FromRequest for GivenPassword {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = request.headers().get(HEADER);
        ready(Ok(header.map_or(Self::none(), |value| {
            Self::of_bytes(value.as_bytes())
        })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_as_latin_1_and_as_utf_8() {
        let spelled = |bytes: &[u8]| GivenPassword::of_bytes(bytes).spellings;
        assert_eq!(spelled(b"secret"), ["secret"]);
        assert_eq!(spelled(b"caf\xe9"), ["café"]);
        assert!(spelled("été 日本".as_bytes()).contains(&"été 日本".to_owned()));
        assert!(spelled("Ã©".as_bytes()).contains(&"Ã©".to_owned()));
    }

    #[test]
    fn a_password_is_not_written_to_a_log() {
        let given = GivenPassword::of_bytes(b"secret");
        assert!(!format!("{given:?}").contains("secret"));
    }
}
