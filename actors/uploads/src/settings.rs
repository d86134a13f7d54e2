//! The bounds and times of uploads.

use std::time::Duration;

/// How long things may take and how many there may be.
#[derive(Clone, Debug)]
pub struct UploadSettings {
    /// A session that nothing has reached for this long, with no permit out, is put to rest.
    pub rest_after: Duration,
    /// The longest that one request may keep the permit.
    pub permit_age: Duration,
    /// The longest that finishing may take.
    pub finish_within: Duration,
    /// What a client is told to wait while another request finishes the upload.
    pub retry_after: Duration,
    /// The longest that a port may take to answer the session.
    pub port_within: Duration,
    /// Most requests that wait for one session.
    pub waiting: u32,
    /// Most sessions awake.
    pub sessions: usize,
}

impl Default for UploadSettings {
    fn default() -> Self {
        Self {
            rest_after: Duration::from_secs(15 * 60),
            permit_age: Duration::from_secs(60 * 60),
            finish_within: Duration::from_secs(5 * 60),
            retry_after: Duration::from_secs(5),
            port_within: Duration::from_secs(5),
            waiting: 16,
            sessions: 16_384,
        }
    }
}
