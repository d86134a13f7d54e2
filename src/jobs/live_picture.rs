//! The first picture of a live on its way from the stream to the video: a small file that a duty looks at.

use crate::domain::PublicUuid;

/// The name of that file, among what does not survive a restart.
#[must_use]
pub fn picture_file(live: PublicUuid) -> String {
    format!("live-{live}.mp4")
}

/// The live that such a file is of; none for other files.
#[must_use]
pub fn live_of_file(name: &str) -> Option<PublicUuid> {
    let uuid = name.strip_prefix("live-")?.strip_suffix(".mp4")?;
    uuid.parse().ok()
}
