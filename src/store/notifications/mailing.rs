//! What goes by mail, together and not too often.

use sqlx::AssertSqlSafe;

use crate::{
    domain::{Timestamp, UserId},
    store::{Read, StoreError, Tx, batch::placeholders, sql},
};

/// Users for whom something waits, who were not mailed since, and whose address is not waiting to be confirmed.
pub async fn list_due(
    tx: &mut impl Read,
    not_since: Timestamp,
    most: i64,
) -> Result<Vec<UserId>, StoreError> {
    let users: Vec<i64> = sql!(tx, |conn| {
        sqlx::query_scalar(
            "SELECT DISTINCT u.id FROM notifications n JOIN users u ON u.id = n.user_id
             WHERE n.by_mail AND n.mailed_at IS NULL AND NOT u.blocked
                 AND (u.email_verified IS NULL OR u.email_verified)
                 AND (u.notifications_mailed_at IS NULL OR u.notifications_mailed_at <= $1)
             ORDER BY u.id LIMIT $2",
        )
        .bind(not_since)
        .bind(most)
        .fetch_all(conn)
        .await?
    });
    Ok(users.into_iter().map(UserId::new).collect())
}

/// What waits for a user, the oldest first.
pub async fn list_unmailed(
    tx: &mut impl Read,
    user: UserId,
    most: i64,
) -> Result<Vec<i64>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar(
            "SELECT id FROM notifications WHERE user_id = $1 AND by_mail AND mailed_at IS NULL
             ORDER BY id LIMIT $2",
        )
        .bind(user.get())
        .bind(most)
        .fetch_all(conn)
        .await?
    }))
}

/// Notes that these are in a mail to the user.
pub async fn set_mailed(
    tx: &mut Tx,
    user: UserId,
    notifications: &[i64],
    now: Timestamp,
) -> Result<(), StoreError> {
    let statement = format!(
        "UPDATE notifications SET mailed_at = ${} WHERE id IN ({})",
        notifications.len() + 1,
        placeholders(notifications.len(), 1)
    );
    sql!(tx, |conn| {
        let mut query = sqlx::query(AssertSqlSafe(statement)).persistent(false);
        for notification in notifications {
            query = query.bind(notification);
        }
        query.bind(now).execute(&mut *conn).await?;
        sqlx::query("UPDATE users SET notifications_mailed_at = $2 WHERE id = $1")
            .bind(user.get())
            .bind(now)
            .execute(conn)
            .await?;
    });
    Ok(())
}
