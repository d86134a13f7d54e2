//! The one integration-test binary: the rules of the source tree, and the server as clients see it.
//!
//! `support/` is the harness ([`support::app::TestApp`]); folders beside it hold the tests, by resource.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up has failed"
)]

mod authorization;
mod configuration;
mod contract;
mod end_to_end;
mod files;
mod fuzzing;
mod harness;
mod limits;
mod live;
mod mail;
mod pages;
mod problems;
mod process;
mod rules;
mod server;
mod sessions;
mod support;
mod transcoding;
mod users;
mod videos;
mod views;
mod well_known;
