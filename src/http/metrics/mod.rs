//! What players report of themselves.

pub mod playback;
