//! `video_playlists`: playlists; so far the watch-later one that each user has.

use super::{Read, StoreError, Tx, sql};
use crate::domain::{AccountId, PlaylistId, PlaylistPrivacy, PlaylistType, PublicUuid, Timestamp};

/// A playlist to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewPlaylist<'a> {
    /// Its public id.
    pub uuid: PublicUuid,
    /// Its address in the federation.
    pub url: &'a str,
    /// Whose.
    pub account: AccountId,
    /// Its name for people.
    pub name: &'a str,
    /// Who may see it.
    pub privacy: PlaylistPrivacy,
    /// What it is for.
    pub kind: PlaylistType,
}

/// A playlist as its owner's profile names it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct NamedPlaylistRow {
    /// Its number.
    #[sqlx(try_from = "i64")]
    pub id: PlaylistId,
    /// Its name for people.
    pub name: String,
}

/// Makes a playlist.
pub async fn insert(
    tx: &mut Tx,
    playlist: &NewPlaylist<'_>,
    now: Timestamp,
) -> Result<PlaylistId, StoreError> {
    let id: i64 = sql!(tx, |conn| {
        sqlx::query_scalar(
            "INSERT INTO video_playlists (uuid, url, account_id, name, privacy, type, created_at,
                                          updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7) RETURNING id",
        )
        .bind(playlist.uuid.as_uuid())
        .bind(playlist.url)
        .bind(playlist.account.get())
        .bind(playlist.name)
        .bind(playlist.privacy.number())
        .bind(playlist.kind.number())
        .bind(now)
        .fetch_one(conn)
        .await?
    });
    Ok(PlaylistId::new(id))
}

/// The watch-later playlist of an account.
pub async fn find_watch_later(
    tx: &mut impl Read,
    account: AccountId,
) -> Result<Option<NamedPlaylistRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as("SELECT id, name FROM video_playlists WHERE account_id = $1 AND type = $2")
            .bind(account.get())
            .bind(PlaylistType::WatchLater.number())
            .fetch_optional(conn)
            .await?
    }))
}
