//! Removes the files that nothing names any more.

use super::{BATCH, Context};
use crate::{
    jobs::DutyError,
    media::Place,
    store::file_removals::{self, RemovalRow},
};

/// Does it. A file that cannot be removed now is tried again at the next run; those behind it are not held up.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    let mut beyond = 0;
    loop {
        let mut tx = context.store.read().await?;
        let rows = file_removals::list(&mut tx, beyond, BATCH).await?;
        drop(tx);
        let Some(last) = rows.last() else {
            return Ok(());
        };
        beyond = last.id;
        let mut gone = Vec::with_capacity(rows.len());
        for row in &rows {
            if remove(&context, row).await {
                gone.push(row.id);
            }
        }
        let mut tx = context.store.begin_unshown().await?;
        for id in gone {
            file_removals::remove(&mut tx, id).await?;
        }
        tx.commit().await?;
    }
}

async fn remove(context: &Context, row: &RemovalRow) -> bool {
    let Some(place) = Place::of_word(&row.folder) else {
        tracing::error!(
            folder = row.folder,
            "a file to remove is in a folder that nobody knows"
        );
        return true;
    };
    match context.library.remove(place, &row.name).await {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(%error, folder = row.folder, name = row.name, "a file could not be removed");
            false
        }
    }
}
