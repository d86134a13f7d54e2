//! The harness: a server in this process, people who use it, a database of its own, and things to upload.

pub(crate) mod answer;
pub(crate) mod app;
pub(crate) mod browser;
pub(crate) mod certificate;
pub(crate) mod client;
pub(crate) mod clip;
pub(crate) mod database;
pub(crate) mod ffmpeg;
pub(crate) mod mails;
pub(crate) mod nginx;
pub(crate) mod person;
pub(crate) mod process;
pub(crate) mod redis;
pub(crate) mod resumable;
pub(crate) mod rtmp;
pub(crate) mod scripts;
pub(crate) mod server;
pub(crate) mod smtp;
pub(crate) mod videos;
pub(crate) mod wait;
pub(crate) mod work;
