//! What crawlers are shown of `videos`.

use super::{Read, StoreError, sql};
use crate::domain::{Privacy, Timestamp, VideoState};

/// A video that everybody can find.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SitemapRow {
    /// Its public id.
    pub uuid: uuid::Uuid,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// Lists the public videos of this instance, the newest first, at most `most`; sensitive ones only
/// if `sensitive`.
pub async fn list(
    tx: &mut impl Read,
    sensitive: bool,
    most: i64,
) -> Result<Vec<SitemapRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT uuid, updated_at FROM videos
             WHERE NOT remote AND privacy = $1 AND state = $2 AND (NOT nsfw OR $3)
             ORDER BY published_at DESC, id DESC LIMIT $4",
        )
        .bind(Privacy::Public.number())
        .bind(VideoState::Published.number())
        .bind(sensitive)
        .bind(most)
        .fetch_all(conn)
        .await?
    }))
}
