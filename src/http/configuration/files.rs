//! Which files may be uploaded, and how large they may be. Extensions carry their dot.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    config::{self, ByteSize, Limit},
    domain::file_kind,
};

/// Pictures of accounts and channels.
const AVATAR_EXTENSIONS: &[&str] = &[".png", ".jpeg", ".jpg", ".gif", ".webp"];
/// Pictures of videos.
const IMAGE_EXTENSIONS: &[&str] = &[".png", ".jpeg", ".jpg", ".webp"];
const CAPTION_EXTENSIONS: &[&str] = &[".vtt", ".srt"];
/// The size of a file.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct SizeConfig {
    /// The most bytes; -1 for no limit.
    pub max: i64,
}

impl SizeConfig {
    fn of(size: ByteSize) -> Self {
        Self {
            max: Limit::AtMost(size).number(),
        }
    }
}

/// Files of one kind.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FileConfig {
    /// How large one may be.
    pub size: SizeConfig,
    /// Which are accepted.
    pub extensions: Vec<&'static str>,
}

impl FileConfig {
    fn of(size: ByteSize, extensions: &[&'static str]) -> Self {
        Self {
            size: SizeConfig::of(size),
            extensions: extensions.to_vec(),
        }
    }
}

/// Pictures of accounts and channels.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AvatarConfig {
    /// The file.
    pub file: FileConfig,
    /// Which are accepted, where the document has them.
    pub extensions: Vec<&'static str>,
}

impl AvatarConfig {
    /// What the configuration says.
    pub(super) fn of(upload: &config::Upload) -> Self {
        Self {
            file: FileConfig::of(upload.max_avatar_size, AVATAR_EXTENSIONS),
            extensions: AVATAR_EXTENSIONS.to_vec(),
        }
    }
}

/// Subtitles.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VideoCaptionConfig {
    /// The file.
    pub file: FileConfig,
}

impl VideoCaptionConfig {
    /// What the configuration says.
    pub(super) fn of(upload: &config::Upload) -> Self {
        Self {
            file: FileConfig::of(upload.max_caption_size, CAPTION_EXTENSIONS),
        }
    }
}

/// Videos.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VideoConfig {
    /// Their pictures.
    pub image: FileConfig,
    /// The video itself.
    pub file: VideoExtensions,
}

/// The file of a video.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VideoExtensions {
    /// Which are accepted.
    pub extensions: Vec<&'static str>,
}

impl VideoConfig {
    /// What the configuration says.
    pub(super) fn of(config: &config::Config) -> Self {
        let mut extensions = file_kind::extensions(config.transcoding.accepted());
        extensions.sort_unstable();
        Self {
            image: FileConfig::of(config.upload.max_image_size, IMAGE_EXTENSIONS),
            file: VideoExtensions { extensions },
        }
    }
}
