//! `actors`: the federated faces of accounts and channels, local and remote.

use sqlx::AssertSqlSafe;

use super::{Read, StoreError, Tx, batch::placeholders, file_removals, follows, sql};
use crate::domain::{
    ActorId, Place, Timestamp,
    actor_picture::{ActorPicture, ActorPictureKind},
    text::fold,
};

/// What an actor stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    /// An account.
    Person,
    /// A channel.
    Group,
}

impl ActorKind {
    const fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Group => "group",
        }
    }
}

/// What lists of accounts and of channels are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorOrder {
    /// Their number.
    Id,
    /// Their name in handles.
    Name,
    /// When they were made.
    CreatedAt,
    /// When they were changed last.
    UpdatedAt,
}

impl ActorOrder {
    /// The column, where the account or channel is `c` and its actor `a`.
    pub(super) const fn column(self) -> &'static str {
        match self {
            Self::Id => "c.id",
            Self::Name => "a.username_folded",
            Self::CreatedAt => "c.created_at",
            Self::UpdatedAt => "c.updated_at",
        }
    }
}

/// An actor of ours to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewActor<'a> {
    /// What it stands for.
    pub kind: ActorKind,
    /// Its name in handles; accounts and channels share them.
    pub username: &'a str,
    /// Its address in the federation.
    pub url: &'a str,
}

/// Makes an actor of ours; none when its name is taken, whatever its case.
pub async fn insert_local(
    tx: &mut Tx,
    actor: &NewActor<'_>,
    now: Timestamp,
) -> Result<Option<ActorId>, StoreError> {
    let id: Option<i64> = sql!(tx, |conn| {
        sqlx::query_scalar(
            "INSERT INTO actors (kind, username, username_folded, url, inbox_url, outbox_url,
                                 created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
             ON CONFLICT DO NOTHING RETURNING id",
        )
        .bind(actor.kind.word())
        .bind(actor.username)
        .bind(fold(actor.username))
        .bind(actor.url)
        .bind(format!("{}/inbox", actor.url))
        .bind(format!("{}/outbox", actor.url))
        .bind(now)
        .fetch_optional(conn)
        .await?
    });
    Ok(id.map(ActorId::new))
}

/// Whether an account or channel of ours has this name, whatever its case.
pub async fn local_name_is_taken(tx: &mut impl Read, username: &str) -> Result<bool, StoreError> {
    let found: Option<i64> = sql!(tx, |conn| {
        sqlx::query_scalar("SELECT id FROM actors WHERE username_folded = $1 AND host IS NULL")
            .bind(fold(username))
            .fetch_optional(conn)
            .await?
    });
    Ok(found.is_some())
}

/// Notes that what the actor shows has changed.
pub async fn touch(tx: &mut Tx, actor: ActorId, now: Timestamp) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("UPDATE actors SET updated_at = $2 WHERE id = $1")
            .bind(actor.get())
            .bind(now)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// What is known of an actor.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ActorRow {
    /// Its number.
    #[sqlx(try_from = "i64")]
    pub id: ActorId,
    /// Its address in the federation.
    pub url: String,
    /// Its name in handles.
    pub username: String,
    /// The host of its instance; none for ours.
    pub host: Option<String>,
    avatar: Option<String>,
    /// How many actors it follows.
    pub following_count: i64,
    /// How many follow it.
    pub followers_count: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// Finds actors by their numbers.
pub async fn list_of(tx: &mut impl Read, actors: &[ActorId]) -> Result<Vec<ActorRow>, StoreError> {
    if actors.is_empty() {
        return Ok(Vec::new());
    }
    let statement = format!(
        "SELECT id, url, username, host, avatar, following_count, followers_count, created_at, updated_at
         FROM actors WHERE id IN ({})",
        placeholders(actors.len(), 1)
    );
    Ok(sql!(tx, |conn| {
        let mut query = sqlx::query_as(AssertSqlSafe(statement)).persistent(false);
        for actor in actors {
            query = query.bind(actor.get());
        }
        query.fetch_all(conn).await?
    }))
}

impl ActorRow {
    /// Its avatar.
    #[must_use]
    pub fn avatar(&self) -> Option<ActorPicture> {
        ActorPicture::read(self.avatar.as_deref())
    }
}

/// A picture of an actor.
pub async fn find_picture(
    tx: &mut impl Read,
    actor: ActorId,
    kind: ActorPictureKind,
) -> Result<Option<ActorPicture>, StoreError> {
    let statement = match kind {
        ActorPictureKind::Avatar => "SELECT avatar FROM actors WHERE id = $1",
        ActorPictureKind::Banner => "SELECT banner FROM actors WHERE id = $1",
    };
    let kept: Option<Option<String>> = sql!(tx, |conn| {
        sqlx::query_scalar(statement)
            .bind(actor.get())
            .fetch_optional(conn)
            .await?
    });
    Ok(ActorPicture::read(kept.flatten().as_deref()))
}

/// Gives an actor a picture, or takes it away.
pub async fn set_picture(
    tx: &mut Tx,
    actor: ActorId,
    kind: ActorPictureKind,
    picture: Option<&ActorPicture>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let statement = match kind {
        ActorPictureKind::Avatar => {
            "UPDATE actors SET avatar = $2, avatar_name = $3, updated_at = $4 WHERE id = $1"
        }
        ActorPictureKind::Banner => {
            "UPDATE actors SET banner = $2, banner_name = $3, updated_at = $4 WHERE id = $1"
        }
    };
    sql!(tx, |conn| {
        sqlx::query(statement)
            .bind(actor.get())
            .bind(picture.map(ActorPicture::to_kept))
            .bind(picture.map(|picture| picture.name.as_str()))
            .bind(now)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Removes an actor with its account or channel, which has no videos any more, and has the files of its pictures removed.
pub async fn remove(tx: &mut Tx, actor: ActorId, now: Timestamp) -> Result<(), StoreError> {
    follows::uncount(tx, actor).await?;
    for kind in [ActorPictureKind::Avatar, ActorPictureKind::Banner] {
        if let Some(picture) = find_picture(tx, actor, kind).await? {
            for file in picture.files() {
                file_removals::insert(tx, Place::Avatars, &file, now).await?;
            }
        }
    }
    sql!(tx, |conn| {
        sqlx::query("DELETE FROM actors WHERE id = $1")
            .bind(actor.get())
            .execute(conn)
            .await?;
    });
    Ok(())
}
