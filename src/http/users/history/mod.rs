//! What a user has watched.

pub mod delete;
pub mod list;
pub mod remove;
