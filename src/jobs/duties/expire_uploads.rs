//! Forgets resumable uploads that nothing came for, and bytes in their folder that nobody knows.

use std::{collections::HashSet, time::SystemTime};

use actors_kernel::{RequestContext, RequestId};
use actors_uploads::{UploadError, UploadId};

use super::{BATCH, Context};
use crate::{jobs::DutyError, media::Place, store::uploads};

/// How long one session may take to let go.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    let before = context.clock.now() - context.config.upload.session_expiry;
    loop {
        let mut tx = context.store.read().await?;
        let expired = uploads::list_untouched(&mut tx, before, BATCH).await?;
        drop(tx);
        let more = super::is_full(u64::try_from(expired.len()).unwrap_or_default());
        let mut busy = false;
        for id in expired {
            busy |= !expire(&context, &id).await?;
        }
        if !more || busy {
            break;
        }
    }
    remove_unknown(&context).await
}

/// Through its session, which tells whether a request is at work on it after all; whether it is gone.
async fn expire(context: &Context, id: &str) -> Result<bool, DutyError> {
    let request = RequestContext::within(RequestId::random(), PATIENCE);
    let cancelled = context.uploads.cancel(&UploadId::from(id), &request).await;
    match cancelled {
        Ok(()) | Err(UploadError::Unknown) => Ok(true),
        // It is a video by now: only its row is left to forget.
        Err(UploadError::Port(error)) => Err(error.into()),
        Err(_) => Ok(false),
    }
}

/// Files of uploads whose row is gone, such as those of a legacy upload that the server did not survive. Young ones may
/// belong to a request under way.
async fn remove_unknown(context: &Context) -> Result<(), DutyError> {
    let mut tx = context.store.read().await?;
    let known: HashSet<String> = uploads::list_ids(&mut tx).await?.into_iter().collect();
    drop(tx);
    let folder = context.library.folder(Place::Uploads);
    let expiry = context.config.upload.session_expiry;
    let mut entries = tokio::fs::read_dir(folder).await?;
    while let Some(entry) = entries.next_entry().await? {
        let name = entry.file_name().to_string_lossy().into_owned();
        let upload = name.split('.').next().unwrap_or_default();
        let modified = entry.metadata().await.and_then(|file| file.modified());
        let age = modified.ok().and_then(|at| age(context, at));
        if !known.contains(upload) && age.is_some_and(|age| age > expiry) {
            context.library.remove(Place::Uploads, &name).await?;
        }
    }
    Ok(())
}

fn age(context: &Context, modified: SystemTime) -> Option<std::time::Duration> {
    let now: SystemTime = context.clock.now().into();
    now.duration_since(modified).ok()
}
