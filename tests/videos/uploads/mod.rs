//! Uploads, through the API: the resumable protocol as FACTS.md has it, and the single request.
//!
//! `session`, `wire` and `folders` are their tools; the other files hold the tests.

mod broken;
mod complete;
mod ends;
mod folders;
mod full_disk;
mod init;
mod legacy;
mod legacy_refused;
mod limits;
mod parts;
mod pictures;
mod session;
mod turns;
mod wire;
