//! Where the files of videos lie, and moving them there. What is in them is the business of `actors/media`.

mod library;

pub use library::{Library, Place};
