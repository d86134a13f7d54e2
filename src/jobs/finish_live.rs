//! The job `video-live-ending`: what was recorded of a session becomes a video, or goes.

use serde::{Deserialize, Serialize};

use crate::domain::LiveSessionId;

/// What its worker needs to know, kept in the job's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FinishLive {
    /// The session.
    pub session: LiveSessionId,
}
