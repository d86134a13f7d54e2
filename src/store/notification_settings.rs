//! `notification_settings`: how users want to be told, where that is not the default.

use std::collections::HashMap;

use sqlx::AssertSqlSafe;

use super::{Read, StoreError, Tx, batch::placeholders, sql};
use crate::domain::{UserId, notification::NotificationEvent};

/// What a user has chosen, by the word of the event.
pub async fn of_user(tx: &mut impl Read, user: UserId) -> Result<HashMap<String, i64>, StoreError> {
    let chosen: Vec<(String, i64)> = sql!(tx, |conn| {
        sqlx::query_as("SELECT event, value FROM notification_settings WHERE user_id = $1")
            .bind(user.get())
            .fetch_all(conn)
            .await?
    });
    Ok(chosen.into_iter().collect())
}

/// What those of some users who have chosen want to hear of an event.
pub async fn of_event(
    tx: &mut impl Read,
    event: NotificationEvent,
    users: &[UserId],
) -> Result<HashMap<UserId, i64>, StoreError> {
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = format!(
        "SELECT user_id, value FROM notification_settings WHERE user_id IN ({}) AND event = ${}",
        placeholders(users.len(), 1),
        users.len() + 1
    );
    let chosen: Vec<(i64, i64)> = sql!(tx, |conn| {
        let mut query = sqlx::query_as(AssertSqlSafe(statement)).persistent(false);
        for user in users {
            query = query.bind(user.get());
        }
        query.bind(event.word()).fetch_all(conn).await?
    });
    let chosen = chosen.into_iter();
    Ok(chosen
        .map(|(user, value)| (UserId::new(user), value))
        .collect())
}

/// Keeps what a user has chosen.
pub async fn set(
    tx: &mut Tx,
    user: UserId,
    event: NotificationEvent,
    value: i64,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "INSERT INTO notification_settings (user_id, event, value) VALUES ($1, $2, $3)
             ON CONFLICT (user_id, event) DO UPDATE SET value = excluded.value",
        )
        .bind(user.get())
        .bind(event.word())
        .bind(value)
        .execute(conn)
        .await?;
    });
    Ok(())
}
