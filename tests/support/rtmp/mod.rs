//! An RTMP publisher of our own, for what Debian's clients cannot send: Enhanced RTMP, AMF3 commands, aggregates, the
//! digest handshake, timestamps that jump or wrap, and bytes that are no RTMP at all.
//!
//! Written from the RTMP 1.0 specification and the Enhanced RTMP documents, apart from the server's own code, so that one
//! misreading is not in both. The benches of live use it too.

pub(crate) mod aggregate;
pub(crate) mod amf;
pub(crate) mod chunks;
pub(crate) mod enhanced;
pub(crate) mod flv;
pub(crate) mod handshake;
pub(crate) mod listener;
pub(crate) mod mp4;
pub(crate) mod options;
pub(crate) mod publisher;
pub(crate) mod received;
pub(crate) mod status;
pub(crate) mod timestamps;
