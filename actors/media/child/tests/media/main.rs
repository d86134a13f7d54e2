//! The built binary against real files and hostile ones, checked by ffmpeg's own tools.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up has failed"
)]

mod bounds;
mod copying;
mod foreign;
mod hardware;
mod hostile;
mod inspection;
mod ladder;
mod light;
mod live;
mod split;
mod still;
mod storyboard;
mod support;
