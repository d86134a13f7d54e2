//! What a publisher sends as a function of bytes alone: what the targets below `fuzz/` feed, and what a test feeds with
//! their seeds and thousands of changes of them.
//!
//! A function returns for any bytes. What it asserts is what callers rely on.

mod pieces;
mod playlist;
mod stream;

pub use crate::rtmp::fuzzing::{amf, rtmp_chunks};
pub use stream::flv_to_fmp4;

/// A parser by its name, which is also that of its target.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 3] = [
    ("rtmp_chunks", rtmp_chunks),
    ("amf", amf),
    ("flv_to_fmp4", flv_to_fmp4),
];
