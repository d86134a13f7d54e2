//! The server about itself, and what administrators do with it.

mod debug;
mod jobs;
mod request_ids;
mod words;
