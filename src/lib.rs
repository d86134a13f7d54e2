//! Tributary: a federated video and live-streaming server that speaks the PeerTube 7 REST API.
//!
//! The map of this crate, in reading order:
//! - [`cli`], [`config`], [`boot`]: what it is started with, and the one place that knows all parts
//! - [`domain`]: types and rules without I/O; [`clock`]: the one source of time
//! - [`store`]: all SQL; [`media`]: where files lie
//! - [`usecases`]: what a change of the world means
//! - [`http`]: the API; [`web`]: the pages; [`mail`]: letters and how they go out
//! - [`ports`]: what actors ask of the application; [`jobs`]: durable background work
//! - [`geo_ip`]: where addresses are; [`history`]: where users are in videos, gathered before it is written;
//!   [`notices`]: who waits to be told at once
//! - [`crunch`]: the pool for blocking CPU work; [`telemetry`]: logs and metrics

pub mod boot;
pub mod cli;
pub mod clock;
pub mod config;
pub mod crunch;
pub mod domain;
pub mod geo_ip;
pub mod history;
pub mod http;
pub mod jobs;
pub mod mail;
pub mod media;
pub mod notices;
pub mod ports;
pub mod store;
pub mod telemetry;
pub mod usecases;
pub mod web;
