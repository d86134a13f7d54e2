//! The kernel's contract, on a paused clock.

mod backoff;
mod desk;
mod doors;
mod failing;
mod gathering;
mod parking;
mod picture;
mod request_ids;
mod rest;
mod root;
mod shutdown;
