//! `notifications`: what users are told, once each.

mod listing;
mod mailing;
mod readers;

use sqlx::AssertSqlSafe;

use super::{
    StoreError, Tx,
    batch::{ROWS, placeholders},
    sql,
};
use crate::domain::{
    AccountId, Timestamp, UserId, VideoId,
    notification::{Channels, NotificationType},
};

pub use listing::{
    NotificationRow, NotificationWindow, count, list, list_after, list_of, read, read_all,
};
pub use mailing::{list_due, list_unmailed, set_mailed};
pub use readers::{Followers, followers};

/// What is said, to whomever.
#[derive(Clone, Debug)]
pub struct News<'a> {
    /// What kind.
    pub kind: NotificationType,
    /// What tells it from others of the kind.
    pub subject: &'a str,
    /// The video that it is about.
    pub video: Option<VideoId>,
    /// The account that it is about.
    pub account: Option<AccountId>,
    /// The follow that it is about.
    pub follow: Option<i64>,
    /// The registration that it is about.
    pub registration: Option<i64>,
}

impl<'a> News<'a> {
    /// News about nothing yet.
    #[must_use]
    pub const fn of(kind: NotificationType, subject: &'a str) -> Self {
        Self {
            kind,
            subject,
            video: None,
            account: None,
            follow: None,
            registration: None,
        }
    }
}

/// Columns of a row.
const COLUMNS: usize = 11;

/// Tells readers; who of them was not told of it before.
pub async fn insert(
    tx: &mut Tx,
    news: &News<'_>,
    readers: &[(UserId, Channels)],
    now: Timestamp,
) -> Result<Vec<UserId>, StoreError> {
    let mut told = Vec::new();
    for some in readers.chunks(ROWS) {
        let statement = format!(
            "INSERT INTO notifications (user_id, type, subject, on_web, by_mail, video_id, account_id, follow_id,
                                        registration_id, created_at, updated_at)
             VALUES {} ON CONFLICT DO NOTHING RETURNING user_id",
            placeholders(some.len(), COLUMNS)
        );
        let users: Vec<i64> = sql!(tx, |conn| {
            let mut query = sqlx::query_scalar(AssertSqlSafe(statement)).persistent(false);
            for (user, channels) in some {
                query = query
                    .bind(user.get())
                    .bind(news.kind.number())
                    .bind(news.subject)
                    .bind(channels.web)
                    .bind(channels.mail)
                    .bind(news.video.map(VideoId::get))
                    .bind(news.account.map(AccountId::get))
                    .bind(news.follow)
                    .bind(news.registration)
                    .bind(now)
                    .bind(now);
            }
            query.fetch_all(conn).await?
        });
        told.extend(users.into_iter().map(UserId::new));
    }
    Ok(told)
}

/// Forgets what is older.
pub async fn remove_old(tx: &mut Tx, before: Timestamp, most: i64) -> Result<u64, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query(
            "DELETE FROM notifications WHERE id IN (
                 SELECT id FROM notifications WHERE created_at < $1 LIMIT $2)",
        )
        .bind(before)
        .bind(most)
        .execute(conn)
        .await?
        .rows_affected()
    }))
}
