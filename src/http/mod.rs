//! Everything that speaks HTTP: one folder per resource, one file per operation, every route in
//! [`routes`]. A handler is extract → load → use case → commit → wake → answer; it holds no rules
//! and no SQL.

pub mod accounts;
pub mod actor_pictures;
pub mod area;
pub mod auth;
pub mod blocks;
pub mod body;
pub mod channels;
pub mod client_address;
pub mod code;
pub mod configuration;
pub mod cors;
mod crawlers;
pub mod error;
pub mod extractors;
pub mod files;
pub mod follows;
pub mod form;
#[doc(hidden)]
pub mod fuzzing;
pub mod image;
pub mod jobs;
pub mod json;
pub mod kept;
pub mod known_sessions;
pub mod mail_language;
pub mod measure;
pub mod metrics;
pub mod notifications;
pub mod openapi;
pub mod operation;
pub mod page;
pub mod pages;
pub mod problem;
pub mod problems;
pub mod query;
pub mod rate_limit;
pub mod registrations;
pub mod request_id;
pub mod route_tree;
pub mod routes;
pub mod scalar;
pub mod server;
pub mod service;
pub mod sessions;
pub mod state;
pub mod subscriptions;
pub mod time;
pub mod users;
pub mod video_password;
pub mod videos;
pub mod well_known;
