//! What is kept of a session beside its bytes: whose it is, and what it will become.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    domain::{ChannelId, UserId, VideoDraft, hexadecimal},
    http::{auth::Session, error::ApiError, state::App},
    store::uploads::{self, UploadRow},
};

/// What the session will become; kept as JSON in its row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingVideo {
    /// Where it goes.
    pub channel: ChannelId,
    /// What its owner says of it.
    pub draft: VideoDraft,
}

/// The name of a session: the same for the same user, file and metadata.
pub(super) fn name(user: UserId, filename: &str, total: u64, metadata: &str) -> String {
    let mut hash = Sha256::new();
    for part in [&user.to_string(), filename, &total.to_string(), metadata] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hexadecimal::encode(&hash.finalize())
}

/// What the names of the library's files begin with: the same however often the session is finished, and another one
/// when the same file is uploaded again later.
pub(super) fn library_name(row: &UploadRow) -> String {
    let seed = format!("{}/{}", row.id, row.created_at.timestamp_millis());
    let digest: [u8; 32] = Sha256::digest(seed.as_bytes()).into();
    let (half, _) = digest.split_at(16);
    let bytes: [u8; 16] = half.try_into().unwrap_or_default();
    uuid::Builder::from_random_bytes(bytes)
        .into_uuid()
        .to_string()
}

/// The session that a request names, if it is the caller's.
pub(super) async fn find(app: &App, id: &str, caller: &Session) -> Result<UploadRow, ApiError> {
    let mut tx = app.store.read().await?;
    let row = uploads::find(&mut tx, id).await?;
    let row = row.ok_or(ApiError::NotFound("upload"))?;
    if row.user_id == caller.user {
        Ok(row)
    } else {
        Err(ApiError::Forbidden("this upload is somebody else's".into()))
    }
}

/// The name of a picture that came with the init, in the folder of uploads.
pub(super) fn picture_name(id: &str, kind: &str) -> String {
    format!("{id}.{kind}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_named_by_all_that_it_is() {
        let base = name(UserId::new(1), "a.mp4", 10, "{}");
        assert_eq!(base, name(UserId::new(1), "a.mp4", 10, "{}"));
        assert_ne!(base, name(UserId::new(2), "a.mp4", 10, "{}"));
        assert_ne!(base, name(UserId::new(1), "b.mp4", 10, "{}"));
        assert_ne!(base, name(UserId::new(1), "a.mp4", 11, "{}"));
        assert_ne!(base, name(UserId::new(1), "a.mp4", 10, "{} "));
        assert_ne!(
            name(UserId::new(1), "ab", 1, ""),
            name(UserId::new(1), "a", 1, "b")
        );
    }
}
