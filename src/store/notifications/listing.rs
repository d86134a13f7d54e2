//! What a user was told, with what it is about.

use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::{
    domain::{Timestamp, UserId, notification::NotificationType},
    store::{Read, StoreError, Tx, batch::placeholders, sql},
};

/// A notification, with what it is about; columns of what it is not about are none.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct NotificationRow {
    /// Its number.
    pub id: i64,
    /// What kind.
    #[sqlx(rename = "type", try_from = "i64")]
    pub kind: NotificationType,
    /// Whether the user has read it.
    pub read: bool,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was read last, or not read.
    pub updated_at: Timestamp,
    /// The number of the video.
    pub video_id: Option<i64>,
    /// Its UUID.
    pub video_uuid: Option<Uuid>,
    /// Its title.
    pub video_name: Option<String>,
    /// The number of its channel.
    pub channel_id: Option<i64>,
    /// The channel's name in handles.
    pub channel_username: Option<String>,
    /// The channel's name for people.
    pub channel_name: Option<String>,
    /// The channel's host; none for ours.
    pub channel_host: Option<String>,
    /// The channel's avatar, as the database keeps it.
    pub channel_avatar: Option<String>,
    /// The number of the account.
    pub account_id: Option<i64>,
    /// Its name in handles.
    pub account_username: Option<String>,
    /// Its name for people.
    pub account_name: Option<String>,
    /// Its host; none for ours.
    pub account_host: Option<String>,
    /// Its avatar, as the database keeps it.
    pub account_avatar: Option<String>,
    /// The number of the follow.
    pub follow_id: Option<i64>,
    /// Its state.
    pub follow_state: Option<String>,
    /// The number of the account that follows.
    pub follower_id: Option<i64>,
    /// Its name in handles.
    pub follower_username: Option<String>,
    /// Its name for people.
    pub follower_name: Option<String>,
    /// Its host; none for ours.
    pub follower_host: Option<String>,
    /// Its avatar, as the database keeps it.
    pub follower_avatar: Option<String>,
    /// The name in handles of the channel that is followed.
    pub followed_username: Option<String>,
    /// Its name for people.
    pub followed_name: Option<String>,
    /// Its host; none for ours.
    pub followed_host: Option<String>,
    /// The number of the registration.
    pub registration_id: Option<i64>,
    /// The name that is asked for.
    pub registration_username: Option<String>,
    /// Why.
    pub registration_reason: Option<String>,
}

/// Which of a user's notifications are wanted, in which order.
#[derive(Clone, Debug)]
pub struct NotificationWindow {
    /// Whose.
    pub user: UserId,
    /// Read ones, or those that are not.
    pub read: Option<bool>,
    /// Of these kinds alone; all where it is empty.
    pub kinds: Vec<NotificationType>,
    /// The last ones first.
    pub descending: bool,
    /// Notifications to skip.
    pub start: i64,
    /// Notifications at most.
    pub count: i64,
}

const SELECT: &str = "SELECT n.id, n.type, n.read, n.created_at, n.updated_at,
        v.id AS video_id, v.uuid AS video_uuid, v.name AS video_name,
        c.id AS channel_id, ca.username AS channel_username, c.name AS channel_name, ca.host AS channel_host,
        ca.avatar AS channel_avatar, aa.avatar AS account_avatar, fra.avatar AS follower_avatar,
        a.id AS account_id, aa.username AS account_username, a.name AS account_name, aa.host AS account_host,
        f.id AS follow_id, f.state AS follow_state,
        fa.id AS follower_id, fra.username AS follower_username, fa.name AS follower_name, fra.host AS follower_host,
        fda.username AS followed_username, fc.name AS followed_name, fda.host AS followed_host,
        r.id AS registration_id, r.username AS registration_username,
        r.reason AS registration_reason
     FROM notifications n
     LEFT JOIN videos v ON v.id = n.video_id
     LEFT JOIN channels c ON c.id = v.channel_id
     LEFT JOIN actors ca ON ca.id = c.actor_id
     LEFT JOIN accounts a ON a.id = n.account_id
     LEFT JOIN actors aa ON aa.id = a.actor_id
     LEFT JOIN follows f ON f.id = n.follow_id
     LEFT JOIN actors fra ON fra.id = f.follower_id
     LEFT JOIN accounts fa ON fa.actor_id = f.follower_id
     LEFT JOIN actors fda ON fda.id = f.following_id
     LEFT JOIN channels fc ON fc.actor_id = f.following_id
     LEFT JOIN registrations r ON r.id = n.registration_id";

/// The condition of a window, whose `$1` is the user.
fn wanted(window: &NotificationWindow) -> String {
    let mut wanted = "n.user_id = $1 AND n.on_web".to_owned();
    match window.read {
        Some(true) => wanted.push_str(" AND n.read"),
        Some(false) => wanted.push_str(" AND NOT n.read"),
        None => {}
    }
    if !window.kinds.is_empty() {
        let kinds = window.kinds.iter().map(|kind| kind.number().to_string());
        let kinds: Vec<String> = kinds.collect();
        wanted.push_str(&format!(" AND n.type IN ({})", kinds.join(", ")));
    }
    wanted
}

/// Lists notifications.
pub async fn list(
    tx: &mut impl Read,
    window: &NotificationWindow,
) -> Result<Vec<NotificationRow>, StoreError> {
    let direction = if window.descending { "DESC" } else { "ASC" };
    let statement = format!(
        "{SELECT} WHERE {} ORDER BY n.created_at {direction}, n.id {direction} LIMIT $2 OFFSET $3",
        wanted(window)
    );
    Ok(sql!(tx, |conn| {
        sqlx::query_as(AssertSqlSafe(statement))
            .bind(window.user.get())
            .bind(window.count)
            .bind(window.start)
            .fetch_all(conn)
            .await?
    }))
}

/// How many there are.
pub async fn count(tx: &mut impl Read, window: &NotificationWindow) -> Result<i64, StoreError> {
    let statement = format!(
        "SELECT COUNT(*) FROM notifications n WHERE {}",
        wanted(window)
    );
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar(AssertSqlSafe(statement))
            .bind(window.user.get())
            .fetch_one(conn)
            .await?
    }))
}

/// Those of a user that were written after the one with this number, the oldest first.
pub async fn list_after(
    tx: &mut impl Read,
    user: UserId,
    after: i64,
    most: i64,
) -> Result<Vec<NotificationRow>, StoreError> {
    let statement =
        format!("{SELECT} WHERE n.user_id = $1 AND n.on_web AND n.id > $2 ORDER BY n.id LIMIT $3");
    Ok(sql!(tx, |conn| {
        sqlx::query_as(AssertSqlSafe(statement))
            .bind(user.get())
            .bind(after)
            .bind(most)
            .fetch_all(conn)
            .await?
    }))
}

/// Those with these numbers, the oldest first.
pub async fn list_of(
    tx: &mut impl Read,
    notifications: &[i64],
) -> Result<Vec<NotificationRow>, StoreError> {
    if notifications.is_empty() {
        return Ok(Vec::new());
    }
    let statement = format!(
        "{SELECT} WHERE n.id IN ({}) ORDER BY n.id",
        placeholders(notifications.len(), 1)
    );
    Ok(sql!(tx, |conn| {
        let mut query = sqlx::query_as(AssertSqlSafe(statement)).persistent(false);
        for notification in notifications {
            query = query.bind(notification);
        }
        query.fetch_all(conn).await?
    }))
}

/// Notes that a user has read some of theirs.
pub async fn read(
    tx: &mut Tx,
    user: UserId,
    notifications: &[i64],
    now: Timestamp,
) -> Result<(), StoreError> {
    if notifications.is_empty() {
        return Ok(());
    }
    let (at, of) = (notifications.len() + 1, notifications.len() + 2);
    let statement = format!(
        "UPDATE notifications SET read = TRUE, updated_at = ${at}
         WHERE id IN ({}) AND user_id = ${of} AND NOT read",
        placeholders(notifications.len(), 1)
    );
    sql!(tx, |conn| {
        let mut query = sqlx::query(AssertSqlSafe(statement)).persistent(false);
        for notification in notifications {
            query = query.bind(notification);
        }
        query.bind(now).bind(user.get()).execute(conn).await?;
    });
    Ok(())
}

/// Notes that a user has read all of theirs.
pub async fn read_all(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "UPDATE notifications SET read = TRUE, updated_at = $2
             WHERE user_id = $1 AND on_web AND NOT read",
        )
        .bind(user.get())
        .bind(now)
        .execute(conn)
        .await?;
    });
    Ok(())
}
