//! Whether any row names a file of the library: what none names is nobody's.

use super::{Read, StoreError, sql};
use crate::domain::{Place, actor_picture::ActorPicture};

/// Whether a row names the file `name` of a place; of [`Place::Hls`] a name is that of a file in any video's folder.
///
/// Places whose files are no row's (uploads and work have duties of their own) are known as a whole.
pub async fn is_known(tx: &mut impl Read, place: Place, name: &str) -> Result<bool, StoreError> {
    let text = match place {
        Place::WebVideos => {
            "SELECT COUNT(*) FROM video_files WHERE filename = $1 AND playlist_id IS NULL"
        }
        Place::Hls => {
            "SELECT (SELECT COUNT(*) FROM video_files
                     WHERE playlist_id IS NOT NULL AND (filename = $1 OR playlist_filename = $1))
                  + (SELECT COUNT(*) FROM streaming_playlists
                     WHERE master_filename = $1 OR sha256_filename = $1)"
        }
        Place::Originals => "SELECT COUNT(*) FROM videos WHERE original_filename = $1",
        Place::Thumbnails | Place::Previews => {
            "SELECT COUNT(*) FROM thumbnails WHERE filename = $1"
        }
        Place::Storyboards => "SELECT COUNT(*) FROM storyboards WHERE filename = $1",
        Place::Avatars => {
            let Some(picture) = ActorPicture::name_of_file(name) else {
                return Ok(false);
            };
            return is_actor_picture(tx, picture).await;
        }
        Place::Uploads | Place::Work | Place::Temporary => return Ok(true),
    };
    let rows: i64 = sql!(tx, |conn| {
        sqlx::query_scalar(text).bind(name).fetch_one(conn).await?
    });
    Ok(rows > 0)
}

/// Whether an actor has the picture whose files begin with this.
async fn is_actor_picture(tx: &mut impl Read, name: &str) -> Result<bool, StoreError> {
    let actors: i64 = sql!(tx, |conn| {
        sqlx::query_scalar(
            "SELECT (SELECT COUNT(*) FROM actors WHERE avatar_name = $1)
                  + (SELECT COUNT(*) FROM actors WHERE banner_name = $1)",
        )
        .bind(name)
        .fetch_one(conn)
        .await?
    });
    Ok(actors > 0)
}
