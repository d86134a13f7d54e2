//! How many watch a live at the moment.

use actors_live::LiveId;

use crate::{http::state::App, store::videos::VideoRow};

/// Those who listen to its events, as its pages do; 0 for what is no live.
#[must_use]
pub fn viewers(app: &App, video: &VideoRow) -> i64 {
    if !video.is_live {
        return 0;
    }
    let listeners = app.lives.listeners(LiveId(video.uuid.as_uuid()));
    i64::try_from(listeners).unwrap_or(i64::MAX)
}
