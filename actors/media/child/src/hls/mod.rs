//! HLS with fragmented MP4: one media file per rendition, addressed by byte ranges. `fragments` cuts it, the rest is
//! text about it.

mod codecs;
mod fragments;
mod hashing;
mod playlist;
mod segments;

use std::io::Write;
use std::path::Path;

use actors_media::Failure;

use crate::failure::io;

pub(crate) use codecs::codecs;
pub(crate) use fragments::Fragments;
pub(crate) use playlist::media_playlist;
pub(crate) use segments::{SegmentList, hashes};

/// Writes a small text file and flushes it to disk.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::File::create(path)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        })
        .map_err(|error| io("a playlist cannot be written", &error))
}
