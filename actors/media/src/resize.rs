//! Pictures of accounts and channels: one that came from outside, in our sizes.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::Limits;

/// Open a picture and write it in some sizes; answered by [`Event::Resized`](crate::Event::Resized).
///
/// The outputs hold pixels and nothing else of the input: no EXIF, no profile, no comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resize {
    /// Absolute path of the picture: JPEG, PNG, WebP or GIF.
    pub input: PathBuf,
    /// Absolute path of an existing folder that takes every output, and nothing else.
    pub output_folder: PathBuf,
    /// The sizes, at least one. What has another shape is cut.
    pub sizes: Vec<PictureSize>,
    /// Bounds of the child.
    pub limits: Limits,
}

/// A size in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureSize {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resized {
    /// One for each size, in the same order.
    pub pictures: Vec<ResizedPicture>,
}

/// One picture that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResizedPicture {
    /// Its file in the output folder.
    pub file: String,
    /// What its name ends with: `jpg`, `png`, or `gif` for what moves.
    pub extension: String,
}
