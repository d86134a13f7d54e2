//! How many watch a video at the moment.

use actors_live::LiveId;
use actors_views::VideoKey;

use crate::{http::state::App, store::videos::VideoRow};

/// Those whose players say that they watch; of a live also those who only listen to its events, as its pages do.
#[must_use]
pub(super) fn viewers(app: &App, video: &VideoRow) -> i64 {
    let watching = i64::from(app.views.watching(VideoKey(video.id.get())));
    if !video.is_live {
        return watching;
    }
    let listeners = app.lives.listeners(LiveId(video.uuid.as_uuid()));
    watching.max(i64::try_from(listeners).unwrap_or(i64::MAX))
}
