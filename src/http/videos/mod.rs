//! Videos: lists, details, changes and uploads.

pub mod access;
pub mod delete;
pub mod description;
pub mod filter;
pub mod get;
pub mod list;
pub mod metadata;
pub mod receive;
mod refusal;
pub mod shape;
pub mod storyboards;
pub mod upload_resumable;
pub mod token;
pub mod categories;
pub mod languages;
pub mod licences;
pub mod privacies;
