//! The built binary against real files and hostile ones, checked by ffmpeg's own tools.

mod hostile;
mod inspection;
mod ladder;
mod support;
