//! Uploads against in-memory ports, on a paused clock.

mod cancelling;
mod finishing;
mod lives;
mod stand;
mod turns;
