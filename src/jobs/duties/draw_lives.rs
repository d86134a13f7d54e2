//! Takes the pictures of lives that just began from their streams.

use actors_kernel::RequestId;

use super::Context;
use crate::{
    domain::{PublicUuid, VideoReference},
    jobs::{DutyError, live_picture::live_of_file},
    media::Place,
    store::{StoreError, thumbnails::NewPicture, videos},
    usecases::replace_pictures,
};

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    let mut entries = tokio::fs::read_dir(context.library.folder(Place::Temporary)).await?;
    while let Some(entry) = entries.next_entry().await? {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(live) = live_of_file(&name) else {
            continue;
        };
        if let Err(error) = draw(&context, live, &name).await {
            tracing::warn!(%live, error = &*error as &dyn std::error::Error, "a live keeps its plain picture");
        }
        context.library.remove(Place::Temporary, &name).await?;
    }
    Ok(())
}

async fn draw(context: &Context, live: PublicUuid, name: &str) -> Result<(), DutyError> {
    let path = context.library.path(Place::Temporary, name);
    let own = PublicUuid::random().to_string();
    let made = context
        .intake
        .pictures_of(&path, &own, RequestId::random())
        .await?;
    let used = set(context, live, &made).await;
    if !matches!(used, Ok(true)) {
        context.intake.discard(&made).await?;
    }
    used.map(drop).map_err(DutyError::from)
}

/// Gives the live these pictures, if it is there and its owner sent none.
async fn set(
    context: &Context,
    live: PublicUuid,
    pictures: &[NewPicture],
) -> Result<bool, StoreError> {
    let mut tx = context.store.begin().await?;
    let Some(video) = videos::find(&mut tx, VideoReference::Uuid(live)).await? else {
        return Ok(false);
    };
    let now = context.clock.now();
    let used = replace_pictures::unless_own(&mut tx, &video, pictures, now).await?;
    tx.commit().await?;
    Ok(used)
}
