//! `follows`: who follows whom. The numbers that actors show are kept in the same transaction.

use sqlx::AssertSqlSafe;

use super::{Read, StoreError, Tx, like, sql};
use crate::domain::{AccountId, ActorId, ChannelId, FollowState, Timestamp};

/// Whose followers are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Followed {
    /// Those of an account and of its channels.
    Account(AccountId),
    /// Those of a channel.
    Channel(ChannelId),
}

impl Followed {
    /// The condition, and what its `$1` is.
    const fn condition(self) -> (&'static str, i64) {
        match self {
            Self::Channel(channel) => (
                "f.following_id = (SELECT actor_id FROM channels WHERE id = $1)",
                channel.get(),
            ),
            Self::Account(account) => (
                "f.following_id IN (SELECT actor_id FROM accounts WHERE id = $1
                     UNION ALL SELECT actor_id FROM channels WHERE account_id = $1)",
                account.get(),
            ),
        }
    }
}

/// Which followers are wanted, in which order.
#[derive(Clone, Debug)]
pub struct FollowerWindow {
    /// Whose.
    pub of: Followed,
    /// With this text in their name or host, whatever its case.
    pub search: Option<String>,
    /// The last ones first.
    pub descending: bool,
    /// Followers to skip.
    pub start: i64,
    /// Followers at most.
    pub count: i64,
}

/// Somebody follows somebody.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct FollowRow {
    /// Its number.
    pub id: i64,
    /// Who follows.
    #[sqlx(try_from = "i64")]
    pub follower_id: ActorId,
    /// Who is followed.
    #[sqlx(try_from = "i64")]
    pub following_id: ActorId,
    /// Whether who is followed has agreed.
    #[sqlx(try_from = "String")]
    pub state: FollowState,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

const WANTED: &str = "($2 OR a.username_folded LIKE $3 ESCAPE '!' OR a.host LIKE $3 ESCAPE '!')";

/// Has one follow the other; the number of the follow, or none where it does already.
pub async fn insert(
    tx: &mut Tx,
    (follower, following): (ActorId, ActorId),
    state: FollowState,
    now: Timestamp,
) -> Result<Option<i64>, StoreError> {
    let inserted: Option<i64> = sql!(tx, |conn| {
        sqlx::query_scalar(
            "INSERT INTO follows (follower_id, following_id, state, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $4) ON CONFLICT DO NOTHING RETURNING id",
        )
        .bind(follower.get())
        .bind(following.get())
        .bind(state.word())
        .bind(now)
        .fetch_optional(conn)
        .await?
    });
    if inserted.is_some() && state == FollowState::Accepted {
        count_pair(tx, follower, following, 1).await?;
    }
    Ok(inserted)
}

/// Ends it; false where it does not follow.
pub async fn remove(
    tx: &mut Tx,
    follower: ActorId,
    following: ActorId,
) -> Result<bool, StoreError> {
    let state: Option<String> = sql!(tx, |conn| {
        sqlx::query_scalar(
            "DELETE FROM follows WHERE follower_id = $1 AND following_id = $2 RETURNING state",
        )
        .bind(follower.get())
        .bind(following.get())
        .fetch_optional(conn)
        .await?
    });
    if state.as_deref() == Some(FollowState::Accepted.word()) {
        count_pair(tx, follower, following, -1).await?;
    }
    Ok(state.is_some())
}

/// Takes an actor that is about to go out of the numbers of those that it follows and that follow it.
pub async fn uncount(tx: &mut Tx, actor: ActorId) -> Result<(), StoreError> {
    for statement in [
        "UPDATE actors SET followers_count = followers_count - 1 WHERE id IN (
             SELECT following_id FROM follows WHERE follower_id = $1 AND state = 'accepted')",
        "UPDATE actors SET following_count = following_count - 1 WHERE id IN (
             SELECT follower_id FROM follows WHERE following_id = $1 AND state = 'accepted')",
    ] {
        sql!(tx, |conn| {
            sqlx::query(statement)
                .bind(actor.get())
                .execute(conn)
                .await?;
        });
    }
    Ok(())
}

async fn count_pair(
    tx: &mut Tx,
    follower: ActorId,
    following: ActorId,
    by: i64,
) -> Result<(), StoreError> {
    // In the order of their numbers, so that two that follow each other do not wait for one another.
    sql!(tx, |conn| {
        let both = [follower.min(following), follower.max(following)];
        for actor in both {
            sqlx::query(
                "UPDATE actors
                 SET following_count = following_count + (CASE WHEN id = $2 THEN $4 ELSE 0 END),
                     followers_count = followers_count + (CASE WHEN id = $3 THEN $4 ELSE 0 END)
                 WHERE id = $1",
            )
            .bind(actor.get())
            .bind(follower.get())
            .bind(following.get())
            .bind(by)
            .execute(&mut *conn)
            .await?;
        }
    });
    Ok(())
}

/// Finds a follow by its number.
pub async fn find_by_id(tx: &mut impl Read, id: i64) -> Result<Option<FollowRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT id, follower_id, following_id, state, created_at, updated_at FROM follows WHERE id = $1",
        )
        .bind(id)
        .fetch_optional(conn)
        .await?
    }))
}

/// Whether one follows the other, or has asked to.
pub async fn find(
    tx: &mut impl Read,
    follower: ActorId,
    following: ActorId,
) -> Result<Option<FollowRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT id, follower_id, following_id, state, created_at, updated_at FROM follows
             WHERE follower_id = $1 AND following_id = $2",
        )
        .bind(follower.get())
        .bind(following.get())
        .fetch_optional(conn)
        .await?
    }))
}

/// Lists followers.
pub async fn list_followers(
    tx: &mut impl Read,
    window: &FollowerWindow,
) -> Result<Vec<FollowRow>, StoreError> {
    let direction = if window.descending { "DESC" } else { "ASC" };
    let (condition, of) = window.of.condition();
    let statement = format!(
        "SELECT f.id, f.follower_id, f.following_id, f.state, f.created_at, f.updated_at
         FROM follows f JOIN actors a ON a.id = f.follower_id
         WHERE {condition} AND {WANTED}
         ORDER BY f.created_at {direction}, f.id {direction} LIMIT $4 OFFSET $5"
    );
    let pattern = pattern(window);
    Ok(sql!(tx, |conn| {
        sqlx::query_as(AssertSqlSafe(statement))
            .bind(of)
            .bind(pattern.is_none())
            .bind(pattern.unwrap_or_default())
            .bind(window.count)
            .bind(window.start)
            .fetch_all(conn)
            .await?
    }))
}

/// How many there are.
pub async fn count_followers(
    tx: &mut impl Read,
    window: &FollowerWindow,
) -> Result<i64, StoreError> {
    let (condition, of) = window.of.condition();
    let statement = format!(
        "SELECT COUNT(*) FROM follows f JOIN actors a ON a.id = f.follower_id
         WHERE {condition} AND {WANTED}"
    );
    let pattern = pattern(window);
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar(AssertSqlSafe(statement))
            .bind(of)
            .bind(pattern.is_none())
            .bind(pattern.unwrap_or_default())
            .fetch_one(conn)
            .await?
    }))
}

fn pattern(window: &FollowerWindow) -> Option<String> {
    like::wanted(window.search.as_deref())
}
