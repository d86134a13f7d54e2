//! The pool over a shelf in memory, with shell scripts standing in for the media process.

mod inspections;
mod jobs;
mod lives;
mod support;
