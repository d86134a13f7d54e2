//! What a publisher is told before it connects.

use super::handshake::Handshake;

/// How commands are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Amf0,
    /// Messages of type 17 with AMF0 in them.
    Flex,
    /// Messages of type 17 whose arguments are AMF3 (`objectEncoding` 3).
    Amf3,
}

/// What encoders differ in.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) handshake: Handshake,
    pub(crate) encoding: Encoding,
    pub(crate) app: String,
    /// Bytes a chunk, as announced after `connect`.
    pub(crate) chunk_size: usize,
    /// Whether `releaseStream`, `FCPublish` and `FCUnpublish` are sent.
    pub(crate) flash: bool,
    /// Whether `connect` has the `fourCcList` of Enhanced RTMP.
    pub(crate) enhanced: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            handshake: Handshake::Simple,
            encoding: Encoding::Amf0,
            app: "live".to_owned(),
            chunk_size: 4096,
            flash: true,
            enhanced: false,
        }
    }
}
