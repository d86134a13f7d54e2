//! Durable background work: its table's rules and the periodic work of the server.

pub mod transcode_video;
