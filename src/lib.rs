//! Tributary: a federated video and live-streaming server that speaks the PeerTube 7 REST API.
//!
//! The map of this crate, in reading order:
//! - [`domain`]: types and rules without I/O; [`clock`]: the one source of time
//! - [`store`]: all SQL
//! - [`http`]: the API; [`crunch`]: the pool for blocking CPU work

pub mod clock;
pub mod config;
pub mod crunch;
pub mod domain;
pub mod http;
pub mod store;
