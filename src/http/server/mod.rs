//! The server itself: whether it lives, what it answers to, its jobs, its inside.

pub mod debug;
pub mod docs;
pub mod health;
pub mod openapi;
pub mod ping;
pub mod run_command;
pub mod stats;
