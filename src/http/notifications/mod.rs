//! What users are told, and how they want to be.

pub mod events;
pub mod list;
pub mod read;
pub mod settings;
mod shape;
