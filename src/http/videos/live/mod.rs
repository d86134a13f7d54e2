//! Lives: making one, what it is set to, its sessions. What is said of its video goes the way of every video.

pub mod create;
pub mod events;
mod fields;
pub mod get;
mod health;
pub mod put;
pub mod session;
pub mod sessions;
pub mod shape;
