//! Takes the pictures of lives that just began from their streams.

use actors_kernel::RequestId;

use super::Context;
use crate::{
    domain::PublicUuid,
    domain::VideoReference,
    jobs::{DutyError, live_picture::live_of_file},
    media::Place,
    store::{file_removals, lives, thumbnails, videos},
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
    let mut tx = context.store.read().await?;
    let wanted = match lives::find_by_uuid(&mut tx, live).await? {
        Some(found) => thumbnails::are_automatic(&mut tx, found.video_id).await?,
        None => false,
    };
    drop(tx);
    if !wanted {
        return Ok(());
    }
    let path = context.library.path(Place::Temporary, name);
    let made = context
        .intake
        .pictures_of(
            &path,
            &PublicUuid::random().to_string(),
            RequestId::random(),
        )
        .await?;
    let mut tx = context.store.begin().await?;
    let now = context.clock.now();
    let Some(video) = videos::find(&mut tx, VideoReference::Uuid(live)).await? else {
        context.intake.discard(&made).await?;
        return Ok(());
    };
    let old = [
        (Place::Thumbnails, &video.thumbnail),
        (Place::Previews, &video.preview),
    ];
    for (place, name) in old {
        if let Some(name) = name {
            file_removals::insert(&mut tx, place, name, now).await?;
        }
    }
    for picture in &made {
        thumbnails::set(&mut tx, video.id, picture, now).await?;
    }
    tx.commit().await?;
    Ok(())
}
