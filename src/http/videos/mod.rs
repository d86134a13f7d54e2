//! Videos: lists, details, changes and uploads.

pub mod access;
pub mod categories;
mod channel;
pub mod delete;
pub mod description;
pub(crate) mod fields;
pub mod filter;
pub mod get;
pub mod languages;
pub mod licences;
pub mod list;
pub mod live;
pub mod metadata;
mod pictures;
pub mod privacies;
pub mod put;
pub mod receive;
mod refusal;
pub mod shape;
pub mod storyboards;
pub mod token;
pub mod upload;
pub mod upload_resumable;
