//! `outbox`: what other servers must hear of, written in the unit of work of the change itself.

use super::{StoreError, Tx, sql};
use crate::domain::{ChannelId, Timestamp};

/// What happened to the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// It can be seen now.
    Create,
    /// It was changed.
    Update,
    /// It cannot be seen any more.
    Delete,
}

impl Activity {
    const fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// Writes down what a channel has to tell of `object_url`.
pub async fn insert(
    tx: &mut Tx,
    channel: ChannelId,
    activity: Activity,
    object_url: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "INSERT INTO outbox (actor_id, activity, object_url, created_at)
             SELECT actor_id, $2, $3, $4 FROM channels WHERE id = $1",
        )
        .bind(channel.get())
        .bind(activity.word())
        .bind(object_url)
        .bind(now)
        .execute(conn)
        .await?;
    });
    Ok(())
}
