//! The server itself: whether it lives, its jobs, its inside.

pub mod ping;
