//! What the instance says of itself and what it allows.
//!
//! `GET /api/v1/config` is put together in [`get`] from sections that each know the part of the
//! configuration they tell; clients decide by it what they offer.

pub mod about;
pub mod exchange;
pub mod files;
pub mod get;
pub mod instance;
pub mod media;
pub mod people;
pub mod publishing;
pub mod switch;
pub mod watching;

#[cfg(test)]
mod tests;
