//! Lives: what a publisher sends by RTMP becomes what viewers fetch by HLS, without decoding a picture.
//!
//! In reading order: [`rtmp`] turns bytes of a connection into what a publisher does, [`Publication`] puts that on the
//! live's own time, [`media`] writes it as fragments of MP4, [`hls`] cuts them into segments and offers those. All of it is
//! pure: no socket, no file, no clock of its own.
#![warn(missing_docs)]

pub mod hls;
pub mod media;
mod publication;
pub mod rtmp;

pub use publication::Publication;

#[cfg(test)]
mod tests;
