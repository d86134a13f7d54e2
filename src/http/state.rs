//! What handlers work with: one value, built by boot and shared by every worker thread.

use std::sync::Arc;

use actors_kernel::Root;
use actors_live::Lives;
use actors_transcode::Transcoding;
use actors_uploads::Uploads;
use actors_views::Views;

use crate::{
    clock::Clock,
    config::Config,
    crunch::Crunch,
    domain::{LinkSecret, SealingKey, ViewerSecret},
    geo_ip::GeoIp,
    history::History,
    http::{kept::Kept, known_sessions::KnownSessions, rate_limit::RateLimits},
    jobs::{Periodic, duties},
    media::{Intake, Library},
    notices::Notices,
    store::Store,
    telemetry::Metrics,
};

/// The application as handlers see it; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Every setting.
    pub config: Arc<Config>,
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// The pool for passwords and pictures.
    pub crunch: Crunch,
    /// Where files lie.
    pub library: Library,
    /// What takes uploaded files in.
    pub intake: Intake,
    /// The sessions of resumable uploads.
    pub uploads: Uploads,
    /// The pool of media workers.
    pub transcoding: Transcoding,
    /// Lives and what is on air of them.
    pub lives: Lives,
    /// Who watches what.
    pub views: Views,
    /// What viewers are hashed with.
    pub viewer_secret: ViewerSecret,
    /// What links of mails are signed with.
    pub links: LinkSecret,
    /// Who waits to be told at once.
    pub notices: Notices,
    /// What secrets of users are sealed with.
    pub sealing: SealingKey,
    /// Where addresses are.
    pub geo_ip: GeoIp,
    /// Where users are in videos.
    pub history: History,
    /// The work that is done from time to time.
    pub periodic: Periodic,
    /// How often each address called.
    pub limits: RateLimits,
    /// Who was asking a moment ago.
    pub sessions: Arc<KnownSessions>,
    /// What is the same for everybody.
    pub kept: Arc<Kept>,
    /// The root of all actors.
    pub root: Root,
    /// What Prometheus reads.
    pub metrics: Metrics,
}

impl App {
    /// Has files that nothing names any more removed soon; call it after the commit.
    pub fn wake_removals(&self) {
        self.periodic.wake(duties::REMOVE_FILES);
    }

    /// Has users told of what happened soon; call it after the commit.
    pub fn wake_notify(&self) {
        self.periodic.wake(duties::NOTIFY);
    }

    /// Has mails that were put into the queue sent soon; call it after the commit.
    pub fn wake_mail(&self) {
        self.periodic.wake(duties::SEND_MAIL);
    }

    /// Has channels that were removed go with their videos; call it after the commit.
    pub fn wake_channel_removals(&self) {
        self.periodic.wake(duties::REMOVE_CHANNELS);
    }

    /// Has users that were removed go with all that is theirs; call it after the commit.
    pub fn wake_user_removals(&self) {
        self.periodic.wake(duties::REMOVE_USERS);
    }
}
