//! What operators see of a running server: log lines and numbers. No rule of the application
//! lives here, and nothing here knows what it measures.

pub mod actors;
pub mod exporter;
pub mod logs;
pub mod metrics;
pub mod playback;
pub mod views;

pub use exporter::Exporter;
pub use metrics::Metrics;
pub use playback::{Playback, PlayerMode};
