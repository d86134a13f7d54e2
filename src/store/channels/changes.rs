//! Making, changing and removing channels.

use crate::{
    domain::{AccountId, ActorId, ChannelId, Timestamp, VideoId},
    store::{StoreError, Tx, actors, sql},
};

/// What a channel shows; `None` leaves it as it is, `Some(None)` takes it away.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// Its name for people.
    pub name: Option<String>,
    /// What it says of itself.
    pub description: Option<Option<String>>,
    /// How to support it.
    pub support: Option<Option<String>>,
}

/// Makes a channel.
pub async fn insert(
    tx: &mut Tx,
    actor: ActorId,
    account: AccountId,
    name: &str,
    now: Timestamp,
) -> Result<ChannelId, StoreError> {
    let id: i64 = sql!(tx, |conn| {
        sqlx::query_scalar(
            "INSERT INTO channels (actor_id, account_id, name, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $4) RETURNING id",
        )
        .bind(actor.get())
        .bind(account.get())
        .bind(name)
        .bind(now)
        .fetch_one(conn)
        .await?
    });
    Ok(ChannelId::new(id))
}

/// Changes what a channel shows.
pub async fn set_profile(
    tx: &mut Tx,
    id: ChannelId,
    profile: &Profile,
    now: Timestamp,
) -> Result<(), StoreError> {
    let text = |change: &Option<Option<String>>| change.clone().flatten();
    sql!(tx, |conn| {
        sqlx::query(
            "UPDATE channels
             SET name = COALESCE($2, name),
                 description = CASE WHEN $3 THEN $4 ELSE description END,
                 support = CASE WHEN $5 THEN $6 ELSE support END,
                 updated_at = $7
             WHERE id = $1",
        )
        .bind(id.get())
        .bind(profile.name.as_deref())
        .bind(profile.description.is_some())
        .bind(text(&profile.description))
        .bind(profile.support.is_some())
        .bind(text(&profile.support))
        .bind(now)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Gives every video of a channel this text on how to support it.
pub async fn set_support_of_videos(
    tx: &mut Tx,
    id: ChannelId,
    support: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("UPDATE videos SET support = $2, updated_at = $3 WHERE channel_id = $1")
            .bind(id.get())
            .bind(support)
            .bind(now)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Notes that a channel is to be removed: from now on it is found by nobody.
pub async fn set_removed(tx: &mut Tx, id: ChannelId, now: Timestamp) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("UPDATE channels SET removed_at = $2 WHERE id = $1")
            .bind(id.get())
            .bind(now)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// What is to be removed, those that have waited longest first.
pub async fn list_removed(tx: &mut Tx, most: i64) -> Result<Vec<ChannelId>, StoreError> {
    let channels: Vec<i64> = sql!(tx, |conn| {
        sqlx::query_scalar(
            "SELECT id FROM channels WHERE removed_at IS NOT NULL ORDER BY removed_at, id LIMIT $1",
        )
        .bind(most)
        .fetch_all(conn)
        .await?
    });
    Ok(channels.into_iter().map(ChannelId::new).collect())
}

/// Some videos of a channel, the oldest first.
pub async fn list_videos(
    tx: &mut Tx,
    id: ChannelId,
    most: i64,
) -> Result<Vec<VideoId>, StoreError> {
    let videos: Vec<i64> = sql!(tx, |conn| {
        sqlx::query_scalar("SELECT id FROM videos WHERE channel_id = $1 ORDER BY id LIMIT $2")
            .bind(id.get())
            .bind(most)
            .fetch_all(conn)
            .await?
    });
    Ok(videos.into_iter().map(VideoId::new).collect())
}

/// The lives of a channel, as actors know them.
pub async fn list_lives(tx: &mut Tx, id: ChannelId) -> Result<Vec<uuid::Uuid>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar(
            "SELECT v.uuid FROM videos v JOIN video_lives l ON l.video_id = v.id WHERE v.channel_id = $1",
        )
        .bind(id.get())
        .fetch_all(conn)
        .await?
    }))
}

/// Removes a channel, which has no videos any more, with its actor.
pub async fn remove(tx: &mut Tx, id: ChannelId, now: Timestamp) -> Result<(), StoreError> {
    let actor: Option<i64> = sql!(tx, |conn| {
        sqlx::query_scalar("SELECT actor_id FROM channels WHERE id = $1")
            .bind(id.get())
            .fetch_optional(conn)
            .await?
    });
    match actor {
        Some(actor) => actors::remove(tx, ActorId::new(actor), now).await,
        None => Ok(()),
    }
}
