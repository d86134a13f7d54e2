//! All SQL lives under here: one module per table, plain functions over a unit of work.
//!
//! [`Store::read`] gives a [`ReadTx`], [`Store::begin`] a [`Tx`]; functions that only read take
//! `&mut impl Read`, which both are, and functions that write take `&mut Tx`. None begins or
//! commits by itself. Statements are written once with `$1` placeholders and run on either
//! database through `sql!`; where the dialects differ, that one function says so.

mod batch;
mod changes;
mod connect;
mod error;
mod like;
mod migrate;
#[cfg(test)]
pub(crate) mod test_store;
mod unit;

pub mod accounts;
pub mod actors;
pub mod blocks;
pub mod channels;
pub mod feed_tokens;
pub mod file_removals;
pub mod follow_requests;
pub mod follows;
pub mod instance;
pub mod jobs;
pub mod known_files;
pub mod live_sessions;
pub mod lives;
pub mod notification_settings;
pub mod notifications;
pub mod oauth_clients;
pub mod outbox;
pub mod registrations;
pub mod scheduled_updates;
pub mod served_files;
pub mod settings;
pub mod sitemap;
pub mod storyboards;
pub mod streaming_playlists;
pub mod thumbnails;
pub mod tokens;
pub mod uploads;
pub mod user_video_history;
pub mod users;
pub mod video_file_tokens;
pub mod video_files;
pub mod video_list;
pub mod video_passwords;
pub mod video_playlists;
pub mod video_scores;
pub mod video_tags;
pub mod videos;
pub mod view_journal;
pub mod watch_periods;
pub mod watch_retention;
pub mod watch_traits;
pub mod watch_uniques;
pub mod webfinger;

pub use changes::Changes;
pub use connect::{Store, StoreSettings};
pub use error::StoreError;
pub use unit::{Read, ReadTx, Tx};

use unit::Connection;

/// Runs one statement, written once, on whichever database the unit of work is open on.
macro_rules! sql {
    ($tx:expr, |$conn:ident| $statement:expr) => {
        match $crate::store::Read::connection($tx) {
            $crate::store::Connection::Sqlite(transaction) => {
                let $conn = &mut **transaction;
                $statement
            }
            $crate::store::Connection::Postgres(transaction) => {
                let $conn = &mut **transaction;
                $statement
            }
        }
    };
}
pub(crate) use sql;
