//! Everything the server does from time to time, on one page: names, intervals, work.
//!
//! A duty is safe to run at any time and twice at once; what it does not get done it finds again
//! at its next run.

mod checkpoint;
mod draw_lives;
mod expire_uploads;
mod finish_lives;
mod flush_views;
mod give_up_videos;
mod mail_notifications;
mod notify;
mod prune_file_tokens;
mod prune_jobs;
mod prune_notifications;
mod prune_outbox;
mod prune_tokens;
mod prune_views;
mod queue;
mod remove_channels;
mod remove_files;
mod remove_users;
mod scheduled_updates;
mod send_mail;
mod sweep_library;
mod sweep_work;
mod write_history;

use std::{sync::Arc, time::Duration};

use super::periodic::Duty;
use actors_uploads::Uploads;
use actors_views::Views;

use crate::{
    clock::Clock,
    config::Config,
    domain::{LeaseHolder, LinkSecret},
    history::History,
    mail::Mailer,
    media::{Intake, Library},
    notices::Notices,
    store::Store,
};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Rows that one transaction removes at most.
const BATCH: i64 = 500;

/// The duty that is woken after each change that orphans files.
pub const REMOVE_FILES: &str = "remove-files";

/// The duty that is woken when a channel is to be removed.
pub const REMOVE_CHANNELS: &str = "remove-channels";

/// The duty that is woken when somebody is to be removed.
pub const REMOVE_USERS: &str = "remove-users";

/// The duty that is woken when users may want to hear of something.
pub const NOTIFY: &str = "notify";

/// The duty that is woken when a mail is to be sent.
pub const SEND_MAIL: &str = "send-mail";

/// The duty that is woken when a live has its first picture.
pub const DRAW_LIVES: &str = "draw-lives";

/// The duty that is woken when a session of a live has ended.
pub const FINISH_LIVES: &str = "finish-lives";

/// What duties work with; cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// Every setting.
    pub config: Arc<Config>,
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Where files lie.
    pub library: Library,
    /// The sessions of resumable uploads.
    pub uploads: Uploads,
    /// The counters of views.
    pub views: Views,
    /// Where users are in videos.
    pub history: History,
    /// What takes files in.
    pub intake: Intake,
    /// What sends mails.
    pub mailer: Arc<Mailer>,
    /// What their links are signed with.
    pub links: LinkSecret,
    /// Who waits to be told at once.
    pub notices: Notices,
    /// Whose leases the jobs have that duties do.
    pub holder: LeaseHolder,
}

/// The list. Names are what `run-command` and the log call them.
#[must_use]
pub fn duties(context: &Context) -> Vec<Duty> {
    vec![
        Duty::new("checkpoint", MINUTE, context, checkpoint::run),
        Duty::new(DRAW_LIVES, MINUTE, context, draw_lives::run),
        Duty::new("expire-uploads", 5 * MINUTE, context, expire_uploads::run),
        Duty::new(FINISH_LIVES, MINUTE, context, finish_lives::run),
        Duty::on_demand("flush-views", context, flush_views::run),
        Duty::new("give-up-videos", MINUTE, context, give_up_videos::run),
        Duty::new(
            "mail-notifications",
            MINUTE,
            context,
            mail_notifications::run,
        ),
        Duty::new(NOTIFY, 5 * SECOND, context, notify::run),
        Duty::new("prune-file-tokens", HOUR, context, prune_file_tokens::run),
        Duty::new("prune-jobs", HOUR, context, prune_jobs::run),
        Duty::new(
            "prune-notifications",
            DAY,
            context,
            prune_notifications::run,
        ),
        Duty::new("prune-outbox", HOUR, context, prune_outbox::run),
        Duty::new("prune-tokens", HOUR, context, prune_tokens::run),
        Duty::new("prune-views", HOUR, context, prune_views::run),
        Duty::new(REMOVE_CHANNELS, MINUTE, context, remove_channels::run),
        Duty::new(REMOVE_FILES, MINUTE, context, remove_files::run),
        Duty::new(REMOVE_USERS, MINUTE, context, remove_users::run),
        Duty::new("scheduled-updates", MINUTE, context, scheduled_updates::run),
        Duty::new(SEND_MAIL, MINUTE, context, send_mail::run),
        Duty::new("sweep-library", DAY, context, sweep_library::run),
        Duty::new("sweep-work", HOUR, context, sweep_work::run),
        Duty::new("write-history", 5 * SECOND, context, write_history::run),
    ]
}

/// Whether a batch was full, so that there may be more.
fn is_full(removed: u64) -> bool {
    i64::try_from(removed).unwrap_or(i64::MAX) >= BATCH
}
