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

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The video whose files it is for.
    pub video: VideoId,
    /// Whose right it carries.
    pub holder: FileTokenHolder,
    /// The session that asks, by its access token.
    pub session: Option<TokenHash>,
}

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
    asked: &Asked,
    lifetime: Duration,
    now: Timestamp,
) -> Result<Issued, StoreError> {
    let token = random::token();
    let expires_at = now + lifetime;
    let new = NewFileToken {
        hash: TokenHash::of(&token),
        video: asked.video,
        holder: asked.holder,
        session: asked.session.clone(),
        expires_at,
    };
    video_file_tokens::insert(tx, &new).await?;
    Ok(Issued { token, expires_at })
}
