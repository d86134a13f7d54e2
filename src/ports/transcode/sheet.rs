//! What becomes of a storyboard that was drawn: moved into its place, then written down.

use actors_media::Drawn;

use super::{TranscodeShelf, Trouble};
use crate::{
    domain::JobId, jobs::draw_storyboard::DrawStoryboard, media::Place,
    store::storyboards::StoryboardRow, usecases::record_storyboard,
};

impl TranscodeShelf {
    /// Moves the sheet first. One that ends up nobody's is removed again.
    pub(super) async fn record_sheet(
        &self,
        id: JobId,
        lease: &str,
        drawn: Drawn,
    ) -> Result<(), Trouble> {
        let Some((job, video)) = self.held(id, lease).await? else {
            return Ok(());
        };
        let plan: DrawStoryboard = serde_json::from_str(&job.payload)?;
        let from = self.made(id, &plan.sheet);
        self.library
            .adopt(&from, Place::Storyboards, &plan.sheet)
            .await?;
        let recorded = record_storyboard::Drawn {
            job: id,
            lease,
            video: video.id,
            sheet: StoryboardRow {
                filename: plan.sheet.clone(),
                total_height: i64::from(drawn.height),
                total_width: i64::from(drawn.width),
                sprite_height: i64::from(plan.height),
                sprite_width: i64::from(plan.width),
                sprite_duration: i64::from(plan.seconds),
            },
        };
        let mut tx = self.store.begin().await?;
        if record_storyboard::run(&mut tx, &recorded, self.clock.now()).await? {
            tx.commit().await?;
            return Ok(());
        }
        drop(tx);
        self.library.remove(Place::Storyboards, &plan.sheet).await?;
        Ok(())
    }
}
