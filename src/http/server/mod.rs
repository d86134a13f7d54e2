//! The server itself: whether it lives, what it answers to, its jobs, its inside.

pub mod docs;
pub mod openapi;
pub mod ping;
