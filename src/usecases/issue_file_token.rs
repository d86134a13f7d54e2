//! Giving out a token for the files of one video, to whoever may watch it.

use std::time::Duration;

use crate::{
    domain::{Timestamp, VideoId, permission::FileTokenHolder, random},
    store::{
        StoreError, Tx,
        tokens::TokenHash,
        video_file_tokens::{self, NewFileToken},
    },
};

/// Long enough for a film, short enough for an address that was passed on to die.
const LIFETIME: Duration = Duration::from_hours(4);

/// The token as its holder sees it, this once.
#[derive(Clone, Debug)]
pub struct Issued {
    /// 64 hexadecimal digits.
    pub token: String,
    /// Its end.
    pub expires_at: Timestamp,
}

/// Draws a token and keeps its hash.
///
/// # Errors
/// When the database fails.
pub async fn run(
    tx: &mut Tx,
    video: VideoId,
    holder: FileTokenHolder,
    now: Timestamp,
) -> Result<Issued, StoreError> {
    let token = random::token();
    let expires_at = now + LIFETIME;
    let new = NewFileToken {
        hash: TokenHash::of(&token),
        video,
        holder,
        expires_at,
    };
    video_file_tokens::insert(tx, &new).await?;
    Ok(Issued { token, expires_at })
}
