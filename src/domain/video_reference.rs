//! How a path names a video: by its number, its UUID or its short UUID.

use std::str::FromStr;

use super::{PublicUuid, VideoId};

/// One of the three names of a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VideoReference {
    /// Its number here.
    Id(VideoId),
    /// Its UUID, given long or short.
    Uuid(PublicUuid),
}

/// The text names no video.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("should be the id, the UUID or the short UUID of a video")]
pub struct NotAReference;

impl FromStr for VideoReference {
    type Err = NotAReference;

    fn from_str(text: &str) -> Result<Self, NotAReference> {
        if let Ok(uuid) = text.parse() {
            return Ok(Self::Uuid(uuid));
        }
        match text.parse::<i64>() {
            Ok(id) if id > 0 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
                Ok(Self::Id(VideoId::new(id)))
            }
            _ => Err(NotAReference),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_video_has_three_names() {
        let id = VideoReference::Id(VideoId::new(42));
        assert_eq!("42".parse(), Ok(id));
        let short: VideoReference = "x5UYbpu7ayHF1drYdjS6nh".parse().unwrap();
        assert_eq!("fbbaeaa6-a991-46e1-975a-0e0c9a5ae576".parse(), Ok(short));
        for wrong in ["", "0", "-1", "+1", "1.0", "abc", "99999999999999999999"] {
            assert_eq!(
                wrong.parse::<VideoReference>(),
                Err(NotAReference),
                "{wrong}"
            );
        }
    }
}
