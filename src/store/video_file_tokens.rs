//! `video_file_tokens`: short-lived rights to the files of one video. Only SHA-256 of a token is
//! kept, and whose right it carries, which is judged anew each time: a token is no right by itself.

use super::{Read, StoreError, Tx, sql, tokens::TokenHash};
use crate::domain::{
    Role, Timestamp, UserId, VideoId,
    permission::{Caller, FileTokenHolder, Viewer},
};

/// A token to be given out.
#[derive(Clone, Debug)]
pub struct NewFileToken {
    /// What the client will show.
    pub hash: TokenHash,
    /// The video whose files it is for.
    pub video: VideoId,
    /// Whose right it carries.
    pub holder: FileTokenHolder,
    /// The session that asked for it, by its access token; it ends with that.
    pub session: Option<TokenHash>,
    /// Its end.
    pub expires_at: Timestamp,
}

/// A token that was given out.
#[derive(Clone, Debug)]
pub struct FileToken {
    /// The video whose files it is for.
    pub video: VideoId,
    /// Who looks at the video through it.
    pub viewer: Viewer,
    /// Its end.
    pub expires_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    video_id: i64,
    user_id: Option<i64>,
    role: Option<i64>,
    expires_at: Timestamp,
}

impl TryFrom<Row> for FileToken {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let caller = match (row.user_id, row.role) {
            (Some(user), Some(role)) => Some(Caller {
                user: UserId::new(user),
                role: Role::try_from(role).map_err(|error| StoreError::Inconsistent {
                    table: "users",
                    what: error.to_string(),
                })?,
            }),
            _ => None,
        };
        Ok(Self {
            video: VideoId::new(row.video_id),
            viewer: Viewer {
                caller,
                knows_password: caller.is_none(),
            },
            expires_at: row.expires_at,
        })
    }
}

/// Finds a token, expired or not; not one of somebody who is blocked.
pub async fn find(tx: &mut impl Read, hash: &TokenHash) -> Result<Option<FileToken>, StoreError> {
    let row: Option<Row> = sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT t.video_id, t.user_id, u.role, t.expires_at
             FROM video_file_tokens t LEFT JOIN users u ON u.id = t.user_id
             WHERE t.hash = $1 AND (u.id IS NULL OR NOT u.blocked)",
        )
        .bind(hash.bytes())
        .fetch_optional(conn)
        .await?
    });
    row.map(FileToken::try_from).transpose()
}

/// Gives out a token.
pub async fn insert(tx: &mut Tx, token: &NewFileToken) -> Result<(), StoreError> {
    let user = match token.holder {
        FileTokenHolder::User(user) => Some(user.get()),
        FileTokenHolder::PasswordKnower => None,
    };
    sql!(tx, |conn| {
        sqlx::query(
            "INSERT INTO video_file_tokens (hash, video_id, user_id, expires_at, session)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(token.hash.bytes())
        .bind(token.video.get())
        .bind(user)
        .bind(token.expires_at)
        .bind(token.session.as_ref().map(TokenHash::bytes))
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Takes back the tokens of a video that were given for one of its passwords.
pub async fn remove_of_passwords(tx: &mut Tx, video: VideoId) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("DELETE FROM video_file_tokens WHERE video_id = $1 AND user_id IS NULL")
            .bind(video.get())
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Takes back every token of a video.
pub async fn remove_of_video(tx: &mut Tx, video: VideoId) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("DELETE FROM video_file_tokens WHERE video_id = $1")
            .bind(video.get())
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Takes back every token of a user.
pub async fn remove_of_user(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("DELETE FROM video_file_tokens WHERE user_id = $1")
            .bind(user.get())
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Takes back the tokens that a session asked for.
pub async fn remove_of_session(tx: &mut Tx, session: &TokenHash) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("DELETE FROM video_file_tokens WHERE session = $1")
            .bind(session.bytes())
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Has the tokens of a session live on with the one that it was renewed to.
pub async fn hand_on(tx: &mut Tx, before: &[u8], after: &TokenHash) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("UPDATE video_file_tokens SET session = $2 WHERE session = $1")
            .bind(before)
            .bind(after.bytes())
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Forgets the tokens that ended; how many.
pub async fn remove_expired(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query("DELETE FROM video_file_tokens WHERE expires_at <= $1")
            .bind(now)
            .execute(conn)
            .await?
            .rows_affected()
    }))
}
